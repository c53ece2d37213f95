// Builders of events with plausible values, for tests of the rules; a test changes what it is about.
#ifndef INGOT_TESTS_SUPPORT_RULE_EVENTS_H_
#define INGOT_TESTS_SUPPORT_RULE_EVENTS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "ingot/v1/event.pb.h"

namespace ingot::testing {

// What the builders name: see Fleet.
inline constexpr char kTestBrand[] = "maker/brand";
inline constexpr char kTestStandard[] = "operator/shred-2pc";
inline constexpr char kTestMeltStandard[] = "operator/melt-2pc";

// The n-th vehicle of the fleet: a VIN with a valid check character.
std::string Vin(int n);
// In the order of lists of VINs; check characters make it another than that of the numbers.
std::vector<std::string> Ascending(std::vector<std::string> vins);

v1::VehicleRegistered Registered(const std::string& vin);
v1::VehicleRegistered ForeignMake(const std::string& vin);
v1::VehicleSent Sent(const std::string& vin, const std::string& transfer, const std::string& to);
v1::VehicleReceived Received(const std::string& vin, const std::string& transfer);
v1::VehicleReceived BoughtBack(const std::string& vin);
v1::ConditionReported Inspected(const std::string& vin, int64_t odometer_m, bool restock);
v1::OdometerRead Reading(const std::string& vin, int64_t odometer_m);
v1::ContractSigned Signed(const std::string& contract, const std::string& vin, v1::ContractKind kind);
// 12 instalments of 100 minor units in EUR; a sale: 1 200 at once.
v1::ContractTerms TermsOf(v1::ContractKind kind, int64_t option_fee = 0);
v1::VehicleHandedOver HandedOver(const std::string& contract, const std::string& vin, int64_t odometer_m = 1'000);
v1::PaymentRecorded Paid(const std::string& contract, const std::string& payment,
                         v1::PaymentPurpose purpose = v1::PAYMENT_PURPOSE_INSTALMENT);
v1::PaymentTerms AmountOf(int64_t minor_units, const std::string& currency = "EUR");
v1::ContractEnded Ended(const std::string& contract, v1::ContractEndReason reason);
v1::SettlementTerms SettledAt(int64_t minor_units);
v1::ContractSettled Settled(const std::string& contract);
v1::OptionExercised Exercised(const std::string& contract);
v1::TitleTransferred TitleTo(const std::string& vin, const std::string& contract);
v1::VehicleReturned Returned(const std::string& contract, const std::string& vin, int64_t odometer_m = 20'000);
v1::Retired RetiredOf(const std::string& vin);
v1::ReceivedAtFacility Arrived(const std::string& vin, const std::string& site, const std::string& transfer = "");
v1::CertificateOfDestructionIssued Certificate(const std::string& vin, const std::string& site,
                                               const std::string& serial);
v1::Depolluted DepollutedAt(const std::string& vin, const std::string& site);
v1::HulkSent HulksSent(const std::string& transfer, const std::vector<std::string>& vins, const std::string& to);
v1::HulkReceived HulksReceived(const std::string& transfer, const std::vector<std::string>& vins,
                               const std::string& site);
v1::BatchFed Fed(const std::string& batch, const std::vector<std::string>& vins);
v1::ThirdPartyTicket Scrap(const v1::WeighTicket& ticket, int64_t aluminium_g);
v1::LotWeighed Weighed(const std::string& lot, const std::string& batch, const v1::WeighTicket& ticket);
v1::LotAssayed Assayed(const std::string& lot, int32_t moisture_ppm, int32_t foreign_ppm, int32_t content_ppm);
v1::BatchClosed Closed(const std::string& batch);
v1::FamilyMass Mass(v1::AlloyFamily family, int64_t grams);
// Nothing removed or fitted yet.
v1::PanelReplaced Repair(const std::string& vin, const std::string& site);
v1::RepairScrapCollected Collected(const std::string& lot, const std::string& site,
                                   const std::vector<v1::FamilyMass>& metal, const v1::WeighTicket& ticket);
// One part, kept for reuse.
v1::PartsRemoved PartOff(const std::string& vin, const std::string& site, const v1::FamilyMass& metal);
v1::TicketVoided Voided(const std::string& instrument, const std::string& number);
v1::LotSent LotsSent(const std::string& transfer, const std::vector<std::string>& lots, const std::string& to);
v1::LotReceived LotsReceived(const std::string& transfer, const std::string& site);
// Of family 6xxx at smelter/plant, nothing left in the furnace.
v1::HeatMelted Melted(const std::string& heat, const std::vector<std::string>& lots, int64_t tapped_g);
v1::ReturnedToProduction BackTo(const std::string& brand, const std::string& heat, int64_t grams);
// RECYCLED, MASS_BALANCE, for 2026.
v1::ContentClaimed Claimed(const std::string& claim, const std::string& heat, int64_t grams);
v1::ClaimCancelled Cancelled(const std::string& claim);
v1::InventoryCounted Counted(const std::string& site, v1::AccountClass account_class,
                             const std::vector<v1::FamilyMass>& counted);

// A contract changes, and money beside its payments. Terms of a refund, waiver or fee: AmountOf.
v1::ContractAmended Amended(const std::string& contract, int32_t term_months);
v1::ContractExtended Extended(const std::string& contract, int32_t added_months);
v1::ContractNovated Novated(const std::string& contract, const std::string& to_organisation);
v1::ContractMoved Moved(const std::string& contract, const std::string& from_vin, const std::string& to_vin);
v1::PaymentReturned Bounced(const std::string& contract, const std::string& payment);
v1::Refunded Refund(const std::string& contract, const std::string& refund,
                    v1::RefundPurpose purpose = v1::REFUND_PURPOSE_OVERPAYMENT);
v1::AmountWaived Waiver(const std::string& contract, const std::string& waiver);
v1::FeeCharged Fee(const std::string& contract, const std::string& fee);
v1::PaymentDefaulted Defaulted(const std::string& contract, const v1::Date& due_on, bool cured = false);

// Observations.
v1::RoadRegistered OnRoad(const std::string& vin, const std::string& country, const v1::Date& on);
v1::OdometerReplaced OdometerSwap(const std::string& vin, int64_t old_odometer_m, int64_t new_odometer_m);
// Liability cover.
v1::Insured Policy(const std::string& vin, const std::string& policy, const v1::Date& from, const v1::Date& until);
v1::InsuranceLapsed Lapsed(const std::string& vin, const std::string& policy, const v1::Date& on);
v1::InsuranceClaimed Claim(const std::string& vin, const std::string& policy, const std::string& number,
                           const v1::Date& loss_on);
v1::Serviced Service(const std::string& vin, int64_t odometer_m);
v1::RecallOpened Recall(const std::string& recall, const std::vector<std::string>& vins);
v1::RecallClosed Remedied(const std::string& recall, const std::string& vin);
v1::SightingReported Sighting(const std::string& vin);

// Corrections.
v1::EntryReversed Reversed(uint64_t target_seq, v1::ReversalReason reason = v1::REVERSAL_REASON_DID_NOT_OCCUR);
v1::LotReassayed Reassayed(const std::string& lot, int32_t moisture_ppm, int32_t foreign_ppm, int32_t content_ppm);
v1::WeightCorrected Reweighed(const std::string& lot, const v1::WeighTicket& ticket);
// Weighed.
v1::MassRestated Restated(const std::string& vin, const std::vector<v1::FamilyMass>& body);
v1::PeriodClosed ClosedThrough(int year, int month, int day);
v1::FlagCleared Cleared(v1::SubjectKind kind, const std::string& id, v1::FlagKind flag);

}  // namespace ingot::testing

#endif  // INGOT_TESTS_SUPPORT_RULE_EVENTS_H_
