// Pseudo-random numbers that are the same on every machine: SplitMix64 (Steele, Lea, Flood: Fast Splittable
// Pseudorandom Number Generators, OOPSLA 2014), integers only. For demonstrations; nothing secret comes from here.
#ifndef INGOT_CLIENTS_SIMULATE_RANDOM_H_
#define INGOT_CLIENTS_SIMULATE_RANDOM_H_

#include <cstdint>
#include <string>

namespace ingot::simulate {

// SplitMix64's mixing of one state: a bijection of 64-bit numbers.
uint64_t Mix(uint64_t value);

// A value; copies go on alike.
class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}

  uint64_t Next();
  // 0 to bound - 1, with a bias below bound / 2^64. REQUIRES: bound above 0.
  uint64_t Below(uint64_t bound);
  // low to high, both included. REQUIRES: low <= high.
  int64_t Between(int64_t low, int64_t high);
  // True for so many of a million.
  bool Chance(uint32_t ppm) { return Below(1'000'000) < ppm; }
  std::string Bytes(size_t count);

 private:
  uint64_t state_;
};

// The stream of numbers that belongs to one thing (a vehicle's n-th step, a site's day): streams of different
// (seed, kind, thing, step) have nothing to do with each other, and none has to be kept.
Random StreamOf(uint64_t seed, uint64_t kind, uint64_t thing, uint64_t step);

}  // namespace ingot::simulate

#endif  // INGOT_CLIENTS_SIMULATE_RANDOM_H_
