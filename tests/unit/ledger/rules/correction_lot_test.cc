// LotReassayed, WeightCorrected: the difference goes where the metal is now, and to who answers for it.
#include <algorithm>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ledger/mass/account_class.h"
#include "tests/support/works.h"
#include "tests/unit/ledger/rules/names.h"

namespace ingot::testing {
namespace {

using mass::MakeAccount;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class CorrectionLotTest : public ::testing::Test {
 protected:
  // 56 000 g 5xxx and 100 000 g 6xxx own body, 70 000 g castings, 74 000 g mixed scrap; half of it in a lot of 160 000
  // g net.
  void Open() {
    works_.OpenBatch(kBatch, {Vin(1)}, 74'000);
    works_.Recover(kLot, kBatch, 150'000);
  }
  std::string Try(const google::protobuf::Message& body) { return works_.Try("shredder", body); }
  void Do(const google::protobuf::Message& body) { works_.Do("shredder", body); }
  int64_t Total(v1::AccountClass account_class, const std::string& party, const std::string& detail = "") {
    return works_.ledger().TotalOf(MakeAccount(account_class, party, detail));
  }

  Works works_;
};

TEST_F(CorrectionLotTest, AnOpenBatchTakesBackWhatTheLotDoesNotHold) {
  Open();
  ASSERT_EQ(Try(Reassayed(kLot, 0, 0, 750'000)), "OK");
  EXPECT_THAT(
      works_.Postings(),
      ElementsAre("IN_PROCESS/shredder/b1 5XXX OWN_BODY +5600", "IN_PROCESS/shredder/b1 6XXX OWN_BODY +10000",
                  "IN_PROCESS/shredder/b1 CAST OWN_OTHER +7000", "IN_PROCESS/shredder/b1 MIXED THIRD_PARTY +7400",
                  "RECOVERED/shredder/REMA:Twitch 5XXX OWN_BODY -5600",
                  "RECOVERED/shredder/REMA:Twitch 6XXX OWN_BODY -10000",
                  "RECOVERED/shredder/REMA:Twitch CAST OWN_OTHER -7000",
                  "RECOVERED/shredder/REMA:Twitch MIXED THIRD_PARTY -7400"));
  EXPECT_THAT(works_.Flags(), IsEmpty());
  EXPECT_THAT(works_.Subjects(), ElementsAre("BATCH shredder/b1", "LOT shredder/l1"));
  EXPECT_EQ(works_.Lot(kLot).contained_g(), 120'000);
  EXPECT_EQ(works_.Lot(kLot).assay().metal_content_ppm(), 750'000);
  EXPECT_EQ(works_.Batch(kBatch).own_body_recovered_g(), 62'400);
  // What is there can be sent, and no more.
  ASSERT_EQ(Try(LotsSent("shredder/t1", {kLot}, "smelter")), "OK");
  EXPECT_EQ(Total(v1::ACCOUNT_CLASS_TRANSIT, "shredder/t1"), 120'000);
}

TEST_F(CorrectionLotTest, AnOpenBatchGivesWhatItHoldsAndTheRestIsExcess) {
  Open();
  ASSERT_EQ(Try(Reassayed(kLot, 0, 0, 1'000'000)), "OK");
  EXPECT_THAT(works_.Postings(), Contains("RECOVERED/shredder/REMA:Twitch 6XXX OWN_BODY +3333"));
  EXPECT_EQ(Total(v1::ACCOUNT_CLASS_RECOVERED, "shredder", "REMA:Twitch"), 160'000);
  EXPECT_EQ(works_.Batch(kBatch).own_body_recovered_g(), 78'000 + 5'200);
  // A second lot of all that is left; then the first is found to hold more than the batch has.
  works_.Recover("shredder/l2", kBatch, 140'000);
  ASSERT_EQ(Try(Reweighed(kLot, works_.Ticket("1002", 20'200'000, 20'000'000))),
            "INVALID_VALUE weight_corrected.ticket");
  v1::WeighTicket ticket = works_.Lot(kLot).ticket();
  ticket.set_gross_g(ticket.gross_g() + 40'000);
  ASSERT_EQ(Try(Reweighed(kLot, ticket)), "OK");
  EXPECT_THAT(works_.Postings(), ElementsAre("VARIANCE/shredder/mill NOT_STATED UNDOCUMENTED -40000",
                                             "EXCESS/shredder NOT_STATED UNDOCUMENTED +40000"));
  EXPECT_THAT(works_.Flags(), ElementsAre("EXCESS BATCH shredder/b1", "EXCESS LOT shredder/l1"));
  EXPECT_EQ(works_.Lot(kLot).net_g(), 200'000);
  EXPECT_EQ(works_.Lot(kLot).excess_g(), 40'000);
  // And less again: the excess goes first.
  ASSERT_EQ(Try(Reassayed(kLot, 0, 0, 850'000)), "OK");
  EXPECT_THAT(works_.Postings(), ElementsAre("VARIANCE/shredder/mill NOT_STATED UNDOCUMENTED +30000",
                                             "EXCESS/shredder NOT_STATED UNDOCUMENTED -30000"));
  EXPECT_EQ(works_.Lot(kLot).excess_g(), 10'000);
}

TEST_F(CorrectionLotTest, ALotWithAFamilyOfItsOwnIsRegradedBack) {
  works_.OpenBatch(kBatch, {Vin(1)}, 74'000);
  v1::LotWeighed weighed = Weighed(kLot, kBatch, works_.NextTicket(160'000));
  weighed.set_family(v1::ALLOY_FAMILY_OTHER);
  Do(weighed);
  Do(Assayed(kLot, 0, 0, 937'500));
  ASSERT_EQ(Try(Reassayed(kLot, 0, 0, 750'000)), "OK");
  // 15 600 g own body: in the batch's proportion of 56 : 100 they are 5 600 and 10 000.
  EXPECT_THAT(works_.Postings(), Contains("IN_PROCESS/shredder/b1 5XXX OWN_BODY +5600"));
  EXPECT_THAT(works_.Postings(), Contains("IN_PROCESS/shredder/b1 6XXX OWN_BODY +10000"));
  EXPECT_THAT(works_.Postings(), Contains("RECOVERED/shredder/REMA:Twitch OTHER OWN_BODY -15600"));
  EXPECT_THAT(works_.Postings(), Contains("REGRADE OTHER OWN_BODY +15600"));
}

TEST_F(CorrectionLotTest, AClosedBatchAnswersByVariance) {
  Open();
  Do(Closed(kBatch));
  const int64_t before = Total(v1::ACCOUNT_CLASS_VARIANCE, "shredder/mill");
  ASSERT_EQ(Try(Reassayed(kLot, 0, 0, 750'000)), "OK");
  EXPECT_EQ(Total(v1::ACCOUNT_CLASS_VARIANCE, "shredder/mill"), before + 30'000);
  EXPECT_THAT(works_.Postings(), Contains("VARIANCE/shredder/mill 6XXX OWN_BODY +10000"));
  // What was booked as lost is not found again: more is excess, never claimed.
  ASSERT_EQ(Try(Reassayed(kLot, 0, 0, 1'000'000)), "OK");
  EXPECT_THAT(works_.Postings(), ElementsAre("VARIANCE/shredder/mill NOT_STATED UNDOCUMENTED -40000",
                                             "EXCESS/shredder NOT_STATED UNDOCUMENTED +40000"));
  EXPECT_EQ(Total(v1::ACCOUNT_CLASS_RECOVERED, "shredder", "REMA:Twitch"), 120'000);
}

TEST_F(CorrectionLotTest, ALotThatLiesElsewhereIsCorrectedThere) {
  Open();
  Do(Closed(kBatch));
  works_.ToPlant({kLot});
  ASSERT_EQ(works_.Try("smelter", Reassayed(kLot, 0, 0, 750'000)), "OK") << "its holder assays it too";
  EXPECT_THAT(works_.Postings(), Contains("SCRAP_STOCK/smelter/plant 6XXX OWN_BODY -10000"));
  EXPECT_THAT(works_.Postings(), Contains("VARIANCE/shredder/mill 6XXX OWN_BODY +10000"));
  EXPECT_THAT(works_.Flags(), ElementsAre("CORRECTED_LATE LOT shredder/l1"));
  EXPECT_EQ(Total(v1::ACCOUNT_CLASS_SCRAP_STOCK, "smelter/plant"), 120'000);
}

// The batch of docs/DOMAIN.md, melted elsewhere; then moisture is 4.5 % instead of 1.5 %: 10 429 925 g.
TEST_F(CorrectionLotTest, TheWorkedExampleComesOutToTheGram) {
  std::vector<std::string> vins;
  for (int n = 1; n <= 40; ++n) {
    const std::string vin = Vin(n);
    v1::VehicleRegistered event = Registered(vin);
    event.clear_body();
    *event.add_body() = Mass(v1::ALLOY_FAMILY_6XXX, n == 1 ? 155'500 : 156'000);
    works_.Do("maker", event);
    works_.Do("maker", RetiredOf(vin));
    works_.Do("maker", Sent(vin, "maker/eol", "shredder"));
    Do(Arrived(vin, "shredder/mill", "maker/eol"));
    Do(Certificate(vin, "shredder/mill", vin));
    Do(DepollutedAt(vin, "shredder/mill"));
    vins.push_back(vin);
  }
  v1::BatchFed fed = Fed(kBatch, Ascending(vins));
  *fed.add_tickets() = Scrap(works_.NextTicket(2'120'000), 2'000'000);
  Do(fed);
  Do(Weighed(kLot, kBatch, works_.NextTicket(11'500'000)));
  Do(Assayed(kLot, 15'000, 20'000, 970'000));
  Do(Closed(kBatch));
  works_.ToPlant({kLot});
  works_.Do("smelter", Melted(kHeat, {kLot}, 10'500'000));
  ASSERT_EQ(Total(v1::ACCOUNT_CLASS_VARIANCE, "shredder/mill"), 54'135);
  const int64_t smelter_before = Total(v1::ACCOUNT_CLASS_VARIANCE, "smelter/plant");
  const v1::HeatState before = works_.Heat(kHeat);

  ASSERT_EQ(Try(Reassayed(kLot, 45'000, 20'000, 970'000)), "OK");
  EXPECT_EQ(works_.Lot(kLot).contained_g(), 10'429'925);
  EXPECT_THAT(
      works_.Postings(),
      ElementsAre("VARIANCE/shredder/mill 6XXX OWN_BODY +189143", "VARIANCE/shredder/mill CAST OWN_OTHER +84879",
                  "VARIANCE/shredder/mill MIXED THIRD_PARTY +60628", "VARIANCE/smelter/plant 6XXX OWN_BODY -189143",
                  "VARIANCE/smelter/plant CAST OWN_OTHER -84879", "VARIANCE/smelter/plant MIXED THIRD_PARTY -60628"));
  EXPECT_EQ(Total(v1::ACCOUNT_CLASS_VARIANCE, "shredder/mill"), 54'135 + 334'650);
  EXPECT_EQ(Total(v1::ACCOUNT_CLASS_VARIANCE, "smelter/plant"), smelter_before - 334'650);
  EXPECT_THAT(works_.Flags(), ElementsAre("CORRECTED_LATE LOT shredder/l1"));
  EXPECT_THAT(works_.Subjects(), ElementsAre("BATCH shredder/b1", "LOT shredder/l1", "HEAT smelter/h1"));
  const auto own_body = [](const v1::HeatState& heat) {
    int64_t grams = 0;
    for (const v1::Amount& amount : heat.tapped()) {
      if (amount.origin() == v1::ORIGIN_OWN_BODY) grams += amount.grams();
    }
    return grams;
  };
  EXPECT_EQ(own_body(works_.Heat(kHeat)), own_body(before) - 189'143) << "eligible own body";
  EXPECT_EQ(works_.Heat(kHeat).content().size(), before.content().size()) << "what the furnace gave is not touched";
  // The difference of a further correction is to this one.
  ASSERT_EQ(Try(Reassayed(kLot, 15'000, 20'000, 970'000)), "OK");
  EXPECT_EQ(Total(v1::ACCOUNT_CLASS_VARIANCE, "shredder/mill"), 54'135);
  EXPECT_EQ(own_body(works_.Heat(kHeat)), own_body(before) - 189'143) << "what was found later is never claimed";
}

TEST_F(CorrectionLotTest, ClaimsOnTheHeatAreFlagged) {
  const std::string lot = works_.LotAtPlant("l1", 1);
  works_.Melt(kHeat, lot);
  works_.Do("smelter", Claimed("smelter/c1", kHeat, 50'000));
  ASSERT_EQ(Try(Reassayed(lot, 0, 0, 500'000)), "OK");
  EXPECT_THAT(works_.Flags(), Contains("CORRECTED_LATE LOT shredder/l1"));
  EXPECT_THAT(works_.Flags(), Contains("CLAIM_AFFECTED HEAT smelter/h1"));
  EXPECT_EQ(works_.Try("smelter", Claimed("smelter/c2", kHeat, 1)), "FROZEN content_claimed.heats[0].heat_id");
  ASSERT_EQ(works_.Try("auditor", Cleared(v1::SUBJECT_KIND_LOT, lot, v1::FLAG_KIND_CORRECTED_LATE)), "OK");
  EXPECT_EQ(works_.Try("smelter", Claimed("smelter/c2", kHeat, 300'000)),
            "CLAIM_EXCEEDS_ELIGIBLE content_claimed.heats[0].grams");
}

TEST_F(CorrectionLotTest, OfMetalThatWasSoldTheSinkIsCorrected) {
  Open();
  Do(Closed(kBatch));
  Do(LotsSent("shredder/t1", {kLot}, ""));
  ASSERT_EQ(Try(Reassayed(kLot, 0, 0, 750'000)), "OK");
  EXPECT_THAT(works_.Postings(), Contains("OPEN_LOOP 6XXX OWN_BODY -10000"));
  EXPECT_THAT(works_.Postings(), Contains("VARIANCE/shredder/mill 6XXX OWN_BODY +10000"));
}

TEST_F(CorrectionLotTest, ACorrectionStands) {
  Open();
  const uint64_t assayed = works_.LastSeq();
  Do(Reassayed(kLot, 0, 0, 750'000));
  const uint64_t corrected = works_.LastSeq();
  EXPECT_EQ(works_.TryReversal("shredder", corrected), "NOT_REVERSIBLE entry_reversed.target_seq");
  EXPECT_EQ(works_.TryReversal("shredder", assayed), "DEPENDENT_EXISTS entry_reversed.target_seq");
}

TEST_F(CorrectionLotTest, RefusedAssays) {
  Open();
  Do(Weighed("shredder/l2", kBatch, works_.NextTicket(20'000)));
  EXPECT_EQ(Try(v1::LotReassayed()), "FIELD_MISSING lot_reassayed.assay");
  EXPECT_EQ(Try(Reassayed("", 0, 0, 1)), "FIELD_MISSING lot_reassayed.assay.lot_id");
  EXPECT_EQ(Try(Reassayed("shredder/l9", 0, 0, 1)), "NOT_FOUND lot_reassayed.assay.lot_id");
  EXPECT_EQ(works_.Try("smelter", Reassayed(kLot, 0, 0, 1)), "NOT_FOUND lot_reassayed.assay.lot_id");
  EXPECT_EQ(works_.Try("auditor", Reassayed(kLot, 0, 0, 1)), "ROLE_REQUIRED lot_reassayed");
  EXPECT_EQ(Try(Reassayed("shredder/l2", 0, 0, 1)), "LOT_STATE lot_reassayed.assay.lot_id");
  EXPECT_EQ(Try(Reassayed(kLot, 600'000, 400'000, 1)), "OUT_OF_RANGE lot_reassayed.assay.foreign_ppm");
  v1::LotReassayed event = Reassayed(kLot, 0, 0, 937'500);
  event.mutable_assay()->set_laboratory("shredder");
  ASSERT_EQ(Try(event), "OK");
  EXPECT_THAT(works_.Postings(), IsEmpty());
  EXPECT_THAT(works_.Flags(), ElementsAre("ASSAY_BY_HOLDER LOT shredder/l1"));
}

TEST_F(CorrectionLotTest, RefusedWeights) {
  Open();
  v1::WeighTicket ticket = works_.Lot(kLot).ticket();
  EXPECT_EQ(Try(Reweighed("", ticket)), "FIELD_MISSING weight_corrected.lot_id");
  EXPECT_EQ(Try(Reweighed("shredder/l9", ticket)), "NOT_FOUND weight_corrected.lot_id");
  EXPECT_EQ(works_.Try("smelter", Reweighed(kLot, ticket)), "NOT_FOUND weight_corrected.lot_id");
  v1::WeightCorrected without = Reweighed(kLot, ticket);
  without.clear_ticket();
  EXPECT_EQ(Try(without), "FIELD_MISSING weight_corrected.ticket");
  ticket.set_tare_g(ticket.gross_g());
  EXPECT_EQ(Try(Reweighed(kLot, ticket)), "WEIGHT_INVALID weight_corrected.ticket.tare_g");
  ticket = works_.Lot(kLot).ticket();
  ticket.set_number("other");
  EXPECT_EQ(Try(Reweighed(kLot, ticket)), "INVALID_VALUE weight_corrected.ticket");
  v1::WeighTicket gross = works_.NextTicket(20'000);
  gross.clear_tare_g();
  gross.clear_tare_at();
  Do(Weighed("shredder/l2", kBatch, gross));
  EXPECT_EQ(Try(Reweighed("shredder/l2", works_.Lot(kLot).ticket())), "LOT_STATE weight_corrected.lot_id");
}

TEST_F(CorrectionLotTest, AWeightBeforeTheAssayPostsNothing) {
  works_.OpenBatch(kBatch, {Vin(1)}, 74'000);
  Do(Weighed(kLot, kBatch, works_.NextTicket(160'000)));
  v1::WeighTicket ticket = works_.Lot(kLot).ticket();
  ticket.set_gross_g(ticket.gross_g() - 60'000);
  ASSERT_EQ(Try(Reweighed(kLot, ticket)), "OK");
  EXPECT_THAT(works_.Postings(), IsEmpty());
  EXPECT_EQ(works_.Lot(kLot).net_g(), 100'000);
  ASSERT_EQ(Try(Assayed(kLot, 0, 0, 1'000'000)), "OK");
  EXPECT_EQ(works_.Lot(kLot).contained_g(), 100'000);
}

}  // namespace
}  // namespace ingot::testing
