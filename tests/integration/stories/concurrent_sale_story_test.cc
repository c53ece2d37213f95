// Two dealers sell one vehicle in the same second: the owner left its papers with both. One of them has it, the other
// is told so; and two desks of one dealer can't sign it away twice.
#include <array>
#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "gtest/gtest.h"
#include "ledger/base/strings.h"
#include "tests/support/bank/story.h"
#include "tests/support/rule_events.h"

namespace ingot::testing {
namespace {

constexpr int kRounds = 12;

class ConcurrentSaleStory : public Story {
 protected:
  struct Attempt {
    std::string who;
    std::vector<TestEvent> events;
  };

  // Both at once; the outcomes.
  std::array<std::string, 2> AtOnce(std::array<Attempt, 2> attempts) {
    std::array<std::string, 2> outcomes;
    std::atomic<int> ready = 0;
    std::vector<std::thread> desks;
    for (size_t i = 0; i < attempts.size(); ++i) {
      desks.emplace_back([&, i] {
        ++ready;
        while (ready < 2) std::this_thread::yield();
        const auto receipt = bank().Submit(attempts[i].who, std::move(attempts[i].events));
        outcomes[i] = receipt.ok() ? "OK" : RefusalText(receipt.status());
      });
    }
    for (std::thread& desk : desks) desk.join();
    return outcomes;
  }

  // Taken in with the owner's papers and promised to the next one, in one submission.
  static Attempt TradeIn(const std::string& dealer, const std::string& contract, const std::string& vin) {
    Attempt attempt{dealer, {}};
    attempt.events.push_back(Fact(BoughtBack(vin)).With(v1::EVIDENCE_KIND_SURRENDERED_DOCUMENT));
    attempt.events.push_back(Fact(Signed(contract, vin, v1::CONTRACT_KIND_SALE), TermsOf(v1::CONTRACT_KIND_SALE)));
    return attempt;
  }

  static Attempt Desk(const std::string& contract, const std::string& vin) {
    Attempt attempt{"qingdao", {}};
    attempt.events.push_back(Fact(Signed(contract, vin, v1::CONTRACT_KIND_LEASE), TermsOf(v1::CONTRACT_KIND_LEASE)));
    return attempt;
  }
};

TEST_F(ConcurrentSaleStory, OneOfTwoDesksSigns) {
  On(2024, 2, 5);
  const std::string van = Vin(1);
  Deliver(van, "qingdao");
  for (int round = 0; round < kRounds; ++round) {
    const std::string left = Cat("qingdao/l-", round);
    const std::string right = Cat("qingdao/r-", round);
    const auto [first, second] = AtOnce({Desk(left, van), Desk(right, van)});
    EXPECT_TRUE((first == "OK") != (second == "OK")) << first << ", " << second;
    EXPECT_EQ(first == "OK" ? second : first, "CONTRACT_OPEN contract_signed.vin");
    EXPECT_EQ(Vehicle(van).contract_id(), first == "OK" ? left : right);
    // Nothing moved; withdrawn for the next round.
    Step("qingdao", {Ended(first == "OK" ? left : right, v1::CONTRACT_END_REASON_WITHDRAWN), SettledAt(0)});
  }
}

TEST_F(ConcurrentSaleStory, OneOfTwoDealersHasIt) {
  On(2024, 2, 5);
  const std::string van = Vin(1);
  Deliver(van, "qingdao");
  Step("qingdao", {Signed("qingdao/c-1", van, v1::CONTRACT_KIND_SALE), TermsOf(v1::CONTRACT_KIND_SALE)});
  Step("qingdao", HandedOver("qingdao/c-1", van),
       {{"STOCK/ruishi/v7", -156'000}, {"IN_SERVICE/ruishi/v7/sale", 156'000}});
  for (int round = 0; round < kRounds; ++round) {
    const std::string left = Cat("qingdao/t-", round);
    const std::string right = Cat("shanghai/t-", round);
    const auto [first, second] = AtOnce({TradeIn("qingdao", left, van), TradeIn("shanghai", right, van)});
    ASSERT_TRUE((first == "OK") != (second == "OK")) << first << ", " << second;
    // The other hears no name, and nothing of its submission is left: its contract does not exist.
    EXPECT_EQ(first == "OK" ? second : first, "NOT_HOLDER vehicle_received.vin");
    const std::string winner = first == "OK" ? "qingdao" : "shanghai";
    const std::string loser = first == "OK" ? "shanghai" : "qingdao";
    EXPECT_EQ(Vehicle(van).holder(), winner);
    Meanwhile({{"IN_SERVICE/ruishi/v7/sale", -156'000}, {"STOCK/ruishi/v7", 156'000}});
    Refused(loser, Settled(first == "OK" ? right : left), "NOT_FOUND");
    Step(winner, HandedOver(first == "OK" ? left : right, van),
         {{"STOCK/ruishi/v7", -156'000}, {"IN_SERVICE/ruishi/v7/sale", 156'000}});
  }
}

}  // namespace
}  // namespace ingot::testing
