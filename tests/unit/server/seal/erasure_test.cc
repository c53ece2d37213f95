// Erasing sealed parts: who may, what is left, and what a crash leaves.
#include <filesystem>
#include <thread>

#include "tests/unit/server/seal/sealed_node.h"

namespace ingot {
namespace {

using ::testing::ElementsAre;
using testing::Fact;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class ErasureTest : public testing::SealedNodeTest {
 protected:
  static v1::EraseSealedRequest ErasingEntry(uint64_t seq) {
    v1::EraseSealedRequest request;
    request.set_sealed_seq(seq);
    request.set_reason(v1::ERASURE_REASON_RETENTION_ENDED);
    return request;
  }
  // SealErased as the service submits it, without what follows: a crash right after the commit.
  uint64_t RecordErasure(uint64_t sealed_seq) {
    v1::SealErased erased;
    erased.add_sealed_seqs(sealed_seq);
    erased.set_reason(v1::ERASURE_REASON_SUBJECT_REQUEST);
    erased.set_requested_by("hansa");
    ledger_.UseKey("operator", testing::TestKey("service"));
    const uint64_t seq = node_.MustSubmit(Built("operator", Fact(erased))).first_seq();
    ledger_.UseKey("operator", testing::TestKey("operator"));
    return seq;
  }
  void Restart() {
    node_.Stop();
    node_.MustStart();
  }
};

TEST_F(ErasureTest, ErasesOneSubjectAndNobodyElse) {
  const uint64_t anna = Seal("K-1001", "B-AA 1");
  const uint64_t bert = Seal("K-1002", "B-AA 1");
  const uint64_t again = Seal("K-1001", "B-AA 2");
  const uint64_t by = Record("hansa", anna);
  ASSERT_EQ(Erase("hansa", Erasing("K-1001")), "OK");
  EXPECT_EQ(erased_.parts(), 2u);
  ASSERT_THAT(erased_.erased_seqs(), SizeIs(1));
  EXPECT_EQ(ErasedBy(anna), erased_.erased_seqs(0));
  EXPECT_EQ(ErasedBy(again), erased_.erased_seqs(0));
  EXPECT_EQ(ErasedBy(bert), 0u);
  EXPECT_FALSE(Readable(anna));
  EXPECT_FALSE(Readable(again));
  EXPECT_EQ(Reveal("hansa", by), "SEAL_STATE revealed_seq");
  EXPECT_THAT(Found("hansa", ByCustomer("K-1001")), IsEmpty());
  EXPECT_THAT(Found("hansa", ByPlate("B-AA 1")), ElementsAre(bert));
  EXPECT_EQ(Reveal("hansa", Record("hansa", bert)), "about K-1002");
  // The same customer comes back, under a new key.
  const uint64_t new_part = Seal("K-1001", "B-AA 1");
  EXPECT_EQ(Reveal("hansa", Record("hansa", new_part)), "about K-1001");
  EXPECT_EQ(Erase("hansa", ErasingEntry(anna)), "SEAL_STATE sealed_seq") << "once";
}

TEST_F(ErasureTest, TheSubmitterAndTheOperatorMay) {
  const uint64_t first = Seal("K-1001", "B-AA 1");
  const uint64_t second = Seal("K-1002", "B-AA 1");
  for (const char* const other : {"rental", "audit", "stranger"}) {
    EXPECT_EQ(Erase(other, ErasingEntry(first)), "NOT_FOUND sealed_seq") << other;
    EXPECT_EQ(Erase(other, Erasing("K-1001", "hansa")), "NOT_FOUND customer_ref") << other;
    EXPECT_EQ(Erase(other, Erasing("K-1001")), "NOT_FOUND customer_ref") << other;
  }
  EXPECT_EQ(Erase("hansa", ErasingEntry(first)), "OK");
  EXPECT_EQ(Erase("operator", Erasing("K-1002", "hansa")), "OK");
  EXPECT_FALSE(Readable(first));
  EXPECT_FALSE(Readable(second));
  EXPECT_EQ(Erase("hansa", Erasing("K-1001")), "NOT_FOUND customer_ref") << "gone, and looks as if it had never been";
}

TEST_F(ErasureTest, ARequestIsWhole) {
  const uint64_t seq = Seal("K-1001", "B-AA 1");
  v1::EraseSealedRequest request = ErasingEntry(seq);
  request.clear_reason();
  EXPECT_EQ(Erase("hansa", request), "FIELD_MISSING reason");
  request = ErasingEntry(seq);
  request.set_organisation_id("hansa");
  EXPECT_EQ(Erase("hansa", request), "INVALID_VALUE organisation_id");
  request = ErasingEntry(seq);
  request.clear_by();
  EXPECT_EQ(Erase("hansa", request), "FIELD_MISSING by");
  EXPECT_EQ(Erase("hansa", ErasingEntry(seq + 100)), "NOT_FOUND sealed_seq");
  EXPECT_EQ(Erase("hansa", ErasingEntry(0)), "NOT_FOUND sealed_seq") << "an entry without a sealed part";
  EXPECT_TRUE(Readable(seq));
}

TEST_F(ErasureTest, MoreThanOneEntryNames) {
  std::vector<uint64_t> seqs;
  for (int i = 0; i < 201; ++i) seqs.push_back(Seal("K-1001", "B-AA 1"));
  ASSERT_EQ(Erase("hansa", Erasing("K-1001")), "OK");
  EXPECT_EQ(erased_.parts(), 201u);
  EXPECT_THAT(erased_.erased_seqs(), SizeIs(2));
  for (const uint64_t seq : seqs) EXPECT_NE(ErasedBy(seq), 0u);
  EXPECT_FALSE(Readable(seqs.back()));
}

// A part that was on its way when its subject was erased is either named by an entry and unreadable, or whole.
TEST_F(ErasureTest, PartsOnTheirWayAreErasedToo) {
  const uint64_t first = Seal("K-1001", "B-AA 1");
  node_.log().Hold();
  const auto on_its_way = node_.Submit(Sealing("K-1001", "B-AA 1"));
  node_.log().AwaitWaiting();
  std::string outcome;
  std::thread eraser([&] { outcome = Erase("hansa", Erasing("K-1001")); });
  // The erasure has retired the key once its own entry waits behind the held batch.
  while (node_.node().pipeline().in_flight() < 2) std::this_thread::yield();
  const auto after = node_.Submit(Sealing("K-1001", "B-AA 1"));
  node_.log().Release();
  eraser.join();
  ASSERT_EQ(outcome, "OK");
  const uint64_t second = on_its_way->Get()->first_seq;
  const uint64_t third = after->Get()->first_seq;
  EXPECT_EQ(erased_.parts(), 2u);
  for (const uint64_t seq : {first, second}) {
    EXPECT_NE(ErasedBy(seq), 0u) << seq;
    EXPECT_FALSE(Readable(seq)) << seq;
  }
  EXPECT_EQ(ErasedBy(third), 0u);
  EXPECT_TRUE(Readable(third)) << "sealed after the erasure began, under another key";
}

TEST_F(ErasureTest, ACrashBetweenEntryAndKeyIsCompletedAtTheStart) {
  const uint64_t anna = Seal("K-1001", "B-AA 1");
  const uint64_t rest = Seal("K-1001", "B-AA 2");
  const uint64_t bert = Seal("K-1002", "B-AA 1");
  const uint64_t erased = RecordErasure(anna);
  ASSERT_TRUE(Readable(anna)) << "the process dies here";
  Restart();
  EXPECT_FALSE(Readable(anna));
  EXPECT_EQ(ErasedBy(anna), erased);
  // The key sealed one more part: its erasure is recorded before the key goes.
  EXPECT_FALSE(Readable(rest));
  EXPECT_GT(ErasedBy(rest), erased);
  EXPECT_TRUE(Readable(bert));
  const uint64_t size = node_.node().published().Get()->head().size;
  Restart();
  EXPECT_EQ(node_.node().published().Get()->head().size, size) << "and once";
}

TEST_F(ErasureTest, ARestoredKeystoreForgetsAgain) {
  const uint64_t anna = Seal("K-1001", "B-AA 1");
  const uint64_t bert = Seal("K-1002", "B-AA 1");
  node_.Stop();
  const std::string keystore = node_.options().keystore_path;
  std::filesystem::copy(keystore, keystore + ".copy");
  node_.MustStart();
  ASSERT_EQ(Erase("hansa", Erasing("K-1001")), "OK");
  const uint64_t carl = Seal("K-1003", "B-AA 3");
  node_.Stop();
  std::filesystem::remove_all(keystore);
  std::filesystem::rename(keystore + ".copy", keystore);
  node_.MustStart();
  EXPECT_FALSE(Readable(anna)) << "the copy knew the key; the ledger knows that it was erased";
  EXPECT_TRUE(Readable(bert));
  EXPECT_FALSE(Readable(carl)) << "sealed after the copy was made: its key is lost";
  EXPECT_EQ(Reveal("hansa", Record("hansa", carl)), "SEAL_STATE revealed_seq");
  EXPECT_EQ(ErasedBy(carl), 0u) << "lost is not erased";
}

TEST_F(ErasureTest, WhatAppendsRefuseCanBeAskedAgain) {
  const uint64_t seq = Seal("K-1001", "B-AA 1");
  node_.source().SetWall(node_.source().WallUs() + int64_t{3600} * 1'000'000);
  EXPECT_EQ(Erase("hansa", Erasing("K-1001")).substr(0, 5), "CLOCK");
  EXPECT_TRUE(Readable(seq));
  EXPECT_EQ(ErasedBy(seq), 0u);
  node_.source().SetWall(node_.source().WallUs() - int64_t{3600} * 1'000'000);
  Restart();
  EXPECT_EQ(Erase("hansa", Erasing("K-1001")), "OK");
  EXPECT_FALSE(Readable(seq));
}

}  // namespace
}  // namespace ingot
