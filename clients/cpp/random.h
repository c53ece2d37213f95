// Random bytes for salts and idempotency keys.
#ifndef INGOT_CLIENTS_CPP_RANDOM_H_
#define INGOT_CLIENTS_CPP_RANDOM_H_

#include <cstddef>
#include <string>

namespace ingot::client {

// `size` bytes of the kernel's generator (getrandom(2)); aborts the process where it fails, since a predictable salt
// would make an event's contents guessable from its public hash. Thread-safe.
std::string RandomBytes(size_t size);

}  // namespace ingot::client

#endif  // INGOT_CLIENTS_CPP_RANDOM_H_
