#include <gtest/gtest.h>

#include <string>

#include "ledger/base/bytes.h"
#include "ledger/base/strings.h"
#include "ledger/crypto/sha256.h"
#include "ledger/note/note.h"
#include "tests/unit/ledger/note/vectors.h"

namespace ingot::note {
namespace {

TEST(VerifierKeyTest, PublishedKeysGoThereAndBack) {
  // Go's checksum database, and a witness's key (transparency-dev/formats, note/note_cosigv1_test.go).
  for (const std::string_view text :
       {kPeterVkey, kEnochVkey, kPeterCosignerVkey,
        std::string_view("sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"),
        std::string_view("remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2")}) {
    const absl::StatusOr<VerifierKey> key = VerifierKey::Parse(text);
    ASSERT_TRUE(key.ok()) << text << key.status();
    EXPECT_EQ(key->Format(), text);
  }
  EXPECT_EQ(Vkey(kPeterVkey).name(), "PeterNeumann");
  EXPECT_EQ(Vkey(kPeterVkey).id(), 0xc74f20a3u);
  EXPECT_EQ(Vkey(kPeterVkey).type(), SignatureType::kEd25519);
  EXPECT_EQ(Vkey(kPeterCosignerVkey).type(), SignatureType::kCosignatureV1);
}

TEST(VerifierKeyTest, ThePrivateKeyLeadsToThePublishedOne) {
  EXPECT_EQ(KeyOf("PeterNeumann", PeterKey()), Vkey(kPeterVkey));
  EXPECT_EQ(KeyOf("PeterNeumann", PeterKey(), SignatureType::kCosignatureV1), Vkey(kPeterCosignerVkey));
}

// As golang/mod's TestNewVerifier: no part of the text and no changed character is a key.
TEST(VerifierKeyTest, ManglingsAreRefused) {
  const std::string text(kPeterVkey);
  for (size_t begin = 0; begin <= text.size(); ++begin) {
    for (size_t end = begin; end <= text.size(); ++end) {
      if (begin == 0 && end == text.size()) continue;
      EXPECT_FALSE(VerifierKey::Parse(text.substr(begin, end - begin)).ok()) << text.substr(begin, end - begin);
    }
  }
  for (size_t i = 0; i < text.size(); ++i) {
    std::string changed = text;
    ++changed[i];
    EXPECT_FALSE(VerifierKey::Parse(changed).ok()) << changed;
  }
}

TEST(VerifierKeyTest, OtherFormsAreRefused) {
  const std::string key = std::string(kPeterVkey.substr(22));
  for (const std::string& text : {
           // Published: a key of wrong length and one of an unknown type, each with the id that fits.
           std::string("PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY=="),
           std::string("PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"),
           Cat("PeterNeumann+C74F20A3+", key),
           Cat("PeterNeumann+c74f20a+", key),
           Cat("PeterNeumann+0c74f20a3+", key),
           Cat("+c74f20a3+", key),
           Cat("Peter Neumann+c74f20a3+", key),
           Cat(kPeterVkey, "\n"),
           std::string("PeterNeumann+c74f20a3+"),
       }) {
    EXPECT_EQ(VerifierKey::Parse(text).status().code(), absl::StatusCode::kInvalidArgument) << text;
  }
}

// The identity point, with the id that fits.
TEST(VerifierKeyTest, SmallOrderKeysAreRefused) {
  const std::string encoded = std::string("\x01\x01", 2) + std::string(31, '\0');
  const std::string id = HexEncode(AsBytes(crypto::Sha256({"name", "\n", encoded}))).substr(0, 8);
  EXPECT_FALSE(VerifierKey::Parse(Cat("name+", id, "+", Base64Encode(encoded))).ok());
}

TEST(KeyNameTest, UnicodeWithoutSpacesAndPlus) {
  for (const char* name :
       {"a", "ledger.example/ingot", "quasimodo.example/salvatore", "\u94dd\u884c", "a\u2014b", "~!*"}) {
    EXPECT_TRUE(CheckKeyName(name).ok()) << name;
  }
  EXPECT_TRUE(CheckKeyName(std::string(kMaxKeyNameBytes, 'n')).ok());
  EXPECT_FALSE(CheckKeyName(std::string(kMaxKeyNameBytes + 1, 'n')).ok());
  for (const char* name :
       {"", " ", "a b", "a+b", "a\nb", "a\tb", "\x7f", "\xff", "a\u00a0b", "a\u2003", "\u3000", "a\u0085", "\u2028a"}) {
    EXPECT_FALSE(CheckKeyName(name).ok()) << HexEncode(name);
  }
}

}  // namespace
}  // namespace ingot::note
