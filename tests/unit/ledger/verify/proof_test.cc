#include "ledger/verify/proof.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "ledger/base/strings.h"
#include "ledger/merkle/leaf_hash.h"
#include "ledger/verdict/verdict.h"
#include "tests/unit/clients/support/reference.h"
#include "tests/unit/ledger/verify/published.h"

namespace ingot::verify {
namespace {

std::string ReasonOf(const absl::Status& status) {
  const std::optional<verdict::Reason> reason = verdict::ReasonOf(status);
  return reason.has_value() ? std::string(verdict::ReasonName(*reason)) : Cat("none: ", status.ToString());
}

Trust PetersTrust() {
  return {.keys = {note::VerifierKey::Parse(kPeterVkey).value()}, .policy = std::nullopt, .origin = ""};
}

std::string Proven(std::string_view file, const std::optional<Hash>& leaf) {
  return ReasonOf(OpenTlogProof(file, PetersTrust(), leaf).status());
}

std::string ProofWith(std::string_view from, std::string_view to) {
  std::string text(kTlogProof);
  return text.replace(text.find(from), from.size(), to);
}

TEST(OpenTlogProofTest, VerifiesWhatGoProved) {
  const absl::StatusOr<OpenedProof> opened = OpenTlogProof(kTlogProof, PetersTrust(), merkle::LeafHash("leaf 3"));
  ASSERT_TRUE(opened.ok()) << opened.status();
  EXPECT_EQ(opened->proof.index, 3u);
  EXPECT_EQ(opened->opened.checkpoint.size, 7u);
}

TEST(OpenTlogProofTest, WhatIsNotProvenIsRefuted) {
  EXPECT_EQ(Proven(kTlogProof, merkle::LeafHash("leaf 4")), "NOT_INCLUDED");
  const Hash leaf = merkle::LeafHash("leaf 3");
  EXPECT_EQ(Proven(ProofWith("index 3", "index 2"), leaf), "NOT_INCLUDED");
  EXPECT_EQ(Proven(ProofWith("index 3", "index 6"), leaf), "NOT_INCLUDED") << "another length";
  EXPECT_EQ(Proven(ProofWith("index 3", "index 7"), leaf), "OUT_OF_TREE");
  EXPECT_EQ(Proven(ProofWith("index 3", "index 03"), leaf), "MALFORMED_PROOF");
  EXPECT_EQ(Proven(ProofWith("qze6", "qze7"), leaf), "NOT_INCLUDED");
  EXPECT_EQ(Proven(ProofWith("Fv3w=\n", "Fv3w\n"), leaf), "MALFORMED_PROOF");
  EXPECT_EQ(Proven(ProofWith("Fv3w=\n", "Fv3x=\n"), leaf), "MALFORMED_PROOF");
  EXPECT_EQ(Proven(ProofWith("qze6NNHf4pAV3nF6bVdkqPsCnDp6D1tkuTtUNRiFv3w=\n", ""), leaf), "NOT_INCLUDED");
  EXPECT_EQ(Proven(ProofWith("\nqze6", "\n/F9riP+FVPdbsvnm85wxsZNtRLaSdu33sSBalVuXYeM=\nqze6"), leaf), "NOT_INCLUDED");
  EXPECT_EQ(Proven(ProofWith("\n7\n", "\n8\n"), leaf), "BAD_SIGNATURE");
  EXPECT_EQ(Proven(ProofWith("\n7\n", "\n7a\n"), leaf), "MALFORMED_PROOF");
}

TEST(OpenTlogProofTest, WithoutAnEntryTheLengthIsExamined) {
  EXPECT_EQ(Proven(kTlogProof, std::nullopt), "OK");
  EXPECT_EQ(Proven(ProofWith("index 3", "index 2"), std::nullopt), "OK") << "nothing is said about an entry";
  EXPECT_EQ(Proven(ProofWith("index 3", "index 6"), std::nullopt), "NOT_INCLUDED");
  EXPECT_EQ(Proven(ProofWith("index 3", "index 7"), std::nullopt), "OUT_OF_TREE");
}

TEST(OpenTlogProofTest, EveryTruncationIsToldWithoutACrash) {
  for (size_t end = 0; end < kTlogProof.size(); ++end) {
    const std::string reason = Proven(kTlogProof.substr(0, end), merkle::LeafHash("leaf 3"));
    // Behind the first signature's line the second one may be missing.
    EXPECT_TRUE(reason == "MALFORMED_PROOF" || (reason == "OK" && kTlogProof.substr(end, 3) == "\u2014")) << end;
  }
}

TEST(CheckConsistencyTest, AgainstTheDefinition) {
  const client::ReferenceTree tree("one");
  const client::ReferenceTree other("other");
  for (uint64_t n = 1; n <= 17; ++n) {
    for (uint64_t m = 1; m <= n; ++m) {
      const std::vector<Hash> proof = tree.Consistency(m, n);
      EXPECT_EQ(ReasonOf(CheckConsistency(m, n, tree.Root(m), tree.Root(n), proof)), "OK") << m << " " << n;
      EXPECT_EQ(ReasonOf(CheckConsistency(m, n, other.Root(m), tree.Root(n), proof)), "NOT_CONSISTENT");
      EXPECT_EQ(ReasonOf(CheckConsistency(n + 1, n, tree.Root(m), tree.Root(n), proof)), "OUT_OF_TREE");
    }
  }
  EXPECT_EQ(ReasonOf(CheckConsistency(1, uint64_t{1} << 63, Hash{}, Hash{}, {})), "MALFORMED_INPUT");
}

TEST(CheckInclusionTest, BoundsComeFirst) {
  const Hash leaf = merkle::LeafHash("");
  EXPECT_EQ(ReasonOf(CheckInclusion(0, 1, leaf, {}, leaf)), "OK") << "a tree of one entry is its leaf hash";
  EXPECT_EQ(ReasonOf(CheckInclusion(1, 1, leaf, {}, leaf)), "OUT_OF_TREE");
  EXPECT_EQ(ReasonOf(CheckInclusion(0, 0, leaf, {}, leaf)), "OUT_OF_TREE");
  EXPECT_EQ(ReasonOf(CheckInclusion(0, uint64_t{1} << 63, leaf, {}, leaf)), "MALFORMED_INPUT");
  EXPECT_EQ(ReasonOf(CheckInclusion(0, 2, leaf, {}, leaf)), "NOT_INCLUDED");
}

TEST(OpenReceiptTest, WhatIsNoReceiptIsUnusable) {
  EXPECT_EQ(ReasonOf(OpenReceipt("\xff", PetersTrust(), std::nullopt).status()), "MALFORMED_RECEIPT");
  EXPECT_EQ(ReasonOf(OpenReceipt("", PetersTrust(), std::nullopt).status()), "MALFORMED_NOTE") << "no checkpoint";
  EXPECT_EQ(ReasonOf(OpenReceipt(std::string(kMaxReceiptBytes + 1, '\0'), PetersTrust(), std::nullopt).status()),
            "MALFORMED_RECEIPT");
}

}  // namespace
}  // namespace ingot::verify
