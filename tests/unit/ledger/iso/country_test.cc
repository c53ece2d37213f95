#include "ledger/iso/country.h"

#include <string>

#include "gtest/gtest.h"

namespace ingot::iso {
namespace {

TEST(CountryTest, KnowsOfficiallyAssignedCodes) {
  for (const char* code : {"AD", "AX", "BQ", "CN", "CW", "DE", "GB", "HK", "MX", "PS", "SS", "SX", "TW", "US", "ZW"}) {
    EXPECT_TRUE(IsCountry(1, code)) << code;
    EXPECT_TRUE(IsCountry(2, code)) << code;
  }
}

TEST(CountryTest, RefusesEverythingElse) {
  // Reserved, user-assigned and withdrawn codes, lower case, other lengths.
  for (const char* code : {"", "EU", "UK", "XK", "AN", "CS", "SU", "YU", "ZZ", "AA", "de", "De", "D", "DEU", " DE"}) {
    EXPECT_FALSE(IsCountry(1, code)) << code;
  }
  EXPECT_FALSE(IsCountry(1, std::string_view("D\0", 2)));
}

TEST(CountryTest, CountsTheStandardsCodes) {
  int count = 0;
  for (char first = 'A'; first <= 'Z'; ++first) {
    for (char second = 'A'; second <= 'Z'; ++second) {
      if (IsCountry(1, std::string{first, second})) ++count;
    }
  }
  EXPECT_EQ(count, 249);
}

}  // namespace
}  // namespace ingot::iso
