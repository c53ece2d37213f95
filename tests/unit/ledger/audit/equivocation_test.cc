#include "ledger/audit/equivocation.h"

#include <random>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "ledger/merkle/batch_tree.h"
#include "ledger/merkle/leaf_hash.h"
#include "tests/support/test_ledger.h"

namespace ingot::audit {
namespace {

using ::ingot::testing::TestKey;

constexpr char kForkedOrigin[] = "test.example/log";

note::VerifierKey Vkey(const crypto::PrivateKey& key, std::string_view origin = kForkedOrigin) {
  return *note::VerifierKey::Create(origin, note::SignatureType::kEd25519, key.public_key());
}

// A tree of `size` leaves that differs from those of another flavour from leaf `fork` on.
merkle::BatchTree Tree(uint64_t size, std::string_view flavour, uint64_t fork) {
  merkle::BatchTree tree{merkle::CompactRange()};
  for (uint64_t i = 0; i < size; ++i) {
    tree.Append(merkle::LeafHash(std::to_string(i) + std::string(i < fork ? "" : flavour)));
  }
  return tree;
}

std::string NoteOf(const Hash& root, uint64_t size, const crypto::PrivateKey& key,
                   std::string_view origin = kForkedOrigin) {
  const crypto::PrivateKey* keys[] = {&key};
  return *note::SignCheckpoint({std::string(origin), size, root}, keys);
}

class EquivocationTest : public ::testing::Test {
 protected:
  EquivocationTest() : key_(TestKey("checkpoint")) {}

  // The proof of two trees that part at leaf `fork`.
  Equivocation Fork(uint64_t first, uint64_t second, uint64_t fork) const {
    const merkle::BatchTree a = Tree(first, "a", fork);
    const merkle::BatchTree b = Tree(second, "b", fork);
    Equivocation e{.first = NoteOf(a.Root(), first, key_), .second = NoteOf(b.Root(), second, key_)};
    if (first == second) return e;
    e.prefix_root = Tree(first, "b", fork).Root();
    e.proof = *merkle::ConsistencyProof(b, first, second);
    return e;
  }
  absl::StatusCode CodeOf(const Equivocation& e) const {
    const note::VerifierKey keys[] = {Vkey(key_)};
    return VerifyEquivocation(e, keys).status().code();
  }

  const crypto::PrivateKey key_;
};

TEST_F(EquivocationTest, TwoRootsOfOneSizeAreProven) { EXPECT_EQ(CodeOf(Fork(9, 9, 4)), absl::StatusCode::kOk); }

TEST_F(EquivocationTest, AForkBelowTheFirstTreesEndIsProven) {
  for (const uint64_t first : {1u, 2u, 3u, 7u, 8u, 9u, 13u}) {
    for (const uint64_t second : {14u, 16u, 33u}) {
      EXPECT_EQ(CodeOf(Fork(first, second, first - 1)), absl::StatusCode::kOk) << first << " " << second;
    }
  }
}

TEST_F(EquivocationTest, ConsistentTreesProveNothing) {
  EXPECT_EQ(CodeOf(Fork(9, 20, 9)), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(CodeOf(Fork(9, 9, 9)), absl::StatusCode::kFailedPrecondition);
}

TEST_F(EquivocationTest, NothingIsProvenByOtherPrefixesProofsOrSignatures) {
  Equivocation e = Fork(9, 20, 4);
  (*e.prefix_root)[3] ^= 1;
  EXPECT_EQ(CodeOf(e), absl::StatusCode::kFailedPrecondition);
  e = Fork(9, 20, 4);
  e.proof.pop_back();
  EXPECT_EQ(CodeOf(e), absl::StatusCode::kFailedPrecondition);
  e = Fork(9, 20, 4);
  std::swap(e.first, e.second);
  EXPECT_EQ(CodeOf(e), absl::StatusCode::kInvalidArgument);
  e = Fork(9, 20, 4);
  e.prefix_root.reset();
  EXPECT_EQ(CodeOf(e), absl::StatusCode::kInvalidArgument);
  e = Fork(9, 9, 4);
  e.proof.push_back(Hash{});
  EXPECT_EQ(CodeOf(e), absl::StatusCode::kInvalidArgument);
  e = Fork(9, 9, 4);
  e.second = NoteOf(Tree(9, "b", 4).Root(), 9, TestKey("stranger"));
  EXPECT_EQ(CodeOf(e), absl::StatusCode::kInvalidArgument) << "nobody whom we trust signed it";
  e.second = NoteOf(Tree(9, "b", 4).Root(), 9, key_, "other.example/log");
  EXPECT_EQ(CodeOf(e), absl::StatusCode::kInvalidArgument);
  // A line in the key's name over another text.
  e = Fork(9, 9, 4);
  const std::string other = NoteOf(Tree(9, "c", 4).Root(), 9, key_);
  e.second = e.second.substr(0, e.second.find("\n\n")) + other.substr(other.find("\n\n"));
  EXPECT_EQ(CodeOf(e), absl::StatusCode::kFailedPrecondition);
}

TEST_F(EquivocationTest, TheFileHasOneSpelling) {
  for (const Equivocation& e : {Fork(9, 9, 4), Fork(9, 20, 4)}) {
    const std::string file = FormatEquivocation(e);
    const auto parsed = ParseEquivocation(file);
    ASSERT_TRUE(parsed.ok()) << parsed.status();
    EXPECT_EQ(FormatEquivocation(*parsed), file);
    EXPECT_EQ(CodeOf(*parsed), absl::StatusCode::kOk);
    EXPECT_FALSE(ParseEquivocation(file + "\n").ok());
    EXPECT_FALSE(ParseEquivocation(file.substr(0, file.size() - 1)).ok());
    EXPECT_FALSE(ParseEquivocation(file.substr(1)).ok());
  }
  EXPECT_FALSE(ParseEquivocation("").ok());
  EXPECT_FALSE(ParseEquivocation(std::string(kMaxEquivocationBytes + 1, 'x')).ok());
}

TEST_F(EquivocationTest, NoFlippedBitMakesAProofOfConsistentTrees) {
  const std::string file = FormatEquivocation(Fork(9, 20, 9));
  const note::VerifierKey keys[] = {Vkey(key_)};
  std::mt19937 random(3);
  for (int i = 0; i < 2'000; ++i) {
    std::string altered = file;
    altered[random() % altered.size()] ^= static_cast<char>(1 << (random() % 8));
    const auto parsed = ParseEquivocation(altered);
    EXPECT_FALSE(parsed.ok() && VerifyEquivocation(*parsed, keys).ok()) << altered;
  }
}

}  // namespace
}  // namespace ingot::audit
