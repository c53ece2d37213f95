#include "storage/books/fleet_cube.h"

#include <limits>

#include "ledger/base/bytes.h"
#include "ledger/base/check.h"
#include "ledger/iso/date.h"
#include "ledger/mass/amounts.h"

namespace ingot::storage {
namespace {

constexpr char kFleet = 'f';
constexpr char kReturned = 'h';
constexpr size_t kNumbersBytes = 2 + 1 + 2 + 2;

void AppendId(std::string_view id, std::string* key) {
  INGOT_CHECK(id.size() <= std::numeric_limits<uint8_t>::max());
  key->push_back(static_cast<char>(id.size()));
  key->append(id);
}

void AppendYear(int32_t year, std::string* key) {
  INGOT_CHECK(year >= 0 && year <= std::numeric_limits<uint16_t>::max());
  AppendBe16(static_cast<uint16_t>(year), key);
}

std::optional<std::string> TakeId(std::string_view* rest) {
  if (rest->empty()) return std::nullopt;
  const size_t size = static_cast<unsigned char>(rest->front());
  if (rest->size() < 1 + size) return std::nullopt;
  std::string id(rest->substr(1, size));
  rest->remove_prefix(1 + size);
  return id;
}

// The end of the contract that has the vehicle out, or of its term.
int32_t DueYearOf(const ingot::v1::ContractState& contract) {
  if (contract.kind() != ingot::v1::CONTRACT_KIND_LEASE) return 0;
  if (contract.stage() == ingot::v1::CONTRACT_STAGE_ENDED && iso::IsValid(contract.ended_on())) {
    return contract.ended_on().year();
  }
  if (!iso::IsValid(contract.starts_on())) return 0;
  return iso::AddMonths(contract.starts_on(), contract.term_months()).year();
}

}  // namespace

std::string FleetKey(const FleetGroup& group) {
  std::string key = FleetPrefix(group.brand_id);
  AppendId(group.model_id, &key);
  AppendId(group.market, &key);
  AppendYear(group.model_year, &key);
  INGOT_CHECK(group.custody >= 0 && group.custody <= std::numeric_limits<uint8_t>::max());
  key.push_back(static_cast<char>(group.custody));
  AppendYear(group.due_year, &key);
  AppendYear(group.end_year, &key);
  return key;
}

std::optional<FleetGroup> FleetGroupOfKey(std::string_view key) {
  if (key.empty() || key.front() != kFleet) return std::nullopt;
  key.remove_prefix(1);
  FleetGroup group;
  for (std::string* const id : {&group.brand_id, &group.model_id, &group.market}) {
    std::optional<std::string> taken = TakeId(&key);
    if (!taken.has_value()) return std::nullopt;
    *id = *std::move(taken);
  }
  if (key.size() != kNumbersBytes) return std::nullopt;
  group.model_year = ReadBe16(key);
  group.custody = static_cast<ingot::v1::CustodyState>(static_cast<unsigned char>(key[2]));
  group.due_year = ReadBe16(key.substr(3));
  group.end_year = ReadBe16(key.substr(5));
  return group;
}

std::string FleetPrefix() { return std::string(1, kFleet); }

std::string FleetPrefix(std::string_view brand_id) {
  std::string prefix = FleetPrefix();
  AppendId(brand_id, &prefix);
  return prefix;
}

std::string ReturnedKey(std::string_view brand_id) {
  std::string key(1, kReturned);
  key.append(brand_id);
  return key;
}

FleetGroup GroupOf(const ingot::v1::VehicleState& vehicle, const ingot::v1::ContractState* contract) {
  FleetGroup group;
  group.brand_id = vehicle.brand_id();
  group.model_id = vehicle.model_id();
  group.market = vehicle.market();
  group.model_year = vehicle.model_year();
  group.custody = vehicle.custody();
  if (CountsByContract(vehicle) && contract != nullptr) group.due_year = DueYearOf(*contract);
  if (IsAtItsEnd(vehicle.custody())) group.end_year = vehicle.custody_since().year();
  return group;
}

bool IsAtItsEnd(ingot::v1::CustodyState custody) {
  return custody == ingot::v1::CUSTODY_STATE_RECOVERED || custody == ingot::v1::CUSTODY_STATE_CLOSED ||
         custody == ingot::v1::CUSTODY_STATE_DESTROYED_BY_FIRE;
}

Sums FiguresOf(const ingot::v1::VehicleState& vehicle) {
  Sums sums;
  AddSum(sums, kFleetVehicles, 1);
  AddSum(sums, kFleetBodyG, mass::Total(vehicle.body()));
  AddSum(sums, kFleetEnteredG, vehicle.entered_g());
  AddSum(sums, kFleetRecoveredG, vehicle.recovered_g());
  return sums;
}

bool CountsByContract(const ingot::v1::VehicleState& vehicle) {
  return vehicle.custody() == ingot::v1::CUSTODY_STATE_LEASED && !vehicle.contract_id().empty();
}

bool ChangesDueYear(const ingot::v1::ContractState& before, const ingot::v1::ContractState& after) {
  return DueYearOf(before) != DueYearOf(after);
}

bool CountAlike(const ingot::v1::VehicleState& a, const ingot::v1::VehicleState& b) {
  return a.custody() == b.custody() && a.entered_g() == b.entered_g() && a.recovered_g() == b.recovered_g() &&
         a.model_year() == b.model_year() && a.brand_id() == b.brand_id() && a.model_id() == b.model_id() &&
         a.market() == b.market() && a.contract_id() == b.contract_id() &&
         mass::Total(a.body()) == mass::Total(b.body()) &&
         (!IsAtItsEnd(a.custody()) || a.custody_since().year() == b.custody_since().year());
}

Sums ReturnedOf(const ingot::v1::HeatReturn& returned) {
  const mass::Cells cells = mass::ToCells(returned.returned());
  Sums sums;
  AddSum(sums, kReturnedOwnBodyG, mass::TotalOf(cells, ingot::v1::ORIGIN_OWN_BODY));
  AddSum(sums, kReturnedRepairG, mass::TotalOf(cells, ingot::v1::ORIGIN_REPAIR));
  return sums;
}

}  // namespace ingot::storage
