#include "ledger/commitment/path.h"

#include <gtest/gtest.h>

#include "ledger/commitment/hashing.h"
#include "ledger/crypto/sha256.h"

namespace ingot::commitment {
namespace {

const Hash kValue = crypto::Sha256("value");

bool Refuted(const absl::Status& status) { return status.code() == absl::StatusCode::kFailedPrecondition; }
bool Unusable(const absl::Status& status) { return status.code() == absl::StatusCode::kInvalidArgument; }

// A key of zeros below `siblings` that are all alike.
Hash RootOver(Hash node, const std::vector<Hash>& siblings) {
  for (auto sibling = siblings.rbegin(); sibling != siblings.rend(); ++sibling) node = InnerNode(node, *sibling);
  return node;
}

TEST(PathTest, HoldsTheLongestPathAndNoLonger) {
  std::vector<Hash> siblings(kMaxSiblings, kEmptyNode);
  siblings.back() = crypto::Sha256("sibling");
  const Hash root = RootOver(LeafNode(Hash{}, kValue), siblings);
  EXPECT_TRUE(VerifyPresence(Hash{}, kValue, siblings, root).ok());
  siblings.push_back(siblings.back());
  EXPECT_TRUE(Unusable(VerifyPresence(Hash{}, kValue, siblings, root)));
  EXPECT_TRUE(Unusable(VerifyAbsence(Hash{}, std::nullopt, siblings, root)));
}

TEST(PathTest, EndsBesideSomething) {
  const std::vector<Hash> siblings{crypto::Sha256("sibling"), kEmptyNode};
  const Hash root = RootOver(LeafNode(Hash{}, kValue), siblings);
  EXPECT_TRUE(Unusable(VerifyPresence(Hash{}, kValue, siblings, root)));
}

TEST(PathTest, ProvesAbsenceByAnEmptyPlace) {
  const std::vector<Hash> siblings{crypto::Sha256("sibling")};
  const Hash root = RootOver(kEmptyNode, siblings);
  EXPECT_TRUE(VerifyAbsence(Hash{}, std::nullopt, siblings, root).ok());
  EXPECT_TRUE(Refuted(VerifyAbsence(Hash{}, std::nullopt, siblings, kValue)));
  EXPECT_TRUE(Refuted(VerifyPresence(Hash{}, kValue, siblings, root)));
}

TEST(PathTest, ProvesAbsenceByAnotherLeaf) {
  Hash other{};
  other[0] = 0x20;  // shares two bits with the key of zeros
  const OtherLeaf leaf{other, kValue};
  std::vector<Hash> siblings{crypto::Sha256("a"), crypto::Sha256("b")};
  EXPECT_TRUE(VerifyAbsence(Hash{}, leaf, siblings, RootOver(LeafNode(other, kValue), siblings)).ok());
  // Its own leaf, and one that stands elsewhere, prove nothing.
  EXPECT_TRUE(Unusable(VerifyAbsence(other, leaf, siblings, RootOver(LeafNode(other, kValue), siblings))));
  siblings.push_back(crypto::Sha256("c"));
  EXPECT_TRUE(Unusable(VerifyAbsence(Hash{}, leaf, siblings, RootOver(LeafNode(other, kValue), siblings))));
}

TEST(PathTest, TakesSidesByTheKeysBits) {
  Hash key{};
  key[0] = 0x80;
  const Hash sibling = crypto::Sha256("sibling");
  const std::vector<Hash> siblings{sibling};
  EXPECT_TRUE(VerifyPresence(key, kValue, siblings, InnerNode(sibling, LeafNode(key, kValue))).ok());
  EXPECT_TRUE(Refuted(VerifyPresence(key, kValue, siblings, InnerNode(LeafNode(key, kValue), sibling))));
}

}  // namespace
}  // namespace ingot::commitment
