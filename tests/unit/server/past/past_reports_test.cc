// The one property of past states: what is asked of the state after N entries is answered as it was when N entries were
// all there were, byte for byte.
//
// INGOT_SIMULATION_SEED chooses another seed.
#include <cstdlib>

#include "tests/unit/server/past/past_fixture.h"

namespace ingot::testing {
namespace {

uint64_t Seed() {
  const char* const value = std::getenv("INGOT_SIMULATION_SEED");
  return value == nullptr ? 1'129 : std::strtoull(value, nullptr, 10);
}

class PastReportsTest : public PastTest {
 protected:
  PastReportsTest() : PastTest(Seed()) {}

  void ExpectAsBefore(uint64_t size, const std::map<std::string, std::string>& before) {
    const std::map<std::string, std::string> now = Everything(Await(node_.node().past(), size));
    ASSERT_EQ(now.size(), before.size());
    for (const auto& [name, answer] : before) {
      EXPECT_EQ(now.at(name), answer) << name << ", asked after " << size << " entries";
    }
  }
};

TEST_F(PastReportsTest, SayWhatTheySaidWhenTheEntriesWereAllThereWere) {
  constexpr int kHeads = 6;
  constexpr int kLivesAHead = 5;
  lives_ = kHeads * kLivesAHead;
  std::vector<std::pair<uint64_t, std::map<std::string, std::string>>> heads;
  for (int head = 0; head < kHeads; ++head) {
    for (int i = 0; i < kLivesAHead; ++i) Live(head * kLivesAHead + i);
    CatchUp(1 + static_cast<size_t>(Below(9)));
    heads.emplace_back(size(), Everything(nullptr));
  }
  // Something is to be told apart.
  EXPECT_GT(size(), 300u);
  for (size_t i = 1; i < heads.size(); ++i) {
    int other = 0;
    for (const auto& [name, answer] : heads[i].second) other += answer != heads[i - 1].second.at(name);
    EXPECT_GT(other, 100);
  }
  // In any order, so that states are begun anew, copied and gone on with.
  std::shuffle(heads.begin(), heads.end(), random_);
  for (const auto& [size, before] : heads) ExpectAsBefore(size, before);
  node_.Stop();
  node_.MustStart();
  ExpectAsBefore(heads.front().first, heads.front().second);
}

class PastCallerTest : public PastTest {
 protected:
  PastCallerTest() {
    works_.Lease(Vin(1), v1::CONTRACT_KIND_LEASE);
    CatchUp(1);
    then_ = size();
  }

  int VehiclesSeen(const std::string& organisation_id) {
    v1::ListVehiclesResponse response;
    const auto context = As(organisation_id, Await(node_.node().past(), then_));
    INGOT_CHECK_OK(query::Answer(*context, v1::ListVehiclesRequest(), &response));
    return response.vehicles_size();
  }

  uint64_t then_ = 0;
};

TEST_F(PastCallerTest, WhoWasEnrolledLaterMayAsk) {
  works_.ledger().Enrol("late", {v1::ROLE_AUDITOR});
  works_.ledger().Enrol("other", {v1::ROLE_DEALER});
  CatchUp(1);
  EXPECT_EQ(VehiclesSeen("late"), 1);
  EXPECT_EQ(VehiclesSeen("other"), 0);
}

TEST_F(PastCallerTest, WhoHasNoRightAnyMoreGetsNothing) {
  EXPECT_EQ(VehiclesSeen(Fleet::kAuditor), 1);
  v1::RoleRevoked revoked;
  revoked.set_organisation_id(Fleet::kAuditor);
  revoked.set_role(v1::ROLE_AUDITOR);
  works_.ledger().MustSubmit(TestLedger::kOperator, Fact(revoked));
  CatchUp(1);
  EXPECT_EQ(VehiclesSeen(Fleet::kAuditor), 0);
}

TEST_F(PastCallerTest, ASuccessorSeesWhatItsPredecessorHad) {
  works_.ledger().Enrol("heir", {v1::ROLE_DEALER});
  v1::OrganisationSucceeded succeeded;
  succeeded.set_organisation_id(Fleet::kDealer);
  succeeded.set_successor_id("heir");
  works_.ledger().MustSubmit(TestLedger::kOperator, Fact(succeeded));
  CatchUp(1);
  EXPECT_EQ(VehiclesSeen("heir"), 1);
  EXPECT_EQ(query::Context::Create(Head(), node_.node().notary(), board_, Fleet::kDealer, nullptr, nullptr, nullptr,
                                   Await(node_.node().past(), then_))
                .status()
                .code(),
            absl::StatusCode::kPermissionDenied);
}

TEST_F(PastCallerTest, PagesDontGoOnInAnotherState) {
  works_.Lease(Vin(2), v1::CONTRACT_KIND_LEASE);
  works_.Lease(Vin(3), v1::CONTRACT_KIND_LEASE);
  CatchUp(1);
  const uint64_t later = size();
  works_.Lease(Vin(4), v1::CONTRACT_KIND_LEASE);
  CatchUp(1);
  v1::ListVehiclesRequest request;
  request.set_page_size(1);
  v1::ListVehiclesResponse response;
  INGOT_CHECK_OK(query::Answer(*As(Fleet::kAuditor, Await(node_.node().past(), later)), request, &response));
  ASSERT_FALSE(response.next_page_token().empty());
  request.set_page_token(response.next_page_token());
  const auto go_on = [&](const SnapshotPtr& past) {
    v1::ListVehiclesResponse ignored;
    return OutcomeOf(query::Answer(*As(Fleet::kAuditor, past), request, &ignored));
  };
  EXPECT_EQ(go_on(Await(node_.node().past(), later)), "OK");
  EXPECT_EQ(go_on(Await(node_.node().past(), then_)), "INVALID_PAGE_TOKEN page_token");
  EXPECT_EQ(go_on(nullptr), "INVALID_PAGE_TOKEN page_token");
}

TEST_F(PastCallerTest, APointOfTheBooksAndAPastStateExcludeEachOther) {
  v1::GetBalanceSheetRequest request;
  request.mutable_point()->set_size(5);
  v1::GetBalanceSheetResponse response;
  EXPECT_EQ(OutcomeOf(query::Answer(*As(Fleet::kAuditor, Head()), request, &response)), "INVALID_VALUE point.size");
  EXPECT_EQ(OutcomeOf(query::Answer(*As(Fleet::kAuditor), request, &response)), "OK");
}

}  // namespace
}  // namespace ingot::testing
