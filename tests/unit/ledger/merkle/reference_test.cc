// The reference itself agrees with the published tree.
#include "tests/unit/ledger/merkle/reference.h"

#include <gtest/gtest.h>

namespace ingot::merkle::reference {
namespace {

TEST(ReferenceTest, AgreesWithThePublishedTree) {
  for (size_t n = 0; n <= 8; ++n) EXPECT_EQ(ToHex(Mth(Slice(CtLeaves(), 0, n))), CtRoots()[n]);
  for (size_t level = 0; level < 4; ++level) {
    for (size_t i = 0; i < CtNodes()[level].size(); ++i) {
      EXPECT_EQ(ToHex(Mth(Slice(CtLeaves(), i << level, (i + 1) << level))), CtNodes()[level][i]);
    }
  }
}

}  // namespace
}  // namespace ingot::merkle::reference
