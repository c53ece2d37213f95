// What the handlers of batches and lots share.
#ifndef INGOT_LEDGER_RULES_RECOVERY_H_
#define INGOT_LEDGER_RULES_RECOVERY_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ledger/rules/transaction.h"

namespace ingot::rules {

// Hulks in a batch: what one entry can allocate to.
inline constexpr int kMaxBatchHulks = 240;

// The actor's batch: FIELD_MISSING, INVALID_VALUE, NOT_FOUND; BATCH_STATE where it is closed.
absl::StatusOr<const v1::BatchState*> FindOpenBatch(const Transaction& t, const std::string& batch_id,
                                                    std::string_view field);

// The lot, if the actor (or whom it succeeded) holds it: FIELD_MISSING, INVALID_VALUE, NOT_FOUND.
absl::StatusOr<const v1::LotState*> FindHeldLot(const Transaction& t, const std::string& lot_id,
                                                std::string_view field);

// The states to change; they become subjects of the entry.
v1::BatchState& EditBatch(Transaction& t, const std::string& batch_id);
v1::LotState& EditLot(Transaction& t, const std::string& lot_id);

// IN_PROCESS/batch.
v1::Account InProcess(const v1::BatchState& batch);
// RECOVERED/recycler/grade of a lot, grade as SCHEME:CODE.
v1::Account Recovered(const v1::LotState& lot);

// Percentages of a weighed material: OUT_OF_RANGE unless each lies in 0 to 10^6 ppm and moisture + foreign below 10^6.
absl::Status CheckShares(int32_t moisture_ppm, int32_t foreign_ppm, int32_t content_ppm, std::string_view field);

}  // namespace ingot::rules

#endif  // INGOT_LEDGER_RULES_RECOVERY_H_
