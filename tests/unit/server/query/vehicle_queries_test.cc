#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "ledger/base/bytes.h"
#include "ledger/entry/canonical.h"
#include "ledger/entry/entry.h"
#include "server/query/page.h"
#include "tests/unit/server/query/query_fixture.h"

namespace ingot::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class VehicleQueriesTest : public QueryTest {
 protected:
  v1::GetVehicleRequest Vehicle(const std::string& vin) {
    v1::GetVehicleRequest request;
    request.set_vin(vin);
    return request;
  }

  v1::GetVehicleHistoryRequest History(const std::string& vin, int32_t page_size = 0) {
    v1::GetVehicleHistoryRequest request;
    request.set_vin(vin);
    request.set_page_size(page_size);
    return request;
  }

  static std::vector<uint64_t> SeqsOf(const v1::GetVehicleHistoryResponse& response) {
    std::vector<uint64_t> seqs;
    for (const v1::EntryBundle& bundle : response.entries()) seqs.push_back(entry::ParseEntry(bundle.entry())->seq());
    return seqs;
  }

  // Sequence numbers of the vehicle's entries in the reference ledger, newest first, none above `until`.
  std::vector<uint64_t> Expected(const std::string& vin, uint64_t until = UINT64_MAX) {
    std::vector<uint64_t> seqs;
    for (uint64_t seq = 0; seq < fleet_.ledger().entries().size() && seq <= until; ++seq) {
      const v1::Entry entry = fleet_.ledger().EntryAt(seq);
      for (const v1::SubjectLink& link : entry.subjects()) {
        if (link.kind() == v1::SUBJECT_KIND_VEHICLE && link.id() == vin) seqs.push_back(seq);
      }
    }
    std::reverse(seqs.begin(), seqs.end());
    return seqs;
  }

  std::vector<std::string> VinsOf(const std::string& organisation_id, v1::ListVehiclesRequest request) {
    std::vector<std::string> vins;
    while (true) {
      const auto response = Ask<v1::ListVehiclesResponse>(organisation_id, request);
      for (const v1::VehicleState& vehicle : response.vehicles()) vins.push_back(vehicle.vin());
      if (response.next_page_token().empty()) return vins;
      request.set_page_token(response.next_page_token());
    }
  }
};

TEST_F(VehicleQueriesTest, ForeignAndAbsentAnswerTheSame) {
  fleet_.Stock(Vin(1));
  CatchUp();
  EXPECT_EQ((Try<v1::GetVehicleResponse>(Fleet::kOther, Vehicle(Vin(1)))), "NOT_FOUND vin");
  EXPECT_EQ((Try<v1::GetVehicleResponse>(Fleet::kOther, Vehicle(Vin(2)))), "NOT_FOUND vin");
  EXPECT_EQ((Try<v1::GetVehicleHistoryResponse>(Fleet::kOther, History(Vin(1)))), "NOT_FOUND vin");
  EXPECT_EQ((Try<v1::GetVehicleResponse>(Fleet::kDealer, Vehicle(Vin(1)))), "OK");
}

TEST_F(VehicleQueriesTest, TheHolderGetsTheRecordTheRulesMade) {
  fleet_.Stock(Vin(1));
  CatchUp();
  const auto response = Ask<v1::GetVehicleResponse>(Fleet::kDealer, Vehicle(Vin(1)));
  EXPECT_EQ(response.vehicle().SerializeAsString(), fleet_.Vehicle(Vin(1)).SerializeAsString());
  EXPECT_EQ(response.head().count(), Expected(Vin(1)).size());
  EXPECT_EQ(response.checkpoint(), node_.node().published().Get()->note());
  EXPECT_FALSE(Ask<v1::GetVehicleResponse>(Fleet::kMaker, Vehicle(Vin(1))).has_head()) << "how its life went on";
}

TEST_F(VehicleQueriesTest, HistoriesFollowTheLinksInPages) {
  fleet_.Lease(Vin(1), v1::CONTRACT_KIND_LEASE);
  fleet_.Bear(Vin(2));
  for (int i = 1; i <= 5; ++i) fleet_.Do(Fleet::kWorkshop, Reading(Vin(1), 2'000 * i));
  CatchUp();
  const std::vector<uint64_t> expected = Expected(Vin(1));
  EXPECT_EQ(SeqsOf(Ask<v1::GetVehicleHistoryResponse>(Fleet::kDealer, History(Vin(1)))), expected);

  std::vector<uint64_t> paged;
  v1::GetVehicleHistoryRequest request = History(Vin(1), 2);
  while (true) {
    const auto response = Ask<v1::GetVehicleHistoryResponse>(Fleet::kDealer, request);
    const std::vector<uint64_t> seqs = SeqsOf(response);
    EXPECT_LE(seqs.size(), 2u);
    paged.insert(paged.end(), seqs.begin(), seqs.end());
    if (response.next_page_token().empty()) break;
    request.set_page_token(response.next_page_token());
  }
  EXPECT_EQ(paged, expected);
}

TEST_F(VehicleQueriesTest, AFormerHoldersHistoryEndsWithItsHandOver) {
  fleet_.Lease(Vin(1), v1::CONTRACT_KIND_LEASE);
  CatchUp();
  const uint64_t hand_over = fleet_.Vehicle(Vin(1)).holders(0).until_seq();
  const auto history = Ask<v1::GetVehicleHistoryResponse>(Fleet::kMaker, History(Vin(1)));
  EXPECT_EQ(SeqsOf(history), Expected(Vin(1), hand_over));
  EXPECT_LT(history.entries_size(), static_cast<int>(Expected(Vin(1)).size()));

  // A token made for the holder does not lead the former holder further.
  v1::GetVehicleHistoryRequest request = History(Vin(1), 1);
  const std::string token = Ask<v1::GetVehicleHistoryResponse>(Fleet::kDealer, request).next_page_token();
  request.set_page_token(token);
  EXPECT_EQ((Try<v1::GetVehicleHistoryResponse>(Fleet::kMaker, request)), "INVALID_PAGE_TOKEN page_token");
}

TEST_F(VehicleQueriesTest, AForgedTokenLeadsToNoOtherVehiclesEntry) {
  fleet_.Stock(Vin(1));
  fleet_.Bear(Vin(2));
  fleet_.Do(Fleet::kMaker, Sent(Vin(2), "maker/t-x", Fleet::kOther));
  fleet_.Stock(Vin(3));
  fleet_.Do(Fleet::kWorkshop, Reading(Vin(1), 5'000));
  CatchUp();
  const uint64_t foreign = Expected(Vin(2)).front();
  ASSERT_LT(foreign, Expected(Vin(1)).front());
  std::string cursor;
  AppendBe64(foreign, &cursor);
  v1::GetVehicleHistoryRequest request = History(Vin(1));
  request.set_page_token(query::MakePageToken({"GetVehicleHistory", Vin(1)}, cursor));
  EXPECT_EQ((Try<v1::GetVehicleHistoryResponse>(Fleet::kDealer, request)), "INVALID_PAGE_TOKEN page_token");
}

TEST_F(VehicleQueriesTest, TermsTravelWithTheEntriesOfTheirParties) {
  fleet_.Lease(Vin(1), v1::CONTRACT_KIND_LEASE);
  CatchUp();
  const auto terms_of = [this](const std::string& organisation_id) {
    int terms = 0;
    const auto history = Ask<v1::GetVehicleHistoryResponse>(organisation_id, History(Vin(1)));
    for (const v1::EntryBundle& bundle : history.entries()) terms += bundle.has_terms() ? 1 : 0;
    return terms;
  };
  EXPECT_EQ(terms_of(Fleet::kDealer), 1);
  EXPECT_EQ(terms_of("auditor"), 1);
  EXPECT_EQ(terms_of(Fleet::kMaker), 0);
}

TEST_F(VehicleQueriesTest, ListsShowWhatTheCallerHolds) {
  for (int i = 1; i <= 7; ++i) fleet_.Stock(Vin(i));
  fleet_.Bear(Vin(8));
  fleet_.Lease(Vin(9), v1::CONTRACT_KIND_LEASE);
  CatchUp();
  std::vector<std::string> dealers;
  for (const int i : {1, 2, 3, 4, 5, 6, 7, 9}) dealers.push_back(Vin(i));
  std::sort(dealers.begin(), dealers.end());
  v1::ListVehiclesRequest request;
  EXPECT_EQ(VinsOf(Fleet::kDealer, request), dealers);
  request.set_page_size(3);
  EXPECT_EQ(VinsOf(Fleet::kDealer, request), dealers);
  EXPECT_THAT(VinsOf(Fleet::kMaker, request), ElementsAre(Vin(8)));
  EXPECT_THAT(VinsOf(Fleet::kOther, request), IsEmpty());
  EXPECT_EQ(VinsOf("auditor", request).size(), 9u);

  request.set_holder(Fleet::kDealer);
  EXPECT_THAT(VinsOf(Fleet::kOther, request), IsEmpty()) << "as if it had none";
  EXPECT_EQ(VinsOf("auditor", request), dealers);
  request.set_custody(v1::CUSTODY_STATE_LEASED);
  EXPECT_THAT(VinsOf(Fleet::kDealer, request), ElementsAre(Vin(9)));
}

TEST_F(VehicleQueriesTest, AListsTokenBelongsToItsFilters) {
  for (int i = 1; i <= 3; ++i) fleet_.Stock(Vin(i));
  CatchUp();
  v1::ListVehiclesRequest request;
  request.set_page_size(1);
  request.set_page_token(Ask<v1::ListVehiclesResponse>(Fleet::kDealer, request).next_page_token());
  ASSERT_FALSE(request.page_token().empty());
  request.set_custody(v1::CUSTODY_STATE_IN_STOCK);
  EXPECT_EQ((Try<v1::ListVehiclesResponse>(Fleet::kDealer, request)), "INVALID_PAGE_TOKEN page_token");
  request.clear_page_token();
  request.set_page_size(5000);
  EXPECT_EQ((Try<v1::ListVehiclesResponse>(Fleet::kDealer, request)), "OUT_OF_RANGE page_size");
  request.set_page_size(1);
  request.set_custody(static_cast<v1::CustodyState>(99));
  EXPECT_EQ((Try<v1::ListVehiclesResponse>(Fleet::kDealer, request)), "UNKNOWN_ENUM custody");
}

TEST_F(VehicleQueriesTest, ASuccessorsListHoldsWhatItsPredecessorHeld) {
  fleet_.Stock(Vin(1));
  v1::OrganisationSucceeded succeeded;
  succeeded.set_organisation_id(Fleet::kDealer);
  succeeded.set_successor_id(Fleet::kOther);
  fleet_.Do(TestLedger::kOperator, succeeded);
  CatchUp();
  EXPECT_THAT(VinsOf(Fleet::kOther, v1::ListVehiclesRequest()), ElementsAre(Vin(1)));
  EXPECT_EQ((Try<v1::GetVehicleResponse>(Fleet::kOther, Vehicle(Vin(1)))), "OK");
}

}  // namespace
}  // namespace ingot::testing
