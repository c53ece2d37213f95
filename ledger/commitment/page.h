// The tree of the index cut into pages of four levels, sixteen places each: what is kept in memory or on disk. A page
// stands for a node with at least two keys (the topmost one for all keys) and holds what its node's great-great-
// grandchildren are: nothing, one key, or a page of their own.
#ifndef INGOT_LEDGER_COMMITMENT_PAGE_H_
#define INGOT_LEDGER_COMMITMENT_PAGE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/hash.h"

namespace ingot::commitment {

inline constexpr size_t kPageLevels = 4;
inline constexpr size_t kPlaces = size_t{1} << kPageLevels;
// Of key hashes, in pages.
inline constexpr size_t kMaxPageDepth = 8 * kHashSize / kPageLevels;

// The place of a key in a page that stands `page_depth` pages below the topmost one. REQUIRES: below kMaxPageDepth.
inline size_t PlaceOf(const Hash& key_hash, size_t page_depth) {
  const uint8_t byte = key_hash[page_depth / 2];
  return page_depth % 2 == 0 ? byte >> 4 : byte & 0xf;
}

struct Place {
  enum class Kind : uint8_t { kEmpty = 0, kLeaf = 1, kPage = 2 };
  Kind kind = Kind::kEmpty;
  // Of a leaf.
  Hash key_hash{};
  std::string value;
  // Of a page below: its node's hash.
  Hash node{};
};

// How many keys stand below a node, as far as its hash depends on it.
enum class Keys : uint8_t { kNone, kOne, kMore };

struct Node {
  Keys keys = Keys::kNone;
  Hash hash{};
};

// Not thread-safe, its const methods neither.
class Page {
 public:
  // To change it, before the next Nodes().
  Place& operator[](size_t place) {
    changed_ |= uint32_t{1} << place;
    return places_[place];
  }
  const Place& operator[](size_t place) const { return places_[place]; }

  // The node of a place.
  Node NodeOf(size_t place) const;
  // Nodes by level, levels[0] the sixteen places, levels[4] the page's own node alone. Hashes only what stands above
  // places that were changed since the last call: a page is hashed whole when it is read, and one path for each change.
  using Levels = std::array<std::array<Node, kPlaces>, kPageLevels + 1>;
  const Levels& Nodes() const;
  // levels[4][0] of it.
  Node Top() const;

  // For each place: u8 kind, then of a leaf key_hash[32], u16be length and value, of a page its node[32].
  std::string Encode() const;
  // nullopt for bytes that Encode does not make.
  static std::optional<Page> Decode(std::string_view bytes);

 private:
  std::array<Place, kPlaces> places_;
  // Of an empty page all are kNone. A bit of changed_ for each place that nodes_ may be behind of.
  mutable Levels nodes_{};
  mutable uint32_t changed_ = 0;
};

}  // namespace ingot::commitment

#endif  // INGOT_LEDGER_COMMITMENT_PAGE_H_
