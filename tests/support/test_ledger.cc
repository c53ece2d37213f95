#include "tests/support/test_ledger.h"

#include <utility>

#include "google/protobuf/descriptor.h"
#include "ledger/base/check.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/crypto/sha256.h"
#include "ledger/entry/canonical.h"
#include "ledger/entry/entry.h"
#include "ledger/entry/limits.h"
#include "ledger/entry/submission.h"
#include "ledger/refusal/refusal.h"
#include "ledger/state/record_key.h"

namespace ingot::testing {
namespace {

// Puts `body` into the oneof of `message` that has a field of its type.
void SetInto(const google::protobuf::Message& body, google::protobuf::Message& message) {
  const auto* type = message.GetDescriptor();
  for (int i = 0; i < type->field_count(); ++i) {
    const auto* field = type->field(i);
    if (field->containing_oneof() != nullptr && field->message_type() == body.GetDescriptor()) {
      message.GetReflection()->MutableMessage(&message, field)->CopyFrom(body);
      return;
    }
  }
  INGOT_CHECK_MSG(false, "no field of this type");
}

}  // namespace

crypto::PrivateKey TestKey(std::string_view label) {
  absl::StatusOr<crypto::PrivateKey> key = crypto::PrivateKey::FromSeed(AsBytes(crypto::Sha256({"key ", label})));
  INGOT_CHECK_OK(key);
  return *std::move(key);
}

TestEvent&& TestEvent::About(std::string_view customer_ref) && {
  sealed.emplace().set_customer_ref(std::string(customer_ref));
  return std::move(*this);
}

TestEvent&& TestEvent::With(v1::EvidenceKind kind) && {
  v1::Evidence& evidence = *event.add_evidence();
  evidence.set_kind(kind);
  evidence.set_sha256(ToBytes(crypto::Sha256(v1::EvidenceKind_Name(kind))));
  return std::move(*this);
}

TestEvent&& TestEvent::At(int64_t unix_us, int32_t offset_minutes) && {
  event.mutable_occurred_at()->set_unix_us(unix_us);
  event.mutable_occurred_at()->set_offset_minutes(offset_minutes);
  return std::move(*this);
}

TestEvent&& TestEvent::From(std::string_view site_id) && {
  event.mutable_actor()->set_site_id(std::string(site_id));
  return std::move(*this);
}

TestEvent Fact(const google::protobuf::Message& body) {
  TestEvent event;
  SetInto(body, event.event);
  return event;
}

TestEvent Fact(const google::protobuf::Message& body, const google::protobuf::Message& terms) {
  TestEvent event = Fact(body);
  SetInto(terms, event.terms.emplace());
  return event;
}

v1::Date MakeDate(int year, int month, int day) {
  v1::Date date;
  date.set_year(year);
  date.set_month(month);
  date.set_day(day);
  return date;
}

TestLedger::TestLedger(int32_t rules_version) {
  keys_.emplace(kOperator, TestKey(kOperator));
  v1::LedgerCreated created;
  created.set_origin("bank.example/aluminium");
  created.set_nonce(NextBytes(32));
  created.set_format_version(entry::kFormatVersion);
  created.set_rules_version(rules_version);
  created.set_operator_id(kOperator);
  created.set_operator_name("Aluminium Bank");
  created.set_operator_country("CN");
  created.set_operator_key(std::string(KeyOf(kOperator).public_key().bytes()));
  created.set_service_key(std::string(TestKey("service").public_key().bytes()));
  created.set_checkpoint_key(std::string(TestKey("checkpoint").public_key().bytes()));
  MustSubmit(kOperator, Fact(created));
}

void TestLedger::Enrol(const std::string& organisation_id, const std::vector<v1::Role>& roles,
                       const std::string& country) {
  v1::OrganisationEnrolled enrolled;
  enrolled.set_organisation_id(organisation_id);
  enrolled.set_name(Cat("Organisation ", organisation_id));
  enrolled.set_country(country);
  for (const v1::Role role : roles) enrolled.add_roles(role);
  keys_.insert_or_assign(organisation_id, TestKey(organisation_id));
  std::vector<TestEvent> events;
  events.push_back(Fact(enrolled));
  events.push_back(Fact(AddKey(organisation_id, KeyOf(organisation_id))));
  MustSubmit(kOperator, std::move(events));
}

absl::StatusOr<rules::Execution> TestLedger::Submit(const std::string& organisation_id, std::vector<TestEvent> events) {
  absl::StatusOr<rules::Execution> execution = Run(Build(organisation_id, std::move(events)));
  Advance(kSecondUs);
  return execution;
}

absl::StatusOr<rules::Execution> TestLedger::Submit(const std::string& organisation_id, TestEvent event) {
  std::vector<TestEvent> events;
  events.push_back(std::move(event));
  return Submit(organisation_id, std::move(events));
}

rules::Execution TestLedger::MustSubmit(const std::string& organisation_id, std::vector<TestEvent> events) {
  absl::StatusOr<rules::Execution> execution = Submit(organisation_id, std::move(events));
  INGOT_CHECK_OK(execution);
  return *std::move(execution);
}

rules::Execution TestLedger::MustSubmit(const std::string& organisation_id, TestEvent event) {
  std::vector<TestEvent> events;
  events.push_back(std::move(event));
  return MustSubmit(organisation_id, std::move(events));
}

v1::RefusalReason TestLedger::ReasonOf(const std::string& organisation_id, std::vector<TestEvent> events) {
  const absl::Status status = Submit(organisation_id, std::move(events)).status();
  if (status.ok()) return v1::REFUSAL_REASON_UNSPECIFIED;
  INGOT_CHECK_MSG(last_refusal_.has_value(), status.ToString());
  return last_refusal_->reason();
}

v1::RefusalReason TestLedger::ReasonOf(const std::string& organisation_id, TestEvent event) {
  std::vector<TestEvent> events;
  events.push_back(std::move(event));
  return ReasonOf(organisation_id, std::move(events));
}

v1::Submission TestLedger::Build(const std::string& organisation_id, std::vector<TestEvent> events) {
  v1::Submission submission;
  for (TestEvent& event : events) *submission.add_events() = Serialised(organisation_id, std::move(event));
  v1::SubmissionHeader& header = *submission.mutable_header();
  header.set_organisation_id(organisation_id);
  header.set_idempotency_key(NextBytes(entry::kIdempotencyKeyBytes));
  header.set_expires_at_us(now_us_ + kDayUs);
  Sign(submission, KeyOf(organisation_id));
  return submission;
}

void TestLedger::Sign(v1::Submission& submission, const crypto::PrivateKey& key) const {
  std::vector<std::string_view> events;
  for (const v1::SubmittedEvent& event : submission.events()) events.push_back(event.event());
  v1::SubmissionHeader& header = *submission.mutable_header();
  header.set_key_id(ToBytes(crypto::KeyId(key.public_key())));
  header.set_count(static_cast<uint32_t>(events.size()));
  header.set_events_root(ToBytes(entry::EventsRoot(events)));
  header.set_signature(assume_signatures_ ? std::string(crypto::kSignatureSize, '\0')
                                          : key.Sign(entry::SigningMessage(ledger_id_, header)));
}

absl::StatusOr<rules::Execution> TestLedger::Run(const v1::Submission& submission) {
  // Over the wire and back, as a server sees it.
  v1::Submission received;
  INGOT_CHECK(received.ParseFromString(submission.SerializeAsString()));
  const auto execute = [&]() -> absl::StatusOr<rules::Execution> {
    INGOT_ASSIGN_OR_RETURN(const entry::AdmittedSubmission admitted, entry::Admit(ledger_id_, std::move(received)));
    absl::StatusOr<v1::KeyState> key =
        entries_.empty() ? rules::GenesisKey(admitted) : rules::SigningKey(state_, admitted.header);
    INGOT_RETURN_IF_ERROR(key.status());
    if (!assume_signatures_) INGOT_RETURN_IF_ERROR(rules::VerifySignature(ledger_id_, admitted.header, *key));
    INGOT_ASSIGN_OR_RETURN(const auto earlier, rules::FindEarlier(state_, admitted.header));
    INGOT_CHECK_MSG(!earlier.has_value(), "a retry: ask FindEarlier");
    rules::Position position;
    position.ledger_id = ledger_id_;
    position.seq = entries_.size();
    if (!entries_.empty()) position.prev_hash = entries_.back().leaf;
    position.recorded_at_us = now_us_;
    return rules::Execute(state_, position, admitted);
  };
  absl::StatusOr<rules::Execution> execution = execute();
  last_refusal_ = refusal::RefusalOf(execution.status());
  if (!execution.ok()) return execution;
  state_.Apply(execution->changes);
  for (const rules::NewEntry& entry : execution->entries) {
    // What the rules write, a strict reader reads.
    INGOT_CHECK_OK(entry::ParseEntry(entry.bytes));
    if (entries_.empty()) ledger_id_ = entry.leaf;
    entries_.push_back(entry);
  }
  return execution;
}

const crypto::PrivateKey& TestLedger::KeyOf(const std::string& organisation_id) const {
  return keys_.at(organisation_id);
}

void TestLedger::UseKey(const std::string& organisation_id, crypto::PrivateKey key) {
  keys_.insert_or_assign(organisation_id, std::move(key));
}

v1::KeyAdded TestLedger::AddKey(const std::string& organisation_id, const crypto::PrivateKey& key,
                                v1::KeyKind kind) const {
  v1::KeyAdded added;
  added.set_organisation_id(organisation_id);
  added.set_public_key(std::string(key.public_key().bytes()));
  added.set_algorithm(v1::KEY_ALGORITHM_ED25519);
  added.set_kind(kind);
  added.set_possession_signature(key.Sign(entry::PossessionMessage(ledger_id_, organisation_id, added.public_key())));
  return added;
}

v1::Entry TestLedger::EntryAt(uint64_t seq) const {
  absl::StatusOr<v1::Entry> entry = entry::ParseEntry(entries_.at(seq).bytes);
  INGOT_CHECK_OK(entry);
  return *std::move(entry);
}

v1::Record TestLedger::RecordOf(const std::string& key) const {
  const state::RecordPtr record = state_.Find(key);
  return record != nullptr ? *record : v1::Record();
}

v1::Record TestLedger::RecordOf(v1::SubjectKind kind, const std::string& id) const {
  return RecordOf(state::SubjectKey(kind, id));
}

int64_t TestLedger::TotalOf(const v1::Account& account) const {
  int64_t total = 0;
  const v1::Record record = RecordOf(state::AccountKey(account));
  for (const v1::Amount& amount : record.account().balance()) total += amount.grams();
  return total;
}

void TestLedger::Fill(const std::string& organisation_id, TestEvent& event) {
  if (event.event.salt().empty()) event.event.set_salt(NextBytes(entry::kSaltBytes));
  if (event.event.actor().organisation_id().empty()) {
    event.event.mutable_actor()->set_organisation_id(organisation_id);
  }
  if (!event.event.has_occurred_at()) event.event.mutable_occurred_at()->set_unix_us(now_us_);
}

v1::SubmittedEvent TestLedger::Serialised(const std::string& organisation_id, TestEvent event) {
  Fill(organisation_id, event);
  v1::SubmittedEvent submitted;
  if (event.terms.has_value()) {
    v1::DetachedPart& part = *submitted.mutable_terms();
    part.set_salt(NextBytes(entry::kDetachedSaltBytes));
    part.set_body(entry::Serialise(*event.terms));
    if (event.event.terms_commitment().empty()) {
      event.event.set_terms_commitment(
          ToBytes(entry::DetachedCommitment(entry::DetachedKind::kTerms, ledger_id_, organisation_id, part)));
    }
  }
  if (event.sealed.has_value()) {
    v1::DetachedPart& part = *submitted.mutable_sealed();
    part.set_salt(NextBytes(entry::kDetachedSaltBytes));
    part.set_body(entry::Serialise(*event.sealed));
    if (event.event.sealed_commitment().empty()) {
      event.event.set_sealed_commitment(
          ToBytes(entry::DetachedCommitment(entry::DetachedKind::kSealed, ledger_id_, organisation_id, part)));
    }
  }
  submitted.set_event(entry::Serialise(event.event));
  return submitted;
}

std::string TestLedger::NextBytes(size_t size) {
  INGOT_CHECK(size <= kHashSize);
  return ToBytes(crypto::Sha256({"bytes ", std::to_string(drawn_++)})).substr(0, size);
}

}  // namespace ingot::testing
