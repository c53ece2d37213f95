#include "ledger/crypto/aead.h"

#include <openssl/err.h>
#include <openssl/evp.h>

#include <limits>
#include <memory>

#include "absl/status/status.h"
#include "ledger/base/check.h"

namespace ingot::crypto {
namespace {

struct CipherContextDeleter {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, CipherContextDeleter>;

// Fetched once a process and never freed.
const EVP_CIPHER* FetchedAes256Gcm() {
  static const EVP_CIPHER* const cipher = [] {
    EVP_CIPHER* fetched = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
    INGOT_CHECK_MSG(fetched != nullptr, "OpenSSL offers no AES-256-GCM");
    return fetched;
  }();
  return cipher;
}

const unsigned char* Bytes(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
unsigned char* Bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

int SizeOf(std::string_view text) {
  INGOT_CHECK(text.size() <= static_cast<size_t>(std::numeric_limits<int>::max()));
  return static_cast<int>(text.size());
}

enum class Direction : int { kOpen = 0, kSeal = 1 };

// Everything that encrypting and decrypting share: the whole of `in` through the cipher, the tag aside.
std::string Run(EVP_CIPHER_CTX* context, Direction direction, const Secret& key, std::string_view nonce,
                std::string_view associated_data, std::string_view in) {
  INGOT_CHECK(nonce.size() == kAeadNonceSize);
  INGOT_CHECK(EVP_CipherInit_ex2(context, FetchedAes256Gcm(), Bytes(key.bytes()), Bytes(nonce),
                                 static_cast<int>(direction), nullptr) == 1);
  int written = 0;
  INGOT_CHECK(EVP_CipherUpdate(context, nullptr, &written, Bytes(associated_data), SizeOf(associated_data)) == 1);
  std::string out(in.size(), '\0');
  INGOT_CHECK(EVP_CipherUpdate(context, Bytes(out), &written, Bytes(in), SizeOf(in)) == 1);
  INGOT_CHECK(static_cast<size_t>(written) == in.size());
  return out;
}

CipherContext NewContext() {
  CipherContext context(EVP_CIPHER_CTX_new());
  INGOT_CHECK(context != nullptr);
  return context;
}

}  // namespace

std::string AeadSeal(const Secret& key, std::string_view nonce, std::string_view associated_data,
                     std::string_view plaintext) {
  const CipherContext context = NewContext();
  std::string out = Run(context.get(), Direction::kSeal, key, nonce, associated_data, plaintext);
  int written = 0;
  unsigned char rest[1];
  INGOT_CHECK(EVP_CipherFinal_ex(context.get(), rest, &written) == 1 && written == 0);
  std::string tag(kAeadTagSize, '\0');
  INGOT_CHECK(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, kAeadTagSize, tag.data()) == 1);
  return out + tag;
}

absl::StatusOr<std::string> AeadOpen(const Secret& key, std::string_view nonce, std::string_view associated_data,
                                     std::string_view ciphertext) {
  if (nonce.size() != kAeadNonceSize || ciphertext.size() < kAeadTagSize) {
    return absl::InvalidArgumentError("not a nonce of 12 bytes and a ciphertext with its tag");
  }
  const size_t size = ciphertext.size() - kAeadTagSize;
  std::string tag(ciphertext.substr(size));
  const CipherContext context = NewContext();
  std::string out = Run(context.get(), Direction::kOpen, key, nonce, associated_data, ciphertext.substr(0, size));
  INGOT_CHECK(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, kAeadTagSize, tag.data()) == 1);
  int written = 0;
  unsigned char rest[1];
  const bool authentic = EVP_CipherFinal_ex(context.get(), rest, &written) == 1;
  ERR_clear_error();
  if (authentic) return out;
  WipeString(&out);
  return absl::InvalidArgumentError("the ciphertext is not authentic under this key, nonce and associated data");
}

}  // namespace ingot::crypto
