#include "ledger/crypto/secret.h"

#include <openssl/crypto.h>

#include <algorithm>

#include "absl/status/status.h"

namespace ingot::crypto {

absl::StatusOr<Secret> Secret::FromBytes(std::string_view bytes) {
  if (bytes.size() != kSecretSize) return absl::InvalidArgumentError("a secret key has 32 bytes");
  Secret secret;
  std::copy(bytes.begin(), bytes.end(), secret.bytes_.begin());
  return secret;
}

Secret::Secret(Secret&& other) noexcept : bytes_(other.bytes_) { other.Wipe(); }

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this == &other) return *this;
  bytes_ = other.bytes_;
  other.Wipe();
  return *this;
}

Secret::~Secret() { Wipe(); }

void Secret::Wipe() { OPENSSL_cleanse(bytes_.data(), bytes_.size()); }

void WipeString(std::string* secret) {
  OPENSSL_cleanse(secret->data(), secret->size());
  secret->clear();
}

}  // namespace ingot::crypto
