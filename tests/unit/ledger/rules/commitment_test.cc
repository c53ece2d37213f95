// CommitmentPublished: by the service's key alone, forward, and of entries that stand.
#include <functional>
#include <string>

#include "gtest/gtest.h"
#include "ledger/commitment/hashing.h"
#include "ledger/rules/decide.h"
#include "ledger/state/record_key.h"
#include "tests/support/test_ledger.h"

namespace ingot::rules {
namespace {

using testing::Fact;
using testing::TestKey;
using testing::TestLedger;

class CommitmentTest : public ::testing::Test {
 protected:
  CommitmentTest() {
    ledger_.Enrol("hansa", {v1::ROLE_DEALER});
    ledger_.UseKey(TestLedger::kOperator, TestKey("service"));
  }

  v1::CommitmentPublished Commitment(uint64_t covers_size) const {
    v1::CommitmentPublished e;
    e.set_covers_size(covers_size);
    e.set_root(std::string(32, 'r'));
    e.set_structure_version(1);
    return e;
  }
  v1::RefusalReason Publish(const v1::CommitmentPublished& e) {
    return ledger_.ReasonOf(TestLedger::kOperator, Fact(e));
  }
  v1::RefusalReason Publish(uint64_t covers_size) { return Publish(Commitment(covers_size)); }
  v1::RefusalReason Changed(const std::function<void(v1::CommitmentPublished&)>& change) {
    v1::CommitmentPublished e = Commitment(size());
    change(e);
    return Publish(e);
  }
  uint64_t size() const { return ledger_.entries().size(); }
  v1::LedgerState Ledger() const { return ledger_.RecordOf(state::LedgerKey()).ledger(); }

  TestLedger ledger_;
};

TEST_F(CommitmentTest, IsNotedByTheLedger) {
  EXPECT_EQ(Publish(size()), v1::REFUSAL_REASON_UNSPECIFIED);
  EXPECT_EQ(Ledger().committed_size(), size() - 1);
  EXPECT_EQ(Ledger().commitment_seq(), size() - 1);
  const v1::Entry entry = ledger_.EntryAt(size() - 1);
  ASSERT_EQ(entry.subjects_size(), 1);
  EXPECT_EQ(entry.subjects(0).kind(), v1::SUBJECT_KIND_LEDGER);
  EXPECT_EQ(entry.postings_size(), 0);
}

TEST_F(CommitmentTest, GoesForwardAlone) {
  EXPECT_EQ(Publish(2), v1::REFUSAL_REASON_UNSPECIFIED);
  EXPECT_EQ(Publish(2), v1::REFUSAL_REASON_OUT_OF_RANGE);
  EXPECT_EQ(Publish(1), v1::REFUSAL_REASON_OUT_OF_RANGE);
  EXPECT_EQ(Publish(3), v1::REFUSAL_REASON_UNSPECIFIED);
}

TEST_F(CommitmentTest, CoversNeitherItselfNorNothing) {
  EXPECT_EQ(Publish(0), v1::REFUSAL_REASON_FIELD_MISSING);
  EXPECT_EQ(Publish(size() + 1), v1::REFUSAL_REASON_OUT_OF_RANGE);
  EXPECT_EQ(Publish(~uint64_t{0}), v1::REFUSAL_REASON_OUT_OF_RANGE);
  EXPECT_EQ(Publish(1), v1::REFUSAL_REASON_UNSPECIFIED);
}

TEST_F(CommitmentTest, LagsNoFurtherThanVerifiersKeep) {
  Context context;
  context.ledger_id = ledger_.ledger_id();
  context.recorded_at_us = ledger_.now_us();
  context.organisation_id = TestLedger::kOperator;
  context.key_kind = v1::KEY_KIND_SERVICE;
  context.roles = {v1::ROLE_OPERATOR};
  context.rules_version = 1;
  v1::Event event;
  event.set_salt(std::string(16, 's'));
  event.mutable_actor()->set_organisation_id(TestLedger::kOperator);
  event.mutable_occurred_at()->set_unix_us(ledger_.now_us());
  *event.mutable_commitment_published() = Commitment(2);
  context.seq = 2 + commitment::kMaxLag;
  EXPECT_TRUE(Decide(ledger_.state(), context, event, nullptr).ok());
  ++context.seq;
  EXPECT_FALSE(Decide(ledger_.state(), context, event, nullptr).ok());
}

TEST_F(CommitmentTest, StatesARootOfAKnownStructure) {
  EXPECT_EQ(Changed([](auto& e) { e.clear_root(); }), v1::REFUSAL_REASON_FIELD_MISSING);
  EXPECT_EQ(Changed([](auto& e) { e.set_root(std::string(31, 'r')); }), v1::REFUSAL_REASON_INVALID_VALUE);
  EXPECT_EQ(Changed([](auto& e) { e.set_root(std::string(33, 'r')); }), v1::REFUSAL_REASON_INVALID_VALUE);
  EXPECT_EQ(Changed([](auto& e) { e.clear_structure_version(); }), v1::REFUSAL_REASON_OUT_OF_RANGE);
  EXPECT_EQ(Changed([](auto& e) { e.set_structure_version(2); }), v1::REFUSAL_REASON_OUT_OF_RANGE);
}

TEST_F(CommitmentTest, NeedsTheServicesKey) {
  ledger_.UseKey(TestLedger::kOperator, TestKey("operator"));
  EXPECT_EQ(Publish(size()), v1::REFUSAL_REASON_KEY_NOT_VALID);
  EXPECT_EQ(ledger_.ReasonOf("hansa", Fact(Commitment(size()))), v1::REFUSAL_REASON_KEY_NOT_VALID);
}

TEST_F(CommitmentTest, TheServicesKeySignsNothingElse) {
  v1::OrganisationEnrolled enrolled;
  enrolled.set_organisation_id("other");
  enrolled.set_name("Other");
  enrolled.set_country("DE");
  enrolled.add_roles(v1::ROLE_DEALER);
  EXPECT_EQ(ledger_.ReasonOf(TestLedger::kOperator, Fact(enrolled)), v1::REFUSAL_REASON_KEY_NOT_VALID);
}

}  // namespace
}  // namespace ingot::rules
