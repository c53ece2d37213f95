// What the fleet's figures tell: maturities, recovery, closed loop.
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "ledger/base/arithmetic.h"
#include "ledger/base/check.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/refusal/refusal.h"
#include "server/query/balance_lines.h"
#include "server/query/queries.h"
#include "storage/books/book_reader.h"
#include "storage/books/fleet_cube.h"

namespace ingot::query {
namespace {

constexpr int32_t kDefaultServiceLifeYears = 15;
constexpr int32_t kMaxServiceLifeYears = 60;
constexpr size_t kMaxRecoveryRows = 10'000;
constexpr int64_t kOnePpm = 1'000'000;

int64_t Figure(const storage::Sums& sums, uint16_t number) {
  const auto at = sums.find(number);
  return at == sums.end() ? 0 : at->second;
}

uint64_t Vehicles(const storage::Sums& sums) { return static_cast<uint64_t>(Figure(sums, storage::kFleetVehicles)); }

// floor(10^6 part / whole), 0 for an empty whole.
int64_t RatePpm(int64_t part, int64_t whole) {
  if (whole == 0) return 0;
  const std::optional<int64_t> rate = MulDivFloor(part, kOnePpm, whole);
  INGOT_CHECK(rate.has_value());
  return *rate;
}

// The groups that the caller sees.
absl::Status ScanFleet(const Context& context,
                       absl::FunctionRef<void(const storage::FleetGroup&, const storage::Sums&)> callback) {
  std::vector<std::string> prefixes;
  if (context.caller().sees_everything()) {
    prefixes.push_back(storage::FleetPrefix());
  } else {
    INGOT_ASSIGN_OR_RETURN(const std::vector<std::string> brands, OwnedBrands(context));
    for (const std::string& brand : brands) prefixes.push_back(storage::FleetPrefix(brand));
  }
  bool damaged = false;
  for (const std::string& prefix : prefixes) {
    INGOT_RETURN_IF_ERROR(storage::ScanSums(
        context.snapshot().shared_from_this(), prefix, [&](std::string_view key, const storage::Sums& sums) {
          const std::optional<storage::FleetGroup> group = storage::FleetGroupOfKey(key);
          damaged = !group.has_value();
          if (!damaged && !sums.empty()) callback(*group, sums);
          return !damaged;
        }));
  }
  return damaged ? refusal::Refuse(v1::REFUSAL_REASON_DATA_LOSS, "", "the books are damaged") : absl::OkStatus();
}

// Whether metal of such a vehicle is expected back some day, contract or not.
bool IsExpectedBack(v1::CustodyState custody) {
  switch (custody) {
    case v1::CUSTODY_STATE_REGISTERED:
    case v1::CUSTODY_STATE_IN_STOCK:
    case v1::CUSTODY_STATE_LEASED:
    case v1::CUSTODY_STATE_LEASE_TO_OWN:
    case v1::CUSTODY_STATE_SOLD:
    case v1::CUSTODY_STATE_RETURNED:
      return true;
    default:
      return false;
  }
}

// Retired, and not yet at its end.
bool IsUnderway(v1::CustodyState custody) {
  return custody == v1::CUSTODY_STATE_RETIRED || custody == v1::CUSTODY_STATE_AT_FACILITY ||
         custody == v1::CUSTODY_STATE_DISMANTLED || custody == v1::CUSTODY_STATE_SHREDDED;
}

absl::StatusOr<std::set<v1::RecoveryDimension>> DimensionsOf(const v1::GetRecoveryRequest& request) {
  std::set<v1::RecoveryDimension> by;
  for (int i = 0; i < request.by_size(); ++i) {
    const v1::RecoveryDimension dimension = request.by(i);
    if (!v1::RecoveryDimension_IsValid(dimension) || dimension == v1::RECOVERY_DIMENSION_UNSPECIFIED) {
      return refusal::Refuse(v1::REFUSAL_REASON_UNKNOWN_ENUM, Cat("by[", i, "]"),
                             "must be BRAND, MODEL, MODEL_YEAR, REGION or YEAR");
    }
    if (!by.insert(dimension).second) {
      return refusal::Refuse(v1::REFUSAL_REASON_INVALID_VALUE, Cat("by[", i, "]"), "is named already");
    }
  }
  if (by.empty()) by = {v1::RECOVERY_DIMENSION_MODEL, v1::RECOVERY_DIMENSION_YEAR};
  return by;
}

// Brand, model, model year, region, year.
using RecoveryGroup = std::tuple<std::string, std::string, int32_t, std::string, int32_t>;

RecoveryGroup GroupOf(const storage::FleetGroup& group, const std::set<v1::RecoveryDimension>& by) {
  RecoveryGroup found;
  if (by.contains(v1::RECOVERY_DIMENSION_BRAND)) std::get<0>(found) = group.brand_id;
  if (by.contains(v1::RECOVERY_DIMENSION_MODEL)) std::get<1>(found) = group.model_id;
  if (by.contains(v1::RECOVERY_DIMENSION_MODEL_YEAR)) std::get<2>(found) = group.model_year;
  if (by.contains(v1::RECOVERY_DIMENSION_REGION)) std::get<3>(found) = group.market;
  if (by.contains(v1::RECOVERY_DIMENSION_YEAR)) std::get<4>(found) = group.end_year;
  return found;
}

void FillShare(v1::ClosedLoopRow& row) {
  row.set_share_ppm(RatePpm(row.own_body_g() + row.repair_g(), row.retired_g()));
}

}  // namespace

absl::Status Answer(const Context& context, const v1::GetMaturityLadderRequest& request,
                    v1::GetMaturityLadderResponse* response) {
  if (request.service_life_years() < 0 || request.service_life_years() > kMaxServiceLifeYears) {
    return refusal::Refuse(v1::REFUSAL_REASON_OUT_OF_RANGE, "service_life_years",
                           Cat("must be 1 to ", kMaxServiceLifeYears));
  }
  const int32_t life = request.service_life_years() == 0 ? kDefaultServiceLifeYears : request.service_life_years();
  response->set_service_life_years(life);
  response->set_checkpoint(context.checkpoint());
  std::map<std::pair<int32_t, std::string>, v1::MaturityRow> rows;
  INGOT_RETURN_IF_ERROR(ScanFleet(context, [&](const storage::FleetGroup& group, const storage::Sums& sums) {
    if (!IsExpectedBack(group.custody)) return;
    const bool by_contract = group.due_year != 0;
    const int32_t assumed = group.model_year == 0 ? 0 : group.model_year + life;
    const int32_t year = by_contract ? group.due_year : assumed;
    const std::string brand = request.by_brand() ? group.brand_id : "";
    v1::MaturityRow& row = rows[{year, brand}];
    row.set_year(year);
    row.set_brand_id(brand);
    if (by_contract) {
      row.set_contract_g(row.contract_g() + Figure(sums, storage::kFleetBodyG));
      row.set_contract_vehicles(row.contract_vehicles() + Vehicles(sums));
    } else {
      row.set_service_life_g(row.service_life_g() + Figure(sums, storage::kFleetBodyG));
      row.set_service_life_vehicles(row.service_life_vehicles() + Vehicles(sums));
    }
  }));
  for (auto& [key, row] : rows) *response->add_rows() = std::move(row);
  return absl::OkStatus();
}

absl::Status Answer(const Context& context, const v1::GetRecoveryRequest& request, v1::GetRecoveryResponse* response) {
  INGOT_ASSIGN_OR_RETURN(const std::set<v1::RecoveryDimension> by, DimensionsOf(request));
  std::map<RecoveryGroup, v1::RecoveryRow> rows;
  INGOT_RETURN_IF_ERROR(ScanFleet(context, [&](const storage::FleetGroup& group, const storage::Sums& sums) {
    const bool at_end = storage::IsAtItsEnd(group.custody);
    if (!at_end && !IsUnderway(group.custody)) return;
    v1::RecoveryRow& row = rows[GroupOf(group, by)];
    if (at_end) {
      row.set_recovered_vehicles(row.recovered_vehicles() + Vehicles(sums));
      row.set_recovered_entered_g(row.recovered_entered_g() + Figure(sums, storage::kFleetEnteredG));
      row.set_recovered_g(row.recovered_g() + Figure(sums, storage::kFleetRecoveredG));
    } else {
      row.set_underway_vehicles(row.underway_vehicles() + Vehicles(sums));
      row.set_underway_g(row.underway_g() + Figure(sums, storage::kFleetEnteredG));
    }
  }));
  if (rows.size() > kMaxRecoveryRows) {
    return refusal::Refuse(v1::REFUSAL_REASON_LIMIT_REACHED, "by",
                           Cat("more than ", kMaxRecoveryRows, " rows: group by fewer dimensions"));
  }
  for (auto& [group, row] : rows) {
    std::tie(*row.mutable_brand_id(), *row.mutable_model_id(), std::ignore, *row.mutable_region(), std::ignore) = group;
    row.set_model_year(std::get<2>(group));
    row.set_year(std::get<4>(group));
    row.set_rate_ppm(static_cast<int32_t>(RatePpm(row.recovered_g(), row.recovered_entered_g())));
    *response->add_rows() = std::move(row);
  }
  response->set_checkpoint(context.checkpoint());
  return absl::OkStatus();
}

absl::Status Answer(const Context& context, const v1::GetClosedLoopRequest& /*request*/,
                    v1::GetClosedLoopResponse* response) {
  std::map<std::string, v1::ClosedLoopRow> rows;
  INGOT_RETURN_IF_ERROR(ScanFleet(context, [&](const storage::FleetGroup& group, const storage::Sums& sums) {
    if (group.brand_id.empty() || !(storage::IsAtItsEnd(group.custody) || IsUnderway(group.custody))) return;
    v1::ClosedLoopRow& row = rows[group.brand_id];
    row.set_retired_g(row.retired_g() + Figure(sums, storage::kFleetEnteredG));
  }));
  std::optional<std::set<std::string>> own;
  if (!context.caller().sees_everything()) {
    INGOT_ASSIGN_OR_RETURN(const std::vector<std::string> brands, OwnedBrands(context));
    own.emplace(brands.begin(), brands.end());
  }
  const std::string prefix = storage::ReturnedKey("");
  INGOT_RETURN_IF_ERROR(storage::ScanSums(context.snapshot().shared_from_this(), prefix,
                                          [&](std::string_view key, const storage::Sums& sums) {
                                            const std::string brand(key.substr(prefix.size()));
                                            if (own.has_value() && !own->contains(brand)) return true;
                                            v1::ClosedLoopRow& row = rows[brand];
                                            row.set_own_body_g(Figure(sums, storage::kReturnedOwnBodyG));
                                            row.set_repair_g(Figure(sums, storage::kReturnedRepairG));
                                            return true;
                                          }));
  v1::ClosedLoopRow& total = *response->mutable_total();
  for (auto& [brand, row] : rows) {
    row.set_brand_id(brand);
    FillShare(row);
    total.set_own_body_g(total.own_body_g() + row.own_body_g());
    total.set_repair_g(total.repair_g() + row.repair_g());
    total.set_retired_g(total.retired_g() + row.retired_g());
    *response->add_rows() = std::move(row);
  }
  FillShare(total);
  response->set_checkpoint(context.checkpoint());
  return absl::OkStatus();
}

}  // namespace ingot::query
