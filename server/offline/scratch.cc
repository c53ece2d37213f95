#include "server/offline/scratch.h"

#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "storage/commit/disk_reserve.h"
#include "storage/file/directory.h"

namespace ingot::offline {
namespace {

namespace fs = std::filesystem;

// A database of unflushed entries alone takes hardly any room, and its copy this at most.
constexpr uint64_t kLeastBytes = uint64_t{256} << 20;

constexpr size_t kCacheBytes = size_t{64} << 20;

uint64_t BytesOf(const std::string& path) {
  uint64_t bytes = 0;
  std::error_code error;
  for (fs::recursive_directory_iterator at(path, error), end; !error && at != end; at.increment(error)) {
    if (at->is_regular_file(error)) bytes += at->file_size(error);
  }
  return bytes;
}

}  // namespace

absl::Status Scratch::CheckRoom(const std::string& parent, const std::string& like) {
  INGOT_ASSIGN_OR_RETURN(const uint64_t free_bytes, storage::FreeDiskBytes(parent));
  const uint64_t needed = BytesOf(like) + kLeastBytes;
  if (free_bytes >= needed) return absl::OkStatus();
  return absl::ResourceExhaustedError(Cat("making the ledger again takes up to ", needed >> 20, " MiB, and ", parent,
                                          " has ", free_bytes >> 20, " MiB: name a folder with room as --scratch"));
}

absl::StatusOr<std::unique_ptr<Scratch>> Scratch::Make(const std::string& parent) {
  std::string folder = Cat(parent, "/ingotd-verify.XXXXXX");
  if (mkdtemp(folder.data()) == nullptr) return storage::SystemError(errno, "make the folder", folder);
  std::unique_ptr<Scratch> scratch(new Scratch(folder));
  storage::DatabaseOptions options;
  options.path = folder + "/db";
  options.create_if_missing = true;
  options.block_cache_bytes = kCacheBytes;
  options.memtable_bytes = kCacheBytes;
  INGOT_ASSIGN_OR_RETURN(scratch->database_, storage::Database::Open(options));
  return scratch;
}

Scratch::~Scratch() {
  database_ = nullptr;
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

}  // namespace ingot::offline
