// First pages of reports over a million vehicles, at the server: a database whose state is written by the applier, and
// the answers of server/query, without the network. Run by hand:
//   INGOT_BENCH_DIR=/var/tmp bench_reports [vehicles]
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "ledger/base/check.h"
#include "ledger/base/strings.h"
#include "ledger/state/record_key.h"
#include "server/cosign/board.h"
#include "server/notary/notary.h"
#include "server/query/context.h"
#include "server/query/queries.h"
#include "storage/db/snapshot.h"
#include "tests/unit/storage/support/ledger_maker.h"

namespace ingot {
namespace {

constexpr int kChangesPerBatch = 20'000;
constexpr int kDealers = 100;
constexpr int kRepeats = 21;

v1::Date Day(int n) {
  v1::Date date;
  date.set_year(2024 + n % 2);
  date.set_month(1 + n / 28 % 12);
  date.set_day(1 + n % 28);
  return date;
}

// The first dealer has half of everything.
std::string DealerOf(int n) { return n % 2 == 0 ? "dealer-0" : Cat("dealer-", 1 + n / 2 % (kDealers - 1)); }

// Fills the state: of four vehicles one is in stock, two are leased, one awaits shredding; every tenth has a flag.
class Writer {
 public:
  explicit Writer(const std::string& directory) : ledger_(Options(directory)) {}

  void Put(const std::string& key, v1::Record record) {
    changes_.push_back({key, nullptr, std::make_shared<const v1::Record>(std::move(record))});
    if (changes_.size() == kChangesPerBatch) Flush();
  }

  std::shared_ptr<const storage::Snapshot> Flush() {
    storage::MadeBatch made = maker_.Next(1, storage::LedgerMaker::WithState::kNo);
    made.effects.changes = std::exchange(changes_, {});
    return ledger_.Commit(maker_, made);
  }

 private:
  static storage::LedgerOptions Options(const std::string& directory) {
    storage::LedgerOptions options = storage::TestOptions(directory);
    const storage::DatabaseOptions usual;
    options.database.block_cache_bytes = usual.block_cache_bytes;
    options.database.memtable_bytes = usual.memtable_bytes;
    return options;
  }

  storage::LedgerMaker maker_;
  storage::TestLedger ledger_;
  std::vector<state::Change> changes_;
};

void PutOrganisation(Writer& writer, const std::string& id, v1::Role role) {
  v1::Record record;
  record.mutable_organisation()->set_organisation_id(id);
  record.mutable_organisation()->add_roles(role);
  writer.Put(state::OrganisationKey(id), record);
}

void PutVehicle(Writer& writer, int n) {
  char vin[32];
  std::snprintf(vin, sizeof vin, "LRSM8AA11RA%06d", n % 1'000'000);
  v1::Record record;
  v1::VehicleState& vehicle = *record.mutable_vehicle();
  vehicle.set_vin(vin);
  vehicle.set_holder(DealerOf(n / 4));
  vehicle.set_brand_id("maker/brand");
  vehicle.set_model_id("maker/m8");
  vehicle.set_odometer_max_m(n * 1'000LL % 90'000'000);
  vehicle.set_entered_g(156'000);
  *vehicle.mutable_custody_since() = Day(n);
  const v1::CustodyState states[] = {v1::CUSTODY_STATE_IN_STOCK, v1::CUSTODY_STATE_LEASED, v1::CUSTODY_STATE_LEASED,
                                     v1::CUSTODY_STATE_AT_FACILITY};
  vehicle.set_custody(states[n % 4]);
  if (n % 10 == 0) {
    v1::Flag& flag = *vehicle.add_flags();
    flag.set_kind(v1::FLAG_KIND_ODOMETER_LOWER);
    flag.set_count(1);
  }
  if (vehicle.custody() == v1::CUSTODY_STATE_LEASED) {
    v1::Record contract_record;
    v1::ContractState& contract = *contract_record.mutable_contract();
    contract.set_organisation_id(vehicle.holder());
    contract.set_contract_id(Cat(vehicle.holder(), "/c-", n));
    contract.set_vin(vin);
    contract.set_kind(v1::CONTRACT_KIND_LEASE);
    contract.set_stage(v1::CONTRACT_STAGE_ACTIVE);
    *contract.mutable_starts_on() = Day(n);
    *contract.mutable_handed_over_on() = Day(n);
    contract.set_term_months(36);
    contract.set_currency("EUR");
    contract.set_total_minor_units(36 * 30'000);
    // One in fifty has paid too little.
    contract.set_paid_minor_units(n % 50 == 1 ? 0 : 36 * 30'000);
    contract.mutable_terms()->set_mileage_allowance_m_per_year(15'000'000);
    v1::Instalments& run = *contract.mutable_terms()->add_schedule();
    run.set_count(36);
    run.set_every_months(1);
    run.set_amount_minor_units(30'000);
    run.set_timing(v1::INSTALMENT_TIMING_ADVANCE);
    vehicle.set_contract_id(contract.contract_id());
    writer.Put(state::SubjectKey(v1::SUBJECT_KIND_CONTRACT, contract.contract_id()), contract_record);
  }
  writer.Put(state::VehicleKey(vin), record);
}

double MillisecondsOf(const std::function<void()>& call) {
  const absl::Time began = absl::Now();
  call();
  return absl::ToDoubleMilliseconds(absl::Now() - began);
}

template <typename Response, typename Request>
void Measure(const std::shared_ptr<const storage::Snapshot>& snapshot, const std::string& caller, const char* name,
             Request request) {
  const notary::Notary notary("bench.example/reports", {});
  const cosign::Board board;
  *request.mutable_on() = Day(27 * 28);
  request.mutable_on()->set_year(2026);
  int rows = 0;
  const auto call = [&] {
    const auto context = query::Context::Create(snapshot, notary, board, caller);
    INGOT_CHECK_OK(context);
    Response response;
    INGOT_CHECK_OK(query::Answer(**context, request, &response));
    rows = response.rows_size();
  };
  const double first = MillisecondsOf(call);
  std::vector<double> times;
  for (int i = 0; i < kRepeats; ++i) times.push_back(MillisecondsOf(call));
  std::sort(times.begin(), times.end());
  std::printf("%-10s %-10s %5d rows  first %8.2f ms  median %8.2f ms  max %8.2f ms\n", name, caller.c_str(), rows,
              first, times[kRepeats / 2], times.back());
}

void Run(int vehicles) {
  const char* base = std::getenv("INGOT_BENCH_DIR");
  const std::string directory = Cat(base == nullptr ? "." : base, "/bench_reports.scratch");
  INGOT_CHECK_MSG(std::system(Cat("rm -rf '", directory, "' && mkdir '", directory, "'").c_str()) == 0, directory);
  Writer writer(directory);
  PutOrganisation(writer, "auditor", v1::ROLE_AUDITOR);
  for (int i = 0; i < kDealers; ++i) PutOrganisation(writer, Cat("dealer-", i), v1::ROLE_DEALER);
  const double built = MillisecondsOf([&] {
    for (int n = 0; n < vehicles; ++n) PutVehicle(writer, n);
  });
  const std::shared_ptr<const storage::Snapshot> snapshot = writer.Flush();
  std::printf("%d vehicles, %d contracts written in %.1f s\n", vehicles, vehicles / 2, built / 1'000);
  v1::ListExpiriesRequest expiries;
  expiries.set_within_days(3'650);
  for (const std::string caller : {"dealer-0", "dealer-7", "auditor"}) {
    Measure<v1::ListStockResponse>(snapshot, caller, "stock", v1::ListStockRequest());
    Measure<v1::ListExpiriesResponse>(snapshot, caller, "expiries", expiries);
    Measure<v1::ListArrearsResponse>(snapshot, caller, "arrears", v1::ListArrearsRequest());
    Measure<v1::ListMileageResponse>(snapshot, caller, "mileage", v1::ListMileageRequest());
    Measure<v1::ListHulksResponse>(snapshot, caller, "hulks", v1::ListHulksRequest());
  }
  INGOT_CHECK_MSG(std::system(Cat("rm -rf '", directory, "'").c_str()) == 0, directory);
}

}  // namespace
}  // namespace ingot

int main(int argc, char** argv) {
  ingot::Run(argc > 1 ? std::atoi(argv[1]) : 1'000'000);
  return 0;
}
