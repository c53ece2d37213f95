// SHA-256 (FIPS 180-4).
#ifndef INGOT_LEDGER_CRYPTO_SHA256_H_
#define INGOT_LEDGER_CRYPTO_SHA256_H_

#include <initializer_list>
#include <memory>
#include <string_view>

#include "ledger/base/hash.h"

// OpenSSL's digest context, named here so that its headers stay inside this module.
struct evp_md_ctx_st;

namespace ingot::crypto {

// Digest of `data`, or of the concatenation of `parts` (the caller sees to it that the parts can't be shifted against
// each other: fixed lengths or length prefixes). Thread-safe; each thread reuses one hasher.
Hash Sha256(std::string_view data);
Hash Sha256(std::initializer_list<std::string_view> parts);

// Hashes one message after the other with one context: the algorithm is fetched once a process, the context allocated
// once a hasher. Not thread-safe.
class Sha256Hasher {
 public:
  Sha256Hasher();
  Sha256Hasher(Sha256Hasher&&) noexcept = default;
  Sha256Hasher& operator=(Sha256Hasher&&) noexcept = default;
  ~Sha256Hasher() = default;

  // Appends to the current message.
  void Update(std::string_view data);

  // The digest of the current message; the next Update begins a new one.
  Hash Finish();

 private:
  struct ContextDeleter {
    void operator()(evp_md_ctx_st* context) const;
  };
  std::unique_ptr<evp_md_ctx_st, ContextDeleter> context_;
};

}  // namespace ingot::crypto

#endif  // INGOT_LEDGER_CRYPTO_SHA256_H_
