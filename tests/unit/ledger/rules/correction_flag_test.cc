// FlagCleared.
#include "gtest/gtest.h"
#include "tests/support/fleet.h"

namespace ingot::testing {
namespace {

class CorrectionFlagTest : public ::testing::Test {
 protected:
  Fleet fleet_;
};

TEST_F(CorrectionFlagTest, AnAuditorTakesAFlagAway) {
  fleet_.Stock(Vin(1));
  fleet_.Do("workshop", Reading(Vin(1), 50));
  fleet_.Do("workshop", Reading(Vin(1), 40));
  fleet_.Do("workshop", Fact(Reading(Vin(1), 60)).At(TestLedger::kStartUs - TestLedger::kDayUs));
  ASSERT_EQ(fleet_.Vehicle(Vin(1)).flags_size(), 2);
  const v1::FlagCleared cleared = Cleared(v1::SUBJECT_KIND_VEHICLE, Vin(1), v1::FLAG_KIND_ODOMETER_LOWER);
  EXPECT_EQ(fleet_.Try("dealer", cleared), "ROLE_REQUIRED flag_cleared");
  EXPECT_EQ(fleet_.Try("operator", cleared), "ROLE_REQUIRED flag_cleared");
  ASSERT_EQ(fleet_.Try("auditor", cleared), "OK");
  ASSERT_EQ(fleet_.Vehicle(Vin(1)).flags_size(), 1);
  EXPECT_EQ(fleet_.Vehicle(Vin(1)).flags(0).kind(), v1::FLAG_KIND_OUT_OF_ORDER);
  EXPECT_EQ(fleet_.Subjects(), std::vector<std::string>{"VEHICLE " + Vin(1)});
  EXPECT_EQ(fleet_.Try("auditor", cleared), "FLAG_ABSENT flag_cleared.flag");
  fleet_.Do("workshop", Reading(Vin(1), 30));
  EXPECT_EQ(fleet_.Vehicle(Vin(1)).flags(1).count(), 1u) << "raised anew, counted anew";
  EXPECT_EQ(fleet_.Try("auditor", cleared), "OK");
}

TEST_F(CorrectionFlagTest, Refusals) {
  fleet_.Stock(Vin(1));
  const auto with = [&](v1::SubjectKind kind, const std::string& id, v1::FlagKind flag) {
    return fleet_.Try("auditor", Cleared(kind, id, flag));
  };
  EXPECT_EQ(with(v1::SUBJECT_KIND_UNSPECIFIED, Vin(1), v1::FLAG_KIND_EXCESS),
            "FIELD_MISSING flag_cleared.subject_kind");
  EXPECT_EQ(with(v1::SUBJECT_KIND_VEHICLE, Vin(1), v1::FLAG_KIND_UNSPECIFIED), "FIELD_MISSING flag_cleared.flag");
  EXPECT_EQ(with(v1::SUBJECT_KIND_VEHICLE, Vin(2), v1::FLAG_KIND_EXCESS), "NOT_FOUND flag_cleared.subject_id");
  EXPECT_EQ(with(v1::SUBJECT_KIND_LOT, "", v1::FLAG_KIND_EXCESS), "NOT_FOUND flag_cleared.subject_id");
  EXPECT_EQ(with(v1::SUBJECT_KIND_VEHICLE, Vin(1), v1::FLAG_KIND_EXCESS), "FLAG_ABSENT flag_cleared.flag");
  EXPECT_EQ(with(v1::SUBJECT_KIND_BRAND, "maker/brand", v1::FLAG_KIND_EXCESS), "FLAG_ABSENT flag_cleared.flag")
      << "brands carry none";
  v1::FlagCleared cleared = Cleared(v1::SUBJECT_KIND_VEHICLE, Vin(1), v1::FLAG_KIND_EXCESS);
  cleared.clear_finding();
  EXPECT_EQ(fleet_.Try("auditor", cleared), "FIELD_MISSING flag_cleared.finding");
}

TEST_F(CorrectionFlagTest, FreesALotOfAnExpiredInstrument) {
  fleet_.ToMill({Vin(1)});
  fleet_.Do("shredder", Fed("shredder/b1", {Vin(1)}));
  fleet_.Do("shredder",
            Weighed("shredder/l1", "shredder/b1", fleet_.Ticket("1", 20'100'000, 20'000'000, "shredder/old-bridge")));
  ASSERT_FALSE(fleet_.Lot("shredder/l1").claimable());
  ASSERT_EQ(fleet_.Try("auditor", Cleared(v1::SUBJECT_KIND_LOT, "shredder/l1", v1::FLAG_KIND_INSTRUMENT_EXPIRED)),
            "OK");
  EXPECT_TRUE(fleet_.Lot("shredder/l1").claimable());
}

TEST_F(CorrectionFlagTest, KeepsNothingFromBeingReversed) {
  fleet_.Bear(Vin(1));
  const uint64_t born = fleet_.LastSeq();
  fleet_.Do("workshop", Reading(Vin(1), 50));
  fleet_.Do("workshop", Reading(Vin(1), 40));
  fleet_.Do("auditor", Cleared(v1::SUBJECT_KIND_VEHICLE, Vin(1), v1::FLAG_KIND_ODOMETER_LOWER));
  EXPECT_EQ(fleet_.TryReversal("maker", born), "OK");
}

}  // namespace
}  // namespace ingot::testing
