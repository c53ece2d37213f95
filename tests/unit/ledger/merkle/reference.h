// An independent, slow reference: the definitions of RFC 6962, section 2.1, read off the page as recursive functions
// over lists of leaf data, sharing nothing with ledger/merkle but the hash function; and the range proof as its header
// defines it. Besides, the test data of the Certificate Transparency project.
#ifndef INGOT_TESTS_UNIT_LEDGER_MERKLE_REFERENCE_H_
#define INGOT_TESTS_UNIT_LEDGER_MERKLE_REFERENCE_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/hash.h"
#include "ledger/merkle/node_reader.h"

namespace ingot::merkle::reference {

using Data = std::vector<std::string>;

// D[b:e]
Data Slice(const Data& data, size_t b, size_t e);

// MTH(D[n])
Hash Mth(const Data& d);

// PATH(m, D[n])
std::vector<Hash> Path(size_t m, const Data& d);

// PROOF(m, D[n])
std::vector<Hash> ConsistencyProof(size_t m, const Data& d);

// The hashes of the maximal subtrees of D[n] outside [b, e), left to right.
std::vector<Hash> RangeProof(size_t b, size_t e, const Data& d);

// n different leaves.
Data Leaves(size_t n);

// Their leaf hashes.
std::vector<Hash> LeafHashes(const Data& data);

// Reads nodes by computing Mth of the leaves under them; remembers them.
class ReferenceNodes : public NodeReader {
 public:
  explicit ReferenceNodes(const Data& data);
  absl::StatusOr<Hash> Node(unsigned level, uint64_t index) const override;

 private:
  std::vector<std::vector<Hash>> levels_;
};

// Leaf data, node hashes by level and roots by size of the tree that the Certificate Transparency project's tests use
// (transparency-dev/merkle, testonly/constants.go).
Data CtLeaves();
std::vector<std::vector<std::string>> CtNodes();  // hexadecimal
std::vector<std::string> CtRoots();               // hexadecimal, sizes 0 to 8

}  // namespace ingot::merkle::reference

#endif  // INGOT_TESTS_UNIT_LEDGER_MERKLE_REFERENCE_H_
