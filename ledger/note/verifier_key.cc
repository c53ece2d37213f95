// Names, ids and texts of keys.
#include <array>
#include <optional>
#include <utility>

#include "ledger/base/bytes.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/crypto/sha256.h"
#include "ledger/note/note.h"

namespace ingot::note {
namespace {

constexpr size_t kHexIdDigits = 8;

// Unicode's White_Space above ASCII, in UTF-8.
constexpr std::array<std::string_view, 19> kUnicodeSpaces = {
    "\u0085", "\u00a0", "\u1680", "\u2000", "\u2001", "\u2002", "\u2003", "\u2004", "\u2005", "\u2006",
    "\u2007", "\u2008", "\u2009", "\u200a", "\u2028", "\u2029", "\u202f", "\u205f", "\u3000"};

absl::Status BadVkey(std::string_view what) {
  return absl::InvalidArgumentError(Cat("not a verifier key (name+id+key): ", what));
}

// Type and public key as they are hashed and written.
std::string EncodedKey(SignatureType type, const crypto::PublicKey& key) {
  return Cat(std::string(1, static_cast<char>(type)), key.bytes());
}

uint32_t ComputeKeyId(std::string_view name, SignatureType type, const crypto::PublicKey& key) {
  return ReadBe32(AsBytes(crypto::Sha256({name, "\n", EncodedKey(type, key)})));
}

std::string HexId(uint32_t id) {
  std::string bytes;
  AppendBe32(id, &bytes);
  return HexEncode(bytes);
}

std::optional<SignatureType> ParseType(char byte) {
  for (const SignatureType type : {SignatureType::kEd25519, SignatureType::kCosignatureV1}) {
    if (static_cast<char>(type) == byte) return type;
  }
  return std::nullopt;
}

}  // namespace

absl::Status CheckKeyName(std::string_view name) {
  if (name.empty() || name.size() > kMaxKeyNameBytes) {
    return absl::InvalidArgumentError(Cat("a key name has 1 to ", kMaxKeyNameBytes, " bytes, not ", name.size()));
  }
  if (!IsValidUtf8(name)) return absl::InvalidArgumentError("a key name must be UTF-8");
  for (const char c : name) {
    const auto byte = static_cast<uint8_t>(c);
    if (byte <= 0x20 || byte == 0x7f || c == '+') {
      return absl::InvalidArgumentError("a key name has no spaces, control characters or '+'");
    }
  }
  for (const std::string_view space : kUnicodeSpaces) {
    if (name.find(space) != std::string_view::npos) {
      return absl::InvalidArgumentError("a key name has no Unicode spaces");
    }
  }
  return absl::OkStatus();
}

VerifierKey::VerifierKey(std::string_view name, SignatureType type, const crypto::PublicKey& key)
    : name_(name), type_(type), public_key_(key), id_(ComputeKeyId(name, type, key)) {}

absl::StatusOr<VerifierKey> VerifierKey::Create(std::string_view name, SignatureType type,
                                                const crypto::PublicKey& key) {
  INGOT_RETURN_IF_ERROR(CheckKeyName(name));
  return VerifierKey(name, type, key);
}

absl::StatusOr<VerifierKey> VerifierKey::Parse(std::string_view vkey) {
  const size_t name_end = vkey.find('+');
  if (name_end == std::string_view::npos) return BadVkey("there is no '+'");
  const std::string_view name = vkey.substr(0, name_end);
  const std::string_view rest = vkey.substr(name_end + 1);
  if (rest.size() <= kHexIdDigits || rest[kHexIdDigits] != '+') return BadVkey("the id must have 8 digits");
  const std::string_view id = rest.substr(0, kHexIdDigits);

  const std::optional<std::string> encoded = Base64Decode(rest.substr(kHexIdDigits + 1));
  if (!encoded.has_value() || encoded->empty()) return BadVkey("the key is not base64");
  const std::optional<SignatureType> type = ParseType(encoded->front());
  if (!type.has_value()) return BadVkey("the signature type must be 0x01 (Ed25519) or 0x04 (cosignature)");
  INGOT_ASSIGN_OR_RETURN(const crypto::PublicKey key, crypto::ParsePublicKey(std::string_view(*encoded).substr(1)));
  INGOT_ASSIGN_OR_RETURN(VerifierKey verifier, Create(name, *type, key));
  if (HexId(verifier.id()) != id) return BadVkey("the id is not that of name and key");
  return verifier;
}

std::string VerifierKey::Format() const {
  return Cat(name_, "+", HexId(id_), "+", Base64Encode(EncodedKey(type_, public_key_)));
}

}  // namespace ingot::note
