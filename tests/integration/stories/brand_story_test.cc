// A renamed brand, and a model that moves to another one: names change, balances stay where the vehicles were born.
#include <string>

#include "gtest/gtest.h"
#include "ingot/v1/directory_service.pb.h"
#include "tests/support/bank/story.h"
#include "tests/support/rule_events.h"

namespace ingot::testing {
namespace {

class BrandStory : public Story {
 protected:
  static v1::BrandRenamed Renamed(const std::string& brand, const std::string& name) {
    v1::BrandRenamed event;
    event.set_brand_id(brand);
    event.set_name(name);
    return event;
  }
  static v1::ModelMovedToBrand ModelTo(const std::string& model, const std::string& brand) {
    v1::ModelMovedToBrand event;
    event.set_model_id(model);
    event.set_brand_id(brand);
    return event;
  }
  std::string NameOf(const std::string& brand) {
    client::LedgerClient& auditor = bank().auditor();
    const auto brands =
        auditor.Query(auditor.channel().directory(), &v1::DirectoryService::Stub::ListBrands, v1::ListBrandsRequest());
    EXPECT_TRUE(brands.ok()) << brands.status();
    for (const v1::BrandState& state : brands->brands()) {
      if (state.brand_id() == brand) return state.name();
    }
    return "";
  }
};

TEST_F(BrandStory, NamesChangeBalancesStay) {
  On(2024, 3, 4);
  Deliver(Vin(1), "qingdao");
  Step("qingdao", {Signed("qingdao/c-1", Vin(1), v1::CONTRACT_KIND_LEASE), TermsOf(v1::CONTRACT_KIND_LEASE)});
  Step("qingdao", HandedOver("qingdao/c-1", Vin(1)),
       {{"STOCK/ruishi/v7", -156'000}, {"IN_SERVICE/ruishi/v7/lease", 156'000}});

  On(2024, 6, 3);
  Refused("qingdao", Renamed("ruishi/v7", "Vanguard"), "ROLE_REQUIRED");
  Step("ruishi", Renamed("ruishi/v7", "Vanguard"));
  EXPECT_EQ(NameOf("ruishi/v7"), "Vanguard");
  EXPECT_EQ(Grams("IN_SERVICE/ruishi/v7/lease"), 156'000);

  // The van goes over to a new brand.
  v1::BrandRegistered cargo;
  cargo.set_brand_id("ruishi/cargo");
  cargo.set_name("Cargo");
  Step("ruishi", cargo);
  Step("ruishi", ModelTo("ruishi/v7-van", "ruishi/cargo"));
  Refused("ruishi", ModelTo("ruishi/v7-van", "ruishi/cargo"), "ALREADY_EXISTS");
  v1::VehicleRegistered next = Registered(Vin(2));
  next.set_brand_id("ruishi/v7");
  next.set_model_id("ruishi/v7-van");
  Refused("ruishi", next, "INVALID_VALUE vehicle_registered.model_id");
  next.set_brand_id("ruishi/cargo");
  Step("ruishi", next, {{"PRODUCTION/ruishi/cargo", -156'000}, {"STOCK/ruishi/cargo", 156'000}});

  // The one that was born before goes on under its own brand to its end.
  Step("qingdao", {Ended("qingdao/c-1", v1::CONTRACT_END_REASON_TERM_REACHED), SettledAt(0)});
  Step("qingdao", Returned("qingdao/c-1", Vin(1)),
       {{"IN_SERVICE/ruishi/v7/lease", -156'000}, {"STOCK/ruishi/v7", 156'000}});
  Step("qingdao", RetiredOf(Vin(1)), {{"STOCK/ruishi/v7", -156'000}, {"RETIRED/ruishi/v7", 156'000}});
  EXPECT_EQ(Vehicle(Vin(1)).brand_id(), "ruishi/v7");
  EXPECT_EQ(Vehicle(Vin(2)).brand_id(), "ruishi/cargo");
}

}  // namespace
}  // namespace ingot::testing
