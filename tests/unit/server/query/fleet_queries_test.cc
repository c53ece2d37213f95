#include <string>
#include <vector>

#include "tests/support/trouble_events.h"
#include "tests/unit/server/query/books_fixture.h"

namespace ingot::testing {
namespace {

using ::testing::ElementsAre;

class FleetQueriesTest : public BooksTest {
 protected:
  // "year brand contract_g/vehicles service_life_g/vehicles" a row.
  std::vector<std::string> Ladder(const std::string& organisation, int32_t years, bool by_brand = false) {
    v1::GetMaturityLadderRequest request;
    request.set_service_life_years(years);
    request.set_by_brand(by_brand);
    std::vector<std::string> rows;
    const auto ladder = Ask<v1::GetMaturityLadderResponse>(organisation, request);
    for (const v1::MaturityRow& row : ladder.rows()) {
      rows.push_back(std::to_string(row.year()) + (row.brand_id().empty() ? "" : " " + row.brand_id()) + " " +
                     std::to_string(row.contract_g()) + "/" + std::to_string(row.contract_vehicles()) + " " +
                     std::to_string(row.service_life_g()) + "/" + std::to_string(row.service_life_vehicles()));
    }
    return rows;
  }

  // "group recovered/entered (vehicles) rate, underway/vehicles" a row.
  std::vector<std::string> Recovery(const std::string& organisation, const std::vector<v1::RecoveryDimension>& by) {
    v1::GetRecoveryRequest request;
    for (const v1::RecoveryDimension dimension : by) request.add_by(dimension);
    std::vector<std::string> rows;
    const auto recovery = Ask<v1::GetRecoveryResponse>(organisation, request);
    for (const v1::RecoveryRow& row : recovery.rows()) {
      std::string text;
      for (const std::string& part : {row.brand_id(), row.model_id(), row.region()})
        text += part.empty() ? "" : part + " ";
      for (const int32_t year : {row.model_year(), row.year()}) text += year == 0 ? "" : std::to_string(year) + " ";
      rows.push_back(text + std::to_string(row.recovered_g()) + "/" + std::to_string(row.recovered_entered_g()) + " (" +
                     std::to_string(row.recovered_vehicles()) + ") " + std::to_string(row.rate_ppm()) + ", " +
                     std::to_string(row.underway_g()) + "/" + std::to_string(row.underway_vehicles()));
    }
    return rows;
  }
};

// Leases of 12 months from 2026-03-01 end in 2027; one is extended by 24 to 2029. Model years are 2026.
TEST_F(FleetQueriesTest, Ladder) {
  works_.Stock(Vin(1));
  works_.Lease(Vin(2), v1::CONTRACT_KIND_LEASE);
  works_.Lease(Vin(3), v1::CONTRACT_KIND_LEASE);
  works_.Lease(Vin(4), v1::CONTRACT_KIND_LEASE_TO_OWN);
  works_.Sell(Vin(5));
  works_.Stock(Vin(6));
  works_.Do(Fleet::kDealer, LostOf(Vin(6)));
  works_.Retire(Vin(7));
  CatchUp();
  const v1::ContractState contract = works_.Contract(Fleet::ContractOf(Vin(3)));
  ASSERT_EQ(contract.starts_on().year(), 2026);
  ASSERT_EQ(contract.term_months(), 12);
  const int32_t model_year = works_.Vehicle(Vin(1)).model_year();
  EXPECT_THAT(Ladder(Fleet::kMaker, 10),
              ElementsAre("2027 312000/2 0/0", std::to_string(model_year + 10) + " 0/0 468000/3"));
  works_.Do(Fleet::kDealer, Extended(Fleet::ContractOf(Vin(3)), 24), [] {
    v1::ContractTerms terms = TermsOf(v1::CONTRACT_KIND_LEASE);
    return terms;
  }());
  CatchUp();
  EXPECT_THAT(Ladder(Fleet::kMaker, 0, /*by_brand=*/true),
              ElementsAre("2027 maker/brand 156000/1 0/0", "2029 maker/brand 156000/1 0/0",
                          std::to_string(model_year + 15) + " maker/brand 0/0 468000/3"));
  EXPECT_THAT(Ladder(Works::kOtherMaker, 10), ElementsAre());
  v1::GetMaturityLadderRequest request;
  request.set_service_life_years(61);
  EXPECT_EQ((Try<v1::GetMaturityLadderResponse>(Fleet::kMaker, request)), "OUT_OF_RANGE service_life_years");
  request.set_service_life_years(-1);
  EXPECT_EQ((Try<v1::GetMaturityLadderResponse>(Fleet::kMaker, request)), "OUT_OF_RANGE service_life_years");
}

// A batch of one hulk of 156 000 g and 70 000 g castings and 74 000 g scrap, of which 270 000 g come back: 90 %.
TEST_F(FleetQueriesTest, Recovery) {
  works_.OpenBatch("shredder/b", {Vin(1)}, 74'000);
  works_.Recover("shredder/l", "shredder/b", 270'000);
  works_.Retire(Vin(2));
  CatchUp();
  EXPECT_THAT(Recovery(Fleet::kMaker, {v1::RECOVERY_DIMENSION_BRAND}), ElementsAre("maker/brand 0/0 (0) 0, 312000/2"));
  works_.Do(Fleet::kShredder, Closed("shredder/b"));
  CatchUp();
  const v1::VehicleState vehicle = works_.Vehicle(Vin(1));
  ASSERT_EQ(vehicle.recovered_g(), 140'400);
  EXPECT_THAT(Recovery(Fleet::kMaker, {v1::RECOVERY_DIMENSION_BRAND}),
              ElementsAre("maker/brand 140400/156000 (1) 900000, 156000/1"));
  const std::string model_and_market = vehicle.model_id() + " " + vehicle.market();
  EXPECT_THAT(
      Recovery(Fleet::kAuditor,
               {v1::RECOVERY_DIMENSION_MODEL, v1::RECOVERY_DIMENSION_REGION, v1::RECOVERY_DIMENSION_YEAR}),
      ElementsAre(model_and_market + " 0/0 (0) 0, 156000/1", model_and_market + " 2026 140400/156000 (1) 900000, 0/0"));
  EXPECT_THAT(Recovery(Works::kOtherMaker, {}), ElementsAre());
  v1::GetRecoveryRequest request;
  request.add_by(v1::RECOVERY_DIMENSION_UNSPECIFIED);
  EXPECT_EQ((Try<v1::GetRecoveryResponse>(Fleet::kMaker, request)), "UNKNOWN_ENUM by[0]");
}

// docs/DOMAIN.md's worked example: 140 000 g of the heat come to the brand, of them 54 600 g own bodies; 312 000 g of
// its bodies are retired. 54 600 / 312 000 = 17.5 %.
TEST_F(FleetQueriesTest, ClosedLoop) {
  const std::string lot = works_.LotAtPlant("a", 1);
  works_.Melt("smelter/h", lot);
  works_.Do(Works::kSmelter, BackTo(kTestBrand, "smelter/h", 140'000));
  works_.Do(Works::kSmelter, BackTo("maker-2/brand", "smelter/h", 10'000));
  works_.Retire(Vin(2));
  CatchUp();
  const auto closed = Ask<v1::GetClosedLoopResponse>(Fleet::kMaker, v1::GetClosedLoopRequest());
  ASSERT_EQ(closed.rows_size(), 1);
  EXPECT_EQ(closed.rows(0).brand_id(), kTestBrand);
  EXPECT_EQ(closed.rows(0).own_body_g(), 54'600);
  EXPECT_EQ(closed.rows(0).repair_g(), 0);
  EXPECT_EQ(closed.rows(0).retired_g(), 312'000);
  EXPECT_EQ(closed.rows(0).share_ppm(), 175'000);
  const auto all = Ask<v1::GetClosedLoopResponse>(Fleet::kAuditor, v1::GetClosedLoopRequest());
  ASSERT_EQ(all.rows_size(), 2);
  // Nothing of the other maker's is retired: no share, but its metal counts in the whole.
  EXPECT_EQ(all.rows(0).brand_id(), "maker-2/brand");
  EXPECT_EQ(all.rows(0).share_ppm(), 0);
  EXPECT_EQ(all.total().own_body_g(), 54'600 + 3'900);
  EXPECT_EQ(all.total().share_ppm(), 187'500);
}

}  // namespace
}  // namespace ingot::testing
