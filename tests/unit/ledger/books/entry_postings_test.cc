#include "ledger/books/entry_postings.h"

#include <gtest/gtest.h>

#include <string>

#include "ingot/v1/event.pb.h"
#include "ledger/iso/date.h"
#include "tests/support/works.h"

namespace ingot::books {
namespace {

v1::Entry EntryOf(int64_t occurred_at_us, int32_t offset_minutes) {
  v1::Event event;
  event.set_salt(std::string(16, 's'));
  event.mutable_occurred_at()->set_unix_us(occurred_at_us);
  event.mutable_occurred_at()->set_offset_minutes(offset_minutes);
  v1::Entry entry;
  entry.set_seq(7);
  entry.set_event(event.SerializeAsString());
  v1::Posting& posting = *entry.add_postings();
  posting.mutable_account()->set_account_class(v1::ACCOUNT_CLASS_STOCK);
  posting.add_amounts()->set_grams(-5);
  return entry;
}

std::string DayOf(const v1::Entry& entry) {
  const absl::StatusOr<EntryPostings> posted = PostingsOf(entry.SerializeAsString());
  return posted.ok() ? iso::ToString(posted->day) : posted.status().ToString();
}

// 2026-03-01T00:30:00Z is still February west of Greenwich.
TEST(EntryPostingsTest, TheDayIsThatOfTheReportersOffset) {
  constexpr int64_t kHalfPastMidnightUs = 1'772'325'000'000'000;
  EXPECT_EQ(DayOf(EntryOf(kHalfPastMidnightUs, 0)), "2026-03-01");
  EXPECT_EQ(DayOf(EntryOf(kHalfPastMidnightUs, -60)), "2026-02-28");
  EXPECT_EQ(DayOf(EntryOf(kHalfPastMidnightUs, 840)), "2026-03-01");
  v1::Entry late = EntryOf(kHalfPastMidnightUs, 0);
  late.mutable_posted_on()->set_year(2026);
  late.mutable_posted_on()->set_month(4);
  late.mutable_posted_on()->set_day(1);
  EXPECT_EQ(DayOf(late), "2026-04-01");
}

// The quick way and protobuf's own parser agree on every entry of a ledger.
TEST(EntryPostingsTest, AgreesWithTheParser) {
  testing::Works works;
  const std::string lot = works.LotAtPlant("a", 1);
  works.Melt("smelter/h", lot);
  works.Lease(testing::Vin(2), v1::CONTRACT_KIND_LEASE);
  int posted = 0;
  for (const rules::NewEntry& made : works.ledger().entries()) {
    const absl::StatusOr<EntryPostings> found = PostingsOf(made.bytes);
    ASSERT_TRUE(found.ok());
    v1::Entry entry;
    ASSERT_TRUE(entry.ParseFromString(made.bytes));
    ASSERT_EQ(found->postings.size(), static_cast<size_t>(entry.postings_size()));
    for (int i = 0; i < entry.postings_size(); ++i) {
      EXPECT_EQ(found->postings[static_cast<size_t>(i)].SerializeAsString(), entry.postings(i).SerializeAsString());
    }
    if (entry.postings().empty()) continue;
    ++posted;
    v1::Event event;
    ASSERT_TRUE(event.ParseFromString(entry.event()));
    EXPECT_EQ(iso::ToString(found->day), iso::ToString(iso::DateOf(event.occurred_at())));
  }
  EXPECT_GT(posted, 10);
}

TEST(EntryPostingsTest, BytesThatAreNoEntryAreRefused) {
  const std::string whole = EntryOf(0, 0).SerializeAsString();
  for (size_t size = 1; size < whole.size(); ++size) {
    const absl::StatusOr<EntryPostings> cut = PostingsOf(whole.substr(0, size));
    // A cut between two fields leaves an entry that posts nothing.
    EXPECT_TRUE(!cut.ok() || cut->postings.empty()) << size;
  }
  EXPECT_FALSE(PostingsOf("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff").ok());
  v1::Entry without_time;
  *without_time.add_postings()->mutable_account() = {};
  EXPECT_FALSE(PostingsOf(without_time.SerializeAsString()).ok());
}

}  // namespace
}  // namespace ingot::books
