#include "ledger/crypto/pem.h"

#include <gtest/gtest.h>

#include <string>

#include "ledger/base/bytes.h"
#include "ledger/base/strings.h"

namespace ingot::crypto {
namespace {

// RFC 8410, section 10.3, and the public key of section 10.1 that belongs to it.
constexpr std::string_view kPem =
    "-----BEGIN PRIVATE KEY-----\n"
    "MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n"
    "-----END PRIVATE KEY-----\n";
constexpr std::string_view kPublicKeyHex = "19bf44096984cdfe8541bac167dc3b96c85086aa30b6b6cb0c5c38ad703166e1";
constexpr std::string_view kSeedHex = "d4ee72dbf913584ad5b6d8f1f769f8ad3afe7c28cbf1d4fbe097a88f44755842";

// Written by `openssl genpkey -algorithm X25519` and `openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256`.
constexpr std::string_view kX25519Pem =
    "-----BEGIN PRIVATE KEY-----\n"
    "MC4CAQAwBQYDK2VuBCIEICC3DeTQ9YjgfPLCbUj8UCvTaEPySEMqDQ6uutaXhEhy\n"
    "-----END PRIVATE KEY-----\n";
constexpr std::string_view kP256Pem =
    "-----BEGIN PRIVATE KEY-----\n"
    "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgvUHS6ZbtxSpwgbNd\n"
    "KQ5E5H0Nr0MHG7Rz2fCTZgvnCJ6hRANCAASZTgRgOktAwl6okBYH8LUcWUJrMu1M\n"
    "13ovQ9RGTvfIZ+fLoFqBPmP62/kDsrjmQpiD0s3GsmQNp7yJGcPBA8MS\n"
    "-----END PRIVATE KEY-----\n";

TEST(PemTest, ReadsThePublishedKey) {
  const absl::StatusOr<PrivateKey> key = PrivateKeyFromPem(kPem);
  ASSERT_TRUE(key.ok()) << key.status();
  EXPECT_EQ(HexEncode(key->public_key().bytes()), kPublicKeyHex);
}

TEST(PemTest, WritesThePublishedText) {
  const absl::StatusOr<PrivateKey> key = PrivateKey::FromSeed(*HexDecode(kSeedHex));
  ASSERT_TRUE(key.ok());
  EXPECT_EQ(PrivateKeyToPem(*key), kPem);
}

TEST(PemTest, WhiteSpaceMayFollow) {
  EXPECT_TRUE(PrivateKeyFromPem(Cat(kPem, "\r\n \t\n")).ok());
  EXPECT_TRUE(PrivateKeyFromPem(kPem.substr(0, kPem.size() - 1)).ok());
}

TEST(PemTest, RefusesWhatIsNotOneEd25519Key) {
  const std::string bad[] = {
      "",
      "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n",
      Cat(kPem, kPem),
      Cat(kPem, "x"),
      Cat("Bag Attributes\n", kPem),
      std::string(kPem.substr(0, 60)),
      "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEINTuctv5E1hK\n-----END PRIVATE KEY-----\n",
      "-----BEGIN PUBLIC KEY-----\n"
      "MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n-----END PUBLIC KEY-----\n",
      std::string(kX25519Pem),
      std::string(kP256Pem),
      Cat(kPem, std::string(kMaxKeyPemBytes, '\n')),
  };
  for (const std::string& pem : bad) {
    EXPECT_EQ(PrivateKeyFromPem(pem).status().code(), absl::StatusCode::kInvalidArgument) << pem;
  }
}

TEST(PemTest, ErrorsDoNotQuoteTheKey) {
  std::string pem(kPem);
  pem.insert(40, "?");
  const absl::Status status = PrivateKeyFromPem(pem).status();
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.ToString().find("CIEINT"), std::string::npos);
}

}  // namespace
}  // namespace ingot::crypto
