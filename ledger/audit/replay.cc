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
  AddFinding({kind, seq, std::move(message)});
}

void Replayer::AddFinding(Finding finding) {
  if (findings_.size() < kMaxFindings) {
    findings_.push_back(std::move(finding));
  } else {
    ++findings_dropped_;
  }
}

void Replayer::Add(std::string bytes, std::optional<v1::DetachedPart> terms) {
  Pending next;
  next.leaf = merkle::LeafHash(bytes);
  next.bytes = std::move(bytes);
  next.terms = std::move(terms);
  if (tree_.size() == 0) ledger_id_ = next.leaf;
  const bool placed = Place(next);
  // A submission is decided once the entry after it is known: its prev_hash says which bytes the ledger meant.
  if (!pending_.empty() && (!placed || next.entry.index() == 0)) DecideSubmission(&next);
  for (const merkle::FullTile& tile : tree_.Append(next.leaf)) {
    if (tile_sink_) tile_sink_(tile);
  }
  if (pending_.empty()) base_leaf_ = last_leaf_;
  last_leaf_ = next.leaf;
  if (placed) pending_.push_back(std::move(next));
}

bool Replayer::Place(Pending& entry) {
  const uint64_t seq = tree_.size();
  auto parsed = entry::ParseEntry(entry.bytes);
  if (!parsed.ok()) {
    Report(FindingKind::kMalformedEntry, seq, Describe(parsed.status()));
    replaying_ = false;
    return false;
  }
  entry.entry = *std::move(parsed);
  if (entry.entry.seq() != seq) {
    Report(FindingKind::kMalformedEntry, seq, Cat("the entry says that it is ", entry.entry.seq()));
    replaying_ = false;
  }
  const bool starts = entry.entry.index() == 0;
  const uint64_t expected_index = pending_.empty() ? 0 : pending_.back().entry.index() + 1;
  if (!starts && entry.entry.index() != expected_index) {
    Report(FindingKind::kBrokenSubmission, seq,
           Cat("place ", entry.entry.index(), " in its submission, expected ", expected_index));
    replaying_ = false;
  }
  if (entry.entry.recorded_at_us() < last_recorded_at_us_) {
    Report(FindingKind::kTimeReversed, seq, "recorded before the entry in front of it");
  }
  last_recorded_at_us_ = std::max(last_recorded_at_us_, entry.entry.recorded_at_us());
  return true;
}

void Replayer::DecideSubmission(const Pending* next) {
  const uint64_t first = pending_.front().entry.seq();
  const bool was_replaying = replaying_;
  const uint64_t replayed_before = replayed_;
  if (replaying_) {
    std::vector<v1::Entry> entries;
    std::vector<std::optional<v1::DetachedPart>> terms;
    for (Pending& entry : pending_) {
      entries.push_back(entry.entry);
      terms.push_back(entry.terms);
    }
    const Hash id = first == 0 ? Hash{} : ledger_id_;
    const auto submission = entry::Readmit(id, entries, std::move(terms));
    if (!submission.ok()) {
      const bool terms_wrong = HasReason(submission.status(), v1::REFUSAL_REASON_DETACHED_MISMATCH);
      Report(terms_wrong ? FindingKind::kTermsMismatch : FindingKind::kBrokenSubmission,
             first + BlamedEvent(submission.status()), Describe(submission.status()));
      replaying_ = false;
    } else if (CheckSignature(*submission)) {
      Replay(*submission);
    }
  }
  // Where the replay vouches for every entry of the submission, a broken link to the next one is the next one's.
  const bool vouched = was_replaying && replaying_ && replayed_ == replayed_before + pending_.size();
  if (!vouched) CheckChain(next);
  ++submissions_;
  pending_.clear();
}

void Replayer::CheckChain(const Pending* next) {
  for (size_t i = 0; i < pending_.size(); ++i) {
    const Pending* follower = i + 1 < pending_.size() ? &pending_[i + 1] : next;
    if (follower == nullptr || follower->entry.prev_hash().empty()) continue;
    if (follower->entry.prev_hash() != AsBytes(pending_[i].leaf)) {
      Report(FindingKind::kBrokenHash, pending_[i].entry.seq(),
             "its bytes are not those that the next entry is linked to");
      return;
    }
  }
}

bool Replayer::CheckSignature(const entry::AdmittedSubmission& submission) {
  const uint64_t first = pending_.front().entry.seq();
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

void Replayer::Replay(const entry::AdmittedSubmission& submission) {
  const uint64_t first = pending_.front().entry.seq();
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
  state_.Apply(execution->changes);
  replayed_ += pending_.size();
}

void Replayer::Finish(std::string_view checkpoint, const std::vector<note::VerifierKey>& keys) {
  if (!pending_.empty()) {
    const uint64_t count = pending_.front().entry.submission().count();
    if (replaying_ && pending_.size() < count) {
      Report(FindingKind::kBrokenSubmission, pending_.back().entry.seq(), "the last submission is not whole");
      replaying_ = false;
    }
    DecideSubmission(nullptr);
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
