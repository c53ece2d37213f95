// How fast a past state is made again: a closed ledger's database, rebuilt from its entries. Run by hand:
//   INGOT_BENCH_DIR=/var/tmp bench_rebuild DB [entries]
// DB is the directory of a stopped server's database, or a copy; nothing in it is changed.
#include <sys/resource.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <utility>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "ledger/base/check.h"
#include "ledger/base/strings.h"
#include "storage/db/database.h"
#include "storage/db/snapshot.h"
#include "storage/rebuild/boundary.h"
#include "storage/rebuild/rebuilder.h"

namespace ingot {
namespace {

constexpr uint64_t kStep = 1024;

std::shared_ptr<const storage::Database> Open(const std::string& path, bool read_only) {
  storage::DatabaseOptions options;
  options.path = path;
  options.read_only = read_only;
  options.create_if_missing = !read_only;
  // As a server's past states have.
  options.block_cache_bytes = size_t{64} << 20;
  options.memtable_bytes = size_t{64} << 20;
  options.background_jobs = 1;
  absl::StatusOr<std::shared_ptr<storage::Database>> database = storage::Database::Open(options);
  INGOT_CHECK_OK(database);
  return *std::move(database);
}

// Of the whole process, RocksDB's threads included.
double ProcessorSeconds() {
  rusage usage = {};
  INGOT_CHECK(getrusage(RUSAGE_SELF, &usage) == 0);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

void Run(const std::string& path, uint64_t entries) {
  const char* base = std::getenv("INGOT_BENCH_DIR");
  const std::string directory = Cat(base == nullptr ? "." : base, "/bench_rebuild.scratch");
  INGOT_CHECK_MSG(std::system(Cat("rm -rf '", directory, "'").c_str()) == 0, directory);
  const auto database = Open(path, /*read_only=*/true);
  absl::StatusOr<storage::Head> head = storage::ReadStoredHead(*database);
  INGOT_CHECK_OK(head);
  const auto source = storage::Snapshot::Take(database, *std::move(head));
  const absl::StatusOr<storage::Boundary> boundary =
      storage::BoundaryAround(*source, entries == 0 ? source->head().size : std::min(entries, source->head().size));
  INGOT_CHECK_OK(boundary);
  const uint64_t size = boundary->at_or_above;

  const absl::Time began = absl::Now();
  const double processor_began = ProcessorSeconds();
  storage::Rebuilder rebuilder({}, Open(directory, /*read_only=*/false), storage::Head());
  while (rebuilder.size() < size) INGOT_CHECK_OK(rebuilder.Step(*source, size, kStep));
  const double seconds = absl::ToDoubleSeconds(absl::Now() - began);
  const double processor = ProcessorSeconds() - processor_began;
  std::printf("%llu entries in %.2f s: %.0f entries/s, %.1f us of processor time each\n",
              static_cast<unsigned long long>(size), seconds, static_cast<double>(size) / seconds,
              processor * 1e6 / static_cast<double>(size));
  std::fflush(stdout);
  INGOT_CHECK_MSG(std::system(Cat("du -sh '", directory, "'; rm -rf '", directory, "'").c_str()) == 0, directory);
}

}  // namespace
}  // namespace ingot

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: bench_rebuild DB [entries]\n");
    return 2;
  }
  ingot::Run(argv[1], argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 0);
  return 0;
}
