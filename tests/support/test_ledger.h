// A whole ledger in memory for tests: genesis, organisations with keys, submissions through the real way (serialised,
// admitted, signature verified, executed). Deterministic: the same calls make the same bytes.
#ifndef INGOT_TESTS_SUPPORT_TEST_LEDGER_H_
#define INGOT_TESTS_SUPPORT_TEST_LEDGER_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/protobuf/message.h"
#include "ingot/v1/entry.pb.h"
#include "ingot/v1/event.pb.h"
#include "ingot/v1/refusal.pb.h"
#include "ingot/v1/sealed.pb.h"
#include "ingot/v1/state.pb.h"
#include "ledger/base/hash.h"
#include "ledger/crypto/ed25519.h"
#include "ledger/rules/execute.h"
#include "ledger/state/view.h"

namespace ingot::testing {

// A key from a label: the same label, the same key.
crypto::PrivateKey TestKey(std::string_view label);

// An event to submit. What stays unset (salt, actor.organisation_id, occurred_at, commitments) TestLedger fills in.
struct TestEvent {
  v1::Event event;
  std::optional<v1::Terms> terms;
  std::optional<v1::SealedBody> sealed;

  // Adds a sealed part about this data subject.
  TestEvent&& About(std::string_view customer_ref) &&;
  // Adds evidence of a kind, with an arbitrary hash.
  TestEvent&& With(v1::EvidenceKind kind) &&;
  TestEvent&& At(int64_t unix_us, int32_t offset_minutes = 0) &&;
  TestEvent&& From(std::string_view site_id) &&;
};

// Wraps the body of an event, for example Fact(v1::OdometerRead()), with terms of one of the kinds in v1::Terms.
TestEvent Fact(const google::protobuf::Message& body);
TestEvent Fact(const google::protobuf::Message& body, const google::protobuf::Message& terms);

v1::Date MakeDate(int year, int month, int day);

class TestLedger {
 public:
  // 2026-03-01T08:00:00Z.
  static constexpr int64_t kStartUs = 1'772'352'000'000'000;
  static constexpr int64_t kSecondUs = 1'000'000;
  static constexpr int64_t kDayUs = 24 * 3600 * kSecondUs;
  static constexpr char kOperator[] = "operator";

  // Creates the ledger; aborts if the rules refuse.
  explicit TestLedger(int32_t rules_version = 1);
  TestLedger(const TestLedger&) = delete;
  TestLedger& operator=(const TestLedger&) = delete;

  // Enrols an organisation (two entries: enrolment, first key). Aborts if the rules refuse.
  void Enrol(const std::string& organisation_id, const std::vector<v1::Role>& roles, const std::string& country = "DE");

  // Signs the events as one submission of `organisation_id`, and executes it. Time advances by a second.
  absl::StatusOr<rules::Execution> Submit(const std::string& organisation_id, std::vector<TestEvent> events);
  absl::StatusOr<rules::Execution> Submit(const std::string& organisation_id, TestEvent event);
  // The same for submissions that a test's setting needs: aborts with the refusal.
  rules::Execution MustSubmit(const std::string& organisation_id, std::vector<TestEvent> events);
  rules::Execution MustSubmit(const std::string& organisation_id, TestEvent event);
  // The reason why the submission is refused; UNSPECIFIED if it was accepted.
  v1::RefusalReason ReasonOf(const std::string& organisation_id, std::vector<TestEvent> events);
  v1::RefusalReason ReasonOf(const std::string& organisation_id, TestEvent event);
  // The whole refusal of the last submission, if it was refused.
  const std::optional<v1::Refusal>& last_refusal() const { return last_refusal_; }

  // The steps of Submit, for tests that alter something in between. Build signs with the organisation's key; Sign signs
  // again after changes (count and events_root are computed anew); Run executes serialised bytes as a server does.
  v1::Submission Build(const std::string& organisation_id, std::vector<TestEvent> events);
  void Sign(v1::Submission& submission, const crypto::PrivateKey& key) const;
  absl::StatusOr<rules::Execution> Run(const v1::Submission& submission);

  // From here on submissions carry no true signature and none is asked for, which takes two thirds of a submission's
  // time: for tests of very many submissions that are not about signatures.
  void AssumeSignatures() { assume_signatures_ = true; }

  // The key that Submit signs with for an organisation; replace it after rotations.
  const crypto::PrivateKey& KeyOf(const std::string& organisation_id) const;
  void UseKey(const std::string& organisation_id, crypto::PrivateKey key);
  // A KeyAdded with its proof of possession.
  v1::KeyAdded AddKey(const std::string& organisation_id, const crypto::PrivateKey& key,
                      v1::KeyKind kind = v1::KEY_KIND_ORGANISATION) const;

  void Advance(int64_t us) { now_us_ += us; }
  int64_t now_us() const { return now_us_; }
  const Hash& ledger_id() const { return ledger_id_; }
  const state::MemoryView& state() const { return state_; }
  // All entries so far, as stored.
  const std::vector<rules::NewEntry>& entries() const { return entries_; }
  v1::Entry EntryAt(uint64_t seq) const;

  // The record of a key or subject; a default one where there is none.
  v1::Record RecordOf(const std::string& key) const;
  v1::Record RecordOf(v1::SubjectKind kind, const std::string& id) const;
  // Sum of an account over families and origins.
  int64_t TotalOf(const v1::Account& account) const;

 private:
  void Fill(const std::string& organisation_id, TestEvent& event);
  v1::SubmittedEvent Serialised(const std::string& organisation_id, TestEvent event);
  std::string NextBytes(size_t size);

  state::MemoryView state_;
  std::vector<rules::NewEntry> entries_;
  std::map<std::string, crypto::PrivateKey> keys_;
  std::optional<v1::Refusal> last_refusal_;
  Hash ledger_id_{};
  int64_t now_us_ = kStartUs;
  uint64_t drawn_ = 0;
  bool assume_signatures_ = false;
};

}  // namespace ingot::testing

#endif  // INGOT_TESTS_SUPPORT_TEST_LEDGER_H_
