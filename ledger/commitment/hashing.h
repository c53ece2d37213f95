// The authenticated index over subjects and accounts (docs/FORMAT.md, "Index"): its keys, values and hashes.
//
// The index of the first n entries holds one value for each subject and account that they touch. Its root is node(all
// keys, 0), where keys stand under the bits of their hashes, most significant first:
//
//   node(no key, d)     = 32 zero bytes
//   node(one key, d)    = SHA-256(0x02 || key hash || SHA-256(value))
//   node(more keys, d)  = SHA-256(0x03 || node(keys with bit d = 0, d + 1) || node(keys with bit d = 1, d + 1))
//
// So a set of keys and values has one root, whatever order it came about in, and the place of a key is fixed by its
// hash: what stands there proves presence and absence alike.
#ifndef INGOT_LEDGER_COMMITMENT_HASHING_H_
#define INGOT_LEDGER_COMMITMENT_HASHING_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ingot/v1/common.pb.h"
#include "ledger/base/hash.h"

namespace ingot::commitment {

// The structure above; CommitmentPublished names it.
inline constexpr int32_t kStructureVersion = 1;

// How far a commitment may lag behind its own entry. Bounds what a verifier keeps to check it.
inline constexpr uint64_t kMaxLag = uint64_t{1} << 20;

// SHA-256("ingot/v1/index" || 0x00 || key); `key` is a key of ledger/state/record_key.h, of a subject or an account.
Hash KeyHash(std::string_view state_key);

// What the index holds of a subject: where its chain of entries ends.
struct SubjectValue {
  uint64_t count = 0;
  uint64_t last_seq = 0;
  Hash last_hash{};
};

// u64 count || u64 last_seq || last_hash[32].
std::string Encode(const SubjectValue& value);
std::optional<SubjectValue> DecodeSubject(std::string_view value);

// What the index holds of an account: u8 family || u8 origin || i64 grams for each amount, ascending by (family,
// origin), zero ones left out.
std::string Encode(const std::vector<v1::Amount>& balance);
// nullopt for bytes that Encode does not make.
std::optional<std::vector<v1::Amount>> DecodeBalance(std::string_view value);

// SHA-256(0x02 || key_hash || value_hash), where value_hash is the SHA-256 of a value.
Hash LeafNode(const Hash& key_hash, const Hash& value_hash);
// SHA-256(0x03 || left || right).
Hash InnerNode(const Hash& left, const Hash& right);
// The node without keys.
inline constexpr Hash kEmptyNode{};

// Bit `depth` of a key's hash, most significant first: false for left. REQUIRES: depth < 256.
inline bool GoesRight(const Hash& key_hash, size_t depth) { return (key_hash[depth / 8] >> (7 - depth % 8) & 1) != 0; }

}  // namespace ingot::commitment

#endif  // INGOT_LEDGER_COMMITMENT_HASHING_H_
