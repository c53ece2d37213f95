#include "storage/rebuild/rebuilder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ledger/audit/replay.h"
#include "ledger/base/bytes.h"
#include "ledger/base/check.h"
#include "ledger/base/strings.h"
#include "ledger/refusal/refusal.h"
#include "server/cosign/board.h"
#include "server/query/queries.h"
#include "storage/db/keys.h"
#include "storage/rebuild/boundary.h"
#include "storage/scrub/contents.h"
#include "tests/support/works.h"
#include "tests/unit/server/support/test_node.h"
#include "tests/unit/storage/support/corruption.h"

namespace ingot::testing {
namespace {

using storage::Family;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// Everything that follows from entries alone; of the checkpoints all but the notes does.
constexpr Family kDerived[] = {Family::kEntries,     Family::kTerms, Family::kTiles, Family::kState,
                               Family::kIdempotency, Family::kIndex, Family::kVault, Family::kBooks};

// A node's ledger, with batches of several submissions, submissions of several events, terms, sealed parts and an
// erasure; then its database, closed.
class RebuilderTest : public ::testing::Test {
 protected:
  RebuilderTest() : node_(works_.ledger()) {
    node_.options().service_key_path = node_.WriteKey("service", TestKey("service"));
    node_.options().keystore_path = node_.directory() + "/keystore";
    node_.MustStart();
    works_.Lease(Vin(1), v1::CONTRACT_KIND_LEASE);
    works_.Melt("smelter/h-2", works_.LotAtPlant("l-2", 2));
    std::vector<TestEvent> events;
    for (int n = 20; n < 24; ++n) events.push_back(Fact(Registered(Vin(n))));
    works_.ledger().MustSubmit(Fleet::kMaker, std::move(events));
    works_.Sell(Vin(3));
    Replay(5);
    Seal("K-1", "HH-AB 1");
    Seal("K-2", "HH-AB 2");
    Erase("K-1");
    node_.Stop();
    stored_ = Open(node_.directory() + "/db", /*read_only=*/false);
    absl::StatusOr<storage::Head> head = storage::ReadStoredHead(*stored_);
    INGOT_CHECK_OK(head);
    // The service may have stated commitments meanwhile.
    size_ = head->size;
    source_ = storage::Snapshot::Take(stored_, *std::move(head));
    within_ = FirstEntryOf(Vin(20)) + 2;
  }

  uint64_t FirstEntryOf(const std::string& vin) const {
    std::optional<uint64_t> first;
    INGOT_CHECK_OK(source_->ScanEntries(0, size_, [&](const storage::StoredEntry& stored) {
      v1::Entry entry;
      INGOT_CHECK(entry.ParseFromString(std::string(stored.entry)));
      for (const v1::SubjectLink& link : entry.subjects()) {
        if (link.id() == vin) first = stored.seq;
      }
      return !first.has_value();
    }));
    return *first;
  }

  void Replay(size_t together) {
    const std::vector<RecordedSubmission> all = SubmissionsOf(works_.ledger());
    const auto lane = std::make_shared<pipeline::Lane>();
    for (size_t at = 1; at < all.size();) {
      node_.log().Hold();
      std::vector<std::shared_ptr<Reply>> replies;
      for (const size_t end = std::min(all.size(), at + together); at < end; ++at) {
        node_.source().Advance(all[at].recorded_at_us - node_.source().WallUs());
        replies.push_back(node_.Submit(all[at].submission, lane));
      }
      node_.log().Release();
      for (const std::shared_ptr<Reply>& reply : replies) INGOT_CHECK_OK(reply->Get());
    }
  }

  void Seal(const std::string& customer_ref, const std::string& plate) {
    v1::SiteRegistered site;
    site.set_site_id(Cat(Fleet::kDealer, "/yard-", customer_ref == "K-1" ? "one" : "two"));
    site.set_name("Yard");
    site.set_country("DE");
    TestEvent event = Fact(site).About(customer_ref);
    event.sealed->add_plates()->set_number(plate);
    std::vector<TestEvent> events;
    events.push_back(std::move(event));
    node_.MustSubmit(works_.ledger().Build(Fleet::kDealer, std::move(events)));
  }

  void Erase(const std::string& customer_ref) {
    v1::EraseSealedRequest request;
    request.set_customer_ref(customer_ref);
    request.set_reason(v1::ERASURE_REASON_SUBJECT_REQUEST);
    v1::EraseSealedResponse response;
    const auto context = query::Context::Create(node_.node().published().Get(), node_.node().notary(), board_,
                                                Fleet::kDealer, node_.node().sealing());
    INGOT_CHECK_OK(context);
    INGOT_CHECK_OK(query::Answer(**context, request, &response));
  }

  static std::shared_ptr<const storage::Database> Open(const std::string& path, bool read_only) {
    storage::DatabaseOptions options;
    options.path = path;
    options.create_if_missing = !read_only;
    options.read_only = read_only;
    options.block_cache_bytes = size_t{8} << 20;
    options.memtable_bytes = size_t{16} << 20;
    absl::StatusOr<std::shared_ptr<storage::Database>> database = storage::Database::Open(options);
    INGOT_CHECK_OK(database);
    return *std::move(database);
  }

  std::shared_ptr<const storage::Database> NewTarget() { return Open(dir_.Sub(Cat("made-", made_++)), false); }

  // Made again up to `until`, `limit` entries a step.
  absl::Status Make(const std::shared_ptr<const storage::Database>& target, uint64_t until, uint64_t limit,
                    storage::RebuildOptions options = {.sealed = true, .state_cache_records = 8}) {
    storage::Rebuilder rebuilder(options, target, storage::Head());
    while (rebuilder.size() < until) {
      const absl::Status status = rebuilder.Step(*source_, until, limit);
      if (!status.ok()) return status;
    }
    head_ = rebuilder.snapshot()->head();
    return absl::OkStatus();
  }

  std::vector<std::string> Differences(const storage::Database& made, Family family) {
    std::vector<std::string> differences;
    const storage::FindingSink sink = [&](const audit::Finding& finding) { differences.push_back(finding.message); };
    storage::CompareFamily(*stored_, made, family, sink);
    return differences;
  }

  Works works_;
  TestNode node_;
  cosign::Board board_;
  TempDir dir_;
  int made_ = 0;
  // A size within the submission of four events.
  // A size between the second and the third of four births in one submission.
  uint64_t within_ = 0;
  uint64_t size_ = 0;
  std::shared_ptr<const storage::Database> stored_;
  std::shared_ptr<const storage::Snapshot> source_;
  storage::Head head_;
};

TEST_F(RebuilderTest, MakesEveryFamilyAgainByteForByte) {
  for (const uint64_t limit : {uint64_t{1}, uint64_t{7}, size_}) {
    const auto made = NewTarget();
    ASSERT_TRUE(Make(made, size_, limit).ok());
    for (const Family family : kDerived) {
      EXPECT_THAT(Differences(*made, family), IsEmpty()) << "family " << static_cast<int>(family);
    }
    EXPECT_EQ(head_.root, source_->head().root);
    EXPECT_EQ(head_.last_leaf, source_->head().last_leaf);
    const absl::StatusOr<storage::Head> again = storage::ReadStoredHead(*made);
    ASSERT_TRUE(again.ok()) << again.status();
    EXPECT_EQ(again->size, size_);
  }
}

TEST_F(RebuilderTest, WithoutSealedPartsNoneIsThereAndTheRestIsTheSame) {
  const auto made = NewTarget();
  ASSERT_TRUE(Make(made, size_, 100, {.sealed = false}).ok());
  for (uint64_t seq = 0; seq < size_; ++seq) {
    const auto snapshot = storage::Snapshot::Take(made, head_);
    EXPECT_FALSE(snapshot->Sealed(seq)->has_value()) << seq;
  }
  EXPECT_THAT(Differences(*made, Family::kState), IsEmpty());
  EXPECT_THAT(Differences(*made, Family::kIndex), IsEmpty());
  EXPECT_THAT(Differences(*made, Family::kBooks), IsEmpty());
}

TEST_F(RebuilderTest, GoesOnWhereAnotherStopped) {
  const absl::StatusOr<storage::CheckpointRecord> between = source_->CheckpointAtOrAfter(size_ / 2);
  ASSERT_TRUE(between.ok()) << between.status();
  const auto made = NewTarget();
  ASSERT_TRUE(Make(made, between->size, 3).ok());
  const std::string copy_path = dir_.Sub("copy");
  ASSERT_TRUE(made->CopyTo(copy_path).ok());
  const auto copy = Open(copy_path, /*read_only=*/false);
  for (const auto& target : {made, copy}) {
    storage::Rebuilder rebuilder({.sealed = true}, target, head_);
    ASSERT_TRUE(rebuilder.Step(*source_, size_, size_).ok());
    EXPECT_EQ(rebuilder.size(), size_);
    for (const Family family : kDerived) EXPECT_THAT(Differences(*target, family), IsEmpty());
  }
}

// The auditor's replay is the reference: it knows no batches.
TEST_F(RebuilderTest, EndsWithinABatchAtASubmissionsEnd) {
  int within_batches = 0;
  for (uint64_t size = 1; size <= size_; ++size) {
    const absl::StatusOr<storage::Boundary> boundary = storage::BoundaryAround(*source_, size);
    ASSERT_TRUE(boundary.ok()) << boundary.status();
    if (!boundary->exact() || source_->CheckpointAtOrAfter(size)->size == size) continue;
    if (++within_batches % 4 != 0) continue;
    const auto made = NewTarget();
    ASSERT_TRUE(Make(made, size, 1000).ok());
    audit::Replayer replayer;
    for (uint64_t seq = 0; seq < size; ++seq) replayer.Add(*source_->Entry(seq), *source_->Terms(seq));
    replayer.FinishEntries();
    ASSERT_THAT(replayer.findings(), IsEmpty());
    EXPECT_EQ(head_.size, size);
    EXPECT_EQ(head_.root, replayer.root());
    std::vector<std::string> differences;
    const storage::FindingSink sink = [&](const audit::Finding& finding) { differences.push_back(finding.message); };
    storage::CompareRecords(*made, replayer.state(), sink);
    EXPECT_THAT(differences, IsEmpty()) << "after " << size << " entries";
  }
  EXPECT_GT(within_batches, 8);
}

TEST_F(RebuilderTest, BoundariesAreSubmissionsEnds) {
  const absl::StatusOr<storage::Boundary> within = storage::BoundaryAround(*source_, within_);
  ASSERT_TRUE(within.ok()) << within.status();
  EXPECT_EQ(within->at_or_below, within_ - 2);
  EXPECT_EQ(within->at_or_above, within_ + 2);
  EXPECT_FALSE(within->exact());
  EXPECT_TRUE(storage::BoundaryAround(*source_, within_ - 2)->exact());
  EXPECT_TRUE(storage::BoundaryAround(*source_, within_ + 2)->exact());
  EXPECT_TRUE(storage::BoundaryAround(*source_, size_)->exact());
}

TEST_F(RebuilderTest, AnAlteredEntryIsNamed) {
  const std::string key = storage::NumberKey(within_);
  std::string bytes = storage::Stored(*stored_, Family::kEntries, key);
  bytes.back() = static_cast<char>(bytes.back() ^ 1);
  storage::Overwrite(*stored_, Family::kEntries, key, bytes);
  source_ = storage::Snapshot::Take(stored_, source_->head());
  const absl::Status status = Make(NewTarget(), size_, 100);
  ASSERT_TRUE(absl::IsDataLoss(status)) << status;
  EXPECT_EQ(refusal::RefusalOf(status)->reason(), v1::REFUSAL_REASON_DATA_LOSS);
  EXPECT_THAT(std::string(status.message()), HasSubstr("entry "));
}

TEST_F(RebuilderTest, MissingTermsAndForeignCheckpointsAreDamage) {
  const uint64_t batch_end = source_->CheckpointAtOrAfter(within_)->size;
  const std::string key = storage::NumberKey(batch_end);
  const std::string checkpoint = storage::Stored(*stored_, Family::kCheckpoints, key);
  storage::Overwrite(*stored_, Family::kCheckpoints, key,
                     storage::Stored(*stored_, Family::kCheckpoints, storage::NumberKey(size_)));
  source_ = storage::Snapshot::Take(stored_, source_->head());
  EXPECT_TRUE(absl::IsDataLoss(Make(NewTarget(), size_, 100)));
  storage::Overwrite(*stored_, Family::kCheckpoints, key, checkpoint);
  source_ = storage::Snapshot::Take(stored_, source_->head());
  EXPECT_TRUE(Make(NewTarget(), size_, 100).ok());
}

TEST_F(RebuilderTest, ComparisonsNameWhatDiffers) {
  const auto made = NewTarget();
  ASSERT_TRUE(Make(made, size_, 100).ok());
  storage::Overwrite(*stored_, Family::kBooks, "hnobody", "x");
  EXPECT_THAT(Differences(*made, Family::kBooks),
              ::testing::ElementsAre("no entry makes the record hnobody of books (brand's returned metal)"));
  storage::Erase(*stored_, Family::kBooks, "hnobody");
  EXPECT_THAT(Differences(*made, Family::kBooks), IsEmpty());
}

}  // namespace
}  // namespace ingot::testing
