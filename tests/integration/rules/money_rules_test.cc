// Money of every exponent that ISO 4217 has, and codes that are no money.
#include <string>

#include "gtest/gtest.h"
#include "ledger/base/strings.h"
#include "tests/support/bank/rule_story.h"
#include "tests/support/rule_events.h"

namespace ingot::testing {
namespace {

class MoneyRules : public RuleStory {
 protected:
  // 12 instalments of 100 minor units in a currency.
  static v1::ContractTerms TermsIn(const std::string& currency) {
    v1::ContractTerms terms = TermsOf(v1::CONTRACT_KIND_LEASE);
    terms.set_currency(currency);
    return terms;
  }
};

// Yen have no minor unit in use, dinars of Kuwait a thousand, the Unidad de Fomento ten thousand: amounts are integers
// of whatever the unit is, and nothing is rounded on the way.
TEST_F(MoneyRules, ExponentsOfZeroTwoThreeAndFour) {
  On(2024, 3, 1);
  int n = 2'000;
  for (const char* const currency : {"JPY", "CNY", "KWD", "CLF", "UYW"}) {
    const std::string van = Vin(++n);
    const std::string contract = Cat("qingdao/money-", n);
    Deliver(van, "qingdao");
    Step("qingdao", {Signed(contract, van, v1::CONTRACT_KIND_LEASE), TermsIn(currency)});
    Step("qingdao", HandedOver(contract, van),
         {{"STOCK/ruishi/v7", -156'000}, {"IN_SERVICE/ruishi/v7/lease", 156'000}});
    Step("qingdao", {Paid(contract, "p-1"), AmountOf(1, currency)});
    Step("qingdao", {Paid(contract, "p-2"), AmountOf(1'199, currency)});
    EXPECT_EQ(Contract(contract).currency(), currency);
    EXPECT_EQ(Contract(contract).paid_minor_units(), 1'200) << currency;
    EXPECT_EQ(Contract(contract).terms().schedule(0).amount_minor_units(), 100) << currency;
    Refused("qingdao", {Paid(contract, "p-3"), AmountOf(0, currency)}, "OUT_OF_RANGE");
    Refused("qingdao", {Paid(contract, "p-3"), AmountOf(-1, currency)}, "OUT_OF_RANGE");
  }
}

// Withdrawn, or never money: gold, special drawing rights, the code for tests and the one for no currency have no minor
// unit; and what is no code at all.
TEST_F(MoneyRules, WhatIsNoMoneyIsRefused) {
  On(2024, 3, 1);
  const std::string van = Vin(2'100);
  Deliver(van, "qingdao");
  const v1::ContractSigned lease = Signed("qingdao/money-2100", van, v1::CONTRACT_KIND_LEASE);
  for (const char* const currency :
       {"DEM", "FRF", "HRK", "ZWL", "XAU", "XAG", "XDR", "XTS", "XXX", "ABC", "eur", "EURO", "", "E R"}) {
    Refused("qingdao", {lease, TermsIn(currency)}, "CURRENCY");
  }
  Step("qingdao", {lease, TermsIn("EUR")});
  Refused("qingdao", {Fee("qingdao/money-2100", "f-1"), AmountOf(100, "DEM")}, "CURRENCY");
  Refused("qingdao", {Fee("qingdao/money-2100", "f-1"), AmountOf(100, "XAU")}, "CURRENCY");
  v1::ContractTerms rate = TermsIn("EUR");
  rate.mutable_excess_rate_per_km()->set_currency("ITL");
  rate.mutable_excess_rate_per_km()->set_minor_units(10);
  Refused("qingdao", {Amended("qingdao/money-2100", 12), rate}, "CURRENCY");
}

// Amounts at the bound and beyond it, without and with tax.
TEST_F(MoneyRules, TheLargestAmounts) {
  On(2024, 3, 1);
  const std::string van = Vin(2'200);
  Deliver(van, "qingdao");
  constexpr int64_t kLargest = 1'000'000'000'000'000;
  v1::ContractTerms terms = TermsOf(v1::CONTRACT_KIND_SALE);
  terms.set_tax_included(true);
  terms.set_total_minor_units(kLargest + 1);
  terms.set_balloon_minor_units(kLargest + 1);
  const v1::ContractSigned sale = Signed("qingdao/money-2200", van, v1::CONTRACT_KIND_SALE);
  Refused("qingdao", {sale, terms}, "OUT_OF_RANGE");
  terms.set_total_minor_units(kLargest);
  terms.set_balloon_minor_units(kLargest);
  Step("qingdao", {sale, terms});
  EXPECT_TRUE(Contract("qingdao/money-2200").terms().tax_included());
  // What a contract gets in all is bounded, far from 64 bits: ten of the largest, and not one unit more.
  for (int i = 1; i <= 10; ++i) Step("qingdao", {Paid("qingdao/money-2200", Cat("p-", i)), AmountOf(kLargest)});
  Refused("qingdao", {Paid("qingdao/money-2200", "p-11"), AmountOf(1)}, "LIMIT_REACHED");
  EXPECT_EQ(Contract("qingdao/money-2200").paid_minor_units(), 10 * kLargest);
}

}  // namespace
}  // namespace ingot::testing
