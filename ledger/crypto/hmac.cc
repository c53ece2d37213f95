#include "ledger/crypto/hmac.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <limits>

#include "ledger/base/check.h"

namespace ingot::crypto {

Hash HmacSha256(std::string_view key, std::string_view message) {
  INGOT_CHECK(key.size() <= static_cast<size_t>(std::numeric_limits<int>::max()));
  Hash mac;
  unsigned size = 0;
  // An empty view may have no address, and OpenSSL takes none for "the key of the last call".
  const std::string_view given = key.data() == nullptr ? std::string_view("") : key;
  INGOT_CHECK(HMAC(EVP_sha256(), given.data(), static_cast<int>(given.size()),
                   reinterpret_cast<const unsigned char*>(message.data()), message.size(), mac.data(),
                   &size) != nullptr);
  INGOT_CHECK(size == kHashSize);
  return mac;
}

std::string HkdfSha256(std::string_view material, std::string_view salt, std::string_view info, size_t size) {
  INGOT_CHECK(size > 0 && size <= 255 * kHashSize);
  Hash pseudorandom = HmacSha256(salt, material);
  std::string out;
  out.reserve(size);
  std::string block;
  for (uint8_t counter = 1; out.size() < size; ++counter) {
    std::string input = block;
    input.append(info);
    input.push_back(static_cast<char>(counter));
    const Hash mac = HmacSha256(AsBytes(pseudorandom), input);
    WipeString(&input);
    WipeString(&block);
    block = ToBytes(mac);
    out.append(block, 0, std::min(size - out.size(), block.size()));
  }
  WipeString(&block);
  OPENSSL_cleanse(pseudorandom.data(), pseudorandom.size());
  return out;
}

Secret DeriveSecret(const Secret& secret, std::string_view info) {
  std::string bytes = HkdfSha256(secret.bytes(), /*salt=*/"", info, kSecretSize);
  absl::StatusOr<Secret> derived = Secret::FromBytes(bytes);
  WipeString(&bytes);
  INGOT_CHECK_OK(derived);
  return *std::move(derived);
}

}  // namespace ingot::crypto
