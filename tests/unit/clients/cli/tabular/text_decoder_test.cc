#include "clients/cli/tabular/text_decoder.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ingot::cli {
namespace {

using ::testing::HasSubstr;

// Decodes in pieces of `step` bytes.
absl::Status Decode(const std::string& bytes, std::string* text, size_t step = 1000, bool* marked = nullptr) {
  TextDecoder decoder;
  text->clear();
  for (size_t at = 0; at < bytes.size(); at += step) {
    const absl::Status status = decoder.Push(std::string_view(bytes).substr(at, step), text);
    if (!status.ok()) return status;
  }
  const absl::Status status = decoder.Finish(text);
  if (marked != nullptr) *marked = decoder.marked();
  return status;
}

// "vin;ü€车😀\n" in the encodings of Unicode 15, section 3.9 and 3.10 (made with iconv).
const std::string kUtf8 = "vin;\xC3\xBC\xE2\x82\xAC\xE8\xBD\xA6\xF0\x9F\x98\x80\n";
const std::string kUtf16Little("\xFF\xFEv\0i\0n\0;\0\xFC\0\xAC\x20\x66\x8F\x3D\xD8\x00\xDE\n\0", 22);
const std::string kUtf16Big("\xFE\xFF\0v\0i\0n\0;\0\xFC\x20\xAC\x8F\x66\xD8\x3D\xDE\x00\0\n", 22);

TEST(TextDecoderTest, ReadsUtf8AndBothUtf16InPiecesOfAnySize) {
  const std::vector<std::pair<std::string, bool>> files = {
      {kUtf8, false}, {"\xEF\xBB\xBF" + kUtf8, true}, {kUtf16Little, true}, {kUtf16Big, true}};
  for (const auto& [bytes, mark] : files) {
    for (const size_t step : {1, 2, 3, 5, 1000}) {
      std::string text;
      bool marked = false;
      const absl::Status status = Decode(bytes, &text, step, &marked);
      ASSERT_TRUE(status.ok()) << status;
      EXPECT_EQ(text, kUtf8);
      EXPECT_EQ(marked, mark);
    }
  }
}

TEST(TextDecoderTest, ShortFilesAreTextToo) {
  for (const std::string& bytes : {std::string(), std::string("a"), std::string("ab")}) {
    std::string text;
    EXPECT_TRUE(Decode(bytes, &text).ok());
    EXPECT_EQ(text, bytes);
  }
}

TEST(TextDecoderTest, SaysHowToSaveAnythingElse) {
  std::string text;
  EXPECT_THAT(Decode("M\xFCller\n", &text).ToString(), HasSubstr("CSV UTF-8")) << "Windows-1252";
  EXPECT_THAT(Decode("\xE8\xBD", &text).ToString(), HasSubstr("not in UTF-8")) << "ends inside a character";
  EXPECT_THAT(Decode(std::string("PK\x03\x04\0\0", 6), &text).ToString(), HasSubstr("a workbook"));
  EXPECT_THAT(Decode(std::string("\xFF\xFE\x3D\xD8", 4), &text).ToString(), HasSubstr("UTF-16"));
  EXPECT_THAT(Decode(std::string("\xFF\xFE\x00\xDE\x41\x00", 6), &text).ToString(), HasSubstr("UTF-16"));
  EXPECT_THAT(Decode(std::string("\xFF\xFEv\0i", 5), &text).ToString(), HasSubstr("in the middle of a character"));
}

}  // namespace
}  // namespace ingot::cli
