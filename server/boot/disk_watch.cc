#include "server/boot/disk_watch.h"

#include <string>
#include <utility>

#include "server/log/log.h"

namespace ingot::boot {

std::function<absl::Status()> LoggingDiskChecks(std::function<absl::Status()> check) {
  return [check = std::move(check), refused = false]() mutable {
    absl::Status status = check();
    if (status.ok() == refused) {
      refused = !refused;
      if (refused) {
        log::Error("appends are refused: make room on the ledger's disk", {{"why", std::string(status.message())}});
      } else {
        log::Info("appends go on: the disk has room again");
      }
    }
    return status;
  };
}

}  // namespace ingot::boot
