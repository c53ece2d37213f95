#include "server/offline/offline.h"

#include "ledger/base/status.h"

namespace ingot::offline {

absl::StatusOr<std::shared_ptr<const storage::Database>> OpenReadOnly(const std::string& path,
                                                                      size_t block_cache_bytes) {
  storage::DatabaseOptions options;
  options.path = path;
  options.read_only = true;
  options.block_cache_bytes = block_cache_bytes;
  INGOT_ASSIGN_OR_RETURN(std::shared_ptr<storage::Database> database, storage::Database::Open(options));
  return database;
}

}  // namespace ingot::offline
