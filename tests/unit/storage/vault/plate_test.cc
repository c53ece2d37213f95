#include "storage/vault/plate.h"

#include <gtest/gtest.h>

namespace ingot::storage {
namespace {

TEST(PlateTest, WritingDoesNotMatter) {
  EXPECT_EQ(ComparablePlate("HH-KX 1234"), "HHKX1234");
  EXPECT_EQ(ComparablePlate("hh kx 1234"), "HHKX1234");
  EXPECT_EQ(ComparablePlate("HH.KX.1234"), "HHKX1234");
  EXPECT_EQ(ComparablePlate("\xe9\xb2\x81"  // U+9C81
                            "B\xc2\xb7"
                            "12345"),
            "\xe9\xb2\x81"
            "B12345");
  EXPECT_EQ(ComparablePlate(""), "");
}

TEST(PlateTest, EverythingElseStays) {
  EXPECT_EQ(ComparablePlate("\xc3\x84 Z"), "\xc3\x84Z");
  EXPECT_EQ(ComparablePlate("\xc2"), "\xc2") << "a broken character is none of its separators";
  EXPECT_NE(ComparablePlate("HHKX1234"), ComparablePlate("HHKX12345"));
}

}  // namespace
}  // namespace ingot::storage
