#include "ledger/note/tlog_proof.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "ledger/base/strings.h"
#include "ledger/merkle/leaf_hash.h"
#include "tests/unit/ledger/note/vectors.h"

namespace ingot::note {
namespace {

constexpr absl::StatusCode kMalformedProof = absl::StatusCode::kInvalidArgument;
constexpr std::string_view kProofOrigin = "ledger.example/ingot";

// Record 3 of "leaf 0" to "leaf 6". Tree and proof by golang.org/x/mod v0.36.0 (sumdb/tlog), note by sumdb/note, text
// by github.com/transparency-dev/formats v0.1.1 (proof.TLogProof.Marshal).
constexpr std::string_view kPublished =
    "c2sp.org/tlog-proof@v1\n"
    "extra ZXh0cmEgaW5mb3JtYXRpb24=\n"
    "index 3\n"
    "qze6NNHf4pAV3nF6bVdkqPsCnDp6D1tkuTtUNRiFv3w=\n"
    "/F9riP+FVPdbsvnm85wxsZNtRLaSdu33sSBalVuXYeM=\n"
    "AVcbVXvHBnJlDUZ8e62DN+CafzVKcgUfI7Q6eCwPSOY=\n"
    "\n"
    "ledger.example/ingot\n"
    "7\n"
    "WmH8K1T5z6cXdPJDIUPdQMbLKxGUf69lp9PaXLZRmcg=\n"
    "\n"
    "\u2014 PeterNeumann x08go2hfxaQ0BvZ9GsHBnVuyc2VHilkc6sDaMG2JMms9plbqFsKehGQjgTKppAtAs2w9g1vrF+4HzlxakY4X0qdOBQM=\n"
    "\u2014 PeterNeumann "
    "GLl4CwAAAABrA0i07gFKdLRWk+xnhAN3Wqe5Ty2o5L2RMabiy9VLWhYu92IKi1XWqHufZCyQzjCBjUrKuhYQi+jaKidk3TztDW5gDw==\n";

TlogProof Published() { return ParseTlogProof(kPublished).value(); }

std::vector<VerifierKey> LedgerKeys() { return {Vkey(kPeterVkey)}; }

std::string Replaced(std::string_view text, std::string_view what, std::string_view with) {
  std::string changed(text);
  const size_t at = changed.find(what);
  EXPECT_NE(at, std::string::npos) << what;
  return changed.replace(at, what.size(), with);
}

TEST(TlogProofTest, ReadsAndWritesWhatGoWrote) {
  const absl::StatusOr<TlogProof> proof = ParseTlogProof(kPublished);
  ASSERT_TRUE(proof.ok()) << proof.status();
  EXPECT_EQ(proof->extra, "extra information");
  EXPECT_EQ(proof->index, 3u);
  EXPECT_EQ(proof->hashes.size(), 3u);
  EXPECT_EQ(FormatTlogProof(*proof).value(), kPublished);
}

TEST(TlogProofTest, VerifiesWhatGoProved) {
  const absl::StatusOr<OpenedCheckpoint> opened = VerifyTlogProof(Published(), merkle::LeafHash("leaf 3"), kProofOrigin,
                                                                  LedgerKeys(), std::vector{Vkey(kPeterCosignerVkey)});
  ASSERT_TRUE(opened.ok()) << opened.status();
  EXPECT_EQ(opened->checkpoint.size, 7u);
  EXPECT_EQ(opened->signatures.size(), 1u);
  EXPECT_EQ(opened->cosignatures.size(), 1u);
}

TEST(TlogProofTest, ExtraIsOptionalAndNotAuthenticated) {
  const std::string text = Replaced(kPublished, "extra ZXh0cmEgaW5mb3JtYXRpb24=\n", "");
  const absl::StatusOr<TlogProof> proof = ParseTlogProof(text);
  ASSERT_TRUE(proof.ok()) << proof.status();
  EXPECT_EQ(proof->extra, std::nullopt);
  EXPECT_EQ(FormatTlogProof(*proof).value(), text);
  EXPECT_TRUE(VerifyTlogProof(*proof, merkle::LeafHash("leaf 3"), kProofOrigin, LedgerKeys()).ok());
}

TEST(TlogProofTest, WhatWasNotProvedIsRefused) {
  const Hash leaf = merkle::LeafHash("leaf 3");
  EXPECT_FALSE(VerifyTlogProof(Published(), merkle::LeafHash("leaf 4"), kProofOrigin, LedgerKeys()).ok());
  EXPECT_FALSE(VerifyTlogProof(Published(), leaf, "other.example", LedgerKeys()).ok());
  EXPECT_FALSE(VerifyTlogProof(Published(), leaf, kProofOrigin, std::vector{Vkey(kEnochVkey)}).ok());
  TlogProof proof = Published();
  proof.index = 2;
  EXPECT_FALSE(VerifyTlogProof(proof, leaf, kProofOrigin, LedgerKeys()).ok());
  proof = Published();
  proof.hashes[1][0] ^= 1;
  EXPECT_FALSE(VerifyTlogProof(proof, leaf, kProofOrigin, LedgerKeys()).ok());
  proof = Published();
  proof.hashes.pop_back();
  EXPECT_FALSE(VerifyTlogProof(proof, leaf, kProofOrigin, LedgerKeys()).ok());
  proof = Published();
  proof.checkpoint = Replaced(proof.checkpoint, "\n7\n", "\n8\n");
  EXPECT_EQ(VerifyTlogProof(proof, leaf, kProofOrigin, LedgerKeys()).status().code(),
            absl::StatusCode::kPermissionDenied);
}

TEST(TlogProofTest, OnlyOneTextIsTheProof) {
  const std::string_view hash = "qze6NNHf4pAV3nF6bVdkqPsCnDp6D1tkuTtUNRiFv3w=";
  for (const std::string& text : std::vector<std::string>{
           "",
           "c2sp.org/tlog-proof@v1",
           "c2sp.org/tlog-proof@v1\n",
           Replaced(kPublished, "@v1", "@v2"),
           Cat("\n", kPublished),
           Cat(kPublished, "\n"),
           Replaced(kPublished, "extra ZXh0cmEgaW5mb3JtYXRpb24=", "extra "),
           Replaced(kPublished, "extra ZXh0cmEgaW5mb3JtYXRpb24=", "extra !!notbase64!!"),
           Replaced(kPublished, "extra ", "EXTRA "),
           Replaced(kPublished, "index 3\n", ""),
           Replaced(kPublished, "index 3\n", "index 3\nindex 3\n"),
           Replaced(kPublished, "index 3\n", "index 3\nextra ZXh0\n"),
           Replaced(kPublished, "index 3", "index 03"),
           Replaced(kPublished, "index 3", "index -5"),
           Replaced(kPublished, "index 3", "index notanumber"),
           Replaced(kPublished, "index 3", "index 3 "),
           Replaced(kPublished, "index 3", "index 9223372036854775807"),
           Replaced(kPublished, "index 3", "index 18446744073709551616"),
           Replaced(kPublished, hash, "!!notbase64!!"),
           Replaced(kPublished, hash, "qze6NNHf4pAV3nF6bVdkqPsCnDp6D1tkuTtUNRiFv3x="),
           Replaced(kPublished, hash, "qze6"),
           Replaced(kPublished, hash, Cat(hash, " ")),
           Replaced(kPublished, hash, Cat(hash, "\r")),
           Replaced(kPublished, "\n\nledger", "\nledger"),
           Replaced(kPublished, "\n\nledger", "\n\n\nledger"),
           std::string(kPublished.substr(0, kPublished.size() - 1)),
           std::string(kPublished.substr(0, kPublished.find("\n\u2014"))),
       }) {
    EXPECT_EQ(ParseTlogProof(text).status().code(), kMalformedProof) << text;
  }
}

TEST(TlogProofTest, BoundsAreKept) {
  TlogProof proof = Published();
  proof.hashes.resize(merkle::kMaxInclusionHashes);
  EXPECT_TRUE(ParseTlogProof(FormatTlogProof(proof).value()).ok());
  proof.hashes.resize(merkle::kMaxInclusionHashes + 1);
  EXPECT_FALSE(FormatTlogProof(proof).ok());
  const std::string hash_line = "qze6NNHf4pAV3nF6bVdkqPsCnDp6D1tkuTtUNRiFv3w=\n";
  std::string many;
  for (size_t i = 0; i < merkle::kMaxInclusionHashes - 2; ++i) many.append(hash_line);
  EXPECT_FALSE(ParseTlogProof(Replaced(kPublished, hash_line, Cat(many, hash_line))).ok());

  proof = Published();
  proof.extra = std::string(kMaxExtraBytes, 'e');
  EXPECT_EQ(ParseTlogProof(FormatTlogProof(proof).value()).value(), proof);
  const std::string too_long = Base64Encode(std::string(kMaxExtraBytes + 1, 'e'));
  EXPECT_FALSE(ParseTlogProof(Replaced(kPublished, "ZXh0cmEgaW5mb3JtYXRpb24=", too_long)).ok());
  proof.extra->push_back('e');
  EXPECT_FALSE(FormatTlogProof(proof).ok());
  proof.extra = "";
  EXPECT_FALSE(FormatTlogProof(proof).ok());
  proof = Published();
  proof.checkpoint = "not a checkpoint";
  EXPECT_FALSE(FormatTlogProof(proof).ok());
}

}  // namespace
}  // namespace ingot::note
