// A vehicle whose body mass nobody knows: 0 g until it is measured, in time or too late.
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/bank/story.h"
#include "tests/support/rule_events.h"
#include "tests/support/trouble_events.h"

namespace ingot::testing {
namespace {

using ::testing::UnorderedElementsAre;

class UnknownMassStory : public Story {
 protected:
  // On the road before the ledger knew it; taken into rhein's stock.
  void Open(const std::string& vin) {
    v1::VehicleOpened opened = OpeningOf(vin, v1::CUSTODY_STATE_IN_STOCK);
    v1::VehicleRegistered& vehicle = *opened.mutable_vehicle();
    vehicle.set_brand_id("ruishi/v7");
    vehicle.clear_body();
    vehicle.set_body_basis(v1::MASS_BASIS_UNKNOWN);
    vehicle.set_body_uncertainty_ppm(0);
    vehicle.set_other_aluminium_g(0);
    Refused("rhein", opened, "EVIDENCE_MISSING");
    Step("rhein", Fact(opened).With(v1::EVIDENCE_KIND_PHOTOGRAPH));
    EXPECT_THAT(Flags(), UnorderedElementsAre("OPENED VEHICLE " + vin, "MASS_UNKNOWN VEHICLE " + vin));
  }

  void ToYard(const std::string& vin, const std::string& load) {
    Step("rhein", RetiredOf(vin));
    Step("rhein", Sent(vin, load, "elbe"));
    Step("elbe", Arrived(vin, "elbe/yard", load));
    v1::CertificateOfDestructionIssued certificate = Certificate(vin, "elbe/yard", vin);
    *certificate.mutable_issued_on() = Today();
    Step("elbe", certificate);
    Step("elbe", DepollutedAt(vin, "elbe/yard"));
  }

  bool HasFlag(const std::string& vin, v1::FlagKind kind) {
    const v1::VehicleState vehicle = Vehicle(vin);
    for (const v1::Flag& flag : vehicle.flags()) {
      if (flag.kind() == kind) return true;
    }
    return false;
  }
};

TEST_F(UnknownMassStory, WeighedInTime) {
  On(2024, 3, 4);
  Open(Vin(1));
  ToYard(Vin(1), "rhein/t-1");
  Refused("rhein", Restated(Vin(1), {Mass(v1::ALLOY_FAMILY_6XXX, 148'000)}), "NOT_HOLDER");
  v1::MassRestated unknown = Restated(Vin(1), {});
  unknown.set_basis(v1::MASS_BASIS_UNKNOWN);
  Refused("elbe", unknown, "INVALID_VALUE");
  Step("elbe", Restated(Vin(1), {Mass(v1::ALLOY_FAMILY_6XXX, 148'000)}),
       {{"PRODUCTION/ruishi/v7", -148'000}, {"HULK/elbe/yard", 148'000}});
  EXPECT_FALSE(HasFlag(Vin(1), v1::FLAG_KIND_MASS_UNKNOWN));
  Step("elbe", HulksSent("elbe/h-1", {Vin(1)}, "ruhr"), {{"HULK/elbe/yard", -148'000}, {"TRANSIT/elbe/h-1", 148'000}});
  Step("ruhr", HulksReceived("elbe/h-1", {Vin(1)}, "ruhr/mill"),
       {{"TRANSIT/elbe/h-1", -148'000}, {"HULK/ruhr/mill", 148'000}});
  v1::BatchFed fed = Fed("ruhr/b-1", {Vin(1)});
  fed.set_yield_standard_id("bank/shred");
  fed.set_site_id("ruhr/mill");
  Step("ruhr", fed, {{"HULK/ruhr/mill", -148'000}, {"IN_PROCESS/ruhr/b-1", 148'000}});
  Recover("ruhr/l-1", "ruhr/b-1", 145'040,
          {{"IN_PROCESS/ruhr/b-1", -145'040}, {"RECOVERED/ruhr/REMA:Twitch", 145'040}});
  Step("ruhr", Closed("ruhr/b-1"), {{"IN_PROCESS/ruhr/b-1", -2'960}, {"LOSS_SHRED/ruhr/mill", 2'960}});
  EXPECT_THAT(Allocations(), UnorderedElementsAre(Vin(1) + " 145040"));
}

TEST_F(UnknownMassStory, WeighedTooLate) {
  On(2024, 3, 4);
  Open(Vin(1));
  ToYard(Vin(1), "rhein/t-1");
  // Beside one whose mass is known.
  Deliver(Vin(2), "rhein");
  ToHulk(Vin(2), "rhein");
  Step("elbe", HulksSent("elbe/h-1", Ascending({Vin(1), Vin(2)}), "ruhr"),
       {{"HULK/elbe/yard", -156'000}, {"TRANSIT/elbe/h-1", 156'000}});
  Step("ruhr", HulksReceived("elbe/h-1", Ascending({Vin(1), Vin(2)}), "ruhr/mill"),
       {{"TRANSIT/elbe/h-1", -156'000}, {"HULK/ruhr/mill", 156'000}});
  v1::BatchFed fed = Fed("ruhr/b-1", Ascending({Vin(1), Vin(2)}));
  fed.set_yield_standard_id("bank/shred");
  fed.set_site_id("ruhr/mill");
  Step("ruhr", fed, {{"HULK/ruhr/mill", -156'000}, {"OTHER_BODY", -70'000}, {"IN_PROCESS/ruhr/b-1", 226'000}});
  // What the unknown one brought shows as excess: 360 000 - 226 000.
  Recover("ruhr/l-1", "ruhr/b-1", 360'000,
          {{"IN_PROCESS/ruhr/b-1", -226'000},
           {"RECOVERED/ruhr/REMA:Twitch", 226'000},
           {"VARIANCE/ruhr/mill", -134'000},
           {"EXCESS/ruhr", 134'000}});
  EXPECT_THAT(Flags(), UnorderedElementsAre("EXCESS LOT ruhr/l-1", "EXCESS BATCH ruhr/b-1"));
  Step("ruhr", Closed("ruhr/b-1"), {{"LOSS_SHRED/ruhr/mill", 4'520}, {"VARIANCE/ruhr/mill", -4'520}});
  EXPECT_THAT(Allocations(), UnorderedElementsAre(Vin(2) + " 156000")) << "nothing to the one of 0 g";

  // The manufacturer finds the drawing: 140 000 g. The metal has moved on, so that the mill's variance takes it.
  On(2024, 5, 6);
  v1::MassRestated restated = Restated(Vin(1), {Mass(v1::ALLOY_FAMILY_6XXX, 140'000)});
  restated.set_basis(v1::MASS_BASIS_DESIGN);
  Step("ruishi", restated, {{"PRODUCTION/ruishi/v7", -140'000}, {"VARIANCE/ruhr/mill", 140'000}});
  EXPECT_THAT(Flags(), UnorderedElementsAre("CORRECTED_LATE VEHICLE " + Vin(1)));
  EXPECT_FALSE(HasFlag(Vin(1), v1::FLAG_KIND_MASS_UNKNOWN));
  EXPECT_EQ(Vehicle(Vin(1)).recovered_g(), 0);
  EXPECT_EQ(Grams("EXCESS/ruhr"), 134'000) << "what was measured beyond the sources stays unclaimable";
}

}  // namespace
}  // namespace ingot::testing
