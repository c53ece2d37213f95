// Proofs and tile paths from untrusted bytes: no crash, one text for each accepted value, and no proof but the right
// one leads to a root.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/bytes.h"
#include "ledger/base/check.h"
#include "ledger/base/hash.h"
#include "ledger/merkle/batch_tree.h"
#include "ledger/merkle/leaf_hash.h"
#include "ledger/merkle/proof.h"
#include "ledger/merkle/tile.h"
#include "ledger/note/tlog_proof.h"

namespace ingot {
namespace {

constexpr uint64_t kTreeSize = 100;

void CheckTexts(std::string_view bytes) {
  const absl::StatusOr<note::TlogProof> proof = note::ParseTlogProof(bytes);
  if (proof.ok()) INGOT_CHECK(note::FormatTlogProof(*proof).value() == bytes);
  const absl::StatusOr<merkle::TileCoord> tile = merkle::ParseTilePath(bytes);
  if (tile.ok()) INGOT_CHECK(merkle::TilePath(*tile) == bytes);
}

std::vector<Hash> TakeHashes(std::string_view bytes) {
  std::vector<Hash> hashes;
  for (; bytes.size() >= kHashSize; bytes.remove_prefix(kHashSize)) {
    hashes.push_back(HashFromBytes(bytes.substr(0, kHashSize)).value());
  }
  return hashes;
}

// Two numbers, then hashes: proofs of trees of any size, all of it chosen by the input.
void CheckForeignProofs(std::string_view bytes) {
  if (bytes.size() < 16 + 2 * kHashSize) return;
  const uint64_t first = ReadBe64(bytes);
  const uint64_t second = ReadBe64(bytes.substr(8));
  const std::vector<Hash> hashes = TakeHashes(bytes.substr(16));
  const std::span<const Hash> rest = std::span(hashes).subspan(2);
  (void)merkle::VerifyInclusion(first, second, hashes[0], rest, hashes[1]);
  (void)merkle::VerifyConsistency(first, second, hashes[0], hashes[1], rest);
  const size_t leaves = std::min<size_t>(rest.size(), first % 8);
  (void)merkle::VerifyRange(first, rest.first(leaves), second, rest.subspan(leaves), hashes[0]);
}

const merkle::BatchTree& Tree() {
  static const merkle::BatchTree tree = [] {
    merkle::BatchTree batch{merkle::CompactRange()};
    for (uint64_t i = 0; i < kTreeSize; ++i) batch.Append(merkle::LeafHash(std::to_string(i)));
    return batch;
  }();
  return tree;
}

std::vector<Hash> LeavesOf(uint64_t begin, uint64_t end) {
  std::vector<Hash> leaves;
  for (uint64_t i = begin; i < end; ++i) leaves.push_back(Tree().Leaf(i));
  return leaves;
}

// XORs the input into a proof; cuts it short or lengthens it.
merkle::Proof Changed(merkle::Proof proof, std::string_view bytes) {
  if (!bytes.empty()) {
    const int grow = bytes[0] % 3 - 1;
    if (grow > 0) proof.push_back(Hash{});
    if (grow < 0 && !proof.empty()) proof.pop_back();
    bytes.remove_prefix(1);
  }
  for (size_t i = 0; i < bytes.size() && i < proof.size() * kHashSize; ++i) {
    proof[i / kHashSize][i % kHashSize] ^= static_cast<uint8_t>(bytes[i]);
  }
  return proof;
}

// Places in a known tree: the right proof verifies, a changed one does not.
void CheckKnownTree(std::string_view bytes) {
  if (bytes.size() < 3) return;
  const uint64_t size = 1 + static_cast<uint8_t>(bytes[0]) % kTreeSize;
  const uint64_t begin = static_cast<uint8_t>(bytes[1]) % size;
  const uint64_t end = begin + 1 + static_cast<uint8_t>(bytes[2]) % (size - begin);
  bytes.remove_prefix(3);
  const Hash root = merkle::RootFromNodes(Tree(), size).value();
  const Hash old_root = merkle::RootFromNodes(Tree(), begin).value();
  const std::vector<Hash> leaves = LeavesOf(begin, end);

  const auto expect = [bytes](const merkle::Proof& proof, auto verify) {
    INGOT_CHECK_OK(verify(proof));
    const merkle::Proof changed = Changed(proof, bytes);
    INGOT_CHECK(verify(changed).ok() == (changed == proof));
  };
  expect(merkle::RangeProof(Tree(), begin, end, size).value(),
         [&](const merkle::Proof& proof) { return merkle::VerifyRange(begin, leaves, size, proof, root); });
  expect(merkle::InclusionProof(Tree(), begin, size).value(),
         [&](const merkle::Proof& proof) { return merkle::VerifyInclusion(begin, size, leaves[0], proof, root); });
  expect(merkle::ConsistencyProof(Tree(), begin, size).value(),
         [&](const merkle::Proof& proof) { return merkle::VerifyConsistency(begin, size, old_root, root, proof); });
}

}  // namespace
}  // namespace ingot

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  ingot::CheckTexts(bytes);
  ingot::CheckForeignProofs(bytes);
  ingot::CheckKnownTree(bytes);
  return 0;
}
