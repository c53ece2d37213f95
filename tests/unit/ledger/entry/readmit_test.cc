#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "gtest/gtest.h"
#include "ledger/entry/canonical.h"
#include "ledger/entry/submission.h"
#include "ledger/refusal/refusal.h"
#include "tests/support/test_ledger.h"

namespace ingot::entry {
namespace {

using Parts = std::vector<std::optional<v1::DetachedPart>>;

// The entries of one submission with an event that has terms and a sealed part, and one without.
class ReadmitTest : public ::testing::Test {
 protected:
  ReadmitTest() {
    v1::ContractEnded ended;
    ended.set_contract_id("hansa/c1");
    v1::SettlementTerms terms;
    terms.set_settled_total_minor_units(100);
    std::vector<testing::TestEvent> events;
    events.push_back(testing::Fact(ended, terms));
    events.back().event.set_sealed_commitment(std::string(32, 'c'));
    events.push_back(testing::Fact(v1::OdometerRead()));
    ledger_.Enrol("hansa", {v1::ROLE_DEALER});
    const v1::Submission submission = ledger_.Build("hansa", std::move(events));
    for (const v1::SubmittedEvent& event : submission.events()) entries_.emplace_back().set_event(event.event());
    *entries_[0].mutable_submission() = submission.header();
    part_ = submission.events(0).terms();
  }

  v1::RefusalReason ReasonOf(Parts parts) {
    const absl::Status status = Readmit(ledger_.ledger_id(), entries_, std::move(parts)).status();
    return status.ok() ? v1::REFUSAL_REASON_UNSPECIFIED : refusal::RefusalOf(status)->reason();
  }

  testing::TestLedger ledger_;
  std::vector<v1::Entry> entries_;
  v1::DetachedPart part_;
};

TEST_F(ReadmitTest, MakesTheSubmissionAgain) {
  const absl::StatusOr<AdmittedSubmission> readmitted = Readmit(ledger_.ledger_id(), entries_, {part_, std::nullopt});
  ASSERT_TRUE(readmitted.ok()) << readmitted.status();
  ASSERT_EQ(readmitted->events.size(), 2u);
  EXPECT_EQ(readmitted->events[0].bytes, entries_[0].event());
  EXPECT_EQ(readmitted->events[0].terms->settlement().settled_total_minor_units(), 100);
  EXPECT_FALSE(readmitted->events[1].terms.has_value());
  EXPECT_EQ(readmitted->header.count(), 2u);
}

TEST_F(ReadmitTest, GoesWithoutTermsThatMayNotBeSeen) {
  const absl::StatusOr<AdmittedSubmission> readmitted =
      Readmit(ledger_.ledger_id(), entries_, {std::nullopt, std::nullopt});
  ASSERT_TRUE(readmitted.ok()) << readmitted.status();
  EXPECT_FALSE(readmitted->events[0].terms.has_value());
  EXPECT_FALSE(readmitted->events[0].event.terms_commitment().empty());
}

TEST_F(ReadmitTest, HoldsTermsAgainstTheirCommitment) {
  EXPECT_EQ(ReasonOf({std::nullopt, part_}), v1::REFUSAL_REASON_DETACHED_MISMATCH);
  part_.set_salt(std::string(32, 'x'));
  EXPECT_EQ(ReasonOf({part_, std::nullopt}), v1::REFUSAL_REASON_DETACHED_MISMATCH);
}

TEST_F(ReadmitTest, HoldsTheHeaderAgainstTheEntries) {
  entries_[1].set_event(entries_[0].event());
  EXPECT_EQ(ReasonOf({part_, std::nullopt}), v1::REFUSAL_REASON_EVENTS_MISMATCH);
  entries_.pop_back();
  EXPECT_EQ(ReasonOf({part_}), v1::REFUSAL_REASON_EVENTS_MISMATCH);
  entries_[0].clear_submission();
  EXPECT_EQ(ReasonOf({part_}), v1::REFUSAL_REASON_FIELD_MISSING);
}

}  // namespace
}  // namespace ingot::entry
