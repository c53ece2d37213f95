#include "clients/simulate/random.h"

#include "ledger/base/check.h"

namespace ingot::simulate {
namespace {

// The golden ratio's fraction of 2^64.
constexpr uint64_t kGamma = 0x9e3779b97f4a7c15;

}  // namespace

uint64_t Mix(uint64_t value) {
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
  value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
  return value ^ (value >> 31);
}

uint64_t Random::Next() {
  state_ += kGamma;
  return Mix(state_);
}

uint64_t Random::Below(uint64_t bound) {
  INGOT_CHECK(bound > 0);
  __extension__ using Wide = unsigned __int128;
  return static_cast<uint64_t>((static_cast<Wide>(Next()) * bound) >> 64);
}

int64_t Random::Between(int64_t low, int64_t high) {
  INGOT_CHECK(low <= high);
  return low + static_cast<int64_t>(Below(static_cast<uint64_t>(high - low) + 1));
}

std::string Random::Bytes(size_t count) {
  std::string bytes;
  bytes.reserve(count);
  uint64_t word = 0;
  for (size_t i = 0; i < count; ++i, word >>= 8) {
    if (i % 8 == 0) word = Next();
    bytes.push_back(static_cast<char>(word & 0xff));
  }
  return bytes;
}

Random StreamOf(uint64_t seed, uint64_t kind, uint64_t thing, uint64_t step) {
  uint64_t state = Mix(seed + kGamma);
  for (const uint64_t part : {kind, thing, step}) state = Mix((state ^ part) + kGamma);
  return Random(state);
}

}  // namespace ingot::simulate
