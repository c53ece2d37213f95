// Big-endian integers, hexadecimal and base64. Decoders are strict: each value has exactly one accepted text, so that
// what was signed can't be written in two ways.
#ifndef INGOT_LEDGER_BASE_BYTES_H_
#define INGOT_LEDGER_BASE_BYTES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ingot {

void AppendBe16(uint16_t value, std::string* out);
void AppendBe32(uint32_t value, std::string* out);
void AppendBe64(uint64_t value, std::string* out);

// Read the integer at the front of `bytes`. REQUIRES: bytes.size() >= 2, 4, 8.
uint16_t ReadBe16(std::string_view bytes);
uint32_t ReadBe32(std::string_view bytes);
uint64_t ReadBe64(std::string_view bytes);

// Two lower-case digits a byte.
std::string HexEncode(std::string_view bytes);

// Lower-case digits only, an even number of them; nullopt otherwise.
std::optional<std::string> HexDecode(std::string_view text);

// RFC 4648, section 4: standard alphabet, padded.
std::string Base64Encode(std::string_view bytes);

// The inverse of Base64Encode and of nothing else: padding required, no white space, unused bits of the last digit zero
// (RFC 4648, section 3.5). nullopt otherwise.
std::optional<std::string> Base64Decode(std::string_view text);

// A decimal number as the ledger's texts write it: digits only, no leading zero unless it is "0", at most 2^64 - 1.
std::optional<uint64_t> ParseDecimal(std::string_view text);

// Valid UTF-8 (RFC 3629): shortest form, no surrogates, nothing above U+10FFFF.
bool IsValidUtf8(std::string_view text);

}  // namespace ingot

#endif  // INGOT_LEDGER_BASE_BYTES_H_
