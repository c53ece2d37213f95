// The system's generator.
#ifndef INGOT_SERVER_DEV_RANDOM_H_
#define INGOT_SERVER_DEV_RANDOM_H_

#include <cstddef>
#include <string>

namespace ingot::dev {

// `size` bytes of getrandom(2); aborts where the system has none. Thread-safe.
std::string RandomBytes(size_t size);

}  // namespace ingot::dev

#endif  // INGOT_SERVER_DEV_RANDOM_H_
