#include "ledger/rules/execute.h"

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gtest/gtest.h"
#include "ledger/base/hash.h"
#include "ledger/crypto/sha256.h"
#include "ledger/entry/canonical.h"
#include "ledger/entry/limits.h"
#include "ledger/entry/submission.h"
#include "ledger/refusal/refusal.h"
#include "ledger/rules/decide.h"
#include "ledger/state/record_key.h"
#include "tests/support/fleet.h"
#include "tests/support/rule_events.h"
#include "tests/support/test_ledger.h"

namespace ingot::rules {
namespace {

using testing::Fact;
using testing::TestEvent;
using testing::TestKey;
using testing::TestLedger;

TestEvent Site(const std::string& id, const std::string& name = "Yard") {
  v1::SiteRegistered site;
  site.set_site_id(id);
  site.set_name(name);
  site.set_country("DE");
  return Fact(site);
}

class ExecuteTest : public ::testing::Test {
 protected:
  ExecuteTest() { ledger_.Enrol("hansa", {v1::ROLE_DEALER}); }

  v1::Submission One(TestEvent event) {
    std::vector<TestEvent> events;
    events.push_back(std::move(event));
    return ledger_.Build("hansa", std::move(events));
  }
  v1::RefusalReason RunReason(const v1::Submission& submission) {
    const auto execution = ledger_.Run(submission);
    return execution.ok() ? v1::REFUSAL_REASON_UNSPECIFIED : ledger_.last_refusal()->reason();
  }
  // A submission whose header is changed before it is signed with the organisation's key.
  v1::Submission Signed(const std::function<void(v1::SubmissionHeader&)>& change) {
    v1::Submission submission = One(Site("hansa/yard"));
    change(*submission.mutable_header());
    ledger_.Sign(submission, ledger_.KeyOf("hansa"));
    return submission;
  }

  TestLedger ledger_;
};

// RFC 6962: leaf = SHA-256(0x00 || bytes). Each entry holds the leaf hash of the one before.
TEST_F(ExecuteTest, EntriesAreChained) {
  ledger_.MustSubmit("hansa", {Site("hansa/a"), Site("hansa/b"), Site("hansa/c")});
  Hash prev{};
  for (size_t seq = 0; seq < ledger_.entries().size(); ++seq) {
    const NewEntry& stored = ledger_.entries()[seq];
    const v1::Entry entry = ledger_.EntryAt(seq);
    EXPECT_EQ(stored.leaf, crypto::Sha256({std::string_view("\0", 1), stored.bytes}));
    EXPECT_EQ(entry.seq(), seq);
    EXPECT_EQ(entry.prev_hash(), seq == 0 ? "" : ToBytes(prev));
    EXPECT_EQ(entry.has_submission(), entry.index() == 0);
    prev = stored.leaf;
  }
  EXPECT_EQ(ledger_.EntryAt(5).index(), 2u);
  EXPECT_EQ(ledger_.EntryAt(3).submission().count(), 3u);
}

TEST_F(ExecuteTest, GenesisNamesTheLedger) {
  const v1::Entry genesis = ledger_.EntryAt(0);
  EXPECT_EQ(ledger_.ledger_id(), ledger_.entries()[0].leaf);
  EXPECT_EQ(genesis.subjects_size(), 2);
  EXPECT_EQ(genesis.subjects(0).kind(), v1::SUBJECT_KIND_LEDGER);
  EXPECT_EQ(genesis.subjects(0).id(), "");
  EXPECT_EQ(genesis.subjects(1).id(), "operator");
}

// A subject's entries are found by walking the links back from its record.
TEST_F(ExecuteTest, SubjectsAreLinked) {
  ledger_.MustSubmit("hansa", {Site("hansa/a", "One"), Site("hansa/b"), Site("hansa/a", "Two")});
  ledger_.MustSubmit("hansa", Site("hansa/a", "Three"));
  v1::SubjectHead head = ledger_.RecordOf(v1::SUBJECT_KIND_SITE, "hansa/a").head();
  EXPECT_EQ(head.count(), 3u);
  std::vector<std::string> names;
  uint64_t seq = head.last_seq();
  std::string hash = head.last_hash();
  for (uint64_t left = head.count(); left > 0; --left) {
    EXPECT_EQ(hash, ToBytes(ledger_.entries().at(seq).leaf));
    const v1::Entry entry = ledger_.EntryAt(seq);
    names.push_back(entry::ParseEvent(entry.event())->site_registered().name());
    ASSERT_EQ(entry.subjects_size(), 1);
    EXPECT_EQ(entry.subjects(0).count_before(), left - 1);
    seq = entry.subjects(0).prev_seq();
    hash = entry.subjects(0).prev_hash();
  }
  EXPECT_EQ(hash, "");
  EXPECT_EQ(names, (std::vector<std::string>{"Three", "Two", "One"}));
  EXPECT_EQ(ledger_.RecordOf(v1::SUBJECT_KIND_SITE, "hansa/a").site().name(), "Three");
}

TEST_F(ExecuteTest, ARefusedSubmissionChangesNothing) {
  const size_t entries = ledger_.entries().size();
  const auto written = [this] {
    std::map<std::string, std::string> all;
    for (const auto& [key, record] : ledger_.state().records()) all[key] = record->SerializeAsString();
    return all;
  };
  const auto records = written();
  EXPECT_EQ(ledger_.ReasonOf("hansa", {Site("hansa/a"), Site("hansa/b"), Site("other/c")}),
            v1::REFUSAL_REASON_ID_NOT_OWN);
  EXPECT_EQ(ledger_.last_refusal()->field(), "events[2].site_registered.site_id");
  EXPECT_EQ(ledger_.entries().size(), entries);
  EXPECT_EQ(written(), records);
}

TEST_F(ExecuteTest, EventsSeeWhatCameBeforeThemInTheSubmission) {
  v1::InstrumentCertified scale;
  scale.set_instrument_id("hansa/w1");
  scale.set_site_id("hansa/a");
  scale.set_division_g(20'000);
  scale.set_capacity_g(60'000'000);
  scale.set_certificate_number("C-1");
  *scale.mutable_expires_on() = testing::MakeDate(2027, 1, 1);
  EXPECT_EQ(ledger_.ReasonOf("hansa", {Fact(scale), Site("hansa/a")}), v1::REFUSAL_REASON_NOT_FOUND);
  EXPECT_EQ(ledger_.last_refusal()->field(), "events[0].instrument_certified.site_id");
  EXPECT_EQ(ledger_.ReasonOf("hansa", {Site("hansa/a"), Fact(scale)}), v1::REFUSAL_REASON_UNSPECIFIED);
}

// Roles and keys are those before the submission's first entry.
TEST_F(ExecuteTest, TheSubmitterIsJudgedByTheStateBefore) {
  v1::KeyRevoked revoked;
  revoked.set_organisation_id("hansa");
  revoked.set_key_id(ToBytes(crypto::KeyId(ledger_.KeyOf("hansa").public_key())));
  EXPECT_EQ(ledger_.ReasonOf("hansa", {Fact(revoked), Site("hansa/a")}), v1::REFUSAL_REASON_UNSPECIFIED);
  EXPECT_EQ(ledger_.ReasonOf("hansa", Site("hansa/b")), v1::REFUSAL_REASON_KEY_NOT_VALID);
}

TEST_F(ExecuteTest, WrongSignaturesAreRefused) {
  v1::Submission flipped = One(Site("hansa/a"));
  std::string signature = flipped.header().signature();
  signature[5] = static_cast<char>(signature[5] ^ 1);
  flipped.mutable_header()->set_signature(signature);
  EXPECT_EQ(RunReason(flipped), v1::REFUSAL_REASON_BAD_SIGNATURE);
  // Another key, under the organisation's key id.
  v1::Submission forged = One(Site("hansa/a"));
  const std::string key_id = forged.header().key_id();
  ledger_.Sign(forged, TestKey("stranger"));
  EXPECT_EQ(RunReason(forged), v1::REFUSAL_REASON_KEY_NOT_VALID);
  forged.mutable_header()->set_key_id(key_id);
  EXPECT_EQ(RunReason(forged), v1::REFUSAL_REASON_BAD_SIGNATURE);
  // Each signed field.
  EXPECT_EQ(RunReason(One(Site("hansa/a"))), v1::REFUSAL_REASON_UNSPECIFIED);
  for (const auto& change : std::vector<std::function<void(v1::SubmissionHeader&)>>{
           [](auto& h) { h.set_expires_at_us(h.expires_at_us() + 1); },
           [](auto& h) { h.set_idempotency_key(std::string(16, 'x')); }}) {
    v1::Submission altered = One(Site("hansa/a"));
    change(*altered.mutable_header());
    EXPECT_EQ(RunReason(altered), v1::REFUSAL_REASON_BAD_SIGNATURE);
  }
}

TEST_F(ExecuteTest, ASignatureForAnotherLedgerIsRefused) {
  v1::Submission submission = One(Site("hansa/a"));
  Hash other = ledger_.ledger_id();
  other[0] ^= 1;
  submission.mutable_header()->set_signature(
      ledger_.KeyOf("hansa").Sign(entry::SigningMessage(other, submission.header())));
  EXPECT_EQ(RunReason(submission), v1::REFUSAL_REASON_BAD_SIGNATURE);
}

TEST_F(ExecuteTest, StrangersAndForeignKeysAreRefused) {
  ledger_.Enrol("other", {v1::ROLE_DEALER});
  v1::Submission submission = One(Site("hansa/a"));
  ledger_.Sign(submission, ledger_.KeyOf("other"));
  EXPECT_EQ(RunReason(submission), v1::REFUSAL_REASON_KEY_NOT_VALID);
  const std::string foreign = ledger_.last_refusal()->message();
  ledger_.Sign(submission, TestKey("nobody"));
  EXPECT_EQ(RunReason(submission), v1::REFUSAL_REASON_KEY_NOT_VALID);
  EXPECT_EQ(ledger_.last_refusal()->message(), foreign) << "whose a key is, is not told";

  ledger_.UseKey("stranger", TestKey("stranger"));
  EXPECT_EQ(ledger_.ReasonOf("stranger", Site("stranger/a")), v1::REFUSAL_REASON_UNKNOWN_ORGANISATION);
  ledger_.UseKey(TestLedger::kOperator, TestKey("checkpoint"));
  EXPECT_EQ(ledger_.ReasonOf(TestLedger::kOperator, Fact(v1::RoleGranted())), v1::REFUSAL_REASON_KEY_NOT_VALID);
}

TEST_F(ExecuteTest, ASubmissionExpires) {
  const int64_t now = ledger_.now_us();
  EXPECT_EQ(RunReason(Signed([now](auto& h) { h.set_expires_at_us(now - 1); })), v1::REFUSAL_REASON_EXPIRED);
  EXPECT_EQ(RunReason(Signed([now](auto& h) { h.set_expires_at_us(now); })), v1::REFUSAL_REASON_UNSPECIFIED);
  constexpr int64_t kWeekUs = 7 * TestLedger::kDayUs;
  EXPECT_EQ(RunReason(Signed([now](auto& h) { h.set_expires_at_us(now + kWeekUs); })), v1::REFUSAL_REASON_UNSPECIFIED);
  EXPECT_EQ(RunReason(Signed([now](auto& h) { h.set_expires_at_us(now + kWeekUs + 1); })),
            v1::REFUSAL_REASON_EXPIRY_TOO_FAR);
  EXPECT_EQ(ledger_.last_refusal()->field(), "header.expires_at_us");
}

TEST_F(ExecuteTest, ASubmissionIsFoundByItsIdempotencyKey) {
  const v1::Submission submission = One(Site("hansa/a"));
  EXPECT_FALSE(FindEarlier(ledger_.state(), submission.header())->has_value());
  const uint64_t first_seq = ledger_.entries().size();
  ASSERT_TRUE(ledger_.Run(submission).ok());

  const auto earlier = FindEarlier(ledger_.state(), submission.header());
  ASSERT_TRUE(earlier.ok() && earlier->has_value());
  EXPECT_EQ((*earlier)->first_seq(), first_seq);
  EXPECT_EQ((*earlier)->count(), 1u);

  // The same events, signed anew with another expiry: still the same submission.
  v1::SubmissionHeader later = submission.header();
  later.set_expires_at_us(later.expires_at_us() + 1);
  EXPECT_TRUE(FindEarlier(ledger_.state(), later)->has_value());

  v1::SubmissionHeader other_events = submission.header();
  other_events.set_events_root(std::string(32, 'r'));
  const auto conflict = FindEarlier(ledger_.state(), other_events);
  EXPECT_EQ(refusal::RefusalOf(conflict.status())->reason(), v1::REFUSAL_REASON_IDEMPOTENCY_CONFLICT);
  v1::SubmissionHeader other_count = submission.header();
  other_count.set_count(2);
  EXPECT_FALSE(FindEarlier(ledger_.state(), other_count).ok());

  // Keys are an organisation's own.
  v1::SubmissionHeader other_organisation = submission.header();
  other_organisation.set_organisation_id("other");
  EXPECT_FALSE(FindEarlier(ledger_.state(), other_organisation)->has_value());
}

TEST_F(ExecuteTest, ARefusalDoesNotConsumeTheIdempotencyKey) {
  v1::Submission submission = Signed([](auto& h) { h.set_expires_at_us(1); });
  EXPECT_EQ(RunReason(submission), v1::REFUSAL_REASON_EXPIRED);
  EXPECT_FALSE(FindEarlier(ledger_.state(), submission.header())->has_value());
}

TEST_F(ExecuteTest, TheLedgerIsCreatedOnce) {
  const v1::Event genesis = *entry::ParseEvent(ledger_.EntryAt(0).event());
  EXPECT_EQ(ledger_.ReasonOf(TestLedger::kOperator, Fact(genesis.ledger_created())), v1::REFUSAL_REASON_INVALID_VALUE);
  EXPECT_EQ(ledger_.last_refusal()->field(), "events[0]");
  EXPECT_EQ(ledger_.ReasonOf("hansa", {Site("hansa/a"), Fact(genesis.ledger_created())}),
            v1::REFUSAL_REASON_INVALID_VALUE);
}

TEST_F(ExecuteTest, RulesAndCheckpointKeysChangeBetweenSubmissions) {
  v1::RulesActivated rules;
  rules.set_version(2);
  v1::RoleGranted granted;
  granted.set_organisation_id("hansa");
  granted.set_role(v1::ROLE_LESSOR);
  EXPECT_EQ(ledger_.ReasonOf(TestLedger::kOperator, {Fact(granted), Fact(rules)}), v1::REFUSAL_REASON_INVALID_VALUE);
  EXPECT_EQ(ledger_.last_refusal()->field(), "events[1].rules_activated");
  const v1::KeyAdded rotation = ledger_.AddKey(TestLedger::kOperator, TestKey("checkpoint 2"), v1::KEY_KIND_CHECKPOINT);
  EXPECT_EQ(ledger_.ReasonOf(TestLedger::kOperator, {Fact(rotation), Fact(granted)}), v1::REFUSAL_REASON_INVALID_VALUE);
  EXPECT_EQ(ledger_.ReasonOf(TestLedger::kOperator, Fact(rotation)), v1::REFUSAL_REASON_UNSPECIFIED);
  EXPECT_EQ(ledger_.ReasonOf(TestLedger::kOperator, Fact(rules)), v1::REFUSAL_REASON_UNSPECIFIED);
}

// Admission counts what an entry usually adds to its event; what the entries really come to is held exactly. Here a
// thousand vehicles leave under one transfer: each entry links a vehicle and the transfer, and moves metal.
TEST_F(ExecuteTest, EntriesAndDetachedPartsAreBoundedTogether) {
  testing::Fleet fleet;
  constexpr int kEvents = 1000;
  const std::string transfer = "maker/" + std::string(27, 't');
  std::vector<TestEvent> births;
  births.reserve(kEvents);
  for (int i = 0; i < kEvents; ++i) births.push_back(Fact(testing::Registered(testing::Vin(i))));
  fleet.ledger().MustSubmit(testing::Fleet::kMaker, births);

  const auto departures = [&](size_t user_bytes) {
    std::vector<TestEvent> events;
    for (int i = 0; i < kEvents; ++i) {
      TestEvent event = Fact(testing::Sent(testing::Vin(i), transfer, testing::Fleet::kDealer));
      for (size_t e = 0; e < entry::kMaxEvidence; ++e) event = std::move(event).With(v1::EVIDENCE_KIND_OTHER);
      event.event.mutable_actor()->set_user(std::string(user_bytes, 'u'));
      events.push_back(std::move(event));
    }
    return fleet.ledger().Build(testing::Fleet::kMaker, std::move(events));
  };
  const auto bound_of = [](const v1::Submission& submission) {
    size_t bytes = 0;
    for (const auto& event : submission.events()) bytes += event.event().size() + entry::kEntryOverheadBytes;
    return bytes;
  };
  ASSERT_LE(bound_of(departures(48)), entry::kMaxSubmissionBytes);
  const absl::Status too_large = fleet.ledger().Run(departures(48)).status();
  ASSERT_FALSE(too_large.ok());
  EXPECT_EQ(refusal::RefusalOf(too_large)->reason(), v1::REFUSAL_REASON_TOO_LARGE);
  EXPECT_TRUE(fleet.ledger().last_refusal()->field().starts_with("events[")) << "by the entries, not by admission";
}

TEST_F(ExecuteTest, AThousandEventsAreOneSubmission) {
  std::vector<TestEvent> events;
  events.reserve(1000);
  for (int i = 0; i < 1000; ++i) events.push_back(Site("hansa/" + std::to_string(i)));
  const Execution execution = ledger_.MustSubmit("hansa", std::move(events));
  EXPECT_EQ(execution.entries.size(), 1000u);
  EXPECT_EQ(execution.changes.size(), 1001u) << "a record a site, and the idempotency record";
  EXPECT_EQ(ledger_.EntryAt(ledger_.entries().size() - 1).index(), 999u);
}

TEST_F(ExecuteTest, TermsStayBesideTheEntry) {
  testing::Fleet fleet;
  const std::string vin = testing::Vin(1);
  fleet.Stock(vin);
  const Execution execution = fleet.ledger().MustSubmit(
      testing::Fleet::kDealer,
      Fact(testing::Signed("dealer/c-1", vin, v1::CONTRACT_KIND_LEASE), testing::TermsOf(v1::CONTRACT_KIND_LEASE)));
  ASSERT_TRUE(execution.entries[0].terms.has_value());
  const auto terms = entry::ParseTerms(execution.entries[0].terms->body());
  ASSERT_TRUE(terms.ok()) << terms.status();
  EXPECT_EQ(entry::Serialise(terms->contract()), entry::Serialise(testing::TermsOf(v1::CONTRACT_KIND_LEASE)));
  EXPECT_EQ(execution.entries[0].bytes.find(execution.entries[0].terms->body()), std::string::npos);
  // The event commits to them.
  const uint64_t seq = fleet.ledger().entries().size() - 1;
  const auto event = entry::ParseEvent(fleet.ledger().EntryAt(seq).event());
  EXPECT_EQ(event->terms_commitment(),
            ToBytes(entry::DetachedCommitment(entry::DetachedKind::kTerms, fleet.ledger().ledger_id(), "dealer",
                                              *execution.entries[0].terms)));
}

// Same state, same context, same bytes: the auditor's Execute makes what the server's made.
TEST_F(ExecuteTest, AReplayMakesTheSameBytes) {
  ledger_.MustSubmit("hansa", {Site("hansa/a"), Site("hansa/b")});
  state::MemoryView state;
  Position position;
  for (size_t seq = 0; seq < ledger_.entries().size();) {
    const v1::Entry first = ledger_.EntryAt(seq);
    std::vector<v1::Entry> entries;
    for (size_t i = 0; i < first.submission().count(); ++i) entries.push_back(ledger_.EntryAt(seq + i));
    const auto admitted =
        entry::Readmit(position.ledger_id, entries, std::vector<std::optional<v1::DetachedPart>>(entries.size()));
    ASSERT_TRUE(admitted.ok()) << admitted.status();
    position.seq = seq;
    position.recorded_at_us = first.recorded_at_us();
    const auto execution = Execute(state, position, *admitted);
    ASSERT_TRUE(execution.ok()) << execution.status();
    for (size_t i = 0; i < entries.size(); ++i) {
      EXPECT_EQ(execution->entries[i].bytes, ledger_.entries()[seq + i].bytes);
    }
    if (seq == 0) position.ledger_id = execution->entries[0].leaf;
    position.prev_hash = execution->entries.back().leaf;
    state.Apply(execution->changes);
    seq += entries.size();
  }
  ASSERT_EQ(state.records().size(), ledger_.state().records().size());
  for (const auto& [key, record] : state.records()) {
    EXPECT_EQ(entry::Serialise(*record), entry::Serialise(*ledger_.state().Find(key)));
  }
}

}  // namespace
}  // namespace ingot::rules
