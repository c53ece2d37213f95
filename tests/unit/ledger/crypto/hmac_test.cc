#include "ledger/crypto/hmac.h"

#include <gtest/gtest.h>

#include <string>

#include "ledger/base/bytes.h"

namespace ingot::crypto {
namespace {

std::string Ascending(uint8_t from, size_t size) {
  std::string bytes;
  for (size_t i = 0; i < size; ++i) bytes.push_back(static_cast<char>(from + i));
  return bytes;
}

// RFC 4231, section 4: test cases 1, 2, 3, 4, 6, 7.
TEST(HmacTest, PublishedVectors) {
  EXPECT_EQ(ToHex(HmacSha256(std::string(20, '\x0b'), "Hi There")),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  EXPECT_EQ(ToHex(HmacSha256("Jefe", "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(ToHex(HmacSha256(std::string(20, '\xaa'), std::string(50, '\xdd'))),
            "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe");
  EXPECT_EQ(ToHex(HmacSha256(Ascending(1, 25), std::string(50, '\xcd'))),
            "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b");
  const std::string long_key(131, '\xaa');
  EXPECT_EQ(ToHex(HmacSha256(long_key, "Test Using Larger Than Block-Size Key - Hash Key First")),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
  EXPECT_EQ(ToHex(HmacSha256(long_key,
                             "This is a test using a larger than block-size key and a larger than block-size data. The "
                             "key needs to be hashed before being used by the HMAC algorithm.")),
            "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2");
}

// From Python's hmac.
TEST(HmacTest, EmptyKeyAndMessage) {
  EXPECT_EQ(ToHex(HmacSha256(std::string_view(), std::string_view())),
            "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

// RFC 5869, appendix A.
TEST(HkdfTest, PublishedVectors) {
  const std::string material(22, '\x0b');
  EXPECT_EQ(HexEncode(HkdfSha256(material, Ascending(0x00, 13), Ascending(0xf0, 10), 42)),
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
  EXPECT_EQ(
      HexEncode(HkdfSha256(Ascending(0x00, 80), Ascending(0x60, 80), Ascending(0xb0, 80), 82)),
      "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09da3275600c2f"
      "09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87");
  EXPECT_EQ(HexEncode(HkdfSha256(material, "", "", 42)),
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8");
}

TEST(HkdfTest, PurposesGetKeysOfTheirOwn) {
  const Secret secret = *Secret::FromBytes(std::string(32, 's'));
  const Secret one = DeriveSecret(secret, "one");
  EXPECT_EQ(one.bytes(), HkdfSha256(secret.bytes(), "", "one", kSecretSize));
  EXPECT_NE(one.bytes(), DeriveSecret(secret, "two").bytes());
}

}  // namespace
}  // namespace ingot::crypto
