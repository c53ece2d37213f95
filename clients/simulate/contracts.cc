#include "clients/simulate/contracts.h"

#include <algorithm>

#include "clients/simulate/agreements.h"
#include "clients/simulate/keeping.h"
#include "clients/simulate/successions.h"
#include "clients/simulate/trouble.h"
#include "ledger/base/strings.h"

namespace ingot::simulate {
namespace {

void Choose(const Stage& stage, Vehicle& vehicle, Random& random) {
  const int64_t worth = Worth(stage, vehicle);
  const uint64_t share = random.Below(100);
  const uint64_t leases = vehicle.Is(Mark::kUsed) ? 20 : 45;
  const uint64_t to_own = vehicle.Is(Mark::kUsed) ? 10 : 17;
  vehicle.paid = 0;
  if (share < leases) {
    vehicle.kind = v1::CONTRACT_KIND_LEASE;
    // Two to four years.
    vehicle.quarters = static_cast<uint8_t>(random.Between(2, 4) * 4);
    vehicle.instalment = static_cast<uint32_t>(worth / 20);
  } else if (share < leases + to_own) {
    vehicle.kind = v1::CONTRACT_KIND_LEASE_TO_OWN;
    vehicle.quarters = static_cast<uint8_t>(random.Between(2, 5) * 4);
    vehicle.instalment = static_cast<uint32_t>(worth * 11 / 10 / vehicle.quarters);
  } else {
    vehicle.kind = v1::CONTRACT_KIND_SALE;
    vehicle.quarters = 0;
    vehicle.instalment = static_cast<uint32_t>(worth);
  }
  vehicle.Clear(Mark::kDeposit);
  if (IsLeased(vehicle) && random.Chance(200'000)) vehicle.Set(Mark::kDeposit);
  ++vehicle.contracts;
}

// What can go wrong with an instalment; true where something did.
bool PayBadly(Stage& stage, Slot slot, Random& random) {
  Vehicle& vehicle = stage.fleet[slot];
  const uint64_t share = random.Below(1'000);
  if (share < 15) {
    v1::PaymentDefaulted& defaulted = *stage.Say(vehicle.dealer).event.mutable_payment_defaulted();
    defaulted.set_contract_id(ContractOf(stage, vehicle));
    *defaulted.mutable_due_on() = stage.Today();
    vehicle.noted = static_cast<int16_t>(stage.day);
    stage.fleet.Schedule(slot, Step::kDunning, stage.day + 14);
    return true;
  }
  if (share < 19) {
    PayInstalment(stage, vehicle);
    stage.fleet.Schedule(slot, Step::kRepay, stage.day + 5);
    return true;
  }
  if (share < 22 && stage.parameters.ledger_bound && !IsEveOfSuccessions(stage)) {
    ++vehicle.paid;
    Pay(stage, vehicle, Cat("x", vehicle.paid), int64_t{vehicle.instalment} * 10, v1::PAYMENT_PURPOSE_INSTALMENT)
        .handle = (uint64_t{vehicle.number} << 16) + vehicle.steps;
    vehicle.noted = static_cast<int16_t>(vehicle.steps);
    stage.fleet.Schedule(slot, Step::kCorrect, stage.day + 1);
    return true;
  }
  return false;
}

void Change(Stage& stage, Vehicle& vehicle, Random& random) {
  const uint64_t share = random.Below(1'000);
  if (share < 4) {
    Item& item = stage.Say(vehicle.dealer);
    item.event.mutable_contract_amended()->set_contract_id(ContractOf(stage, vehicle));
    item.event.mutable_contract_amended()->set_reason(v1::AMENDMENT_REASON_MILEAGE);
    item.event.mutable_contract_amended()->set_term_months(vehicle.quarters * kMonthsOfQuarter);
    v1::ContractTerms& terms = *item.terms.emplace().mutable_contract();
    terms = TermsOf(stage, vehicle);
    terms.set_mileage_allowance_m_per_year(kMetresOfYear * 3 / 2);
  } else if (share < 6) {
    v1::ContractNovated& novated = *stage.Say(vehicle.dealer).event.mutable_contract_novated();
    novated.set_contract_id(ContractOf(stage, vehicle));
    // Another kind of lessee than before.
    if (vehicle.Is(Mark::kCommercial)) {
      vehicle.Clear(Mark::kCommercial);
      novated.set_counterparty(v1::COUNTERPARTY_KIND_PERSON);
    } else {
      vehicle.Set(Mark::kCommercial);
      novated.set_counterparty(v1::COUNTERPARTY_KIND_COMPANY);
    }
    *novated.mutable_on() = stage.Today();
  }
}

// Another vehicle that waits in the dealer's stock; kNoSlot where none is near.
Slot AnotherInStock(const Stage& stage, Slot slot) {
  constexpr size_t kLookedAt = 500;
  const size_t slots = stage.fleet.slots();
  for (size_t i = 1; i < std::min(kLookedAt, slots); ++i) {
    const auto other = static_cast<Slot>((slot + i) % slots);
    const Vehicle& candidate = stage.fleet[other];
    // Policies go with a contract that is moved: this one's would be lost to it.
    if (candidate.Is(Mark::kInsured)) continue;
    if (candidate.step == Step::kOffer && candidate.dealer == stage.fleet[slot].dealer) return other;
  }
  return kNoSlot;
}

// Whoever wrote the contract took the VIN of the vehicle beside it, and notices the same day.
void MistakeVin(Stage& stage, Slot slot, v1::ContractSigned& contract) {
  const Slot other = AnotherInStock(stage, slot);
  if (other == kNoSlot) return;
  const Vehicle& vehicle = stage.fleet[slot];
  const std::string wrong_vin = VinOf(stage, stage.fleet[other]);
  contract.set_vin(wrong_vin);
  v1::ContractMoved& moved = *stage.Say(vehicle.dealer).event.mutable_contract_moved();
  moved.set_contract_id(contract.contract_id());
  moved.set_from_vin(wrong_vin);
  moved.set_to_vin(VinOf(stage, vehicle));
}

void EndOfLeaseToOwn(Stage& stage, Slot slot) {
  Vehicle& vehicle = stage.fleet[slot];
  stage.Say(vehicle.dealer).event.mutable_option_exercised()->set_contract_id(ContractOf(stage, vehicle));
  Pay(stage, vehicle, "option", kOptionFee, v1::PAYMENT_PURPOSE_OPTION_FEE);
  Refund(stage, vehicle);
  PassTitle(stage, vehicle);
  Settle(stage, vehicle);
  Own(stage, slot);
}

void BuyOut(Stage& stage, Slot slot) {
  Vehicle& vehicle = stage.fleet[slot];
  const int64_t price = Worth(stage, vehicle) / 2;
  End(stage, vehicle, v1::CONTRACT_END_REASON_BUY_OUT, Total(vehicle) + price);
  Pay(stage, vehicle, "buy-out", price, v1::PAYMENT_PURPOSE_SETTLEMENT);
  Refund(stage, vehicle);
  PassTitle(stage, vehicle);
  Settle(stage, vehicle);
  Own(stage, slot);
}

void Extend(Stage& stage, Slot slot) {
  constexpr int kQuarters = 4;
  Vehicle& vehicle = stage.fleet[slot];
  vehicle.quarters = static_cast<uint8_t>(vehicle.quarters + kQuarters);
  Item& item = stage.Say(vehicle.dealer);
  item.event.mutable_contract_extended()->set_contract_id(ContractOf(stage, vehicle));
  item.event.mutable_contract_extended()->set_added_months(kQuarters * kMonthsOfQuarter);
  *item.terms.emplace().mutable_contract() = TermsOf(stage, vehicle);
  PayInstalment(stage, vehicle);
  ScheduleTerm(stage, slot);
}

void EndOfLease(Stage& stage, Slot slot, Random& random) {
  Vehicle& vehicle = stage.fleet[slot];
  const uint64_t share = random.Below(100);
  const bool old = stage.day >= vehicle.end_of_life;
  if (share < 12) return BuyOut(stage, slot);
  if (share < 20 && !old && vehicle.quarters < 32) return Extend(stage, slot);
  End(stage, vehicle, v1::CONTRACT_END_REASON_TERM_REACHED, Total(vehicle));
  vehicle.Clear(Mark::kDefaulted);
  if (share < 28 && !old) {
    stage.fleet.Schedule(slot, Step::kRenew, stage.day + 1);
    return;
  }
  if (random.Chance(120'000)) vehicle.Set(Mark::kExcessKm);
  stage.fleet.Schedule(slot, Step::kReturn, stage.day + static_cast<int>(random.Between(1, 6)));
}

}  // namespace

void OpenLease(Stage& stage, Vehicle& vehicle, Item& item) {
  vehicle.kind = v1::CONTRACT_KIND_LEASE;
  vehicle.quarters = 8;
  vehicle.paid = 4;
  vehicle.instalment = static_cast<uint32_t>(Worth(stage, vehicle) / 20);
  vehicle.started = static_cast<int16_t>(stage.day - 350);
  ++vehicle.contracts;
  v1::VehicleOpened& opened = *item.event.mutable_vehicle_opened();
  opened.set_contract_id(ContractOf(stage, vehicle));
  opened.set_counterparty(v1::COUNTERPARTY_KIND_COMPANY);
  vehicle.Set(Mark::kCommercial);
  *opened.mutable_starts_on() = stage.calendar.DateOf(vehicle.started);
  opened.set_term_months(vehicle.quarters * kMonthsOfQuarter);
  opened.set_use(v1::SERVICE_USE_COMMERCIAL);
  v1::OpeningTerms& terms = *item.terms.emplace().mutable_opening();
  *terms.mutable_contract() = TermsOf(stage, vehicle);
  terms.set_paid_minor_units(int64_t{vehicle.paid} * vehicle.instalment);
}

void ScheduleTerm(Stage& stage, Slot slot) {
  const Vehicle& vehicle = stage.fleet[slot];
  const int due = stage.calendar.AddMonths(vehicle.started, vehicle.paid * kMonthsOfQuarter);
  stage.fleet.Schedule(slot, Step::kTerm, std::max(due, stage.day + 1));
}

void Offer(Stage& stage, Slot slot) {
  Vehicle& vehicle = stage.fleet[slot];
  Random random = NextStep(stage, vehicle);
  if (stage.day >= vehicle.end_of_life) {
    stage.fleet.Schedule(slot, Step::kRetire, stage.day + 1);
    return;
  }
  if (random.Chance(3'000)) return Export(stage, slot);
  Choose(stage, vehicle, random);
  v1::ContractSigned& contract = Sign(stage, vehicle, stage.day + static_cast<int>(random.Between(1, 10)));
  if (random.Chance(4'000)) MistakeVin(stage, slot, contract);
  if (random.Chance(10'000)) {
    End(stage, vehicle, v1::CONTRACT_END_REASON_WITHDRAWN, 0);
    Settle(stage, vehicle);
    stage.fleet.Schedule(slot, Step::kOffer, stage.day + static_cast<int>(random.Between(5, 30)));
    return;
  }
  stage.fleet.Schedule(slot, Step::kHandOver, vehicle.started);
}

void HandOver(Stage& stage, Slot slot) {
  Vehicle& vehicle = stage.fleet[slot];
  Random random = NextStep(stage, vehicle);
  if (vehicle.odometer_hm == 0) vehicle.odometer_hm = static_cast<uint32_t>(random.Between(50, 400));
  GiveKeys(stage, vehicle);
  v1::RoadRegistered& road = *stage.Say(vehicle.dealer).event.mutable_road_registered();
  road.set_vin(VinOf(stage, vehicle));
  road.set_country(std::string(CountryOf(stage, vehicle)));
  *road.mutable_on() = stage.Today();
  if (vehicle.kind == v1::CONTRACT_KIND_SALE) {
    Pay(stage, vehicle, "price", vehicle.instalment, v1::PAYMENT_PURPOSE_BALLOON);
    Settle(stage, vehicle);
    vehicle.Set(Mark::kOwned);
    vehicle.Set(Mark::kUsed);
  } else {
    if (vehicle.Is(Mark::kDeposit)) {
      Pay(stage, vehicle, "deposit", vehicle.instalment, v1::PAYMENT_PURPOSE_DEPOSIT);
    }
    PayInstalment(stage, vehicle);
  }
  stage.fleet.Schedule(slot, Step::kInsure, stage.day + 1);
}

void Term(Stage& stage, Slot slot) {
  constexpr int kDaysOfQuarter = 91;
  Vehicle& vehicle = stage.fleet[slot];
  Random random = NextStep(stage, vehicle);
  Drive(vehicle, random, kDaysOfQuarter);
  if (Befall(stage, slot, random, 1)) return;
  if (vehicle.paid == vehicle.quarters) {
    return IsLeaseToOwn(vehicle) ? EndOfLeaseToOwn(stage, slot) : EndOfLease(stage, slot, random);
  }
  if (PayBadly(stage, slot, random)) return;
  PayInstalment(stage, vehicle);
  Change(stage, vehicle, random);
  if (vehicle.paid % 2 == 0) {
    v1::OdometerRead& read = *stage.Say(vehicle.dealer).event.mutable_odometer_read();
    read.set_vin(VinOf(stage, vehicle));
    read.set_odometer_m(Odometer(vehicle));
    stage.fleet.Schedule(slot, Step::kService, stage.day + static_cast<int>(random.Between(3, 20)));
    return;
  }
  ScheduleTerm(stage, slot);
}

void Dun(Stage& stage, Slot slot) {
  Vehicle& vehicle = stage.fleet[slot];
  Random random = NextStep(stage, vehicle);
  if (random.Chance(200'000)) {
    // What is left after selling the vehicle: one instalment, as a rule.
    End(stage, vehicle, v1::CONTRACT_END_REASON_DEFAULT, int64_t{vehicle.instalment} * (vehicle.paid + 1));
    vehicle.Set(Mark::kDefaulted);
    stage.fleet.Schedule(slot, Step::kReturn, stage.day + static_cast<int>(random.Between(3, 40)));
    return;
  }
  const int64_t fee = vehicle.instalment / 50 + 1;
  PayInstalment(stage, vehicle);
  v1::PaymentDefaulted& cured = *stage.Say(vehicle.dealer).event.mutable_payment_defaulted();
  cured.set_contract_id(ContractOf(stage, vehicle));
  *cured.mutable_due_on() = stage.calendar.DateOf(vehicle.noted);
  cured.set_cured(true);
  Charge(stage, vehicle, Cat("late-", vehicle.paid), v1::FEE_KIND_LATE_PAYMENT, fee);
  if (random.Chance(300'000)) {
    Item& item = stage.Say(vehicle.dealer);
    item.event.mutable_amount_waived()->set_contract_id(ContractOf(stage, vehicle));
    item.event.mutable_amount_waived()->set_waiver_id(Cat("waived-", vehicle.paid));
    item.event.mutable_amount_waived()->set_reason(v1::WAIVER_REASON_GOODWILL);
    SetAmount(stage, vehicle, fee, item);
  } else {
    Pay(stage, vehicle, Cat("fee-", vehicle.paid), fee, v1::PAYMENT_PURPOSE_SETTLEMENT);
  }
  ScheduleTerm(stage, slot);
}

void Correct(Stage& stage, Slot slot) {
  Vehicle& vehicle = stage.fleet[slot];
  Item& item = stage.Say(vehicle.dealer);
  item.event.mutable_entry_reversed()->set_reason(v1::REVERSAL_REASON_INCORRECT_DATA);
  item.reverses = (uint64_t{vehicle.number} << 16) + static_cast<uint16_t>(vehicle.noted);
  Pay(stage, vehicle, Cat("p", vehicle.paid), vehicle.instalment, v1::PAYMENT_PURPOSE_INSTALMENT);
  ScheduleTerm(stage, slot);
}

void Repay(Stage& stage, Slot slot) {
  const Vehicle& vehicle = stage.fleet[slot];
  v1::PaymentReturned& returned = *stage.Say(vehicle.dealer).event.mutable_payment_returned();
  returned.set_contract_id(ContractOf(stage, vehicle));
  returned.set_payment_id(Cat("p", vehicle.paid));
  returned.set_reason(v1::PAYMENT_RETURN_REASON_INSUFFICIENT_FUNDS);
  Pay(stage, vehicle, Cat("p", vehicle.paid, "-again"), vehicle.instalment, v1::PAYMENT_PURPOSE_INSTALMENT);
  ScheduleTerm(stage, slot);
}

void Renew(Stage& stage, Slot slot) {
  Vehicle& vehicle = stage.fleet[slot];
  Random random = NextStep(stage, vehicle);
  Refund(stage, vehicle);
  ++vehicle.contracts;
  vehicle.paid = 0;
  vehicle.quarters = static_cast<uint8_t>(random.Between(1, 3) * 4);
  vehicle.instalment = vehicle.instalment * 3 / 4;
  Sign(stage, vehicle, stage.day);
  GiveKeys(stage, vehicle);
  Settle(stage, vehicle, 1);
  PayInstalment(stage, vehicle);
  stage.fleet.Schedule(slot, Step::kInsure, stage.day + 1);
}

void TakeBack(Stage& stage, Slot slot) {
  Vehicle& vehicle = stage.fleet[slot];
  Random random = NextStep(stage, vehicle);
  const bool defaulted = vehicle.Is(Mark::kDefaulted);
  v1::VehicleReturned& returned = *stage.Say(vehicle.dealer).event.mutable_vehicle_returned();
  returned.set_vin(VinOf(stage, vehicle));
  returned.set_contract_id(ContractOf(stage, vehicle));
  returned.set_odometer_m(Odometer(vehicle));
  returned.set_reason(defaulted ? v1::RETURN_REASON_REPOSSESSION : v1::RETURN_REASON_END_OF_TERM);
  if (defaulted && random.Chance(500'000)) {
    Item& item = stage.Say(vehicle.dealer);
    item.event.mutable_amount_waived()->set_contract_id(ContractOf(stage, vehicle));
    item.event.mutable_amount_waived()->set_waiver_id("uncollectable");
    item.event.mutable_amount_waived()->set_reason(v1::WAIVER_REASON_UNCOLLECTABLE);
    SetAmount(stage, vehicle, vehicle.instalment, item);
  } else if (defaulted) {
    Pay(stage, vehicle, "shortfall", vehicle.instalment, v1::PAYMENT_PURPOSE_SETTLEMENT);
  }
  if (vehicle.Is(Mark::kExcessKm)) {
    const int64_t fee = vehicle.instalment / 4 + 1;
    Charge(stage, vehicle, "excess-km", v1::FEE_KIND_EXCESS_MILEAGE, fee);
    Pay(stage, vehicle, "excess-km-paid", fee, v1::PAYMENT_PURPOSE_SETTLEMENT);
  }
  Refund(stage, vehicle);
  Settle(stage, vehicle);
  vehicle.Clear(Mark::kDefaulted);
  vehicle.Clear(Mark::kExcessKm);
  vehicle.Set(Mark::kUsed);
  vehicle.kind = v1::CONTRACT_KIND_UNSPECIFIED;
  stage.fleet.Schedule(slot, Step::kRestock, stage.day + static_cast<int>(random.Between(1, 8)));
}

void Restock(Stage& stage, Slot slot) {
  Vehicle& vehicle = stage.fleet[slot];
  Random random = NextStep(stage, vehicle);
  const bool worn = stage.day >= vehicle.end_of_life;
  v1::ConditionReported& condition = *stage.Say(vehicle.dealer).event.mutable_condition_reported();
  condition.set_vin(VinOf(stage, vehicle));
  condition.set_grade(worn ? v1::CONDITION_GRADE_POOR : v1::CONDITION_GRADE_GOOD);
  condition.set_odometer_m(Odometer(vehicle));
  condition.set_restock(!worn);
  if (worn) {
    stage.fleet.Schedule(slot, Step::kRetire, stage.day + 1);
    return;
  }
  stage.fleet.Schedule(slot, Step::kOffer, stage.day + static_cast<int>(random.Between(3, 60)));
}

}  // namespace ingot::simulate
