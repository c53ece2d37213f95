#include "clients/cli/text/json_document.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ingot::cli {
namespace {

using ::testing::HasSubstr;

std::string DocumentErrorIn(const std::string& text) { return std::string(ParseJsonItems(text).status().message()); }

TEST(JsonDocumentTest, AnArrayOrALineAfterTheOther) {
  EXPECT_EQ(ParseJsonItems("[{}, {},\n{}]")->size(), 3u);
  EXPECT_EQ(ParseJsonItems("{}\n{}\n\n{}\n")->size(), 3u);
  EXPECT_EQ(ParseJsonItems("[]")->size(), 0u);
  EXPECT_EQ(ParseJsonItems(" \n ")->size(), 0u);
  EXPECT_THAT(DocumentErrorIn("[{}] {}"), HasSubstr("must stand alone"));
  EXPECT_THAT(DocumentErrorIn("{} [{}]"), HasSubstr("must stand alone"));
}

TEST(JsonDocumentTest, KnowsLinesAndSpelling) {
  const auto items = ParseJsonItems("[\n  {\"a\": 1},\n\n  {\"b\": {\n \"c\": [1.50, \"x\"]}}\n]");
  ASSERT_TRUE(items.ok()) << items.status();
  EXPECT_EQ((*items)[0].line, 2);
  EXPECT_EQ((*items)[1].line, 4);
  const JsonNode* const c = (*items)[1].Find("b")->Find("c");
  EXPECT_EQ(c->line, 5);
  EXPECT_EQ(c->elements[0].text, "1.50");
  EXPECT_EQ(c->elements[1].string, "x");
  EXPECT_EQ((*items)[0].text, "{\"a\": 1}");
  EXPECT_EQ((*items)[0].Find("z"), nullptr);
}

TEST(JsonDocumentTest, DecodesStrings) {
  const auto items = ParseJsonItems(R"(["\"\\\/\b\f\n\r\t", "\u00e9\u745e\uD83D\uDE97", "瑞"])");
  ASSERT_TRUE(items.ok()) << items.status();
  EXPECT_EQ((*items)[0].string, "\"\\/\b\f\n\r\t");
  EXPECT_EQ((*items)[1].string, "é瑞🚗");
  EXPECT_EQ((*items)[2].string, "瑞");
}

TEST(JsonDocumentTest, ErrorsNameTheLine) {
  EXPECT_THAT(DocumentErrorIn("{\n\"a\": 1,\n}"), HasSubstr("line 3: a name in double quotes"));
  EXPECT_THAT(DocumentErrorIn("{\"a\" 1}"), HasSubstr("':' is missing"));
  EXPECT_THAT(DocumentErrorIn("{\"a\": 1\n \"b\": 2}"), HasSubstr("line 2: ',' or '}'"));
  EXPECT_THAT(DocumentErrorIn("[1 2]"), HasSubstr("',' or ']'"));
  EXPECT_THAT(DocumentErrorIn("{\"a\": 1,\n\"a\": 2}"), HasSubstr("line 2: \"a\" stands there twice"));
  EXPECT_THAT(DocumentErrorIn("{\"a\": \"x\n\"}"), HasSubstr("control character"));
  EXPECT_THAT(DocumentErrorIn("{\"a\": \"x"), HasSubstr("not closed"));
  EXPECT_THAT(DocumentErrorIn("{"), HasSubstr("a name"));
  EXPECT_THAT(DocumentErrorIn("[\n"), HasSubstr("ends"));
}

TEST(JsonDocumentTest, IsStrict) {
  for (const char* text :
       {"[01]", "[1.]", "[.5]", "[1e]", "[-]", "[+1]", "[tru]", "[nul]", "['a']", "[NaN]", "[\"\\x\"]", "[\"\\u12\"]",
        "[\"\\ud83d\"]", "[\"\\udE97\"]", "[\"\\ud83d\\u0041\"]", "[1]//", "{a:1}"}) {
    EXPECT_FALSE(ParseJsonItems(text).ok()) << text;
  }
  for (const char* text : {"[0]", "[-0.5e+10]", "[1E5]", "[true,false,null]"}) {
    EXPECT_TRUE(ParseJsonItems(text).ok()) << text;
  }
  EXPECT_THAT(DocumentErrorIn("[\"\xff\"]"), HasSubstr("UTF-8"));
}

TEST(JsonDocumentTest, NestingIsBounded) {
  const auto nested = [](int depth) {
    return std::string(static_cast<size_t>(depth), '[') + std::string(static_cast<size_t>(depth), ']');
  };
  EXPECT_TRUE(ParseJsonItems(nested(kMaxJsonDepth + 1)).ok());
  EXPECT_THAT(DocumentErrorIn(nested(kMaxJsonDepth + 2)), HasSubstr("nested"));
  EXPECT_FALSE(ParseJsonItems(std::string(1'000'000, '[')).ok());
}

TEST(JsonDocumentTest, QuotesWhatItReads) {
  const std::string text = "a\"b\\c\nd\x01 瑞";
  const auto items = ParseJsonItems("[" + JsonQuote(text) + "]");
  ASSERT_TRUE(items.ok());
  EXPECT_EQ((*items)[0].string, text);
}

}  // namespace
}  // namespace ingot::cli
