#include "ledger/crypto/sha256.h"

#include <openssl/evp.h>

#include "ledger/base/check.h"

namespace ingot::crypto {
namespace {

// Fetched once a process and never freed: an EVP_sha256() would be looked up anew for every message.
const EVP_MD* FetchedSha256() {
  static const EVP_MD* const md = [] {
    EVP_MD* fetched = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    INGOT_CHECK_MSG(fetched != nullptr, "OpenSSL offers no SHA-256");
    return fetched;
  }();
  return md;
}

Sha256Hasher& ThreadHasher() {
  thread_local Sha256Hasher hasher;
  return hasher;
}

}  // namespace

void Sha256Hasher::ContextDeleter::operator()(evp_md_ctx_st* context) const { EVP_MD_CTX_free(context); }

Sha256Hasher::Sha256Hasher() : context_(EVP_MD_CTX_new()) {
  INGOT_CHECK(context_ != nullptr);
  INGOT_CHECK(EVP_DigestInit_ex2(context_.get(), FetchedSha256(), nullptr) == 1);
}

void Sha256Hasher::Update(std::string_view data) {
  INGOT_CHECK(EVP_DigestUpdate(context_.get(), data.data(), data.size()) == 1);
}

Hash Sha256Hasher::Finish() {
  Hash digest;
  INGOT_CHECK(EVP_DigestFinal_ex(context_.get(), digest.data(), nullptr) == 1);
  INGOT_CHECK(EVP_DigestInit_ex2(context_.get(), nullptr, nullptr) == 1);
  return digest;
}

Hash Sha256(std::string_view data) {
  Sha256Hasher& hasher = ThreadHasher();
  hasher.Update(data);
  return hasher.Finish();
}

Hash Sha256(std::initializer_list<std::string_view> parts) {
  Sha256Hasher& hasher = ThreadHasher();
  for (const std::string_view part : parts) hasher.Update(part);
  return hasher.Finish();
}

}  // namespace ingot::crypto
