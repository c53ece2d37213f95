// Random lives in batches of every size, against the plainest recomputation: every stored entry parsed whole, and its
// postings added up, to every size and every day. Nothing of the books is used to check them.
//
// INGOT_SIMULATION_SEED chooses another seed.
#include <cstdint>
#include <cstdlib>
#include <map>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "ledger/iso/date.h"
#include "ledger/mass/amounts.h"
#include "server/query/trial_pages.h"
#include "storage/books/book_reader.h"
#include "storage/books/fleet_cube.h"
#include "tests/unit/server/query/books_fixture.h"

namespace ingot::testing {
namespace {

constexpr int kLives = 80;

using Balance = std::map<std::string, mass::Cells>;

class BooksPropertyTest : public BooksTest {
 protected:
  static uint64_t Seed() {
    const char* const value = std::getenv("INGOT_SIMULATION_SEED");
    return value == nullptr ? 14'021 : std::strtoull(value, nullptr, 10);
  }

  BooksPropertyTest() : random_(Seed()) {}

  int64_t Below(int64_t n) { return static_cast<int64_t>(random_() % static_cast<uint64_t>(n)); }

  // An event that happened up to two years before it is recorded, somewhere on earth.
  TestEvent Late(const google::protobuf::Message& body) {
    const int64_t us = works_.ledger().now_us() - Below(730) * TestLedger::kDayUs - Below(24) * 3'600'000'000;
    return Fact(body).At(us, static_cast<int32_t>(Below(27) - 12) * 60);
  }

  // One vehicle's life, as far as it goes.
  void Live(int n) {
    const std::string vin = Vin(n);
    switch (Below(8)) {
      case 0:
        works_.Do(Fleet::kMaker, Late(Registered(vin)));
        works_.TryReversal(Fleet::kMaker, works_.LastSeq());
        break;
      case 1:
        works_.Do(Fleet::kMaker, Late(Registered(vin)));
        works_.Do(Fleet::kMaker, Late(Sent(vin, "maker/t-" + std::to_string(n), Fleet::kDealer)));
        break;
      case 2:
        works_.Lease(vin, v1::CONTRACT_KIND_LEASE);
        works_.Do(Fleet::kDealer, Extended(Fleet::ContractOf(vin), 12), TermsOf(v1::CONTRACT_KIND_LEASE));
        break;
      case 3:
        works_.TakeBack(vin);
        break;
      case 4:
        works_.Sell(vin);
        break;
      case 5:
        works_.ToHulk(vin);
        break;
      case 6:
        works_.ToMill({vin});
        break;
      default:
        Recycle(n);
    }
    works_.ledger().Advance(Below(7) * 3'600 * TestLedger::kSecondUs);
  }

  // From hulk to new body.
  void Recycle(int n) {
    const std::string name = std::to_string(n);
    const std::string lot = works_.LotAtPlant("l-" + name, n);
    if (Below(2) == 0) works_.Do(Fleet::kShredder, Closed("shredder/b-l-" + name));
    v1::HeatMelted melted = Melted("smelter/h-" + name, {lot}, 250'000 + Below(30'000));
    melted.set_heel_before_g(heel_g_);
    heel_g_ = Below(2) * Below(20'000);
    melted.set_heel_after_g(heel_g_);
    works_.Do(Works::kSmelter, Late(melted));
    works_.Do(Works::kSmelter, BackTo(kTestBrand, "smelter/h-" + name, 100'000));
    v1::VehicleRegistered body = Registered(Vin(1'000 + n));
    v1::ConsumedHeat& consumed = *body.add_heats();
    consumed.set_heat_id("smelter/h-" + name);
    consumed.set_grams(10'000 + Below(60'000));
    works_.Do(Fleet::kMaker, Late(body));
  }

  // What the writer had in memory is gone, and what it had merged is read from files.
  void Restart() {
    node_.Stop();
    node_.MustStart();
  }

  // Every entry of the node, parsed whole: day, and postings.
  struct Parsed {
    std::string day;
    v1::Entry entry;
  };
  std::vector<Parsed> Entries() {
    std::vector<Parsed> all;
    const auto snapshot = node_.node().published().Get();
    for (uint64_t seq = 0; seq < snapshot->head().size; ++seq) {
      Parsed& parsed = all.emplace_back();
      INGOT_CHECK(parsed.entry.ParseFromString(*snapshot->Entry(seq)));
      v1::Event event;
      INGOT_CHECK(event.ParseFromString(parsed.entry.event()));
      parsed.day =
          iso::ToString(parsed.entry.has_posted_on() ? parsed.entry.posted_on() : iso::DateOf(event.occurred_at()));
    }
    return all;
  }

  static void Add(const v1::Entry& entry, Balance& balance) {
    for (const v1::Posting& posting : entry.postings()) {
      mass::Cells& cells = balance[posting.account().SerializeAsString()];
      mass::AddAll(cells, mass::ToCells(posting.amounts()));
      if (cells.empty()) balance.erase(posting.account().SerializeAsString());
    }
  }

  static Balance BalanceOf(const v1::StreamTrialBalanceResponse& trial) {
    Balance balance;
    for (const v1::TrialBalanceRow& row : trial.rows()) {
      balance[row.account().SerializeAsString()] = mass::ToCells(row.balance());
    }
    return balance;
  }

  void ExpectTrial(const v1::BalancePoint& point, const Balance& expected) {
    v1::StreamTrialBalanceRequest request;
    *request.mutable_point() = point;
    const auto trial = Read<query::TrialPages>(Fleet::kAuditor, request);
    ASSERT_TRUE(trial.ok()) << trial.status().ToString();
    ASSERT_EQ(BalanceOf(*trial), expected) << point.ShortDebugString();
    ASSERT_EQ(trial->accounts(), expected.size());
    ASSERT_TRUE(trial->last());
    for (const v1::TrialBalanceSum& sum : trial->sums()) ASSERT_EQ(sum.positive_g(), sum.negative_g());
    ExpectSheet(point, expected);
  }

  // The sheet is the trial balance added up; its stages sum to zero.
  void ExpectSheet(const v1::BalancePoint& point, const Balance& expected) {
    v1::GetBalanceSheetRequest request;
    *request.mutable_point() = point;
    request.add_by(v1::BALANCE_DIMENSION_STAGE);
    request.add_by(v1::BALANCE_DIMENSION_ORGANISATION);
    const auto sheet = Ask<v1::GetBalanceSheetResponse>(Fleet::kAuditor, request);
    mass::Cells in_books;
    for (const auto& [account, cells] : expected) mass::AddAll(in_books, cells);
    mass::Cells in_sheet;
    int64_t sum = 0;
    for (const v1::BalanceSheetRow& row : sheet.rows()) {
      mass::AddAll(in_sheet, mass::ToCells(row.amounts()));
      sum += row.grams();
    }
    ASSERT_EQ(in_sheet, in_books);
    ASSERT_EQ(sum, 0);
  }

  std::mt19937_64 random_;
  int64_t heel_g_ = 0;
};

TEST_F(BooksPropertyTest, EveryPastBalanceIsTheSumOfItsEntries) {
  for (int n = 1; n <= kLives; ++n) {
    if (n == 12) works_.Do(Fleet::kMaker, ClosedThrough(2025, 6, 30));
    Live(n);
    if (n % 3 == 0) CatchUp(1 + static_cast<size_t>(Below(25)));
    if (n == kLives / 2) Restart();
  }
  CatchUp();
  const std::vector<Parsed> entries = Entries();

  // As recorded: about fifty sizes, most of them in the middle of a batch.
  Balance recorded;
  for (uint64_t size = 1; size <= entries.size(); ++size) {
    Add(entries[size - 1].entry, recorded);
    if (Below(static_cast<int64_t>(entries.size())) >= 50 && size != entries.size()) continue;
    v1::BalancePoint point;
    point.set_size(size);
    ASSERT_NO_FATAL_FAILURE(ExpectTrial(point, recorded));
  }

  // As occurred: every fourth day that has something.
  std::map<std::string, std::vector<const v1::Entry*>> days;
  for (const Parsed& parsed : entries) {
    if (!parsed.entry.postings().empty()) days[parsed.day].push_back(&parsed.entry);
  }
  ASSERT_GT(days.size(), 20u);
  Balance occurred;
  int examined = 0;
  for (const auto& [day, of_day] : days) {
    for (const v1::Entry* const entry : of_day) Add(*entry, occurred);
    if (++examined % 4 != 0) continue;
    v1::BalancePoint point;
    point.set_basis(v1::BALANCE_BASIS_AS_OCCURRED);
    point.mutable_on()->set_year(std::stoi(day.substr(0, 4)));
    point.mutable_on()->set_month(std::stoi(day.substr(5, 2)));
    point.mutable_on()->set_day(std::stoi(day.substr(8, 2)));
    ASSERT_NO_FATAL_FAILURE(ExpectTrial(point, occurred));
  }
  EXPECT_EQ(occurred, recorded);
  EXPECT_TRUE(days.contains("2025-07-01")) << "late facts of a closed period are posted on its first open day";
}

TEST_F(BooksPropertyTest, TheFleetsFiguresAreThoseOfItsRecords) {
  for (int n = 1; n <= kLives; ++n) {
    Live(n);
    if (n % 3 == 0) CatchUp(1 + static_cast<size_t>(Below(25)));
    if (n == kLives / 2) Restart();
  }
  CatchUp();
  std::map<std::string, storage::Sums> expected;
  for (const auto& [key, record] : works_.ledger().state().records()) {
    if (record->has_vehicle()) {
      const v1::VehicleState& vehicle = record->vehicle();
      const v1::Record contract = works_.ledger().RecordOf(v1::SUBJECT_KIND_CONTRACT, vehicle.contract_id());
      const v1::ContractState* const named = contract.has_contract() ? &contract.contract() : nullptr;
      storage::AddSums(expected[storage::FleetKey(storage::GroupOf(vehicle, named))], storage::FiguresOf(vehicle));
    }
    if (record->has_heat()) {
      for (const v1::HeatReturn& returned : record->heat().returned()) {
        storage::AddSums(expected[storage::ReturnedKey(returned.brand_id())], storage::ReturnedOf(returned));
      }
    }
  }
  ASSERT_GT(expected.size(), 5u);
  std::map<std::string, storage::Sums> kept;
  for (const std::string& prefix : {storage::FleetPrefix(), storage::ReturnedKey("")}) {
    ASSERT_TRUE(storage::ScanSums(node_.node().published().Get(), prefix,
                                  [&kept](std::string_view key, const storage::Sums& sums) {
                                    if (!sums.empty()) kept[std::string(key)] = sums;
                                    return true;
                                  })
                    .ok());
  }
  EXPECT_EQ(kept, expected);
}

}  // namespace
}  // namespace ingot::testing
