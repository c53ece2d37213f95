// Transfers between organisations, or between sites of one: sent and received are two entries.
#ifndef INGOT_LEDGER_RULES_TRANSFER_H_
#define INGOT_LEDGER_RULES_TRANSFER_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ledger/rules/transaction.h"
#include "ledger/rules/weigh_ticket.h"

namespace ingot::rules {

// The actor's part in a transfer; both for a transfer to itself.
struct TransferPart {
  bool sender = false;
  bool receiver = false;
};

// The transfer of this kind in which the actor takes part, and its part. NOT_FOUND (also where it has none),
// TRANSFER_MISMATCH for the other kind.
struct FoundTransfer {
  const v1::TransferState* transfer = nullptr;
  TransferPart part;
};
absl::StatusOr<FoundTransfer> FindTransfer(const Transaction& t, const std::string& transfer_id, v1::TransferKind kind,
                                           std::string_view field);

// TRANSFER_MISMATCH unless the vehicle is under way in this transfer.
absl::Status CheckUnderWay(const v1::VehicleState& vehicle, const std::string& transfer_id, std::string_view field);

// The state to change; the transfer becomes a subject of the entry.
v1::TransferState& EditTransfer(Transaction& t, const std::string& transfer_id);

// FIELD_MISSING, INVALID_VALUE, ID_NOT_OWN or ALREADY_EXISTS unless the id is the actor's own and new: every load of
// hulks or lots is a transfer of its own.
absl::Status CheckNewTransfer(const Transaction& t, const std::string& transfer_id, std::string_view field);

// The ticket of a load, where there is one; its readings must be complete. INSTRUMENT_EXPIRED is raised on the
// transfer, which must be edited.
absl::StatusOr<Weighing> WeighLoad(Transaction& t, bool given, const v1::WeighTicket& ticket,
                                   const std::string& transfer_id, std::string_view field);

// Whether two nets of one load differ by more than the divisions of the instruments together. False where either was
// not weighed (0).
bool NetsDiffer(int64_t sent_g, int64_t received_g, int64_t divisions_g);

// Puts a vehicle on its way: REQUIRES that both are edited, and that the transfer's record is filled in.
void Send(v1::TransferState& transfer, v1::VehicleState& vehicle);
// Takes it off.
void Arrive(v1::TransferState& transfer, v1::VehicleState& vehicle);

}  // namespace ingot::rules

#endif  // INGOT_LEDGER_RULES_TRANSFER_H_
