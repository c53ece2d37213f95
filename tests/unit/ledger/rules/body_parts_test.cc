// PartsRemoved.
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/works.h"
#include "tests/unit/ledger/rules/names.h"

namespace ingot::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class BodyPartsTest : public ::testing::Test {
 protected:
  BodyPartsTest() { works_.ToHulk(Vin(1)); }
  std::string Try(const google::protobuf::Message& body) { return works_.Try("treater", body); }

  Works works_;
};

TEST_F(BodyPartsTest, PartsAreKeptOrSold) {
  v1::PartsRemoved event = PartOff(Vin(1), kYard, Mass(v1::ALLOY_FAMILY_6XXX, 8'000));
  v1::RemovedPart& sold = *event.add_parts();
  sold.set_destination(v1::PART_DESTINATION_SOLD);
  *sold.mutable_metal() = Mass(v1::ALLOY_FAMILY_5XXX, 6'000);
  ASSERT_EQ(Try(event), "OK");
  EXPECT_THAT(works_.Postings(), ElementsAre("HULK/treater/yard 5XXX -6000", "HULK/treater/yard 6XXX -8000",
                                             "REUSED_PARTS/treater/yard 6XXX +8000", "PARTS_SOLD 5XXX +6000"));
  EXPECT_THAT(works_.Flags(), IsEmpty());
  const v1::VehicleState vehicle = works_.Vehicle(Vin(1));
  EXPECT_EQ(vehicle.custody(), v1::CUSTODY_STATE_AT_FACILITY);
  EXPECT_EQ(vehicle.departed_g(), 14'000);
  EXPECT_EQ(vehicle.body(0).grams(), 50'000);
}

TEST_F(BodyPartsTest, ADismantledRestIsShredded) {
  v1::PartsRemoved event = PartOff(Vin(1), kYard, Mass(v1::ALLOY_FAMILY_6XXX, 100'000));
  event.set_dismantled(true);
  ASSERT_EQ(Try(event), "OK");
  EXPECT_EQ(works_.Vehicle(Vin(1)).custody(), v1::CUSTODY_STATE_DISMANTLED);
  EXPECT_EQ(Try(event), "MASS_EXCEEDS_SOURCE parts_removed.parts");
  event.mutable_parts(0)->mutable_metal()->set_grams(1'000);
  EXPECT_EQ(Try(event), "ILLEGAL_TRANSITION parts_removed.vin") << "it is dismantled already";
  works_.Do("treater", HulksSent("treater/t1", {Vin(1)}, "shredder"));
  works_.Do("shredder", HulksReceived("treater/t1", {Vin(1)}, "shredder/mill"));
  works_.Do("shredder", Fed("shredder/b1", {Vin(1)}));
  EXPECT_THAT(works_.Postings(), ElementsAre("OTHER_BODY CAST -70000", "HULK/shredder/mill 5XXX -56000",
                                             "IN_PROCESS/shredder/b1 5XXX OWN_BODY +56000",
                                             "IN_PROCESS/shredder/b1 CAST OWN_OTHER +70000"));
  EXPECT_EQ(works_.Vehicle(Vin(1)).departed_g(), 156'000);
}

TEST_F(BodyPartsTest, WhereNothingIsLeftTheVehicleIsRecovered) {
  v1::PartsRemoved event = PartOff(Vin(1), kYard, Mass(v1::ALLOY_FAMILY_6XXX, 100'000));
  event.set_dismantled(true);
  works_.Do("treater", event);
  ASSERT_EQ(Try(PartOff(Vin(1), kYard, Mass(v1::ALLOY_FAMILY_5XXX, 56'000))), "OK");
  EXPECT_EQ(works_.Vehicle(Vin(1)).custody(), v1::CUSTODY_STATE_RECOVERED);
  EXPECT_FALSE(works_.Vehicle(Vin(1)).has_position());
  EXPECT_EQ(works_.Vehicle(Vin(1)).departed_g(), 156'000);
  EXPECT_EQ(Try(PartOff(Vin(1), kYard, Mass(v1::ALLOY_FAMILY_5XXX, 1))), "ILLEGAL_TRANSITION parts_removed.vin");

  works_.ToHulk(Vin(2));
  event = PartOff(Vin(2), kYard, Mass(v1::ALLOY_FAMILY_5XXX, 156'000));
  event.set_dismantled(true);
  ASSERT_EQ(Try(event), "OK") << "in one event";
  EXPECT_THAT(works_.Flags(), ElementsAre("REGRADED VEHICLE " + Vin(2)));
  EXPECT_THAT(works_.Postings(),
              ElementsAre("HULK/treater/yard 5XXX -56000", "HULK/treater/yard 6XXX -100000",
                          "REUSED_PARTS/treater/yard 5XXX +156000", "REGRADE 5XXX -100000", "REGRADE 6XXX +100000"));
  EXPECT_EQ(works_.Vehicle(Vin(2)).custody(), v1::CUSTODY_STATE_RECOVERED);
}

TEST_F(BodyPartsTest, ChecksTheParts) {
  works_.ToYard(Vin(2));
  EXPECT_EQ(Try(PartOff(Vin(2), kYard, Mass(v1::ALLOY_FAMILY_5XXX, 1))), "CERTIFICATE parts_removed.vin");
  works_.Do("treater", Certificate(Vin(2), kYard, "S9"));
  EXPECT_EQ(Try(PartOff(Vin(2), kYard, Mass(v1::ALLOY_FAMILY_5XXX, 1))), "STEP_MISSING parts_removed.vin");
  works_.Bear(Vin(3));
  EXPECT_EQ(Try(PartOff(Vin(3), kYard, Mass(v1::ALLOY_FAMILY_5XXX, 1))), "NOT_HOLDER parts_removed.vin");
  EXPECT_EQ(Try(PartOff(Vin(4), kYard, Mass(v1::ALLOY_FAMILY_5XXX, 1))), "NOT_FOUND parts_removed.vin");
  EXPECT_EQ(works_.Try("shredder", PartOff(Vin(1), kYard, Mass(v1::ALLOY_FAMILY_5XXX, 1))),
            "NOT_HOLDER parts_removed.vin");
  EXPECT_EQ(works_.Try("workshop", PartOff(Vin(1), kYard, Mass(v1::ALLOY_FAMILY_5XXX, 1))),
            "ROLE_REQUIRED parts_removed");
  EXPECT_EQ(Try(PartOff(Vin(1), "shredder/mill", Mass(v1::ALLOY_FAMILY_5XXX, 1))), "NOT_FOUND parts_removed.site_id");
  EXPECT_EQ(Try(PartOff(Vin(1), "treater/second", Mass(v1::ALLOY_FAMILY_5XXX, 1))),
            "INVALID_VALUE parts_removed.site_id");
  const auto refused = [this](auto change, const std::string& outcome) {
    v1::PartsRemoved event = PartOff(Vin(1), kYard, Mass(v1::ALLOY_FAMILY_5XXX, 1));
    change(event);
    EXPECT_EQ(Try(event), outcome);
  };
  using E = v1::PartsRemoved&;
  refused([](E e) { e.clear_parts(); }, "FIELD_MISSING parts_removed.parts");
  refused([](E e) { e.mutable_parts(0)->clear_destination(); }, "FIELD_MISSING parts_removed.parts[0].destination");
  refused([](E e) { e.mutable_parts(0)->clear_metal(); }, "FIELD_MISSING parts_removed.parts[0].metal");
  refused([](E e) { e.mutable_parts(0)->mutable_metal()->clear_family(); },
          "FIELD_MISSING parts_removed.parts[0].metal.family");
  refused([](E e) { e.mutable_parts(0)->mutable_metal()->set_grams(0); },
          "OUT_OF_RANGE parts_removed.parts[0].metal.grams");
  refused([](E e) { e.mutable_parts(0)->mutable_metal()->set_grams(156'001); },
          "MASS_EXCEEDS_SOURCE parts_removed.parts");
  refused(
      [](E e) {
        for (int i = 0; i < 32; ++i) e.add_parts();
      },
      "TOO_LARGE parts_removed.parts");
  works_.Do("treater", HulksSent("treater/t1", {Vin(1)}, "shredder"));
  refused([](E) {}, "IN_TRANSIT parts_removed.vin");
}

}  // namespace
}  // namespace ingot::testing
