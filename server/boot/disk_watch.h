// Tells the operator when appends begin to be refused for want of disk space, and when they go on.
#ifndef INGOT_SERVER_BOOT_DISK_WATCH_H_
#define INGOT_SERVER_BOOT_DISK_WATCH_H_

#include <functional>

#include "absl/status/status.h"

namespace ingot::boot {

// Passes on what `check` says, and logs one line whenever it turns from OK to refused (error) and back (info). Not
// thread-safe: for the one thread that appends.
std::function<absl::Status()> LoggingDiskChecks(std::function<absl::Status()> check);

}  // namespace ingot::boot

#endif  // INGOT_SERVER_BOOT_DISK_WATCH_H_
