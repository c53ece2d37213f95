#include "ledger/iso/currency.h"

#include "gtest/gtest.h"

namespace ingot::iso {
namespace {

// ISO 4217, list one of 2026-01-01.
TEST(CurrencyTest, KnowsMinorUnits) {
  for (const char* code : {"EUR", "CNY", "USD", "GBP", "CHF", "SEK", "XCG", "XCD", "ZWG", "VED", "SLE", "MRU"}) {
    EXPECT_EQ(CurrencyExponent(2, code), 2) << code;
  }
  for (const char* code : {"JPY", "KRW", "CLP", "ISK", "VND", "XAF", "XOF", "XPF", "UGX", "PYG", "UYI"}) {
    EXPECT_EQ(CurrencyExponent(2, code), 0) << code;
  }
  for (const char* code : {"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"}) {
    EXPECT_EQ(CurrencyExponent(2, code), 3) << code;
  }
  EXPECT_EQ(CurrencyExponent(2, "CLF"), 4);
  EXPECT_EQ(CurrencyExponent(2, "UYW"), 4);
}

TEST(CurrencyTest, TheLevLeavesWithRulesVersion2) {
  EXPECT_EQ(CurrencyExponent(1, "BGN"), 2);
  EXPECT_EQ(CurrencyExponent(2, "BGN"), std::nullopt);
}

TEST(CurrencyTest, RefusesCodesWithoutMinorUnit) {
  for (const char* code : {"XAU", "XAG", "XPT", "XPD", "XDR", "XUA", "XSU", "XBA", "XBB", "XBC", "XBD", "XTS", "XXX"}) {
    EXPECT_EQ(CurrencyExponent(1, code), std::nullopt) << code;
  }
}

TEST(CurrencyTest, RefusesWithdrawnAndUnknownCodes) {
  for (const char* code :
       {"DEM", "FRF", "ANG", "HRK", "CUC", "SLL", "ZWL", "VEF", "LTL", "", "eur", "EU", "EURO", "RMB", "AAA", "ZZZ"}) {
    EXPECT_EQ(CurrencyExponent(1, code), std::nullopt) << code;
  }
}

}  // namespace
}  // namespace ingot::iso
