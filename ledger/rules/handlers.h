// One handler an event type. Each checks its rules in a fixed order (existence, holder, state, values), so that the
// same wrong event always gets the same refusal, and then edits the transaction. Decide has already checked the
// envelope, the role table and that the event carries terms where its type has them.
#ifndef INGOT_LEDGER_RULES_HANDLERS_H_
#define INGOT_LEDGER_RULES_HANDLERS_H_

#include "absl/status/status.h"
#include "ledger/rules/transaction.h"

namespace ingot::rules {

// Directory (directory_*.cc).
absl::Status Handle(Transaction& t, const v1::LedgerCreated& e);
absl::Status Handle(Transaction& t, const v1::OrganisationEnrolled& e);
absl::Status Handle(Transaction& t, const v1::OrganisationSucceeded& e);
absl::Status Handle(Transaction& t, const v1::RoleGranted& e);
absl::Status Handle(Transaction& t, const v1::RoleRevoked& e);
absl::Status Handle(Transaction& t, const v1::KeyAdded& e);
absl::Status Handle(Transaction& t, const v1::KeyRevoked& e);
absl::Status Handle(Transaction& t, const v1::SiteRegistered& e);
absl::Status Handle(Transaction& t, const v1::InstrumentCertified& e);
absl::Status Handle(Transaction& t, const v1::BrandRegistered& e);
absl::Status Handle(Transaction& t, const v1::BrandRenamed& e);
absl::Status Handle(Transaction& t, const v1::ModelMovedToBrand& e);
absl::Status Handle(Transaction& t, const v1::YieldStandardPublished& e);
absl::Status Handle(Transaction& t, const v1::EmissionFactorPublished& e);
absl::Status Handle(Transaction& t, const v1::RulesActivated& e);

// Vehicles (vehicle_*.cc).
absl::Status Handle(Transaction& t, const v1::VehicleRegistered& e);
absl::Status Handle(Transaction& t, const v1::VehicleSent& e);
absl::Status Handle(Transaction& t, const v1::VehicleReceived& e);
absl::Status Handle(Transaction& t, const v1::ConditionReported& e);
absl::Status Handle(Transaction& t, const v1::OdometerRead& e);
absl::Status Handle(Transaction& t, const v1::TitleTransferred& e);
absl::Status Handle(Transaction& t, const v1::VehicleReturned& e);
absl::Status Handle(Transaction& t, const v1::Retired& e);
absl::Status Handle(Transaction& t, const v1::ReceivedAtFacility& e);
absl::Status Handle(Transaction& t, const v1::CertificateOfDestructionIssued& e);
absl::Status Handle(Transaction& t, const v1::Depolluted& e);

// Openings, theft, loss, borders, ends (vehicle_open.cc, trouble_*.cc) and disputes (dispute.cc).
absl::Status Handle(Transaction& t, const v1::VehicleOpened& e);
absl::Status Handle(Transaction& t, const v1::ReportedStolen& e);
absl::Status Handle(Transaction& t, const v1::Found& e);
absl::Status Handle(Transaction& t, const v1::TotalLossDeclared& e);
absl::Status Handle(Transaction& t, const v1::RepairInspected& e);
absl::Status Handle(Transaction& t, const v1::LostFromSight& e);
absl::Status Handle(Transaction& t, const v1::Exported& e);
absl::Status Handle(Transaction& t, const v1::Imported& e);
absl::Status Handle(Transaction& t, const v1::Reimported& e);
absl::Status Handle(Transaction& t, const v1::DestructionRefuted& e);
absl::Status Handle(Transaction& t, const v1::DestroyedByFire& e);
absl::Status Handle(Transaction& t, const v1::VehicleClosed& e);
absl::Status Handle(Transaction& t, const v1::DisputeOpened& e);
absl::Status Handle(Transaction& t, const v1::DisputeResolved& e);

// Contracts (contract_*.cc).
absl::Status Handle(Transaction& t, const v1::ContractSigned& e);
absl::Status Handle(Transaction& t, const v1::VehicleHandedOver& e);
absl::Status Handle(Transaction& t, const v1::ContractEnded& e);
absl::Status Handle(Transaction& t, const v1::ContractSettled& e);
absl::Status Handle(Transaction& t, const v1::PaymentRecorded& e);
absl::Status Handle(Transaction& t, const v1::OptionExercised& e);
absl::Status Handle(Transaction& t, const v1::ContractAmended& e);
absl::Status Handle(Transaction& t, const v1::ContractExtended& e);
absl::Status Handle(Transaction& t, const v1::ContractNovated& e);
absl::Status Handle(Transaction& t, const v1::ContractMoved& e);
absl::Status Handle(Transaction& t, const v1::PaymentReturned& e);
absl::Status Handle(Transaction& t, const v1::Refunded& e);
absl::Status Handle(Transaction& t, const v1::AmountWaived& e);
absl::Status Handle(Transaction& t, const v1::FeeCharged& e);
absl::Status Handle(Transaction& t, const v1::PaymentDefaulted& e);

// Recovery (recovery_*.cc).
absl::Status Handle(Transaction& t, const v1::HulkSent& e);
absl::Status Handle(Transaction& t, const v1::HulkReceived& e);
absl::Status Handle(Transaction& t, const v1::BatchFed& e);
absl::Status Handle(Transaction& t, const v1::LotWeighed& e);
absl::Status Handle(Transaction& t, const v1::LotAssayed& e);
absl::Status Handle(Transaction& t, const v1::BatchClosed& e);

// Bodies (body_*.cc).
absl::Status Handle(Transaction& t, const v1::PanelReplaced& e);
absl::Status Handle(Transaction& t, const v1::RepairScrapCollected& e);
absl::Status Handle(Transaction& t, const v1::PartsRemoved& e);

// Metal (metal_*.cc).
absl::Status Handle(Transaction& t, const v1::TicketVoided& e);
absl::Status Handle(Transaction& t, const v1::LotSent& e);
absl::Status Handle(Transaction& t, const v1::LotReceived& e);
absl::Status Handle(Transaction& t, const v1::HeatMelted& e);
absl::Status Handle(Transaction& t, const v1::ReturnedToProduction& e);
absl::Status Handle(Transaction& t, const v1::ContentClaimed& e);
absl::Status Handle(Transaction& t, const v1::ClaimCancelled& e);
absl::Status Handle(Transaction& t, const v1::InventoryCounted& e);

// Observations (observation_*.cc).
absl::Status Handle(Transaction& t, const v1::RoadRegistered& e);
absl::Status Handle(Transaction& t, const v1::OdometerReplaced& e);
absl::Status Handle(Transaction& t, const v1::Insured& e);
absl::Status Handle(Transaction& t, const v1::InsuranceLapsed& e);
absl::Status Handle(Transaction& t, const v1::InsuranceClaimed& e);
absl::Status Handle(Transaction& t, const v1::Serviced& e);
absl::Status Handle(Transaction& t, const v1::RecallOpened& e);
absl::Status Handle(Transaction& t, const v1::RecallClosed& e);
absl::Status Handle(Transaction& t, const v1::SightingReported& e);

// Corrections (correction_*.cc).
absl::Status Handle(Transaction& t, const v1::EntryReversed& e);
absl::Status Handle(Transaction& t, const v1::LotReassayed& e);
absl::Status Handle(Transaction& t, const v1::WeightCorrected& e);
absl::Status Handle(Transaction& t, const v1::HeatCorrected& e);
absl::Status Handle(Transaction& t, const v1::MassRestated& e);
absl::Status Handle(Transaction& t, const v1::PeriodClosed& e);
absl::Status Handle(Transaction& t, const v1::FlagCleared& e);

// Sealed parts (seal.cc).
absl::Status Handle(Transaction& t, const v1::SealRevealed& e);
absl::Status Handle(Transaction& t, const v1::SealErased& e);

// The service's own (commitment.cc).
absl::Status Handle(Transaction& t, const v1::CommitmentPublished& e);

}  // namespace ingot::rules

#endif  // INGOT_LEDGER_RULES_HANDLERS_H_
