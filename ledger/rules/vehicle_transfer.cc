// Stock: VehicleSent, VehicleReceived.
#include <string>

#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/refusal/refusal.h"
#include "ledger/rules/custody.h"
#include "ledger/rules/directory_access.h"
#include "ledger/rules/handlers.h"
#include "ledger/rules/metal.h"
#include "ledger/rules/transfer.h"
#include "ledger/rules/values.h"
#include "ledger/state/record_key.h"
#include "ledger/vehicle/custody.h"

namespace ingot::rules {
namespace {

using refusal::Refuse;

absl::Status CheckMaySend(const Transaction& t, const v1::VehicleState& vehicle) {
  constexpr std::string_view kField = "vehicle_sent.vin";
  INGOT_RETURN_IF_ERROR(CheckNoOpenContract(t, vehicle, kField));
  switch (vehicle.custody()) {
    case v1::CUSTODY_STATE_REGISTERED:
    case v1::CUSTODY_STATE_IN_STOCK:
    case v1::CUSTODY_STATE_RETIRED:
      return absl::OkStatus();
    case v1::CUSTODY_STATE_AT_FACILITY:
      if (!vehicle.certified()) return absl::OkStatus();
      return Refuse(
          v1::REFUSAL_REASON_CERTIFICATE, kField,
          "is certified as destroyed and does not travel as a vehicle any more: send it as a hulk (HulkSent)");
    default:
      return Refuse(v1::REFUSAL_REASON_ILLEGAL_TRANSITION, kField,
                    Cat("a vehicle that is ", vehicle::StateName(vehicle.custody()),
                        " is not sent: it must be REGISTERED, IN_STOCK, RETIRED or AT_FACILITY"));
  }
}

// An earlier use of the transfer: several vehicles travel under one, to one receiver.
absl::Status CheckSameTransfer(const Transaction& t, const v1::VehicleSent& e, const v1::Record* record) {
  constexpr std::string_view kField = "vehicle_sent.transfer_id";
  INGOT_RETURN_IF_ERROR(
      CheckWritable(t, e.transfer_id(), record != nullptr ? record->transfer().sender() : "", kField));
  if (record == nullptr) return absl::OkStatus();
  if (record->transfer().kind() != v1::TRANSFER_KIND_VEHICLES) {
    return Refuse(v1::REFUSAL_REASON_TRANSFER_MISMATCH, kField,
                  "carries hulks: give the vehicles a transfer of their own");
  }
  if (record->transfer().receiver() != e.to_organisation()) {
    return Refuse(v1::REFUSAL_REASON_TRANSFER_MISMATCH, kField,
                  "goes to another receiver: one transfer has one receiver, start another");
  }
  return absl::OkStatus();
}

// The addressee takes the vehicle into stock, or the sender takes it back as it was. Where both are one organisation,
// the vehicle comes into stock if its state allows that.
absl::Status ReceiveTransfer(Transaction& t, const v1::VehicleReceived& e) {
  INGOT_ASSIGN_OR_RETURN(const v1::VehicleState* const before, FindVehicle(t, e.vin(), "vehicle_received.vin"));
  INGOT_ASSIGN_OR_RETURN(const FoundTransfer found,
                         FindTransfer(t, e.transfer_id(), v1::TRANSFER_KIND_VEHICLES, "vehicle_received.transfer_id"));
  INGOT_RETURN_IF_ERROR(CheckUnderWay(*before, e.transfer_id(), "vehicle_received.vin"));
  const bool into_stock =
      found.part.receiver && vehicle::FindTransition(before->custody(), v1::CUSTODY_STATE_IN_STOCK).has_value();
  if (!into_stock && !found.part.sender) {
    return Refuse(v1::REFUSAL_REASON_ILLEGAL_TRANSITION, "vehicle_received.vin",
                  "a retired vehicle does not come into stock: a recycler receives it by ReceivedAtFacility, or its "
                  "sender takes it back");
  }

  v1::VehicleState& vehicle = EditVehicle(t, e.vin());
  Arrive(EditTransfer(t, e.transfer_id()), vehicle);
  if (into_stock) {
    INGOT_RETURN_IF_ERROR(SetHolder(t, vehicle, t.actor(), "vehicle_received.vin"));
    vehicle.set_custody(v1::CUSTODY_STATE_IN_STOCK);
    vehicle.clear_site_id();
    // Back on the road: fluids and batteries go in again, so depollution is a new step at its next end of life.
    vehicle.clear_depolluted();
  }
  MoveMetal(t, vehicle);
  return absl::OkStatus();
}

absl::Status BuyBack(Transaction& t, const v1::VehicleReceived& e) {
  constexpr std::string_view kField = "vehicle_received.vin";
  INGOT_ASSIGN_OR_RETURN(const v1::VehicleState* const before, FindVehicle(t, e.vin(), kField));
  if (!before->holder().empty()) INGOT_RETURN_IF_ERROR(CheckHolder(t, *before, kField));
  const bool wreck = before->custody() == v1::CUSTODY_STATE_TOTAL_LOSS && before->holder().empty();
  if (before->custody() != v1::CUSTODY_STATE_SOLD && !wreck) {
    return Refuse(v1::REFUSAL_REASON_ILLEGAL_TRANSITION, kField,
                  "only a SOLD vehicle, or a sold one that was a total loss and is repaired, is bought back");
  }
  INGOT_RETURN_IF_ERROR(CheckTransition(*before, v1::CUSTODY_STATE_IN_STOCK, kField));
  if (!e.transfer_id().empty()) {
    return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, "vehicle_received.transfer_id", "must be empty for BUY_BACK");
  }
  if (!t.HasEvidence(v1::EVIDENCE_KIND_SURRENDERED_DOCUMENT)) {
    return Refuse(v1::REFUSAL_REASON_EVIDENCE_MISSING, "evidence",
                  "a buy-back needs the hash of the document that the owner surrendered (SURRENDERED_DOCUMENT)");
  }
  v1::VehicleState& vehicle = EditVehicle(t, e.vin());
  INGOT_RETURN_IF_ERROR(SetHolder(t, vehicle, t.actor(), kField));
  SetTitle(vehicle, v1::TITLE_HOLDER_KIND_ORGANISATION, t.actor());
  vehicle.set_custody(v1::CUSTODY_STATE_IN_STOCK);
  MoveMetal(t, vehicle);
  return absl::OkStatus();
}

}  // namespace

absl::Status Handle(Transaction& t, const v1::VehicleSent& e) {
  INGOT_ASSIGN_OR_RETURN(const v1::VehicleState* const before, FindHeldVehicle(t, e.vin(), "vehicle_sent.vin"));
  INGOT_RETURN_IF_ERROR(CheckMaySend(t, *before));
  const v1::Record* const record = t.Find(state::SubjectKey(v1::SUBJECT_KIND_TRANSFER, e.transfer_id()));
  INGOT_RETURN_IF_ERROR(CheckSameTransfer(t, e, record));
  INGOT_RETURN_IF_ERROR(CheckOrganisation(t, e.to_organisation(), "vehicle_sent.to_organisation"));

  v1::TransferState& transfer = EditTransfer(t, e.transfer_id());
  if (record == nullptr) {
    transfer.set_transfer_id(e.transfer_id());
    transfer.set_kind(v1::TRANSFER_KIND_VEHICLES);
    transfer.set_sender(t.actor());
    transfer.set_receiver(e.to_organisation());
  }
  v1::VehicleState& vehicle = EditVehicle(t, e.vin());
  Send(transfer, vehicle);
  MoveMetal(t, vehicle);
  return absl::OkStatus();
}

absl::Status Handle(Transaction& t, const v1::VehicleReceived& e) {
  switch (e.source()) {
    case v1::RECEIPT_SOURCE_TRANSFER:
      return ReceiveTransfer(t, e);
    case v1::RECEIPT_SOURCE_BUY_BACK:
      return BuyBack(t, e);
    default:
      return CheckGiven(false, "vehicle_received.source");
  }
}

}  // namespace ingot::rules
