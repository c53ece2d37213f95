// What mixing says about where metal came from, or went. A pool of metal has parts, which are pools themselves (what
// went in, or, looking forward, what came out); which grams of it are whose, nobody can tell. Of x grams of a pool of T
// grams, a part of m grams makes up at least x - (T - m), when everything else is in x, and at most m or x; pro rata it
// is x m / T, divided by the largest remainder as the rules divide (docs/DOMAIN.md, "Ancestry").
#ifndef INGOT_LEDGER_BOOKS_MIXTURE_H_
#define INGOT_LEDGER_BOOKS_MIXTURE_H_

#include <cstddef>
#include <cstdint>
#include <vector>

namespace ingot::books {

// A part of a pool: another pool, and how many grams of this one it is.
struct MixturePart {
  size_t pool = 0;
  int64_t grams = 0;
};

struct MixturePool {
  // Positive grams each; the pool's total is their sum. Empty where the pool is not looked into any further.
  std::vector<MixturePart> parts;
};

// Grams of the first pool that are a pool's.
struct MixtureShare {
  int64_t at_least_g = 0;
  int64_t at_most_g = 0;
  int64_t pro_rata_g = 0;
};

struct MixtureShares {
  // One a pool.
  std::vector<MixtureShare> pools;
  // What reaches pools that were counted already: metal that goes round in circles (the lots of two batches fed into
  // each other). Every at_most_g may be higher by as much as its own.
  MixtureShare circling;
};

// Follows `grams` of pool 0 into its parts, and so on: a pool is looked into once all that reaches it is known, pools
// in a circle in the order of the list. Of pool 0 itself all of `grams` is its share. Takes time and memory
// proportional to pools and parts. REQUIRES: grams from 0 to the total of pool 0, parts that name pools of the list.
MixtureShares FollowMixture(const std::vector<MixturePool>& pools, int64_t grams);

}  // namespace ingot::books

#endif  // INGOT_LEDGER_BOOKS_MIXTURE_H_
