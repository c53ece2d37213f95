// What stands in a key's place in the index, with the hashes that prove it.
#ifndef INGOT_LEDGER_COMMITMENT_PATH_H_
#define INGOT_LEDGER_COMMITMENT_PATH_H_

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "ledger/base/hash.h"

namespace ingot::commitment {

// Keys that differ in the last bit of their hashes alone stand below the 256th.
inline constexpr size_t kMaxSiblings = 8 * kHashSize;

struct Path {
  // From the root down; kEmptyNode where no key stands.
  std::vector<Hash> siblings;
  // What stands below the last sibling's parent, on the key's side: one key, or none.
  struct Leaf {
    Hash key_hash{};
    std::string value;
  };
  std::optional<Leaf> leaf;
};

// Whether `siblings` lead from the leaf of `key_hash` with this value to the root. INVALID_ARGUMENT for a path that
// can't be one, FAILED_PRECONDITION where it leads to another root.
absl::Status VerifyPresence(const Hash& key_hash, const Hash& value_hash, std::span<const Hash> siblings,
                            const Hash& root);

// The leaf that stands in an absent key's place, by hashes.
struct OtherLeaf {
  Hash key_hash{};
  Hash value_hash{};
};

// Whether they lead from the place of `key_hash`, in which another key or none stands, to the root. The same errors.
absl::Status VerifyAbsence(const Hash& key_hash, const std::optional<OtherLeaf>& other, std::span<const Hash> siblings,
                           const Hash& root);

}  // namespace ingot::commitment

#endif  // INGOT_LEDGER_COMMITMENT_PATH_H_
