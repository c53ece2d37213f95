// The edges of Ed25519 on which implementations differ (compare C2SP/CCTV ed25519 and Wycheproof eddsa_verify): one
// strictness for every verifier of a ledger. The signatures were computed with a plain affine implementation of RFC
// 8032 in Python integers, and each says what the Python package cryptography 48.0.0 (OpenSSL) makes of it: where that
// accepts what Ingot refuses, the test shows that the refusal is Ingot's own.
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/bytes.h"
#include "ledger/crypto/ed25519.h"

namespace ingot::crypto {
namespace {

std::string Bytes(std::string_view hex) { return HexDecode(hex).value(); }

// The public key A of SHA-256("ingot ed25519 vector 0") and its signature of "ingot".
constexpr std::string_view kHonestKey = "5dbdf401328d613ef10e69cd88aa3a7fdb9f406d09466b0b3652f7d89b9fadae";
constexpr std::string_view kHonestR = "1ec10bd7052e233aad07ad49c21ad298c39ad4708ee5556a13183f3f81bf0388";
constexpr std::string_view kHonestS = "d8436009cd6bc08a3be3ef058a3c4c40f947fc52953cb9e110a9d646f9e63e02";

// A + T with T of order 8: neither of small order nor of prime order.
constexpr std::string_view kMixedKey = "15862e5aca4e278678f9e604fe345c5bee61da543f0c7afb03743bb851378254";

// The eight points whose order divides 8, canonically encoded, from multiplying random points by L.
constexpr std::string_view kSmallOrderPoints[] = {"0100000000000000000000000000000000000000000000000000000000000000",
                                                  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
                                                  "0000000000000000000000000000000000000000000000000000000000000080",
                                                  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
                                                  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                                                  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
                                                  "0000000000000000000000000000000000000000000000000000000000000000",
                                                  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa"};

// Further encodings of points of small order: y >= p, or x = 0 with the sign bit set.
constexpr std::string_view kNonCanonicalSmallOrder[] = {
    "0100000000000000000000000000000000000000000000000000000000000080",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"};

// y = p + 3, p + 4, ... below 2^255, all on the curve and of large order; and the largest value of all.
constexpr std::string_view kNonCanonicalLargeOrder[] = {
    "f0ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "f1ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "f2ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "f3ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "f6ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "fdffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"};

PublicKey Key(std::string_view hex) { return ParsePublicKey(Bytes(hex)).value(); }

TEST(Ed25519StrictnessTest, TheHonestSignatureVerifies) {
  EXPECT_TRUE(Verify(Key(kHonestKey), "ingot", Bytes(kHonestR) + Bytes(kHonestS)));
}

TEST(Ed25519StrictnessTest, SmallOrderKeysAreRefused) {
  for (const std::string_view point : kSmallOrderPoints) {
    EXPECT_EQ(ParsePublicKey(Bytes(point)).status().code(), absl::StatusCode::kInvalidArgument) << point;
  }
}

TEST(Ed25519StrictnessTest, NonCanonicalKeysAreRefused) {
  for (const std::string_view point : kNonCanonicalSmallOrder) EXPECT_FALSE(ParsePublicKey(Bytes(point)).ok()) << point;
  for (const std::string_view point : kNonCanonicalLargeOrder) EXPECT_FALSE(ParsePublicKey(Bytes(point)).ok()) << point;
}

TEST(Ed25519StrictnessTest, TheLargestCanonicalValuesPass) {
  // y = p - 2 and p - 3: below p, not of small order.
  EXPECT_TRUE(ParsePublicKey(Bytes("ebffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")).ok());
  EXPECT_TRUE(ParsePublicKey(Bytes("eaffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff")).ok());
}

// Under the identity as key, (R = B, S = 1) is a "signature" of every message; OpenSSL accepts it.
TEST(Ed25519StrictnessTest, NobodyOwnsTheIdentity) { EXPECT_FALSE(ParsePublicKey(Bytes(kSmallOrderPoints[0])).ok()); }

// S + L gives a second signature of the same message; the equation holds.
TEST(Ed25519StrictnessTest, SAboveTheGroupOrderIsRefused) {
  EXPECT_FALSE(Verify(Key(kHonestKey), "ingot",
                      Bytes(kHonestR) + Bytes("c5175666e7ced2e21180e7a868362b55f947fc52953cb9e110a9d646f9e63e12")));
  // L itself, and 2^256 - 1.
  EXPECT_FALSE(Verify(Key(kHonestKey), "ingot",
                      Bytes(kHonestR) + Bytes("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010")));
  EXPECT_FALSE(Verify(Key(kHonestKey), "ingot", Bytes(kHonestR) + std::string(32, '\xff')));
}

struct Case {
  std::string_view key, message, signature;
};

// The equation [S]B = R + [k]A holds exactly; OpenSSL accepts all four.
TEST(Ed25519StrictnessTest, SmallOrderRIsRefusedThoughTheEquationHolds) {
  const Case cases[] = {{kHonestKey, "ingot",
                         "0100000000000000000000000000000000000000000000000000000000000000"
                         "ff5d52a504336e96b16b6d6d8993ce576fcad126a49c0bcdb0edcf032ad32903"},
                        {kMixedKey, "ingot 2",
                         "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"
                         "228e62f5fd1b890270b197cd42248f805eb7714a47338a52d6cdf5dae931030c"},
                        {kMixedKey, "ingot 6",
                         "0000000000000000000000000000000000000000000000000000000000000080"
                         "bc569355a4cb645b7cc981f3fb81abc1e30f7dfe030032b21551e3ac4eea790e"},
                        {kMixedKey, "ingot 1",
                         "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"
                         "9203ef794053b975c4b04c981726796dd78e196eec1f23e6ba4e0c5781c9c108"}};
  for (const Case& test : cases) EXPECT_FALSE(Verify(Key(test.key), test.message, Bytes(test.signature)));
}

TEST(Ed25519StrictnessTest, EveryRefusedPointIsRefusedAsR) {
  for (const auto& list : {std::vector<std::string_view>(std::begin(kSmallOrderPoints), std::end(kSmallOrderPoints)),
                           {std::begin(kNonCanonicalSmallOrder), std::end(kNonCanonicalSmallOrder)},
                           {std::begin(kNonCanonicalLargeOrder), std::end(kNonCanonicalLargeOrder)}}) {
    for (const std::string_view point : list) {
      EXPECT_FALSE(Verify(Key(kHonestKey), "ingot", Bytes(point) + Bytes(kHonestS)));
    }
  }
}

// A key with a component of small order: k divisible by 8 makes that component vanish, and the equation holds.
TEST(Ed25519StrictnessTest, MixedOrderVerifiesWhereTheEquationHolds) {
  EXPECT_TRUE(Verify(Key(kMixedKey), "ingot 13",
                     Bytes("7767a3242dc9b58bbc68488c1265cc6cc5f26c6f3c88a5d55e901b0734dca572"
                           "d3536341cd0c3206e8568d137f17e678791db9de3087bf66a0dc9b347c288c01")));
}

// With k odd, it holds only after multiplication by the cofactor: refused here, as by OpenSSL.
TEST(Ed25519StrictnessTest, VerificationIsWithoutCofactor) {
  EXPECT_FALSE(Verify(Key(kMixedKey), "ingot 0",
                      Bytes("7767a3242dc9b58bbc68488c1265cc6cc5f26c6f3c88a5d55e901b0734dca572"
                            "b9c660024cdb6809c20766d84c68e18dcf600b69aff8691f3154f95d3142cf0b")));
}

// y = 2 is not the ordinate of any point.
TEST(Ed25519StrictnessTest, NothingVerifiesUnderAKeyOffTheCurve) {
  const std::string off_curve = std::string(1, '\x02') + std::string(31, '\0');
  const absl::StatusOr<PublicKey> key = ParsePublicKey(off_curve);
  ASSERT_TRUE(key.ok());
  EXPECT_FALSE(Verify(*key, "ingot", Bytes(kHonestR) + Bytes(kHonestS)));
}

}  // namespace
}  // namespace ingot::crypto
