#include "ledger/rules/transfer.h"

#include "ledger/base/check.h"
#include "ledger/base/status.h"
#include "ledger/directory/ids.h"
#include "ledger/refusal/refusal.h"
#include "ledger/rules/succession.h"
#include "ledger/state/record_key.h"

namespace ingot::rules {

using refusal::Refuse;

namespace {

std::string_view WayToReceive(v1::TransferKind kind) {
  switch (kind) {
    case v1::TRANSFER_KIND_HULKS:
      return "carries hulks: receive them by HulkReceived";
    case v1::TRANSFER_KIND_LOTS:
      return "carries lots: receive them by LotReceived";
    default:
      return "carries vehicles: receive them by VehicleReceived or ReceivedAtFacility";
  }
}

}  // namespace

absl::StatusOr<FoundTransfer> FindTransfer(const Transaction& t, const std::string& transfer_id, v1::TransferKind kind,
                                           std::string_view field) {
  INGOT_RETURN_IF_ERROR(directory::CheckScopedId(transfer_id, field));
  const v1::Record* const record = t.Find(state::SubjectKey(v1::SUBJECT_KIND_TRANSFER, transfer_id));
  FoundTransfer found;
  if (record != nullptr) {
    found.transfer = &record->transfer();
    found.part.sender = ActsFor(t, found.transfer->sender());
    found.part.receiver = ActsFor(t, found.transfer->receiver());
  }
  if (!found.part.sender && !found.part.receiver) {
    return Refuse(v1::REFUSAL_REASON_NOT_FOUND, field, "no transfer with this id is addressed to you or sent by you");
  }
  if (found.transfer->kind() != kind) {
    return Refuse(v1::REFUSAL_REASON_TRANSFER_MISMATCH, field, WayToReceive(found.transfer->kind()));
  }
  return found;
}

absl::Status CheckUnderWay(const v1::VehicleState& vehicle, const std::string& transfer_id, std::string_view field) {
  if (vehicle.transfer_id() == transfer_id) return absl::OkStatus();
  return Refuse(v1::REFUSAL_REASON_TRANSFER_MISMATCH, field,
                "is not under way in this transfer: check both, or it has arrived already");
}

v1::TransferState& EditTransfer(Transaction& t, const std::string& transfer_id) {
  return *t.EditSubject(v1::SUBJECT_KIND_TRANSFER, transfer_id).mutable_transfer();
}

absl::Status CheckNewTransfer(const Transaction& t, const std::string& transfer_id, std::string_view field) {
  INGOT_RETURN_IF_ERROR(directory::CheckOwnId(t.actor(), transfer_id, field));
  if (t.Find(state::SubjectKey(v1::SUBJECT_KIND_TRANSFER, transfer_id)) == nullptr) return absl::OkStatus();
  return Refuse(v1::REFUSAL_REASON_ALREADY_EXISTS, field,
                "you used this id for a transfer before: every load is a transfer of its own");
}

absl::StatusOr<Weighing> WeighLoad(Transaction& t, bool given, const v1::WeighTicket& ticket,
                                   const std::string& transfer_id, std::string_view field) {
  if (!given) return Weighing();
  INGOT_ASSIGN_OR_RETURN(const Weighing weighing, TakeTicket(t, ticket, TareRule::kNow, NetRule::kAlone, field));
  if (weighing.expired) t.Flag(v1::FLAG_KIND_INSTRUMENT_EXPIRED, v1::SUBJECT_KIND_TRANSFER, transfer_id);
  return weighing;
}

bool NetsDiffer(int64_t sent_g, int64_t received_g, int64_t divisions_g) {
  if (sent_g == 0 || received_g == 0) return false;
  const int64_t difference = sent_g > received_g ? sent_g - received_g : received_g - sent_g;
  return difference > divisions_g;
}

void Send(v1::TransferState& transfer, v1::VehicleState& vehicle) {
  vehicle.set_transfer_id(transfer.transfer_id());
  transfer.set_sent(transfer.sent() + 1);
  transfer.set_under_way(transfer.under_way() + 1);
}

void Arrive(v1::TransferState& transfer, v1::VehicleState& vehicle) {
  INGOT_CHECK(transfer.under_way() > 0);
  vehicle.clear_transfer_id();
  transfer.set_under_way(transfer.under_way() - 1);
}

}  // namespace ingot::rules
