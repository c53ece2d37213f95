#include "ledger/rules/decide.h"

#include <utility>

#include "ledger/base/check.h"
#include "ledger/base/status.h"
#include "ledger/rules/envelope.h"
#include "ledger/rules/handlers.h"
#include "ledger/rules/seal.h"
#include "ledger/rules/transaction.h"

namespace ingot::rules {
namespace {

absl::Status Dispatch(Transaction& t, const v1::Event& event) {
  switch (event.body_case()) {
    case v1::Event::kLedgerCreated:
      return Handle(t, event.ledger_created());
    case v1::Event::kOrganisationEnrolled:
      return Handle(t, event.organisation_enrolled());
    case v1::Event::kOrganisationSucceeded:
      return Handle(t, event.organisation_succeeded());
    case v1::Event::kRoleGranted:
      return Handle(t, event.role_granted());
    case v1::Event::kRoleRevoked:
      return Handle(t, event.role_revoked());
    case v1::Event::kKeyAdded:
      return Handle(t, event.key_added());
    case v1::Event::kKeyRevoked:
      return Handle(t, event.key_revoked());
    case v1::Event::kSiteRegistered:
      return Handle(t, event.site_registered());
    case v1::Event::kInstrumentCertified:
      return Handle(t, event.instrument_certified());
    case v1::Event::kBrandRegistered:
      return Handle(t, event.brand_registered());
    case v1::Event::kBrandRenamed:
      return Handle(t, event.brand_renamed());
    case v1::Event::kModelMovedToBrand:
      return Handle(t, event.model_moved_to_brand());
    case v1::Event::kYieldStandardPublished:
      return Handle(t, event.yield_standard_published());
    case v1::Event::kEmissionFactorPublished:
      return Handle(t, event.emission_factor_published());
    case v1::Event::kRulesActivated:
      return Handle(t, event.rules_activated());
    case v1::Event::kVehicleRegistered:
      return Handle(t, event.vehicle_registered());
    case v1::Event::kVehicleSent:
      return Handle(t, event.vehicle_sent());
    case v1::Event::kVehicleReceived:
      return Handle(t, event.vehicle_received());
    case v1::Event::kConditionReported:
      return Handle(t, event.condition_reported());
    case v1::Event::kOdometerRead:
      return Handle(t, event.odometer_read());
    case v1::Event::kTitleTransferred:
      return Handle(t, event.title_transferred());
    case v1::Event::kVehicleReturned:
      return Handle(t, event.vehicle_returned());
    case v1::Event::kRetired:
      return Handle(t, event.retired());
    case v1::Event::kReceivedAtFacility:
      return Handle(t, event.received_at_facility());
    case v1::Event::kCertificateOfDestructionIssued:
      return Handle(t, event.certificate_of_destruction_issued());
    case v1::Event::kDepolluted:
      return Handle(t, event.depolluted());
    case v1::Event::kVehicleOpened:
      return Handle(t, event.vehicle_opened());
    case v1::Event::kReportedStolen:
      return Handle(t, event.reported_stolen());
    case v1::Event::kFound:
      return Handle(t, event.found());
    case v1::Event::kTotalLossDeclared:
      return Handle(t, event.total_loss_declared());
    case v1::Event::kRepairInspected:
      return Handle(t, event.repair_inspected());
    case v1::Event::kLostFromSight:
      return Handle(t, event.lost_from_sight());
    case v1::Event::kExported:
      return Handle(t, event.exported());
    case v1::Event::kImported:
      return Handle(t, event.imported());
    case v1::Event::kReimported:
      return Handle(t, event.reimported());
    case v1::Event::kDestructionRefuted:
      return Handle(t, event.destruction_refuted());
    case v1::Event::kDestroyedByFire:
      return Handle(t, event.destroyed_by_fire());
    case v1::Event::kVehicleClosed:
      return Handle(t, event.vehicle_closed());
    case v1::Event::kDisputeOpened:
      return Handle(t, event.dispute_opened());
    case v1::Event::kDisputeResolved:
      return Handle(t, event.dispute_resolved());
    case v1::Event::kContractSigned:
      return Handle(t, event.contract_signed());
    case v1::Event::kVehicleHandedOver:
      return Handle(t, event.vehicle_handed_over());
    case v1::Event::kContractEnded:
      return Handle(t, event.contract_ended());
    case v1::Event::kContractSettled:
      return Handle(t, event.contract_settled());
    case v1::Event::kPaymentRecorded:
      return Handle(t, event.payment_recorded());
    case v1::Event::kOptionExercised:
      return Handle(t, event.option_exercised());
    case v1::Event::kContractAmended:
      return Handle(t, event.contract_amended());
    case v1::Event::kContractExtended:
      return Handle(t, event.contract_extended());
    case v1::Event::kContractNovated:
      return Handle(t, event.contract_novated());
    case v1::Event::kContractMoved:
      return Handle(t, event.contract_moved());
    case v1::Event::kPaymentReturned:
      return Handle(t, event.payment_returned());
    case v1::Event::kRefunded:
      return Handle(t, event.refunded());
    case v1::Event::kAmountWaived:
      return Handle(t, event.amount_waived());
    case v1::Event::kFeeCharged:
      return Handle(t, event.fee_charged());
    case v1::Event::kPaymentDefaulted:
      return Handle(t, event.payment_defaulted());
    case v1::Event::kHulkSent:
      return Handle(t, event.hulk_sent());
    case v1::Event::kHulkReceived:
      return Handle(t, event.hulk_received());
    case v1::Event::kBatchFed:
      return Handle(t, event.batch_fed());
    case v1::Event::kLotWeighed:
      return Handle(t, event.lot_weighed());
    case v1::Event::kLotAssayed:
      return Handle(t, event.lot_assayed());
    case v1::Event::kBatchClosed:
      return Handle(t, event.batch_closed());
    case v1::Event::kPanelReplaced:
      return Handle(t, event.panel_replaced());
    case v1::Event::kRepairScrapCollected:
      return Handle(t, event.repair_scrap_collected());
    case v1::Event::kPartsRemoved:
      return Handle(t, event.parts_removed());
    case v1::Event::kTicketVoided:
      return Handle(t, event.ticket_voided());
    case v1::Event::kLotSent:
      return Handle(t, event.lot_sent());
    case v1::Event::kLotReceived:
      return Handle(t, event.lot_received());
    case v1::Event::kHeatMelted:
      return Handle(t, event.heat_melted());
    case v1::Event::kReturnedToProduction:
      return Handle(t, event.returned_to_production());
    case v1::Event::kContentClaimed:
      return Handle(t, event.content_claimed());
    case v1::Event::kClaimCancelled:
      return Handle(t, event.claim_cancelled());
    case v1::Event::kInventoryCounted:
      return Handle(t, event.inventory_counted());
    case v1::Event::kRoadRegistered:
      return Handle(t, event.road_registered());
    case v1::Event::kOdometerReplaced:
      return Handle(t, event.odometer_replaced());
    case v1::Event::kInsured:
      return Handle(t, event.insured());
    case v1::Event::kInsuranceLapsed:
      return Handle(t, event.insurance_lapsed());
    case v1::Event::kInsuranceClaimed:
      return Handle(t, event.insurance_claimed());
    case v1::Event::kServiced:
      return Handle(t, event.serviced());
    case v1::Event::kRecallOpened:
      return Handle(t, event.recall_opened());
    case v1::Event::kRecallClosed:
      return Handle(t, event.recall_closed());
    case v1::Event::kSightingReported:
      return Handle(t, event.sighting_reported());
    case v1::Event::kEntryReversed:
      return Handle(t, event.entry_reversed());
    case v1::Event::kLotReassayed:
      return Handle(t, event.lot_reassayed());
    case v1::Event::kWeightCorrected:
      return Handle(t, event.weight_corrected());
    case v1::Event::kHeatCorrected:
      return Handle(t, event.heat_corrected());
    case v1::Event::kMassRestated:
      return Handle(t, event.mass_restated());
    case v1::Event::kPeriodClosed:
      return Handle(t, event.period_closed());
    case v1::Event::kFlagCleared:
      return Handle(t, event.flag_cleared());
    case v1::Event::kSealRevealed:
      return Handle(t, event.seal_revealed());
    case v1::Event::kSealErased:
      return Handle(t, event.seal_erased());
    case v1::Event::kCommitmentPublished:
      return Handle(t, event.commitment_published());
    default:
      break;
  }
  INGOT_CHECK_MSG(false, "an event type in the role table without a handler");
}

}  // namespace

absl::StatusOr<Effects> Decide(const state::View& view, const Context& context, const v1::Event& event,
                               const v1::Terms* terms) {
  INGOT_CHECK(context.rules_version >= 1 && context.rules_version <= kNewestRulesVersion);
  Transaction transaction(view, context, event, terms);
  INGOT_RETURN_IF_ERROR(CheckEnvelope(transaction));
  INGOT_RETURN_IF_ERROR(Dispatch(transaction, event));
  KeepSeal(transaction);
  return std::move(transaction).Finish();
}

}  // namespace ingot::rules
