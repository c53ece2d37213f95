#include "tests/unit/storage/support/corruption.h"

#include "absl/time/time.h"
#include "ledger/base/check.h"
#include "ledger/base/strings.h"
#include "rocksdb/db.h"
#include "rocksdb/metadata.h"
#include "tests/unit/storage/support/temp_dir.h"

namespace ingot::storage {
namespace {

void CheckOk(const rocksdb::Status& status) { INGOT_CHECK_MSG(status.ok(), status.ToString()); }

rocksdb::Slice SliceOf(std::string_view view) { return {view.data(), view.size()}; }

}  // namespace

void FlushAll(const Database& database) { INGOT_CHECK_OK(database.Flush(absl::Minutes(1))); }

std::vector<std::string> TableFiles(const Database& database, Family family) {
  rocksdb::ColumnFamilyMetaData metadata;
  database.rocks().GetColumnFamilyMetaData(database.family(family), &metadata);
  std::vector<std::string> paths;
  for (const rocksdb::LevelMetaData& level : metadata.levels) {
    for (const rocksdb::SstFileMetaData& file : level.files) {
      paths.push_back(Cat(file.directory, "/", file.relative_filename));
    }
  }
  return paths;
}

void FlipByte(const std::string& path, size_t offset) {
  std::string bytes = ReadFile(path);
  INGOT_CHECK(offset < bytes.size());
  bytes[offset] = static_cast<char>(bytes[offset] ^ 1);
  WriteFile(path, bytes);
}

void Overwrite(const Database& database, Family family, std::string_view key, std::string_view value) {
  CheckOk(database.rocks().Put(rocksdb::WriteOptions(), database.family(family), SliceOf(key), SliceOf(value)));
}

void Erase(const Database& database, Family family, std::string_view key) {
  CheckOk(database.rocks().Delete(rocksdb::WriteOptions(), database.family(family), SliceOf(key)));
}

std::string Stored(const Database& database, Family family, std::string_view key) {
  std::string value;
  CheckOk(database.rocks().Get(rocksdb::ReadOptions(), database.family(family), SliceOf(key), &value));
  return value;
}

}  // namespace ingot::storage
