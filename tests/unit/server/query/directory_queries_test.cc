#include <algorithm>
#include <string>
#include <vector>

#include "ledger/refusal/refusal.h"
#include "tests/unit/server/query/query_fixture.h"

namespace ingot::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;

class DirectoryQueriesTest : public QueryTest {
 protected:
  DirectoryQueriesTest() { CatchUp(); }
};

TEST_F(DirectoryQueriesTest, OrganisationsAreOpenToEveryone) {
  v1::ListOrganisationsRequest request;
  request.set_page_size(3);
  std::vector<std::string> ids;
  while (true) {
    const auto response = Ask<v1::ListOrganisationsResponse>(Fleet::kWorkshop, request);
    for (const v1::OrganisationState& organisation : response.organisations()) {
      ids.push_back(organisation.organisation_id());
    }
    if (response.next_page_token().empty()) break;
    request.set_page_token(response.next_page_token());
  }
  EXPECT_TRUE(std::is_sorted(ids.begin(), ids.end()));
  EXPECT_THAT(ids, UnorderedElementsAre("auditor", "dealer", "insurer", "maker", "operator", "other-dealer", "shredder",
                                        "treater", "workshop"));
  v1::GetOrganisationRequest one;
  one.set_organisation_id(Fleet::kMaker);
  EXPECT_THAT(Ask<v1::GetOrganisationResponse>(Fleet::kDealer, one).organisation().roles(),
              ElementsAre(v1::ROLE_MANUFACTURER));
  one.set_organisation_id("nobody");
  EXPECT_EQ((Try<v1::GetOrganisationResponse>(Fleet::kDealer, one)), "NOT_FOUND organisation_id");
}

TEST_F(DirectoryQueriesTest, KeysAreOpenRevokedOnesToo) {
  const crypto::PrivateKey second = TestKey("second");
  std::vector<TestEvent> events;
  events.push_back(Fact(fleet_.ledger().AddKey(Fleet::kMaker, second)));
  v1::KeyRevoked revoked;
  revoked.set_organisation_id(Fleet::kMaker);
  revoked.set_key_id(ToBytes(crypto::KeyId(second.public_key())));
  events.push_back(Fact(revoked));
  node_.MustSubmit(fleet_.ledger().Build(Fleet::kMaker, std::move(events)));
  v1::ListKeysRequest request;
  request.set_organisation_id(Fleet::kMaker);
  request.set_page_size(1);
  std::vector<bool> revocations;
  while (true) {
    const auto response = Ask<v1::ListKeysResponse>(Fleet::kDealer, request);
    for (const v1::KeyState& key : response.keys()) revocations.push_back(key.revoked());
    if (response.next_page_token().empty()) break;
    request.set_page_token(response.next_page_token());
  }
  EXPECT_THAT(revocations, UnorderedElementsAre(false, true));
  request.set_organisation_id("nobody");
  request.clear_page_token();
  EXPECT_EQ((Try<v1::ListKeysResponse>(Fleet::kDealer, request)), "NOT_FOUND organisation_id");
}

TEST_F(DirectoryQueriesTest, SitesAndInstrumentsAreOnesOwn) {
  const auto own = Ask<v1::ListSitesResponse>(Fleet::kShredder, v1::ListSitesRequest());
  ASSERT_EQ(own.sites_size(), 1);
  EXPECT_EQ(own.sites(0).site_id(), "shredder/mill");
  EXPECT_EQ(own.instruments_size(), 3);
  v1::ListSitesRequest other;
  other.set_organisation_id(Fleet::kShredder);
  EXPECT_EQ((Try<v1::ListSitesResponse>(Fleet::kDealer, other)), "NOT_FOUND organisation_id");
  EXPECT_EQ(Ask<v1::ListSitesResponse>("auditor", other).instruments_size(), 3);
  other.set_organisation_id("nobody");
  EXPECT_EQ((Try<v1::ListSitesResponse>("auditor", other)), "NOT_FOUND organisation_id");

  v1::ListSitesRequest paged;
  paged.set_page_size(1);
  std::vector<std::string> sites;
  int instruments = 0;
  while (true) {
    const auto response = Ask<v1::ListSitesResponse>(Fleet::kTreater, paged);
    for (const v1::SiteState& site : response.sites()) sites.push_back(site.site_id());
    instruments += response.instruments_size();
    if (response.next_page_token().empty()) break;
    paged.set_page_token(response.next_page_token());
  }
  EXPECT_THAT(sites, UnorderedElementsAre("treater/yard", "treater/second", "treater/lapsed"));
  EXPECT_EQ(instruments, 0);
}

TEST_F(DirectoryQueriesTest, BrandsAndStandardsAreOpen) {
  const auto brands = Ask<v1::ListBrandsResponse>(Fleet::kWorkshop, v1::ListBrandsRequest());
  ASSERT_GE(brands.brands_size(), 1);
  EXPECT_EQ(brands.brands(0).brand_id(), kTestBrand);
  const auto standards = Ask<v1::ListYieldStandardsResponse>(Fleet::kWorkshop, v1::ListYieldStandardsRequest());
  std::vector<std::string> ids;
  for (const v1::YieldStandardState& standard : standards.standards()) ids.push_back(standard.standard().standard_id());
  EXPECT_THAT(ids, ::testing::Contains(kTestStandard));
}

TEST_F(DirectoryQueriesTest, AStrangerIsToldThatItIsNotEnrolled) {
  const auto context =
      query::Context::Create(node_.node().published().Get(), node_.node().notary(), board_, "stranger");
  EXPECT_EQ(refusal::RefusalOf(context.status())->reason(), v1::REFUSAL_REASON_UNKNOWN_ORGANISATION);
}

}  // namespace
}  // namespace ingot::testing
