#include "server/dev/random.h"

#include <sys/random.h>

#include "ledger/base/check.h"

namespace ingot::dev {

std::string RandomBytes(size_t size) {
  // Up to 256 bytes come whole or not at all.
  INGOT_CHECK(size <= 256);
  std::string bytes(size, '\0');
  INGOT_CHECK(getrandom(bytes.data(), size, 0) == static_cast<ssize_t>(size));
  return bytes;
}

}  // namespace ingot::dev
