#include "ledger/verify/trust.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "ledger/base/strings.h"
#include "ledger/crypto/ed25519.h"
#include "ledger/note/note.h"
#include "ledger/verdict/verdict.h"
#include "ledger/witness/policy.h"
#include "tests/unit/ledger/verify/published.h"

namespace ingot::verify {
namespace {

using note::VerifierKey;

// "OK", or the reason's name.
template <typename T>
std::string ReasonFor(const absl::StatusOr<T>& result) {
  const std::optional<verdict::Reason> reason = verdict::ReasonOf(result.status());
  return reason.has_value() ? std::string(verdict::ReasonName(*reason)) : Cat("none: ", result.status().ToString());
}

VerifierKey Vkey(std::string_view text) { return VerifierKey::Parse(text).value(); }

Trust Peter() { return {.keys = {Vkey(kPeterVkey)}, .policy = std::nullopt, .origin = ""}; }

std::string Opened(std::string_view note, const Trust& trust) { return ReasonFor(OpenTrusted(note, trust)); }

std::string Changed(std::string_view note, std::string_view from, std::string_view to) {
  std::string text(note);
  return text.replace(text.find(from), from.size(), to);
}

TEST(OpenTrustedTest, ACheckpointThatGoSignedAndCosigned) {
  const absl::StatusOr<TrustedCheckpoint> opened = OpenTrusted(kCosignedNote, Peter());
  ASSERT_TRUE(opened.ok()) << opened.status();
  EXPECT_EQ(opened->checkpoint.origin, "ledger.example/ingot");
  EXPECT_EQ(opened->checkpoint.size, 5u);
  EXPECT_EQ(opened->signatures.size(), 1u);
  EXPECT_TRUE(opened->cosignatures.empty()) << "no witness was named";
}

TEST(OpenTrustedTest, TheChecksumDatabasesKeyHasAnotherNameThanItsOrigin) {
  EXPECT_EQ(Opened(kSumNote, {.keys = {Vkey(kSumVkey)}, .policy = std::nullopt, .origin = ""}), "OK");
  EXPECT_EQ(Opened(kSumNote, {.keys = {Vkey(kSumVkey)}, .policy = std::nullopt, .origin = "go.sum database tree"}),
            "OK");
  EXPECT_EQ(Opened(kSumNote, {.keys = {Vkey(kSumVkey)}, .policy = std::nullopt, .origin = "sum.golang.org"}),
            "WRONG_ORIGIN");
  Trust by_policy;
  by_policy.policy = witness::Policy::Parse(Cat("log ", kSumVkey, "\nquorum none\n")).value();
  EXPECT_EQ(Opened(kSumNote, by_policy), "NOT_SIGNED") << "in a policy a log's name is its origin";
}

TEST(OpenTrustedTest, APolicysQuorumIsDemanded) {
  Trust trust = Peter();
  const std::string witness = Cat("witness P ", kPeterCosignerVkey, "\n");
  const std::string other =
      Cat("witness Q ",
          VerifierKey::Create("q", note::SignatureType::kCosignatureV1, Vkey(kEnochVkey).public_key())->Format(), "\n");
  trust.policy = witness::Policy::Parse(Cat(witness, other, "group G any P Q\nquorum G\n")).value();
  const absl::StatusOr<TrustedCheckpoint> opened = OpenTrusted(kCosignedNote, trust);
  ASSERT_TRUE(opened.ok()) << opened.status();
  ASSERT_EQ(opened->cosignatures.size(), 1u);
  EXPECT_EQ(opened->cosignatures[0].time, 0x6b034811);
  trust.policy = witness::Policy::Parse(Cat(witness, other, "group G all P Q\nquorum G\n")).value();
  EXPECT_EQ(Opened(kCosignedNote, trust), "QUORUM_MISSING");
  trust.keys.clear();
  EXPECT_EQ(Opened(kCosignedNote, trust), "NOT_SIGNED") << "witnesses alone do not make a checkpoint";
}

TEST(OpenTrustedTest, MalformedBeforeUnsignedBeforeFalse) {
  EXPECT_EQ(Opened("", Peter()), "MALFORMED_NOTE");
  EXPECT_EQ(Opened(Changed(kCosignedNote, "\n5\n", "\n05\n"), Peter()), "MALFORMED_CHECKPOINT");
  EXPECT_EQ(Opened(Changed(kCosignedNote, "\n5\n", "\n6\n"), Peter()), "BAD_SIGNATURE");
  EXPECT_EQ(Opened(Changed(kCosignedNote, "Tjvv", "Tjvw"), Peter()), "BAD_SIGNATURE");
  EXPECT_EQ(Opened(kCosignedNote, {.keys = {Vkey(kEnochVkey)}, .policy = std::nullopt, .origin = ""}), "NOT_SIGNED");
  EXPECT_EQ(Opened(kCosignedNote, {.keys = {Vkey(kPeterCosignerVkey)}, .policy = std::nullopt, .origin = ""}),
            "MALFORMED_KEY");
  // S above the group order.
  EXPECT_EQ(Opened(Changed(kCosignedNote, "XDQM=", "XDRM="), Peter()), "BAD_SIGNATURE");
}

TEST(OpenTrustedTest, ExtensionLinesOfOtherLogsAreTold) {
  const crypto::PrivateKey key = crypto::PrivateKey::FromSeed(std::string(32, 'k')).value();
  const VerifierKey vkey = VerifierKey::Create("k", note::SignatureType::kEd25519, key.public_key()).value();
  const std::string text = "k\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\nextra 1\nextra 2\n";
  const std::string signed_note = note::Sign(text, {{note::Signer{"k", key}}}).value();
  const absl::StatusOr<TrustedCheckpoint> opened =
      OpenTrusted(signed_note, {.keys = {vkey}, .policy = std::nullopt, .origin = "k"});
  ASSERT_TRUE(opened.ok()) << opened.status();
  EXPECT_EQ(opened->extensions, "extra 1\nextra 2\n");
  const std::string empty_line = note::Sign(Cat(text, "\nx\n"), {{note::Signer{"k", key}}}).value();
  EXPECT_EQ(Opened(empty_line, {.keys = {vkey}, .policy = std::nullopt, .origin = ""}), "MALFORMED_CHECKPOINT");
}

TEST(OpenNoteTest, AnyTextByAnyKey) {
  EXPECT_EQ(ReasonFor(OpenNote(kGoNote, {Vkey(kPeterVkey)})), "OK");
  EXPECT_EQ(ReasonFor(OpenNote(kGoNote, {Vkey(kEnochVkey), Vkey(kPeterVkey)})), "OK");
  EXPECT_EQ(ReasonFor(OpenNote(kGoNote, {Vkey(kSumVkey)})), "NOT_SIGNED");
  EXPECT_EQ(ReasonFor(OpenNote(Changed(kGoNote, "problem", "Problem"), {Vkey(kPeterVkey)})), "BAD_SIGNATURE");
  EXPECT_EQ(ReasonFor(OpenNote(kGoNote.substr(1), {Vkey(kPeterVkey)})), "BAD_SIGNATURE");
  EXPECT_EQ(ReasonFor(OpenNote(kGoNote.substr(0, kGoNote.size() - 1), {Vkey(kPeterVkey)})), "MALFORMED_NOTE");
  EXPECT_EQ(ReasonFor(OpenNote(kGoNote, {Vkey(kPeterVkey), Vkey(kPeterVkey)})), "MALFORMED_KEY");
}

}  // namespace
}  // namespace ingot::verify
