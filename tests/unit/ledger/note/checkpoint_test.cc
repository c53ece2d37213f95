#include "ledger/note/checkpoint.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "ledger/base/strings.h"
#include "ledger/crypto/sha256.h"
#include "tests/unit/ledger/note/vectors.h"

namespace ingot::note {
namespace {

constexpr absl::StatusCode kMalformed = absl::StatusCode::kInvalidArgument;
constexpr absl::StatusCode kUnverified = absl::StatusCode::kPermissionDenied;
constexpr std::string_view kOrigin = "ledger.example/ingot";
constexpr std::string_view kRoot = "Tjvv+c8RfM7x+2MWMVGaO8oSyprvyhYSv85ME6hiZNQ=";

Checkpoint Example() { return {std::string(kOrigin), 5, HashFromBytes(*Base64Decode(kRoot)).value()}; }

std::string Signed(const Checkpoint& checkpoint, const crypto::PrivateKey& key) {
  const crypto::PrivateKey* keys[] = {&key};
  return SignCheckpoint(checkpoint, keys).value();
}

TEST(CheckpointTest, ThereAndBack) {
  EXPECT_EQ(FormatCheckpoint(Example()).value(), kCheckpointText);
  EXPECT_EQ(ParseCheckpoint(kCheckpointText).value(), Example());
  Checkpoint largest = Example();
  largest.size = ~uint64_t{0} >> 1;
  EXPECT_EQ(ParseCheckpoint(FormatCheckpoint(largest).value()).value(), largest);
}

TEST(CheckpointTest, OnlyOneTextIsACheckpoint) {
  for (const std::string& text : std::vector<std::string>{
           "",
           "\n",
           "\n\n\n",
           Cat("\n5\n", kRoot, "\n"),
           Cat(kOrigin, "\n5\n", kRoot),
           Cat(kOrigin, "\n5\n", kRoot, "\nextension\n"),
           Cat(kOrigin, "\n5\n", kRoot, "\n\n"),
           Cat(kOrigin, "\n05\n", kRoot, "\n"),
           Cat(kOrigin, "\n+5\n", kRoot, "\n"),
           Cat(kOrigin, "\n 5\n", kRoot, "\n"),
           Cat(kOrigin, "\n5 \n", kRoot, "\n"),
           Cat(kOrigin, "\n0x5\n", kRoot, "\n"),
           Cat(kOrigin, "\n\n", kRoot, "\n"),
           Cat(kOrigin, "\n9223372036854775808\n", kRoot, "\n"),
           Cat(kOrigin, "\n18446744073709551616\n", kRoot, "\n"),
           Cat(kOrigin, "\r\n5\n", kRoot, "\n"),
           Cat("\xff\n5\n", kRoot, "\n"),
           Cat(std::string(256, 'o'), "\n5\n", kRoot, "\n"),
           Cat(kOrigin, "\n5\n", kRoot.substr(0, 40), "\n"),
           Cat(kOrigin, "\n5\n", kRoot, kRoot, "\n"),
           // golang/mod: TestParseTree's root of wrong length.
           Cat(kOrigin, "\n123456789012\nTszzRgjTG6xce+z2AG31kAXYKBgQVtCSCE40HmuwBTOOBIG=\n"),
           Cat(kOrigin, "\n5\n", kRoot.substr(0, 42), "R=\n"),  // unused bits set
           Cat(kOrigin, "\n5\n4e3beff9cf117ccef1fb631631519a3bca12ca9aefca1612bfce4c13a86264d4\n"),
       }) {
    EXPECT_EQ(ParseCheckpoint(text).status().code(), kMalformed) << text;
  }
}

TEST(CheckpointTest, OutOfBoundsIsNotFormatted) {
  Checkpoint checkpoint = Example();
  checkpoint.size = uint64_t{1} << 63;
  EXPECT_FALSE(FormatCheckpoint(checkpoint).ok());
  checkpoint = Example();
  checkpoint.origin = "a\nb";
  EXPECT_FALSE(FormatCheckpoint(checkpoint).ok());
  checkpoint.origin = "";
  EXPECT_FALSE(FormatCheckpoint(checkpoint).ok());
}

TEST(SignCheckpointTest, TheSameArgumentsGiveTheSameBytes) {
  const crypto::PrivateKey key = TestKey('k');
  EXPECT_EQ(Signed(Example(), key), Signed(Example(), key));
  const absl::StatusOr<OpenedCheckpoint> opened =
      OpenCheckpoint(Signed(Example(), key), kOrigin, std::vector{KeyOf(kOrigin, key)});
  ASSERT_TRUE(opened.ok()) << opened.status();
  EXPECT_EQ(opened->checkpoint, Example());
  EXPECT_EQ(opened->signatures[0].name, kOrigin);
}

TEST(SignCheckpointTest, OriginsThatCanNotNameAKeyAreRefused) {
  const crypto::PrivateKey key = TestKey('k');
  const crypto::PrivateKey* keys[] = {&key};
  Checkpoint checkpoint = Example();
  checkpoint.origin = "two words";
  EXPECT_FALSE(SignCheckpoint(checkpoint, keys).ok());
  EXPECT_FALSE(SignCheckpoint(Example(), {}).ok());
}

TEST(SignCheckpointTest, ARotationCarriesBothSignatures) {
  const crypto::PrivateKey before = TestKey('b');
  const crypto::PrivateKey after = TestKey('a');
  const crypto::PrivateKey* keys[] = {&before, &after};
  const std::string note = SignCheckpoint(Example(), keys).value();
  EXPECT_TRUE(OpenCheckpoint(note, kOrigin, std::vector{KeyOf(kOrigin, before)}).ok());
  EXPECT_TRUE(OpenCheckpoint(note, kOrigin, std::vector{KeyOf(kOrigin, after)}).ok());
  EXPECT_EQ(
      OpenCheckpoint(note, kOrigin, std::vector{KeyOf(kOrigin, before), KeyOf(kOrigin, after)})->signatures.size(), 2u);
}

TEST(OpenCheckpointTest, AnotherOriginIsRefused) {
  const crypto::PrivateKey key = TestKey('k');
  const std::string note = Signed(Example(), key);
  EXPECT_EQ(OpenCheckpoint(note, "other.example", std::vector{KeyOf(kOrigin, key)}).status().code(), kMalformed);
}

TEST(OpenCheckpointTest, AnotherKeyIsRefused) {
  const crypto::PrivateKey key = TestKey('k');
  const crypto::PrivateKey other = TestKey('o');
  const std::string note = Signed(Example(), key);
  EXPECT_EQ(OpenCheckpoint(note, kOrigin, std::vector{KeyOf(kOrigin, other)}).status().code(), kUnverified);
  EXPECT_EQ(OpenCheckpoint(note, kOrigin, {}).status().code(), kUnverified);
}

TEST(OpenCheckpointTest, WitnessesAloneDoNotMakeItValid) {
  const crypto::PrivateKey ledger = TestKey('l');
  const crypto::PrivateKey witness = TestKey('w');
  const std::vector<VerifierKey> ledger_keys = {KeyOf(kOrigin, ledger)};
  const std::vector<VerifierKey> witness_keys = {KeyOf("w.example", witness, SignatureType::kCosignatureV1)};
  const std::string line = CosignatureLine(kCheckpointText, "w.example", witness, 1'700'000'000).value();
  EXPECT_EQ(OpenCheckpoint(Cat(kCheckpointText, "\n", line), kOrigin, ledger_keys, witness_keys).status().code(),
            kUnverified);
  const std::string cosigned = Cat(Signed(Example(), ledger), line);
  const absl::StatusOr<OpenedCheckpoint> opened = OpenCheckpoint(cosigned, kOrigin, ledger_keys, witness_keys);
  ASSERT_TRUE(opened.ok()) << opened.status();
  EXPECT_EQ(opened->signatures.size(), 1u);
  ASSERT_EQ(opened->cosignatures.size(), 1u);
  EXPECT_EQ(opened->cosignatures[0].time, 1'700'000'000);
  // Who doesn't know the witness ignores it.
  EXPECT_TRUE(OpenCheckpoint(cosigned, kOrigin, ledger_keys)->cosignatures.empty());
}

TEST(OpenCheckpointTest, KeysServeTheirUseAlone) {
  const crypto::PrivateKey key = TestKey('k');
  const VerifierKey signer = KeyOf(kOrigin, key);
  const VerifierKey cosigner = KeyOf(kOrigin, key, SignatureType::kCosignatureV1);
  const std::string note = Signed(Example(), key);
  EXPECT_EQ(OpenCheckpoint(note, kOrigin, std::vector{cosigner}).status().code(), kMalformed);
  EXPECT_EQ(OpenCheckpoint(note, kOrigin, std::vector{signer}, std::vector{signer}).status().code(), kMalformed);
}

TEST(OpenCheckpointTest, ASignedNoteThatIsNoCheckpointIsRefused) {
  const crypto::PrivateKey key = TestKey('k');
  const std::string note = Sign("hello\n", std::vector<Signer>{{kOrigin, key}}).value();
  EXPECT_EQ(OpenCheckpoint(note, kOrigin, std::vector{KeyOf(kOrigin, key)}).status().code(), kMalformed);
  EXPECT_FALSE(PeekCheckpoint(note).ok());
}

TEST(PeekCheckpointTest, ReadsWithoutVerifying) {
  const crypto::PrivateKey key = TestKey('k');
  EXPECT_EQ(PeekCheckpoint(Signed(Example(), key)).value(), Example());
}

}  // namespace
}  // namespace ingot::note
