// The largest heats, loads and claims, and the largest masses: nothing overflows or aborts, and what does not fit into
// an entry is refused.
#include <memory>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ledger/base/strings.h"
#include "ledger/entry/limits.h"
#include "ledger/mass/account_class.h"
#include "ledger/refusal/refusal.h"
#include "ledger/rules/freeze.h"
#include "ledger/state/record_key.h"
#include "tests/support/works.h"

namespace ingot::testing {
namespace {

using mass::MakeAccount;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Ids of the greatest length: 20 + 1 + 27 bytes.
constexpr char kGiant[] = "abcdefghij0123456789";

std::string LongId(char kind, int n) {
  std::string id = Cat(kGiant, "/", std::string(1, kind));
  id.resize(48 - 5, '-');
  return Cat(id, 10'000 + n);
}

// One organisation that shreds and melts at one site, so that its lots need no transfer.
class MetalBoundsTest : public ::testing::Test {
 protected:
  MetalBoundsTest() : site_(LongId('s', 0)) {
    works_.ledger().Enrol(kGiant, {v1::ROLE_RECYCLER, v1::ROLE_SMELTER});
    v1::SiteRegistered site;
    site.set_site_id(site_);
    site.set_name("Site");
    site.set_country("DE");
    works_.Do(kGiant, site);
    for (int n = 0; n <= 32; ++n) {
      v1::InstrumentCertified bridge;
      bridge.set_instrument_id(LongId('i', n));
      bridge.set_site_id(site_);
      bridge.set_division_g(20'000);
      bridge.set_capacity_g(200'000'000);
      bridge.set_certificate_number("C");
      *bridge.mutable_expires_on() = MakeDate(2030, 12, 31);
      works_.Do(kGiant, bridge);
    }
  }

  v1::WeighTicket Ticket(int instrument, int64_t net_g) {
    std::string number(32 - 8, 'T');
    number += std::to_string(10'000'000 + ++tickets_);
    return works_.Ticket(number, 20'000'000 + net_g, 20'000'000, LongId('i', instrument));
  }
  v1::ThirdPartyTicket LongScrap(int instrument, v1::AlloyFamily family, int64_t grams) {
    v1::ThirdPartyTicket scrap = Scrap(Ticket(instrument, (grams + 19'999) / 20'000 * 20'000), grams);
    scrap.set_supplier(std::string(200, 's'));
    scrap.set_family(family);
    return scrap;
  }
  v1::BatchFed Feed(int n) {
    v1::BatchFed fed = Fed(LongId('b', n), {});
    fed.set_site_id(site_);
    return fed;
  }
  // A lot of one batch with scrap of all families.
  void MakeLot(int n, const std::string& grade, int64_t grams_each = 20'000) {
    v1::BatchFed fed = Feed(n);
    for (int family = 1; family <= v1::AlloyFamily_MAX; ++family) {
      *fed.add_tickets() = LongScrap(0, static_cast<v1::AlloyFamily>(family), grams_each);
    }
    works_.Do(kGiant, fed);
    v1::LotWeighed weighed = Weighed(LongId('l', n), LongId('b', n), Ticket(0, grams_each * v1::AlloyFamily_MAX));
    weighed.set_grade_code(grade);
    works_.Do(kGiant, weighed);
    works_.Do(kGiant, Assayed(LongId('l', n), 0, 0, 1'000'000));
  }
  std::string LongGrade(int n) {
    std::string grade(30, 'G');
    return Cat(grade, 10 + n);
  }
  v1::HeatMelted Heat(int n, int64_t tapped_g) {
    v1::HeatMelted event = Melted(LongId('h', n), {}, tapped_g);
    event.set_site_id(site_);
    return event;
  }
  size_t LastEntryBytes() { return works_.ledger().entries().back().bytes.size(); }

  Works works_;
  const std::string site_;
  int tickets_ = 0;
};

TEST_F(MetalBoundsTest, TheLargestHeatFits) {
  for (int n = 0; n < 32; ++n) MakeLot(n, LongGrade(n));
  v1::HeatMelted event = Heat(0, 1'000'000'000);
  int64_t input_g = 1'000'000'000 + 32 * 140'000;
  event.set_heel_before_g(1'000'000'000);
  for (int n = 0; n < 32; ++n) {
    event.add_lot_ids(LongId('l', n));
    *event.add_tickets() = LongScrap(1 + n, static_cast<v1::AlloyFamily>(1 + n % v1::AlloyFamily_MAX), 180'000'000);
    input_g += 180'000'000;
  }
  for (int family = 1; family <= v1::AlloyFamily_MAX; ++family) {
    v1::PrimaryMetal& primary = *event.add_primary();
    primary.set_family(static_cast<v1::AlloyFamily>(family));
    primary.set_grams(1'000'000'000);
    input_g += 1'000'000'000;
  }
  event.set_heel_after_g(1'000'000'000);
  event.set_dross_g(1'000'000'000);
  event.set_dross_metal_g(1'000'000'000);
  ASSERT_EQ(works_.Try(kGiant, event), "OK");
  EXPECT_LE(LastEntryBytes(), entry::kMaxEntryBytes);
  const v1::Entry entry = works_.ledger().EntryAt(works_.ledger().entries().size() - 1);
  EXPECT_EQ(entry.subjects_size(), 65);
  // 32 grades; furnace, third parties, primary, remelted, dross, loss, variance, regrade.
  EXPECT_EQ(entry.postings_size(), 32 + 8);
  EXPECT_EQ(works_.Heat(LongId('h', 0)).input_g(), input_g);
  EXPECT_EQ(works_.Heat(LongId('h', 0)).loss_g(), input_g - 3'000'000'000);
  EXPECT_EQ(works_.ledger().TotalOf(MakeAccount(v1::ACCOUNT_CLASS_REMELTED, site_)), 1'000'000'000);
}

TEST_F(MetalBoundsTest, TheLargestLoadFits) {
  std::vector<std::string> lots;
  for (int n = 0; n < 16; ++n) {
    MakeLot(n, LongGrade(n));
    lots.push_back(LongId('l', n));
  }
  ASSERT_EQ(works_.Try(kGiant, LotsSent(LongId('t', 0), lots, kGiant)), "OK");
  ASSERT_EQ(works_.Try(kGiant, LotsReceived(LongId('t', 0), site_)), "OK");
  EXPECT_LE(LastEntryBytes(), entry::kMaxEntryBytes);
  ASSERT_EQ(works_.Try(kGiant, LotsSent(LongId('t', 1), lots, "")), "OK");
  EXPECT_EQ(works_.ledger().TotalOf(MakeAccount(v1::ACCOUNT_CLASS_OPEN_LOOP)), 16 * 140'000);
}

// 32 heats of 32 lots, each of a batch of its own.
TEST_F(MetalBoundsTest, TheLargestClaimFits) {
  v1::ContentClaimed claim = Claimed(LongId('c', 0), LongId('h', 0), 1);
  claim.clear_heats();
  for (int h = 0; h < 32; ++h) {
    v1::HeatMelted event = Heat(h, 627'200);
    for (int n = 32 * h; n < 32 * (h + 1); ++n) {
      v1::BatchFed fed = Feed(n);
      *fed.add_tickets() = LongScrap(0, v1::ALLOY_FAMILY_6XXX, 20'000);
      works_.Do(kGiant, fed);
      works_.Do(kGiant, Weighed(LongId('l', n), LongId('b', n), Ticket(0, 20'000)));
      works_.Do(kGiant, Assayed(LongId('l', n), 0, 0, 1'000'000));
      event.add_lot_ids(LongId('l', n));
    }
    works_.Do(kGiant, event);
    v1::HeatShare& share = *claim.add_heats();
    share.set_heat_id(LongId('h', h));
    share.set_grams(627'200);
  }
  ASSERT_EQ(works_.Try(kGiant, claim), "OK");
  EXPECT_LE(LastEntryBytes(), entry::kMaxEntryBytes);
  EXPECT_EQ(works_.Subjects().size(), 33u);
  ASSERT_EQ(works_.Try(kGiant, Cancelled(LongId('c', 0))), "OK");
  // One flag at the far end: a closed batch that lost nothing of what it got.
  works_.Do(kGiant, Closed(LongId('b', 1'023)));
  ASSERT_THAT(works_.Flags(), ElementsAre("LOSS_OUT_OF_BAND BATCH " + LongId('b', 1'023)));
  claim.set_claim_id(LongId('c', 1));
  EXPECT_EQ(works_.Try(kGiant, claim), "FROZEN content_claimed.heats[31].heat_id");
  ASSERT_EQ(works_.Try(kGiant,
                       [&] {
                         v1::ReturnedToProduction event = BackTo(kTestBrand, LongId('h', 0), 1);
                         *event.mutable_heats() = claim.heats();
                         return event;
                       }()),
            "OK");
}

// A lot far above 9.2 t, where grams x ppm x ppm pass 2^63.
TEST_F(MetalBoundsTest, LargeLotsAreExact) {
  v1::BatchFed fed = Feed(0);
  *fed.add_tickets() = LongScrap(0, v1::ALLOY_FAMILY_6XXX, 170'000'001);
  works_.Do(kGiant, fed);
  works_.Do(kGiant, Weighed(LongId('l', 0), LongId('b', 0), Ticket(0, 179'980'000)));
  works_.Do(kGiant, Assayed(LongId('l', 0), 15'003, 20'007, 970'009));
  // 179 980 000 x 964 990 x 970 009 / 10^12 = 168 470 096.6
  EXPECT_EQ(works_.Lot(LongId('l', 0)).contained_g(), 168'470'096);
  EXPECT_THAT(works_.Flags(), IsEmpty());
  ASSERT_EQ(works_.Try(kGiant,
                       [&] {
                         v1::HeatMelted event = Heat(0, 165'000'000);
                         event.add_lot_ids(LongId('l', 0));
                         return event;
                       }()),
            "OK");
  EXPECT_EQ(works_.Heat(LongId('h', 0)).loss_g(), 3'470'096);
}

TEST_F(MetalBoundsTest, CountsOfAMillionTonnesDivideExactly) {
  const auto counted = [this](int64_t grams) {
    return Counted(site_, v1::ACCOUNT_CLASS_REMELTED, {Mass(v1::ALLOY_FAMILY_6XXX, grams)});
  };
  v1::HeatMelted event = Heat(0, 1'000'000'000);
  v1::PrimaryMetal& primary = *event.add_primary();
  primary.set_family(v1::ALLOY_FAMILY_6XXX);
  primary.set_grams(1'000'000'000);
  works_.Do(kGiant, event);
  works_.Do(kGiant, counted(1'000'000'000'000));
  // Half of 10^9 and of 999 x 10^9 less one gram: the products are 10^24.
  ASSERT_EQ(works_.Try(kGiant, counted(500'000'000'001)), "OK");
  EXPECT_THAT(works_.Postings(), Contains(Cat("REMELTED/", site_, " 6XXX PRIMARY -500000000")));
  EXPECT_THAT(works_.Postings(), Contains(Cat("REMELTED/", site_, " 6XXX UNDOCUMENTED -499499999999")));
}

// A way of more lots and batches than a claim looks at: built as state, since no test could live it.
TEST(FreezeBoundsTest, TheSearchIsBounded) {
  std::vector<state::Change> changes;
  const auto put = [&changes](v1::SubjectKind kind, const std::string& id, v1::Record record) {
    changes.push_back({state::SubjectKey(kind, id), nullptr, std::make_shared<const v1::Record>(std::move(record))});
  };
  const auto put_lot = [&put](const std::string& lot) {
    v1::Record record;
    record.mutable_lot()->set_lot_id(lot);
    record.mutable_lot()->set_batch_id("b" + lot);
    put(v1::SUBJECT_KIND_LOT, lot, record);
  };
  const auto put_batch = [&put](const std::string& batch, const std::vector<std::string>& fed) {
    v1::Record record;
    record.mutable_batch()->set_batch_id(batch);
    for (const std::string& lot : fed) record.mutable_batch()->add_fed_lot_ids(lot);
    put(v1::SUBJECT_KIND_BATCH, batch, record);
  };
  v1::HeatState heat;
  for (int i = 0; i < 32; ++i) {
    const std::string lot = Cat("l", 10 + i);
    heat.mutable_melted()->add_lot_ids(lot);
    put_lot(lot);
    std::vector<std::string> fed;
    for (int j = 0; j < 64; ++j) {
      fed.push_back(Cat(lot, "-", 10 + j));
      put_lot(fed.back());
      put_batch("b" + fed.back(), {});
    }
    put_batch("b" + lot, fed);
  }
  state::MemoryView view;
  view.Apply(changes);
  const rules::Context context{};
  const v1::Event event;
  const rules::Transaction t(view, context, event, nullptr);
  rules::FreezeSearch search(t);
  const absl::Status status = search.Check(heat, "heat");
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(refusal::RefusalOf(status)->reason(), v1::REFUSAL_REASON_LIMIT_REACHED) << status;

  heat.mutable_melted()->clear_lot_ids();
  for (int i = 0; i < 31; ++i) heat.mutable_melted()->add_lot_ids(Cat("l", 10 + i));
  rules::FreezeSearch smaller(t);
  EXPECT_TRUE(smaller.Check(heat, "heat").ok()) << "31 + 31 + 1984 + 1984 records";
}

}  // namespace
}  // namespace ingot::testing
