#include "ledger/audit/replay.h"

#include <algorithm>
#include <charconv>

#include "ledger/base/check.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/crypto/ed25519.h"
#include "ledger/entry/entry.h"
#include "ledger/merkle/leaf_hash.h"
#include "ledger/note/checkpoint.h"
#include "ledger/refusal/refusal.h"
#include "ledger/rules/execute.h"
#include "ledger/state/record_key.h"

namespace ingot::audit {
namespace {

// The event that a refusal's field blames: "events[7].x" gives 7, anything else 0.
uint64_t BlamedEvent(std::string_view field) {
  constexpr std::string_view kPrefix = "events[";
  uint64_t index = 0;
  if (field.substr(0, kPrefix.size()) == kPrefix) {
    std::from_chars(field.data() + kPrefix.size(), field.data() + field.size(), index);
  }
  return index;
}

std::string Describe(const absl::Status& status) {
  const auto refusal = refusal::RefusalOf(status);
  if (!refusal.has_value()) return std::string(FromAbsl(status.message()));
  return Cat(refusal::ReasonName(refusal->reason()), " ", refusal->field(), ": ", refusal->message());
}

uint64_t BlamedEvent(const absl::Status& status) {
  const auto refusal = refusal::RefusalOf(status);
  return refusal.has_value() ? BlamedEvent(refusal->field()) : 0;
}

bool HasReason(const absl::Status& status, v1::RefusalReason reason) {
  const auto refusal = refusal::RefusalOf(status);
  return refusal.has_value() && refusal->reason() == reason;
}

}  // namespace

void Replayer::Report(FindingKind kind, uint64_t seq, std::string message) {
  if (findings_.size() < kMaxFindings) {
    findings_.push_back({kind, seq, std::move(message)});
  } else {
    ++findings_dropped_;
  }
}

void Replayer::Add(std::string bytes, std::optional<v1::DetachedPart> terms) {
  Add(Prepare(ledger_id_, std::move(bytes), std::move(terms), nullptr));
}

void Replayer::Add(std::unique_ptr<PreparedEntry> entry) {
  const uint64_t place = tree_.size();
  if (place == 0) ledger_id_ = entry->leaf;
  if (!entry->form.ok()) Report(FindingKind::kMalformedEntry, place, Describe(entry->form));
  for (const merkle::FullTile& tile : tree_.Append(entry->leaf)) {
    if (tile_sink_) tile_sink_(tile);
  }
  window_.push_back({.place = place, .entry = std::move(entry)});
  if (window_.size() > 2) Shift();
}

absl::Status Replayer::Continue(ReplayBase base, state::MemoryView state) {
  INGOT_CHECK(tree_.size() == 0 && base.size > 0);
  INGOT_ASSIGN_OR_RETURN(tree_, merkle::TileBuilder::Restore(base.size, std::move(base.edge)));
  ledger_id_ = base.ledger_id;
  last_leaf_ = base.last_leaf;
  last_recorded_at_us_ = base.last_recorded_at_us;
  submissions_ = base.submissions;
  replayed_ = base.replayed;
  terms_not_examined_ = base.terms_not_examined;
  predecessor_ = std::move(base.predecessor);
  state_ = std::move(state);
  commitments_.Continue(base.size, state_, std::move(base.commitments));
  return absl::OkStatus();
}

ReplayBase Replayer::Base() const {
  INGOT_CHECK(window_.empty() && pending_.empty() && findings_.empty());
  return {.size = tree_.size(),
          .edge = tree_.edge(),
          .ledger_id = ledger_id_,
          .last_leaf = last_leaf_,
          .last_recorded_at_us = last_recorded_at_us_,
          .submissions = submissions_,
          .replayed = replayed_,
          .terms_not_examined = terms_not_examined_,
          .predecessor = predecessor_,
          .commitments = commitments_.CurrentLag()};
}

void Replayer::Shift() {
  JudgeChain();
  Pending entry = std::move(window_.front());
  window_.pop_front();
  Consume(std::move(entry));
}

void Replayer::JudgeChain() {
  // One altered entry breaks the link from it to the next one; if its prev_hash changed, the link to it as well.
  // An unreadable entry or one from another place says nothing about the one before it, and is reported as such.
  const auto linked = [this](size_t i) {
    if (i + 1 >= window_.size()) return true;
    const Pending& next = window_[i + 1];
    return !next.entry->form.ok() || next.entry->seq != next.place ||
           next.entry->prev_hash == AsBytes(window_[i].entry->leaf);
  };
  Pending& entry = window_[0];
  const bool linked_after = linked(0);
  if (!linked_after) {
    const bool next_is_whole = window_.size() > 2 && linked(1);
    entry.altered = next_is_whole || !linked_before_;
    entry.suspect = !entry.altered && window_.size() <= 2;
  }
  linked_before_ = linked_after;
}

void Replayer::Consume(Pending entry) {
  const bool parsed = entry.entry->form.ok();
  const bool in_place = parsed && entry.entry->seq == entry.place;
  if (!pending_.empty() && (!in_place || entry.entry->index == 0)) {
    // Where the next entry can't be read, or is another one, this submission may lack it, and then can't be decided.
    if (!in_place) replaying_ = false;
    DecideSubmission();
  }
  if (pending_.empty()) base_leaf_ = last_leaf_;
  last_leaf_ = entry.entry->leaf;
  if (parsed) {
    CheckPlace(entry);
    pending_.push_back(std::move(entry));
  } else {
    replaying_ = false;
  }
}

void Replayer::CheckPlace(const Pending& pending) {
  if (pending.altered) return;
  const PreparedEntry& entry = *pending.entry;
  if (entry.seq != pending.place) {
    Report(FindingKind::kMalformedEntry, pending.place, Cat("the entry says that it is ", entry.seq));
    replaying_ = false;
  }
  const uint64_t expected_index = pending_.empty() ? 0 : pending_.back().entry->index + 1;
  if (replaying_ && entry.index != expected_index) {
    Report(FindingKind::kBrokenSubmission, pending.place,
           Cat("place ", entry.index, " in its submission, expected ", expected_index));
    replaying_ = false;
  }
  if (entry.recorded_at_us < last_recorded_at_us_) {
    Report(FindingKind::kTimeReversed, pending.place, "recorded before the entry in front of it");
  }
  last_recorded_at_us_ = std::max(last_recorded_at_us_, entry.recorded_at_us);
}

void Replayer::DecideSubmission() {
  for (const Pending& entry : pending_) {
    if (!entry.altered) continue;
    Report(FindingKind::kBrokenHash, entry.place, "its bytes are not those that the next entry is linked to");
    replaying_ = false;
  }
  if (replaying_) Replay();
  ++submissions_;
  pending_.clear();
}

void Replayer::Replay() {
  const uint64_t first = pending_.front().place;
  std::vector<absl::StatusOr<entry::AdmittedEvent>> events;
  std::vector<Hash> leaves;
  events.reserve(pending_.size());
  leaves.reserve(pending_.size());
  for (Pending& pending : pending_) {
    events.push_back(std::move(pending.entry->event));
    leaves.push_back(pending.entry->event_leaf);
  }
  // The strict parse sees to it that an entry at index 0 has a header, and CheckPlace that this one stands there.
  INGOT_CHECK(pending_.front().entry->header.has_value());
  const auto submission = entry::Readmit(*pending_.front().entry->header, std::move(events), leaves);
  if (!submission.ok()) {
    const bool terms_wrong = HasReason(submission.status(), v1::REFUSAL_REASON_DETACHED_MISMATCH);
    const uint64_t blamed = pending_.back().suspect ? pending_.back().place : first + BlamedEvent(submission.status());
    Report(terms_wrong ? FindingKind::kTermsMismatch : FindingKind::kBrokenSubmission, blamed,
           Describe(submission.status()));
    replaying_ = false;
  } else if (CheckSignature(*submission)) {
    Execute(*submission);
  }
}

bool Replayer::CheckSignature(const entry::AdmittedSubmission& submission) {
  const uint64_t first = pending_.front().place;
  const auto key = first == 0 ? rules::GenesisKey(submission) : rules::SigningKey(state_, submission.header);
  if (!key.ok()) {
    const state::RecordPtr named = state_.Find(state::KeyKey(submission.header.key_id()));
    const bool revoked = named != nullptr && named->key().revoked() &&
                         named->key().organisation_id() == submission.header.organisation_id();
    Report(revoked ? FindingKind::kRevokedKey : FindingKind::kKeyNotValid, first, Describe(key.status()));
    replaying_ = false;
    return false;
  }
  // A key is named by its hash, so what held for the named key before holds for the one of the state.
  const std::optional<bool>& known = pending_.front().entry->signature_holds;
  const Hash id = first == 0 ? Hash{} : ledger_id_;
  if (known.has_value() ? *known : rules::VerifySignature(id, submission.header, *key).ok()) return true;
  Report(FindingKind::kBadSignature, first, "the submission's signature does not verify by the key that it names");
  replaying_ = false;
  return false;
}

void Replayer::Execute(const entry::AdmittedSubmission& submission) {
  const uint64_t first = pending_.front().place;
  const auto earlier = rules::FindEarlier(state_, submission.header);
  if (!earlier.ok() || earlier->has_value()) {
    Report(FindingKind::kIdempotencyRepeated, first, "the organisation used this idempotency key before");
    replaying_ = false;
    return;
  }
  rules::Position position;
  position.ledger_id = first == 0 ? Hash{} : ledger_id_;
  position.seq = first;
  position.prev_hash = base_leaf_;
  position.recorded_at_us = pending_.front().entry->recorded_at_us;
  std::vector<rules::KnownEntry> known;
  known.reserve(pending_.size());
  for (const Pending& pending : pending_) known.push_back({pending.entry->bytes, pending.entry->leaf});
  const auto execution = rules::Execute(state_, position, submission, known);
  if (!execution.ok()) {
    const bool unknown = HasReason(execution.status(), v1::REFUSAL_REASON_RULES_VERSION);
    Report(unknown ? FindingKind::kUnknownRules : FindingKind::kIllegalEvent, first + BlamedEvent(execution.status()),
           Describe(execution.status()));
    replaying_ = false;
    return;
  }
  for (size_t i = 0; i < pending_.size(); ++i) {
    if (pending_[i].entry->bytes != execution->entries[i].bytes) {
      Compare(pending_[i].entry->bytes, execution->entries[i].bytes);
      replaying_ = false;
      return;
    }
    const entry::AdmittedEvent& event = submission.events[i];
    if (!event.event.terms_commitment().empty() && !event.terms.has_value()) ++terms_not_examined_;
  }
  if (first == 0) predecessor_ = submission.events[0].event.ledger_created().predecessor_checkpoint();
  CheckCommitments(submission);
  state_.Apply(execution->changes);
  replayed_ += pending_.size();
}

void Replayer::CheckCommitments(const entry::AdmittedSubmission& submission) {
  for (size_t i = 0; i < pending_.size(); ++i) {
    const v1::Event& event = submission.events[i].event;
    if (event.has_commitment_published()) CheckCommitment(event.commitment_published(), pending_[i].place);
    commitments_.Add(pending_[i].entry->changes);
  }
}

void Replayer::CheckCommitment(const v1::CommitmentPublished& stated, uint64_t place) {
  const Hash root = commitments_.RootOf(stated.covers_size());
  if (stated.root() == AsBytes(root)) return;
  Report(FindingKind::kWrongCommitment, place,
         Cat("the index over the first ", stated.covers_size(), " entries has another root, ", ToHex(root)));
}

void Replayer::FinishEntries() {
  while (!window_.empty()) Shift();
  if (pending_.empty()) return;
  const auto& header = pending_.front().entry->header;
  if (replaying_ && header.has_value() && pending_.size() < header->count()) {
    Report(FindingKind::kBrokenSubmission, pending_.back().place, "the last submission is not whole");
    replaying_ = false;
  }
  DecideSubmission();
  linked_before_ = true;
}

void Replayer::Finish(std::string_view checkpoint, const std::vector<note::VerifierKey>& keys) {
  FinishEntries();
  finished_ = true;
  const auto peeked = note::PeekCheckpoint(checkpoint);
  const uint64_t last = tree_.size() == 0 ? 0 : tree_.size() - 1;
  if (!peeked.ok()) {
    Report(FindingKind::kForeignCheckpoint, last, Describe(peeked.status()));
    return;
  }
  const auto ledger = state_.Find(state::LedgerKey());
  const bool origin_known = replaying_ && ledger != nullptr;
  const std::string origin = origin_known ? ledger->ledger().origin() : peeked->origin;
  const auto opened = note::OpenCheckpoint(checkpoint, origin, keys);
  if (!opened.ok()) {
    Report(FindingKind::kForeignCheckpoint, last, Describe(opened.status()));
    return;
  }
  if (opened->checkpoint.size != tree_.size() || opened->checkpoint.root != tree_.Root()) {
    Report(FindingKind::kRootMismatch, last,
           Cat("the checkpoint signs another tree (its size is ", opened->checkpoint.size, ", the entries are ",
               tree_.size(), ")"));
  }
  if (!origin_known) return;
  const auto named = [&](const note::VerifiedSignature& signature) {
    return std::any_of(keys.begin(), keys.end(), [&](const note::VerifierKey& key) {
      return key.id() == signature.key_id && key.name() == signature.name &&
             AsBytes(crypto::KeyId(key.public_key())) == ledger->ledger().checkpoint_key_id();
    });
  };
  if (std::none_of(opened->signatures.begin(), opened->signatures.end(), named)) {
    Report(FindingKind::kForeignCheckpoint, last, "the checkpoint is not signed by the key that the ledger names");
  }
}

}  // namespace ingot::audit
