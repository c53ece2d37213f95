// RocksDB's options, with the reasons. For storage/ only.
#ifndef INGOT_STORAGE_DB_FAMILY_OPTIONS_H_
#define INGOT_STORAGE_DB_FAMILY_OPTIONS_H_

#include <memory>
#include <string_view>

#include "rocksdb/cache.h"
#include "rocksdb/options.h"
#include "storage/db/database.h"

namespace ingot::storage {

// Stored name of a family.
std::string_view FamilyName(Family family);

// Options of the whole database; listeners and env are the caller's.
rocksdb::DBOptions MakeDbOptions(const DatabaseOptions& options);

// Options of one family, with the cache that all share.
rocksdb::ColumnFamilyOptions MakeFamilyOptions(Family family, const std::shared_ptr<rocksdb::Cache>& cache);

}  // namespace ingot::storage

#endif  // INGOT_STORAGE_DB_FAMILY_OPTIONS_H_
