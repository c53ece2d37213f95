// A wrong VIN, noticed after three further events of three organisations: on a contract, which is moved, and at birth,
// which is taken back step by step with everyone's consent.
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/bank/story.h"
#include "tests/support/rule_events.h"

namespace ingot::testing {
namespace {

using ::testing::IsEmpty;

class WrongVinStory : public Story {
 protected:
  // A lighter variant: 50 000 g 5xxx and 100 000 g 6xxx.
  void DeliverLight(const std::string& vin) {
    v1::VehicleRegistered event = Registered(vin);
    event.set_brand_id("ruishi/v7");
    event.set_model_id("ruishi/v7-van");
    event.mutable_body(0)->set_grams(50'000);
    Step("ruishi", event, {{"PRODUCTION/ruishi/v7", -150'000}, {"STOCK/ruishi/v7", 150'000}});
    Step("ruishi", Sent(vin, "ruishi/light", "qingdao"),
         {{"STOCK/ruishi/v7", -150'000}, {"TRANSIT/ruishi/light", 150'000}});
    Step("qingdao", Received(vin, "ruishi/light"), {{"TRANSIT/ruishi/light", -150'000}, {"STOCK/ruishi/v7", 150'000}});
  }
};

TEST_F(WrongVinStory, AContractGoesToTheRightVehicle) {
  const std::string wrong = Vin(1);
  const std::string right = Vin(2);
  On(2024, 3, 1);
  Deliver(wrong, "qingdao");
  DeliverLight(right);
  Step("qingdao", {Signed("qingdao/c-1", wrong, v1::CONTRACT_KIND_LEASE), TermsOf(v1::CONTRACT_KIND_LEASE)});
  Step("qingdao", HandedOver("qingdao/c-1", wrong),
       {{"STOCK/ruishi/v7", -156'000}, {"IN_SERVICE/ruishi/v7/lease", 156'000}});
  // Three further events of three organisations, all under the wrong VIN.
  Step("qilu", Policy(wrong, "qilu/p-1", Today(), MakeDate(2025, 2, 28)));
  Step("garage", Service(wrong, 1'500));
  Step("qingdao", {Paid("qingdao/c-1", "p-1"), AmountOf(100)});

  On(2024, 4, 2);
  Refused("shanghai", Moved("qingdao/c-1", wrong, right), "NOT_FOUND");
  Refused("qingdao", Moved("qingdao/c-1", right, wrong), "INVALID_VALUE");
  // The heavier body comes back into stock, the lighter one goes into service: 156 000 - 150 000 = 6 000.
  Step("qingdao", Moved("qingdao/c-1", wrong, right),
       {{"IN_SERVICE/ruishi/v7/lease", -6'000}, {"STOCK/ruishi/v7", 6'000}});
  EXPECT_EQ(Contract("qingdao/c-1").vin(), right);
  EXPECT_EQ(Contract("qingdao/c-1").paid_minor_units(), 100) << "the payment came along";
  EXPECT_EQ(Vehicle(right).custody(), v1::CUSTODY_STATE_LEASED);
  ASSERT_EQ(Vehicle(right).policies_size(), 1);
  EXPECT_EQ(Vehicle(right).policies(0).policy_id(), "qilu/p-1");
  EXPECT_EQ(Vehicle(wrong).custody(), v1::CUSTODY_STATE_IN_STOCK);
  EXPECT_THAT(Vehicle(wrong).policies(), IsEmpty());
  EXPECT_EQ(Vehicle(wrong).services(), 1u) << "what the garage saw, it saw";
  // Both go on.
  Step("qingdao", {Paid("qingdao/c-1", "p-2"), AmountOf(100)});
  Step("qingdao", {Signed("qingdao/c-2", wrong, v1::CONTRACT_KIND_SALE), TermsOf(v1::CONTRACT_KIND_SALE)});
}

TEST_F(WrongVinStory, ABirthIsTakenBackWithEveryonesConsent) {
  const std::string wrong = Vin(3);
  On(2024, 3, 1);
  Bear(wrong);
  const uint64_t birth = bank().last_seq();
  Step("ruishi", Sent(wrong, "ruishi/t-1", "qingdao"),
       {{"STOCK/ruishi/v7", -156'000}, {"TRANSIT/ruishi/t-1", 156'000}});
  const uint64_t sent = bank().last_seq();
  // Three further events of three organisations.
  Step("qingdao", Received(wrong, "ruishi/t-1"), {{"TRANSIT/ruishi/t-1", -156'000}, {"STOCK/ruishi/v7", 156'000}});
  const uint64_t received = bank().last_seq();
  Step("garage", Service(wrong, 10));
  Step("qilu", Policy(wrong, "qilu/p-1", Today(), MakeDate(2025, 2, 28)));

  On(2024, 3, 20);
  Refused("ruishi", Reversal(birth, "ruishi"), "DEPENDENT_EXISTS");
  Refused("ruishi", Reversal(sent, "ruishi"), "DEPENDENT_EXISTS");
  Refused("ruishi", Reversal(received, "ruishi"), "COUNTERSIGNATURE");
  Refused("ruishi", Reversal(received, "ruishi", {"garage"}), "COUNTERSIGNATURE");
  Step("ruishi", Reversal(received, "ruishi", {"qingdao"}),
       {{"STOCK/ruishi/v7", -156'000}, {"TRANSIT/ruishi/t-1", 156'000}});
  Refused("ruishi", Reversal(received, "ruishi", {"qingdao"}), "NOT_REVERSIBLE");
  Step("ruishi", Reversal(sent, "ruishi"), {{"TRANSIT/ruishi/t-1", -156'000}, {"STOCK/ruishi/v7", 156'000}});
  // Observations stand in nobody's way.
  Step("ruishi", Reversal(birth, "ruishi"), {{"STOCK/ruishi/v7", -156'000}, {"PRODUCTION/ruishi/v7", 156'000}});
  Refused("qingdao", Reading(wrong, 20), "NOT_FOUND");
  Bear(Vin(4));
  // The wrong one is free again, for the vehicle that it belongs to.
  Bear(wrong);
}

}  // namespace
}  // namespace ingot::testing
