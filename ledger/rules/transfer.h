// Transfers between organisations, or between sites of one: sent and received are two entries.
#ifndef INGOT_LEDGER_RULES_TRANSFER_H_
#define INGOT_LEDGER_RULES_TRANSFER_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ledger/rules/transaction.h"

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

// Puts a vehicle on its way: REQUIRES that both are edited, and that the transfer's record is filled in.
void Send(v1::TransferState& transfer, v1::VehicleState& vehicle);
// Takes it off.
void Arrive(v1::TransferState& transfer, v1::VehicleState& vehicle);

}  // namespace ingot::rules

#endif  // INGOT_LEDGER_RULES_TRANSFER_H_
