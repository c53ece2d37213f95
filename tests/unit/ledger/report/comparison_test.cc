#include "ledger/report/comparison.h"

#include <gtest/gtest.h>

namespace ingot::report {
namespace {

v1::SiteYieldRow Site(const std::string& organisation, int64_t expected_g, int64_t variance_g) {
  v1::SiteYieldRow site;
  site.set_site_id(organisation + "/mill");
  site.set_organisation_id(organisation);
  site.set_expected_loss_g(expected_g);
  site.set_variance_g(variance_g);
  return site;
}

std::vector<v1::SiteYieldRow> Peers(int count) {
  std::vector<v1::SiteYieldRow> sites;
  for (int i = 1; i <= count; ++i) sites.push_back(Site("peer-" + std::to_string(i), 1'000, i * 10));
  return sites;
}

TEST(CompareYieldsTest, SumsOwnSitesAndRoundsDown) {
  const std::vector<v1::SiteYieldRow> sites = {Site("me", 3, -1), Site("me", 5, 2), Site("you", 1, 1)};
  const v1::GetYieldComparisonResponse response = CompareYields(sites, {"me"}, false);
  ASSERT_EQ(response.sites_size(), 2);
  EXPECT_EQ(response.sites(0).deviation_ppm(), -333'334) << "floor of -1/3";
  EXPECT_EQ(response.sites(1).deviation_ppm(), 400'000);
  EXPECT_EQ(response.expected_loss_g(), 8);
  EXPECT_EQ(response.variance_g(), 1);
  EXPECT_EQ(response.deviation_ppm(), 125'000);
}

// Nearest rank: of 5 the 2nd, 3rd and 4th; of 8 the 2nd, 4th and 6th.
TEST(CompareYieldsTest, QuartilesByNearestRank) {
  std::vector<v1::SiteYieldRow> sites = Peers(5);
  sites.push_back(Site("me", 1'000, 0));
  v1::GetYieldComparisonResponse response = CompareYields(sites, {"me"}, false);
  EXPECT_TRUE(response.peers_shown());
  EXPECT_EQ(response.peers(), 5u);
  EXPECT_EQ(response.lower_quartile_ppm(), 20'000);
  EXPECT_EQ(response.median_ppm(), 30'000);
  EXPECT_EQ(response.upper_quartile_ppm(), 40'000);
  response = CompareYields(Peers(8), {}, true);
  EXPECT_EQ(response.lower_quartile_ppm(), 20'000);
  EXPECT_EQ(response.median_ppm(), 40'000);
  EXPECT_EQ(response.upper_quartile_ppm(), 60'000);
}

TEST(CompareYieldsTest, FewPeersAreNotShown) {
  std::vector<v1::SiteYieldRow> sites = Peers(4);
  sites.push_back(Site("me", 1'000, 0));
  sites.push_back(Site("idle", 0, 5));
  // Two sites are one peer.
  sites.push_back(Site("peer-1", 1'000, 0));
  const v1::GetYieldComparisonResponse response = CompareYields(sites, {"me"}, false);
  EXPECT_EQ(response.peers(), 4u);
  EXPECT_FALSE(response.peers_shown());
  EXPECT_EQ(response.median_ppm(), 0);
}

TEST(CompareYieldsTest, WhoShredsNothingSeesNoPeers) {
  EXPECT_FALSE(CompareYields(Peers(9), {"dealer"}, false).peers_shown());
  EXPECT_EQ(CompareYields(Peers(9), {"dealer"}, false).sites_size(), 0);
}

}  // namespace
}  // namespace ingot::report
