#include "storage/db/family_options.h"

#include <array>

#include "rocksdb/filter_policy.h"
#include "rocksdb/merge_operator.h"
#include "rocksdb/table.h"
#include "storage/db/sums.h"

namespace ingot::storage {
namespace {

constexpr size_t kMiB = size_t{1} << 20;
constexpr int kBloomBitsPerKey = 10;

constexpr std::array<std::string_view, kFamilyCount> kNames = {"default", "entries",     "terms",       "tiles",
                                                               "state",   "idempotency", "checkpoints", "index",
                                                               "vault",   "commitment",  "books",       "refused"};

// Families that are asked for keys one at a time, often for keys that are not there. Entries, tiles and checkpoints are
// ascending and complete: their files hardly overlap, and a filter would only ever say yes.
bool HasPointReads(Family family) {
  return family == Family::kState || family == Family::kIdempotency || family == Family::kTerms ||
         family == Family::kCommitment;
}

rocksdb::BlockBasedTableOptions MakeTableOptions(Family family, const std::shared_ptr<rocksdb::Cache>& cache) {
  rocksdb::BlockBasedTableOptions table;
  table.format_version = 5;
  // Debian's build computes CRC32C in software.
  table.checksum = rocksdb::kXXH3;
  table.block_cache = cache;
  // Index and filters in partitions, in the cache: memory at start is independent of the ledger's size.
  table.index_type = rocksdb::BlockBasedTableOptions::kTwoLevelIndexSearch;
  table.partition_filters = true;
  table.cache_index_and_filter_blocks = true;
  table.cache_index_and_filter_blocks_with_high_priority = true;
  table.pin_l0_filter_and_index_blocks_in_cache = true;
  table.pin_top_level_index_and_filter = true;
  table.block_size = family == Family::kEntries || family == Family::kTerms ? 8 * 1024 : 4 * 1024;
  if (HasPointReads(family)) {
    table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(kBloomBitsPerKey));
  }
  return table;
}

}  // namespace

std::string_view FamilyName(Family family) { return kNames[static_cast<size_t>(family)]; }

rocksdb::DBOptions MakeDbOptions(const DatabaseOptions& options) {
  rocksdb::DBOptions db;
  db.create_if_missing = options.create_if_missing;
  // A database from before the authenticated index gets an empty family for it; what is missing of the others, the
  // ledger's head tells.
  db.create_missing_column_families = !options.read_only;
  // A crash may tear the record that was being written, and nothing else: a batch is one record, so it is there whole
  // or not at all. Damage before the tail is an error.
  db.wal_recovery_mode = options.log_damage == LogDamage::kLeaveOutRest
                             ? rocksdb::WALRecoveryMode::kPointInTimeRecovery
                             : rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  // Bounds the time of a start after a crash.
  db.max_total_wal_size = 256 * kMiB;
  db.db_write_buffer_size = options.memtable_bytes;
  db.max_background_jobs = options.background_jobs;
  // The default of 16 MB/s holds writers back for tens of milliseconds.
  db.delayed_write_rate = 256 * kMiB;
  // Writes reach the disk steadily rather than at the end of a file, so that the log's syncs don't wait for them.
  db.bytes_per_sync = kMiB;
  // Opening reads no file that it need not.
  db.max_open_files = 4096;
  db.skip_stats_update_on_db_open = true;
  db.avoid_unnecessary_blocking_io = true;
  db.info_log_level = rocksdb::InfoLogLevel::INFO_LEVEL;
  db.max_log_file_size = 16 * kMiB;
  db.keep_log_file_num = 8;
  db.stats_persist_period_sec = 0;
  db.fail_if_options_file_error = true;
  return db;
}

rocksdb::ColumnFamilyOptions MakeFamilyOptions(Family family, const std::shared_ptr<rocksdb::Cache>& cache) {
  rocksdb::ColumnFamilyOptions options;
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(MakeTableOptions(family, cache)));
  // Every new file is read back before it replaces anything.
  options.paranoid_file_checks = true;
  options.write_buffer_size = family == Family::kEntries ? 64 * kMiB : 32 * kMiB;
  // Bursts wait in memory, not at the door; the stop trigger stays near the slowdown, since a distant one gave stalls
  // of seconds.
  options.max_write_buffer_number = 8;
  options.level0_file_num_compaction_trigger = 4;
  options.level0_slowdown_writes_trigger = 24;
  options.level0_stop_writes_trigger = 48;
  // Universal: every batch takes and releases a snapshot, and each release makes level compaction write every file of
  // its last level again. Files of ascending keys don't overlap and are moved, not written again.
  options.compaction_style = rocksdb::kCompactionStyleUniversal;
  options.compaction_options_universal.allow_trivial_move = true;
  // Nothing grows stale by itself.
  options.ttl = 0;
  options.periodic_compaction_seconds = 0;
  if (HasPointReads(family)) {
    options.memtable_whole_key_filtering = true;
    options.memtable_prefix_bloom_size_ratio = 0.05;
  }
  if (family == Family::kBooks) {
    options.merge_operator = MakeSumsMergeOperator();
  }
  // Tiles and pages of the authenticated index are hashes, idempotency keys random numbers, and so is what was
  // encrypted.
  const bool compressible = family != Family::kTiles && family != Family::kIdempotency && family != Family::kVault &&
                            family != Family::kCommitment;
  options.compression = compressible ? rocksdb::kLZ4Compression : rocksdb::kNoCompression;
  return options;
}

}  // namespace ingot::storage
