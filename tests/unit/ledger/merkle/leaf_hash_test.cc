#include "ledger/merkle/leaf_hash.h"

#include <gtest/gtest.h>

#include "tests/unit/ledger/merkle/reference.h"

namespace ingot::merkle {
namespace {

using reference::CtLeaves;
using reference::CtNodes;

TEST(LeafHashTest, PublishedLeavesAndNodes) {
  for (size_t i = 0; i < 8; ++i) EXPECT_EQ(ToHex(LeafHash(CtLeaves()[i])), CtNodes()[0][i]);
  for (size_t level = 1; level < 4; ++level) {
    for (size_t i = 0; i < CtNodes()[level].size(); ++i) {
      const Hash left = HashFromHex(CtNodes()[level - 1][2 * i]).value();
      const Hash right = HashFromHex(CtNodes()[level - 1][2 * i + 1]).value();
      EXPECT_EQ(ToHex(NodeHash(left, right)), CtNodes()[level][i]);
    }
  }
  EXPECT_EQ(ToHex(EmptyRoot()), reference::CtRoots()[0]);
}

}  // namespace
}  // namespace ingot::merkle
