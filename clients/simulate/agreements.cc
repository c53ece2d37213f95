#include "clients/simulate/agreements.h"

#include <algorithm>

#include "ledger/base/strings.h"

namespace ingot::simulate {

std::string ContractOf(const Stage& stage, const Vehicle& vehicle, int back) {
  const int number = vehicle.contracts - back;
  const Who named_by = number <= vehicle.inherited ? stage.predecessors[vehicle.dealer] : vehicle.dealer;
  return Cat(stage.org(named_by).id, "/c", number, "-", VinOf(stage, vehicle));
}

bool IsLeased(const Vehicle& vehicle) {
  return !vehicle.Is(Mark::kOwned) &&
         (vehicle.kind == v1::CONTRACT_KIND_LEASE || vehicle.kind == v1::CONTRACT_KIND_LEASE_TO_OWN);
}

v1::ContractTerms TermsOf(const Stage& stage, const Vehicle& vehicle) {
  v1::ContractTerms terms;
  terms.set_currency(std::string(CurrencyOf(RegionOf(stage, vehicle))));
  terms.set_tax_included(true);
  terms.set_total_minor_units(Total(vehicle));
  terms.set_customer_ref(Cat("c-", vehicle.number));
  if (vehicle.quarters == 0) {
    terms.set_balloon_minor_units(vehicle.instalment);
    return terms;
  }
  v1::Instalments& run = *terms.add_schedule();
  run.set_count(vehicle.quarters);
  run.set_every_months(kMonthsOfQuarter);
  run.set_amount_minor_units(vehicle.instalment);
  run.set_timing(v1::INSTALMENT_TIMING_ADVANCE);
  if (vehicle.Is(Mark::kDeposit)) terms.set_deposit_minor_units(vehicle.instalment);
  if (IsLeaseToOwn(vehicle)) {
    terms.set_option_fee_minor_units(kOptionFee);
  } else {
    terms.set_residual_minor_units(int64_t{vehicle.instalment} * 8);
    terms.set_mileage_allowance_m_per_year(kMetresOfYear);
  }
  return terms;
}

bool IsLeaseToOwn(const Vehicle& vehicle) { return vehicle.kind == v1::CONTRACT_KIND_LEASE_TO_OWN; }

int64_t Total(const Vehicle& vehicle) { return int64_t{vehicle.instalment} * std::max<int>(vehicle.quarters, 1); }

int64_t Worth(const Stage& stage, const Vehicle& vehicle) {
  const int years = (stage.day - vehicle.born) / 365 + (vehicle.Is(Mark::kOpened) ? 2 : 0);
  return PriceIn(ModelOf(vehicle), RegionOf(stage, vehicle)) * std::max(2, 10 - years) / 10;
}

v1::ContractSigned& Sign(Stage& stage, Vehicle& vehicle, int starts) {
  vehicle.started = static_cast<int16_t>(starts);
  Item& item = stage.Say(vehicle.dealer);
  v1::ContractSigned& signed_ = *item.event.mutable_contract_signed();
  signed_.set_contract_id(ContractOf(stage, vehicle));
  signed_.set_vin(VinOf(stage, vehicle));
  signed_.set_kind(static_cast<v1::ContractKind>(vehicle.kind));
  signed_.set_counterparty(vehicle.Is(Mark::kCommercial) ? v1::COUNTERPARTY_KIND_COMPANY
                                                         : v1::COUNTERPARTY_KIND_PERSON);
  *signed_.mutable_starts_on() = stage.calendar.DateOf(starts);
  signed_.set_term_months(vehicle.quarters * kMonthsOfQuarter);
  *item.terms.emplace().mutable_contract() = TermsOf(stage, vehicle);
  return signed_;
}

void GiveKeys(Stage& stage, const Vehicle& vehicle) {
  v1::VehicleHandedOver& handed = *stage.Say(vehicle.dealer).event.mutable_vehicle_handed_over();
  handed.set_contract_id(ContractOf(stage, vehicle));
  handed.set_vin(VinOf(stage, vehicle));
  handed.set_odometer_m(Odometer(vehicle));
  handed.set_use(vehicle.Is(Mark::kCommercial) ? v1::SERVICE_USE_COMMERCIAL : v1::SERVICE_USE_PRIVATE);
}

void Settle(Stage& stage, const Vehicle& vehicle, int back) {
  stage.Say(vehicle.dealer).event.mutable_contract_settled()->set_contract_id(ContractOf(stage, vehicle, back));
}

void End(Stage& stage, const Vehicle& vehicle, v1::ContractEndReason reason, int64_t settled_total) {
  Item& item = stage.Say(vehicle.dealer);
  item.event.mutable_contract_ended()->set_contract_id(ContractOf(stage, vehicle));
  item.event.mutable_contract_ended()->set_reason(reason);
  item.terms.emplace().mutable_settlement()->set_settled_total_minor_units(settled_total);
}

void SetAmount(const Stage& stage, const Vehicle& vehicle, int64_t amount, Item& item) {
  v1::PaymentTerms& payment = *item.terms.emplace().mutable_payment();
  payment.mutable_amount()->set_currency(std::string(CurrencyOf(RegionOf(stage, vehicle))));
  payment.mutable_amount()->set_minor_units(amount);
  payment.mutable_amount()->set_tax_included(true);
  *payment.mutable_paid_on() = stage.Today();
}

void Charge(Stage& stage, const Vehicle& vehicle, const std::string& fee_id, v1::FeeKind kind, int64_t amount) {
  Item& item = stage.Say(vehicle.dealer);
  item.event.mutable_fee_charged()->set_contract_id(ContractOf(stage, vehicle));
  item.event.mutable_fee_charged()->set_fee_id(fee_id);
  item.event.mutable_fee_charged()->set_kind(kind);
  SetAmount(stage, vehicle, amount, item);
}

void Refund(Stage& stage, Vehicle& vehicle) {
  if (!vehicle.Is(Mark::kDeposit)) return;
  vehicle.Clear(Mark::kDeposit);
  Item& item = stage.Say(vehicle.dealer);
  item.event.mutable_refunded()->set_contract_id(ContractOf(stage, vehicle));
  item.event.mutable_refunded()->set_refund_id("deposit-back");
  item.event.mutable_refunded()->set_purpose(v1::REFUND_PURPOSE_DEPOSIT);
  SetAmount(stage, vehicle, vehicle.instalment, item);
}

void PassTitle(Stage& stage, Vehicle& vehicle) {
  v1::TitleTransferred& title = *stage.Say(vehicle.dealer).event.mutable_title_transferred();
  title.set_vin(VinOf(stage, vehicle));
  title.set_contract_id(ContractOf(stage, vehicle));
  title.set_to(v1::TITLE_HOLDER_KIND_OFF_LEDGER);
  vehicle.Set(Mark::kOwned);
  vehicle.Set(Mark::kUsed);
}

void PayInstalment(Stage& stage, Vehicle& vehicle) {
  ++vehicle.paid;
  Pay(stage, vehicle, Cat("p", vehicle.paid), vehicle.instalment, v1::PAYMENT_PURPOSE_INSTALMENT);
}

Item& Pay(Stage& stage, const Vehicle& vehicle, const std::string& payment_id, int64_t amount,
          v1::PaymentPurpose purpose) {
  Item& item = stage.Say(vehicle.dealer);
  item.event.mutable_payment_recorded()->set_contract_id(ContractOf(stage, vehicle));
  item.event.mutable_payment_recorded()->set_payment_id(payment_id);
  item.event.mutable_payment_recorded()->set_purpose(purpose);
  SetAmount(stage, vehicle, amount, item);
  return item;
}

void PayOff(Stage& stage, Vehicle& vehicle) {
  const int64_t rest = int64_t{vehicle.instalment} * (vehicle.quarters - vehicle.paid);
  if (rest > 0) Pay(stage, vehicle, "insurer", rest, v1::PAYMENT_PURPOSE_SETTLEMENT);
  Refund(stage, vehicle);
  Settle(stage, vehicle);
}

}  // namespace ingot::simulate
