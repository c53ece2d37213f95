#include "ledger/audit/replay.h"

#include <algorithm>
#include <charconv>

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
  Pending entry;
  entry.seq = tree_.size();
  entry.leaf = merkle::LeafHash(bytes);
  entry.bytes = std::move(bytes);
  entry.terms = std::move(terms);
  if (entry.seq == 0) ledger_id_ = entry.leaf;
  auto parsed = entry::ParseEntry(entry.bytes);
  entry.parsed = parsed.ok();
  if (parsed.ok()) {
    entry.entry = *std::move(parsed);
  } else {
    Report(FindingKind::kMalformedEntry, entry.seq, Describe(parsed.status()));
  }
  for (const merkle::FullTile& tile : tree_.Append(entry.leaf)) {
    if (tile_sink_) tile_sink_(tile);
  }
  window_.push_back(std::move(entry));
  if (window_.size() > 2) Shift();
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
    return !next.parsed || next.entry.seq() != next.seq || next.entry.prev_hash() == AsBytes(window_[i].leaf);
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
  const bool starts = entry.parsed && entry.entry.index() == 0;
  if (!pending_.empty() && (starts || !entry.parsed)) {
    // Where the next entry can't be read, it may be part of this submission, which then can't be decided.
    if (!entry.parsed) replaying_ = false;
    DecideSubmission();
  }
  if (pending_.empty()) base_leaf_ = last_leaf_;
  last_leaf_ = entry.leaf;
  if (entry.parsed) {
    CheckPlace(entry);
    pending_.push_back(std::move(entry));
  } else {
    replaying_ = false;
  }
}

void Replayer::CheckPlace(const Pending& entry) {
  if (entry.altered) return;
  if (entry.entry.seq() != entry.seq) {
    Report(FindingKind::kMalformedEntry, entry.seq, Cat("the entry says that it is ", entry.entry.seq()));
    replaying_ = false;
  }
  const uint64_t expected_index = pending_.empty() ? 0 : pending_.back().entry.index() + 1;
  if (replaying_ && entry.entry.index() != expected_index) {
    Report(FindingKind::kBrokenSubmission, entry.seq,
           Cat("place ", entry.entry.index(), " in its submission, expected ", expected_index));
    replaying_ = false;
  }
  if (entry.entry.recorded_at_us() < last_recorded_at_us_) {
    Report(FindingKind::kTimeReversed, entry.seq, "recorded before the entry in front of it");
  }
  last_recorded_at_us_ = std::max(last_recorded_at_us_, entry.entry.recorded_at_us());
}

void Replayer::DecideSubmission() {
  for (const Pending& entry : pending_) {
    if (!entry.altered) continue;
    Report(FindingKind::kBrokenHash, entry.seq, "its bytes are not those that the next entry is linked to");
    replaying_ = false;
  }
  if (replaying_) Replay();
  ++submissions_;
  pending_.clear();
}

void Replayer::Replay() {
  const uint64_t first = pending_.front().seq;
  std::vector<v1::Entry> entries;
  std::vector<std::optional<v1::DetachedPart>> terms;
  for (const Pending& entry : pending_) {
    entries.push_back(entry.entry);
    terms.push_back(entry.terms);
  }
  const auto submission = entry::Readmit(first == 0 ? Hash{} : ledger_id_, entries, std::move(terms));
  if (!submission.ok()) {
    const bool terms_wrong = HasReason(submission.status(), v1::REFUSAL_REASON_DETACHED_MISMATCH);
    const uint64_t blamed = pending_.back().suspect ? pending_.back().seq : first + BlamedEvent(submission.status());
    Report(terms_wrong ? FindingKind::kTermsMismatch : FindingKind::kBrokenSubmission, blamed,
           Describe(submission.status()));
    replaying_ = false;
  } else if (CheckSignature(*submission)) {
    Execute(*submission);
  }
}

bool Replayer::CheckSignature(const entry::AdmittedSubmission& submission) {
  const uint64_t first = pending_.front().seq;
  const auto key = first == 0 ? rules::GenesisKey(submission) : rules::SigningKey(state_, submission.header);
  if (!key.ok()) {
    Report(FindingKind::kKeyNotValid, first, Describe(key.status()));
  } else {
    const Hash id = first == 0 ? Hash{} : ledger_id_;
    const absl::Status verified = rules::VerifySignature(id, submission.header, *key);
    if (verified.ok()) return true;
    Report(FindingKind::kBadSignature, first, Describe(verified));
  }
  replaying_ = false;
  return false;
}

void Replayer::Execute(const entry::AdmittedSubmission& submission) {
  const uint64_t first = pending_.front().seq;
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
  position.recorded_at_us = pending_.front().entry.recorded_at_us();
  const auto execution = rules::Execute(state_, position, submission);
  if (!execution.ok()) {
    const bool unknown = HasReason(execution.status(), v1::REFUSAL_REASON_RULES_VERSION);
    Report(unknown ? FindingKind::kUnknownRules : FindingKind::kIllegalEvent, first + BlamedEvent(execution.status()),
           Describe(execution.status()));
    replaying_ = false;
    return;
  }
  for (size_t i = 0; i < pending_.size(); ++i) {
    if (pending_[i].bytes != execution->entries[i].bytes) {
      Compare(pending_[i], execution->entries[i].bytes);
      replaying_ = false;
      return;
    }
    const entry::AdmittedEvent& event = submission.events[i];
    if (!event.event.terms_commitment().empty() && !event.terms.has_value()) ++terms_not_examined_;
  }
  CheckCommitments(submission);
  state_.Apply(execution->changes);
  replayed_ += pending_.size();
}

void Replayer::CheckCommitments(const entry::AdmittedSubmission& submission) {
  for (size_t i = 0; i < pending_.size(); ++i) {
    const v1::Event& event = submission.events[i].event;
    if (event.has_commitment_published()) {
      const v1::CommitmentPublished& stated = event.commitment_published();
      const Hash root = commitments_.RootOf(stated.covers_size());
      if (stated.root() != AsBytes(root)) {
        Report(FindingKind::kWrongCommitment, pending_[i].seq,
               Cat("the index over the first ", stated.covers_size(), " entries has another root, ", ToHex(root)));
      }
    }
    commitments_.Add(pending_[i].entry, pending_[i].leaf);
  }
}

void Replayer::Finish(std::string_view checkpoint, const std::vector<note::VerifierKey>& keys) {
  while (!window_.empty()) Shift();
  if (!pending_.empty()) {
    const uint64_t count = pending_.front().entry.submission().count();
    if (replaying_ && pending_.size() < count) {
      Report(FindingKind::kBrokenSubmission, pending_.back().seq, "the last submission is not whole");
      replaying_ = false;
    }
    DecideSubmission();
  }
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
