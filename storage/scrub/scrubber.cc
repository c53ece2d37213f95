#include "storage/scrub/scrubber.h"

#include <utility>

#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/crypto/ed25519.h"
#include "ledger/entry/entry.h"
#include "ledger/entry/submission.h"
#include "ledger/merkle/leaf_hash.h"
#include "ledger/note/checkpoint.h"
#include "ledger/state/record_key.h"
#include "storage/db/damage.h"

namespace ingot::storage {
namespace {

using audit::FindingKind;

// For the operator: what can't be read, and why.
std::string Describe(const absl::Status& status) {
  const std::string detail = DamageDetail(status);
  return detail.empty() ? std::string(FromAbsl(status.message())) : Cat(FromAbsl(status.message()), " (", detail, ")");
}

}  // namespace

void Scrubber::Report(FindingKind kind, uint64_t seq, std::string message) {
  if (findings_.size() < kMaxFindings) {
    findings_.push_back({kind, seq, std::move(message)});
  } else {
    ++findings_dropped_;
  }
}

bool Scrubber::Step(const Snapshot& snapshot, uint64_t limit) {
  if (stuck_) {
    return false;
  }
  const absl::Status read = snapshot.ScanEntries(position(), limit, [&](const StoredEntry& stored) {
    CheckEntry(snapshot, stored);
    return true;
  });
  if (!read.ok()) {
    Report(FindingKind::kUnreadable, position(), Describe(read));
    stuck_ = true;
    return false;
  }
  if (position() < snapshot.head().size) {
    return true;
  }
  CheckEnd(snapshot);
  return false;
}

void Scrubber::CheckEntry(const Snapshot& snapshot, const StoredEntry& stored) {
  const uint64_t seq = stored.seq;
  const Hash leaf = merkle::LeafHash(stored.entry);
  if (seq == 0) {
    ledger_id_ = leaf;
  }
  const absl::StatusOr<ingot::v1::Entry> entry = entry::ParseEntry(stored.entry);
  const bool in_place = entry.ok() && entry->seq() == seq;
  if (in_place) {
    CheckLink(seq, entry->prev_hash());
    CheckTerms(stored, *entry);
    CheckHeads(snapshot, *entry, leaf);
    previous_leaf_ = leaf;
    last_recorded_at_us_ = entry->recorded_at_us();
  } else {
    Report(
        FindingKind::kMalformedEntry, seq,
        entry.ok() ? Cat("the entry says that it is ", entry->seq()) : std::string(FromAbsl(entry.status().message())));
    suspect_.reset();
    previous_leaf_.reset();
  }
  for (const merkle::FullTile& tile : tree_.Append(leaf)) {
    CheckTile(snapshot, tile);
  }
  CheckCheckpoint(snapshot);
}

void Scrubber::CheckLink(uint64_t seq, const std::string& prev_hash) {
  if (!previous_leaf_.has_value()) {
    return;
  }
  const bool linked = prev_hash == AsBytes(*previous_leaf_);
  if (suspect_.has_value()) {
    Report(FindingKind::kBrokenHash, linked ? *suspect_ : seq - 1,
           "its bytes are not those that the next entry is linked to");
    suspect_.reset();
  } else if (!linked) {
    suspect_ = seq - 1;
  }
}

void Scrubber::CheckTerms(const StoredEntry& stored, const ingot::v1::Entry& entry) {
  std::optional<ingot::v1::DetachedPart> terms;
  if (!stored.terms.empty() &&
      !terms.emplace().ParseFromArray(stored.terms.data(), static_cast<int>(stored.terms.size()))) {
    Report(FindingKind::kTermsMismatch, stored.seq, "its terms are not a message");
    return;
  }
  const bool given = terms.has_value();
  const absl::StatusOr<entry::AdmittedEvent> event =
      entry::AdmitStored(stored.seq == 0 ? Hash{} : ledger_id_, entry.event(), std::move(terms));
  if (!event.ok()) {
    Report(FindingKind::kTermsMismatch, stored.seq, std::string(FromAbsl(event.status().message())));
  } else if (given == event->event.terms_commitment().empty()) {
    Report(FindingKind::kTermsMismatch, stored.seq,
           given ? "terms are stored for an event that has none" : "the terms that it commits to are missing");
  }
}

void Scrubber::CheckHeads(const Snapshot& snapshot, const ingot::v1::Entry& entry, const Hash& leaf) {
  for (const ingot::v1::SubjectLink& link : entry.subjects()) {
    const std::string key = state::SubjectKey(link.kind(), link.id());
    const absl::StatusOr<state::RecordPtr> record = snapshot.Record(key);
    if (!record.ok()) {
      Report(FindingKind::kUnreadable, entry.seq(), Describe(record.status()));
      continue;
    }
    // A record of a later entry is looked at there.
    const bool later = *record != nullptr && (*record)->head().last_seq() > entry.seq();
    const bool here = *record != nullptr && (*record)->head().last_seq() == entry.seq() &&
                      (*record)->head().count() == link.count_before() + 1 &&
                      (*record)->head().last_hash() == AsBytes(leaf);
    if (later || here) {
      continue;
    }
    Report(FindingKind::kStateMismatch, entry.seq(),
           Cat("the record of its subject ", ingot::v1::SubjectKind_Name(link.kind()), " ", link.id(),
               " does not name it"));
  }
}

void Scrubber::CheckTile(const Snapshot& snapshot, const merkle::FullTile& made) {
  const absl::StatusOr<std::string> stored = snapshot.Tile(made.level, made.index);
  const uint64_t first = (made.index * merkle::kTileWidth) << (merkle::kTileHeight * made.level);
  if (!stored.ok()) {
    Report(FindingKind::kUnreadable, first, Describe(stored.status()));
    return;
  }
  for (uint64_t i = 0; i < merkle::kTileWidth; ++i) {
    if (stored->compare(i * kHashSize, kHashSize, made.bytes, i * kHashSize, kHashSize) == 0) {
      continue;
    }
    Report(FindingKind::kTileMismatch, (made.index * merkle::kTileWidth + i) << (merkle::kTileHeight * made.level),
           Cat("stored tile ", merkle::TilePath({made.level, made.index, merkle::kTileWidth}), ", hash ", i,
               ", is not the hash of the entries"));
    return;
  }
}

void Scrubber::CheckCheckpoint(const Snapshot& snapshot) {
  const uint64_t size = position();
  if (!next_checkpoint_.has_value() || next_checkpoint_->size < size) {
    absl::StatusOr<CheckpointRecord> next = snapshot.CheckpointAtOrAfter(size);
    if (!next.ok()) {
      Report(FindingKind::kUnreadable, size - 1, Describe(next.status()));
      return;
    }
    next_checkpoint_ = *std::move(next);
  }
  if (next_checkpoint_->size != size) {
    return;
  }
  if (next_checkpoint_->root != tree_.Root()) {
    Report(FindingKind::kRootMismatch, size - 1, Cat("the checkpoint of size ", size, " has another root"));
  }
  if (!next_checkpoint_->note.empty()) {
    CheckNote(snapshot, *next_checkpoint_);
  }
}

void Scrubber::CheckNote(const Snapshot& snapshot, const CheckpointRecord& checkpoint) {
  const auto foreign = [&](std::string_view what) {
    Report(FindingKind::kForeignCheckpoint, checkpoint.size - 1,
           Cat("the stored note of size ", checkpoint.size, ": ", what));
  };
  const absl::StatusOr<note::Checkpoint> stated = note::PeekCheckpoint(checkpoint.note);
  if (!stated.ok()) {
    return foreign(FromAbsl(stated.status().message()));
  }
  if (stated->size != checkpoint.size || stated->root != checkpoint.root) {
    return foreign("it signs another tree");
  }
  std::vector<note::VerifierKey> keys;
  for (const Hash& key_id : checkpoint.key_ids) {
    const absl::StatusOr<state::RecordPtr> record = snapshot.Record(state::KeyKey(AsBytes(key_id)));
    const bool found = record.ok() && *record != nullptr;
    const auto key = crypto::ParsePublicKey(found ? (*record)->key().public_key() : std::string());
    if (!key.ok()) {
      return foreign(Cat("the ledger has no key ", ToHex(key_id)));
    }
    const auto verifier = note::VerifierKey::Create(stated->origin, note::SignatureType::kEd25519, *key);
    if (!verifier.ok()) {
      return foreign(FromAbsl(verifier.status().message()));
    }
    keys.push_back(*verifier);
  }
  const auto opened = note::OpenCheckpoint(checkpoint.note, stated->origin, keys);
  if (!opened.ok()) {
    foreign(FromAbsl(opened.status().message()));
  } else if (opened->signatures.size() != keys.size()) {
    foreign("a key that signs it did not");
  }
}

void Scrubber::CheckEnd(const Snapshot& snapshot) {
  const Head& head = snapshot.head();
  const uint64_t last = head.size == 0 ? 0 : head.size - 1;
  if (suspect_.has_value()) {
    Report(FindingKind::kBrokenHash, *suspect_, "its bytes are not those that the next entry is linked to");
  }
  const bool agrees = tree_.Root() == head.root && ledger_id_ == head.ledger_id && previous_leaf_ == head.last_leaf &&
                      last_recorded_at_us_ == head.last_recorded_at_us;
  if (head.size > 0 && !agrees) {
    Report(FindingKind::kRootMismatch, last, "the head of the ledger is not that of its entries");
  }
}

}  // namespace ingot::storage
