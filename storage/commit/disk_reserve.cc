#include "storage/commit/disk_reserve.h"

#include <sys/statvfs.h>

#include <cerrno>
#include <utility>

#include "ledger/base/strings.h"
#include "ledger/refusal/refusal.h"
#include "storage/file/directory.h"

namespace ingot::storage {
namespace {

constexpr absl::Duration kMaxAge = absl::Seconds(1);

}  // namespace

absl::StatusOr<uint64_t> FreeDiskBytes(const std::string& path) {
  struct statvfs file_system = {};
  if (statvfs(path.c_str(), &file_system) != 0) {
    return SystemError(errno, "statvfs", path);
  }
  return uint64_t{file_system.f_bavail} * uint64_t{file_system.f_frsize};
}

DiskReserve::DiskReserve(uint64_t reserve_bytes, FreeBytes free_bytes, MonotonicNow monotonic_now)
    : reserve_bytes_(reserve_bytes), free_bytes_(std::move(free_bytes)), monotonic_now_(std::move(monotonic_now)) {}

absl::Status DiskReserve::CheckAppend() {
  const absl::Duration now = monotonic_now_();
  absl::MutexLock lock(&mutex_);
  if (!measured_at_.has_value() || now - *measured_at_ >= kMaxAge) {
    const absl::StatusOr<uint64_t> free_bytes = free_bytes_();
    enough_ = free_bytes.ok() && *free_bytes >= reserve_bytes_;
    measured_at_ = now;
  }
  if (enough_) {
    return absl::OkStatus();
  }
  return refusal::Refuse(ingot::v1::REFUSAL_REASON_DISK_RESERVE, "",
                         Cat("Less than the reserve of ", reserve_bytes_,
                             " bytes is free on the ledger's disk: appends wait until the operator makes room; reads "
                             "go on."));
}

}  // namespace ingot::storage
