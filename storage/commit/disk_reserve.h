// Free space that appends leave alone, so that reads, compactions and a clean stop always have room.
#ifndef INGOT_STORAGE_COMMIT_DISK_RESERVE_H_
#define INGOT_STORAGE_COMMIT_DISK_RESERVE_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

namespace ingot::storage {

inline constexpr uint64_t kDefaultDiskReserveBytes = uint64_t{4} << 30;

// Bytes that an unprivileged process may still write to the file system of `path` (statvfs).
absl::StatusOr<uint64_t> FreeDiskBytes(const std::string& path);

// Thread-safe.
class DiskReserve {
 public:
  // `free_bytes` measures (FreeDiskBytes on the database's path); `monotonic_now` counts from any origin.
  using FreeBytes = std::function<absl::StatusOr<uint64_t>()>;
  using MonotonicNow = std::function<absl::Duration()>;
  DiskReserve(uint64_t reserve_bytes, FreeBytes free_bytes, MonotonicNow monotonic_now);

  // REFUSAL_REASON_DISK_RESERVE (kResourceExhausted) where less than the reserve is free or the measurement fails. Asks
  // the system at most once a second.
  absl::Status CheckAppend();

 private:
  const uint64_t reserve_bytes_;
  const FreeBytes free_bytes_;
  const MonotonicNow monotonic_now_;
  absl::Mutex mutex_;
  std::optional<absl::Duration> measured_at_ ABSL_GUARDED_BY(mutex_);
  bool enough_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace ingot::storage

#endif  // INGOT_STORAGE_COMMIT_DISK_RESERVE_H_
