// What the handlers of batches, lots and heats share.
#ifndef INGOT_LEDGER_RULES_RECOVERY_H_
#define INGOT_LEDGER_RULES_RECOVERY_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "ledger/mass/amounts.h"
#include "ledger/rules/transaction.h"
#include "ledger/rules/weigh_ticket.h"

namespace ingot::rules {

// Hulks in a batch: what one entry can allocate to.
inline constexpr int kMaxBatchHulks = 240;

// The actor's batch: FIELD_MISSING, INVALID_VALUE, NOT_FOUND; BATCH_STATE where it is closed.
absl::StatusOr<const v1::BatchState*> FindOpenBatch(const Transaction& t, const std::string& batch_id,
                                                    std::string_view field);

// The lot, if the actor (or whom it succeeded) holds it: FIELD_MISSING, INVALID_VALUE, NOT_FOUND.
absl::StatusOr<const v1::LotState*> FindHeldLot(const Transaction& t, const std::string& lot_id,
                                                std::string_view field);

// FindHeldLot, and a lot that can be used: LOT_STATE unless assayed and not consumed, IN_TRANSIT while under way.
absl::StatusOr<const v1::LotState*> FindUsableLot(const Transaction& t, const std::string& lot_id,
                                                  std::string_view field);

// A published standard of the process: FIELD_MISSING, INVALID_VALUE, NOT_FOUND.
absl::StatusOr<const v1::YieldStandardPublished*> FindStandard(const Transaction& t, const std::string& standard_id,
                                                               v1::RecoveryProcess process, std::string_view field);

// The states to change; they become subjects of the entry.
v1::BatchState& EditBatch(Transaction& t, const std::string& batch_id);
v1::LotState& EditLot(Transaction& t, const std::string& lot_id);

// IN_PROCESS/batch.
v1::Account InProcess(const v1::BatchState& batch);
// RECOVERED/recycler/grade of a lot that `organisation` holds, grade as SCHEME:CODE.
v1::Account Recovered(const v1::LotState& lot, std::string_view organisation);

// A new lot of the actor's: id, first holder, ticket, grade. It becomes a subject of the entry.
v1::LotState& OpenLot(Transaction& t, const std::string& lot_id, const v1::WeighTicket& ticket,
                      v1::GradeScheme grade_scheme, const std::string& grade_code);
// The lot passes to another organisation: the holder's span ends with this entry. LIMIT_REACHED beyond kMaxHolders.
absl::Status SetHolder(const Transaction& t, v1::LotState& lot, const std::string& organisation,
                       std::string_view field);
// Notes a weighing: net, and what is odd about it as flags.
void NoteWeighing(Transaction& t, v1::LotState& lot, const Weighing& weighing);
// Takes the lot's whole content out of its account, and marks it consumed by a batch or heat (empty: sold).
mass::Cells ConsumeLot(Transaction& t, const std::string& lot_id, const std::string& consumed_by);

// A grade: FIELD_MISSING, TOO_LARGE, INVALID_VALUE. `event` is the field of the event.
absl::Status CheckGrade(v1::GradeScheme scheme, const std::string& code, std::string_view event);

// Third parties' scrap enters: THIRD_PARTY_SCRAP -, and to `fed` in its family with origin THIRD_PARTY; odd weighings
// are flagged on the subject that takes it (batch or heat). Refuses as TakeTicket does, FIELD_MISSING, INVALID_VALUE
// (supplier, family), OUT_OF_RANGE (shares), MASS_EXCEEDS_TICKET.
absl::Status FeedScrap(Transaction& t, const v1::ThirdPartyTicket& scrap, v1::SubjectKind kind, const std::string& id,
                       std::string_view field, mass::Cells& fed);
// Tickets in one event: TOO_LARGE.
absl::Status CheckScrapCount(int count, std::string_view field);

// An assay's shares, laboratory, method and uncertainty: FIELD_MISSING, OUT_OF_RANGE, INVALID_VALUE.
absl::Status CheckAssay(const v1::LotAssayed& assay, std::string_view field);
// Percentages of a weighed material: OUT_OF_RANGE unless each lies in 0 to 10^6 ppm and moisture + foreign below 10^6.
absl::Status CheckShares(int32_t moisture_ppm, int32_t foreign_ppm, int32_t content_ppm, std::string_view field);

}  // namespace ingot::rules

#endif  // INGOT_LEDGER_RULES_RECOVERY_H_
