#include "ledger/base/bytes.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace ingot {
namespace {

using namespace std::string_literals;

TEST(BigEndianTest, WritesTheMostSignificantByteFirst) {
  std::string out = "x";
  AppendBe16(0x0102, &out);
  AppendBe32(0x03040506, &out);
  AppendBe64(0x0708090a0b0c0dffu, &out);
  EXPECT_EQ(out, "x\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\xff");
}

TEST(BigEndianTest, ReadsWhatStandsInFront) {
  const std::string bytes = "\x80\x02\x03\x04\x05\x06\x07\xfe\x99"s;
  EXPECT_EQ(ReadBe16(bytes), 0x8002);
  EXPECT_EQ(ReadBe32(bytes), 0x80020304u);
  EXPECT_EQ(ReadBe64(bytes), 0x80020304050607feu);
}

TEST(BigEndianDeathTest, TooFewBytesAbort) { EXPECT_DEATH(ReadBe32("abc"), "bytes.size"); }

TEST(HexTest, EncodesLowerCase) {
  EXPECT_EQ(HexEncode("\x00\x0f\xa5\xff"s), "000fa5ff");
  EXPECT_EQ(HexEncode(""), "");
}

TEST(HexTest, DecodesLowerCaseAlone) {
  EXPECT_EQ(HexDecode("000fa5ff"), "\x00\x0f\xa5\xff"s);
  EXPECT_EQ(HexDecode(""), "");
  EXPECT_EQ(HexDecode("A5"), std::nullopt);
  EXPECT_EQ(HexDecode("a"), std::nullopt);
  EXPECT_EQ(HexDecode("0x"), std::nullopt);
  EXPECT_EQ(HexDecode("g0"), std::nullopt);
  EXPECT_EQ(HexDecode("\xff\xff"), std::nullopt);
}

// RFC 4648, section 10.
TEST(Base64Test, PublishedVectors) {
  const std::pair<std::string, std::string> vectors[] = {{"", ""},
                                                         {"f", "Zg=="},
                                                         {"fo", "Zm8="},
                                                         {"foo", "Zm9v"},
                                                         {"foob", "Zm9vYg=="},
                                                         {"fooba", "Zm9vYmE="},
                                                         {"foobar", "Zm9vYmFy"}};
  for (const auto& [bytes, text] : vectors) {
    EXPECT_EQ(Base64Encode(bytes), text);
    EXPECT_EQ(Base64Decode(text), bytes);
  }
  EXPECT_EQ(Base64Encode("\xfb\xef\xff"), "++//");
  EXPECT_EQ(Base64Decode("++//"), "\xfb\xef\xff");
}

TEST(Base64Test, RefusesEverySecondWayToWriteAValue) {
  for (const char* text : {"Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "Zm8", "Zm8=\n", " Zm8", "Zm 8", "Z===", "====", "=",
                           "Zg==Zg==", "Z=g=", "-_--", "Zm9vYmF", "Zm9v\xff\xff\xff\xff"}) {
    EXPECT_EQ(Base64Decode(text), std::nullopt) << text;
  }
}

TEST(Base64Test, EveryByteSurvives) {
  std::string bytes;
  for (int i = 0; i < 256; ++i) {
    bytes.push_back(static_cast<char>(i));
    EXPECT_EQ(Base64Decode(Base64Encode(bytes)), bytes);
    EXPECT_EQ(HexDecode(HexEncode(bytes)), bytes);
  }
}

TEST(ParseDecimalTest, DigitsWithoutLeadingZeros) {
  EXPECT_EQ(ParseDecimal("0"), 0u);
  EXPECT_EQ(ParseDecimal("10"), 10u);
  EXPECT_EQ(ParseDecimal("18446744073709551615"), 18446744073709551615u);
  for (const char* text :
       {"", "00", "01", "-1", "+1", " 1", "1 ", "1a", "0x1", "18446744073709551616", "99999999999999999999", "1e3"}) {
    EXPECT_EQ(ParseDecimal(text), std::nullopt) << text;
  }
}

// Well-formed sequences of RFC 3629, section 4, at their bounds.
TEST(Utf8Test, AcceptsTheShortestForms) {
  for (const char* text : {"", "abc", "\x7f", "\xc2\x80", "\xdf\xbf", "\xe0\xa0\x80", "\xed\x9f\xbf", "\xee\x80\x80",
                           "\xef\xbf\xbf", "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf", "\xe2\x80\x94 a"}) {
    EXPECT_TRUE(IsValidUtf8(text)) << HexEncode(text);
  }
  EXPECT_TRUE(IsValidUtf8("\0"s));
}

TEST(Utf8Test, RefusesTheRest) {
  for (const char* text : {"\x80",
                           "\xbf",
                           "\xc0\x80",
                           "\xc1\xbf",
                           "\xc2",
                           "\xc2\x41",
                           "\xc2\xc0",
                           "\xe0\x9f\xbf",
                           "\xe0\xa0",
                           "\xe1\x80",
                           "\xed\xa0\x80",
                           "\xed\xbf\xbf",
                           "\xe1\x80\xc0",
                           "\xf0\x8f\xbf\xbf",
                           "\xf0\x90\x80",
                           "\xf4\x90\x80\x80",
                           "\xf5\x80\x80\x80",
                           "\xf1\x80\x80\x41",
                           "\xff",
                           "a\xfe"}) {
    EXPECT_FALSE(IsValidUtf8(text)) << HexEncode(text);
  }
}

}  // namespace
}  // namespace ingot
