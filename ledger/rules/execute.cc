#include "ledger/rules/execute.h"

#include <algorithm>
#include <memory>
#include <string_view>
#include <utility>

#include "ledger/base/check.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/crypto/ed25519.h"
#include "ledger/crypto/sha256.h"
#include "ledger/entry/canonical.h"
#include "ledger/entry/limits.h"
#include "ledger/merkle/leaf_hash.h"
#include "ledger/refusal/refusal.h"
#include "ledger/rules/decide.h"
#include "ledger/rules/role_table.h"
#include "ledger/state/record_key.h"

namespace ingot::rules {
namespace {

using refusal::Refuse;

absl::Status KeyNotValid(std::string_view message) {
  return Refuse(v1::REFUSAL_REASON_KEY_NOT_VALID, "header.key_id", message);
}

absl::Status CheckExpiry(int64_t expires_at_us, int64_t recorded_at_us) {
  if (recorded_at_us > expires_at_us) {
    return Refuse(v1::REFUSAL_REASON_EXPIRED, "header.expires_at_us",
                  "has passed: sign again with a later expiry, under the same idempotency key");
  }
  if (expires_at_us - recorded_at_us > entry::kMaxExpiryAheadUs) {
    return Refuse(v1::REFUSAL_REASON_EXPIRY_TOO_FAR, "header.expires_at_us",
                  "lies more than seven days ahead: sign with an earlier expiry");
  }
  return absl::OkStatus();
}

// Genesis stands alone, at the beginning; so do events that change what later entries are judged or signed by.
absl::Status CheckComposition(uint64_t seq, const entry::AdmittedSubmission& submission) {
  const size_t count = submission.events.size();
  for (size_t i = 0; i < count; ++i) {
    const v1::Event& event = submission.events[i].event;
    const bool creates = event.body_case() == v1::Event::kLedgerCreated;
    if (creates != (seq == 0)) {
      return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, Cat("events[", i, "]"),
                    creates ? "the ledger exists already" : "entry 0 creates the ledger and nothing else does");
    }
    const bool rotates =
        event.body_case() == v1::Event::kKeyAdded && event.key_added().kind() == v1::KEY_KIND_CHECKPOINT;
    const bool alone = creates || rotates || event.body_case() == v1::Event::kRulesActivated;
    if (alone && count > 1) {
      return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, Cat("events[", i, "].", EventName(event.body_case())),
                    "must be the only event of its submission");
    }
  }
  return absl::OkStatus();
}

// The submitter by the state before the submission, which judges all its events.
absl::StatusOr<Context> MakeContext(const state::View& view, const Position& position,
                                    const entry::AdmittedSubmission& submission) {
  Context context;
  context.ledger_id = position.ledger_id;
  context.seq = position.seq;
  context.recorded_at_us = position.recorded_at_us;
  context.organisation_id = submission.header.organisation_id();
  context.key_id = submission.header.key_id();
  if (position.seq == 0) {
    INGOT_ASSIGN_OR_RETURN(const v1::KeyState key, GenesisKey(submission));
    context.key_kind = key.kind();
    context.roles = {v1::ROLE_OPERATOR};
    context.rules_version = submission.events.front().event.ledger_created().rules_version();
    if (context.rules_version < 1 || context.rules_version > kNewestRulesVersion) {
      return Refuse(v1::REFUSAL_REASON_RULES_VERSION, "events[0].ledger_created.rules_version",
                    Cat("must be 1 to ", kNewestRulesVersion));
    }
    return context;
  }
  INGOT_ASSIGN_OR_RETURN(const v1::KeyState key, SigningKey(view, submission.header));
  context.key_kind = key.kind();
  const state::RecordPtr organisation = view.Find(state::OrganisationKey(context.organisation_id));
  for (const int role : organisation->organisation().roles()) context.roles.push_back(static_cast<v1::Role>(role));
  const state::RecordPtr ledger = view.Find(state::LedgerKey());
  INGOT_CHECK_MSG(ledger != nullptr, "a ledger with entries has a state");
  context.rules_version = ledger->ledger().rules_version();
  return context;
}

// The record of a subject among the effects.
v1::Record& SubjectRecord(Effects& effects, const std::pair<v1::SubjectKind, std::string>& subject) {
  const std::string key = state::SubjectKey(subject.first, subject.second);
  const auto it = std::lower_bound(effects.records.begin(), effects.records.end(), key,
                                   [](const auto& record, const std::string& wanted) { return record.first < wanted; });
  INGOT_CHECK(it != effects.records.end() && it->first == key);
  return it->second;
}

absl::Status CheckBound(size_t value, size_t bound, std::string_view what) {
  if (value <= bound) return absl::OkStatus();
  return Refuse(
      v1::REFUSAL_REASON_LIMIT_REACHED, "",
      Cat("the entry would have ", value, " ", what, ", at most ", bound, " are allowed: state less at once"));
}

// The entry of one event. The records still carry their subjects' heads from before it. `known` may be null.
absl::StatusOr<NewEntry> BuildEntry(const Position& position, const entry::AdmittedSubmission& submission, size_t index,
                                    const KnownEntry* known, Effects& effects) {
  INGOT_RETURN_IF_ERROR(CheckBound(effects.subjects.size(), entry::kMaxSubjects, "subjects"));
  INGOT_RETURN_IF_ERROR(CheckBound(effects.postings.size(), entry::kMaxPostings, "postings"));
  INGOT_RETURN_IF_ERROR(CheckBound(effects.flags.size(), entry::kMaxFlags, "flags"));
  INGOT_RETURN_IF_ERROR(CheckBound(effects.allocations.size(), entry::kMaxAllocations, "allocations"));

  // Its parts are used again: this runs once an entry, and an entry has many.
  thread_local v1::Entry entry;
  entry.Clear();
  entry.set_seq(position.seq);
  entry.set_recorded_at_us(position.recorded_at_us);
  if (position.seq > 0) entry.set_prev_hash(ToBytes(position.prev_hash));
  for (const auto& subject : effects.subjects) {
    INGOT_CHECK(subject.second.size() <= entry::kMaxIdBytes);
    const v1::SubjectHead& head = SubjectRecord(effects, subject).head();
    v1::SubjectLink& link = *entry.add_subjects();
    link.set_kind(subject.first);
    link.set_id(subject.second);
    link.set_count_before(head.count());
    link.set_prev_seq(head.last_seq());
    link.set_prev_hash(head.last_hash());
  }
  entry.set_index(static_cast<uint32_t>(index));
  entry.set_event(submission.events[index].bytes);
  for (const v1::Posting& posting : effects.postings) *entry.add_postings() = posting;
  for (const v1::RaisedFlag& flag : effects.flags) *entry.add_flags() = flag;
  for (const v1::Allocation& allocation : effects.allocations) *entry.add_allocations() = allocation;
  if (index == 0) *entry.mutable_submission() = submission.header;
  if (effects.posted_on.has_value()) *entry.mutable_posted_on() = *effects.posted_on;

  NewEntry built;
  built.bytes = entry::Serialise(entry);
  INGOT_RETURN_IF_ERROR(CheckBound(built.bytes.size(), entry::kMaxEntryBytes, "bytes"));
  built.leaf = known != nullptr && known->bytes == built.bytes ? known->leaf : merkle::LeafHash(built.bytes);
  built.terms = submission.events[index].terms_part;
  return built;
}

// Links the subjects to the new entry and puts all records into the overlay.
void PutEffects(Effects effects, const Hash& leaf, uint64_t seq, state::Overlay& overlay) {
  for (const auto& subject : effects.subjects) {
    v1::SubjectHead& head = *SubjectRecord(effects, subject).mutable_head();
    head.set_count(head.count() + 1);
    head.set_last_seq(seq);
    head.set_last_hash(ToBytes(leaf));
  }
  for (auto& [key, record] : effects.records) {
    overlay.Put(key, std::make_shared<const v1::Record>(std::move(record)));
  }
}

// Decides the event at `index` and builds its entry; `context` and `next` are at its place.
absl::StatusOr<NewEntry> ExecuteEvent(const Context& context, const Position& next,
                                      const entry::AdmittedSubmission& submission, size_t index,
                                      const KnownEntry* known, state::Overlay& overlay) {
  const entry::AdmittedEvent& event = submission.events[index];
  const v1::Terms* terms = event.terms.has_value() ? &*event.terms : nullptr;
  INGOT_ASSIGN_OR_RETURN(Effects effects, Decide(overlay, context, event.event, terms));
  INGOT_ASSIGN_OR_RETURN(NewEntry built, BuildEntry(next, submission, index, known, effects));
  PutEffects(std::move(effects), built.leaf, next.seq, overlay);
  return built;
}

size_t PartBytes(const std::optional<v1::DetachedPart>& part) {
  return part.has_value() ? part->salt().size() + part->body().size() : 0;
}

size_t WrittenBytes(const NewEntry& entry, const entry::AdmittedEvent& event) {
  return entry.bytes.size() + PartBytes(entry.terms) + PartBytes(event.sealed_part);
}

void PutIdempotency(const v1::SubmissionHeader& header, uint64_t first_seq, state::Overlay& overlay) {
  v1::Record record;
  v1::IdempotencyState& earlier = *record.mutable_idempotency();
  earlier.set_first_seq(first_seq);
  earlier.set_count(header.count());
  earlier.set_events_root(header.events_root());
  overlay.Put(state::IdempotencyKey(header.organisation_id(), header.idempotency_key()),
              std::make_shared<const v1::Record>(std::move(record)));
}

}  // namespace

absl::StatusOr<v1::KeyState> SigningKey(const state::View& view, const v1::SubmissionHeader& header) {
  const state::RecordPtr organisation = view.Find(state::OrganisationKey(header.organisation_id()));
  if (organisation == nullptr || !organisation->organisation().successor_id().empty()) {
    return Refuse(v1::REFUSAL_REASON_UNKNOWN_ORGANISATION, "header.organisation_id",
                  "is not enrolled, or has been succeeded by another organisation");
  }
  const state::RecordPtr key = view.Find(state::KeyKey(header.key_id()));
  // One refusal for the unknown and the foreign: whose a key is concerns nobody else.
  if (key == nullptr || key->key().organisation_id() != header.organisation_id()) {
    return KeyNotValid("is no key of this organisation: add it first");
  }
  if (key->key().revoked()) return KeyNotValid("was revoked: sign with another key");
  if (key->key().kind() == v1::KEY_KIND_CHECKPOINT) return KeyNotValid("signs checkpoints only, never a submission");
  return key->key();
}

absl::StatusOr<v1::KeyState> GenesisKey(const entry::AdmittedSubmission& submission) {
  if (submission.events.size() != 1 || submission.events.front().event.body_case() != v1::Event::kLedgerCreated) {
    return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, "events", "the first submission is the ledger's creation alone");
  }
  const v1::LedgerCreated& created = submission.events.front().event.ledger_created();
  if (!crypto::ParsePublicKey(created.operator_key()).ok()) {
    return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, "events[0].ledger_created.operator_key",
                  "is no valid Ed25519 public key");
  }
  v1::KeyState key;
  key.set_key_id(ToBytes(crypto::Sha256(created.operator_key())));
  key.set_organisation_id(created.operator_id());
  key.set_public_key(created.operator_key());
  key.set_algorithm(v1::KEY_ALGORITHM_ED25519);
  key.set_kind(v1::KEY_KIND_OPERATOR);
  if (submission.header.organisation_id() != created.operator_id()) {
    return Refuse(v1::REFUSAL_REASON_IDENTITY_MISMATCH, "header.organisation_id",
                  "must be the operator_id of the ledger's creation");
  }
  if (submission.header.key_id() != key.key_id()) {
    return KeyNotValid("must be the operator_key of the ledger's creation");
  }
  return key;
}

absl::Status VerifySignature(const Hash& ledger_id, const v1::SubmissionHeader& header, const v1::KeyState& key) {
  const absl::StatusOr<crypto::PublicKey> public_key = crypto::ParsePublicKey(key.public_key());
  if (public_key.ok() && crypto::Verify(*public_key, entry::SigningMessage(ledger_id, header), header.signature())) {
    return absl::OkStatus();
  }
  return Refuse(v1::REFUSAL_REASON_BAD_SIGNATURE, "header.signature",
                "does not verify: check the key, the ledger id and that the header's bytes are those that were signed");
}

absl::StatusOr<std::optional<v1::IdempotencyState>> FindEarlier(const state::View& view,
                                                                const v1::SubmissionHeader& header) {
  const state::RecordPtr record = view.Find(state::IdempotencyKey(header.organisation_id(), header.idempotency_key()));
  if (record == nullptr) return std::optional<v1::IdempotencyState>();
  const v1::IdempotencyState& earlier = record->idempotency();
  if (earlier.count() != header.count() || earlier.events_root() != header.events_root()) {
    return Refuse(v1::REFUSAL_REASON_IDEMPOTENCY_CONFLICT, "header.idempotency_key",
                  "was used with other events: choose a new one for a new submission");
  }
  return std::optional<v1::IdempotencyState>(earlier);
}

absl::StatusOr<Execution> Execute(const state::View& view, const Position& position,
                                  const entry::AdmittedSubmission& submission, std::span<const KnownEntry> known) {
  INGOT_CHECK(!submission.events.empty() && submission.events.size() == submission.header.count());
  INGOT_RETURN_IF_ERROR(CheckExpiry(submission.header.expires_at_us(), position.recorded_at_us));
  INGOT_RETURN_IF_ERROR(CheckComposition(position.seq, submission));
  INGOT_ASSIGN_OR_RETURN(Context context, MakeContext(view, position, submission));

  Execution execution;
  execution.entries.reserve(submission.events.size());
  state::Overlay overlay(view);
  Position next = position;
  size_t written = 0;
  for (size_t i = 0; i < submission.events.size(); ++i) {
    context.seq = next.seq;
    const KnownEntry* const there = i < known.size() ? &known[i] : nullptr;
    absl::StatusOr<NewEntry> built = ExecuteEvent(context, next, submission, i, there, overlay);
    if (!built.ok()) return refusal::PrefixField(built.status(), Cat("events[", i, "]."));
    written += WrittenBytes(*built, submission.events[i]);
    if (written > entry::kMaxSubmissionBytes) {
      return Refuse(v1::REFUSAL_REASON_TOO_LARGE, Cat("events[", i, "]"),
                    Cat("the submission's entries and detached parts exceed ", entry::kMaxSubmissionBytes,
                        " bytes from here on: make several submissions"));
    }
    next.prev_hash = built->leaf;
    ++next.seq;
    execution.entries.push_back(*std::move(built));
  }
  PutIdempotency(submission.header, position.seq, overlay);
  execution.changes = overlay.Changes();
  return execution;
}

}  // namespace ingot::rules
