#include "ledger/audit/index_proof.h"

#include <functional>
#include <random>

#include "gtest/gtest.h"
#include "ledger/base/strings.h"
#include "ledger/commitment/hashing.h"
#include "ledger/crypto/sha256.h"
#include "ledger/entry/canonical.h"
#include "tests/support/proved_ledger.h"

namespace ingot::audit {
namespace {

using testing::ProvedLedger;

constexpr char kProvedVin[] = "1M8GDM9AXKP042788";
constexpr char kOtherVin[] = "WDB11111111111112";
constexpr char kNoVin[] = "WDB11111111111120";

class IndexProofTest : public ::testing::Test {
 protected:
  absl::StatusOr<VerifiedIndexProof> Verify(const v1::IndexProof& proof) const {
    const note::VerifierKey keys[] = {ledger_.vkey()};
    const auto opened = note::OpenCheckpoint(proof.commitment().checkpoint(), keys[0].name(), keys);
    if (!opened.ok()) return opened.status();
    return VerifyIndexProofIn(proof, opened->checkpoint, ledger_.ledger_id());
  }
  absl::StatusCode Changed(v1::IndexProof proof, const std::function<void(v1::IndexProof&)>& change) const {
    change(proof);
    return Verify(proof).status().code();
  }

  const ProvedLedger ledger_;
};

constexpr absl::StatusCode kUnusable = absl::StatusCode::kInvalidArgument;
constexpr absl::StatusCode kRefuted = absl::StatusCode::kFailedPrecondition;

TEST_F(IndexProofTest, AHistoryIsWhole) {
  const auto verified = Verify(ledger_.History(kProvedVin));
  ASSERT_TRUE(verified.ok()) << verified.status();
  EXPECT_TRUE(verified->present);
  EXPECT_EQ(verified->covers_size, ledger_.covers_size());
  EXPECT_EQ(verified->origin, ledger_.vkey().name());
  ASSERT_EQ(verified->entries.size(), 3u);
  EXPECT_EQ(verified->entries.back().seq(), ledger_.History(kProvedVin).subject().head().last_seq());
}

TEST_F(IndexProofTest, ABalanceIsRight) {
  const v1::IndexProof proof = ledger_.Balance(ledger_.stock());
  ASSERT_EQ(proof.account().balance().amounts_size(), 1);
  EXPECT_EQ(proof.account().balance().amounts(0).grams(), 2 * 156'000);
  const auto verified = Verify(proof);
  ASSERT_TRUE(verified.ok()) << verified.status();
  EXPECT_TRUE(verified->present);
  EXPECT_EQ(Changed(proof, [](auto& p) { p.mutable_account()->mutable_balance()->mutable_amounts(0)->set_grams(1); }),
            kRefuted);
}

TEST_F(IndexProofTest, AnAbsenceIsOne) {
  v1::IndexProof proof = ledger_.History(kNoVin);
  EXPECT_FALSE(proof.subject().has_head());
  const auto verified = Verify(proof);
  ASSERT_TRUE(verified.ok()) << verified.status();
  EXPECT_FALSE(verified->present);
  proof.mutable_subject()->set_id(kProvedVin);
  EXPECT_FALSE(Verify(proof).ok()) << "of a VIN that is there";
}

TEST_F(IndexProofTest, NothingMayBeMissing) {
  const v1::IndexProof proof = ledger_.History(kProvedVin);
  EXPECT_EQ(Changed(proof, [](auto& p) { p.mutable_entries()->RemoveLast(); }), kRefuted);
  EXPECT_EQ(Changed(proof, [](auto& p) { p.mutable_entries()->erase(p.mutable_entries()->begin()); }), kRefuted);
  EXPECT_EQ(Changed(proof, [](auto& p) { p.mutable_entries()->SwapElements(0, 1); }), kRefuted);
  EXPECT_EQ(Changed(proof, [](auto& p) { p.add_entries(p.entries(2)); }), kRefuted);
  // The last one hidden, and the head turned back to the one before it.
  EXPECT_EQ(Changed(proof,
                    [](auto& p) {
                      v1::Entry last;
                      ASSERT_TRUE(last.ParseFromString(p.entries(2)));
                      p.mutable_entries()->RemoveLast();
                      for (const v1::SubjectLink& link : last.subjects()) {
                        if (link.id() != kProvedVin) continue;
                        p.mutable_subject()->mutable_head()->set_count(2);
                        p.mutable_subject()->mutable_head()->set_last_seq(link.prev_seq());
                        p.mutable_subject()->mutable_head()->set_last_hash(link.prev_hash());
                      }
                    }),
            kRefuted);
  EXPECT_EQ(Changed(proof, [this](auto& p) { *p.mutable_entries() = ledger_.History(kOtherVin).entries(); }), kRefuted);
  EXPECT_TRUE(Verify(ledger_.History(kOtherVin)).ok());
}

TEST_F(IndexProofTest, ClaimsHaveAForm) {
  const v1::IndexProof proof = ledger_.History(kProvedVin);
  EXPECT_EQ(Changed(proof, [](auto& p) { p.clear_claim(); }), kUnusable);
  EXPECT_EQ(Changed(proof, [](auto& p) { p.mutable_subject()->clear_kind(); }), kUnusable);
  EXPECT_EQ(Changed(proof, [](auto& p) { p.mutable_subject()->set_kind(static_cast<v1::SubjectKind>(99)); }),
            kUnusable);
  EXPECT_EQ(Changed(proof, [](auto& p) { p.mutable_subject()->clear_id(); }), kUnusable);
  EXPECT_EQ(Changed(proof, [](auto& p) { p.mutable_subject()->set_id(std::string(49, 'x')); }), kUnusable);
  EXPECT_EQ(Changed(proof, [](auto& p) { p.mutable_subject()->mutable_head()->set_count(0); }), kUnusable);
  EXPECT_EQ(Changed(proof, [](auto& p) { p.mutable_subject()->mutable_head()->clear_last_hash(); }), kUnusable);
  EXPECT_EQ(Changed(proof, [](auto& p) { p.mutable_subject()->clear_head(); }), kUnusable) << "entries of nothing";
  EXPECT_EQ(Changed(proof, [](auto& p) { p.set_ledger_id(std::string(31, 'x')); }), kUnusable);
  EXPECT_EQ(Changed(proof, [](auto& p) { p.set_ledger_id(std::string(32, 'x')); }), kRefuted);
  const v1::IndexProof balance = ledger_.Balance(ledger_.stock());
  EXPECT_EQ(Changed(balance, [](auto& p) { p.mutable_account()->mutable_account()->clear_account_class(); }),
            kUnusable);
  EXPECT_EQ(Changed(balance, [](auto& p) { p.mutable_account()->mutable_account()->set_party(std::string(1, '\0')); }),
            kUnusable);
  EXPECT_EQ(Changed(balance, [](auto& p) { p.add_entries("x"); }), kUnusable);
  EXPECT_EQ(Changed(balance,
                    [](auto& p) {
                      auto& amounts = *p.mutable_account()->mutable_balance()->mutable_amounts();
                      *amounts.Add() = amounts[0];
                    }),
            kUnusable);
  EXPECT_EQ(Changed(balance, [](auto& p) { p.mutable_account()->clear_balance(); }), kRefuted) << "it is there";
}

TEST_F(IndexProofTest, PathsHaveAForm) {
  const v1::IndexProof proof = ledger_.History(kProvedVin);
  EXPECT_EQ(Changed(proof, [](auto& p) { p.add_siblings(""); }), kUnusable);
  EXPECT_EQ(Changed(proof, [](auto& p) { p.set_siblings(0, "x"); }), kUnusable);
  EXPECT_EQ(Changed(proof, [](auto& p) { p.set_siblings(0, std::string(32, '\0')); }), kUnusable);
  EXPECT_EQ(Changed(proof, [](auto& p) { p.add_siblings(std::string(32, 'x')); }), kRefuted);
  EXPECT_EQ(Changed(proof, [](auto& p) { p.mutable_siblings()->RemoveLast(); }), kRefuted);
  EXPECT_EQ(Changed(proof,
                    [](auto& p) {
                      while (p.siblings_size() < 256) p.add_siblings(std::string(32, 'x'));
                    }),
            kRefuted);
  EXPECT_EQ(Changed(proof,
                    [](auto& p) {
                      while (p.siblings_size() < 257) p.add_siblings(std::string(32, 'x'));
                    }),
            kUnusable);
  EXPECT_EQ(Changed(proof, [](auto& p) { p.mutable_other()->set_key_hash(std::string(32, 'x')); }), kUnusable);
}

TEST_F(IndexProofTest, CommitmentsHaveAForm) {
  const v1::IndexProof proof = ledger_.History(kProvedVin);
  EXPECT_EQ(Changed(proof, [](auto& p) { p.clear_commitment(); }), kUnusable);
  EXPECT_EQ(Changed(proof, [](auto& p) { p.mutable_commitment()->set_entry(p.entries(0)); }), kUnusable);
  EXPECT_EQ(Changed(proof, [](auto& p) { p.mutable_commitment()->add_inclusion_proof("x"); }), kUnusable);
  EXPECT_EQ(Changed(proof, [](auto& p) { p.mutable_commitment()->add_inclusion_proof(std::string(32, 'x')); }),
            kRefuted);
  EXPECT_EQ(Changed(proof, [](auto& p) { p.mutable_commitment()->clear_inclusion_proof(); }), kRefuted);
  EXPECT_EQ(Changed(proof,
                    [](auto& p) {
                      auto& path = *p.mutable_commitment();
                      while (path.inclusion_proof_size() < 64) path.add_inclusion_proof(std::string(32, 'x'));
                    }),
            kUnusable);
  EXPECT_EQ(Changed(proof, [](auto& p) { p.mutable_commitment()->set_checkpoint("no note"); }), kUnusable);
  EXPECT_EQ(Changed(proof, [this](auto& p) { p.mutable_commitment()->set_checkpoint(ledger_.EarlyCheckpoint()); }),
            kRefuted)
      << "older than the commitment";
}

TEST_F(IndexProofTest, AnyFlippedBitIsFound) {
  std::mt19937 random(7);
  for (const v1::IndexProof& proof :
       {ledger_.History(kProvedVin), ledger_.Balance(ledger_.stock()), ledger_.History(kNoVin)}) {
    const std::string bytes = entry::Serialise(proof);
    for (size_t i = 0; i < bytes.size(); ++i) {
      std::string flipped = bytes;
      flipped[i] = static_cast<char>(flipped[i] ^ 1 << random() % 8);
      v1::IndexProof parsed;
      if (!entry::ParseCanonical(flipped, parsed).ok()) continue;
      const auto verified = Verify(parsed);
      if (!verified.ok()) continue;
      // In the place where one absent thing would stand, others are absent too: that is as true.
      EXPECT_FALSE(verified->present) << "byte " << i;
      EXPECT_TRUE(parsed.subject().kind() != v1::SUBJECT_KIND_VEHICLE || parsed.subject().id() != kNoVin)
          << "byte " << i;
    }
  }
}

}  // namespace
}  // namespace ingot::audit
