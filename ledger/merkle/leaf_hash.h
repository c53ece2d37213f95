// Hashing of RFC 6962, section 2.1: leaves and nodes are told apart by their first byte.
#ifndef INGOT_LEDGER_MERKLE_LEAF_HASH_H_
#define INGOT_LEDGER_MERKLE_LEAF_HASH_H_

#include <string_view>

#include "ledger/base/hash.h"

namespace ingot::merkle {

// SHA-256(0x00 || entry)
Hash LeafHash(std::string_view entry);

// SHA-256(0x01 || left || right)
Hash NodeHash(const Hash& left, const Hash& right);

// SHA-256(""): the root of the tree without leaves.
const Hash& EmptyRoot();

}  // namespace ingot::merkle

#endif  // INGOT_LEDGER_MERKLE_LEAF_HASH_H_
