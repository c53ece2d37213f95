// The index recomputed while a ledger is replayed.
#ifndef INGOT_LEDGER_COMMITMENT_REPLAY_H_
#define INGOT_LEDGER_COMMITMENT_REPLAY_H_

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "ledger/base/hash.h"
#include "ledger/commitment/change.h"
#include "ledger/commitment/tree.h"
#include "ledger/state/view.h"

namespace ingot::commitment {

// What the index lags behind the entries: commitments to come may cover any size from `covered` on.
struct Lag {
  // Entries that the tree covers.
  uint64_t covered = 0;
  // The values in it of the keys that `changes` touch; nullopt where it has no such key.
  std::map<Hash, std::optional<std::string>> before;
  // Of the entries from `covered` on, in order.
  std::vector<Change> changes;
};

// Feed entries in order. Memory grows with the subjects and accounts, and holds the changes of the last kMaxLag entries
// at most. Not thread-safe.
class Replay {
 public:
  // Begins behind the first `size` entries, which made this state, where a replay of them had this lag. REQUIRES:
  // nothing was added yet.
  void Continue(uint64_t size, const state::MemoryView& state, Lag lag);
  // What Continue needs beside the state.
  Lag CurrentLag() const;

  // What the next entry changes (AppendChanges).
  void Add(std::span<const Change> changes);

  // The index's root over the first `size` entries. REQUIRES: as the rules demand of a commitment in the next entry,
  // above every earlier `size`, at most the number of entries fed, and at most kMaxLag below it.
  Hash RootOf(uint64_t size);

 private:
  // Brings the tree to the first `size` entries.
  void Advance(uint64_t size);
  // Puts the changes into the tree and clears them.
  void Take(std::vector<Change>& changes);

  MemoryPages pages_;
  Hash root_{};
  // Entries that the tree covers, and that were fed.
  uint64_t covered_ = 0;
  uint64_t fed_ = 0;
  // Of the entries from covered_ on, in order.
  std::vector<Change> changes_;
};

}  // namespace ingot::commitment

#endif  // INGOT_LEDGER_COMMITMENT_REPLAY_H_
