// BatchClosed: loss, variance, allocation; and the worked example of docs/DOMAIN.md to the gram.
#include <algorithm>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ledger/mass/account_class.h"
#include "tests/support/fleet.h"
#include "tests/unit/ledger/rules/names.h"

namespace ingot::testing {
namespace {

using mass::MakeAccount;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::ElementsAreArray;
using ::testing::IsEmpty;

class RecoveryCloseTest : public ::testing::Test {
 protected:
  std::string Try(const google::protobuf::Message& body) { return fleet_.Try("shredder", body); }
  void Do(const google::protobuf::Message& body) { fleet_.Do("shredder", body); }
  // A lot of this much metal, weighed and assayed.
  void Recover(const std::string& lot, const std::string& batch, int64_t metal_g) {
    const int64_t net_g = (metal_g + 19'999) / 20'000 * 20'000;
    Do(Weighed(lot, batch, fleet_.Ticket(std::to_string(++tickets_), 20'000'000 + net_g, 20'000'000)));
    // The smallest content that gives the metal; the tests' figures are chosen so that it comes out exactly.
    const int32_t content_ppm = static_cast<int32_t>((metal_g * 1'000'000 + net_g - 1) / net_g);
    Do(Assayed(lot, 0, 0, content_ppm));
    ASSERT_EQ(fleet_.Lot(lot).contained_g(), metal_g);
  }
  std::vector<std::string> Allocations() {
    std::vector<std::string> lines;
    const v1::Entry entry = fleet_.ledger().EntryAt(fleet_.ledger().entries().size() - 1);
    for (const v1::Allocation& allocation : entry.allocations()) {
      lines.push_back(allocation.vin() + " " + std::to_string(allocation.grams()));
    }
    return lines;
  }

  Fleet fleet_;
  int tickets_ = 0;
};

// 40 hulks of 6 239 500 g body aluminium with 2 800 000 g of wheels and castings and 2 000 000 g third-party scrap; a
// lot of 11 500 000 g net, moisture 1.5 %, foreign 2 %, metal content 97 %.
TEST_F(RecoveryCloseTest, TheWorkedExampleComesOutToTheGram) {
  std::vector<std::string> vins;
  for (int n = 1; n <= 40; ++n) {
    const std::string vin = Vin(n);
    v1::VehicleRegistered event = Registered(vin);
    event.clear_body();
    v1::FamilyMass* body = event.add_body();
    body->set_family(v1::ALLOY_FAMILY_6XXX);
    body->set_grams(n == 1 ? 155'500 : 156'000);
    fleet_.Do("maker", event);
    fleet_.Do("maker", RetiredOf(vin));
    fleet_.Do("maker", Sent(vin, "maker/eol", "shredder"));
    Do(Arrived(vin, "shredder/mill", "maker/eol"));
    Do(Certificate(vin, "shredder/mill", vin));
    Do(DepollutedAt(vin, "shredder/mill"));
    vins.push_back(vin);
  }
  std::sort(vins.begin(), vins.end());
  v1::BatchFed fed = Fed(kBatch, vins);
  *fed.add_tickets() = Scrap(fleet_.Ticket("S1", 22'120'000, 20'000'000), 2'000'000);
  ASSERT_EQ(Try(fed), "OK");
  EXPECT_THAT(
      fleet_.Postings(),
      ElementsAre("THIRD_PARTY_SCRAP MIXED -2000000", "OTHER_BODY CAST -2800000", "HULK/shredder/mill 6XXX -6239500",
                  "IN_PROCESS/shredder/b1 6XXX OWN_BODY +6239500", "IN_PROCESS/shredder/b1 CAST OWN_OTHER +2800000",
                  "IN_PROCESS/shredder/b1 MIXED THIRD_PARTY +2000000"));
  const v1::Account in_process = MakeAccount(v1::ACCOUNT_CLASS_IN_PROCESS, kBatch);
  EXPECT_EQ(fleet_.ledger().TotalOf(in_process), 11'039'500);

  Do(Weighed(kLot, kBatch, fleet_.Ticket("S2", 31'500'000, 20'000'000)));
  ASSERT_EQ(Try(Assayed(kLot, 15'000, 20'000, 970'000)), "OK");
  EXPECT_THAT(fleet_.Flags(), IsEmpty());
  EXPECT_EQ(fleet_.ledger().TotalOf(MakeAccount(v1::ACCOUNT_CLASS_RECOVERED, "shredder", "REMA:Twitch")), 10'764'575);
  EXPECT_EQ(fleet_.ledger().TotalOf(in_process), 274'925);
  // 10 764 575 over 6 239 500 : 2 800 000 : 2 000 000 is 6 084 113.02, 2 730 269.49, 1 950 192.49.
  const v1::Account recovered = MakeAccount(v1::ACCOUNT_CLASS_RECOVERED, "shredder", "REMA:Twitch");
  EXPECT_THAT(fleet_.Postings(), ElementsAre("IN_PROCESS/shredder/b1 6XXX OWN_BODY -6084113",
                                             "IN_PROCESS/shredder/b1 CAST OWN_OTHER -2730269",
                                             "IN_PROCESS/shredder/b1 MIXED THIRD_PARTY -1950193",
                                             "RECOVERED/shredder/REMA:Twitch 6XXX OWN_BODY +6084113",
                                             "RECOVERED/shredder/REMA:Twitch CAST OWN_OTHER +2730269",
                                             "RECOVERED/shredder/REMA:Twitch MIXED THIRD_PARTY +1950193"));

  ASSERT_EQ(Try(Closed(kBatch)), "OK");
  EXPECT_THAT(
      fleet_.Postings(),
      ElementsAre("IN_PROCESS/shredder/b1 6XXX OWN_BODY -155387", "IN_PROCESS/shredder/b1 CAST OWN_OTHER -69731",
                  "IN_PROCESS/shredder/b1 MIXED THIRD_PARTY -49807", "LOSS_SHRED/shredder/mill 6XXX OWN_BODY +124790",
                  "LOSS_SHRED/shredder/mill CAST OWN_OTHER +56000", "LOSS_SHRED/shredder/mill MIXED THIRD_PARTY +40000",
                  "VARIANCE/shredder/mill 6XXX OWN_BODY +30597", "VARIANCE/shredder/mill CAST OWN_OTHER +13731",
                  "VARIANCE/shredder/mill MIXED THIRD_PARTY +9807"));
  EXPECT_EQ(fleet_.ledger().TotalOf(in_process), 0);
  EXPECT_EQ(fleet_.ledger().TotalOf(recovered), 10'764'575);
  EXPECT_EQ(fleet_.ledger().TotalOf(MakeAccount(v1::ACCOUNT_CLASS_LOSS_SHRED, "shredder/mill")), 220'790);
  EXPECT_EQ(fleet_.ledger().TotalOf(MakeAccount(v1::ACCOUNT_CLASS_VARIANCE, "shredder/mill")), 54'135);

  std::vector<std::string> expected;
  expected.reserve(vins.size());
  for (const std::string& vin : vins) expected.push_back(vin + (vin == Vin(1) ? " 151628" : " 152115"));
  EXPECT_THAT(Allocations(), ElementsAreArray(expected));
  EXPECT_EQ(fleet_.Vehicle(Vin(1)).recovered_g(), 151'628);
  EXPECT_EQ(fleet_.Vehicle(Vin(1)).custody(), v1::CUSTODY_STATE_RECOVERED);
  EXPECT_TRUE(fleet_.Batch(kBatch).closed());
}

TEST_F(RecoveryCloseTest, EqualRemaindersGoByVin) {
  fleet_.ToMill({Vin(1), Vin(2)});
  Do(Fed(kBatch, {Vin(2)}));
  Do(Fed(kBatch, {Vin(1)}));
  // 2 g over 112 : 200 : 140: one gram of 6xxx body, one of castings.
  Recover(kLot, kBatch, 2);
  ASSERT_EQ(Try(Closed(kBatch)), "OK");
  EXPECT_THAT(Allocations(), ElementsAre(Vin(1) + " 1")) << "Vin(1) comes before Vin(2), though fed later";
  EXPECT_EQ(fleet_.Vehicle(Vin(2)).recovered_g(), 0);
  EXPECT_EQ(fleet_.Vehicle(Vin(2)).custody(), v1::CUSTODY_STATE_RECOVERED);
}

TEST_F(RecoveryCloseTest, ALossBelowTheStandardIsNegativeVariance) {
  fleet_.ToMill({Vin(1), Vin(2)});
  Do(Fed(kBatch, {Vin(1), Vin(2)}));
  Recover(kLot, kBatch, 450'000);
  ASSERT_EQ(Try(Closed(kBatch)), "OK");
  // 2 000 g are left of 452 000; the standard expects 9 040, divided as what entered.
  EXPECT_THAT(fleet_.Postings(),
              ElementsAre("IN_PROCESS/shredder/b1 5XXX OWN_BODY -496", "IN_PROCESS/shredder/b1 6XXX OWN_BODY -885",
                          "IN_PROCESS/shredder/b1 CAST OWN_OTHER -619", "LOSS_SHRED/shredder/mill 5XXX OWN_BODY +2240",
                          "LOSS_SHRED/shredder/mill 6XXX OWN_BODY +4000",
                          "LOSS_SHRED/shredder/mill CAST OWN_OTHER +2800", "VARIANCE/shredder/mill 5XXX OWN_BODY -1744",
                          "VARIANCE/shredder/mill 6XXX OWN_BODY -3115", "VARIANCE/shredder/mill CAST OWN_OTHER -2181"));
}

TEST_F(RecoveryCloseTest, ABatchWithoutLotsIsLossAndVariance) {
  fleet_.ToMill({Vin(1), Vin(2)});
  Do(Fed(kBatch, {Vin(1), Vin(2)}));
  ASSERT_EQ(Try(Closed(kBatch)), "OK");
  EXPECT_EQ(fleet_.ledger().TotalOf(MakeAccount(v1::ACCOUNT_CLASS_LOSS_SHRED, "shredder/mill")), 9'040);
  EXPECT_EQ(fleet_.ledger().TotalOf(MakeAccount(v1::ACCOUNT_CLASS_VARIANCE, "shredder/mill")), 442'960);
  EXPECT_THAT(Allocations(), IsEmpty());
  EXPECT_EQ(fleet_.Vehicle(Vin(1)).custody(), v1::CUSTODY_STATE_RECOVERED);
}

TEST_F(RecoveryCloseTest, ThirdPartyMetalNeverReachesAVehicle) {
  fleet_.ToMill({Vin(1)});
  Do(ForeignMake(Vin(2)));
  Do(RetiredOf(Vin(2)));
  Do(Arrived(Vin(2), "shredder/mill"));
  Do(Certificate(Vin(2), "shredder/mill", "S2"));
  Do(DepollutedAt(Vin(2), "shredder/mill"));
  Do(Fed(kBatch, {Vin(1), Vin(2)}));
  Recover(kLot, kBatch, 400'000);
  ASSERT_EQ(Try(Closed(kBatch)), "OK");
  // 400 000 of 452 000, half of it third party's: 49 557 + 88 496 g of the own body.
  EXPECT_THAT(Allocations(), ElementsAre(Vin(1) + " 138053"));
  EXPECT_EQ(fleet_.Vehicle(Vin(2)).custody(), v1::CUSTODY_STATE_RECOVERED);
  EXPECT_EQ(fleet_.Vehicle(Vin(2)).recovered_g(), 0);
}

TEST_F(RecoveryCloseTest, AnExcessIsNotAllocated) {
  fleet_.ToMill({Vin(1)});
  Do(Fed(kBatch, {Vin(1)}));
  Recover(kLot, kBatch, 300'000);
  ASSERT_EQ(Try(Closed(kBatch)), "OK");
  EXPECT_THAT(Allocations(), ElementsAre(Vin(1) + " 156000")) << "no more than the body that it brought";
  EXPECT_EQ(fleet_.ledger().TotalOf(MakeAccount(v1::ACCOUNT_CLASS_EXCESS, "shredder")), 74'000);
  // Nothing is left of 226 000; 4 520 are lost by the standard; 74 000 came from nowhere.
  EXPECT_EQ(fleet_.ledger().TotalOf(MakeAccount(v1::ACCOUNT_CLASS_VARIANCE, "shredder/mill")), -74'000 - 4'520);
}

// Own-body metal that enters as a lot of an earlier batch was allocated to that batch's vehicles.
TEST_F(RecoveryCloseTest, MetalIsAllocatedOnceThoughItIsShreddedTwice) {
  fleet_.ToMill({Vin(1), Vin(2)});
  Do(Fed(kBatch, {Vin(1)}));
  Recover(kLot, kBatch, 200'000);
  ASSERT_EQ(Try(Closed(kBatch)), "OK");
  EXPECT_THAT(Allocations(), ElementsAre(Vin(1) + " 138053"));

  v1::BatchFed second = Fed("shredder/b2", {Vin(2)});
  second.add_lot_ids(kLot);
  Do(second);
  Recover("shredder/l2", "shredder/b2", 300'000);
  EXPECT_EQ(fleet_.Batch("shredder/b2").own_body_recovered_g(), 207'080);
  ASSERT_EQ(Try(Closed("shredder/b2")), "OK");
  EXPECT_THAT(Allocations(), ElementsAre(Vin(2) + " 109859")) << "its 156 000 of the 294 053 g of own bodies";
  EXPECT_EQ(fleet_.Vehicle(Vin(1)).recovered_g(), 138'053);
}

TEST_F(RecoveryCloseTest, ABatchOfLotsAloneAllocatesNothing) {
  fleet_.ToMill({Vin(1)});
  Do(Fed(kBatch, {Vin(1)}));
  Recover(kLot, kBatch, 200'000);
  Do(Closed(kBatch));
  v1::BatchFed second = Fed("shredder/b2", {});
  second.add_lot_ids(kLot);
  Do(second);
  Recover("shredder/l2", "shredder/b2", 180'000);
  ASSERT_EQ(Try(Closed("shredder/b2")), "OK");
  EXPECT_THAT(Allocations(), IsEmpty());
}

TEST_F(RecoveryCloseTest, ASuccessorGoesOnWithBatchesAndLots) {
  fleet_.ToMill({Vin(1)});
  Do(Fed(kBatch, {Vin(1)}));
  Do(Weighed(kLot, kBatch, fleet_.Ticket("1", 20'200'000, 20'000'000)));
  v1::OrganisationSucceeded succeeded;
  succeeded.set_organisation_id("shredder");
  succeeded.set_successor_id("treater");
  fleet_.Do(TestLedger::kOperator, succeeded);
  EXPECT_EQ(fleet_.Try("treater", Assayed(kLot, 0, 0, 1'000'000)), "OK");
  EXPECT_THAT(fleet_.Postings(), Contains("RECOVERED/shredder/REMA:Twitch CAST OWN_OTHER +61947"));
  ASSERT_EQ(fleet_.Try("treater", Closed(kBatch)), "OK");
  EXPECT_THAT(Allocations(), ElementsAre(Vin(1) + " 138053"));
  v1::BatchFed second = Fed("treater/b1", {});
  second.add_lot_ids(kLot);
  EXPECT_EQ(fleet_.Try("treater", second), "OK");
}

TEST_F(RecoveryCloseTest, HulksOfUnknownMassCloseToo) {
  v1::VehicleRegistered event = ForeignMake(Vin(1));
  event.clear_body();
  event.set_body_basis(v1::MASS_BASIS_UNKNOWN);
  event.set_other_aluminium_g(0);
  Do(event);
  Do(RetiredOf(Vin(1)));
  Do(Arrived(Vin(1), "shredder/mill"));
  Do(Certificate(Vin(1), "shredder/mill", "S1"));
  Do(DepollutedAt(Vin(1), "shredder/mill"));
  Do(Fed(kBatch, {Vin(1)}));
  EXPECT_THAT(fleet_.Postings(), IsEmpty());
  Recover(kLot, kBatch, 20'000);
  EXPECT_THAT(fleet_.Flags(), Contains("EXCESS LOT shredder/l1")) << "what it held comes to light as an excess";
  ASSERT_EQ(Try(Closed(kBatch)), "OK");
  EXPECT_EQ(fleet_.Vehicle(Vin(1)).custody(), v1::CUSTODY_STATE_RECOVERED);
}

TEST_F(RecoveryCloseTest, ClosesOnceAndWithEveryLotAssayed) {
  fleet_.ToMill({Vin(1)});
  EXPECT_EQ(Try(Closed(kBatch)), "NOT_FOUND batch_closed.batch_id");
  EXPECT_EQ(Try(Closed("")), "FIELD_MISSING batch_closed.batch_id");
  Do(Fed(kBatch, {Vin(1)}));
  EXPECT_EQ(fleet_.Try("treater", Closed(kBatch)), "NOT_FOUND batch_closed.batch_id");
  Do(Weighed(kLot, kBatch, fleet_.Ticket("1", 20'100'000, 20'000'000)));
  EXPECT_EQ(Try(Closed(kBatch)), "LOT_STATE batch_closed.batch_id");
  Do(Assayed(kLot, 0, 0, 950'000));
  ASSERT_EQ(Try(Closed(kBatch)), "OK");
  EXPECT_EQ(Try(Closed(kBatch)), "BATCH_STATE batch_closed.batch_id");
  EXPECT_THAT(fleet_.Subjects().size(), 2u);
  EXPECT_EQ(fleet_.Try("workshop", Reading(Vin(1), 1)), "OK");
}

}  // namespace
}  // namespace ingot::testing
