// Authenticated encryption: AES-256-GCM (NIST SP 800-38D) with nonces of 12 bytes and tags of 16.
#ifndef INGOT_LEDGER_CRYPTO_AEAD_H_
#define INGOT_LEDGER_CRYPTO_AEAD_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "ledger/crypto/secret.h"

namespace ingot::crypto {

inline constexpr size_t kAeadNonceSize = 12;
inline constexpr size_t kAeadTagSize = 16;

// Ciphertext with the tag behind it. A nonce serves once under a key: drawn at random, at most 2^32 times (SP 800-38D,
// section 8.3). REQUIRES: nonce.size() == kAeadNonceSize; the texts below 2^31 bytes. Thread-safe.
std::string AeadSeal(const Secret& key, std::string_view nonce, std::string_view associated_data,
                     std::string_view plaintext);

// The inverse. InvalidArgument where key, nonce, associated data or ciphertext are not those of AeadSeal; nothing of
// what would have come out is returned then. The plaintext is a secret: the caller wipes it. Thread-safe.
absl::StatusOr<std::string> AeadOpen(const Secret& key, std::string_view nonce, std::string_view associated_data,
                                     std::string_view ciphertext);

}  // namespace ingot::crypto

#endif  // INGOT_LEDGER_CRYPTO_AEAD_H_
