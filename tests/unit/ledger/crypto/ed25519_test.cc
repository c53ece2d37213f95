#include "ledger/crypto/ed25519.h"

#include <gtest/gtest.h>

#include <string>
#include <type_traits>
#include <vector>

#include "ledger/base/bytes.h"
#include "ledger/crypto/sha256.h"

namespace ingot::crypto {
namespace {

// All in hexadecimal.
struct Vector {
  std::string_view seed, public_key, message, signature;
};

// RFC 8032, section 7.1: TEST 1, 2, 3 and SHA(abc).
constexpr Vector kRfc8032Vectors[] = {
    {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
     "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
     "d25bf5f0595bbe24655141438e7a100b"},
    {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
     "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
     "387b2eaeb4302aeeb00d291612bb0c00"},
    {"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
     "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc659"
     "4a7c15e9716ed28dc027beceea1ec40a"},
    {"833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
     "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
     "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd"
     "454d4423643ce80e2a9ac94fa54ca49f",
     "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e030"
     "3dca179c138ac17ad9bef1177331a704"},
};

// Made with the Python package cryptography 48.0.0 (Ed25519PrivateKey.from_private_bytes(seed).sign(message)), where
// seed is SHA-256("ingot ed25519 vector <i>") and message the first 57 i bytes of SHA-256(seed) repeated.
constexpr Vector kPythonVectors[] = {
    {"ca2078715066629e12af5175935959884946a22ffbe4b47fa74cbcd6dd1bb3e0",
     "5dbdf401328d613ef10e69cd88aa3a7fdb9f406d09466b0b3652f7d89b9fadae", "",
     "6294dfbb9cbf699a3a4abcb572ac552cd4c1b465d1a7a7ac4adfac0a069f464b30b00615e36cbed02170cdbfbe837ace"
     "b657f1e84be2be62856bee49f91aae08"},
    {"053c2fe4b2318a4bcce5ff27d355ac4832dadb5c18e64a4488ce5e3364519809",
     "32216b7ecbcf466c81db8901295db16478d542c6b96599e96310c652ea98e282",
     "3d39c5571426e286ec7bb043368634cbd2e0f16cc10e7e9dce55680e05c8c3643d39c5571426e286ec7bb043368634cb"
     "d2e0f16cc10e7e9dce",
     "8189d12b68d4e70bfc781ac00118bda9a5f74302e7bfb0cec9226887bff15019964bd01339be8b8bbbb7e543b1720882"
     "ed508ed36f2690f9a9eb4a1062724903"},
    {"3b894e2d429fd5fe1f5d355225dedf8ddec6334134418b130b3a0b4334257214",
     "31cb5afa83dee9d5b3f0bab1850c72af1e1bf04186a42d865db62928da5fc101",
     "4f72433181e3e3aedaee439e050ddfd83252f1714bcf4a9cccb55d73852088724f72433181e3e3aedaee439e050ddfd8"
     "3252f1714bcf4a9cccb55d73852088724f72433181e3e3aedaee439e050ddfd83252f1714bcf4a9cccb55d7385208872"
     "4f72433181e3e3aedaee439e050ddfd83252",
     "753d5e771cacda5326f20a7a8b1172d568e255b54710ee0ccb4348a385ec577fab38cc682bb806bad38732285325107d"
     "7f97756cfa8c052caeec4655264dca05"},
    {"ad360fefa1a34181ca85137585a779c1df7bbb94fed12d6d97bbff8d9ce3a257",
     "7512c41dfd83f92c69341b055daaadaca8d30f812ecbcb99390514d220074272",
     "533042048867622845cc9b8d710bf8b7e8533efa805a4764275cacb4fe3ce3d8533042048867622845cc9b8d710bf8b7"
     "e8533efa805a4764275cacb4fe3ce3d8533042048867622845cc9b8d710bf8b7e8533efa805a4764275cacb4fe3ce3d8"
     "533042048867622845cc9b8d710bf8b7e8533efa805a4764275cacb4fe3ce3d8533042048867622845cc9b8d710bf8b7"
     "e8533efa805a4764275cacb4fe3ce3d8533042048867622845cc9b",
     "49ee89dbae4d2e4906a7b75f39db86d0fd41905c567085ff201a174565152ef8de3cf3d2b4b9d12fd60bb0893e451a3a"
     "6d2146210690a75f8ca95aba8ac5370a"},
};

std::vector<Vector> AllVectors() {
  std::vector<Vector> all(std::begin(kRfc8032Vectors), std::end(kRfc8032Vectors));
  all.insert(all.end(), std::begin(kPythonVectors), std::end(kPythonVectors));
  return all;
}

TEST(Ed25519Test, SignsAsPublished) {
  for (const Vector& vector : AllVectors()) {
    const absl::StatusOr<PrivateKey> key = PrivateKey::FromSeed(*HexDecode(vector.seed));
    ASSERT_TRUE(key.ok()) << key.status();
    EXPECT_EQ(HexEncode(key->public_key().bytes()), vector.public_key);
    EXPECT_EQ(HexEncode(key->Sign(*HexDecode(vector.message))), vector.signature);
  }
}

TEST(Ed25519Test, VerifiesWhatWasPublished) {
  for (const Vector& vector : AllVectors()) {
    const absl::StatusOr<PublicKey> key = ParsePublicKey(*HexDecode(vector.public_key));
    ASSERT_TRUE(key.ok()) << key.status();
    EXPECT_TRUE(Verify(*key, *HexDecode(vector.message), *HexDecode(vector.signature)));
  }
}

TEST(Ed25519Test, EveryFlippedBitIsNoticed) {
  const Vector& vector = kRfc8032Vectors[2];
  const PublicKey key = ParsePublicKey(*HexDecode(vector.public_key)).value();
  const std::string message = *HexDecode(vector.message);
  const std::string signature = *HexDecode(vector.signature);
  for (size_t bit = 0; bit < 8 * signature.size(); ++bit) {
    std::string changed = signature;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << bit % 8));
    EXPECT_FALSE(Verify(key, message, changed)) << bit;
  }
  for (size_t bit = 0; bit < 8 * message.size(); ++bit) {
    std::string changed = message;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << bit % 8));
    EXPECT_FALSE(Verify(key, changed, signature)) << bit;
  }
}

TEST(Ed25519Test, AnotherKeyDoesNotVerify) {
  const PublicKey other = ParsePublicKey(*HexDecode(kRfc8032Vectors[1].public_key)).value();
  EXPECT_FALSE(Verify(other, "", *HexDecode(kRfc8032Vectors[0].signature)));
}

TEST(Ed25519Test, WrongLengthsAreRefused) {
  const Vector& vector = kRfc8032Vectors[0];
  const std::string bytes = *HexDecode(vector.public_key);
  const std::string signature = *HexDecode(vector.signature);
  EXPECT_FALSE(ParsePublicKey(bytes.substr(1)).ok());
  EXPECT_FALSE(ParsePublicKey(bytes + "x").ok());
  EXPECT_FALSE(ParsePublicKey("").ok());
  EXPECT_FALSE(PrivateKey::FromSeed(std::string(31, 's')).ok());
  EXPECT_FALSE(PrivateKey::FromSeed(std::string(64, 's')).ok());
  const PublicKey key = ParsePublicKey(bytes).value();
  EXPECT_FALSE(Verify(key, "", signature.substr(0, 63)));
  EXPECT_FALSE(Verify(key, "", signature + std::string(1, '\0')));
  EXPECT_FALSE(Verify(key, "", ""));
}

TEST(Ed25519Test, KeyIdIsTheHashOfTheKey) {
  // sha256sum of the 32 bytes, by coreutils.
  const PublicKey key = ParsePublicKey(*HexDecode(kRfc8032Vectors[0].public_key)).value();
  EXPECT_EQ(ToHex(KeyId(key)), "21fe31dfa154a261626bf854046fd2271b7bed4b6abe45aa58877ef47f9721b9");
}

TEST(PublicKeyTest, IsAnOrderedValue) {
  const PublicKey a = ParsePublicKey(*HexDecode(kRfc8032Vectors[1].public_key)).value();  // 3d...
  const PublicKey b = ParsePublicKey(*HexDecode(kRfc8032Vectors[0].public_key)).value();  // d7...
  EXPECT_LT(a, b);
  EXPECT_EQ(a, PublicKey(a));
  EXPECT_NE(a, b);
}

TEST(PrivateKeyTest, IsMovedAndNeverCopied) {
  static_assert(!std::is_copy_constructible_v<PrivateKey>);
  static_assert(!std::is_copy_assignable_v<PrivateKey>);
  PrivateKey first = PrivateKey::FromSeed(*HexDecode(kRfc8032Vectors[0].seed)).value();
  const PrivateKey second = std::move(first);
  EXPECT_EQ(HexEncode(second.Sign("")), kRfc8032Vectors[0].signature);
}

}  // namespace
}  // namespace ingot::crypto
