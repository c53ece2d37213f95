#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "ledger/state/record_key.h"
#include "tests/unit/server/query/query_fixture.h"

namespace ingot::testing {
namespace {

class RecordQueriesTest : public QueryTest {
 protected:
  std::vector<v1::AccountState> Accounts(const std::string& organisation_id, v1::GetAccountsRequest request) {
    std::vector<v1::AccountState> accounts;
    while (true) {
      const auto response = Ask<v1::GetAccountsResponse>(organisation_id, request);
      accounts.insert(accounts.end(), response.accounts().begin(), response.accounts().end());
      if (response.next_page_token().empty()) return accounts;
      request.set_page_token(response.next_page_token());
    }
  }

  // Keys of the reference ledger's accounts that belong to the organisation ("*": all), ascending.
  std::vector<std::string> ExpectedAccounts(const std::string& organisation_id) {
    std::vector<std::string> keys;
    for (const auto& [key, record] : fleet_.ledger().state().records()) {
      if (!record->has_account()) continue;
      if (organisation_id == "*" || record->account().organisation_id() == organisation_id) keys.push_back(key);
    }
    return keys;
  }

  static std::vector<std::string> KeysOf(const std::vector<v1::AccountState>& accounts) {
    std::vector<std::string> keys;
    keys.reserve(accounts.size());
    for (const v1::AccountState& account : accounts) keys.push_back(state::AccountKey(account.account()));
    return keys;
  }
};

TEST_F(RecordQueriesTest, AContractIsItsParties) {
  fleet_.Lease(Vin(1), v1::CONTRACT_KIND_LEASE);
  CatchUp();
  v1::GetContractRequest request;
  request.set_contract_id(Fleet::ContractOf(Vin(1)));
  const auto response = Ask<v1::GetContractResponse>(Fleet::kDealer, request);
  EXPECT_EQ(response.contract().SerializeAsString(), fleet_.Contract(Fleet::ContractOf(Vin(1))).SerializeAsString());
  EXPECT_GT(response.contract().total_minor_units(), 0);
  EXPECT_EQ((Try<v1::GetContractResponse>(Fleet::kMaker, request)), "NOT_FOUND contract_id");
  request.set_contract_id("dealer/none");
  EXPECT_EQ((Try<v1::GetContractResponse>(Fleet::kDealer, request)), "NOT_FOUND contract_id");
}

TEST_F(RecordQueriesTest, TermsAndAmountsAreThePartiesAndTheAuditors) {
  fleet_.Lease(Vin(1), v1::CONTRACT_KIND_LEASE);
  const std::string contract = Fleet::ContractOf(Vin(1));
  fleet_.Do(Fleet::kDealer, Novated(contract, Fleet::kWorkshop));
  fleet_.Do(Fleet::kDealer, Fee(contract, "f1"), AmountOf(25));
  CatchUp();
  v1::GetContractRequest request;
  request.set_contract_id(contract);
  for (const char* party : {Fleet::kDealer, Fleet::kWorkshop, "auditor"}) {
    const auto response = Ask<v1::GetContractResponse>(party, request);
    EXPECT_EQ(response.contract().terms().schedule(0).amount_minor_units(), 100) << party;
    EXPECT_EQ(response.contract().fees_minor_units(), 25) << party;
  }
  // Nobody else, holder of the vehicle in former days or not.
  for (const char* stranger : {Fleet::kMaker, Fleet::kOther, Fleet::kTreater, Fleet::kShredder, Fleet::kInsurer}) {
    EXPECT_EQ((Try<v1::GetContractResponse>(stranger, request)), "NOT_FOUND contract_id") << stranger;
  }
  fleet_.Do(Fleet::kDealer, Novated(contract, Fleet::kOther));
  CatchUp();
  EXPECT_EQ((Try<v1::GetContractResponse>(Fleet::kOther, request)), "OK") << "the new lessee";
  EXPECT_EQ((Try<v1::GetContractResponse>(Fleet::kWorkshop, request)), "NOT_FOUND contract_id") << "the former one";
}

TEST_F(RecordQueriesTest, BatchesAndLotsAreTheRecyclers) {
  fleet_.ToMill({Vin(1), Vin(2)});
  fleet_.Do(Fleet::kShredder, Fed("shredder/b-1", {Vin(1), Vin(2)}));
  fleet_.Do(Fleet::kShredder, Weighed("shredder/l-1", "shredder/b-1", fleet_.Ticket("77", 400'000, 100'000)));
  CatchUp();
  v1::GetBatchRequest batch;
  batch.set_batch_id("shredder/b-1");
  const auto response = Ask<v1::GetBatchResponse>(Fleet::kShredder, batch);
  EXPECT_EQ(response.batch().SerializeAsString(), fleet_.Batch("shredder/b-1").SerializeAsString());
  int64_t in_process = 0;
  for (const v1::Amount& amount : response.in_process()) in_process += amount.grams();
  v1::Account account;
  account.set_account_class(v1::ACCOUNT_CLASS_IN_PROCESS);
  account.set_party("shredder/b-1");
  EXPECT_EQ(in_process, fleet_.ledger().TotalOf(account));
  EXPECT_GT(in_process, 0);
  EXPECT_EQ((Try<v1::GetBatchResponse>(Fleet::kDealer, batch)), "NOT_FOUND batch_id");

  v1::GetLotRequest lot;
  lot.set_lot_id("shredder/l-1");
  EXPECT_EQ(Ask<v1::GetLotResponse>(Fleet::kShredder, lot).lot().SerializeAsString(),
            fleet_.Lot("shredder/l-1").SerializeAsString());
  EXPECT_EQ((Try<v1::GetLotResponse>(Fleet::kTreater, lot)), "NOT_FOUND lot_id");
  EXPECT_EQ((Try<v1::GetLotResponse>("auditor", lot)), "OK");
}

TEST_F(RecordQueriesTest, HeatsAreTheirSmeltersAndClaimsWhoseTheyAre) {
  v1::RoleGranted granted;
  granted.set_organisation_id(Fleet::kShredder);
  granted.set_role(v1::ROLE_SMELTER);
  fleet_.Do(TestLedger::kOperator, granted);
  v1::HeatMelted melted = Melted("shredder/h-1", {}, 98'000);
  melted.set_site_id("shredder/mill");
  *melted.add_tickets() = Scrap(fleet_.Ticket("77", 400'000, 300'000), 100'000);
  fleet_.Do(Fleet::kShredder, melted);
  fleet_.Do(Fleet::kShredder, BackTo(kTestBrand, "shredder/h-1", 90'000));
  fleet_.Do(Fleet::kMaker, Claimed("maker/c-1", "shredder/h-1", 50'000));
  CatchUp();
  v1::GetHeatRequest heat;
  heat.set_heat_id("shredder/h-1");
  const v1::HeatState stored = fleet_.ledger().RecordOf(v1::SUBJECT_KIND_HEAT, "shredder/h-1").heat();
  EXPECT_EQ(Ask<v1::GetHeatResponse>("auditor", heat).heat().SerializeAsString(), stored.SerializeAsString());
  const v1::GetHeatResponse shown = Ask<v1::GetHeatResponse>(Fleet::kShredder, heat);
  EXPECT_EQ(shown.heat().returned(0).returned_g(), 90'000);
  EXPECT_EQ(shown.heat().returned(0).claimed_size(), 0) << "the manufacturer's own";
  EXPECT_EQ(shown.head().count(), 3u);
  EXPECT_EQ((Try<v1::GetHeatResponse>(Fleet::kMaker, heat)), "NOT_FOUND heat_id");
  heat.set_heat_id("shredder/none");
  EXPECT_EQ((Try<v1::GetHeatResponse>("auditor", heat)), "NOT_FOUND heat_id");

  v1::GetClaimRequest claim;
  claim.set_claim_id("maker/c-1");
  const v1::GetClaimResponse response = Ask<v1::GetClaimResponse>(Fleet::kMaker, claim);
  EXPECT_EQ(response.claim().heats(0).amounts(0).grams(), 50'000);
  EXPECT_EQ(response.head().count(), 1u);
  EXPECT_EQ((Try<v1::GetClaimResponse>(Fleet::kShredder, claim)), "NOT_FOUND claim_id");
  claim.set_claim_id("maker/none");
  EXPECT_EQ((Try<v1::GetClaimResponse>("auditor", claim)), "NOT_FOUND claim_id");
}

TEST_F(RecordQueriesTest, BalancesAreTheirOwnersInTheOrderOfTheirKeys) {
  for (int i = 1; i <= 3; ++i) fleet_.Stock(Vin(i));
  fleet_.ToMill({Vin(4), Vin(5)});
  fleet_.Do(Fleet::kShredder, Fed("shredder/b-1", {Vin(4), Vin(5)}));
  CatchUp();
  for (const char* organisation : {Fleet::kMaker, Fleet::kTreater, Fleet::kShredder, Fleet::kDealer}) {
    const std::vector<v1::AccountState> accounts = Accounts(organisation, v1::GetAccountsRequest());
    EXPECT_EQ(KeysOf(accounts), ExpectedAccounts(organisation)) << organisation;
    for (const v1::AccountState& account : accounts) {
      EXPECT_EQ(account.SerializeAsString(),
                fleet_.ledger().RecordOf(state::AccountKey(account.account())).account().SerializeAsString());
    }
  }
  v1::GetAccountsRequest paged;
  paged.set_page_size(1);
  EXPECT_EQ(KeysOf(Accounts("auditor", paged)), ExpectedAccounts("*"));
  EXPECT_EQ(KeysOf(Accounts(Fleet::kMaker, paged)), ExpectedAccounts(Fleet::kMaker));
}

TEST_F(RecordQueriesTest, BalancesByClassAndParty) {
  for (int i = 1; i <= 3; ++i) fleet_.Stock(Vin(i));
  fleet_.ToMill({Vin(4)});
  CatchUp();
  for (int account_class = 1; account_class <= v1::AccountClass_MAX; ++account_class) {
    if (!v1::AccountClass_IsValid(account_class)) continue;
    v1::GetAccountsRequest request;
    request.set_page_size(1);
    request.set_account_class(static_cast<v1::AccountClass>(account_class));
    std::vector<std::string> expected;
    for (const std::string& key : ExpectedAccounts("*")) {
      if (key[1] == static_cast<char>(account_class)) expected.push_back(key);
    }
    EXPECT_EQ(KeysOf(Accounts("auditor", request)), expected) << account_class;
  }
  v1::GetAccountsRequest request;
  request.set_party(kTestBrand);
  const std::vector<v1::AccountState> of_brand = Accounts("auditor", request);
  EXPECT_FALSE(of_brand.empty());
  for (const v1::AccountState& account : of_brand) EXPECT_EQ(account.account().party(), kTestBrand);
}

TEST_F(RecordQueriesTest, AGroupsBalancesAreItsMembersMerged) {
  fleet_.ledger().Enrol("holding", {v1::ROLE_GROUP});
  for (const char* id : {"member-a", "member-b"}) {
    v1::OrganisationEnrolled member;
    member.set_organisation_id(id);
    member.set_name(id);
    member.set_country("DE");
    member.add_roles(v1::ROLE_MANUFACTURER);
    member.set_group_id("holding");
    std::vector<TestEvent> events;
    events.push_back(Fact(member));
    events.push_back(Fact(fleet_.ledger().AddKey(id, TestKey(id))));
    fleet_.ledger().MustSubmit(TestLedger::kOperator, std::move(events));
    fleet_.ledger().UseKey(id, TestKey(id));
    v1::BrandRegistered brand;
    brand.set_brand_id(std::string(id) + "/brand");
    brand.set_name("Brand");
    fleet_.Do(id, brand);
    v1::ModelMovedToBrand model;
    model.set_model_id(std::string(id) + "/model");
    model.set_brand_id(brand.brand_id());
    fleet_.Do(id, model);
    v1::VehicleRegistered vehicle = Registered(Vin(id[7] == 'a' ? 1 : 2));
    vehicle.set_brand_id(brand.brand_id());
    vehicle.set_model_id(model.model_id());
    fleet_.Do(id, vehicle);
  }
  CatchUp();
  std::vector<std::string> expected = ExpectedAccounts("member-a");
  const std::vector<std::string> others = ExpectedAccounts("member-b");
  ASSERT_FALSE(expected.empty() || others.empty());
  expected.insert(expected.end(), others.begin(), others.end());
  std::sort(expected.begin(), expected.end());
  v1::GetAccountsRequest paged;
  paged.set_page_size(1);
  EXPECT_EQ(KeysOf(Accounts("holding", paged)), expected);
  EXPECT_EQ(Ask<v1::ListVehiclesResponse>("holding", v1::ListVehiclesRequest()).vehicles_size(), 2);
  EXPECT_EQ(Ask<v1::ListVehiclesResponse>("member-a", v1::ListVehiclesRequest()).vehicles_size(), 1);
}

}  // namespace
}  // namespace ingot::testing
