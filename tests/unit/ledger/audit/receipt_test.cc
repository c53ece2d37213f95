#include "ledger/audit/receipt.h"

#include <functional>

#include "gtest/gtest.h"
#include "ledger/merkle/batch_tree.h"
#include "ledger/merkle/leaf_hash.h"
#include "ledger/merkle/proof.h"
#include "ledger/note/checkpoint.h"
#include "tests/support/test_ledger.h"

namespace ingot::audit {
namespace {

using ::ingot::testing::TestKey;
using ::ingot::testing::TestLedger;

constexpr char kOrigin[] = "test.example/log";

class ReceiptTest : public ::testing::Test {
 protected:
  ReceiptTest() : key_(TestKey("checkpoint")), tree_(merkle::CompactRange()) {
    for (const char* name : {"a1", "b1", "c1"}) ledger_.Enrol(name, {v1::ROLE_DEALER});
    for (const rules::NewEntry& e : ledger_.entries()) tree_.Append(e.leaf);
    // The second enrolment: two entries in one submission or two; take the submission that entry 3 starts or is in.
    first_ = 3;
    while (!ledger_.EntryAt(first_).has_submission()) --first_;
    count_ = ledger_.EntryAt(first_).submission().count();
    receipt_.set_ledger_id(ToBytes(ledger_.ledger_id()));
    receipt_.set_first_seq(first_);
    for (uint64_t i = 0; i < count_; ++i) receipt_.add_entries(ledger_.entries()[first_ + i].bytes);
    const auto proof = merkle::RangeProof(tree_, first_, first_ + count_, tree_.size());
    EXPECT_TRUE(proof.ok()) << proof.status();
    for (const Hash& hash : *proof) receipt_.add_range_proof(ToBytes(hash));
    const crypto::PrivateKey* keys[] = {&key_};
    receipt_.set_checkpoint(*note::SignCheckpoint({kOrigin, tree_.size(), tree_.Root()}, keys));
  }

  static note::VerifierKey Vkey(const crypto::PrivateKey& key) {
    return *note::VerifierKey::Create(kOrigin, note::SignatureType::kEd25519, key.public_key());
  }

  absl::StatusCode CodeAfter(const std::function<void(v1::Receipt&)>& alter) const {
    v1::Receipt altered = receipt_;
    alter(altered);
    return VerifyReceipt(altered, Vkey(key_), std::nullopt).status().code();
  }

  TestLedger ledger_;
  crypto::PrivateKey key_;
  merkle::BatchTree tree_;
  uint64_t first_ = 0;
  uint64_t count_ = 0;
  v1::Receipt receipt_;
};

TEST_F(ReceiptTest, AGoodOneVerifies) {
  const auto verified = VerifyReceipt(receipt_, Vkey(key_), ledger_.ledger_id());
  ASSERT_TRUE(verified.ok()) << verified.status();
  EXPECT_EQ(verified->first_seq, first_);
  EXPECT_EQ(verified->entries.size(), count_);
  EXPECT_EQ(verified->tree_size, ledger_.entries().size());
  EXPECT_EQ(verified->origin, kOrigin);
}

TEST_F(ReceiptTest, EveryAlterationIsRefutedOrUnusable) {
  using absl::StatusCode;
  EXPECT_EQ(CodeAfter([](auto& r) { (*r.mutable_ledger_id())[0] ^= 1; }), StatusCode::kOk)
      << "only a pinned ledger id can tell";
  EXPECT_EQ(CodeAfter([](auto& r) { r.set_first_seq(r.first_seq() + 1); }), StatusCode::kFailedPrecondition);
  EXPECT_EQ(CodeAfter([](auto& r) { r.clear_entries(); }), StatusCode::kInvalidArgument);
  EXPECT_EQ(CodeAfter([](auto& r) { r.mutable_entries(0)->push_back('\0'); }), StatusCode::kInvalidArgument);
  EXPECT_EQ(CodeAfter([](auto& r) { r.mutable_range_proof()->RemoveLast(); }), StatusCode::kFailedPrecondition);
  EXPECT_EQ(CodeAfter([](auto& r) { r.add_range_proof(std::string(32, 'x')); }), StatusCode::kFailedPrecondition);
  EXPECT_EQ(CodeAfter([](auto& r) { (*r.mutable_range_proof(0))[7] ^= 1; }), StatusCode::kFailedPrecondition);
  EXPECT_EQ(CodeAfter([](auto& r) { r.add_range_proof("short"); }), StatusCode::kInvalidArgument);
  EXPECT_EQ(CodeAfter([](auto& r) { r.set_checkpoint("no note"); }), StatusCode::kInvalidArgument);
}

TEST_F(ReceiptTest, AnotherLedgerIsRefutedAnotherKeyUnusable) {
  Hash other = ledger_.ledger_id();
  other[0] ^= 1;
  EXPECT_EQ(VerifyReceipt(receipt_, Vkey(key_), other).status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(VerifyReceipt(receipt_, Vkey(TestKey("stranger")), std::nullopt).status().code(),
            absl::StatusCode::kInvalidArgument)
      << "a stranger's key says nothing about it";
}

TEST_F(ReceiptTest, NoFlippedBitOfAnEntryPasses) {
  for (size_t byte = 0; byte < receipt_.entries(0).size(); ++byte) {
    EXPECT_NE(CodeAfter([&](auto& r) { (*r.mutable_entries(0))[byte] ^= 4; }), absl::StatusCode::kOk) << byte;
  }
}

}  // namespace
}  // namespace ingot::audit
