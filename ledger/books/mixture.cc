#include "ledger/books/mixture.h"

#include <algorithm>
#include <queue>

#include "ledger/base/check.h"
#include "ledger/mass/amounts.h"

namespace ingot::books {
namespace {

int64_t TotalOf(const MixturePool& pool) {
  int64_t total = 0;
  for (const MixturePart& part : pool.parts) {
    INGOT_CHECK(part.grams > 0);
    total += part.grams;
  }
  return total;
}

class Follower {
 public:
  Follower(const std::vector<MixturePool>& pools, int64_t grams)
      : pools_(pools), waiting_for_(pools.size(), 0), done_(pools.size(), false) {
    INGOT_CHECK(!pools.empty());
    shares_.pools.resize(pools.size());
    shares_.pools[0] = {.at_least_g = grams, .at_most_g = grams, .pro_rata_g = grams};
  }

  MixtureShares Follow() && {
    Count();
    ready_.push(0);
    size_t next_in_circle = 0;
    while (true) {
      while (!ready_.empty()) {
        const size_t pool = ready_.front();
        ready_.pop();
        if (!done_[pool]) LookInto(pool);
      }
      // What is left stands in a circle, or behind one.
      while (next_in_circle < pools_.size() && (done_[next_in_circle] || !reached_[next_in_circle])) ++next_in_circle;
      if (next_in_circle == pools_.size()) break;
      ready_.push(next_in_circle);
    }
    return std::move(shares_);
  }

 private:
  // How many parts lead to each pool, among the pools that can be reached.
  void Count() {
    reached_.assign(pools_.size(), false);
    reached_[0] = true;
    std::queue<size_t> queue;
    queue.push(0);
    while (!queue.empty()) {
      const size_t pool = queue.front();
      queue.pop();
      for (const MixturePart& part : pools_[pool].parts) {
        INGOT_CHECK(part.pool < pools_.size());
        ++waiting_for_[part.pool];
        if (reached_[part.pool]) continue;
        reached_[part.pool] = true;
        queue.push(part.pool);
      }
    }
  }

  void LookInto(size_t index) {
    done_[index] = true;
    const MixturePool& pool = pools_[index];
    if (pool.parts.empty()) return;
    const int64_t total = TotalOf(pool);
    // Several ways to a pool may promise more of it than there is.
    MixtureShare& whole = shares_.pools[index];
    whole.at_most_g = std::min(whole.at_most_g, total);
    std::vector<int64_t> weights;
    weights.reserve(pool.parts.size());
    for (const MixturePart& part : pool.parts) weights.push_back(part.grams);
    const std::vector<int64_t> pro_rata = mass::LargestRemainder(whole.pro_rata_g, weights);
    for (size_t i = 0; i < pool.parts.size(); ++i) {
      const int64_t grams = pool.parts[i].grams;
      Reach(pool.parts[i].pool, {.at_least_g = std::max<int64_t>(0, whole.at_least_g - (total - grams)),
                                 .at_most_g = std::min(whole.at_most_g, grams),
                                 .pro_rata_g = pro_rata[i]});
    }
  }

  void Reach(size_t index, const MixtureShare& share) {
    if (waiting_for_[index] > 0) --waiting_for_[index];
    if (done_[index]) {
      Add(shares_.circling, share);
      return;
    }
    Add(shares_.pools[index], share);
    if (waiting_for_[index] == 0) ready_.push(index);
  }

  void Add(MixtureShare& sum, const MixtureShare& share) {
    sum.at_least_g += share.at_least_g;
    sum.pro_rata_g += share.pro_rata_g;
    // Whatever ways it took, it is no more than the metal that is followed.
    sum.at_most_g = std::min(sum.at_most_g + share.at_most_g, shares_.pools[0].at_most_g);
  }

  const std::vector<MixturePool>& pools_;
  std::vector<size_t> waiting_for_;
  std::vector<bool> done_;
  std::vector<bool> reached_;
  std::queue<size_t> ready_;
  MixtureShares shares_;
};

}  // namespace

MixtureShares FollowMixture(const std::vector<MixturePool>& pools, int64_t grams) {
  INGOT_CHECK(!pools.empty() && grams >= 0);
  INGOT_CHECK(pools[0].parts.empty() || grams <= TotalOf(pools[0]));
  return Follower(pools, grams).Follow();
}

}  // namespace ingot::books
