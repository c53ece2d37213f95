#include "ledger/entry/submission.h"

#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "gtest/gtest.h"
#include "ledger/entry/canonical.h"
#include "ledger/entry/limits.h"
#include "ledger/refusal/refusal.h"
#include "tests/support/test_ledger.h"

namespace ingot::entry {
namespace {

using testing::Fact;
using testing::TestEvent;

class AdmitTest : public ::testing::Test {
 protected:
  static TestEvent Reading() {
    v1::OdometerRead read;
    read.set_vin("1M8GDM9AXKP042788");
    read.set_odometer_m(1000);
    return Fact(read);
  }

  static TestEvent Ending() {
    v1::ContractEnded ended;
    ended.set_contract_id("hansa/c1");
    ended.set_reason(v1::CONTRACT_END_REASON_TERM_REACHED);
    v1::SettlementTerms terms;
    terms.set_settled_total_minor_units(100);
    return Fact(ended, terms);
  }

  v1::Submission Build(std::vector<TestEvent> events) { return ledger_.Build("hansa", std::move(events)); }
  v1::Submission One(TestEvent event) {
    std::vector<TestEvent> events;
    events.push_back(std::move(event));
    return Build(std::move(events));
  }
  v1::Submission Resigned(v1::Submission submission) {
    ledger_.Sign(submission, ledger_.KeyOf("hansa"));
    return submission;
  }
  // A submission whose one event is changed after it was made, and signed again.
  v1::Submission Changed(TestEvent event, const std::function<void(v1::Event&)>& change) {
    v1::Submission submission = One(std::move(event));
    v1::Event parsed = *ParseEvent(submission.events(0).event());
    change(parsed);
    submission.mutable_events(0)->set_event(Serialise(parsed));
    return Resigned(std::move(submission));
  }

  v1::RefusalReason ReasonOf(v1::Submission submission) {
    const absl::Status status = Admit(ledger_.ledger_id(), std::move(submission)).status();
    field_ = status.ok() ? "" : refusal::RefusalOf(status)->field();
    message_ = status.ok() ? "" : refusal::RefusalOf(status)->message();
    return status.ok() ? v1::REFUSAL_REASON_UNSPECIFIED : refusal::RefusalOf(status)->reason();
  }
  v1::RefusalReason HeaderReason(const std::function<void(v1::SubmissionHeader&)>& change) {
    v1::Submission submission = One(Reading());
    change(*submission.mutable_header());
    return ReasonOf(std::move(submission));
  }

  testing::TestLedger ledger_;
  std::string field_;
  std::string message_;

 private:
  void SetUp() override { ledger_.Enrol("hansa", {v1::ROLE_DEALER}); }
};

TEST_F(AdmitTest, KeepsTheEventsBytes) {
  const v1::Submission submission = Build({Reading(), Ending()});
  const absl::StatusOr<AdmittedSubmission> admitted = Admit(ledger_.ledger_id(), submission);
  ASSERT_TRUE(admitted.ok()) << admitted.status();
  ASSERT_EQ(admitted->events.size(), 2u);
  EXPECT_EQ(admitted->events[0].bytes, submission.events(0).event());
  EXPECT_EQ(admitted->events[0].event.odometer_read().odometer_m(), 1000);
  EXPECT_FALSE(admitted->events[0].terms.has_value());
  ASSERT_TRUE(admitted->events[1].terms.has_value());
  EXPECT_EQ(admitted->events[1].terms->settlement().settled_total_minor_units(), 100);
  EXPECT_EQ(admitted->events[1].terms_part->body(), submission.events(1).terms().body());
  EXPECT_EQ(admitted->header.count(), 2u);
}

TEST_F(AdmitTest, ChecksTheHeadersForm) {
  EXPECT_EQ(HeaderReason([](auto&) {}), v1::REFUSAL_REASON_UNSPECIFIED);
  EXPECT_EQ(HeaderReason([](auto& h) { h.clear_organisation_id(); }), v1::REFUSAL_REASON_FIELD_MISSING);
  EXPECT_EQ(HeaderReason([](auto& h) { h.set_organisation_id("Hansa"); }), v1::REFUSAL_REASON_INVALID_VALUE);
  EXPECT_EQ(HeaderReason([](auto& h) { h.set_organisation_id(std::string(300, 'a')); }),
            v1::REFUSAL_REASON_INVALID_VALUE);
  EXPECT_EQ(HeaderReason([](auto& h) { h.clear_key_id(); }), v1::REFUSAL_REASON_FIELD_MISSING);
  EXPECT_EQ(HeaderReason([](auto& h) { h.set_key_id("short"); }), v1::REFUSAL_REASON_INVALID_VALUE);
  EXPECT_EQ(field_, "header.key_id");
  EXPECT_EQ(HeaderReason([](auto& h) { h.set_idempotency_key(std::string(17, 'i')); }),
            v1::REFUSAL_REASON_INVALID_VALUE);
  EXPECT_EQ(HeaderReason([](auto& h) { h.set_signature(std::string(63, 's')); }), v1::REFUSAL_REASON_INVALID_VALUE);
  EXPECT_EQ(HeaderReason([](auto& h) { h.set_events_root(std::string(31, 'r')); }), v1::REFUSAL_REASON_INVALID_VALUE);
  EXPECT_EQ(HeaderReason([](auto& h) { h.set_expires_at_us(0); }), v1::REFUSAL_REASON_OUT_OF_RANGE);
  EXPECT_EQ(HeaderReason([](auto& h) { h.set_expires_at_us(-1); }), v1::REFUSAL_REASON_OUT_OF_RANGE);
  EXPECT_EQ(HeaderReason([](auto& h) { h.set_count(0); }), v1::REFUSAL_REASON_OUT_OF_RANGE);
  EXPECT_EQ(HeaderReason([](auto& h) { h.set_count(1001); }), v1::REFUSAL_REASON_TOO_LARGE);
  v1::Submission submission = One(Reading());
  submission.clear_header();
  EXPECT_EQ(ReasonOf(submission), v1::REFUSAL_REASON_FIELD_MISSING);
  EXPECT_EQ(ReasonOf(v1::Submission()), v1::REFUSAL_REASON_FIELD_MISSING);
}

TEST_F(AdmitTest, HoldsCountAndRootAgainstTheEvents) {
  EXPECT_EQ(HeaderReason([](auto& h) { h.set_count(2); }), v1::REFUSAL_REASON_EVENTS_MISMATCH);
  EXPECT_EQ(field_, "header.count");
  EXPECT_EQ(HeaderReason([](auto& h) { h.set_events_root(std::string(32, 'r')); }), v1::REFUSAL_REASON_EVENTS_MISMATCH);
  EXPECT_EQ(field_, "header.events_root");
  v1::Submission swapped = Build({Reading(), Ending()});
  swapped.mutable_events()->SwapElements(0, 1);
  EXPECT_EQ(ReasonOf(swapped), v1::REFUSAL_REASON_EVENTS_MISMATCH);
}

TEST_F(AdmitTest, RefusesUnknownFieldsAroundTheEvents) {
  v1::Submission submission = One(Reading());
  std::string bytes = submission.SerializeAsString();
  ASSERT_TRUE(submission.ParseFromString(bytes + "\x78\x01"));
  EXPECT_EQ(ReasonOf(submission), v1::REFUSAL_REASON_UNKNOWN_FIELD);
}

TEST_F(AdmitTest, TakesAThousandEventsAndNotOneMore) {
  v1::Submission submission = One(Reading());
  const v1::SubmittedEvent event = submission.events(0);
  while (submission.events_size() < 1000) *submission.add_events() = event;
  EXPECT_EQ(ReasonOf(Resigned(submission)), v1::REFUSAL_REASON_UNSPECIFIED);
  *submission.add_events() = event;
  v1::Submission one_more = Resigned(submission);
  EXPECT_EQ(ReasonOf(one_more), v1::REFUSAL_REASON_TOO_LARGE);
  EXPECT_EQ(field_, "header.count");
  one_more.mutable_header()->set_count(1000);
  EXPECT_EQ(ReasonOf(one_more), v1::REFUSAL_REASON_TOO_LARGE);
  EXPECT_EQ(field_, "events");
}

TEST_F(AdmitTest, BoundsTheWhole) {
  // 48 events of 23 000 bytes exceed 1 MiB, 45 do not.
  v1::OdometerRead read;
  read.set_vin(std::string(22'900, 'V'));
  v1::Submission submission = One(Fact(read));
  const v1::SubmittedEvent event = submission.events(0);
  while (submission.events_size() < 45) *submission.add_events() = event;
  EXPECT_EQ(ReasonOf(Resigned(submission)), v1::REFUSAL_REASON_UNSPECIFIED);
  while (submission.events_size() < 48) *submission.add_events() = event;
  EXPECT_EQ(ReasonOf(Resigned(submission)), v1::REFUSAL_REASON_TOO_LARGE);
}

TEST_F(AdmitTest, BoundsAnEvent) {
  v1::OdometerRead read;
  read.set_vin(std::string(kMaxEventBytes, 'V'));
  EXPECT_EQ(ReasonOf(Build({Reading(), Fact(read)})), v1::REFUSAL_REASON_TOO_LARGE);
  EXPECT_EQ(field_, "events[1]");
}

TEST_F(AdmitTest, DecodesEventsStrictly) {
  v1::Submission submission = Build({Reading(), Reading()});
  submission.mutable_events(1)->set_event(submission.events(1).event() + "\x0a");
  EXPECT_EQ(ReasonOf(Resigned(submission)), v1::REFUSAL_REASON_MALFORMED);
  EXPECT_EQ(field_, "events[1]");
}

TEST_F(AdmitTest, ChecksSaltAndActor) {
  EXPECT_EQ(ReasonOf(Changed(Reading(), [](auto& e) { e.clear_salt(); })), v1::REFUSAL_REASON_FIELD_MISSING);
  EXPECT_EQ(ReasonOf(Changed(Reading(), [](auto& e) { e.set_salt(std::string(15, 's')); })),
            v1::REFUSAL_REASON_INVALID_VALUE);
  EXPECT_EQ(field_, "events[0].salt");
  EXPECT_EQ(ReasonOf(Changed(Reading(), [](auto& e) { e.mutable_actor()->set_organisation_id("other"); })),
            v1::REFUSAL_REASON_IDENTITY_MISMATCH);
  EXPECT_EQ(field_, "events[0].actor.organisation_id");
  EXPECT_EQ(ReasonOf(Changed(Reading(), [](auto& e) { e.clear_actor(); })), v1::REFUSAL_REASON_IDENTITY_MISMATCH);
}

TEST_F(AdmitTest, TermsComeWithTheirCommitmentAndAgree) {
  EXPECT_EQ(ReasonOf(One(Ending())), v1::REFUSAL_REASON_UNSPECIFIED);

  v1::Submission missing = One(Ending());
  missing.mutable_events(0)->clear_terms();
  EXPECT_EQ(ReasonOf(missing), v1::REFUSAL_REASON_DETACHED_MISMATCH);

  v1::Submission superfluous = One(Reading());
  *superfluous.mutable_events(0)->mutable_terms() = One(Ending()).events(0).terms();
  EXPECT_EQ(ReasonOf(superfluous), v1::REFUSAL_REASON_DETACHED_MISMATCH);

  v1::Submission altered = One(Ending());
  v1::Terms terms;
  terms.mutable_settlement()->set_settled_total_minor_units(99);
  altered.mutable_events(0)->mutable_terms()->set_body(Serialise(terms));
  EXPECT_EQ(ReasonOf(altered), v1::REFUSAL_REASON_DETACHED_MISMATCH);
  EXPECT_EQ(field_, "events[0].terms_commitment");

  v1::Submission resalted = One(Ending());
  resalted.mutable_events(0)->mutable_terms()->set_salt(std::string(32, 'x'));
  EXPECT_EQ(ReasonOf(resalted), v1::REFUSAL_REASON_DETACHED_MISMATCH);

  v1::Submission short_salt = One(Ending());
  short_salt.mutable_events(0)->mutable_terms()->set_salt(std::string(31, 'x'));
  EXPECT_EQ(ReasonOf(short_salt), v1::REFUSAL_REASON_INVALID_VALUE);

  v1::Submission huge = One(Ending());
  huge.mutable_events(0)->mutable_terms()->set_body(std::string(kMaxDetachedBytes + 1, 'x'));
  EXPECT_EQ(ReasonOf(huge), v1::REFUSAL_REASON_TOO_LARGE);
}

// Terms are committed to for one ledger and one organisation.
TEST_F(AdmitTest, TermsOfAnotherLedgerOrOrganisationDoNotAgree) {
  const v1::Submission submission = One(Ending());
  const Hash other{};
  EXPECT_EQ(refusal::RefusalOf(Admit(other, submission).status())->reason(), v1::REFUSAL_REASON_DETACHED_MISMATCH);
  const v1::DetachedPart& part = submission.events(0).terms();
  EXPECT_NE(DetachedCommitment(DetachedKind::kTerms, ledger_.ledger_id(), "hansa", part),
            DetachedCommitment(DetachedKind::kTerms, ledger_.ledger_id(), "hansb", part));
}

TEST_F(AdmitTest, TermsAreCanonical) {
  v1::Submission submission = One(Ending());
  v1::DetachedPart part = submission.events(0).terms();
  part.set_body(part.body() + part.body());
  *submission.mutable_events(0)->mutable_terms() = part;
  v1::Event event = *ParseEvent(submission.events(0).event());
  event.set_terms_commitment(ToBytes(DetachedCommitment(DetachedKind::kTerms, ledger_.ledger_id(), "hansa", part)));
  submission.mutable_events(0)->set_event(Serialise(event));
  EXPECT_EQ(ReasonOf(Resigned(submission)), v1::REFUSAL_REASON_NOT_CANONICAL);
  EXPECT_EQ(field_, "events[0].terms.body");
}

TEST_F(AdmitTest, SealedPartsComeWithTheirCommitment) {
  const v1::Submission submission = One(Reading().About("K-1001"));
  const absl::StatusOr<AdmittedSubmission> admitted = Admit(ledger_.ledger_id(), submission);
  ASSERT_TRUE(admitted.ok()) << admitted.status();
  EXPECT_EQ(admitted->events[0].sealed->customer_ref(), "K-1001");
  EXPECT_EQ(admitted->events[0].sealed_part->salt(), submission.events(0).sealed().salt());
  EXPECT_EQ(
      admitted->events[0].event.sealed_commitment(),
      AsBytes(DetachedCommitment(DetachedKind::kSealed, ledger_.ledger_id(), "hansa", submission.events(0).sealed())));

  v1::Submission without = submission;
  without.mutable_events(0)->clear_sealed();
  EXPECT_EQ(ReasonOf(without), v1::REFUSAL_REASON_DETACHED_MISMATCH);
  EXPECT_EQ(field_, "events[0].sealed");
  v1::Submission superfluous = One(Reading());
  *superfluous.mutable_events(0)->mutable_sealed() = submission.events(0).sealed();
  EXPECT_EQ(ReasonOf(superfluous), v1::REFUSAL_REASON_DETACHED_MISMATCH);
  EXPECT_EQ(field_, "events[0].sealed_commitment");
  v1::Submission altered = submission;
  altered.mutable_events(0)->mutable_sealed()->mutable_body()->append("x");
  EXPECT_EQ(ReasonOf(altered), v1::REFUSAL_REASON_DETACHED_MISMATCH);
  v1::Submission short_salt = submission;
  short_salt.mutable_events(0)->mutable_sealed()->set_salt("short");
  EXPECT_EQ(ReasonOf(short_salt), v1::REFUSAL_REASON_INVALID_VALUE);
  EXPECT_EQ(field_, "events[0].sealed.salt");
}

TEST_F(AdmitTest, SealedBodiesAreJudgedAndNotQuoted) {
  TestEvent event = Reading().About("Anna Schmidt");
  EXPECT_EQ(ReasonOf(One(std::move(event))), v1::REFUSAL_REASON_INVALID_VALUE);
  EXPECT_EQ(field_, "events[0].sealed.body.customer_ref");
  EXPECT_EQ(message_.find("Anna"), std::string::npos);
}

}  // namespace
}  // namespace ingot::entry
