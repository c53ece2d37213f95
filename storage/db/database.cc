#include "storage/db/database.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "ingot/storage/v1/records.pb.h"
#include "ledger/base/check.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "rocksdb/db.h"
#include "rocksdb/env.h"
#include "rocksdb/file_system.h"
#include "rocksdb/listener.h"
#include "rocksdb/utilities/checkpoint.h"
#include "storage/db/family_options.h"
#include "storage/db/keys.h"
#include "storage/db/rocks_status.h"
#include "storage/file/directory.h"

namespace ingot::storage {
namespace {

constexpr absl::Duration kFlushPoll = absl::Milliseconds(5);

class StopOnBackgroundError : public rocksdb::EventListener {
 public:
  const char* Name() const override { return "StopOnBackgroundError"; }

  void OnBackgroundError(rocksdb::BackgroundErrorReason reason, rocksdb::Status* error) override {
    INGOT_CHECK_MSG(false, Cat("RocksDB failed in the background (reason ", static_cast<int>(reason),
                               "): ", error->ToString(), "; what is durable is unknown, so the process stops"));
  }
};

bool Exists(const DatabaseOptions& options, rocksdb::Env& env) {
  return env.FileExists(Cat(options.path, "/CURRENT")).ok();
}

// Whether the database was created whole: its format record is the first thing written.
absl::StatusOr<bool> HasFormat(const DatabaseOptions& options, const rocksdb::DBOptions& db_options) {
  rocksdb::DB* opened = nullptr;
  const rocksdb::Status status =
      rocksdb::DB::OpenForReadOnly(rocksdb::Options(db_options, rocksdb::ColumnFamilyOptions()), options.path, &opened);
  if (!status.ok()) return OpenError(Cat("Open the database ", options.path), status);
  const std::unique_ptr<rocksdb::DB> db(opened);
  std::string bytes;
  const rocksdb::Status read = db->Get(rocksdb::ReadOptions(), kFormatKey, &bytes);
  if (!read.ok() && !read.IsNotFound()) return OpenError(Cat("Read the format record of ", options.path), read);
  return read.ok();
}

// A database with other families was written by other code; opening it would drop or misread some.
absl::Status CheckFamilies(const DatabaseOptions& options, const rocksdb::DBOptions& db_options) {
  std::vector<std::string> names;
  const rocksdb::Status listed = rocksdb::DB::ListColumnFamilies(db_options, options.path, &names);
  if (!listed.ok()) {
    return OpenError(Cat("List the column families of ", options.path), listed);
  }
  for (const std::string& name : names) {
    bool known = false;
    for (size_t i = 0; i < kFamilyCount; ++i) {
      known = known || name == FamilyName(static_cast<Family>(i));
    }
    if (!known) {
      return absl::FailedPreconditionError(Cat(options.path, " has a column family '", name,
                                               "' that this version (on-disk format ", kDatabaseFormatVersion,
                                               ") does not know; open it with the version that wrote it"));
    }
  }
  for (size_t i = 0; i < kFamilyCount; ++i) {
    const std::string_view name = FamilyName(static_cast<Family>(i));
    if (std::find(names.begin(), names.end(), name) != names.end()) continue;
    // A creation that was cut short is gone on with; anything else is left as it is.
    INGOT_ASSIGN_OR_RETURN(const bool created, HasFormat(options, db_options));
    if (!created && options.create_if_missing) return absl::OkStatus();
    return absl::FailedPreconditionError(Cat(options.path, " lacks the column family '", name,
                                             "': its on-disk format is not this version's (", kDatabaseFormatVersion,
                                             "); open it with the version that wrote it"));
  }
  return absl::OkStatus();
}

std::string EncodeFormat() {
  v1::FormatRecord format;
  format.set_version(kDatabaseFormatVersion);
  return format.SerializeAsString();
}

}  // namespace

absl::StatusOr<std::shared_ptr<Database>> Database::Open(const DatabaseOptions& options) {
  std::shared_ptr<Database> database(new Database());
  database->path_ = options.path;
  if (options.file_system != nullptr) {
    database->env_ = rocksdb::NewCompositeEnv(options.file_system);
  }
  rocksdb::DBOptions db_options = MakeDbOptions(options);
  db_options.env = database->env_ != nullptr ? database->env_.get() : rocksdb::Env::Default();
  db_options.listeners.push_back(std::make_shared<StopOnBackgroundError>());

  const bool exists = Exists(options, *db_options.env);
  if (exists) {
    INGOT_RETURN_IF_ERROR(CheckFamilies(options, db_options));
  } else if (!options.create_if_missing) {
    return absl::NotFoundError(Cat("There is no database at ", options.path));
  }
  INGOT_RETURN_IF_ERROR(database->OpenFamilies(options, db_options));
  if (!exists) {
    INGOT_RETURN_IF_ERROR(SyncParentDirectory(options.path));
  }
  INGOT_RETURN_IF_ERROR(database->CheckFormat(options.create_if_missing && !options.read_only));
  return database;
}

absl::Status Database::OpenFamilies(const DatabaseOptions& options, const rocksdb::DBOptions& db_options) {
  const std::shared_ptr<rocksdb::Cache> cache = rocksdb::NewLRUCache(options.block_cache_bytes);
  std::vector<rocksdb::ColumnFamilyDescriptor> descriptors;
  for (size_t i = 0; i < kFamilyCount; ++i) {
    const auto family = static_cast<Family>(i);
    descriptors.emplace_back(std::string(FamilyName(family)), MakeFamilyOptions(family, cache));
  }
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* db = nullptr;
  const rocksdb::Status opened =
      options.read_only ? rocksdb::DB::OpenForReadOnly(db_options, options.path, descriptors, &handles, &db)
                        : rocksdb::DB::Open(db_options, options.path, descriptors, &handles, &db);
  if (!opened.ok()) {
    return OpenError(Cat("Open the database ", options.path), opened);
  }
  db_.reset(db);
  INGOT_CHECK(handles.size() == kFamilyCount);
  std::copy(handles.begin(), handles.end(), families_.begin());
  return absl::OkStatus();
}

absl::Status Database::CheckFormat(bool create) {
  std::string bytes;
  const rocksdb::Status read = db_->Get(rocksdb::ReadOptions(), family(Family::kMeta), kFormatKey, &bytes);
  if (read.IsNotFound() && create && db_->GetLatestSequenceNumber() == 0) {
    rocksdb::WriteOptions write;
    write.sync = true;
    const rocksdb::Status written = db_->Put(write, family(Family::kMeta), kFormatKey, EncodeFormat());
    return written.ok() ? absl::OkStatus() : OpenError(Cat("Write the format record of ", path_), written);
  }
  if (read.IsNotFound()) {
    return absl::FailedPreconditionError(Cat(path_, " is a RocksDB database, but not a ledger's: no format record"));
  }
  if (!read.ok()) {
    return OpenError(Cat("Read the format record of ", path_), read);
  }
  v1::FormatRecord format;
  if (!format.ParseFromString(bytes)) {
    return absl::DataLossError(Cat("The format record of ", path_, " is damaged"));
  }
  if (format.version() != kDatabaseFormatVersion) {
    return absl::FailedPreconditionError(Cat(path_, " has on-disk format ", format.version(), "; this version reads ",
                                             kDatabaseFormatVersion, "; open it with the version that wrote it"));
  }
  return absl::OkStatus();
}

uint64_t Database::UnflushedBytes() const {
  uint64_t sum = 0;
  INGOT_CHECK(db_->GetAggregatedIntProperty(rocksdb::DB::Properties::kCurSizeAllMemTables, &sum));
  return sum;
}

absl::Status Database::Flush(absl::Duration timeout) const {
  const absl::Time deadline = absl::Now() + timeout;
  rocksdb::FlushOptions options;
  // RocksDB's own wait knows no bound.
  options.wait = false;
  options.allow_write_stall = true;
  const rocksdb::Status begun = db_->Flush(options, {families_.begin(), families_.end()});
  INGOT_CHECK_MSG(begun.ok(), begun.ToString());
  while (true) {
    uint64_t waiting = 0;
    INGOT_CHECK(db_->GetAggregatedIntProperty(rocksdb::DB::Properties::kNumImmutableMemTable, &waiting));
    if (waiting == 0) return absl::OkStatus();
    if (absl::Now() >= deadline) {
      return absl::DeadlineExceededError(Cat(waiting, " memtables are not written to files yet"));
    }
    absl::SleepFor(kFlushPoll);
  }
}

absl::Status Database::CopyTo(const std::string& path) const {
  rocksdb::Checkpoint* made = nullptr;
  rocksdb::Status status = rocksdb::Checkpoint::Create(db_.get(), &made);
  const std::unique_ptr<rocksdb::Checkpoint> checkpoint(made);
  // Whatever stands in the log alone is flushed first: the copy begins without one.
  if (status.ok()) status = checkpoint->CreateCheckpoint(path, /*log_size_for_flush=*/0);
  return status.ok() ? absl::OkStatus() : OpenError(Cat("Copy the database ", path_, " to ", path), status);
}

Database::~Database() {
  if (db_ == nullptr) {
    return;
  }
  for (rocksdb::ColumnFamilyHandle* handle : families_) {
    db_->DestroyColumnFamilyHandle(handle);
  }
  // Everything that was acknowledged is synced already, so an error here loses nothing.
  db_->Close();
}

}  // namespace ingot::storage
