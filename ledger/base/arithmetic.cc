#include "ledger/base/arithmetic.h"

#include <limits>

namespace ingot {
namespace {

// GCC and clang have it on every 64-bit target; the keyword keeps -Wpedantic quiet.
__extension__ using Int128 = __int128;

}  // namespace

std::optional<int64_t> CheckedAdd(int64_t a, int64_t b) {
  int64_t sum;
  if (__builtin_add_overflow(a, b, &sum)) return std::nullopt;
  return sum;
}

std::optional<int64_t> CheckedSub(int64_t a, int64_t b) {
  int64_t difference;
  if (__builtin_sub_overflow(a, b, &difference)) return std::nullopt;
  return difference;
}

std::optional<int64_t> MulDivFloor(int64_t a, int64_t b, int64_t c) {
  if (c == 0) return std::nullopt;
  const Int128 product = Int128{a} * b;  // at most 2^126 in magnitude
  Int128 quotient = product / c;
  const Int128 rest = product % c;
  if (rest != 0 && (rest < 0) != (c < 0)) --quotient;  // C++ truncates towards zero
  if (quotient < std::numeric_limits<int64_t>::min() || quotient > std::numeric_limits<int64_t>::max()) {
    return std::nullopt;
  }
  return static_cast<int64_t>(quotient);
}

}  // namespace ingot
