// Integer arithmetic for mass and money. Nothing here wraps, rounds silently or uses floating point: a result that does
// not fit is absent, and the caller refuses.
#ifndef INGOT_LEDGER_BASE_ARITHMETIC_H_
#define INGOT_LEDGER_BASE_ARITHMETIC_H_

#include <cstdint>
#include <optional>

namespace ingot {

std::optional<int64_t> CheckedAdd(int64_t a, int64_t b);
std::optional<int64_t> CheckedSub(int64_t a, int64_t b);

// floor(a * b / c), exact: the product is taken in 128 bits. Rounds towards minus infinity, whatever the signs.
// nullopt if c is 0 or the result does not fit.
std::optional<int64_t> MulDivFloor(int64_t a, int64_t b, int64_t c);

}  // namespace ingot

#endif  // INGOT_LEDGER_BASE_ARITHMETIC_H_
