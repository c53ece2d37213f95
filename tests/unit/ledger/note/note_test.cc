#include "ledger/note/note.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "ledger/base/strings.h"
#include "tests/unit/ledger/note/vectors.h"

namespace ingot::note {
namespace {

constexpr absl::StatusCode kMalformedNote = absl::StatusCode::kInvalidArgument;
constexpr absl::StatusCode kUnverifiedNote = absl::StatusCode::kPermissionDenied;

absl::StatusCode OpenByPeter(std::string_view note) {
  return Open(note, std::vector{Vkey(kPeterVkey)}).status().code();
}

std::string Repeated(std::string_view text, size_t times) {
  std::string all;
  for (size_t i = 0; i < times; ++i) all.append(text);
  return all;
}

// The list of golang/mod's TestOpen, and more.
TEST(OpenTest, MalformedNotesAreRefused) {
  const std::string peter(kPeterLine);
  for (const std::string& note : std::vector<std::string>{
           "",
           "\n",
           "\n\n",
           std::string(kText),
           Cat(kText, "\n"),
           Cat(kText, kPeterLine),
           Cat(kText, "\n", peter.substr(0, peter.size() - 1)),
           Cat("\x01", kText, "\n", kPeterLine),
           Cat("\xff", kText, "\n", kPeterLine),
           Cat("\t", kText, "\n", kPeterLine),
           Cat(kText, "\r\n\r\n", kPeterLine),
           Cat(kText, "\n", "\u2014 Bad Name ", peter.substr(17)),
           Cat(kText, "\n", "\u2014 Bad+Name ", peter.substr(17)),
           Cat(kText, "\n", "\u2014  ", peter.substr(17)),
           Cat(kText, "\n", "- PeterNeumann ", peter.substr(17)),
           Cat(kText, "\n", kPeterLine, "Unexpected line.\n"),
           Cat(kText, "\n", kPeterLine, "\n"),
           Cat(kText, "\n", kPeterLine, "\u2014 x AAAA\n"),      // shorter than a key id
           Cat(kText, "\n", kPeterLine, "\u2014 x AAAAAA==\n"),  // a key id alone
           Cat(kText, "\n", kPeterLine, "\u2014 x AAAAAAB=\n"),  // not canonical
           Cat(kText, "\n", kPeterLine, "\u2014 x\n"),
           Cat(kText, "\n", kPeterLine, "\u2014 x \n"),
           Cat(kText, "\n", kPeterLine, "\u2014 \n"),
       }) {
    EXPECT_EQ(OpenByPeter(note), kMalformedNote) << note;
  }
}

TEST(OpenTest, BoundsAreKept) {
  EXPECT_EQ(OpenByPeter(Cat(kText, "\n", Repeated(kPeterLine, kMaxSignatures))), absl::StatusCode::kOk);
  EXPECT_EQ(OpenByPeter(Cat(kText, "\n", Repeated(kPeterLine, kMaxSignatures + 1))), kMalformedNote);
  const crypto::PrivateKey key = PeterKey();
  const Signer signers[] = {{"PeterNeumann", key}};
  std::string text(kMaxNoteBytes - 1000, 'x');
  text.back() = '\n';
  std::string note = Sign(text, signers).value();
  EXPECT_EQ(OpenByPeter(note), absl::StatusCode::kOk);
  note.insert(0, std::string(kMaxNoteBytes - note.size() + 1, 'y'));
  EXPECT_EQ(OpenByPeter(note), kMalformedNote);
  EXPECT_EQ(OpenByPeter(note.substr(1)), kUnverifiedNote);  // exactly at the bound, but other text than signed
}

TEST(OpenTest, AWrongSignatureByAKnownKeyRejectsTheNote) {
  const std::string peter(kPeterLine);
  std::string other_text(kText);
  other_text[0] = 'i';
  EXPECT_EQ(OpenByPeter(Cat(other_text, "\n", kPeterLine)), kUnverifiedNote);
  // golang/mod: characters inserted into the signature.
  EXPECT_EQ(OpenByPeter(Cat(kText, "\n", peter.substr(0, 60), "ABCD", peter.substr(60))), kUnverifiedNote);
  // One right and one wrong signature by the same key.
  EXPECT_EQ(OpenByPeter(Cat(kText, "\n", kPeterLine, peter.substr(0, 60), "ABCD", peter.substr(60))), kUnverifiedNote);
  // One right signature by Peter, a wrong one by Enoch, who is known.
  std::string enoch(kEnochLine);
  enoch[40] = enoch[40] == 'A' ? 'B' : 'A';
  const std::string note = Cat(kText, "\n", kPeterLine, enoch);
  EXPECT_EQ(Open(note, std::vector{Vkey(kPeterVkey), Vkey(kEnochVkey)}).status().code(), kUnverifiedNote);
  EXPECT_EQ(OpenByPeter(note), absl::StatusCode::kOk);
}

TEST(OpenTest, SharedNamesOrIdsDoNotMakeAKeyKnown) {
  const crypto::PrivateKey key = TestKey('k');
  // Another key with Peter's name, and Peter's id under another name.
  const std::string same_name = SignatureLine(kText, "PeterNeumann", key).value();
  std::string same_id(kPeterLine);
  same_id.replace(same_id.find("PeterNeumann"), 12, "CarmenSandiego");
  EXPECT_EQ(OpenByPeter(Cat(kText, "\n", same_name, same_id)), kUnverifiedNote);
  const absl::StatusOr<OpenedNote> opened =
      Open(Cat(kText, "\n", same_name, same_id, kPeterLine), std::vector{Vkey(kPeterVkey)});
  ASSERT_TRUE(opened.ok());
  EXPECT_EQ(opened->signatures.size(), 1u);
}

TEST(OpenTest, RepeatedSignaturesCountOnce) {
  const absl::StatusOr<OpenedNote> opened =
      Open(Cat(kText, "\n", kPeterLine, kEnochLine, kPeterLine), std::vector{Vkey(kPeterVkey)});
  ASSERT_TRUE(opened.ok());
  EXPECT_EQ(opened->signatures.size(), 1u);
}

TEST(OpenTest, AmbiguousKeysAreRefused) {
  EXPECT_EQ(Open(Cat(kText, "\n", kPeterLine), std::vector{Vkey(kPeterVkey), Vkey(kPeterVkey)}).status().code(),
            kMalformedNote);
}

TEST(OpenTest, TextMayHoldEmptyLinesAndSignatureLines) {
  const crypto::PrivateKey key = PeterKey();
  const Signer signers[] = {{"PeterNeumann", key}};
  for (const std::string& text : {std::string("\n"), std::string("a\n\nb\n"), std::string("a\n\n"),
                                  Cat("a\n\n", kEnochLine), Cat("a\n", kEnochLine)}) {
    const std::string note = Sign(text, signers).value();
    const absl::StatusOr<OpenedNote> opened = Open(note, std::vector{Vkey(kPeterVkey)});
    ASSERT_TRUE(opened.ok()) << note << opened.status();
    EXPECT_EQ(opened->text, text);
    EXPECT_EQ(TextOf(note).value(), text);
  }
}

TEST(SignTest, BadTextsAreRefused) {
  const crypto::PrivateKey key = TestKey('k');
  const Signer signers[] = {{"name", key}};
  for (const std::string& text : {std::string(), std::string("abc"), std::string("a\tb\n"), std::string("a\0b\n", 4),
                                  std::string("\xff\n"), std::string(kMaxNoteBytes, 'x') + "\n"}) {
    EXPECT_EQ(Sign(text, signers).status().code(), kMalformedNote);
  }
}

TEST(SignTest, BadSignersAreRefused) {
  const crypto::PrivateKey key = TestKey('k');
  EXPECT_EQ(Sign(kText, {}).status().code(), kMalformedNote);
  EXPECT_EQ(Sign(kText, std::vector<Signer>{{"bad name", key}}).status().code(), kMalformedNote);
  EXPECT_EQ(Sign(kText, std::vector<Signer>(kMaxSignatures + 1, {"name", key})).status().code(), kMalformedNote);
}

TEST(SignTest, ALineIsAppendedByConcatenation) {
  const crypto::PrivateKey first = TestKey('1');
  const crypto::PrivateKey second = TestKey('2');
  const std::string one = Sign(kText, std::vector<Signer>{{"a", first}}).value();
  const std::string both = Sign(kText, std::vector<Signer>{{"a", first}, {"b", second}}).value();
  EXPECT_EQ(Cat(one, SignatureLine(kText, "b", second).value()), both);
}

TEST(CosignatureTest, TheTimeIsSigned) {
  const VerifierKey cosigner = Vkey(kPeterCosignerVkey);
  std::string line(kCosignatureLine);
  const std::string note = Cat(kCheckpointText, "\n", line);
  EXPECT_EQ(Open(note, std::vector{cosigner})->signatures[0].time, kCosignatureTime);
  // A character within the eight bytes of the time.
  line.replace(line.find("AABrA0gR"), 8, "AABrA0gS");
  EXPECT_EQ(Open(Cat(kCheckpointText, "\n", line), std::vector{cosigner}).status().code(), kUnverifiedNote);
}

TEST(CosignatureTest, TypesDoNotStandInForEachOther) {
  const crypto::PrivateKey key = TestKey('k');
  const VerifierKey signer = KeyOf("n", key);
  const VerifierKey cosigner = KeyOf("n", key, SignatureType::kCosignatureV1);
  EXPECT_NE(signer.id(), cosigner.id());
  const std::string signed_note = Cat(kCheckpointText, "\n", SignatureLine(kCheckpointText, "n", key).value());
  const std::string cosigned = Cat(kCheckpointText, "\n", CosignatureLine(kCheckpointText, "n", key, 7).value());
  EXPECT_TRUE(Open(signed_note, std::vector{signer}).ok());
  EXPECT_TRUE(Open(cosigned, std::vector{cosigner}).ok());
  EXPECT_EQ(Open(signed_note, std::vector{cosigner}).status().code(), kUnverifiedNote);
  EXPECT_EQ(Open(cosigned, std::vector{signer}).status().code(), kUnverifiedNote);
}

TEST(CosignatureTest, TimesAreNotNegative) {
  const crypto::PrivateKey key = TestKey('k');
  EXPECT_FALSE(CosignatureLine(kCheckpointText, "n", key, -1).ok());
  EXPECT_TRUE(CosignatureLine(kCheckpointText, "n", key, 0).ok());
  // A line whose time has its top bit set, though its signature be right, can't be one.
  const VerifierKey cosigner = KeyOf("n", key, SignatureType::kCosignatureV1);
  std::string payload;
  AppendBe32(cosigner.id(), &payload);
  AppendBe64(uint64_t{1} << 63, &payload);
  payload.append(key.Sign(Cat("cosignature/v1\ntime 9223372036854775808\n", kCheckpointText)));
  const std::string note = Cat(kCheckpointText, "\n\u2014 n ", Base64Encode(payload), "\n");
  EXPECT_EQ(Open(note, std::vector{cosigner}).status().code(), kUnverifiedNote);
}

}  // namespace
}  // namespace ingot::note
