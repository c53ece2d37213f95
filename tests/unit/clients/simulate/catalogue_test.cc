#include "clients/simulate/catalogue.h"

#include <map>
#include <set>
#include <string>

#include "gtest/gtest.h"

namespace ingot::simulate {
namespace {

// 49 CFR 565.15(c), tables III to V, written once more.
char CheckCharacter(const std::string& vin) {
  constexpr int kWeights[] = {8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2};
  std::map<char, int> values;
  for (char c = '0'; c <= '9'; ++c) values[c] = c - '0';
  for (const std::string& row : {std::string("ABCDEFGH"), std::string("JKLMN-P-R"), std::string("-STUVWXYZ")}) {
    for (size_t i = 0; i < row.size(); ++i) values[row[i]] = static_cast<int>(i) + 1;
  }
  int sum = 0;
  for (size_t i = 0; i < vin.size(); ++i) sum += values.at(vin[i]) * kWeights[i];
  return sum % 11 == 10 ? 'X' : static_cast<char>('0' + sum % 11);
}

TEST(CatalogueTest, TheCheckCharacterOfThisTestIsThePublishedOne) {
  EXPECT_EQ(CheckCharacter("1M8GDM9AXKP042788"), 'X');
  EXPECT_EQ(CheckCharacter("5GZCZ43D13S812715"), '1');
}

TEST(CatalogueTest, VinsAreValidAndNeverTheSame) {
  std::set<std::string> vins;
  for (const Model& model : Models()) {
    for (const int year : {1990, 2012, 2016, 2045}) {
      for (const uint32_t serial : {0u, 1u, 999'999u, 1'000'000u, kMaxSerial - 1}) {
        const std::string vin = VinOf(model, year, serial);
        ASSERT_EQ(vin.size(), 17u);
        EXPECT_EQ(vin.find_first_of("IOQ"), std::string::npos) << vin;
        EXPECT_EQ(vin[8], CheckCharacter(vin)) << vin;
        vins.insert(vin);
      }
    }
  }
  EXPECT_EQ(vins.size(), Models().size() * 4 * 5);
}

TEST(CatalogueTest, KnowsTheModelYearsOfTheStandard) {
  // 49 CFR 565.15, table VII.
  for (const auto& [year, code] : std::map<int, char>{{1980, 'A'},
                                                      {2000, 'Y'},
                                                      {2001, '1'},
                                                      {2009, '9'},
                                                      {2010, 'A'},
                                                      {2018, 'J'},
                                                      {2023, 'P'},
                                                      {2024, 'R'},
                                                      {2026, 'T'},
                                                      {2029, 'X'},
                                                      {2030, 'Y'}}) {
    EXPECT_EQ(VinOf(Models()[0], year, 0)[9], code) << year;
  }
}

TEST(CatalogueTest, SharesComeToOne) {
  uint32_t ppm = 0;
  for (const Model& model : Models()) {
    ppm += model.ppm;
    EXPECT_GT(model.kerb_g, model.sheet_5xxx_g + model.sheet_6xxx_g + model.cast_g + model.other_g) << model.name;
  }
  EXPECT_EQ(ppm, 1'000'000u);
}

}  // namespace
}  // namespace ingot::simulate
