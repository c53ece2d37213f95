#include "ledger/commitment/page.h"

#include <utility>

#include "ledger/base/bytes.h"
#include "ledger/base/check.h"
#include "ledger/commitment/hashing.h"
#include "ledger/crypto/sha256.h"

namespace ingot::commitment {
namespace {

// A node of two: one key alone rises to where it meets others.
Node Join(const Node& left, const Node& right) {
  if (left.keys == Keys::kNone && right.keys != Keys::kMore) return right;
  if (right.keys == Keys::kNone && left.keys != Keys::kMore) return left;
  return {.keys = Keys::kMore, .hash = InnerNode(left.hash, right.hash)};
}

std::optional<std::string_view> Take(std::string_view& rest, size_t size) {
  if (rest.size() < size) return std::nullopt;
  const std::string_view taken = rest.substr(0, size);
  rest.remove_prefix(size);
  return taken;
}

bool DecodePlace(std::string_view& rest, Place& place) {
  const auto kind = Take(rest, 1);
  if (!kind.has_value()) return false;
  place.kind = static_cast<Place::Kind>(kind->front());
  if (place.kind == Place::Kind::kEmpty) return true;
  if (place.kind != Place::Kind::kLeaf && place.kind != Place::Kind::kPage) return false;
  const auto hash = Take(rest, kHashSize);
  if (!hash.has_value()) return false;
  (place.kind == Place::Kind::kLeaf ? place.key_hash : place.node) = *HashFromBytes(*hash);
  if (place.kind == Place::Kind::kPage) return true;
  const auto length = Take(rest, sizeof(uint16_t));
  const auto value = length.has_value() ? Take(rest, ReadBe16(*length)) : std::nullopt;
  if (!value.has_value()) return false;
  place.value = *value;
  return true;
}

}  // namespace

Node Page::NodeOf(size_t place) const {
  const Place& p = places_[place];
  switch (p.kind) {
    case Place::Kind::kEmpty:
      return {};
    case Place::Kind::kLeaf:
      return {.keys = Keys::kOne, .hash = LeafNode(p.key_hash, crypto::Sha256(p.value))};
    case Place::Kind::kPage:
      return {.keys = Keys::kMore, .hash = p.node};
  }
  INGOT_CHECK_MSG(false, "a place of no kind");
}

const Page::Levels& Page::Nodes() const {
  for (size_t i = 0; i < kPlaces; ++i) {
    if ((changed_ >> i & 1) != 0) nodes_[0][i] = NodeOf(i);
  }
  uint32_t below = std::exchange(changed_, 0);
  for (size_t level = 1; level <= kPageLevels && below != 0; ++level) {
    uint32_t changed = 0;
    for (size_t i = 0; i < kPlaces >> level; ++i) {
      if ((below >> (2 * i) & 3) == 0) continue;
      nodes_[level][i] = Join(nodes_[level - 1][2 * i], nodes_[level - 1][2 * i + 1]);
      changed |= uint32_t{1} << i;
    }
    below = changed;
  }
  return nodes_;
}

Node Page::Top() const { return Nodes()[kPageLevels][0]; }

std::string Page::Encode() const {
  std::string bytes;
  bytes.reserve(kPlaces * (1 + kHashSize));
  for (const Place& place : places_) {
    bytes.push_back(static_cast<char>(place.kind));
    if (place.kind == Place::Kind::kLeaf) {
      bytes.append(AsBytes(place.key_hash));
      AppendBe16(static_cast<uint16_t>(place.value.size()), &bytes);
      bytes.append(place.value);
    } else if (place.kind == Place::Kind::kPage) {
      bytes.append(AsBytes(place.node));
    }
  }
  return bytes;
}

std::optional<Page> Page::Decode(std::string_view bytes) {
  Page page;
  for (size_t i = 0; i < kPlaces; ++i) {
    if (!DecodePlace(bytes, page[i])) return std::nullopt;
  }
  if (!bytes.empty()) return std::nullopt;
  return page;
}

}  // namespace ingot::commitment
