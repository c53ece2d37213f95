#include "ledger/crypto/pem.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <memory>

#include "absl/status/status.h"
#include "ledger/base/check.h"
#include "ledger/base/strings.h"

namespace ingot::crypto {
namespace {

constexpr std::string_view kBegin = "-----BEGIN PRIVATE KEY-----";
constexpr std::string_view kEnd = "-----END PRIVATE KEY-----";

struct BioDeleter {
  void operator()(BIO* bio) const { BIO_free_all(bio); }
};
using BioHandle = std::unique_ptr<BIO, BioDeleter>;

// Refuses to ask a terminal for the pass phrase of an encrypted key.
int NoPassPhrase(char*, int, int, void*) { return -1; }

// The one PEM block that `pem` must consist of, or nothing: OpenSSL alone skips text before it and ignores text after.
bool IsOneBlock(std::string_view pem) {
  if (pem.substr(0, kBegin.size()) != kBegin) return false;
  const size_t end = pem.find(kEnd);
  if (end == std::string_view::npos) return false;
  return pem.substr(end + kEnd.size()).find_first_not_of(" \t\r\n") == std::string_view::npos;
}

}  // namespace

std::string PrivateKeyToPem(const PrivateKey& key) {
  INGOT_CHECK_MSG(key.key_ != nullptr, "writing a key that was moved from");
  const BioHandle bio(BIO_new(BIO_s_secmem()));  // wiped when freed
  INGOT_CHECK(bio != nullptr);
  INGOT_CHECK(PEM_write_bio_PKCS8PrivateKey(bio.get(), key.key_.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1);
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);  // NOLINT(google-runtime-int): OpenSSL's type
  INGOT_CHECK(size > 0);
  return std::string(data, static_cast<size_t>(size));
}

absl::StatusOr<PrivateKey> PrivateKeyFromPem(std::string_view pem) {
  if (pem.size() > kMaxKeyPemBytes) {
    return absl::InvalidArgumentError(Cat("a private key in PEM has at most ", kMaxKeyPemBytes, " bytes"));
  }
  if (!IsOneBlock(pem)) {
    return absl::InvalidArgumentError("expected one unencrypted PKCS #8 block (-----BEGIN PRIVATE KEY-----)");
  }
  const BioHandle bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  INGOT_CHECK(bio != nullptr);
  PrivateKey::KeyHandle key(PEM_read_bio_PrivateKey(bio.get(), nullptr, NoPassPhrase, nullptr));
  ERR_clear_error();  // the reason may quote key material, and must not turn up in another call's report
  if (key == nullptr) return absl::InvalidArgumentError("the PEM block is not a PKCS #8 private key");
  if (EVP_PKEY_get_id(key.get()) != EVP_PKEY_ED25519) {
    return absl::InvalidArgumentError("the private key is not an Ed25519 key");
  }
  return PrivateKey::FromHandle(std::move(key));
}

}  // namespace ingot::crypto
