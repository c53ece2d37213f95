#include <string>
#include <vector>

#include "server/query/ancestry_pages.h"
#include "tests/unit/server/query/books_fixture.h"

namespace ingot::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Not;

// docs/DOMAIN.md's worked example: lot shredder/a (300 000 g, all that its batch held: 156 000 g of Vin(1), 70 000 g
// castings, 74 000 g scrap) and 100 000 g primary melt to 350 000 g; 140 000 g come to the brand, 40 000 g of these
// into Vin(2), whose body is 156 000 g.
class AncestryTest : public BooksTest {
 protected:
  AncestryTest() {
    const std::string lot = works_.LotAtPlant("a", 1);
    works_.Melt("smelter/h", lot);
    works_.Do(Works::kSmelter, BackTo(kTestBrand, "smelter/h", 140'000));
    NewBody(2, "smelter/h", 40'000);
  }

  void NewBody(int n, const std::string& heat, int64_t grams) {
    v1::VehicleRegistered body = Registered(Vin(n));
    v1::ConsumedHeat& consumed = *body.add_heats();
    consumed.set_heat_id(heat);
    consumed.set_grams(grams);
    works_.Do(Fleet::kMaker, body);
  }

  absl::StatusOr<v1::StreamAncestryResponse> Ask(const std::string& as, int n, v1::AncestryDirection direction,
                                                 int32_t depth = 0, int32_t nodes = 0) {
    v1::StreamAncestryRequest request;
    request.set_vin(Vin(n));
    request.set_direction(direction);
    request.set_max_depth(depth);
    request.set_max_nodes(nodes);
    return Read<query::AncestryPages>(as, request);
  }

  // "depth KIND id least..most ~pro rata" a node; hidden ones "KIND *count".
  static std::vector<std::string> Texts(const v1::StreamAncestryResponse& answer) {
    std::vector<std::string> texts;
    for (const v1::AncestryNode& node : answer.nodes()) {
      std::string text = std::to_string(node.depth()) + " " + v1::AncestryKind_Name(node.kind()).substr(14);
      if (node.has_account()) {
        text += " " + v1::AccountClass_Name(node.account().account_class()).substr(14);
        if (!node.account().party().empty()) text += " " + node.account().party();
      } else if (!node.id().empty()) {
        text += " " + node.id();
      } else if (node.nodes() > 0 && node.total_g() == 0) {
        text += " *" + std::to_string(node.nodes());
      }
      texts.push_back(text + " " + std::to_string(node.at_least_g()) + ".." + std::to_string(node.at_most_g()) + " ~" +
                      std::to_string(node.pro_rata_g()));
    }
    return texts;
  }
};

TEST_F(AncestryTest, BackToTheHulk) {
  CatchUp();
  const auto answer = Ask(Fleet::kAuditor, 2, v1::ANCESTRY_DIRECTION_BACK);
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(answer->grams(), 156'000);
  EXPECT_EQ(answer->not_followed_g(), 0);
  // Pro rata it is what the books say of the origins in this body: 15 600, 7 000, 7 400, 10 000.
  EXPECT_THAT(Texts(*answer),
              ElementsAre("0 VEHICLE " + Vin(2) + " 156000..156000 ~156000", "1 HEAT smelter/h 40000..40000 ~40000",
                          "1 PRODUCTION maker/brand 116000..116000 ~116000", "2 LOT shredder/a 0..40000 ~30000",
                          "2 PRIMARY 6XXX 0..40000 ~10000", "3 BATCH shredder/b-a 0..40000 ~30000",
                          "4 VEHICLE " + Vin(1) + " 0..40000 ~15600", "4 THIRD_PARTY_SCRAP shredder/b-a 0..40000 ~7400",
                          "4 CASTINGS shredder/b-a 0..40000 ~7000"));
}

TEST_F(AncestryTest, ForwardToTheNewBody) {
  CatchUp();
  const auto answer = Ask(Fleet::kAuditor, 1, v1::ANCESTRY_DIRECTION_FORWARD);
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(answer->grams(), 156'000);
  EXPECT_EQ(answer->not_followed_g(), 0);
  EXPECT_THAT(
      Texts(*answer),
      ElementsAre("0 VEHICLE " + Vin(1) + " 156000..156000 ~156000", "1 BATCH shredder/b-a 156000..156000 ~156000",
                  "2 LOT shredder/a 156000..156000 ~156000", "3 HEAT smelter/h 156000..156000 ~156000",
                  "4 VEHICLE " + Vin(2) + " 0..40000 ~15600", "4 ACCOUNT DROSS smelter/plant 0..8000 ~3120",
                  "4 ACCOUNT FURNACE smelter/plant 0..30000 ~11700",
                  "4 ACCOUNT REMELTED smelter/plant 0..156000 ~81900",
                  "4 ACCOUNT BACK_IN_PRODUCTION maker/brand 0..100000 ~39000",
                  "4 ACCOUNT LOSS_MELT smelter/plant 0..12000 ~4680", "5 ACCOUNT STOCK maker/brand 0..40000 ~15600"));
}

// The next heat begins with the heel of the first: 30 000 g, and 100 000 g primary.
TEST_F(AncestryTest, HeelsAreFollowed) {
  v1::HeatMelted next = Melted("smelter/h2", {}, 120'000);
  next.set_heel_before_g(30'000);
  v1::PrimaryMetal& primary = *next.add_primary();
  primary.set_family(v1::ALLOY_FAMILY_6XXX);
  primary.set_grams(90'000);
  works_.Do(Works::kSmelter, next);
  works_.Do(Works::kSmelter, BackTo(kTestBrand, "smelter/h2", 120'000));
  NewBody(3, "smelter/h2", 100'000);
  CatchUp();
  const auto back = Ask(Fleet::kAuditor, 3, v1::ANCESTRY_DIRECTION_BACK);
  ASSERT_TRUE(back.ok());
  EXPECT_THAT(Texts(*back), Contains("2 HEAT smelter/h 10000..30000 ~25000"));
  EXPECT_THAT(Texts(*back), Contains("3 LOT shredder/a 0..30000 ~18750"));
  const auto forward = Ask(Fleet::kAuditor, 1, v1::ANCESTRY_DIRECTION_FORWARD);
  ASSERT_TRUE(forward.ok());
  EXPECT_THAT(Texts(*forward), Contains("4 HEAT smelter/h2 0..30000 ~11700"));
  EXPECT_THAT(Texts(*forward), Contains("5 VEHICLE " + Vin(3) + " 0..30000 ~9750"));
}

TEST_F(AncestryTest, AReversedBodyIsNoDestination) {
  ASSERT_EQ(works_.TryReversal(Fleet::kMaker, works_.LastSeq()), "OK");
  CatchUp();
  const auto forward = Ask(Fleet::kAuditor, 1, v1::ANCESTRY_DIRECTION_FORWARD);
  ASSERT_TRUE(forward.ok());
  EXPECT_THAT(Texts(*forward), Contains("4 ACCOUNT BACK_IN_PRODUCTION maker/brand 0..140000 ~54600"));
  EXPECT_THAT(Texts(*forward), Not(Contains(::testing::HasSubstr(Vin(2)))));
}

// The maker holds the body; heat, lot and batch are others', and what lies behind them shows as sums alone.
TEST_F(AncestryTest, OthersNodesAreSums) {
  CatchUp();
  const auto answer = Ask(Fleet::kMaker, 2, v1::ANCESTRY_DIRECTION_BACK);
  ASSERT_TRUE(answer.ok());
  // The hulk was the maker's once, which is why it sees it.
  EXPECT_THAT(Texts(*answer),
              ElementsAre("0 VEHICLE " + Vin(2) + " 156000..156000 ~156000", "1 HEAT *1 40000..40000 ~40000",
                          "1 PRODUCTION maker/brand 116000..116000 ~116000", "2 LOT *1 0..40000 ~30000",
                          "2 PRIMARY *1 0..40000 ~10000", "3 BATCH *1 0..40000 ~30000",
                          "4 VEHICLE " + Vin(1) + " 0..40000 ~15600", "4 THIRD_PARTY_SCRAP *1 0..40000 ~7400",
                          "4 CASTINGS *1 0..40000 ~7000"));
  const auto refused = Ask(Works::kOtherMaker, 2, v1::ANCESTRY_DIRECTION_BACK);
  EXPECT_EQ(OutcomeOf(refused.status()), "NOT_FOUND vin");
}

TEST_F(AncestryTest, LimitsLeaveARestThatIsNotFollowed) {
  CatchUp();
  const auto shallow = Ask(Fleet::kAuditor, 2, v1::ANCESTRY_DIRECTION_BACK, /*depth=*/2);
  ASSERT_TRUE(shallow.ok());
  EXPECT_EQ(shallow->nodes_size(), 5);
  EXPECT_EQ(shallow->not_followed_g(), 40'000);
  const auto narrow = Ask(Fleet::kAuditor, 2, v1::ANCESTRY_DIRECTION_BACK, /*depth=*/0, /*nodes=*/2);
  ASSERT_TRUE(narrow.ok());
  EXPECT_THAT(Texts(*narrow), Contains("1 NOT_FOLLOWED *1 116000..116000 ~116000"));
  EXPECT_EQ(narrow->not_followed_g(), 156'000);
  EXPECT_EQ(OutcomeOf(Ask(Fleet::kAuditor, 2, v1::ANCESTRY_DIRECTION_BACK, 65).status()), "OUT_OF_RANGE max_depth");
  EXPECT_EQ(OutcomeOf(Ask(Fleet::kAuditor, 2, v1::ANCESTRY_DIRECTION_BACK, 64, 20'000).status()), "OK");
  EXPECT_EQ(OutcomeOf(Ask(Fleet::kAuditor, 2, v1::ANCESTRY_DIRECTION_BACK, 64, 20'001).status()),
            "OUT_OF_RANGE max_nodes");
}

TEST_F(AncestryTest, AVehicleOnTheRoadHasItsMetalWithIt) {
  works_.Stock(Vin(5));
  CatchUp();
  const auto answer = Ask(Fleet::kDealer, 5, v1::ANCESTRY_DIRECTION_FORWARD);
  ASSERT_TRUE(answer.ok());
  // The account is the maker's.
  EXPECT_THAT(Texts(*answer),
              ElementsAre("0 VEHICLE " + Vin(5) + " 156000..156000 ~156000", "1 ACCOUNT *1 156000..156000 ~156000"));
}

}  // namespace
}  // namespace ingot::testing
