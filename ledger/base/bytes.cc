#include "ledger/base/bytes.h"

#include <algorithm>
#include <array>
#include <limits>

#include "ledger/base/check.h"

namespace ingot {
namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";
constexpr std::string_view kBase64Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr int kNoDigit = -1;

// Value of each character as a digit, kNoDigit for those that are none.
constexpr std::array<int8_t, 256> DigitValues(std::string_view digits) {
  std::array<int8_t, 256> values{};
  values.fill(kNoDigit);
  for (size_t i = 0; i < digits.size(); ++i) values[static_cast<uint8_t>(digits[i])] = static_cast<int8_t>(i);
  return values;
}

constexpr std::array<int8_t, 256> kHexValues = DigitValues(kHexDigits);
constexpr std::array<int8_t, 256> kBase64Values = DigitValues(kBase64Digits);

template <typename Int>
void AppendBigEndian(Int value, std::string* out) {
  for (int shift = 8 * (static_cast<int>(sizeof(Int)) - 1); shift >= 0; shift -= 8) {
    out->push_back(static_cast<char>((value >> shift) & 0xff));
  }
}

template <typename Int>
Int ReadBigEndian(std::string_view bytes) {
  INGOT_CHECK(bytes.size() >= sizeof(Int));
  uint64_t value = 0;
  for (size_t i = 0; i < sizeof(Int); ++i) value = value << 8 | static_cast<uint8_t>(bytes[i]);
  return static_cast<Int>(value);
}

// Length of the UTF-8 sequence at the front of `text`, 0 if it is not a valid one (RFC 3629, section 4).
size_t Utf8SequenceLength(std::string_view text) {
  const auto byte = [text](size_t i) { return i < text.size() ? static_cast<uint8_t>(text[i]) : 0u; };
  const auto is_tail = [byte](size_t i) { return byte(i) >= 0x80 && byte(i) <= 0xbf; };
  const unsigned first = byte(0);
  if (first < 0x80) return 1;
  if (first >= 0xc2 && first <= 0xdf) return is_tail(1) ? 2 : 0;
  if (first >= 0xe0 && first <= 0xef) {
    const unsigned low = first == 0xe0 ? 0xa0 : 0x80;   // shorter forms
    const unsigned high = first == 0xed ? 0x9f : 0xbf;  // surrogates
    return byte(1) >= low && byte(1) <= high && is_tail(2) ? 3 : 0;
  }
  if (first >= 0xf0 && first <= 0xf4) {
    const unsigned low = first == 0xf0 ? 0x90 : 0x80;   // shorter forms
    const unsigned high = first == 0xf4 ? 0x8f : 0xbf;  // above U+10FFFF
    return byte(1) >= low && byte(1) <= high && is_tail(2) && is_tail(3) ? 4 : 0;
  }
  return 0;
}

}  // namespace

void AppendBe16(uint16_t value, std::string* out) { AppendBigEndian(value, out); }
void AppendBe32(uint32_t value, std::string* out) { AppendBigEndian(value, out); }
void AppendBe64(uint64_t value, std::string* out) { AppendBigEndian(value, out); }

uint16_t ReadBe16(std::string_view bytes) { return ReadBigEndian<uint16_t>(bytes); }
uint32_t ReadBe32(std::string_view bytes) { return ReadBigEndian<uint32_t>(bytes); }
uint64_t ReadBe64(std::string_view bytes) { return ReadBigEndian<uint64_t>(bytes); }

std::string HexEncode(std::string_view bytes) {
  std::string text;
  text.reserve(2 * bytes.size());
  for (const char c : bytes) {
    text.push_back(kHexDigits[static_cast<uint8_t>(c) >> 4]);
    text.push_back(kHexDigits[static_cast<uint8_t>(c) & 0xf]);
  }
  return text;
}

std::optional<std::string> HexDecode(std::string_view text) {
  if (text.size() % 2 != 0) return std::nullopt;
  std::string bytes;
  bytes.reserve(text.size() / 2);
  for (size_t i = 0; i < text.size(); i += 2) {
    const int high = kHexValues[static_cast<uint8_t>(text[i])];
    const int low = kHexValues[static_cast<uint8_t>(text[i + 1])];
    if (high == kNoDigit || low == kNoDigit) return std::nullopt;
    bytes.push_back(static_cast<char>(high << 4 | low));
  }
  return bytes;
}

std::string Base64Encode(std::string_view bytes) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (size_t i = 0; i < bytes.size(); i += 3) {
    const size_t count = std::min<size_t>(3, bytes.size() - i);
    uint32_t group = 0;
    for (size_t j = 0; j < 3; ++j) group = group << 8 | (j < count ? static_cast<uint8_t>(bytes[i + j]) : 0);
    for (size_t j = 0; j < 4; ++j) text.push_back(j <= count ? kBase64Digits[group >> (18 - 6 * j) & 0x3f] : '=');
  }
  return text;
}

std::optional<std::string> Base64Decode(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  size_t padding = 0;
  while (padding < 2 && padding < text.size() && text[text.size() - 1 - padding] == '=') ++padding;
  const size_t digits = text.size() - padding;
  std::string bytes;
  bytes.reserve(text.size() / 4 * 3);
  uint32_t pending = 0;
  int pending_bits = 0;
  for (size_t i = 0; i < digits; ++i) {
    const int value = kBase64Values[static_cast<uint8_t>(text[i])];
    if (value == kNoDigit) return std::nullopt;
    pending = pending << 6 | static_cast<uint32_t>(value);
    pending_bits += 6;
    if (pending_bits >= 8) {
      pending_bits -= 8;
      bytes.push_back(static_cast<char>(pending >> pending_bits & 0xff));
      pending &= (uint32_t{1} << pending_bits) - 1;
    }
  }
  if (pending != 0) return std::nullopt;  // unused bits must be zero
  return bytes;
}

std::optional<uint64_t> ParseDecimal(std::string_view text) {
  if (text.empty() || (text.size() > 1 && text[0] == '0')) return std::nullopt;
  uint64_t value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    const uint64_t digit = static_cast<uint64_t>(c - '0');
    if (value > (std::numeric_limits<uint64_t>::max() - digit) / 10) return std::nullopt;
    value = 10 * value + digit;
  }
  return value;
}

bool IsValidUtf8(std::string_view text) {
  while (!text.empty()) {
    const size_t length = Utf8SequenceLength(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

}  // namespace ingot
