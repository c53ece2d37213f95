// Keys, notes and trees for the tests of the client library.
#ifndef INGOT_TESTS_UNIT_CLIENTS_SUPPORT_REFERENCE_H_
#define INGOT_TESTS_UNIT_CLIENTS_SUPPORT_REFERENCE_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/hash.h"
#include "ledger/crypto/ed25519.h"
#include "ledger/note/checkpoint.h"
#include "ledger/note/note.h"

namespace ingot::client {

// A folder of the test's own, empty at its beginning.
std::string FreshFolder(std::string_view name);

// A key whose seed is 32 times this character.
crypto::PrivateKey KeyOf(char seed);

note::VerifierKey VerifierOf(const crypto::PrivateKey& key, std::string_view origin);

// A tree over numbered leaves, by the recursive definitions of RFC 6962, section 2.1; `flavour` makes other leaves.
class ReferenceTree {
 public:
  explicit ReferenceTree(std::string_view flavour) : flavour_(flavour) {}

  Hash Leaf(uint64_t index) const;
  // MTH(D[begin:end]).
  Hash Root(uint64_t begin, uint64_t end) const;
  Hash Root(uint64_t size) const { return Root(0, size); }
  // PROOF(first, D[second]).
  std::vector<Hash> Consistency(uint64_t first, uint64_t second) const;

 private:
  std::vector<Hash> SubProof(uint64_t m, uint64_t begin, uint64_t end, bool whole) const;
  std::string flavour_;
};

// The signed checkpoint of a reference tree.
std::string Note(const ReferenceTree& tree, uint64_t size, std::string_view origin, const crypto::PrivateKey& key);

}  // namespace ingot::client

#endif  // INGOT_TESTS_UNIT_CLIENTS_SUPPORT_REFERENCE_H_
