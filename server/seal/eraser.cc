#include "server/seal/eraser.h"

#include <algorithm>
#include <set>
#include <utility>

#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/entry/canonical.h"
#include "ledger/entry/entry.h"
#include "ledger/refusal/refusal.h"
#include "ledger/state/record_key.h"
#include "server/log/log.h"

namespace ingot::seal {
namespace {

using storage::Snapshot;
using storage::Vault;

// Parts that one SealErased names, as the rules allow, and those of one submission.
constexpr size_t kPartsPerEvent = 200;
constexpr size_t kPartsPerSubmission = 20 * kPartsPerEvent;
// Erasures looked at between two reads of the index; more than one SealErased has.
constexpr size_t kPendingPage = 5 * kPartsPerEvent;

// Parts under the key, from `first_seq` on, that no entry has erased; at most as many as a submission takes. `next_seq`
// is where to go on.
absl::StatusOr<std::vector<uint64_t>> UnerasedParts(const Snapshot& snapshot, std::string_view key_id,
                                                    uint64_t first_seq, uint64_t* next_seq) {
  std::vector<uint64_t> unerased;
  *next_seq = first_seq;
  while (unerased.size() < kPartsPerSubmission) {
    const size_t limit = kPartsPerSubmission - unerased.size();
    INGOT_ASSIGN_OR_RETURN(const std::vector<uint64_t> seqs, Vault::SealedUnder(snapshot, key_id, *next_seq, limit));
    for (const uint64_t seq : seqs) {
      INGOT_ASSIGN_OR_RETURN(const state::RecordPtr record, snapshot.Record(state::SealKey(seq)));
      if (record != nullptr && record->seal().erased_seq() == 0) unerased.push_back(seq);
    }
    if (!seqs.empty()) *next_seq = seqs.back() + 1;
    if (seqs.size() < limit) break;
  }
  return unerased;
}

absl::StatusOr<v1::SealErased> ReadErased(const Snapshot& snapshot, uint64_t seq) {
  INGOT_ASSIGN_OR_RETURN(const std::string bytes, snapshot.Entry(seq));
  INGOT_ASSIGN_OR_RETURN(const v1::Entry entry, entry::ParseEntry(bytes));
  INGOT_ASSIGN_OR_RETURN(v1::Event event, entry::ParseEvent(entry.event()));
  if (!event.has_seal_erased()) return absl::DataLossError(Cat("entry ", seq, " is no SealErased"));
  return std::move(*event.mutable_seal_erased());
}

}  // namespace

absl::Status Eraser::Record(const std::vector<uint64_t>& sealed_seqs, const ErasureRequest& request, Erasure* erasure) {
  std::vector<v1::Event> events;
  for (size_t begin = 0; begin < sealed_seqs.size(); begin += kPartsPerEvent) {
    v1::SealErased& erased = *events.emplace_back().mutable_seal_erased();
    const size_t end = std::min(begin + kPartsPerEvent, sealed_seqs.size());
    for (size_t i = begin; i < end; ++i) erased.add_sealed_seqs(sealed_seqs[i]);
    erased.set_reason(request.reason);
    erased.set_requested_by(request.requested_by);
  }
  INGOT_ASSIGN_OR_RETURN(const pipeline::Outcome outcome, service_.Submit(std::move(events)));
  for (uint64_t i = 0; i < outcome.count; ++i) erasure->erased_seqs.push_back(outcome.first_seq + i);
  erasure->parts += sealed_seqs.size();
  return absl::OkStatus();
}

absl::Status Eraser::EraseKey(const std::string& key_id, const ErasureRequest& request, Erasure* erasure) {
  INGOT_ASSIGN_OR_RETURN(const std::vector<uint64_t> any, Vault::SealedUnder(*published_.Get(), key_id, 0, 1));
  // Its first part is on its way, and has a right to a key.
  if (any.empty()) return absl::OkStatus();
  vault_.Retire(key_id);
  uint64_t next_seq = 0;
  while (true) {
    INGOT_ASSIGN_OR_RETURN(const std::vector<uint64_t> parts,
                           UnerasedParts(*published_.Get(), key_id, next_seq, &next_seq));
    if (parts.empty()) break;
    INGOT_RETURN_IF_ERROR(Record(parts, request, erasure));
  }
  return vault_.Destroy(*published_.Get(), key_id);
}

absl::StatusOr<Erasure> Eraser::Erase(const std::vector<std::string>& key_ids, const ErasureRequest& request) {
  if (!mutex_.TryLock()) {
    return refusal::Refuse(v1::REFUSAL_REASON_OVERLOADED, "", "another erasure is running; call again");
  }
  absl::StatusOr<Erasure> erasure = EraseAll(key_ids, request);
  mutex_.Unlock();
  return erasure;
}

absl::StatusOr<Erasure> Eraser::EraseAll(const std::vector<std::string>& key_ids, const ErasureRequest& request) {
  // Else a later erasure would count as the last one that is done.
  INGOT_RETURN_IF_ERROR(CompleteAll().status());
  Erasure erasure;
  for (const std::string& key_id : key_ids) INGOT_RETURN_IF_ERROR(EraseKey(key_id, request, &erasure));
  if (!erasure.erased_seqs.empty()) INGOT_RETURN_IF_ERROR(vault_.SetErasedThrough(erasure.erased_seqs.back()));
  erasure.checkpoint = published_.Get()->note();
  return erasure;
}

absl::StatusOr<size_t> Eraser::CompletePending() {
  const absl::MutexLock lock(&mutex_);
  return CompleteAll();
}

absl::StatusOr<size_t> Eraser::CompleteAll() {
  size_t keys = 0;
  while (true) {
    const std::shared_ptr<const Snapshot> snapshot = published_.Get();
    INGOT_ASSIGN_OR_RETURN(std::vector<Vault::PendingErasure> pending, vault_.PendingErasures(*snapshot, kPendingPage));
    if (pending.empty()) return keys;
    // The last one may go on behind the page.
    if (pending.size() == kPendingPage) {
      const uint64_t cut = pending.back().erased_seq;
      while (!pending.empty() && pending.back().erased_seq == cut) pending.pop_back();
    }
    for (size_t i = 0; i < pending.size();) {
      const uint64_t erased_seq = pending[i].erased_seq;
      std::vector<uint64_t> sealed_seqs;
      for (; i < pending.size() && pending[i].erased_seq == erased_seq; ++i) {
        sealed_seqs.push_back(pending[i].sealed_seq);
      }
      INGOT_RETURN_IF_ERROR(CompleteOne(*snapshot, erased_seq, sealed_seqs, &keys));
    }
  }
}

absl::Status Eraser::CompleteOne(const Snapshot& snapshot, uint64_t erased_seq,
                                 const std::vector<uint64_t>& sealed_seqs, size_t* keys) {
  INGOT_ASSIGN_OR_RETURN(const v1::SealErased erased, ReadErased(snapshot, erased_seq));
  const ErasureRequest request{.reason = erased.reason(), .requested_by = erased.requested_by()};
  std::set<std::string> key_ids;
  for (const uint64_t seq : sealed_seqs) {
    INGOT_ASSIGN_OR_RETURN(const std::optional<storage::v1::SealedRecord> sealed, snapshot.Sealed(seq));
    if (sealed.has_value()) key_ids.insert(sealed->key_id());
  }
  for (const std::string& key_id : key_ids) {
    Erasure erasure;
    INGOT_RETURN_IF_ERROR(EraseKey(key_id, request, &erasure));
    ++*keys;
    log::Info("an erasure was completed", {{"entry", erased_seq}, {"more_parts", erasure.parts}});
  }
  return vault_.SetErasedThrough(erased_seq);
}

}  // namespace ingot::seal
