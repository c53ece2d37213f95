// Ed25519 (RFC 8032, section 5.1, pure), with one strictness for every verifier of a ledger, so that no signature is
// good for one and bad for another. Refused before the library is called:
//   - a signature whose S is not below the group order L (RFC 8032, section 5.1.7);
//   - a public key A or a point R that is not encoded canonically (y >= p, or x = 0 with the sign bit set);
//   - a public key A or a point R of small order (8 points; OpenSSL alone accepts the identity as a key).
// What passes is verified without cofactor, one signature at a time: encode([S]B - [k]A) == R.
#ifndef INGOT_LEDGER_CRYPTO_ED25519_H_
#define INGOT_LEDGER_CRYPTO_ED25519_H_

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"
#include "ledger/base/hash.h"

struct evp_pkey_st;

namespace ingot::crypto {

inline constexpr size_t kPublicKeySize = 32;
inline constexpr size_t kSeedSize = 32;
inline constexpr size_t kSignatureSize = 64;

// A public key that passed ParsePublicKey, or that belongs to a PrivateKey. A value; ordered by its bytes.
class PublicKey {
 public:
  // The 32 bytes of RFC 8032; valid as long as this object lives.
  std::string_view bytes() const { return {reinterpret_cast<const char*>(bytes_.data()), bytes_.size()}; }

  friend auto operator<=>(const PublicKey&, const PublicKey&) = default;

 private:
  friend absl::StatusOr<PublicKey> ParsePublicKey(std::string_view bytes);
  friend class PrivateKey;
  PublicKey() = default;

  std::array<uint8_t, kPublicKeySize> bytes_{};
};

// InvalidArgument unless `bytes` is 32 bytes, encoded canonically and not of small order. A value that isn't on the
// curve passes: no signature verifies under it, so proof of possession refuses it.
absl::StatusOr<PublicKey> ParsePublicKey(std::string_view bytes);

// SHA-256 of the 32 bytes: how submissions name a key.
Hash KeyId(const PublicKey& key);

// True if `signature` is 64 bytes and, under the strictness above, a signature of `message` by `key`. Thread-safe.
bool Verify(const PublicKey& key, std::string_view message, std::string_view signature);

// A secret. Movable, never copied, never printed; OpenSSL wipes it when the object goes. Const methods are thread-safe.
class PrivateKey {
 public:
  // The private key of RFC 8032: 32 random bytes that the caller drew from the system's generator, and wipes.
  // InvalidArgument for any other length, or for a seed whose public key ParsePublicKey refuses (none is known).
  static absl::StatusOr<PrivateKey> FromSeed(std::string_view seed);

  PrivateKey(PrivateKey&&) noexcept = default;
  PrivateKey& operator=(PrivateKey&&) noexcept = default;
  PrivateKey(const PrivateKey&) = delete;
  PrivateKey& operator=(const PrivateKey&) = delete;
  ~PrivateKey() = default;

  const PublicKey& public_key() const { return public_key_; }

  // 64 bytes. Deterministic: the same message always gives the same signature. REQUIRES: not moved from.
  std::string Sign(std::string_view message) const;

 private:
  friend std::string PrivateKeyToPem(const PrivateKey& key);
  friend absl::StatusOr<PrivateKey> PrivateKeyFromPem(std::string_view pem);

  struct KeyDeleter {
    void operator()(evp_pkey_st* key) const;
  };
  using KeyHandle = std::unique_ptr<evp_pkey_st, KeyDeleter>;

  PrivateKey(KeyHandle key, const PublicKey& public_key) : key_(std::move(key)), public_key_(public_key) {}
  static absl::StatusOr<PrivateKey> FromHandle(KeyHandle key);

  KeyHandle key_;
  PublicKey public_key_;
};

}  // namespace ingot::crypto

#endif  // INGOT_LEDGER_CRYPTO_ED25519_H_
