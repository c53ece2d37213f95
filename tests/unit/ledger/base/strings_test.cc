#include "ledger/base/strings.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>

namespace ingot {
namespace {

TEST(CatTest, TakesEveryKindOfTextAndInteger) {
  const std::string text = "b";
  const char* pointer = "e";
  EXPECT_EQ(Cat("a", text, std::string_view("c"), absl::string_view("d"), pointer, std::string("f")), "abcdef");
  EXPECT_EQ(Cat(0, " ", -5, " ", std::numeric_limits<uint64_t>::max(), " ", std::numeric_limits<int64_t>::min()),
            "0 -5 18446744073709551615 -9223372036854775808");
  EXPECT_EQ(Cat(), "");
}

TEST(CatTest, KeepsZeroBytes) {
  const std::string_view zero("\0x", 2);
  EXPECT_EQ(Cat(zero, zero).size(), 4u);
}

TEST(AdapterTest, ViewsKeepPlaceAndSize) {
  const std::string text = "view";
  EXPECT_EQ(ToAbsl(text).data(), text.data());
  EXPECT_EQ(FromAbsl(ToAbsl(text)), text);
}

}  // namespace
}  // namespace ingot
