#include "clients/cli/text/proof_json.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "ledger/base/bytes.h"
#include "ledger/base/hash.h"
#include "ledger/base/strings.h"
#include "ledger/merkle/leaf_hash.h"
#include "ledger/verdict/verdict.h"

namespace ingot::cli {
namespace {

std::string Text(const Hash& hash) { return Base64Encode(AsBytes(hash)); }

template <typename T>
std::string ReasonFor(const absl::StatusOr<T>& result) {
  return std::string(verdict::ReasonName(*verdict::ReasonOf(result.status())));
}

class ProofJsonTest : public ::testing::Test {
 protected:
  // The tree of three leaves, by RFC 6962: ((0 1) 2).
  const Hash leaf0_ = merkle::LeafHash("a");
  const Hash leaf1_ = merkle::LeafHash("b");
  const Hash leaf2_ = merkle::LeafHash("c");
  const Hash root2_ = merkle::NodeHash(leaf0_, leaf1_);
  const Hash root3_ = merkle::NodeHash(root2_, leaf2_);

  std::string Inclusion(std::string_view index, std::string_view size, const Hash& leaf,
                        const std::string& proof) const {
    return Cat("{\"index\": ", index, ", \"size\": ", size, ", \"leaf\": \"", Text(leaf), "\", \"root\": \"",
               Text(root3_), "\", \"proof\": [", proof, "]}");
  }
  static std::string Quoted(const Hash& hash) { return Cat("\"", Text(hash), "\""); }
};

TEST_F(ProofJsonTest, ProofsWorkedOutByHand) {
  const auto last = CheckInclusionJson(Inclusion("2", "3", leaf2_, Quoted(root2_)));
  ASSERT_TRUE(last.ok()) << last.status();
  EXPECT_EQ(last->index, 2u);
  EXPECT_EQ(last->size, 3u);
  EXPECT_EQ(
      ReasonFor(CheckInclusionJson(Inclusion("\"0\"", "\"3\"", leaf0_, Cat(Quoted(leaf1_), ",", Quoted(leaf2_))))),
      "OK");
  const auto growth =
      CheckConsistencyJson(Cat("{\"oldSize\": 2, \"newSize\": 3, \"oldRoot\": ", Quoted(root2_),
                               ", \"newRoot\": ", Quoted(root3_), ", \"proof\": [", Quoted(leaf2_), "]}"));
  ASSERT_TRUE(growth.ok()) << growth.status();
  EXPECT_EQ(growth->old_size, 2u);
  EXPECT_EQ(growth->new_size, 3u);
}

TEST_F(ProofJsonTest, WhatDoesNotHoldIsRefuted) {
  EXPECT_EQ(ReasonFor(CheckInclusionJson(Inclusion("1", "3", leaf2_, Quoted(root2_)))), "NOT_INCLUDED");
  EXPECT_EQ(ReasonFor(CheckInclusionJson(Inclusion("2", "3", leaf1_, Quoted(root2_)))), "NOT_INCLUDED");
  EXPECT_EQ(ReasonFor(CheckInclusionJson(Inclusion("2", "3", leaf2_, ""))), "NOT_INCLUDED");
  EXPECT_EQ(ReasonFor(CheckInclusionJson(Inclusion("3", "3", leaf2_, Quoted(root2_)))), "OUT_OF_TREE");
}

TEST_F(ProofJsonTest, OtherFormsAreUnusable) {
  for (const std::string_view index : {"2.0", "2e0", "-2", "02", "\"02\"", "\"\"", "null", "true", "[2]", "\" 2\"",
                                       "9223372036854775808", "99999999999999999999999"}) {
    EXPECT_EQ(ReasonFor(CheckInclusionJson(Inclusion(index, "3", leaf2_, Quoted(root2_)))), "MALFORMED_INPUT") << index;
  }
  const std::string good = Inclusion("2", "3", leaf2_, Quoted(root2_));
  for (const std::string& text : {std::string(), Cat("[", good, "]"), good + good, good.substr(1),
                                  good.substr(0, good.size() - 1) + ",\"more\": 1}", std::string("{}")}) {
    EXPECT_EQ(ReasonFor(CheckInclusionJson(text)), "MALFORMED_INPUT") << text;
    EXPECT_EQ(ReasonFor(CheckConsistencyJson(text)), "MALFORMED_INPUT") << text;
  }
  EXPECT_EQ(ReasonFor(CheckConsistencyJson(good)), "MALFORMED_INPUT");
}

TEST_F(ProofJsonTest, SixtyFourHashesAndOneMore) {
  std::string proof = Quoted(root2_);
  for (int i = 1; i < 64; ++i) proof += Cat(",", Quoted(root2_));
  EXPECT_EQ(ReasonFor(CheckInclusionJson(Inclusion("2", "3", leaf2_, proof))), "NOT_INCLUDED");
  EXPECT_EQ(ReasonFor(CheckInclusionJson(Inclusion("2", "3", leaf2_, Cat(proof, ",", Quoted(root2_))))),
            "MALFORMED_INPUT");
}

}  // namespace
}  // namespace ingot::cli
