#include "ledger/report/comparison.h"

#include <algorithm>
#include <map>
#include <utility>

#include "ledger/report/row_parts.h"

namespace ingot::report {
namespace {

struct Losses {
  int64_t expected_g = 0;
  int64_t variance_g = 0;

  void Add(const v1::SiteYieldRow& site) {
    expected_g += site.expected_loss_g();
    variance_g += site.variance_g();
  }
  int64_t deviation_ppm() const { return expected_g > 0 ? Ppm(variance_g, expected_g) : 0; }
};

// The value of which at least `quarters` quarters are not above it. REQUIRES: sorted, not empty.
int64_t Quartile(const std::vector<int64_t>& sorted, size_t quarters) {
  const size_t rank = (sorted.size() * quarters + 3) / 4;
  return sorted[std::max<size_t>(rank, 1) - 1];
}

}  // namespace

v1::GetYieldComparisonResponse CompareYields(const std::vector<v1::SiteYieldRow>& sites,
                                             const std::vector<std::string>& own, bool sees_everything) {
  v1::GetYieldComparisonResponse response;
  Losses mine;
  std::map<std::string, Losses> others;
  for (const v1::SiteYieldRow& site : sites) {
    if (std::find(own.begin(), own.end(), site.organisation_id()) == own.end()) {
      others[site.organisation_id()].Add(site);
      continue;
    }
    v1::SiteYieldRow& row = *response.add_sites();
    row = site;
    Losses losses;
    losses.Add(site);
    row.set_deviation_ppm(losses.deviation_ppm());
    mine.Add(site);
  }
  response.set_expected_loss_g(mine.expected_g);
  response.set_variance_g(mine.variance_g);
  response.set_deviation_ppm(mine.deviation_ppm());

  std::vector<int64_t> deviations;
  for (const auto& [organisation, losses] : others) {
    if (losses.expected_g > 0) deviations.push_back(losses.deviation_ppm());
  }
  std::sort(deviations.begin(), deviations.end());
  response.set_peers(static_cast<uint32_t>(deviations.size()));
  if (deviations.size() < kMinPeers || (mine.expected_g <= 0 && !sees_everything)) return response;
  response.set_peers_shown(true);
  response.set_lower_quartile_ppm(Quartile(deviations, 1));
  response.set_median_ppm(Quartile(deviations, 2));
  response.set_upper_quartile_ppm(Quartile(deviations, 3));
  return response;
}

}  // namespace ingot::report
