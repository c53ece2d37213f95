// A node whose fleet grows at random, and everything that queries say of it, at any of its sizes.
#ifndef INGOT_TESTS_UNIT_SERVER_PAST_PAST_FIXTURE_H_
#define INGOT_TESTS_UNIT_SERVER_PAST_PAST_FIXTURE_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "ledger/base/check.h"
#include "ledger/base/strings.h"
#include "server/past/past_states.h"
#include "server/query/context.h"
#include "server/query/queries.h"
#include "tests/support/works.h"
#include "tests/unit/server/support/grown_node.h"

namespace ingot::testing {

using SnapshotPtr = std::shared_ptr<const storage::Snapshot>;

class PastTest : public GrownNodeTest<Works> {
 protected:
  explicit PastTest(uint64_t seed = 41) : random_(seed) {}

  int64_t Below(int64_t n) { return static_cast<int64_t>(random_() % static_cast<uint64_t>(n)); }

  // One vehicle's life, as far as it goes.
  void Live(int n) {
    const std::string vin = Vin(n);
    switch (Below(8)) {
      case 0:
        works_.Do(Fleet::kMaker, Registered(vin));
        works_.TryReversal(Fleet::kMaker, works_.LastSeq());
        break;
      case 1:
        works_.Stock(vin);
        break;
      case 2:
        works_.Lease(vin, v1::CONTRACT_KIND_LEASE);
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
        works_.Melt(Cat("smelter/h-", n), works_.LotAtPlant(Cat("l-", n), n));
        works_.Do(Works::kSmelter, BackTo(kTestBrand, Cat("smelter/h-", n), 100'000));
        // The furnace must be empty for the next one.
        works_.Do(Works::kSmelter, Emptied(n));
    }
    works_.ledger().Advance(Below(7) * 3'600 * TestLedger::kSecondUs);
  }

  uint64_t size() { return Head()->head().size; }

  // Asks until the state is there, half a minute.
  SnapshotPtr Await(past::PastStates& states, uint64_t size) {
    const absl::Time end = absl::Now() + absl::Seconds(30);
    while (true) {
      const absl::StatusOr<SnapshotPtr> state = states.At(Head(), size);
      if (state.ok()) return *state;
      INGOT_CHECK_MSG(OutcomeOf(state.status()) == "PAST_STATE_NOT_READY ingot-at-size", state.status().ToString());
      INGOT_CHECK_MSG(absl::Now() < end, "the past state is not made in time");
      absl::SleepFor(absl::Milliseconds(2));
    }
  }

  // The answer's bytes, or the refusal.
  template <typename Response, typename Request>
  static std::string Asked(const query::Context& context, Request request) {
    if constexpr (requires { request.set_page_size(1); }) request.set_page_size(1000);
    Response response;
    const absl::Status status = query::Answer(context, request, &response);
    INGOT_CHECK_OK(context.status());
    return status.ok() ? response.SerializeAsString() : OutcomeOf(status);
  }

  // What every query says to every organisation, by name.
  std::map<std::string, std::string> Everything(const SnapshotPtr& past) {
    std::map<std::string, std::string> said;
    for (const std::string organisation : {Fleet::kAuditor, Fleet::kMaker, Fleet::kDealer, Fleet::kTreater,
                                           Fleet::kShredder, Works::kSmelter, Fleet::kInsurer}) {
      const auto context = As(organisation, past);
#define INGOT_ASK(Name) said[organisation + " " #Name] = Asked<v1::Name##Response>(*context, v1::Name##Request())
      INGOT_ASK(ListStock);
      INGOT_ASK(ListExpiries);
      INGOT_ASK(ListArrears);
      INGOT_ASK(ListReturnsDue);
      INGOT_ASK(ListMileage);
      INGOT_ASK(ListHulks);
      INGOT_ASK(ListOpenBatches);
      INGOT_ASK(ListLots);
      INGOT_ASK(ListTicketGaps);
      INGOT_ASK(ListYields);
      INGOT_ASK(ListFlags);
      INGOT_ASK(ListReversals);
      INGOT_ASK(ListVariances);
      INGOT_ASK(ListErasures);
      INGOT_ASK(ListHolderAssays);
      INGOT_ASK(GetYieldComparison);
      INGOT_ASK(ListVehicles);
      INGOT_ASK(GetAccounts);
      INGOT_ASK(GetBalanceSheet);
      INGOT_ASK(GetBalanceHistory);
      INGOT_ASK(GetUntraced);
      INGOT_ASK(GetMaturityLadder);
      INGOT_ASK(GetRecovery);
      INGOT_ASK(GetClosedLoop);
#undef INGOT_ASK
      for (int n = 0; n < lives_; ++n) {
        v1::GetVehicleRequest vehicle;
        vehicle.set_vin(Vin(n));
        said[Cat(organisation, " vehicle ", n)] = Asked<v1::GetVehicleResponse>(*context, vehicle);
        v1::GetVehicleHistoryRequest history;
        history.set_vin(Vin(n));
        said[Cat(organisation, " history ", n)] = Asked<v1::GetVehicleHistoryResponse>(*context, history);
        v1::GetContractRequest contract;
        contract.set_contract_id(Fleet::ContractOf(Vin(n)));
        said[Cat(organisation, " contract ", n)] = Asked<v1::GetContractResponse>(*context, contract);
      }
    }
    return said;
  }

  Works& works_ = setting_;
  std::mt19937_64 random_;
  // Vehicles 0 to lives_ - 1 are looked at.
  int lives_ = 0;

 private:
  // A heat that takes what the last one left in the furnace.
  v1::HeatMelted Emptied(int n) {
    v1::HeatMelted melted = Melted(Cat("smelter/e-", n), {works_.LotAtPlant(Cat("m-", n), 500 + n)}, 250'000);
    melted.set_heel_before_g(30'000);
    melted.set_heel_after_g(0);
    return melted;
  }
};

}  // namespace ingot::testing

#endif  // INGOT_TESTS_UNIT_SERVER_PAST_PAST_FIXTURE_H_
