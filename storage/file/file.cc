#include "storage/file/file.h"

#include <sys/random.h>
#include <unistd.h>

#include <cerrno>

#include "ledger/base/check.h"
#include "storage/file/directory.h"

namespace ingot::storage {

Descriptor::~Descriptor() {
  if (fd_ >= 0) {
    close(fd_);
  }
}

int WriteAt(int fd, std::string_view bytes, off_t offset) {
  while (!bytes.empty()) {
    const ssize_t written = pwrite(fd, bytes.data(), bytes.size(), offset);
    if (written < 0) {
      if (errno == EINTR) {
        continue;
      }
      return errno;
    }
    bytes.remove_prefix(static_cast<size_t>(written));
    offset += written;
  }
  return 0;
}

absl::StatusOr<std::string> ReadAt(int fd, size_t size, off_t offset, const std::string& path) {
  std::string bytes(size, '\0');
  size_t filled = 0;
  while (filled < size) {
    const ssize_t got = pread(fd, bytes.data() + filled, size - filled, offset + static_cast<off_t>(filled));
    if (got < 0 && errno == EINTR) {
      continue;
    }
    if (got < 0) {
      return SystemError(errno, "read", path);
    }
    if (got == 0) {
      break;
    }
    filled += static_cast<size_t>(got);
  }
  bytes.resize(filled);
  return bytes;
}

std::string RandomBytes(size_t size) {
  std::string bytes(size, '\0');
  size_t filled = 0;
  while (filled < size) {
    const ssize_t got = getrandom(bytes.data() + filled, size - filled, 0);
    if (got < 0 && errno == EINTR) {
      continue;
    }
    INGOT_CHECK_MSG(got > 0, "getrandom(2) failed");
    filled += static_cast<size_t>(got);
  }
  return bytes;
}

}  // namespace ingot::storage
