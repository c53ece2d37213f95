// The machine's own limits, which the figures of docs/PERFORMANCE.md stand beside: hashing, signatures, synced writes.
// Run in the same minute as `ingot bench`; judge by ratios only.
#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

#include "benchmark/benchmark.h"
#include "ledger/base/check.h"
#include "ledger/base/hash.h"
#include "ledger/crypto/ed25519.h"
#include "ledger/crypto/sha256.h"

namespace ingot {
namespace {

constexpr size_t kEntryBytes = 400;
constexpr size_t kBlockBytes = 4096;

void Sha256OfAnEntry(benchmark::State& state) {
  const std::string entry(kEntryBytes, 'x');
  for (auto _ : state) benchmark::DoNotOptimize(crypto::Sha256(entry));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(Sha256OfAnEntry);

crypto::PrivateKey Key() {
  auto key = crypto::PrivateKey::FromSeed(std::string(32, 'k'));
  INGOT_CHECK_OK(key);
  return *std::move(key);
}

void Ed25519Sign(benchmark::State& state) {
  const crypto::PrivateKey key = Key();
  const std::string message(160, 'm');
  for (auto _ : state) benchmark::DoNotOptimize(key.Sign(message));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(Ed25519Sign);

void Ed25519Verify(benchmark::State& state) {
  const crypto::PrivateKey key = Key();
  const std::string message(160, 'm');
  const auto signature = key.Sign(message);
  for (auto _ : state) {
    INGOT_CHECK(crypto::Verify(key.public_key(), message, signature));
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(Ed25519Verify);

// A file in the directory that INGOT_BENCH_DIR names (default: the current one), so that the disk is the ledger's.
class ScratchFile {
 public:
  ScratchFile() {
    const char* directory = std::getenv("INGOT_BENCH_DIR");
    path_ = std::string(directory == nullptr ? "." : directory) + "/bench_limits.scratch";
    fd_ = open(path_.c_str(), O_CREAT | O_TRUNC | O_RDWR, 0600);
    INGOT_CHECK_MSG(fd_ >= 0, "can't create " + path_);
  }
  ScratchFile(const ScratchFile&) = delete;
  ScratchFile& operator=(const ScratchFile&) = delete;
  ~ScratchFile() {
    close(fd_);
    unlink(path_.c_str());
  }
  int fd() const { return fd_; }

 private:
  std::string path_;
  int fd_;
};

void FdatasyncAppend(benchmark::State& state) {
  const ScratchFile file;
  const std::string block(kBlockBytes, 'b');
  for (auto _ : state) {
    INGOT_CHECK(write(file.fd(), block.data(), block.size()) == static_cast<ssize_t>(block.size()));
    INGOT_CHECK(fdatasync(file.fd()) == 0);
  }
}
BENCHMARK(FdatasyncAppend)->UseRealTime();

void FdatasyncOverwrite(benchmark::State& state) {
  const ScratchFile file;
  const std::string block(kBlockBytes, 'b');
  INGOT_CHECK(pwrite(file.fd(), block.data(), block.size(), 0) == static_cast<ssize_t>(block.size()));
  INGOT_CHECK(fsync(file.fd()) == 0);
  for (auto _ : state) {
    INGOT_CHECK(pwrite(file.fd(), block.data(), block.size(), 0) == static_cast<ssize_t>(block.size()));
    INGOT_CHECK(fdatasync(file.fd()) == 0);
  }
}
BENCHMARK(FdatasyncOverwrite)->UseRealTime();

}  // namespace
}  // namespace ingot

BENCHMARK_MAIN();
