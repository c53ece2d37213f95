#include "ledger/merkle/leaf_hash.h"

#include "ledger/crypto/sha256.h"

namespace ingot::merkle {
namespace {

constexpr std::string_view kLeafPrefix("\x00", 1);
constexpr std::string_view kNodePrefix("\x01", 1);

}  // namespace

Hash LeafHash(std::string_view entry) { return crypto::Sha256({kLeafPrefix, entry}); }

Hash NodeHash(const Hash& left, const Hash& right) {
  return crypto::Sha256({kNodePrefix, AsBytes(left), AsBytes(right)});
}

const Hash& EmptyRoot() {
  static const Hash root = crypto::Sha256("");
  return root;
}

}  // namespace ingot::merkle
