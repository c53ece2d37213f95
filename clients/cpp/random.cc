#include "clients/cpp/random.h"

#include <sys/random.h>

#include <cerrno>

#include "ledger/base/check.h"

namespace ingot::client {

std::string RandomBytes(size_t size) {
  std::string bytes(size, '\0');
  size_t filled = 0;
  while (filled < size) {
    const ssize_t got = getrandom(bytes.data() + filled, size - filled, 0);
    if (got < 0 && errno == EINTR) continue;
    INGOT_CHECK_MSG(got > 0, "getrandom(2) failed");
    filled += static_cast<size_t>(got);
  }
  return bytes;
}

}  // namespace ingot::client
