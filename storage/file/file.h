// Files by descriptor: whole reads and writes, and a descriptor that closes itself.
#ifndef INGOT_STORAGE_FILE_FILE_H_
#define INGOT_STORAGE_FILE_FILE_H_

#include <sys/types.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"

namespace ingot::storage {

// Closes a descriptor unless it was released. Movable.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(other.Release()) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor();

  // Below 0 where there is none.
  int get() const { return fd_; }
  int Release() { return std::exchange(fd_, -1); }

 private:
  int fd_;
};

// Writes all of `bytes` at `offset`; 0 or errno.
int WriteAt(int fd, std::string_view bytes, off_t offset);

// Reads up to `size` bytes at `offset`; fewer at the end of the file. `path` is for the error alone.
absl::StatusOr<std::string> ReadAt(int fd, size_t size, off_t offset, const std::string& path);

// `size` bytes of getrandom(2); aborts where the system has none. Thread-safe.
std::string RandomBytes(size_t size);

}  // namespace ingot::storage

#endif  // INGOT_STORAGE_FILE_FILE_H_
