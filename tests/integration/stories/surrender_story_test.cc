// Lease-to-own, surrendered after default; the bill for the shortfall comes weeks later, when the vehicle is sold
// again.
#include <string>

#include "gtest/gtest.h"
#include "tests/support/bank/story.h"
#include "tests/support/rule_events.h"

namespace ingot::testing {
namespace {

using SurrenderStory = Story;

constexpr char kContract[] = "qingdao/c-1";

TEST_F(SurrenderStory, TheBillComesWeeksLater) {
  const std::string van = Vin(1);
  On(2024, 1, 8);
  Deliver(van, "qingdao");
  // 12 instalments of 100.00 and an option fee of 50.00 CNY.
  v1::ContractTerms terms = TermsOf(v1::CONTRACT_KIND_LEASE_TO_OWN, 5'000);
  terms.set_currency("CNY");
  terms.set_total_minor_units(120'000);
  terms.mutable_schedule(0)->set_amount_minor_units(10'000);
  v1::ContractSigned agreed = Signed(kContract, van, v1::CONTRACT_KIND_LEASE_TO_OWN);
  *agreed.mutable_starts_on() = Today();
  Step("qingdao", {agreed, terms});
  Step("qingdao", HandedOver(kContract, van),
       {{"STOCK/ruishi/v7", -156'000}, {"IN_SERVICE/ruishi/v7/lease_to_own", 156'000}});
  Step("qingdao", {Paid(kContract, "jan"), AmountOf(10'000, "CNY")});
  On(2024, 2, 8);
  Step("qingdao", {Paid(kContract, "feb"), AmountOf(10'000, "CNY")});
  Step("qingdao", {Paid(kContract, "mar"), AmountOf(10'000, "CNY")});

  // March's money goes back, April's never comes. February's default would be told twice.
  On(2024, 4, 15);
  Step("qingdao", Bounced(kContract, "mar"));
  Step("qingdao", Defaulted(kContract, MakeDate(2024, 3, 8)));
  Step("qingdao", Defaulted(kContract, MakeDate(2024, 4, 8)));
  Refused("qingdao", Defaulted(kContract, MakeDate(2024, 4, 8)), "ALREADY_EXISTS");
  EXPECT_EQ(Contract(kContract).defaults(), 2u);
  Refused("qingdao", TitleTo(van, kContract), "STEP_MISSING");
  Step("qingdao", Exercised(kContract));
  Refused("qingdao", TitleTo(van, kContract), "NOT_PAID");

  // Surrendered: the contract comes to 500.00 in all.
  On(2024, 5, 2);
  Step("qingdao", {Ended(kContract, v1::CONTRACT_END_REASON_SURRENDER), SettledAt(50'000)});
  EXPECT_TRUE(Contract(kContract).return_due());
  Refused("qingdao", Settled(kContract), "CONTRACT_STAGE");
  v1::VehicleReturned back = Returned(kContract, van);
  back.set_reason(v1::RETURN_REASON_SURRENDER);
  Step("qingdao", back, {{"IN_SERVICE/ruishi/v7/lease_to_own", -156'000}, {"STOCK/ruishi/v7", 156'000}});
  Step("qingdao", Inspected(van, 20'000, true));

  // Sold anew while the old contract is still open for money.
  On(2024, 6, 3);
  v1::ContractTerms price = TermsOf(v1::CONTRACT_KIND_SALE);
  price.set_currency("CNY");
  Step("qingdao", {Signed("qingdao/c-2", van, v1::CONTRACT_KIND_SALE), price});
  Step("qingdao", HandedOver("qingdao/c-2", van, 20'000),
       {{"STOCK/ruishi/v7", -156'000}, {"IN_SERVICE/ruishi/v7/sale", 156'000}});

  // The bill: 180.00 short, of which 80.00 are waived. 500 + 180 - 80 = 600.00 are due, 200.00 were paid and kept.
  On(2024, 6, 17);
  v1::FeeCharged bill = Fee(kContract, "bill-1");
  bill.set_kind(v1::FEE_KIND_SHORTFALL);
  Step("qingdao", {bill, AmountOf(18'000, "CNY")});
  Step("qingdao", {Waiver(kContract, "waiver-1"), AmountOf(8'000, "CNY")});
  Refused("qingdao", {Waiver(kContract, "waiver-2"), AmountOf(40'001, "CNY")}, "AMOUNT_EXCEEDS");
  Refused("qingdao", Settled(kContract), "NOT_PAID");
  Refused("qingdao", {Paid(kContract, "jan"), AmountOf(40'000, "CNY")}, "DUPLICATE_NUMBER");
  Step("qingdao", {Paid(kContract, "last"), AmountOf(41'000, "CNY")});
  Refused("qingdao", Settled(kContract), "NOT_PAID");
  Step("qingdao", {Refund(kContract, "refund-1"), AmountOf(1'000, "CNY")});
  Step("qingdao", Settled(kContract));
  EXPECT_EQ(Contract(kContract).paid_minor_units(), 60'000);
  EXPECT_EQ(Contract(kContract).stage(), v1::CONTRACT_STAGE_SETTLED);
  Refused("qingdao", {Fee(kContract, "bill-2"), AmountOf(1, "CNY")}, "CONTRACT_STAGE");
}

}  // namespace
}  // namespace ingot::testing
