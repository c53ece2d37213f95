// Each report against an obvious pass over all records, whatever the page, the filters and the caller.
#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "ledger/iso/date.h"
#include "ledger/refusal/refusal.h"
#include "ledger/state/flags.h"
#include "ledger/state/record_key.h"
#include "server/query/page.h"
#include "server/query/report_pages.h"
#include "tests/support/works.h"
#include "tests/unit/server/query/query_fixture.h"

namespace ingot::testing {
namespace {

using Ids = std::vector<std::string>;

class ReportQueriesTest : public QueryTestOf<Works> {
 protected:
  // A yard of everything: vehicles in many states, on many days, of several organisations.
  ReportQueriesTest() {
    std::mt19937 random(20260301);
    for (int n = 1; n <= 40; ++n) {
      Step(n, random() % 9);
      fleet_.ledger().Advance(static_cast<int64_t>(random() % 5) * TestLedger::kDayUs);
    }
    fleet_.OpenBatch("shredder/b-1", {Vin(101), Vin(102)});
    fleet_.Recover("shredder/l-1", "shredder/b-1", 300'000);
    fleet_.ledger().Advance(TestLedger::kDayUs);
    fleet_.OpenBatch("shredder/b-2", {Vin(103)}, 50'000);
    fleet_.Recover("shredder/l-2", "shredder/b-2", 200'000);
    fleet_.Do(Fleet::kShredder, Closed("shredder/b-1"));
    // Lots of the shredder's own laboratory, one beyond its sources, one without tare, one on its way.
    fleet_.OpenBatch("shredder/b-3", {Vin(104)});
    v1::WeighTicket ticket = fleet_.NextTicket(400'000);
    fleet_.Do(Fleet::kShredder, Weighed("shredder/l-3", "shredder/b-3", ticket));
    v1::LotAssayed assay = Assayed("shredder/l-3", 0, 0, 1'000'000);
    assay.set_laboratory(Fleet::kShredder);
    fleet_.Do(Fleet::kShredder, assay);
    fleet_.Do(Fleet::kShredder, LotsSent("shredder/t-lot", {"shredder/l-2"}, Works::kSmelter));
    fleet_.Do(Fleet::kShredder, Voided("shredder/bridge-2", "B-7"));
    fleet_.Do(Fleet::kShredder, Voided("shredder/bridge-2", "B-9"));
    fleet_.Do(Fleet::kShredder, Voided("shredder/bridge-2", "B-12"));
    fleet_.Stock(Vin(200));
    fleet_.Do(Fleet::kDealer, RetiredOf(Vin(200)));
    INGOT_CHECK(fleet_.TryReversal(Fleet::kDealer, fleet_.LastSeq()) == "OK");
    CatchUp();
  }

  void Step(int n, unsigned kind) {
    const std::string vin = Vin(n);
    switch (kind) {
      case 0:
        return fleet_.Bear(vin);
      case 1:
        return fleet_.Stock(vin);
      case 2:
        return Lease(vin, 10'000'000);
      case 3:
        Lease(vin, 0);
        return fleet_.EndLease(vin, v1::CONTRACT_END_REASON_TERM_REACHED, 900);
      case 4:
        return fleet_.TakeBack(vin);
      case 5:
        return fleet_.ToYard(vin);
      case 6:
        return fleet_.ToHulk(vin);
      case 7:
        return fleet_.Sell(vin);
      default:
        // To another dealer.
        fleet_.Stock(vin);
        fleet_.Do(Fleet::kDealer, Sent(vin, Fleet::TransferOf(vin), Fleet::kOther));
        fleet_.Do(Fleet::kOther, Received(vin, Fleet::TransferOf(vin)));
    }
  }

  void Lease(const std::string& vin, int64_t allowance_m) {
    fleet_.Stock(vin);
    const std::string id = Fleet::ContractOf(vin);
    v1::ContractTerms terms = TermsOf(v1::CONTRACT_KIND_LEASE);
    terms.set_mileage_allowance_m_per_year(allowance_m);
    fleet_.Do(Fleet::kDealer, Signed(id, vin, v1::CONTRACT_KIND_LEASE), terms);
    fleet_.Do(Fleet::kDealer, HandedOver(id, vin));
    fleet_.Do(Fleet::kDealer, Reading(vin, 1'000 + 1'500'000));
  }

  // All rows' ids, page by page, and through the stream; both must agree.
  template <typename Response, typename Request, typename IdOf>
  Ids All(const std::string& caller, Request request, IdOf id_of) {
    Ids ids;
    Response response;
    do {
      response = Ask<Response>(caller, request);
      EXPECT_FALSE(response.checkpoint().empty());
      for (const auto& row : response.rows()) ids.push_back(id_of(row));
      request.set_page_token(response.next_page_token());
    } while (!response.next_page_token().empty());
    return ids;
  }

  // The obvious pass: ids of the records that `wanted` names, sorted by the key that it gives.
  template <typename Wanted>
  Ids Pass(Wanted wanted) {
    std::multimap<std::string, std::string> found;
    for (const auto& [key, record] : fleet_.ledger().state().records()) {
      std::string order;
      if (wanted(*record, &order)) found.emplace(order + key.substr(1), key.substr(1));
    }
    Ids ids;
    for (const auto& [order, id] : found) ids.push_back(id);
    return ids;
  }

  static bool Sees(const std::string& caller, const std::string& owner) {
    return caller == Fleet::kAuditor || caller == TestLedger::kOperator || caller == owner;
  }

  // Callers that see all get organisations one after the other: then only what is listed counts.
  static void ExpectSame(const std::string& caller, Ids rows, Ids expected) {
    if (Sees(caller, "")) {
      std::sort(rows.begin(), rows.end());
      std::sort(expected.begin(), expected.end());
    }
    EXPECT_EQ(rows, expected) << caller;
  }

  static constexpr const char* kCallers[] = {Fleet::kDealer,   Fleet::kOther,    Fleet::kMaker,
                                             Fleet::kTreater,  Fleet::kShredder, Works::kSmelter,
                                             Fleet::kWorkshop, Fleet::kAuditor,  TestLedger::kOperator};
};

TEST_F(ReportQueriesTest, Stock) {
  for (const std::string caller : kCallers) {
    for (const int page_size : {1, 3, 1000}) {
      v1::ListStockRequest request;
      request.set_page_size(page_size);
      ExpectSame(caller, All<v1::ListStockResponse>(caller, request, [](const auto& row) { return row.vin(); }),
                 Pass([&](const v1::Record& record, std::string* order) {
                   const v1::VehicleState& vehicle = record.vehicle();
                   if (vehicle.has_custody_since()) *order = iso::ToString(vehicle.custody_since());
                   return Sees(caller, vehicle.holder()) && !vehicle.holder().empty() &&
                          (vehicle.custody() == v1::CUSTODY_STATE_REGISTERED ||
                           vehicle.custody() == v1::CUSTODY_STATE_IN_STOCK ||
                           vehicle.custody() == v1::CUSTODY_STATE_RETURNED);
                 }));
    }
  }
  // By age: what came before or on the day 40 days before.
  const v1::Date on = MakeDate(2026, 5, 20);
  v1::ListStockRequest request;
  *request.mutable_on() = on;
  request.set_min_age_days(40);
  request.set_page_size(2);
  for (const std::string caller : {Fleet::kDealer, Fleet::kAuditor}) {
    const Ids rows = All<v1::ListStockResponse>(caller, request, [](const auto& row) { return row.vin(); });
    EXPECT_FALSE(rows.empty());
    ExpectSame(caller, rows, Pass([&](const v1::Record& record, std::string* order) {
                 const v1::VehicleState& vehicle = record.vehicle();
                 if (!vehicle.has_custody_since()) return false;
                 *order = iso::ToString(vehicle.custody_since());
                 return *order <= "2026-04-10" && !vehicle.holder().empty() && Sees(caller, vehicle.holder()) &&
                        vehicle.custody() <= v1::CUSTODY_STATE_RETURNED &&
                        vehicle.custody() != v1::CUSTODY_STATE_LEASED &&
                        vehicle.custody() != v1::CUSTODY_STATE_LEASE_TO_OWN;
               }));
  }
}

TEST_F(ReportQueriesTest, Contracts) {
  for (const std::string caller : kCallers) {
    for (const int page_size : {2, 1000}) {
      v1::ListExpiriesRequest expiries;
      expiries.set_page_size(page_size);
      expiries.set_within_days(36'500);
      ExpectSame(caller,
                 All<v1::ListExpiriesResponse>(caller, expiries, [](const auto& row) { return row.contract_id(); }),
                 Pass([&](const v1::Record& record, std::string* /*order*/) {
                   return record.contract().stage() == v1::CONTRACT_STAGE_ACTIVE && Sees(caller, Fleet::kDealer);
                 }));
      v1::ListReturnsDueRequest due;
      due.set_page_size(page_size);
      ExpectSame(caller,
                 All<v1::ListReturnsDueResponse>(caller, due, [](const auto& row) { return row.contract_id(); }),
                 Pass([&](const v1::Record& record, std::string* order) {
                   *order = iso::ToString(record.contract().ended_on());
                   return record.contract().return_due() && Sees(caller, Fleet::kDealer);
                 }));
      v1::ListMileageRequest mileage;
      mileage.set_page_size(page_size);
      *mileage.mutable_on() = MakeDate(2026, 6, 1);
      ExpectSame(caller,
                 All<v1::ListMileageResponse>(caller, mileage, [](const auto& row) { return row.contract_id(); }),
                 Pass([&](const v1::Record& record, std::string* /*order*/) {
                   const v1::ContractState& contract = record.contract();
                   if (contract.stage() != v1::CONTRACT_STAGE_ACTIVE || !Sees(caller, Fleet::kDealer)) return false;
                   // 10 000 km a year: 1 500 km are beyond the allowance for 54 days and less.
                   return contract.terms().mileage_allowance_m_per_year() == 10'000'000 &&
                          iso::ToString(contract.handed_over_on()) >= "2026-04-08";
                 }));
    }
  }
  v1::ListArrearsRequest arrears;
  arrears.set_page_size(3);
  *arrears.mutable_on() = MakeDate(2026, 4, 15);
  const Ids late =
      All<v1::ListArrearsResponse>(Fleet::kDealer, arrears, [](const auto& row) { return row.contract_id(); });
  // Nobody has paid anything: every contract is, from its first day on.
  EXPECT_EQ(std::set<std::string>(late.begin(), late.end()).size(), late.size());
  EXPECT_EQ(late.size(), Pass([](const v1::Record& record, std::string*) { return record.has_contract(); }).size());
  EXPECT_TRUE(
      All<v1::ListArrearsResponse>(Fleet::kOther, arrears, [](const auto& row) { return row.contract_id(); }).empty());
}

TEST_F(ReportQueriesTest, HulksBatchesLots) {
  for (const std::string caller : kCallers) {
    v1::ListHulksRequest hulks;
    hulks.set_page_size(2);
    hulks.set_certified(v1::ANSWER_YES);
    ExpectSame(caller, All<v1::ListHulksResponse>(caller, hulks, [](const auto& row) { return row.vin(); }),
               Pass([&](const v1::Record& record, std::string* order) {
                 if (!record.has_vehicle()) return false;
                 *order = iso::ToString(record.vehicle().custody_since());
                 return record.vehicle().custody() == v1::CUSTODY_STATE_AT_FACILITY && record.vehicle().certified() &&
                        Sees(caller, record.vehicle().holder());
               }));
    v1::ListOpenBatchesRequest batches;
    batches.set_page_size(1);
    ExpectSame(caller,
               All<v1::ListOpenBatchesResponse>(caller, batches, [](const auto& row) { return row.batch_id(); }),
               Pass([&](const v1::Record& record, std::string* order) {
                 if (!record.has_batch()) return false;
                 *order = iso::ToString(record.batch().opened_on());
                 return !record.batch().closed() && Sees(caller, Fleet::kShredder);
               }));
    v1::ListYieldsRequest yields;
    ExpectSame(caller, All<v1::ListYieldsResponse>(caller, yields, [](const auto& row) { return row.batch_id(); }),
               Pass([&](const v1::Record& record, std::string*) {
                 return record.batch().closed() && Sees(caller, Fleet::kShredder);
               }));
    for (int stage = 0; stage <= v1::LotStage_MAX; ++stage) {
      v1::ListLotsRequest lots;
      lots.set_page_size(1);
      lots.set_stage(static_cast<v1::LotStage>(stage));
      ExpectSame(caller, All<v1::ListLotsResponse>(caller, lots, [](const auto& row) { return row.lot_id(); }),
                 Pass([&](const v1::Record& record, std::string*) {
                   if (!record.has_lot() || !Sees(caller, record.lot().holder())) return false;
                   const bool under_way = !record.lot().transfer_id().empty();
                   return stage == 0 || (stage == v1::LOT_STAGE_UNDER_WAY && under_way) ||
                          (stage == v1::LOT_STAGE_IN_STOCK && !under_way);
                 }));
    }
  }
}

TEST_F(ReportQueriesTest, TicketGaps) {
  const auto text = [](const v1::TicketGapRow& row) {
    return row.instrument_id() + " " + std::to_string(row.first_missing()) + "-" + std::to_string(row.last_missing()) +
           " " + row.number_before() + " " + row.number_after();
  };
  // 1001 weighed third parties' scrap.
  const Ids gaps = {"shredder/bridge-2 8-8 B-7 B-9", "shredder/bridge-2 10-11 B-9 B-12",
                    "shredder/bridge-2 13-1000 B-12 1001"};
  for (const int page_size : {1, 10}) {
    v1::ListTicketGapsRequest request;
    request.set_page_size(page_size);
    EXPECT_EQ(All<v1::ListTicketGapsResponse>(Fleet::kShredder, request, text), gaps);
    EXPECT_EQ(All<v1::ListTicketGapsResponse>(Fleet::kAuditor, request, text), gaps);
    EXPECT_TRUE(All<v1::ListTicketGapsResponse>(Fleet::kTreater, request, text).empty());
    request.set_instrument_id("shredder/bridge-2");
    EXPECT_EQ(All<v1::ListTicketGapsResponse>(Fleet::kShredder, request, text), gaps);
    EXPECT_TRUE(All<v1::ListTicketGapsResponse>(Fleet::kTreater, request, text).empty());
    request.set_instrument_id("shredder/bridge-1");
    EXPECT_TRUE(All<v1::ListTicketGapsResponse>(Fleet::kShredder, request, text).empty());
  }
}

TEST_F(ReportQueriesTest, FlagsByKindAndSubject) {
  for (int kind = 0; kind <= v1::FlagKind_MAX; ++kind) {
    for (int subject_kind = 0; subject_kind <= v1::SubjectKind_MAX; ++subject_kind) {
      Ids expected;
      for (const auto& [key, record] : fleet_.ledger().state().records()) {
        const state::FlagList* const flags = state::FlagsOf(*record);
        if (flags == nullptr) continue;
        for (const v1::Flag& flag : *flags) {
          const auto subject = *state::SubjectOfKey(key);
          if ((kind == 0 || flag.kind() == kind) && (subject_kind == 0 || subject.first == subject_kind)) {
            expected.push_back(std::to_string(flag.kind()) + " " + subject.second + " " + std::to_string(flag.seq()));
          }
        }
      }
      v1::ListFlagsRequest request;
      request.set_page_size(2);
      request.set_kind(static_cast<v1::FlagKind>(kind));
      request.set_subject_kind(static_cast<v1::SubjectKind>(subject_kind));
      Ids rows = All<v1::ListFlagsResponse>(Fleet::kAuditor, request, [&](const v1::FlagRow& row) {
        EXPECT_EQ(row.recorded_at_us(), fleet_.ledger().EntryAt(row.seq()).recorded_at_us());
        return std::to_string(row.kind()) + " " + row.subject_id() + " " + std::to_string(row.seq());
      });
      std::sort(rows.begin(), rows.end());
      std::sort(expected.begin(), expected.end());
      EXPECT_EQ(rows, expected);
      if (kind == 0 && subject_kind == 0) {
        EXPECT_GT(rows.size(), 3u);
      }
    }
  }
}

TEST_F(ReportQueriesTest, ReversalsVariancesAndAssaysByHolders) {
  const auto reversals = Ask<v1::ListReversalsResponse>(Fleet::kAuditor, v1::ListReversalsRequest());
  ASSERT_EQ(reversals.rows_size(), 1);
  EXPECT_EQ(reversals.rows(0).seq(), fleet_.LastSeq() - 1);
  EXPECT_EQ(reversals.rows(0).reversed_by(), fleet_.LastSeq());
  EXPECT_EQ(reversals.rows(0).event(), "retired");
  EXPECT_EQ(reversals.rows(0).organisation_id(), Fleet::kDealer);
  EXPECT_EQ(reversals.rows(0).reason(), v1::REVERSAL_REASON_DID_NOT_OCCUR);

  const auto assays = Ask<v1::ListHolderAssaysResponse>(Fleet::kAuditor, v1::ListHolderAssaysRequest());
  ASSERT_EQ(assays.rows_size(), 1);
  EXPECT_EQ(assays.rows(0).lot_id(), "shredder/l-3");
  EXPECT_EQ(assays.rows(0).contained_g(), 400'000);
  EXPECT_EQ(assays.rows(0).excess_g(), 400'000 - 226'000);

  v1::ListVariancesRequest request;
  request.set_account_class(v1::ACCOUNT_CLASS_EXCESS);
  const auto excess = Ask<v1::ListVariancesResponse>(Fleet::kAuditor, request);
  ASSERT_EQ(excess.rows_size(), 1);
  EXPECT_EQ(excess.rows(0).party(), Fleet::kShredder);
  EXPECT_EQ(excess.rows(0).grams(), 174'000);
  // b-1: 452 000 g went in, 300 000 g came out, 9 040 g is the standard's loss.
  const auto variance = Ask<v1::ListVariancesResponse>(Fleet::kAuditor, v1::ListVariancesRequest());
  ASSERT_EQ(variance.rows_size(), 1);
  EXPECT_EQ(variance.rows(0).grams(), 452'000 - 300'000 - 9'040 - 174'000);
  EXPECT_EQ(variance.rows(0).expected_loss_g(), 9'040);

  v1::GetYieldComparisonRequest comparison;
  const auto own = Ask<v1::GetYieldComparisonResponse>(Fleet::kShredder, comparison);
  ASSERT_EQ(own.sites_size(), 1);
  EXPECT_EQ(own.expected_loss_g(), 9'040);
  EXPECT_FALSE(own.peers_shown());
  EXPECT_EQ(Ask<v1::GetYieldComparisonResponse>(Fleet::kTreater, comparison).sites_size(), 0);
  comparison.set_organisation(Fleet::kShredder);
  EXPECT_EQ(Ask<v1::GetYieldComparisonResponse>(Fleet::kTreater, comparison).sites_size(), 0) << "another's";
}

TEST_F(ReportQueriesTest, AuditorsListsAreTheirs) {
  EXPECT_EQ((Try<v1::ListFlagsResponse>(Fleet::kDealer, v1::ListFlagsRequest())), "ROLE_REQUIRED");
  EXPECT_EQ((Try<v1::ListReversalsResponse>(Fleet::kDealer, v1::ListReversalsRequest())), "ROLE_REQUIRED");
  EXPECT_EQ((Try<v1::ListVariancesResponse>(Fleet::kShredder, v1::ListVariancesRequest())), "ROLE_REQUIRED");
  EXPECT_EQ((Try<v1::ListErasuresResponse>(Fleet::kDealer, v1::ListErasuresRequest())), "ROLE_REQUIRED");
  EXPECT_EQ((Try<v1::ListHolderAssaysResponse>(Fleet::kShredder, v1::ListHolderAssaysRequest())), "ROLE_REQUIRED");
  EXPECT_EQ((Try<v1::ListErasuresResponse>(Fleet::kAuditor, v1::ListErasuresRequest())), "OK");
}

TEST_F(ReportQueriesTest, AnothersOrganisationIsAsIfItHadNothing) {
  v1::ListStockRequest request;
  request.set_organisation(Fleet::kDealer);
  EXPECT_EQ(Ask<v1::ListStockResponse>(Fleet::kOther, request).rows_size(), 0);
  EXPECT_GT(Ask<v1::ListStockResponse>(Fleet::kAuditor, request).rows_size(), 0);
  request.set_organisation(std::string(300, 'x'));
  EXPECT_EQ(Ask<v1::ListStockResponse>(Fleet::kAuditor, request).rows_size(), 0);
}

TEST_F(ReportQueriesTest, TokensBelongToTheirListAndFilters) {
  v1::ListStockRequest request;
  request.set_page_size(1);
  const auto first = Ask<v1::ListStockResponse>(Fleet::kDealer, request);
  ASSERT_FALSE(first.next_page_token().empty());
  request.set_page_token(first.next_page_token());
  EXPECT_EQ((Try<v1::ListStockResponse>(Fleet::kDealer, request)), "OK");
  request.set_min_age_days(1);
  EXPECT_EQ((Try<v1::ListStockResponse>(Fleet::kDealer, request)), "INVALID_PAGE_TOKEN page_token");
  v1::ListHulksRequest hulks;
  hulks.set_page_token(first.next_page_token());
  EXPECT_EQ((Try<v1::ListHulksResponse>(Fleet::kDealer, hulks)), "INVALID_PAGE_TOKEN page_token");
  // Whatever a made token says, only own rows come.
  v1::ListTicketGapsRequest gaps;
  gaps.set_page_token(query::MakePageToken({"ListTicketGaps", "", ""}, std::string("shredder/bridge-2\0\0", 19)));
  EXPECT_EQ(Ask<v1::ListTicketGapsResponse>(Fleet::kDealer, gaps).rows_size(), 0);
  v1::ListLotsRequest lots;
  lots.set_page_token(query::MakePageToken({"ListLots", "", "0", ""}, std::string("\xff")));
  EXPECT_EQ(Ask<v1::ListLotsResponse>(Fleet::kAuditor, lots).rows_size(), 0) << "behind all";
}

TEST_F(ReportQueriesTest, BadFiltersAreNamed) {
  v1::ListStockRequest stock;
  stock.set_page_size(1001);
  EXPECT_EQ((Try<v1::ListStockResponse>(Fleet::kDealer, stock)), "OUT_OF_RANGE page_size");
  stock.set_page_size(1);
  stock.set_min_age_days(-1);
  EXPECT_EQ((Try<v1::ListStockResponse>(Fleet::kDealer, stock)), "OUT_OF_RANGE min_age_days");
  stock.set_min_age_days(0);
  stock.set_custody(static_cast<v1::CustodyState>(99));
  EXPECT_EQ((Try<v1::ListStockResponse>(Fleet::kDealer, stock)), "UNKNOWN_ENUM custody");
  v1::ListExpiriesRequest expiries;
  *expiries.mutable_on() = MakeDate(2026, 2, 30);
  EXPECT_EQ((Try<v1::ListExpiriesResponse>(Fleet::kDealer, expiries)), "INVALID_VALUE on");
  *expiries.mutable_on() = MakeDate(2026, 2, 28);
  expiries.set_within_days(36'501);
  EXPECT_EQ((Try<v1::ListExpiriesResponse>(Fleet::kDealer, expiries)), "OUT_OF_RANGE within_days");
}

TEST_F(ReportQueriesTest, AStreamIsThePagesOneAfterTheOther) {
  v1::ListStockRequest request;
  request.set_page_size(2);
  v1::StreamReportRequest stream;
  *stream.mutable_stock() = request;
  query::ReportPages pages(stream);
  const auto id = [](const auto& row) { return row.vin(); };
  Ids streamed;
  while (true) {
    v1::StreamReportResponse response;
    const absl::StatusOr<bool> filled = pages.Next(*As(Fleet::kDealer), &response);
    ASSERT_TRUE(filled.ok()) << filled.status();
    if (!*filled) break;
    EXPECT_LE(response.stock().rows_size(), 2);
    for (const auto& row : response.stock().rows()) streamed.push_back(id(row));
  }
  EXPECT_EQ(streamed, All<v1::ListStockResponse>(Fleet::kDealer, request, id));
  query::ReportPages none{v1::StreamReportRequest()};
  v1::StreamReportResponse response;
  EXPECT_EQ(refusal::RefusalOf(none.Next(*As(Fleet::kDealer), &response).status())->reason(),
            v1::REFUSAL_REASON_FIELD_MISSING);
}

}  // namespace
}  // namespace ingot::testing
