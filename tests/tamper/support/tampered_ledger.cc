#include "tests/tamper/support/tampered_ledger.h"

#include <filesystem>
#include <memory>

#include "ledger/base/check.h"
#include "ledger/base/strings.h"
#include "rocksdb/db.h"

namespace ingot::testing {
namespace {

constexpr size_t kFullTile = 260;

}  // namespace

absl::StatusOr<Contents> ReadContents(const storage::Database& database) {
  Contents contents(storage::kFamilyCount);
  for (size_t i = 0; i < storage::kFamilyCount; ++i) {
    const std::unique_ptr<rocksdb::Iterator> at(
        database.rocks().NewIterator(rocksdb::ReadOptions(), database.family(static_cast<storage::Family>(i))));
    for (at->SeekToFirst(); at->Valid(); at->Next()) contents[i][at->key().ToString()] = at->value().ToString();
    if (!at->status().ok()) return absl::DataLossError(at->status().ToString());
  }
  return contents;
}

TamperedLedger::TamperedLedger(End end) : node_(works_.ledger()) {
  works_.Sell(Vin(30));
  works_.Lease(Vin(31), v1::CONTRACT_KIND_LEASE);
  works_.TakeBack(Vin(32));
  works_.Melt("smelter/h-1", works_.LotAtPlant("l-1", 1));
  // One large submission, so that there is a full tile and not much to verify: a test does it thousands of times.
  std::vector<TestEvent> fillers;
  for (size_t i = works_.ledger().entries().size(); i < kFullTile; ++i) {
    v1::EmissionFactorPublished factor;
    factor.set_factor_id(Cat("operator/f-", i));
    factor.set_origin(v1::ORIGIN_PRIMARY);
    factor.set_source("filler");
    fillers.push_back(Fact(factor));
  }
  works_.ledger().MustSubmit(TestLedger::kOperator, std::move(fillers));
  works_.Lease(Vin(33), v1::CONTRACT_KIND_LEASE);
  node_.MustStart();
  // The last submission by itself, for its receipt.
  std::vector<RecordedSubmission> submissions = SubmissionsOf(works_.ledger());
  for (size_t i = 1; i < submissions.size(); ++i) {
    node_.source().Advance(submissions[i].recorded_at_us - node_.source().WallUs());
    receipt_ = node_.MustSubmit(submissions[i].submission);
  }
  if (end == End::kClean) {
    node_.node().pipeline().Stop();
    node_.node().Flush(absl::Minutes(1));
  }
  node_.Stop();
}

void CopyFolder(const std::string& from, const std::string& to) {
  std::filesystem::remove_all(to);
  std::filesystem::copy(from, to, std::filesystem::copy_options::recursive);
}

storage::DatabaseOptions SmallDatabase(const std::string& path, bool read_only) {
  storage::DatabaseOptions options;
  options.path = path;
  options.read_only = read_only;
  options.block_cache_bytes = size_t{4} << 20;
  options.memtable_bytes = size_t{8} << 20;
  return options;
}

}  // namespace ingot::testing
