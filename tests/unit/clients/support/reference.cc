#include "tests/unit/clients/support/reference.h"

#include <filesystem>
#include <utility>

#include "ledger/base/check.h"
#include "ledger/base/strings.h"
#include "ledger/crypto/sha256.h"
#include "tests/support/temp/temp_dir.h"

namespace ingot::client {
namespace {

// The largest power of two below n.
uint64_t SplitOf(uint64_t n) {
  uint64_t k = 1;
  while (2 * k < n) k *= 2;
  return k;
}

}  // namespace

std::string FreshFolder(std::string_view name) {
  const std::string path = Cat(testing::FreshDir(), "/", name);
  std::filesystem::create_directory(path);
  return path;
}

crypto::PrivateKey KeyOf(char seed) {
  absl::StatusOr<crypto::PrivateKey> key = crypto::PrivateKey::FromSeed(std::string(crypto::kSeedSize, seed));
  INGOT_CHECK_OK(key);
  return *std::move(key);
}

note::VerifierKey VerifierOf(const crypto::PrivateKey& key, std::string_view origin) {
  absl::StatusOr<note::VerifierKey> verifier =
      note::VerifierKey::Create(origin, note::SignatureType::kEd25519, key.public_key());
  INGOT_CHECK_OK(verifier);
  return *std::move(verifier);
}

Hash ReferenceTree::Leaf(uint64_t index) const {
  return crypto::Sha256({std::string_view("\0", 1), flavour_, std::to_string(index)});
}

Hash ReferenceTree::Root(uint64_t begin, uint64_t end) const {
  if (begin == end) return crypto::Sha256("");
  if (end - begin == 1) return Leaf(begin);
  const uint64_t k = SplitOf(end - begin);
  const Hash left = Root(begin, begin + k);
  const Hash right = Root(begin + k, end);
  return crypto::Sha256({std::string_view("\1", 1), AsBytes(left), AsBytes(right)});
}

std::vector<Hash> ReferenceTree::Consistency(uint64_t first, uint64_t second) const {
  return first == 0 || first == second ? std::vector<Hash>() : SubProof(first, 0, second, true);
}

std::vector<Hash> ReferenceTree::SubProof(uint64_t m, uint64_t begin, uint64_t end, bool whole) const {
  const uint64_t n = end - begin;
  if (m == n) return whole ? std::vector<Hash>() : std::vector<Hash>{Root(begin, end)};
  const uint64_t k = SplitOf(n);
  std::vector<Hash> proof;
  if (m <= k) {
    proof = SubProof(m, begin, begin + k, whole);
    proof.push_back(Root(begin + k, end));
  } else {
    proof = SubProof(m - k, begin + k, end, false);
    proof.push_back(Root(begin, begin + k));
  }
  return proof;
}

std::string Note(const ReferenceTree& tree, uint64_t size, std::string_view origin, const crypto::PrivateKey& key) {
  const crypto::PrivateKey* const keys[] = {&key};
  absl::StatusOr<std::string> note = note::SignCheckpoint({std::string(origin), size, tree.Root(size)}, keys);
  INGOT_CHECK_OK(note);
  return *std::move(note);
}

}  // namespace ingot::client
