#include "ledger/crypto/aead.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "ledger/base/bytes.h"

namespace ingot::crypto {
namespace {

// AES-256 test cases of "The Galois/Counter Mode of Operation (GCM)", McGrew and Viega, appendix B, as submitted to
// NIST.
struct AeadVector {
  std::string key;
  std::string nonce;
  std::string plaintext;
  std::string associated_data;
  std::string ciphertext_and_tag;
};

const AeadVector kAeadVectors[] = {
    // Test case 13.
    {std::string(64, '0'), std::string(24, '0'), "", "", "530f8afbc74536b9a963b4f1c4cb738b"},
    // Test case 14.
    {std::string(64, '0'), std::string(24, '0'), std::string(32, '0'), "",
     "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919"},
    // Test case 16.
    {"feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308", "cafebabefacedbaddecaf888",
     "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657"
     "ba637b39",
     "feedfacedeadbeeffeedfacedeadbeefabaddad2",
     "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0a"
     "bcc9f66276fc6ece0f4e1768cddf8853bb2d551b"},
};

std::string Unhexed(const std::string& text) { return *HexDecode(text); }
Secret AeadKey(const std::string& hex) { return *Secret::FromBytes(Unhexed(hex)); }

TEST(AeadTest, PublishedVectors) {
  for (const AeadVector& v : kAeadVectors) {
    const Secret key = AeadKey(v.key);
    EXPECT_EQ(HexEncode(AeadSeal(key, Unhexed(v.nonce), Unhexed(v.associated_data), Unhexed(v.plaintext))),
              v.ciphertext_and_tag);
    const absl::StatusOr<std::string> opened =
        AeadOpen(key, Unhexed(v.nonce), Unhexed(v.associated_data), Unhexed(v.ciphertext_and_tag));
    ASSERT_TRUE(opened.ok()) << opened.status();
    EXPECT_EQ(HexEncode(*opened), v.plaintext);
  }
}

TEST(AeadTest, EveryAlteredByteIsNoticed) {
  const AeadVector& v = kAeadVectors[2];
  const Secret key = AeadKey(v.key);
  const auto opens = [&key](const std::string& nonce, const std::string& data, const std::string& ciphertext) {
    return AeadOpen(key, nonce, data, ciphertext).ok();
  };
  const auto altered = [](std::string bytes, size_t i) {
    bytes[i] = static_cast<char>(bytes[i] ^ 1);
    return bytes;
  };
  const std::string nonce = Unhexed(v.nonce);
  const std::string data = Unhexed(v.associated_data);
  const std::string ciphertext = Unhexed(v.ciphertext_and_tag);
  ASSERT_TRUE(opens(nonce, data, ciphertext));
  for (size_t i = 0; i < nonce.size(); ++i) EXPECT_FALSE(opens(altered(nonce, i), data, ciphertext)) << i;
  for (size_t i = 0; i < data.size(); ++i) EXPECT_FALSE(opens(nonce, altered(data, i), ciphertext)) << i;
  for (size_t i = 0; i < ciphertext.size(); ++i) EXPECT_FALSE(opens(nonce, data, altered(ciphertext, i))) << i;
  EXPECT_FALSE(opens(nonce, data, ciphertext.substr(1)));
  EXPECT_FALSE(opens(nonce, data, ciphertext.substr(0, kAeadTagSize - 1)));
  EXPECT_FALSE(opens(nonce.substr(1), data, ciphertext));
  EXPECT_FALSE(AeadOpen(AeadKey(kAeadVectors[0].key), nonce, data, ciphertext).ok());
}

}  // namespace
}  // namespace ingot::crypto
