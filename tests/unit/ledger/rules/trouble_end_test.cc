// DestructionRefuted, DestroyedByFire, VehicleClosed.
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/fleet.h"
#include "tests/support/trouble_events.h"
#include "tests/unit/ledger/rules/names.h"

namespace ingot::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class TroubleEndTest : public ::testing::Test {
 protected:
  TroubleEndTest() { fleet_.ledger().Enrol("inspector", {v1::ROLE_AUDITOR}); }

  // Every step leaves the books in balance.
  template <typename Event>
  std::string Try(const std::string& who, Event&& event) {
    std::string outcome = fleet_.Try(who, std::forward<Event>(event));
    EXPECT_THAT(Imbalances(fleet_.ledger()), IsEmpty());
    return outcome;
  }

  // A batch of these vehicles, closed without lots: all of it is lost, and the vehicles are RECOVERED.
  void Recover(const std::vector<std::string>& vins) {
    fleet_.ToMill(vins);
    fleet_.Do("shredder", Fed("shredder/b1", Ascending(vins)));
    fleet_.Do("shredder", Closed("shredder/b1"));
  }

  Fleet fleet_;
  const std::string vin_ = Vin(1);
};

TEST_F(TroubleEndTest, ARefutedHulkIsUntracedWithItsMetal) {
  fleet_.ToHulk(vin_);
  EXPECT_EQ(Try("treater", RefutationOf(vin_)), "ROLE_REQUIRED destruction_refuted");
  EXPECT_EQ(Try("inspector", RefutationOf(Vin(9))), "NOT_FOUND destruction_refuted.vin");
  ASSERT_EQ(Try("inspector", RefutationOf(vin_)), "OK");
  EXPECT_THAT(fleet_.Postings(), ElementsAre("UNTRACED/treater 5XXX +56000", "UNTRACED/treater 6XXX +100000",
                                             "HULK/treater/yard 5XXX -56000", "HULK/treater/yard 6XXX -100000"));
  EXPECT_THAT(fleet_.Flags(), ElementsAre("DESTRUCTION_DISPUTED VEHICLE " + vin_));
  const v1::VehicleState vehicle = fleet_.Vehicle(vin_);
  EXPECT_EQ(vehicle.custody(), v1::CUSTODY_STATE_UNTRACED);
  EXPECT_EQ(vehicle.holder(), "");
  EXPECT_EQ(vehicle.last_holder(), "treater");
  EXPECT_FALSE(vehicle.certified());
  EXPECT_FALSE(vehicle.depolluted());
  EXPECT_EQ(vehicle.certificate_serial(), "");
  EXPECT_EQ(vehicle.site_id(), "");
  EXPECT_EQ(vehicle.departed_g(), 0);
  EXPECT_EQ(Try("inspector", RefutationOf(vin_)), "CERTIFICATE destruction_refuted.vin");
}

TEST_F(TroubleEndTest, ARefutedVehicleIsFoundWithAnOwnerAndLivesOn) {
  fleet_.ToYard(vin_);
  EXPECT_EQ(Try("inspector", RefutationOf(vin_)), "CERTIFICATE destruction_refuted.vin");
  fleet_.Do("treater", Certificate(vin_, "treater/yard", "S1"));
  ASSERT_EQ(Try("inspector", RefutationOf(vin_)), "OK") << "certified, not yet depolluted";
  EXPECT_EQ(Try("dealer", FoundOf(vin_)), "NOT_HOLDER found.vin");
  ASSERT_EQ(Try("inspector", FoundOf(vin_)), "OK");
  EXPECT_EQ(fleet_.Vehicle(vin_).custody(), v1::CUSTODY_STATE_SOLD);
  fleet_.Do("treater", Fact(RetiredOf(vin_)).With(kPapers));
  fleet_.Do("treater", Arrived(vin_, "treater/yard"));
  EXPECT_EQ(Try("treater", Certificate(vin_, "treater/yard", "S1")),
            "DUPLICATE_NUMBER certificate_of_destruction_issued.serial");
  EXPECT_EQ(Try("treater", Certificate(vin_, "treater/yard", "S2")), "OK");
  EXPECT_EQ(Try("treater", DepollutedAt(vin_, "treater/yard")), "OK");
}

TEST_F(TroubleEndTest, ARefutedHulkLeavesItsTransfer) {
  fleet_.ToHulk(vin_);
  fleet_.ToHulk(Vin(2));
  fleet_.Do("treater", HulksSent("treater/h1", Ascending({vin_, Vin(2)}), "shredder"));
  ASSERT_EQ(Try("inspector", RefutationOf(vin_)), "OK");
  EXPECT_THAT(fleet_.Postings(), ElementsAre("UNTRACED/treater 5XXX +56000", "UNTRACED/treater 6XXX +100000",
                                             "TRANSIT/treater/h1 5XXX -56000", "TRANSIT/treater/h1 6XXX -100000"));
  EXPECT_EQ(fleet_.Vehicle(vin_).transfer_id(), "");
  EXPECT_EQ(fleet_.Transfer("treater/h1").under_way(), 1u);
  EXPECT_EQ(Try("shredder", HulksReceived("treater/h1", {vin_}, "shredder/mill")),
            "TRANSFER_MISMATCH hulk_received.vins[0]");
  EXPECT_EQ(Try("shredder", HulksReceived("treater/h1", {Vin(2)}, "shredder/mill")), "OK");
}

// Hulks of 156 000 g body and 70 000 g castings; a lot of 200 000 g takes 138 053 g of their 312 000 g of bodies (49
// 557.5 and 88 495.6, largest remainder), of which the hulk that stays in the batch has half.
TEST_F(TroubleEndTest, WhatABatchTookComesBackAsItsVariance) {
  const std::string other = Vin(2);
  fleet_.ToMill({vin_, other});
  fleet_.Do("shredder", Fed("shredder/b1", Ascending({vin_, other})));
  ASSERT_EQ(Try("inspector", RefutationOf(vin_)), "OK");
  EXPECT_THAT(fleet_.Postings(), ElementsAre("UNTRACED/shredder 5XXX +56000", "UNTRACED/shredder 6XXX +100000",
                                             "VARIANCE/shredder/mill 5XXX OWN_BODY -56000",
                                             "VARIANCE/shredder/mill 6XXX OWN_BODY -100000"));
  EXPECT_THAT(fleet_.Flags(),
              ElementsAre("DESTRUCTION_DISPUTED VEHICLE " + vin_, "DESTRUCTION_DISPUTED BATCH shredder/b1"));
  EXPECT_EQ(fleet_.Vehicle(vin_).departed_g(), 0);
  EXPECT_EQ(fleet_.Vehicle(vin_).batch_id(), "");
  EXPECT_EQ(fleet_.Batch("shredder/b1").hulks_size(), 1);

  fleet_.Do("shredder", Weighed("shredder/l1", "shredder/b1", fleet_.Ticket("1", 220'000, 20'000)));
  fleet_.Do("shredder", Assayed("shredder/l1", 0, 0, 1'000'000));
  EXPECT_EQ(fleet_.Batch("shredder/b1").own_body_recovered_g(), 138'053);
  ASSERT_EQ(Try("shredder", Closed("shredder/b1")), "OK");
  EXPECT_EQ(fleet_.Vehicle(other).recovered_g(), 69'026);
  EXPECT_EQ(fleet_.Vehicle(other).custody(), v1::CUSTODY_STATE_RECOVERED);
  EXPECT_EQ(fleet_.Vehicle(vin_).custody(), v1::CUSTODY_STATE_UNTRACED);
  EXPECT_EQ(fleet_.Vehicle(vin_).recovered_g(), 0);
}

TEST_F(TroubleEndTest, AlsoAClosedFileIsRefuted) {
  Recover({vin_, Vin(2), Vin(3)});
  fleet_.Do("shredder", ClosingOf(vin_));
  ASSERT_EQ(Try("inspector", RefutationOf(vin_)), "OK");
  EXPECT_EQ(fleet_.Vehicle(vin_).custody(), v1::CUSTODY_STATE_UNTRACED);
  EXPECT_EQ(Try("inspector", RefutationOf(Vin(2))), "OK") << "or one that was RECOVERED";
  EXPECT_EQ(fleet_.Batch("shredder/b1").hulks_size(), 1);
}

TEST_F(TroubleEndTest, AForeignMakesBodyComesBackAsThirdPartyMetal) {
  fleet_.Do("shredder", ForeignMake(vin_));
  fleet_.Do("shredder", RetiredOf(vin_));
  fleet_.Do("shredder", Arrived(vin_, "shredder/mill"));
  fleet_.Do("shredder", Certificate(vin_, "shredder/mill", "S1"));
  fleet_.Do("shredder", DepollutedAt(vin_, "shredder/mill"));
  fleet_.Do("shredder", Fed("shredder/b1", {vin_}));
  ASSERT_EQ(Try("inspector", RefutationOf(vin_)), "OK");
  EXPECT_THAT(fleet_.Postings(), ElementsAre("UNTRACED/shredder 5XXX +56000", "UNTRACED/shredder 6XXX +100000",
                                             "VARIANCE/shredder/mill 5XXX THIRD_PARTY -56000",
                                             "VARIANCE/shredder/mill 6XXX THIRD_PARTY -100000"));
  ASSERT_EQ(Try("shredder", FoundOf(vin_)), "OK");
  EXPECT_THAT(fleet_.Postings(), ElementsAre("IN_SERVICE/sale 5XXX +56000", "IN_SERVICE/sale 6XXX +100000",
                                             "UNTRACED/shredder 5XXX -56000", "UNTRACED/shredder 6XXX -100000"));
}

// Nothing of it is left on any account of vehicles: what a restated mass found since comes out of the site's variance.
TEST_F(TroubleEndTest, AVehicleTakenApartAndRestatedIsRefuted) {
  fleet_.ToHulk(vin_);
  v1::PartsRemoved all = PartOff(vin_, "treater/yard", Mass(v1::ALLOY_FAMILY_6XXX, 100'000));
  *all.add_parts() = all.parts(0);
  *all.mutable_parts(1)->mutable_metal() = Mass(v1::ALLOY_FAMILY_5XXX, 56'000);
  all.set_dismantled(true);
  ASSERT_EQ(Try("treater", all), "OK");
  ASSERT_EQ(fleet_.Vehicle(vin_).custody(), v1::CUSTODY_STATE_RECOVERED);
  ASSERT_EQ(Try("maker", Restated(vin_, {Mass(v1::ALLOY_FAMILY_6XXX, 3'000)})), "OK");
  ASSERT_EQ(Try("inspector", RefutationOf(vin_)), "OK");
  EXPECT_THAT(fleet_.Postings(),
              ElementsAre("UNTRACED/treater 6XXX +3000", "VARIANCE/treater/yard 6XXX OWN_BODY -3000"));
  EXPECT_EQ(fleet_.Vehicle(vin_).departed_g(), 156'000);
}

TEST_F(TroubleEndTest, AStolenHulkIsFoundBeforeItIsRefuted) {
  fleet_.ToHulk(vin_);
  fleet_.Do("treater", StolenOf(vin_));
  EXPECT_EQ(Try("inspector", RefutationOf(vin_)), "ILLEGAL_TRANSITION destruction_refuted.vin");
  fleet_.Do("inspector", FoundOf(vin_));
  EXPECT_EQ(Try("inspector", RefutationOf(vin_)), "OK");
}

TEST_F(TroubleEndTest, AFireLeavesNoMetal) {
  fleet_.ToHulk(vin_);
  EXPECT_EQ(Try("shredder", FireOf(vin_)), "NOT_HOLDER destroyed_by_fire.vin");
  EXPECT_EQ(Try("dealer", FireOf(vin_)), "ROLE_REQUIRED destroyed_by_fire");
  EXPECT_EQ(Try("treater", FireOf(Vin(9))), "NOT_FOUND destroyed_by_fire.vin");
  v1::DestroyedByFire event = FireOf(vin_);
  event.clear_on();
  EXPECT_EQ(Try("treater", event), "FIELD_MISSING destroyed_by_fire.on");
  *event.mutable_on() = MakeDate(2026, 3, 2);
  EXPECT_EQ(Try("treater", event), "OUT_OF_RANGE destroyed_by_fire.on");
  ASSERT_EQ(Try("treater", FireOf(vin_)), "OK");
  EXPECT_THAT(fleet_.Postings(), ElementsAre("HULK/treater/yard 5XXX -56000", "HULK/treater/yard 6XXX -100000",
                                             "LOSS_SHRED/treater/yard 5XXX OWN_BODY +56000",
                                             "LOSS_SHRED/treater/yard 6XXX OWN_BODY +100000"));
  const v1::VehicleState vehicle = fleet_.Vehicle(vin_);
  EXPECT_EQ(vehicle.custody(), v1::CUSTODY_STATE_DESTROYED_BY_FIRE);
  EXPECT_FALSE(vehicle.has_position());
  EXPECT_EQ(vehicle.departed_g(), vehicle.entered_g());
  EXPECT_EQ(Try("inspector", RefutationOf(vin_)), "ILLEGAL_TRANSITION destruction_refuted.vin");
  EXPECT_EQ(Try("treater", FireOf(vin_)), "ILLEGAL_TRANSITION destroyed_by_fire.vin");
  EXPECT_EQ(Try("treater", HulksSent("treater/h1", {vin_}, "shredder")), "ILLEGAL_TRANSITION hulk_sent.vins[0]");
}

TEST_F(TroubleEndTest, AFireBeforeTheCertificate) {
  fleet_.ToYard(vin_);
  ASSERT_EQ(Try("treater", FireOf(vin_)), "OK");
  EXPECT_THAT(fleet_.Postings(), ElementsAre("AWAITING/treater/yard 5XXX -56000", "AWAITING/treater/yard 6XXX -100000",
                                             "LOSS_SHRED/treater/yard 5XXX OWN_BODY +56000",
                                             "LOSS_SHRED/treater/yard 6XXX OWN_BODY +100000"));
  fleet_.Do("treater", ForeignMake(Vin(2)));
  EXPECT_EQ(Try("treater", FireOf(Vin(2))), "ILLEGAL_TRANSITION destroyed_by_fire.vin");
  fleet_.ToHulk(Vin(3));
  fleet_.Do("treater", HulksSent("treater/h1", {Vin(3)}, "shredder"));
  EXPECT_EQ(Try("treater", FireOf(Vin(3))), "IN_TRANSIT destroyed_by_fire.vin");
}

TEST_F(TroubleEndTest, ARecoveredVehiclesFileIsClosed) {
  fleet_.ToHulk(Vin(2));
  EXPECT_EQ(Try("treater", ClosingOf(Vin(2))), "ILLEGAL_TRANSITION vehicle_closed.vin");
  Recover({vin_});
  EXPECT_EQ(Try("treater", ClosingOf(vin_)), "NOT_HOLDER vehicle_closed.vin");
  EXPECT_EQ(Try("dealer", ClosingOf(vin_)), "ROLE_REQUIRED vehicle_closed");
  EXPECT_EQ(Try("shredder", ClosingOf(Vin(9))), "NOT_FOUND vehicle_closed.vin");
  ASSERT_EQ(Try("shredder", ClosingOf(vin_)), "OK");
  EXPECT_THAT(fleet_.Postings(), IsEmpty());
  EXPECT_EQ(fleet_.Vehicle(vin_).custody(), v1::CUSTODY_STATE_CLOSED);
  EXPECT_EQ(Try("shredder", ClosingOf(vin_)), "ILLEGAL_TRANSITION vehicle_closed.vin");
  EXPECT_EQ(Try("workshop", Reading(vin_, 1)), "OK") << "observations go on";
}

TEST_F(TroubleEndTest, DisputesAndDoubtsKeepTheFileOpen) {
  Recover({vin_, Vin(2)});
  fleet_.Do("treater", DisputeOf("treater/d1", v1::SUBJECT_KIND_VEHICLE, vin_));
  EXPECT_EQ(Try("shredder", ClosingOf(vin_)), "FROZEN vehicle_closed.vin");
  fleet_.Do("treater", ResolutionOf("treater/d1", v1::DISPUTE_OUTCOME_WITHDRAWN));
  EXPECT_EQ(Try("shredder", ClosingOf(vin_)), "OK");

  fleet_.Do("workshop", Fact(Reading(Vin(2), 1)).At(TestLedger::kStartUs));
  EXPECT_THAT(fleet_.Flags(), ElementsAre("OUT_OF_ORDER VEHICLE " + Vin(2)));
  v1::SightingReported seen;
  seen.set_vin(Vin(2));
  seen.set_kind(v1::SIGHTING_KIND_ON_ROAD);
  seen.set_country("DE");
  *seen.mutable_on() = MakeDate(2026, 3, 1);
  fleet_.Do("workshop", seen);
  EXPECT_THAT(fleet_.Flags(), ElementsAre("DESTRUCTION_DISPUTED VEHICLE " + Vin(2)));
  EXPECT_EQ(Try("shredder", ClosingOf(Vin(2))), "FROZEN vehicle_closed.vin");
}

TEST_F(TroubleEndTest, FlagsThatSayNothingOfTheMetalDoNotFreeze) {
  Recover({vin_});
  fleet_.Do("workshop", Fact(Reading(vin_, 1)).At(TestLedger::kStartUs));
  EXPECT_GT(fleet_.Vehicle(vin_).flags_size(), 0);
  EXPECT_EQ(Try("shredder", ClosingOf(vin_)), "OK");
}

}  // namespace
}  // namespace ingot::testing
