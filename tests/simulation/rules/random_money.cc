// The operations of RandomLife about money, and about contracts on the wrong vehicle.
#include <algorithm>

#include "ledger/base/strings.h"
#include "tests/simulation/rules/random_life.h"
#include "tests/support/rule_events.h"

namespace ingot::simulation {

using testing::AmountOf;
using testing::Fact;

std::string RandomLife::MoneyDeal(const std::string& car) {
  std::string deal = AnyDeal(car);
  for (const auto& [name, past] : model_.deals) {
    if (past.stage == "ENDED" && Chance(past.car == car ? 40 : 2)) deal = name;
  }
  return deal;
}

std::string RandomLife::OwnerOfDeal(const std::string& deal) const {
  const auto found = model_.deals.find(deal);
  return found == model_.deals.end() ? "dealer" : found->second.owner;
}

std::string RandomLife::Reference() { return Cat("p", Chance(5) ? 1 + Below(numbers_ + 1) : ++numbers_); }

void RandomLife::OpPay(const std::string& car) {
  const std::string deal = MoneyDeal(car);
  const std::string who = Rather(OwnerOfDeal(deal));
  const std::string payment = Reference();
  int64_t missing = 1'200;
  if (const auto found = model_.deals.find(deal); found != model_.deals.end()) {
    missing = std::max<int64_t>(DueFor(found->second, true) - found->second.paid, 1);
  }
  const int64_t amount = Chance(50) ? missing : Any<int64_t>({50, 600, 1'200, 1'250});
  const bool deposit = Chance(10);
  touched_deal_ = deal;
  const auto purpose = deposit ? v1::PAYMENT_PURPOSE_DEPOSIT : v1::PAYMENT_PURPOSE_INSTALMENT;
  Both("Pay", who, Fact(testing::Paid(deal, payment, purpose), AmountOf(amount)),
       model_.Pay(who, deal, payment, amount, deposit));
}

void RandomLife::OpBounce(const std::string& car) {
  std::string deal = MoneyDeal(car);
  // Not where a refund went out: the sums stay above 0, so that the newest entry can always be taken back.
  if (const auto found = model_.deals.find(deal); found != model_.deals.end() && found->second.refunded > 0) {
    deal = "dealer/none";
  }
  const std::string who = Rather(OwnerOfDeal(deal));
  std::vector<std::string> payments = {Reference()};
  if (const auto found = model_.deals.find(deal); found != model_.deals.end()) {
    for (const auto& [reference, money] : found->second.money) payments.push_back(reference);
  }
  const std::string payment = Any(payments);
  touched_deal_ = deal;
  Both("Bounce", who, testing::Bounced(deal, payment), model_.Bounce(who, deal, payment));
}

void RandomLife::OpRefund(const std::string& car) {
  // One with something to give back, rather.
  std::string deal = MoneyDeal(car);
  for (const auto& [name, past] : model_.deals) {
    if ((past.deposit > 0 || past.paid > DueFor(past, true)) && Chance(20)) deal = name;
  }
  const std::string who = Rather(OwnerOfDeal(deal));
  const std::string refund = Reference();
  bool deposit = Chance(50);
  int64_t there = 100;
  if (const auto found = model_.deals.find(deal); found != model_.deals.end()) {
    if (found->second.deposit > 0) deposit = true;
    there = deposit ? found->second.deposit : found->second.paid - DueFor(found->second, true);
  }
  const int64_t amount = std::max<int64_t>(Chance(70) ? there : there + 1, 1);
  touched_deal_ = deal;
  const auto purpose = deposit ? v1::REFUND_PURPOSE_DEPOSIT : v1::REFUND_PURPOSE_OVERPAYMENT;
  Both("Refund", who, Fact(testing::Refund(deal, refund, purpose), AmountOf(amount)),
       model_.Refund(who, deal, refund, amount, deposit));
}

void RandomLife::OpWaive(const std::string& car) {
  const std::string deal = MoneyDeal(car);
  const std::string who = Rather(OwnerOfDeal(deal));
  const std::string waiver = Reference();
  const int64_t amount = Any<int64_t>({1, 50, 600, 1'250});
  touched_deal_ = deal;
  Both("Waive", who, Fact(testing::Waiver(deal, waiver), AmountOf(amount)), model_.Waive(who, deal, waiver, amount));
}

void RandomLife::OpCharge(const std::string& car) {
  const std::string deal = MoneyDeal(car);
  const std::string who = Rather(OwnerOfDeal(deal));
  const std::string fee = Reference();
  const int64_t amount = 1 + Below(100);
  touched_deal_ = deal;
  Both("Charge", who, Fact(testing::Fee(deal, fee), AmountOf(amount)), model_.Charge(who, deal, fee, amount));
}

void RandomLife::OpMoney(const std::string& car) {
  const int draw = Below(20);
  if (draw < 12) return OpPay(car);
  if (draw < 14) return OpBounce(car);
  if (draw < 16) return OpRefund(car);
  return draw < 18 ? OpWaive(car) : OpCharge(car);
}

void RandomLife::OpMove(const std::string& car) {
  const std::string deal = AnyDeal(car);
  const std::string who = Rather(OwnerOfDeal(deal));
  std::vector<std::string> others = {AnyCar()};
  for (const auto& [name, other] : model_.cars) {
    if (other.holder == who && other.state == "IN_STOCK") others.push_back(name);
  }
  const std::string to = Any(others);
  const auto found = model_.deals.find(deal);
  const std::string from = found == model_.deals.end() || Chance(5) ? car : found->second.car;
  touched_cars_ = {from, to};
  touched_deal_ = deal;
  Both("Move", who, testing::Moved(deal, from, to), model_.Move(who, deal, from, to));
}

}  // namespace ingot::simulation
