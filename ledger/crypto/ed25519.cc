#include "ledger/crypto/ed25519.h"

#include <openssl/evp.h>

#include <algorithm>

#include "absl/status/status.h"
#include "ledger/base/check.h"
#include "ledger/base/strings.h"
#include "ledger/crypto/sha256.h"

namespace ingot::crypto {
namespace {

using Bytes32 = std::array<uint8_t, 32>;  // little-endian, as RFC 8032 writes integers

// p = 2^255 - 19
constexpr Bytes32 kFieldPrime = {0xed, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                                 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                                 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f};

// L = 2^252 + 27742317777372353535851937790883648493
constexpr Bytes32 kGroupOrder = {0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7,
                                 0xa2, 0xde, 0xf9, 0xde, 0x14, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
                                 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x10};

// The y-coordinates of the eight points whose order divides the cofactor 8: y = 1 (order 1), y = -1 (order 2), y = 0
// (two points of order 4), and two values with two points each of order 8. A point's order doesn't depend on its sign.
constexpr Bytes32 kSmallOrderY[] = {
    {0x01},
    {0xec, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
     0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f},
    {0x00},
    {0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0,
     0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05},
    {0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f,
     0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a},
};

bool LessLittleEndian(const Bytes32& a, const Bytes32& b) {
  return std::lexicographical_compare(a.rbegin(), a.rend(), b.rbegin(), b.rend());
}

Bytes32 ToBytes32(std::string_view bytes) {
  Bytes32 out;
  std::copy_n(bytes.begin(), out.size(), out.begin());
  return out;
}

// Canonical and not of small order. The encodings with x = 0 and the sign bit set have y = 1 or -1, so the second test
// refuses them too.
bool IsAcceptablePoint(std::string_view encoding) {
  Bytes32 y = ToBytes32(encoding);
  y.back() &= 0x7f;  // without the sign of x
  if (!LessLittleEndian(y, kFieldPrime)) return false;
  return std::none_of(std::begin(kSmallOrderY), std::end(kSmallOrderY),
                      [&y](const Bytes32& small) { return y == small; });
}

const unsigned char* Data(std::string_view bytes) { return reinterpret_cast<const unsigned char*>(bytes.data()); }

struct MdContextDeleter {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using MdContext = std::unique_ptr<EVP_MD_CTX, MdContextDeleter>;

struct PkeyDeleter {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};

}  // namespace

absl::StatusOr<PublicKey> ParsePublicKey(std::string_view bytes) {
  if (bytes.size() != kPublicKeySize) {
    return absl::InvalidArgumentError(Cat("an Ed25519 public key has ", kPublicKeySize, " bytes, not ", bytes.size()));
  }
  if (!IsAcceptablePoint(bytes)) {
    return absl::InvalidArgumentError("an Ed25519 public key must be encoded canonically and not be of small order");
  }
  PublicKey key;
  key.bytes_ = ToBytes32(bytes);
  return key;
}

Hash KeyId(const PublicKey& key) { return Sha256(key.bytes()); }

bool Verify(const PublicKey& key, std::string_view message, std::string_view signature) {
  if (signature.size() != kSignatureSize) return false;
  if (!IsAcceptablePoint(signature.substr(0, 32))) return false;
  if (!LessLittleEndian(ToBytes32(signature.substr(32)), kGroupOrder)) return false;

  const std::unique_ptr<EVP_PKEY, PkeyDeleter> pkey(
      EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, Data(key.bytes()), kPublicKeySize));
  const MdContext context(EVP_MD_CTX_new());
  INGOT_CHECK(pkey != nullptr && context != nullptr);
  INGOT_CHECK(EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, pkey.get()) == 1);
  return EVP_DigestVerify(context.get(), Data(signature), signature.size(), Data(message), message.size()) == 1;
}

void PrivateKey::KeyDeleter::operator()(evp_pkey_st* key) const { EVP_PKEY_free(key); }

absl::StatusOr<PrivateKey> PrivateKey::FromSeed(std::string_view seed) {
  if (seed.size() != kSeedSize) {
    return absl::InvalidArgumentError(Cat("an Ed25519 seed has ", kSeedSize, " bytes, not ", seed.size()));
  }
  KeyHandle key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, Data(seed), seed.size()));
  INGOT_CHECK(key != nullptr);
  return FromHandle(std::move(key));
}

absl::StatusOr<PrivateKey> PrivateKey::FromHandle(KeyHandle key) {
  Bytes32 raw;
  size_t size = raw.size();
  INGOT_CHECK(EVP_PKEY_get_raw_public_key(key.get(), raw.data(), &size) == 1 && size == raw.size());
  auto public_key = ParsePublicKey({reinterpret_cast<const char*>(raw.data()), raw.size()});
  if (!public_key.ok()) return public_key.status();
  return PrivateKey(std::move(key), *public_key);
}

std::string PrivateKey::Sign(std::string_view message) const {
  INGOT_CHECK_MSG(key_ != nullptr, "signing with a key that was moved from");
  const MdContext context(EVP_MD_CTX_new());
  INGOT_CHECK(context != nullptr);
  INGOT_CHECK(EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key_.get()) == 1);
  std::string signature(kSignatureSize, '\0');
  size_t size = signature.size();
  INGOT_CHECK(EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size, Data(message),
                             message.size()) == 1);
  INGOT_CHECK(size == kSignatureSize);
  return signature;
}

}  // namespace ingot::crypto
