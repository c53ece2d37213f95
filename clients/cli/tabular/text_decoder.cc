#include "clients/cli/tabular/text_decoder.h"

#include <algorithm>
#include <cstdint>

#include "ledger/base/bytes.h"
#include "ledger/base/strings.h"

namespace ingot::cli {
namespace {

constexpr char kNotUtf8[] =
    "the file is not in UTF-8: in Excel choose \"Save as\", \"CSV UTF-8 (comma delimited)\" or \"Unicode Text\"";
constexpr char kBinary[] =
    "the file holds NUL bytes, so it is no CSV file: a workbook (.xlsx, .xls, .ods) must be saved as \"CSV UTF-8\"";

void AppendUtf8(uint32_t point, std::string* out) {
  const auto byte = [out](uint32_t value) { *out += static_cast<char>(value); };
  if (point < 0x80) {
    byte(point);
  } else if (point < 0x800) {
    byte(0xC0 | (point >> 6));
    byte(0x80 | (point & 0x3F));
  } else if (point < 0x10000) {
    byte(0xE0 | (point >> 12));
    byte(0x80 | ((point >> 6) & 0x3F));
    byte(0x80 | (point & 0x3F));
  } else {
    byte(0xF0 | (point >> 18));
    byte(0x80 | ((point >> 12) & 0x3F));
    byte(0x80 | ((point >> 6) & 0x3F));
    byte(0x80 | (point & 0x3F));
  }
}

bool IsContinuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

// How many of the first bytes end with a whole character: all, but for up to three that begin one.
size_t WholeCharacters(std::string_view text) {
  size_t begin = text.size();
  for (int back = 0; back < 3 && begin > 0; ++back) {
    --begin;
    if (!IsContinuation(text[begin])) break;
  }
  if (begin == text.size()) return begin;
  const auto lead = static_cast<unsigned char>(text[begin]);
  const size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
  return begin + length <= text.size() ? text.size() : begin;
}

}  // namespace

absl::Status TextDecoder::Push(std::string_view bytes, std::string* out) {
  rest_ += bytes;
  return Decode(/*last=*/false, out);
}

absl::Status TextDecoder::Finish(std::string* out) { return Decode(/*last=*/true, out); }

absl::Status TextDecoder::Decode(bool last, std::string* out) {
  if (encoding_ == Encoding::kUnknown) {
    constexpr std::string_view kUtf8Mark = "\xEF\xBB\xBF";
    if (!last && rest_.size() < kUtf8Mark.size()) return absl::OkStatus();
    size_t mark = 0;
    if (rest_.rfind(kUtf8Mark, 0) == 0) {
      encoding_ = Encoding::kUtf8;
      mark = kUtf8Mark.size();
    } else if (rest_.rfind("\xFF\xFE", 0) == 0) {
      encoding_ = Encoding::kUtf16Little;
      mark = 2;
    } else if (rest_.rfind("\xFE\xFF", 0) == 0) {
      encoding_ = Encoding::kUtf16Big;
      mark = 2;
    } else {
      encoding_ = Encoding::kUtf8;
    }
    marked_ = mark > 0;
    rest_.erase(0, mark);
  }
  return encoding_ == Encoding::kUtf8 ? DecodeUtf8(last, out) : DecodeUtf16(last, out);
}

absl::Status TextDecoder::DecodeUtf8(bool last, std::string* out) {
  const size_t whole = last ? rest_.size() : WholeCharacters(rest_);
  const std::string_view text = std::string_view(rest_).substr(0, whole);
  if (text.find('\0') != std::string_view::npos) return absl::InvalidArgumentError(kBinary);
  if (!IsValidUtf8(text)) return absl::InvalidArgumentError(kNotUtf8);
  *out += text;
  rest_.erase(0, whole);
  return absl::OkStatus();
}

absl::Status TextDecoder::DecodeUtf16(bool last, std::string* out) {
  const size_t low = encoding_ == Encoding::kUtf16Little ? 0 : 1;
  const auto unit = [&](size_t at) {
    return static_cast<uint32_t>(static_cast<unsigned char>(rest_[at + low])) |
           static_cast<uint32_t>(static_cast<unsigned char>(rest_[at + 1 - low])) << 8;
  };
  size_t at = 0;
  while (at + 2 <= rest_.size()) {
    uint32_t point = unit(at);
    if (point == 0) return absl::InvalidArgumentError(kBinary);
    size_t length = 2;
    if (point >= 0xD800 && point < 0xE000) {
      if (at + 4 > rest_.size() && !last) break;
      const uint32_t second = at + 4 > rest_.size() ? 0 : unit(at + 2);
      if (point >= 0xDC00 || second < 0xDC00 || second > 0xDFFF) {
        return absl::InvalidArgumentError("the file's UTF-16 is damaged: save it again as \"CSV UTF-8\"");
      }
      point = 0x10000 + ((point - 0xD800) << 10) + (second - 0xDC00);
      length = 4;
    }
    AppendUtf8(point, out);
    at += length;
  }
  rest_.erase(0, at);
  if (last && !rest_.empty()) {
    return absl::InvalidArgumentError("the file's UTF-16 ends in the middle of a character: copy or save it again");
  }
  return absl::OkStatus();
}

}  // namespace ingot::cli
