// Ed25519 private keys as text: PKCS #8 (RFC 5958, RFC 8410) in PEM (RFC 7468), as `openssl pkey` reads and
// `openssl genpkey -algorithm ed25519` writes it. Unencrypted: the file's permissions, or the secret store that holds
// it, protect the key.
#ifndef INGOT_LEDGER_CRYPTO_PEM_H_
#define INGOT_LEDGER_CRYPTO_PEM_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "ledger/crypto/ed25519.h"
#include "ledger/crypto/secret.h"  // WipeString, which goes with every key that is read

namespace ingot::crypto {

inline constexpr size_t kMaxKeyPemBytes = 4096;

// "-----BEGIN PRIVATE KEY-----" and so on. The string is a secret: the caller wipes it with WipeString.
std::string PrivateKeyToPem(const PrivateKey& key);

// InvalidArgument if `pem` is not one unencrypted PKCS #8 Ed25519 key, is followed by anything but white space, or is
// longer than kMaxKeyPemBytes. The error never quotes the text.
absl::StatusOr<PrivateKey> PrivateKeyFromPem(std::string_view pem);

}  // namespace ingot::crypto

#endif  // INGOT_LEDGER_CRYPTO_PEM_H_
