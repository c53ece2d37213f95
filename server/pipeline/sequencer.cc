#include "server/pipeline/sequencer.h"

#include <optional>
#include <utility>

#include "ledger/base/check.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/entry/limits.h"
#include "ledger/refusal/refusal.h"
#include "ledger/state/record_key.h"
#include "server/log/log.h"
#include "server/refused/keeper.h"

namespace ingot::pipeline {
namespace {

Hash KeyIdOf(const std::string& bytes) {
  absl::StatusOr<Hash> hash = HashFromBytes(bytes);
  INGOT_CHECK_OK(hash);
  return *hash;
}

std::string CheckpointKeyOf(const state::View& view) {
  const state::RecordPtr ledger = view.Find(state::LedgerKey());
  INGOT_CHECK_MSG(ledger != nullptr && ledger->has_ledger(), "a sequencer needs a ledger with its genesis");
  return ledger->ledger().checkpoint_key_id();
}

}  // namespace

Sequencer::Sequencer(const BatchLimits& limits, size_t state_cache_records, const state::View& base,
                     const storage::Head& head, clock::LedgerClock clock, Gate gate, const notary::Notary& notary,
                     uint64_t epoch, storage::Vault* vault)
    : limits_(limits),
      gate_(std::move(gate)),
      notary_(notary),
      epoch_(epoch),
      vault_(vault),
      cache_(base, state_cache_records),
      builder_(head),
      clock_(std::move(clock)),
      checkpoint_key_(CheckpointKeyOf(base)) {
  INGOT_CHECK(limits_.entries >= entry::kMaxSubmissionEvents && limits_.entries <= storage::kMaxBatchEntries);
  INGOT_CHECK(limits_.bytes >= entry::kMaxSubmissionBytes && limits_.bytes <= storage::kMaxBatchBytes / 2);
}

bool Sequencer::full() const {
  return builder_.entries() + entry::kMaxSubmissionEvents > limits_.entries ||
         builder_.bytes() + entry::kMaxSubmissionBytes > limits_.bytes || !next_checkpoint_key_.empty();
}

void Sequencer::Process(Pending pending) {
  absl::StatusOr<Outcome> outcome = Decide(pending);
  // Anything but a refusal means that the state can't be trusted.
  INGOT_CHECK_MSG(outcome.ok() || refusal::RefusalOf(outcome.status()).has_value(), outcome.status().ToString());
  Answer& answer = answers_.emplace_back(Answer{.outcome = std::move(outcome), .done = std::move(pending.done)});
  if (!answer.outcome.ok() && pending.signature_verified && refused::IsKept(answer.outcome.status())) {
    answer.refused = {.submission = std::move(pending.submission), .ledger_size = builder_.seq()};
  }
}

void Sequencer::Refuse(Pending pending, absl::Status refusal) {
  answers_.push_back({.outcome = std::move(refusal), .done = std::move(pending.done)});
}

absl::StatusOr<Outcome> Sequencer::Decide(Pending& pending) {
  const v1::SubmissionHeader& header = pending.submission.header;
  // Again, although admission looked: the key may have been revoked, or added, in a batch that it could not see.
  INGOT_ASSIGN_OR_RETURN(const v1::KeyState key, rules::SigningKey(cache_, header));
  if (!pending.signature_verified) {
    INGOT_RETURN_IF_ERROR(rules::VerifySignature(builder_.ledger_id(), header, key));
    pending.signature_verified = true;
  }
  INGOT_ASSIGN_OR_RETURN(const std::optional<v1::IdempotencyState> earlier, rules::FindEarlier(cache_, header));
  if (earlier.has_value()) {
    Outcome outcome;
    outcome.first_seq = earlier->first_seq();
    outcome.count = earlier->count();
    return outcome;
  }
  INGOT_RETURN_IF_ERROR(gate_());
  return Append(pending.submission);
}

absl::StatusOr<Outcome> Sequencer::Append(const entry::AdmittedSubmission& submission) {
  INGOT_ASSIGN_OR_RETURN(const int64_t recorded_at_us, clock_.Now());
  const rules::Position position{.ledger_id = builder_.ledger_id(),
                                 .seq = builder_.seq(),
                                 .prev_hash = builder_.last_leaf(),
                                 .recorded_at_us = recorded_at_us};
  INGOT_ASSIGN_OR_RETURN(rules::Execution execution, rules::Execute(cache_, position, submission));
  INGOT_ASSIGN_OR_RETURN(const std::string next_key, NextCheckpointKey(submission, execution));
  INGOT_ASSIGN_OR_RETURN(std::vector<std::string> sealed, Seal(submission));
  // Accepted from here on.
  if (next_key != checkpoint_key_) next_checkpoint_key_ = next_key;
  for (const state::Change& change : execution.changes) cache_.Put(change.key, change.after, number_);
  builder_.Add(execution, recorded_at_us, std::move(sealed));

  Outcome outcome;
  outcome.first_seq = position.seq;
  outcome.count = execution.entries.size();
  for (rules::NewEntry& entry : execution.entries) {
    outcome.leaves.push_back(entry.leaf);
    outcome.entries.push_back(std::move(entry.bytes));
  }
  return outcome;
}

absl::StatusOr<std::vector<std::string>> Sequencer::Seal(const entry::AdmittedSubmission& submission) {
  std::vector<std::string> sealed(submission.events.size());
  for (size_t i = 0; i < submission.events.size(); ++i) {
    const entry::AdmittedEvent& event = submission.events[i];
    if (!event.sealed_part.has_value()) continue;
    if (vault_ == nullptr) {
      return refusal::Refuse(v1::REFUSAL_REASON_SEALED_UNAVAILABLE, Cat("events[", i, "].sealed"),
                             "this server keeps no vault: leave the sealed part and its commitment out");
    }
    const storage::SealedPlace place{.ledger_id = builder_.ledger_id(),
                                     .seq = builder_.seq() + i,
                                     .organisation_id = submission.header.organisation_id(),
                                     .commitment = event.event.sealed_commitment()};
    absl::StatusOr<std::string> stored = vault_->Seal(place, *event.sealed_part, *event.sealed);
    if (absl::IsResourceExhausted(stored.status())) {
      log::Error("the keystore has no room", {{"why", FromAbsl(stored.status().message())}});
      return refusal::Refuse(v1::REFUSAL_REASON_DISK_RESERVE, "",
                             "the server has no room for another key; retry with the same idempotency key");
    }
    // A keystore that can't be read or written is no more to be trusted than a database.
    INGOT_CHECK_OK(stored);
    sealed[i] = *std::move(stored);
  }
  return sealed;
}

absl::StatusOr<std::string> Sequencer::NextCheckpointKey(const entry::AdmittedSubmission& submission,
                                                         const rules::Execution& execution) const {
  for (const state::Change& change : execution.changes) {
    if (change.key != state::LedgerKey()) continue;
    const std::string& key_id = change.after->ledger().checkpoint_key_id();
    if (key_id == checkpoint_key_ || notary_.Holds(key_id)) return key_id;
    // The last such event made it the key in force.
    size_t index = submission.events.size();
    while (index > 0 && submission.events[index - 1].event.key_added().kind() != v1::KEY_KIND_CHECKPOINT) --index;
    return refusal::Refuse(v1::REFUSAL_REASON_CHECKPOINT_KEY_NOT_HELD,
                           index > 0 ? Cat("events[", index - 1, "].key_added.public_key") : std::string(),
                           "the server does not hold this key's private half; start it with the key's file as "
                           "--next-checkpoint-key first");
  }
  return checkpoint_key_;
}

Batch Sequencer::Take() {
  INGOT_CHECK(has_batch());
  Batch batch;
  if (builder_.entries() > 0) {
    std::vector<Hash> key_ids{KeyIdOf(checkpoint_key_)};
    if (!next_checkpoint_key_.empty()) {
      key_ids.push_back(KeyIdOf(next_checkpoint_key_));
      log::Info("checkpoint key rotated", {{"retired", ToHex(key_ids[0])}, {"now", ToHex(key_ids[1])}});
      checkpoint_key_ = std::exchange(next_checkpoint_key_, std::string());
    }
    static_cast<storage::BuiltBatch&>(batch) = builder_.Close(std::move(key_ids), epoch_);
  }
  batch.number = number_++;
  batch.answers = std::exchange(answers_, {});
  return batch;
}

}  // namespace ingot::pipeline
