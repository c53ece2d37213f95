// HMAC-SHA-256 (RFC 2104, FIPS 198-1) and the key derivation on it, HKDF-SHA-256 (RFC 5869).
#ifndef INGOT_LEDGER_CRYPTO_HMAC_H_
#define INGOT_LEDGER_CRYPTO_HMAC_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "ledger/base/hash.h"
#include "ledger/crypto/secret.h"

namespace ingot::crypto {

// Thread-safe. REQUIRES: key.size() below 2^31.
Hash HmacSha256(std::string_view key, std::string_view message);

// `size` bytes from input keying material; a secret that the caller wipes. REQUIRES: size is 1 to 255 * 32.
std::string HkdfSha256(std::string_view material, std::string_view salt, std::string_view info, size_t size);

// A key for one purpose, which `info` names, by HKDF without salt. Thread-safe.
Secret DeriveSecret(const Secret& secret, std::string_view info);

}  // namespace ingot::crypto

#endif  // INGOT_LEDGER_CRYPTO_HMAC_H_
