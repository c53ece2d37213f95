#include "ledger/witness/add_checkpoint.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "ledger/base/strings.h"
#include "tests/unit/clients/support/reference.h"

namespace ingot::witness {
namespace {

using client::KeyOf;
using client::Note;
using client::ReferenceTree;
using client::VerifierOf;

constexpr std::string_view kOrigin = "log.example/al";

// The example of c2sp.org/tlog-witness.
constexpr std::string_view kPublishedRequest =
    "old 20852014\n"
    "PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=\n"
    "jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=\n"
    "5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=\n"
    "/6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=\n"
    "\n"
    "example.com/behind-the-sofa\n"
    "20852163\n"
    "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
    "\n"
    "\u2014 example.com/behind-the-sofa "
    "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
    "\u2014 example.com/behind-the-sofa "
    "opLqBQsREYCgu6xQkYQwJr9fo45a62DN9EdmHXnZdXNqlcVGlCum2Wks+49/V6267UEjw6QUXTS5Rovnzv++qbSzm9Q=\n";

bool Parses(std::string_view body) { return ParseAddCheckpoint(body).ok(); }

std::string With(std::string_view from, std::string_view to) {
  std::string text(kPublishedRequest);
  return text.replace(text.find(from), from.size(), to);
}

TEST(AddCheckpointTest, ReadsAndWritesTheSpecificationsExample) {
  const absl::StatusOr<AddCheckpointRequest> request = ParseAddCheckpoint(kPublishedRequest);
  ASSERT_TRUE(request.ok()) << request.status();
  EXPECT_EQ(request->old_size, 20852014u);
  EXPECT_EQ(request->proof.size(), 4u);
  EXPECT_TRUE(request->checkpoint.starts_with("example.com/behind-the-sofa\n20852163\n"));
  EXPECT_EQ(FormatAddCheckpoint(*request), kPublishedRequest);
}

TEST(AddCheckpointTest, OtherFormsAreRefused) {
  EXPECT_FALSE(Parses(""));
  for (const std::string_view old : {"old 020852014", "old -1", "old ", "old  1", "Old 1", "old 1 ", "old 1\r"}) {
    EXPECT_FALSE(Parses(With("old 20852014", old))) << old;
  }
  EXPECT_TRUE(Parses(With("old 20852014", "old 9223372036854775807")));
  EXPECT_FALSE(Parses(With("old 20852014", "old 9223372036854775808")));
  EXPECT_FALSE(Parses(With("pkaw=\n", "pkaw\n"))) << "without padding";
  EXPECT_FALSE(Parses(With("pkaw=\n", "pkax=\n"))) << "unused bits that are not zero";
  EXPECT_FALSE(Parses(With("PlRN", ""))) << "a short hash";
  EXPECT_FALSE(Parses(With("\n\nexample", "\nexample"))) << "no empty line";
  EXPECT_FALSE(Parses(With("20852163", "x"))) << "no checkpoint";
  EXPECT_TRUE(Parses(With("q2I=\n\n", "q2I=\nan extension of another log\n\n")));
  for (size_t end = 0; end < kPublishedRequest.size(); ++end) {
    if (Parses(kPublishedRequest.substr(0, end))) {
      EXPECT_EQ(kPublishedRequest.substr(end, 3), "\u2014") << "the second signature may be cut off whole";
    }
  }
}

TEST(AddCheckpointTest, BoundsAndOneBeyond) {
  const std::string hash = "PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=\n";
  std::string hashes;
  for (size_t i = 0; i < kMaxRequestHashes - 4; ++i) hashes += hash;
  EXPECT_TRUE(Parses(With("jrJZ", Cat(hashes, "jrJZ"))));
  EXPECT_FALSE(Parses(With("jrJZ", Cat(hashes, hash, "jrJZ"))));
  EXPECT_FALSE(Parses(std::string(kMaxRequestBytes + 1, 'x')));
}

class JudgeTest : public ::testing::Test {
 protected:
  note::Checkpoint At(uint64_t size) const { return {std::string(kOrigin), size, tree_.Root(size)}; }

  AddCheckpointRequest Grow(uint64_t from, uint64_t to) const {
    return {from, tree_.Consistency(from, to), Note(tree_, to, kOrigin, key_)};
  }

  Ruling RulingOn(const AddCheckpointRequest& request, const std::optional<note::Checkpoint>& latest) const {
    return Judge(request, {{VerifierOf(key_, kOrigin)}}, latest).ruling;
  }

  const ReferenceTree tree_{"honest"};
  const crypto::PrivateKey key_ = KeyOf('l');
};

TEST_F(JudgeTest, EveryGrowthOfSmallTreesIsCosigned) {
  for (uint64_t to = 1; to <= 20; ++to) {
    EXPECT_EQ(RulingOn(Grow(0, to), std::nullopt), Ruling::kCosign) << to;
    for (uint64_t from = 1; from <= to; ++from) {
      const Judgement judgement = Judge(Grow(from, to), {{VerifierOf(key_, kOrigin)}}, At(from));
      EXPECT_EQ(judgement.ruling, Ruling::kCosign) << from << " to " << to << ": " << judgement.why;
      EXPECT_EQ(judgement.checkpoint, At(to));
      EXPECT_EQ(judgement.text, note::FormatCheckpoint(At(to)).value());
    }
  }
}

TEST_F(JudgeTest, AnOldSizeThatIsNotTheLatestIsAConflictThatNamesIt) {
  const Judgement behind = Judge(Grow(3, 9), {{VerifierOf(key_, kOrigin)}}, At(5));
  EXPECT_EQ(behind.ruling, Ruling::kConflict);
  EXPECT_EQ(behind.known_size, 5u);
  EXPECT_FALSE(behind.suspicious);
  EXPECT_EQ(Judge(Grow(3, 9), {{VerifierOf(key_, kOrigin)}}, std::nullopt).known_size, 0u);
  EXPECT_EQ(RulingOn(Grow(0, 9), At(5)), Ruling::kConflict);
  AddCheckpointRequest rolled_back = Grow(0, 3);
  EXPECT_EQ(RulingOn(rolled_back, At(5)), Ruling::kConflict) << "a log that was rolled back";
  rolled_back.old_size = 5;
  EXPECT_EQ(RulingOn(rolled_back, At(5)), Ruling::kMalformed) << "the old size is above the checkpoint's";
}

TEST_F(JudgeTest, AnotherHistoryIsRefusedAndKept) {
  const ReferenceTree forked("forked");
  const AddCheckpointRequest same_size{5, {}, Note(forked, 5, kOrigin, key_)};
  const Judgement split = Judge(same_size, {{VerifierOf(key_, kOrigin)}}, At(5));
  EXPECT_EQ(split.ruling, Ruling::kConflict);
  EXPECT_TRUE(split.suspicious);
  EXPECT_EQ(split.known_size, 5u);
  const AddCheckpointRequest larger{5, forked.Consistency(5, 9), Note(forked, 9, kOrigin, key_)};
  const Judgement refused = Judge(larger, {{VerifierOf(key_, kOrigin)}}, At(5));
  EXPECT_EQ(refused.ruling, Ruling::kProofRefused);
  EXPECT_TRUE(refused.suspicious);
}

TEST_F(JudgeTest, ProofsThatAreNotExactAreRefused) {
  AddCheckpointRequest request = Grow(5, 9);
  request.proof.pop_back();
  EXPECT_EQ(RulingOn(request, At(5)), Ruling::kProofRefused);
  request = Grow(5, 9);
  request.proof.push_back(request.proof.back());
  EXPECT_EQ(RulingOn(request, At(5)), Ruling::kProofRefused);
  request = Grow(5, 9);
  std::swap(request.proof[0], request.proof[1]);
  EXPECT_EQ(RulingOn(request, At(5)), Ruling::kProofRefused);
  request = Grow(0, 9);
  request.proof.push_back(Hash{});
  EXPECT_EQ(RulingOn(request, std::nullopt), Ruling::kProofRefused) << "must be empty from size 0";
  request = Grow(5, 5);
  request.proof.push_back(Hash{});
  EXPECT_EQ(RulingOn(request, At(5)), Ruling::kProofRefused) << "must be empty between equal sizes";
}

TEST_F(JudgeTest, SignaturesByTrustedKeysDecide) {
  AddCheckpointRequest request = Grow(0, 9);
  EXPECT_EQ(Judge(request, {{VerifierOf(KeyOf('x'), kOrigin)}}, std::nullopt).ruling, Ruling::kKeyRefused);
  EXPECT_EQ(Judge(request, {{VerifierOf(KeyOf('x'), kOrigin), VerifierOf(key_, kOrigin)}}, std::nullopt).ruling,
            Ruling::kCosign)
      << "around a rotation";
  request.checkpoint.replace(request.checkpoint.find("\n9\n"), 3, "\n8\n");
  EXPECT_EQ(RulingOn(request, std::nullopt), Ruling::kKeyRefused);
}

TEST(TakeCosignatureTest, FindsTheWitnesssOwnLine) {
  const crypto::PrivateKey key = KeyOf('w');
  const auto cosigner = note::VerifierKey::Create("w.example", note::SignatureType::kCosignatureV1, key.public_key());
  const std::string text = note::FormatCheckpoint({std::string(kOrigin), 1, Hash{}}).value();
  const std::string own = note::CosignatureLine(text, "w.example", key, 1700000000).value();
  const std::string other = note::CosignatureLine(text, "w.example", KeyOf('v'), 1700000000).value();
  const absl::StatusOr<Cosignature> found = TakeCosignature(text, Cat(other, own), *cosigner);
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_EQ(found->line, own);
  EXPECT_EQ(found->time, 1700000000);
  EXPECT_TRUE(absl::IsPermissionDenied(TakeCosignature(text, other, *cosigner).status()));
  const std::string another = note::FormatCheckpoint({std::string(kOrigin), 2, Hash{}}).value();
  EXPECT_TRUE(absl::IsPermissionDenied(TakeCosignature(another, own, *cosigner).status()));
  EXPECT_TRUE(absl::IsInvalidArgument(TakeCosignature(text, "", *cosigner).status()));
  EXPECT_TRUE(absl::IsInvalidArgument(TakeCosignature(text, "hello\n", *cosigner).status()));
  EXPECT_TRUE(absl::IsInvalidArgument(TakeCosignature(text, own.substr(0, own.size() - 1), *cosigner).status()));
  EXPECT_TRUE(
      absl::IsInvalidArgument(TakeCosignature(text, std::string(kMaxAnswerBytes, 'x') + "\n", *cosigner).status()));
}

}  // namespace
}  // namespace ingot::witness
