#include "ledger/entry/entry.h"

#include <string>

#include "absl/status/status.h"
#include "gtest/gtest.h"
#include "ledger/entry/canonical.h"
#include "ledger/entry/limits.h"
#include "ledger/refusal/refusal.h"
#include "tests/support/test_ledger.h"

namespace ingot::entry {
namespace {

v1::RefusalReason ReasonOf(const v1::Entry& entry) {
  const absl::Status status = ParseEntry(Serialise(entry)).status();
  return status.ok() ? v1::REFUSAL_REASON_UNSPECIFIED : refusal::RefusalOf(status)->reason();
}

v1::Entry Plain() {
  v1::Entry entry;
  entry.set_seq(7);
  entry.set_recorded_at_us(1);
  entry.set_prev_hash(std::string(32, 'h'));
  entry.set_index(1);
  entry.set_event("event");
  return entry;
}

TEST(EntryTest, ReadsWhatTheRulesWrite) {
  testing::TestLedger ledger;
  ledger.Enrol("hansa", {v1::ROLE_DEALER});
  for (const rules::NewEntry& entry : ledger.entries()) {
    const absl::StatusOr<v1::Entry> parsed = ParseEntry(entry.bytes);
    ASSERT_TRUE(parsed.ok()) << parsed.status();
    EXPECT_EQ(Serialise(*parsed), entry.bytes);
  }
  EXPECT_EQ(ReasonOf(Plain()), v1::REFUSAL_REASON_UNSPECIFIED);
}

TEST(EntryTest, HoldsItsBounds) {
  v1::Entry entry = Plain();
  for (size_t i = 0; i <= kMaxSubjects; ++i) entry.add_subjects()->set_kind(v1::SUBJECT_KIND_VEHICLE);
  EXPECT_EQ(ReasonOf(entry), v1::REFUSAL_REASON_TOO_LARGE);
  entry.mutable_subjects()->RemoveLast();
  EXPECT_EQ(ReasonOf(entry), v1::REFUSAL_REASON_UNSPECIFIED);

  entry = Plain();
  for (size_t i = 0; i <= kMaxPostings; ++i) entry.add_postings();
  EXPECT_EQ(ReasonOf(entry), v1::REFUSAL_REASON_TOO_LARGE);

  entry = Plain();
  for (size_t i = 0; i <= kMaxFlags; ++i) entry.add_flags();
  EXPECT_EQ(ReasonOf(entry), v1::REFUSAL_REASON_TOO_LARGE);

  entry = Plain();
  for (size_t i = 0; i <= kMaxAllocations; ++i) entry.add_allocations();
  EXPECT_EQ(ReasonOf(entry), v1::REFUSAL_REASON_TOO_LARGE);

  entry = Plain();
  entry.set_event(std::string(kMaxEventBytes + 1, 'e'));
  EXPECT_EQ(ReasonOf(entry), v1::REFUSAL_REASON_TOO_LARGE);

  entry = Plain();
  entry.add_postings()->mutable_account()->set_party(std::string(kMaxIdBytes + 1, 'p'));
  EXPECT_EQ(ReasonOf(entry), v1::REFUSAL_REASON_TOO_LARGE);
  entry.mutable_postings(0)->mutable_account()->set_party("");
  entry.mutable_postings(0)->mutable_account()->set_detail(std::string(kMaxIdBytes + 1, 'p'));
  EXPECT_EQ(ReasonOf(entry), v1::REFUSAL_REASON_TOO_LARGE);

  entry = Plain();
  for (size_t i = 0; i < kMaxFlags; ++i) entry.add_flags()->set_subject_id(std::string(300, 'x'));
  EXPECT_EQ(ReasonOf(entry), v1::REFUSAL_REASON_TOO_LARGE) << "65 535 bytes in all";
}

TEST(EntryTest, ChainsAndLinksHoldHashes) {
  v1::Entry entry = Plain();
  entry.set_prev_hash("short");
  EXPECT_EQ(ReasonOf(entry), v1::REFUSAL_REASON_INVALID_VALUE);
  entry.clear_prev_hash();
  EXPECT_EQ(ReasonOf(entry), v1::REFUSAL_REASON_INVALID_VALUE);
  entry.clear_seq();
  entry.clear_index();
  entry.mutable_submission();
  EXPECT_EQ(ReasonOf(entry), v1::REFUSAL_REASON_UNSPECIFIED) << "entry 0 follows nothing";
  entry.set_prev_hash(std::string(32, 'h'));
  EXPECT_EQ(ReasonOf(entry), v1::REFUSAL_REASON_INVALID_VALUE);

  entry = Plain();
  v1::SubjectLink& link = *entry.add_subjects();
  EXPECT_EQ(ReasonOf(entry), v1::REFUSAL_REASON_INVALID_VALUE) << "no kind";
  link.set_kind(v1::SUBJECT_KIND_VEHICLE);
  EXPECT_EQ(ReasonOf(entry), v1::REFUSAL_REASON_UNSPECIFIED);
  link.set_count_before(1);
  EXPECT_EQ(ReasonOf(entry), v1::REFUSAL_REASON_INVALID_VALUE) << "no hash";
  link.set_prev_hash(std::string(32, 'h'));
  EXPECT_EQ(ReasonOf(entry), v1::REFUSAL_REASON_UNSPECIFIED);
  link.set_id(std::string(kMaxIdBytes + 1, 'v'));
  EXPECT_EQ(ReasonOf(entry), v1::REFUSAL_REASON_TOO_LARGE);
}

TEST(EntryTest, TheFirstOfASubmissionHoldsItsHeader) {
  v1::Entry entry = Plain();
  entry.mutable_submission();
  EXPECT_EQ(ReasonOf(entry), v1::REFUSAL_REASON_INVALID_VALUE);
  entry.set_index(0);
  EXPECT_EQ(ReasonOf(entry), v1::REFUSAL_REASON_UNSPECIFIED);
  entry.clear_submission();
  EXPECT_EQ(ReasonOf(entry), v1::REFUSAL_REASON_INVALID_VALUE);
}

TEST(EntryTest, HasAnEventAndAPlace) {
  v1::Entry entry = Plain();
  entry.clear_event();
  EXPECT_EQ(ReasonOf(entry), v1::REFUSAL_REASON_FIELD_MISSING);
  entry = Plain();
  entry.set_index(8);
  EXPECT_EQ(ReasonOf(entry), v1::REFUSAL_REASON_OUT_OF_RANGE) << "before the ledger began";
  entry.set_seq(5000);
  entry.set_index(1000);
  EXPECT_EQ(ReasonOf(entry), v1::REFUSAL_REASON_OUT_OF_RANGE);
  entry.set_index(999);
  EXPECT_EQ(ReasonOf(entry), v1::REFUSAL_REASON_UNSPECIFIED);
}

TEST(EntryTest, IsCanonical) {
  const std::string bytes = Serialise(Plain());
  EXPECT_EQ(refusal::RefusalOf(ParseEntry(bytes + "\x08\x07").status())->reason(), v1::REFUSAL_REASON_NOT_CANONICAL);
  EXPECT_EQ(refusal::RefusalOf(ParseEntry("\xff").status())->reason(), v1::REFUSAL_REASON_MALFORMED);
}

}  // namespace
}  // namespace ingot::entry
