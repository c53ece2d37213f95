#include "ledger/commitment/tree.h"

#include <gtest/gtest.h>

#include <random>

#include "ledger/commitment/hashing.h"
#include "ledger/crypto/sha256.h"
#include "tests/support/index_reference.h"

namespace ingot::commitment {
namespace {

Change SubjectChange(const Hash& key_hash, uint64_t seq) {
  Change change;
  change.key_hash = key_hash;
  change.seq = seq;
  change.count = seq % 7 + 1;
  change.leaf = crypto::Sha256(std::to_string(seq));
  return change;
}

std::string ValueOf(const Change& change) {
  return Encode(SubjectValue{.count = change.count, .last_seq = change.seq, .last_hash = change.leaf});
}

// Key hashes that share long beginnings: zeros but for a few bits, so that pages stand up to 64 deep.
Hash RandomKeyHash(std::mt19937_64& random) {
  Hash hash{};
  if (random() % 2 == 0) {
    for (uint8_t& byte : hash) byte = static_cast<uint8_t>(random());
    return hash;
  }
  for (int bits = static_cast<int>(random() % 3); bits >= 0; --bits) {
    const size_t bit = random() % 256;
    hash[bit / 8] = static_cast<uint8_t>(hash[bit / 8] | 0x80 >> bit % 8);
  }
  return hash;
}

void ExpectSamePath(const MemoryPages& pages, const Hash& root, const testing::ReferenceIndex& index,
                    const Hash& key_hash) {
  const absl::StatusOr<Path> path = Find(pages, root, key_hash);
  ASSERT_TRUE(path.ok()) << path.status();
  std::string occupant;
  EXPECT_EQ(path->siblings, index.Siblings(key_hash, &occupant));
  ASSERT_EQ(path->leaf.has_value(), !occupant.empty());
  const std::string* const value = index.Find(key_hash);
  if (value != nullptr) {
    ASSERT_TRUE(path->leaf.has_value());
    EXPECT_EQ(path->leaf->key_hash, key_hash);
    EXPECT_EQ(path->leaf->value, *value);
    EXPECT_TRUE(VerifyPresence(key_hash, crypto::Sha256(*value), path->siblings, root).ok());
    EXPECT_FALSE(VerifyAbsence(key_hash, std::nullopt, path->siblings, root).ok());
  } else {
    std::optional<OtherLeaf> other;
    if (path->leaf.has_value()) {
      EXPECT_EQ(testing::Bits(path->leaf->key_hash), occupant);
      other = OtherLeaf{path->leaf->key_hash, crypto::Sha256(path->leaf->value)};
    }
    EXPECT_TRUE(VerifyAbsence(key_hash, other, path->siblings, root).ok());
  }
}

TEST(TreeTest, AgreesWithTheReferenceWhateverTheOrder) {
  std::mt19937_64 random(20261129);
  for (int round = 0; round < 40; ++round) {
    MemoryPages pages;
    testing::ReferenceIndex index;
    Hash root = kEmptyNode;
    uint64_t seq = 0;
    std::vector<Hash> keys;
    for (int batch = 0; batch < 6; ++batch) {
      std::vector<Change> changes;
      const size_t count = random() % 12;
      for (size_t i = 0; i < count; ++i) {
        const bool known = !keys.empty() && random() % 3 == 0;
        const Hash key_hash = known ? keys[random() % keys.size()] : RandomKeyHash(random);
        keys.push_back(key_hash);
        changes.push_back(SubjectChange(key_hash, seq++));
        index.Set(key_hash, ValueOf(changes.back()));
      }
      std::shuffle(changes.begin(), changes.end(), random);
      const absl::StatusOr<Hash> after = Update(pages, root, changes);
      ASSERT_TRUE(after.ok()) << after.status();
      root = *after;
      ASSERT_EQ(root, index.Root());
    }
    for (const Hash& key_hash : keys) ExpectSamePath(pages, root, index, key_hash);
    for (int i = 0; i < 10; ++i) ExpectSamePath(pages, root, index, RandomKeyHash(random));
  }
}

TEST(TreeTest, HoldsTwoKeysThatDifferInTheirLastBit) {
  Hash left{};
  Hash right{};
  right[31] = 1;
  std::vector<Change> changes{SubjectChange(left, 1), SubjectChange(right, 2)};
  MemoryPages pages;
  testing::ReferenceIndex index;
  for (const Change& change : changes) index.Set(change.key_hash, ValueOf(change));
  const absl::StatusOr<Hash> root = Update(pages, kEmptyNode, changes);
  ASSERT_TRUE(root.ok());
  EXPECT_EQ(*root, index.Root());
  ExpectSamePath(pages, *root, index, left);
  EXPECT_EQ(Find(pages, *root, right)->siblings.size(), 256u);
}

TEST(TreeTest, FindsNothingInTheEmptyIndex) {
  const MemoryPages pages;
  const absl::StatusOr<Path> path = Find(pages, kEmptyNode, Hash{});
  ASSERT_TRUE(path.ok());
  EXPECT_TRUE(path->siblings.empty());
  EXPECT_FALSE(path->leaf.has_value());
}

TEST(TreeTest, OneBatchMakesWhatManyMake) {
  std::vector<Change> changes;
  for (uint64_t seq = 0; seq < 2'000; ++seq) {
    changes.push_back(SubjectChange(crypto::Sha256(std::to_string(seq % 700)), seq));
  }
  MemoryPages one_by_one;
  Hash root = kEmptyNode;
  for (const Change& change : changes) {
    std::vector<Change> single{change};
    root = Update(one_by_one, root, single).value();
  }
  MemoryPages at_once;
  EXPECT_EQ(Update(at_once, kEmptyNode, changes).value(), root);
}

TEST(TreeTest, SaysWhereAPageIsMissing) {
  const MemoryPages nothing;
  EXPECT_EQ(Find(nothing, crypto::Sha256("root"), Hash{}).status().code(), absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace ingot::commitment
