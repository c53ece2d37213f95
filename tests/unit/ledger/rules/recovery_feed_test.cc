// BatchFed.
#include <algorithm>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/fleet.h"
#include "tests/unit/ledger/rules/names.h"

namespace ingot::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class RecoveryFeedTest : public ::testing::Test {
 protected:
  std::string Feed(const v1::BatchFed& event) { return fleet_.Try("shredder", event); }
  v1::BatchFed FedWith(const v1::ThirdPartyTicket& scrap, const std::string& batch = kBatch) {
    v1::BatchFed event = Fed(batch, {});
    *event.add_tickets() = scrap;
    return event;
  }
  v1::ThirdPartyTicket Tonne(const std::string& number) {
    return Scrap(fleet_.Ticket(number, 21'000'000, 20'000'000), 900'000);
  }

  Fleet fleet_;
};

TEST_F(RecoveryFeedTest, HulksBringTheirBodiesAndTheirWheels) {
  fleet_.ToMill({Vin(1)});
  ASSERT_EQ(Feed(Fed(kBatch, {Vin(1)})), "OK");
  EXPECT_THAT(fleet_.Postings(),
              ElementsAre("OTHER_BODY CAST -70000", "HULK/shredder/mill 5XXX -56000", "HULK/shredder/mill 6XXX -100000",
                          "IN_PROCESS/shredder/b1 5XXX OWN_BODY +56000", "IN_PROCESS/shredder/b1 6XXX OWN_BODY +100000",
                          "IN_PROCESS/shredder/b1 CAST OWN_OTHER +70000"));
  EXPECT_THAT(fleet_.Subjects(), ElementsAre("VEHICLE " + Vin(1), "BATCH shredder/b1"));
  const v1::VehicleState vehicle = fleet_.Vehicle(Vin(1));
  EXPECT_EQ(vehicle.custody(), v1::CUSTODY_STATE_SHREDDED);
  EXPECT_FALSE(vehicle.has_position());
  EXPECT_EQ(vehicle.departed_g(), 156'000);
  EXPECT_EQ(vehicle.batch_id(), kBatch);
  const v1::BatchState batch = fleet_.Batch(kBatch);
  EXPECT_EQ(batch.site_id(), "shredder/mill");
  EXPECT_EQ(batch.yield_standard_id(), kTestStandard);
  ASSERT_EQ(batch.hulks_size(), 1);
  EXPECT_EQ(batch.hulks(0).own_body_g(), 156'000);
  ASSERT_EQ(batch.inputs_size(), 3);
  EXPECT_EQ(batch.inputs(2).origin(), v1::ORIGIN_OWN_OTHER);
  EXPECT_EQ(Feed(Fed("shredder/b2", {Vin(1)})), "ILLEGAL_TRANSITION batch_fed.vins[0]") << "a hulk is fed once";
}

TEST_F(RecoveryFeedTest, AForeignMakeIsThirdPartyMetal) {
  fleet_.Do("shredder", ForeignMake(Vin(1)));
  fleet_.Do("shredder", RetiredOf(Vin(1)));
  fleet_.Do("shredder", Arrived(Vin(1), "shredder/mill"));
  fleet_.Do("shredder", Certificate(Vin(1), "shredder/mill", "S1"));
  fleet_.Do("shredder", DepollutedAt(Vin(1), "shredder/mill"));
  ASSERT_EQ(Feed(Fed(kBatch, {Vin(1)})), "OK");
  EXPECT_THAT(
      fleet_.Postings(),
      ElementsAre("OTHER_BODY CAST -70000", "HULK/shredder/mill 5XXX -56000", "HULK/shredder/mill 6XXX -100000",
                  "IN_PROCESS/shredder/b1 5XXX THIRD_PARTY +56000", "IN_PROCESS/shredder/b1 6XXX THIRD_PARTY +100000",
                  "IN_PROCESS/shredder/b1 CAST THIRD_PARTY +70000"));
  EXPECT_EQ(fleet_.Batch(kBatch).hulks(0).own_body_g(), 0);
}

TEST_F(RecoveryFeedTest, ThirdPartyScrapComesWithItsTicket) {
  ASSERT_EQ(Feed(FedWith(Tonne("1"))), "OK");
  EXPECT_THAT(fleet_.Postings(),
              ElementsAre("THIRD_PARTY_SCRAP MIXED -900000", "IN_PROCESS/shredder/b1 MIXED THIRD_PARTY +900000"));
  EXPECT_THAT(fleet_.Subjects(), ElementsAre("INSTRUMENT shredder/bridge-1", "BATCH shredder/b1"));
}

TEST_F(RecoveryFeedTest, NoMoreThanTheTicketHolds) {
  v1::ThirdPartyTicket scrap = Tonne("T-77");
  scrap.set_moisture_ppm(15'000);
  scrap.set_foreign_ppm(20'000);
  scrap.set_metal_content_ppm(970'000);  // 1 000 000 x 0.965 x 0.97 = 936 050
  scrap.set_aluminium_g(936'051);
  EXPECT_EQ(Feed(FedWith(scrap)), "MASS_EXCEEDS_TICKET batch_fed.tickets[0].aluminium_g");
  const std::string message = fleet_.ledger().last_refusal()->message();
  EXPECT_NE(message.find("T-77"), std::string::npos) << message;
  EXPECT_NE(message.find("936050"), std::string::npos) << message;
  scrap.set_aluminium_g(936'050);
  EXPECT_EQ(Feed(FedWith(scrap)), "OK");
}

TEST_F(RecoveryFeedTest, ChecksScrap) {
  const std::string at = "batch_fed.tickets[0].";
  const auto refused = [this](auto change, const std::string& outcome) {
    v1::ThirdPartyTicket scrap = Tonne("1");
    change(scrap);
    EXPECT_EQ(Feed(FedWith(scrap)), outcome);
  };
  using S = v1::ThirdPartyTicket&;
  refused([](S s) { s.clear_ticket(); }, "FIELD_MISSING " + at + "ticket");
  refused([](S s) { s.mutable_ticket()->clear_tare_at(); }, "FIELD_MISSING " + at + "ticket.tare_at");
  refused([](S s) { s.clear_supplier(); }, "FIELD_MISSING " + at + "supplier");
  refused([](S s) { s.set_supplier(std::string(201, 's')); }, "TOO_LARGE " + at + "supplier");
  refused([](S s) { s.clear_family(); }, "FIELD_MISSING " + at + "family");
  refused([](S s) { s.set_moisture_ppm(-1); }, "OUT_OF_RANGE " + at + "moisture_ppm");
  refused([](S s) { s.set_foreign_ppm(-1); }, "OUT_OF_RANGE " + at + "foreign_ppm");
  refused([](S s) { s.set_moisture_ppm(600'000), s.set_foreign_ppm(400'000); }, "OUT_OF_RANGE " + at + "foreign_ppm");
  refused([](S s) { s.set_metal_content_ppm(1'000'001); }, "OUT_OF_RANGE " + at + "metal_content_ppm");
  refused([](S s) { s.set_aluminium_g(0); }, "OUT_OF_RANGE " + at + "aluminium_g");
  refused([](S s) { s.set_aluminium_g(1'000'001); }, "MASS_EXCEEDS_TICKET " + at + "aluminium_g");
  refused([](S s) { s.set_aluminium_g(1'000'000); }, "OK");
}

TEST_F(RecoveryFeedTest, OnlyHulksOfTheHolderAtTheSite) {
  fleet_.ToHulk(Vin(1));
  EXPECT_EQ(Feed(Fed(kBatch, {Vin(1)})), "NOT_HOLDER batch_fed.vins[0]");
  EXPECT_EQ(Feed(Fed(kBatch, {Vin(9)})), "NOT_FOUND batch_fed.vins[0]");
  v1::BatchFed event = Fed("treater/b1", {Vin(1)});
  event.set_site_id("treater/second");
  EXPECT_EQ(fleet_.Try("treater", event), "BATCH_STATE batch_fed.vins[0]") << "it stands in the yard";
  event.set_site_id("treater/yard");
  fleet_.ToYard(Vin(2));
  event.add_vins(Vin(2));
  EXPECT_EQ(fleet_.Try("treater", event), "CERTIFICATE batch_fed.vins[1]");
  fleet_.Do("treater", Certificate(Vin(2), "treater/yard", "S2"));
  EXPECT_EQ(fleet_.Try("treater", event), "STEP_MISSING batch_fed.vins[1]");
  fleet_.Do("treater", HulksSent("treater/h1", {Vin(1)}, "shredder"));
  EXPECT_EQ(fleet_.Try("treater", event), "IN_TRANSIT batch_fed.vins[0]");
}

TEST_F(RecoveryFeedTest, TheFirstFeedOpensTheBatch) {
  EXPECT_EQ(Feed(Fed(kBatch, {})), "FIELD_MISSING batch_fed.vins") << "no source at all";
  v1::BatchFed event = FedWith(Tonne("1"));
  event.clear_yield_standard_id();
  EXPECT_EQ(Feed(event), "FIELD_MISSING batch_fed.yield_standard_id");
  event.set_yield_standard_id("operator/none");
  EXPECT_EQ(Feed(event), "NOT_FOUND batch_fed.yield_standard_id");
  event.set_yield_standard_id("operator/melt-2pc");
  EXPECT_EQ(Feed(event), "NOT_FOUND batch_fed.yield_standard_id") << "a standard for melting";
  event.set_yield_standard_id(kTestStandard);
  event.set_batch_id("treater/b1");
  EXPECT_EQ(Feed(event), "ID_NOT_OWN batch_fed.batch_id");
  event.set_batch_id("");
  EXPECT_EQ(Feed(event), "FIELD_MISSING batch_fed.batch_id");
  event.set_batch_id(kBatch);
  event.set_site_id("treater/yard");
  EXPECT_EQ(Feed(event), "NOT_FOUND batch_fed.site_id");
}

TEST_F(RecoveryFeedTest, LaterFeedsCannotChangeStandardOrSite) {
  v1::YieldStandardPublished lenient;
  lenient.set_standard_id("operator/lenient");
  lenient.set_process(v1::RECOVERY_PROCESS_SHRED);
  lenient.set_expected_loss_ppm(500'000);
  lenient.set_band_low_ppm(500'000);
  lenient.set_band_high_ppm(500'000);
  fleet_.Do(TestLedger::kOperator, lenient);
  v1::SiteRegistered site;
  site.set_site_id("shredder/other");
  site.set_name("Other");
  site.set_country("DE");
  fleet_.Do("shredder", site);
  ASSERT_EQ(Feed(FedWith(Tonne("1"))), "OK");

  v1::BatchFed event = FedWith(Tonne("2"));
  event.set_yield_standard_id("operator/lenient");
  EXPECT_EQ(Feed(event), "INVALID_VALUE batch_fed.yield_standard_id");
  event.clear_yield_standard_id();
  event.set_site_id("shredder/other");
  EXPECT_EQ(Feed(event), "BATCH_STATE batch_fed.site_id");
  event.set_site_id("shredder/mill");
  EXPECT_EQ(Feed(event), "OK");
  EXPECT_EQ(Feed(FedWith(Tonne("3"))), "OK") << "or the same one";
  EXPECT_EQ(fleet_.Batch(kBatch).inputs(0).grams(), 2'700'000);
  EXPECT_EQ(fleet_.Try("treater", event), "NOT_FOUND batch_fed.site_id");

  fleet_.Do("shredder", Closed(kBatch));
  EXPECT_EQ(Feed(FedWith(Tonne("4"))), "BATCH_STATE batch_fed.batch_id");
}

TEST_F(RecoveryFeedTest, AnotherRecyclersBatchIsNotToBeSeen) {
  ASSERT_EQ(Feed(FedWith(Tonne("1"))), "OK");
  v1::BatchFed event = Fed(kBatch, {});
  event.set_site_id("treater/yard");
  EXPECT_EQ(fleet_.Try("treater", event), "ID_NOT_OWN batch_fed.batch_id");
  event.set_batch_id("shredder/none");
  EXPECT_EQ(fleet_.Try("treater", event), "ID_NOT_OWN batch_fed.batch_id") << "the same answer";
}

TEST_F(RecoveryFeedTest, ListsAreAscendingAndBounded) {
  EXPECT_EQ(Feed(Fed(kBatch, {Vin(2), Vin(1)})), "INVALID_VALUE batch_fed.vins[1]");
  EXPECT_EQ(Feed(Fed(kBatch, std::vector<std::string>(101, Vin(1)))), "TOO_LARGE batch_fed.vins");
  v1::BatchFed event = Fed(kBatch, {});
  event.add_lot_ids("shredder/l2");
  event.add_lot_ids("shredder/l1");
  EXPECT_EQ(Feed(event), "INVALID_VALUE batch_fed.lot_ids[1]");
  event.clear_lot_ids();
  for (int n = 10; n < 27; ++n) event.add_lot_ids("shredder/l" + std::to_string(n));
  EXPECT_EQ(Feed(event), "TOO_LARGE batch_fed.lot_ids");
  event.clear_lot_ids();
  for (int n = 0; n < 33; ++n) *event.add_tickets() = Tonne(std::to_string(n));
  EXPECT_EQ(Feed(event), "TOO_LARGE batch_fed.tickets");
  event.mutable_tickets()->RemoveLast();
  EXPECT_EQ(Feed(event), "OK");
}

TEST_F(RecoveryFeedTest, ABatchTakes240Hulks) {
  std::vector<std::string> vins;
  for (int n = 1; n <= 241; ++n) {
    const std::string vin = Vin(n);
    fleet_.Do("shredder", ForeignMake(vin));
    fleet_.Do("shredder", RetiredOf(vin));
    fleet_.Do("shredder", Arrived(vin, "shredder/mill"));
    fleet_.Do("shredder", Certificate(vin, "shredder/mill", vin));
    fleet_.Do("shredder", DepollutedAt(vin, "shredder/mill"));
    vins.push_back(vin);
  }
  std::sort(vins.begin(), vins.end());
  ASSERT_EQ(Feed(Fed(kBatch, {vins.begin(), vins.begin() + 100})), "OK");
  ASSERT_EQ(Feed(Fed(kBatch, {vins.begin() + 140, vins.begin() + 240})), "OK");
  EXPECT_EQ(Feed(Fed(kBatch, {vins.begin() + 100, vins.begin() + 141})), "LIMIT_REACHED batch_fed.vins");
  ASSERT_EQ(Feed(Fed(kBatch, {vins.begin() + 100, vins.begin() + 140})), "OK");
  EXPECT_EQ(Feed(Fed(kBatch, {vins[240]})), "LIMIT_REACHED batch_fed.vins");
  const v1::BatchState batch = fleet_.Batch(kBatch);
  ASSERT_EQ(batch.hulks_size(), 240);
  for (int i = 1; i < 240; ++i) EXPECT_LT(batch.hulks(i - 1).vin(), batch.hulks(i).vin());
  ASSERT_EQ(fleet_.Try("shredder", Closed(kBatch)), "OK") << "and one entry closes it";
  EXPECT_EQ(fleet_.Subjects().size(), 241u);
}

TEST_F(RecoveryFeedTest, ALotIsConsumedWholeAndOnce) {
  ASSERT_EQ(Feed(FedWith(Tonne("1"))), "OK");
  v1::BatchFed event = Fed("shredder/b2", {});
  event.add_lot_ids("shredder/l1");
  EXPECT_EQ(Feed(event), "NOT_FOUND batch_fed.lot_ids[0]");
  fleet_.Do("shredder", Weighed("shredder/l1", kBatch, fleet_.Ticket("2", 20'800'000, 20'000'000)));
  EXPECT_EQ(Feed(event), "LOT_STATE batch_fed.lot_ids[0]") << "not assayed";
  fleet_.Do("shredder", Assayed("shredder/l1", 0, 0, 1'000'000));
  v1::BatchFed circle = event;
  circle.set_batch_id(kBatch);
  EXPECT_EQ(Feed(circle), "LOT_STATE batch_fed.lot_ids[0]") << "out of the same batch";
  ASSERT_EQ(Feed(event), "OK");
  EXPECT_THAT(fleet_.Postings(), ElementsAre("IN_PROCESS/shredder/b2 MIXED THIRD_PARTY +800000",
                                             "RECOVERED/shredder/REMA:Twitch MIXED THIRD_PARTY -800000"));
  EXPECT_TRUE(fleet_.Lot("shredder/l1").consumed());
  EXPECT_THAT(fleet_.Lot("shredder/l1").content(), IsEmpty());
  event.set_batch_id("shredder/b3");
  EXPECT_EQ(Feed(event), "LOT_STATE batch_fed.lot_ids[0]") << "consumed";
  event.set_batch_id("treater/b1");
  event.set_site_id("treater/yard");
  EXPECT_EQ(fleet_.Try("treater", event), "NOT_FOUND batch_fed.lot_ids[0]") << "another's lot";
}

}  // namespace
}  // namespace ingot::testing
