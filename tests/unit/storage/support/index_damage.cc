#include "tests/unit/storage/support/index_damage.h"

#include <memory>
#include <string>

#include "ledger/base/check.h"
#include "rocksdb/db.h"

namespace ingot::storage::testing {

int DamageIndexPages(const DatabaseOptions& options) {
  const auto database = Database::Open(options);
  INGOT_CHECK_OK(database);
  rocksdb::DB& rocks = (*database)->rocks();
  rocksdb::ColumnFamilyHandle* const family = (*database)->family(Family::kCommitment);
  const std::unique_ptr<rocksdb::Iterator> pages(rocks.NewIterator(rocksdb::ReadOptions(), family));
  int damaged = 0;
  for (pages->Seek("p"); pages->Valid() && pages->key().starts_with("p"); pages->Next(), ++damaged) {
    std::string bytes = pages->value().ToString();
    bytes.back() = static_cast<char>(bytes.back() ^ 1);
    INGOT_CHECK(rocks.Put(rocksdb::WriteOptions(), family, pages->key(), bytes).ok());
  }
  return damaged;
}

}  // namespace ingot::storage::testing
