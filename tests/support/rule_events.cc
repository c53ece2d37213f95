#include "tests/support/rule_events.h"

#include <algorithm>
#include <cstdio>

#include "ledger/vehicle/vin.h"
#include "tests/support/test_ledger.h"

namespace ingot::testing {

std::string Vin(int n) {
  char vin[18];
  std::snprintf(vin, sizeof vin, "WLVKW1560NA%06d", n);
  std::string text(vin);
  text[vehicle::kCheckCharacterIndex] = vehicle::CheckCharacterOf(text);
  return text;
}

std::vector<std::string> Ascending(std::vector<std::string> vins) {
  std::sort(vins.begin(), vins.end());
  return vins;
}

v1::VehicleRegistered Registered(const std::string& vin) {
  v1::VehicleRegistered event;
  event.set_vin(vin);
  event.set_brand_id(kTestBrand);
  event.set_model_id("maker/van");
  event.set_category(v1::VEHICLE_CATEGORY_N1);
  event.set_market("DE");
  event.set_model_year(2022);
  v1::FamilyMass* mass = event.add_body();
  mass->set_family(v1::ALLOY_FAMILY_5XXX);
  mass->set_grams(56'000);
  mass = event.add_body();
  mass->set_family(v1::ALLOY_FAMILY_6XXX);
  mass->set_grams(100'000);
  event.set_body_basis(v1::MASS_BASIS_DESIGN);
  event.set_body_uncertainty_ppm(20'000);
  event.set_other_aluminium_g(70'000);
  event.set_kerb_mass_g(1'900'000);
  return event;
}

v1::VehicleRegistered ForeignMake(const std::string& vin) {
  v1::VehicleRegistered event = Registered(vin);
  event.clear_brand_id();
  event.clear_model_id();
  event.set_foreign_make(true);
  return event;
}

v1::VehicleSent Sent(const std::string& vin, const std::string& transfer, const std::string& to) {
  v1::VehicleSent event;
  event.set_vin(vin);
  event.set_transfer_id(transfer);
  event.set_to_organisation(to);
  return event;
}

v1::VehicleReceived Received(const std::string& vin, const std::string& transfer) {
  v1::VehicleReceived event;
  event.set_vin(vin);
  event.set_source(v1::RECEIPT_SOURCE_TRANSFER);
  event.set_transfer_id(transfer);
  return event;
}

v1::VehicleReceived BoughtBack(const std::string& vin) {
  v1::VehicleReceived event;
  event.set_vin(vin);
  event.set_source(v1::RECEIPT_SOURCE_BUY_BACK);
  return event;
}

v1::ConditionReported Inspected(const std::string& vin, int64_t odometer_m, bool restock) {
  v1::ConditionReported event;
  event.set_vin(vin);
  event.set_grade(v1::CONDITION_GRADE_GOOD);
  event.set_odometer_m(odometer_m);
  event.set_restock(restock);
  return event;
}

v1::OdometerRead Reading(const std::string& vin, int64_t odometer_m) {
  v1::OdometerRead event;
  event.set_vin(vin);
  event.set_odometer_m(odometer_m);
  return event;
}

v1::ContractSigned Signed(const std::string& contract, const std::string& vin, v1::ContractKind kind) {
  v1::ContractSigned event;
  event.set_contract_id(contract);
  event.set_vin(vin);
  event.set_kind(kind);
  event.set_counterparty(v1::COUNTERPARTY_KIND_PERSON);
  *event.mutable_starts_on() = MakeDate(2026, 3, 1);
  event.set_term_months(kind == v1::CONTRACT_KIND_SALE ? 0 : 12);
  return event;
}

v1::ContractTerms TermsOf(v1::ContractKind kind, int64_t option_fee) {
  v1::ContractTerms terms;
  terms.set_currency("EUR");
  terms.set_total_minor_units(1'200);
  if (kind == v1::CONTRACT_KIND_SALE) {
    terms.set_balloon_minor_units(1'200);
    return terms;
  }
  v1::Instalments* run = terms.add_schedule();
  run->set_count(12);
  run->set_every_months(1);
  run->set_amount_minor_units(100);
  run->set_timing(v1::INSTALMENT_TIMING_ADVANCE);
  terms.set_option_fee_minor_units(option_fee);
  return terms;
}

v1::VehicleHandedOver HandedOver(const std::string& contract, const std::string& vin, int64_t odometer_m) {
  v1::VehicleHandedOver event;
  event.set_contract_id(contract);
  event.set_vin(vin);
  event.set_odometer_m(odometer_m);
  event.set_use(v1::SERVICE_USE_PRIVATE);
  return event;
}

v1::PaymentRecorded Paid(const std::string& contract, const std::string& payment, v1::PaymentPurpose purpose) {
  v1::PaymentRecorded event;
  event.set_contract_id(contract);
  event.set_payment_id(payment);
  event.set_purpose(purpose);
  return event;
}

v1::PaymentTerms AmountOf(int64_t minor_units, const std::string& currency) {
  v1::PaymentTerms terms;
  terms.mutable_amount()->set_currency(currency);
  terms.mutable_amount()->set_minor_units(minor_units);
  *terms.mutable_paid_on() = MakeDate(2026, 3, 1);
  return terms;
}

v1::ContractEnded Ended(const std::string& contract, v1::ContractEndReason reason) {
  v1::ContractEnded event;
  event.set_contract_id(contract);
  event.set_reason(reason);
  return event;
}

v1::SettlementTerms SettledAt(int64_t minor_units) {
  v1::SettlementTerms terms;
  terms.set_settled_total_minor_units(minor_units);
  return terms;
}

v1::ContractSettled Settled(const std::string& contract) {
  v1::ContractSettled event;
  event.set_contract_id(contract);
  return event;
}

v1::OptionExercised Exercised(const std::string& contract) {
  v1::OptionExercised event;
  event.set_contract_id(contract);
  return event;
}

v1::TitleTransferred TitleTo(const std::string& vin, const std::string& contract) {
  v1::TitleTransferred event;
  event.set_vin(vin);
  event.set_contract_id(contract);
  event.set_to(v1::TITLE_HOLDER_KIND_OFF_LEDGER);
  return event;
}

v1::VehicleReturned Returned(const std::string& contract, const std::string& vin, int64_t odometer_m) {
  v1::VehicleReturned event;
  event.set_vin(vin);
  event.set_contract_id(contract);
  event.set_odometer_m(odometer_m);
  event.set_reason(v1::RETURN_REASON_END_OF_TERM);
  return event;
}

v1::Retired RetiredOf(const std::string& vin) {
  v1::Retired event;
  event.set_vin(vin);
  event.set_reason(v1::RETIREMENT_REASON_END_OF_LIFE);
  return event;
}

v1::ReceivedAtFacility Arrived(const std::string& vin, const std::string& site, const std::string& transfer) {
  v1::ReceivedAtFacility event;
  event.set_vin(vin);
  event.set_site_id(site);
  event.set_transfer_id(transfer);
  return event;
}

v1::CertificateOfDestructionIssued Certificate(const std::string& vin, const std::string& site,
                                               const std::string& serial) {
  v1::CertificateOfDestructionIssued event;
  event.set_vin(vin);
  event.set_kind(v1::CERTIFICATE_KIND_ELV);
  event.set_serial(serial);
  event.set_site_id(site);
  *event.mutable_issued_on() = MakeDate(2026, 3, 1);
  event.set_registration_country("DE");
  event.set_registration_document(v1::REGISTRATION_DOCUMENT_DESTROYED);
  event.set_empty_weight_g(1'880'000);
  return event;
}

v1::Depolluted DepollutedAt(const std::string& vin, const std::string& site) {
  v1::Depolluted event;
  event.set_vin(vin);
  event.set_site_id(site);
  event.add_items(v1::DEPOLLUTION_ITEM_STARTER_BATTERY);
  event.add_items(v1::DEPOLLUTION_ITEM_OILS);
  return event;
}

v1::HulkSent HulksSent(const std::string& transfer, const std::vector<std::string>& vins, const std::string& to) {
  v1::HulkSent event;
  event.set_transfer_id(transfer);
  for (const std::string& vin : vins) event.add_vins(vin);
  event.set_to_organisation(to);
  return event;
}

v1::HulkReceived HulksReceived(const std::string& transfer, const std::vector<std::string>& vins,
                               const std::string& site) {
  v1::HulkReceived event;
  event.set_transfer_id(transfer);
  for (const std::string& vin : vins) event.add_vins(vin);
  event.set_site_id(site);
  return event;
}

v1::BatchFed Fed(const std::string& batch, const std::vector<std::string>& vins) {
  v1::BatchFed event;
  event.set_batch_id(batch);
  event.set_site_id("shredder/mill");
  event.set_yield_standard_id(kTestStandard);
  for (const std::string& vin : vins) event.add_vins(vin);
  return event;
}

v1::ThirdPartyTicket Scrap(const v1::WeighTicket& ticket, int64_t aluminium_g) {
  v1::ThirdPartyTicket scrap;
  *scrap.mutable_ticket() = ticket;
  scrap.set_supplier("Sammelschrott Nord GmbH");
  scrap.set_family(v1::ALLOY_FAMILY_MIXED);
  scrap.set_metal_content_ppm(1'000'000);
  scrap.set_aluminium_g(aluminium_g);
  return scrap;
}

v1::LotWeighed Weighed(const std::string& lot, const std::string& batch, const v1::WeighTicket& ticket) {
  v1::LotWeighed event;
  event.set_lot_id(lot);
  event.set_batch_id(batch);
  *event.mutable_ticket() = ticket;
  event.set_grade_scheme(v1::GRADE_SCHEME_REMA);
  event.set_grade_code("Twitch");
  return event;
}

v1::LotAssayed Assayed(const std::string& lot, int32_t moisture_ppm, int32_t foreign_ppm, int32_t content_ppm) {
  v1::LotAssayed event;
  event.set_lot_id(lot);
  event.set_moisture_ppm(moisture_ppm);
  event.set_foreign_ppm(foreign_ppm);
  event.set_metal_content_ppm(content_ppm);
  event.set_laboratory("independent-lab");
  event.set_method(v1::ASSAY_METHOD_MELT_TEST);
  event.set_uncertainty_ppm(8'000);
  return event;
}

v1::BatchClosed Closed(const std::string& batch) {
  v1::BatchClosed event;
  event.set_batch_id(batch);
  return event;
}

v1::FamilyMass Mass(v1::AlloyFamily family, int64_t grams) {
  v1::FamilyMass mass;
  mass.set_family(family);
  mass.set_grams(grams);
  return mass;
}

v1::PanelReplaced Repair(const std::string& vin, const std::string& site) {
  v1::PanelReplaced event;
  event.set_vin(vin);
  event.set_site_id(site);
  return event;
}

v1::RepairScrapCollected Collected(const std::string& lot, const std::string& site,
                                   const std::vector<v1::FamilyMass>& metal, const v1::WeighTicket& ticket) {
  v1::RepairScrapCollected event;
  event.set_lot_id(lot);
  event.set_site_id(site);
  for (const v1::FamilyMass& mass : metal) *event.add_metal() = mass;
  *event.mutable_ticket() = ticket;
  event.set_grade_scheme(v1::GRADE_SCHEME_EN_13920);
  event.set_grade_code("EN 13920-4");
  return event;
}

v1::PartsRemoved PartOff(const std::string& vin, const std::string& site, const v1::FamilyMass& metal) {
  v1::PartsRemoved event;
  event.set_vin(vin);
  event.set_site_id(site);
  v1::RemovedPart& part = *event.add_parts();
  part.set_destination(v1::PART_DESTINATION_REUSE);
  *part.mutable_metal() = metal;
  return event;
}

v1::TicketVoided Voided(const std::string& instrument, const std::string& number) {
  v1::TicketVoided event;
  event.set_instrument_id(instrument);
  event.set_number(number);
  event.set_reason(v1::TICKET_VOID_REASON_MISPRINT);
  return event;
}

v1::LotSent LotsSent(const std::string& transfer, const std::vector<std::string>& lots, const std::string& to) {
  v1::LotSent event;
  event.set_transfer_id(transfer);
  for (const std::string& lot : lots) event.add_lot_ids(lot);
  event.set_to_organisation(to);
  return event;
}

v1::LotReceived LotsReceived(const std::string& transfer, const std::string& site) {
  v1::LotReceived event;
  event.set_transfer_id(transfer);
  event.set_site_id(site);
  return event;
}

v1::HeatMelted Melted(const std::string& heat, const std::vector<std::string>& lots, int64_t tapped_g) {
  v1::HeatMelted event;
  event.set_heat_id(heat);
  event.set_site_id("smelter/plant");
  event.set_yield_standard_id(kTestMeltStandard);
  for (const std::string& lot : lots) event.add_lot_ids(lot);
  event.set_tapped_g(tapped_g);
  event.set_family(v1::ALLOY_FAMILY_6XXX);
  return event;
}

v1::ReturnedToProduction BackTo(const std::string& brand, const std::string& heat, int64_t grams) {
  v1::ReturnedToProduction event;
  event.set_brand_id(brand);
  v1::HeatShare& share = *event.add_heats();
  share.set_heat_id(heat);
  share.set_grams(grams);
  return event;
}

v1::ContentClaimed Claimed(const std::string& claim, const std::string& heat, int64_t grams) {
  v1::ContentClaimed event;
  event.set_claim_id(claim);
  event.set_kind(v1::CLAIM_KIND_RECYCLED);
  event.set_model(v1::CUSTODY_MODEL_MASS_BALANCE);
  *event.mutable_from() = MakeDate(2026, 1, 1);
  *event.mutable_until() = MakeDate(2026, 12, 31);
  v1::HeatShare& share = *event.add_heats();
  share.set_heat_id(heat);
  share.set_grams(grams);
  return event;
}

v1::ClaimCancelled Cancelled(const std::string& claim) {
  v1::ClaimCancelled event;
  event.set_claim_id(claim);
  return event;
}

v1::InventoryCounted Counted(const std::string& site, v1::AccountClass account_class,
                             const std::vector<v1::FamilyMass>& counted) {
  v1::InventoryCounted event;
  event.set_site_id(site);
  event.set_account_class(account_class);
  for (const v1::FamilyMass& mass : counted) {
    v1::CountedMass& amount = *event.add_counted();
    amount.set_family(mass.family());
    amount.set_grams(mass.grams());
  }
  return event;
}

v1::ContractAmended Amended(const std::string& contract, int32_t term_months) {
  v1::ContractAmended event;
  event.set_contract_id(contract);
  event.set_reason(v1::AMENDMENT_REASON_RESCHEDULED);
  event.set_term_months(term_months);
  return event;
}

v1::ContractExtended Extended(const std::string& contract, int32_t added_months) {
  v1::ContractExtended event;
  event.set_contract_id(contract);
  event.set_added_months(added_months);
  return event;
}

v1::ContractNovated Novated(const std::string& contract, const std::string& to_organisation) {
  v1::ContractNovated event;
  event.set_contract_id(contract);
  event.set_counterparty(to_organisation.empty() ? v1::COUNTERPARTY_KIND_PERSON : v1::COUNTERPARTY_KIND_ORGANISATION);
  event.set_counterparty_organisation(to_organisation);
  *event.mutable_on() = MakeDate(2026, 4, 1);
  return event;
}

v1::ContractMoved Moved(const std::string& contract, const std::string& from_vin, const std::string& to_vin) {
  v1::ContractMoved event;
  event.set_contract_id(contract);
  event.set_from_vin(from_vin);
  event.set_to_vin(to_vin);
  return event;
}

v1::PaymentReturned Bounced(const std::string& contract, const std::string& payment) {
  v1::PaymentReturned event;
  event.set_contract_id(contract);
  event.set_payment_id(payment);
  event.set_reason(v1::PAYMENT_RETURN_REASON_INSUFFICIENT_FUNDS);
  return event;
}

v1::Refunded Refund(const std::string& contract, const std::string& refund, v1::RefundPurpose purpose) {
  v1::Refunded event;
  event.set_contract_id(contract);
  event.set_refund_id(refund);
  event.set_purpose(purpose);
  return event;
}

v1::AmountWaived Waiver(const std::string& contract, const std::string& waiver) {
  v1::AmountWaived event;
  event.set_contract_id(contract);
  event.set_waiver_id(waiver);
  event.set_reason(v1::WAIVER_REASON_GOODWILL);
  return event;
}

v1::FeeCharged Fee(const std::string& contract, const std::string& fee) {
  v1::FeeCharged event;
  event.set_contract_id(contract);
  event.set_fee_id(fee);
  event.set_kind(v1::FEE_KIND_DAMAGE);
  return event;
}

v1::PaymentDefaulted Defaulted(const std::string& contract, const v1::Date& due_on, bool cured) {
  v1::PaymentDefaulted event;
  event.set_contract_id(contract);
  *event.mutable_due_on() = due_on;
  event.set_cured(cured);
  return event;
}

v1::RoadRegistered OnRoad(const std::string& vin, const std::string& country, const v1::Date& on) {
  v1::RoadRegistered event;
  event.set_vin(vin);
  event.set_country(country);
  *event.mutable_on() = on;
  return event;
}

v1::OdometerReplaced OdometerSwap(const std::string& vin, int64_t old_odometer_m, int64_t new_odometer_m) {
  v1::OdometerReplaced event;
  event.set_vin(vin);
  event.set_old_odometer_m(old_odometer_m);
  event.set_new_odometer_m(new_odometer_m);
  return event;
}

v1::Insured Policy(const std::string& vin, const std::string& policy, const v1::Date& from, const v1::Date& until) {
  v1::Insured event;
  event.set_vin(vin);
  event.set_policy_id(policy);
  event.set_cover(v1::INSURANCE_COVER_LIABILITY);
  *event.mutable_from() = from;
  *event.mutable_until() = until;
  return event;
}

v1::InsuranceLapsed Lapsed(const std::string& vin, const std::string& policy, const v1::Date& on) {
  v1::InsuranceLapsed event;
  event.set_vin(vin);
  event.set_policy_id(policy);
  *event.mutable_on() = on;
  return event;
}

v1::InsuranceClaimed Claim(const std::string& vin, const std::string& policy, const std::string& number,
                           const v1::Date& loss_on) {
  v1::InsuranceClaimed event;
  event.set_vin(vin);
  event.set_policy_id(policy);
  event.set_claim_number(number);
  event.set_cause(v1::DAMAGE_CAUSE_COLLISION);
  *event.mutable_loss_on() = loss_on;
  return event;
}

v1::Serviced Service(const std::string& vin, int64_t odometer_m) {
  v1::Serviced event;
  event.set_vin(vin);
  event.set_kind(v1::SERVICE_KIND_MAINTENANCE);
  event.set_odometer_m(odometer_m);
  return event;
}

v1::RecallOpened Recall(const std::string& recall, const std::vector<std::string>& vins) {
  v1::RecallOpened event;
  event.set_recall_id(recall);
  for (const std::string& vin : vins) event.add_vins(vin);
  return event;
}

v1::RecallClosed Remedied(const std::string& recall, const std::string& vin) {
  v1::RecallClosed event;
  event.set_recall_id(recall);
  event.set_vin(vin);
  return event;
}

v1::SightingReported Sighting(const std::string& vin) {
  v1::SightingReported event;
  event.set_vin(vin);
  event.set_kind(v1::SIGHTING_KIND_ON_ROAD);
  event.set_country("PL");
  *event.mutable_on() = MakeDate(2026, 3, 1);
  return event;
}

v1::EntryReversed Reversed(uint64_t target_seq, v1::ReversalReason reason) {
  v1::EntryReversed event;
  event.set_target_seq(target_seq);
  event.set_reason(reason);
  return event;
}

v1::LotReassayed Reassayed(const std::string& lot, int32_t moisture_ppm, int32_t foreign_ppm, int32_t content_ppm) {
  v1::LotReassayed event;
  *event.mutable_assay() = Assayed(lot, moisture_ppm, foreign_ppm, content_ppm);
  return event;
}

v1::WeightCorrected Reweighed(const std::string& lot, const v1::WeighTicket& ticket) {
  v1::WeightCorrected event;
  event.set_lot_id(lot);
  *event.mutable_ticket() = ticket;
  return event;
}

v1::MassRestated Restated(const std::string& vin, const std::vector<v1::FamilyMass>& body) {
  v1::MassRestated event;
  event.set_vin(vin);
  for (const v1::FamilyMass& mass : body) *event.add_body() = mass;
  event.set_basis(v1::MASS_BASIS_WEIGHED);
  event.set_uncertainty_ppm(5'000);
  return event;
}

v1::PeriodClosed ClosedThrough(int year, int month, int day) {
  v1::PeriodClosed event;
  *event.mutable_through() = MakeDate(year, month, day);
  return event;
}

v1::FlagCleared Cleared(v1::SubjectKind kind, const std::string& id, v1::FlagKind flag) {
  v1::FlagCleared event;
  event.set_subject_kind(kind);
  event.set_subject_id(id);
  event.set_flag(flag);
  event.set_finding(v1::FLAG_FINDING_EXPLAINED);
  return event;
}

}  // namespace ingot::testing
