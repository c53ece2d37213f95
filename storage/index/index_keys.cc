#include "storage/index/index_keys.h"

#include <algorithm>
#include <iterator>

#include "ledger/base/check.h"
#include "ledger/base/strings.h"
#include "ledger/state/record_key.h"
#include "storage/index/report_keys.h"

namespace ingot::storage {
namespace {

constexpr char kVehiclesByHolder = 'h';
constexpr char kVehiclesByBrand = 'b';
constexpr char kFlaggedVehicles = 'f';
constexpr char kLotsOfBatch = 'L';

std::string IdPrefix(char kind, std::string_view id) {
  INGOT_CHECK(id.size() <= kMaxIndexedIdBytes);
  std::string prefix(1, kind);
  prefix.push_back(static_cast<char>(id.size()));
  prefix.append(id);
  return prefix;
}

std::vector<std::string> VehicleKeys(std::string_view vin, const ingot::v1::VehicleState& vehicle) {
  std::vector<std::string> keys;
  keys.push_back(Cat(VehiclesByBrandPrefix(vehicle.brand_id()), vin));
  if (!vehicle.flags().empty()) {
    keys.push_back(Cat(FlaggedVehiclesPrefix(), vin));
  }
  if (!vehicle.holder().empty()) {
    keys.push_back(Cat(VehiclesByHolderPrefix(vehicle.holder(), vehicle.custody()), vin));
  }
  return keys;
}

std::vector<std::string> OwnedKey(std::string_view key, std::string_view organisation_id) {
  if (organisation_id.empty()) {
    return {};
  }
  return {Cat(OwnedPrefix(key.front(), organisation_id), key.substr(1))};
}

// Of the lists that are not reports.
std::vector<std::string> FirstKeys(std::string_view key, const ingot::v1::Record& record) {
  switch (record.state_case()) {
    case ingot::v1::Record::kVehicle:
      return VehicleKeys(key.substr(1), record.vehicle());
    case ingot::v1::Record::kLot:
      if (record.lot().batch_id().empty()) return {};
      return {Cat(LotsOfBatchPrefix(record.lot().batch_id()), key.substr(1))};
    case ingot::v1::Record::kKey:
      return OwnedKey(key, record.key().organisation_id());
    case ingot::v1::Record::kSite:
      return OwnedKey(key, record.site().organisation_id());
    case ingot::v1::Record::kInstrument:
      return OwnedKey(key, record.instrument().organisation_id());
    case ingot::v1::Record::kAccount:
      return OwnedKey(key, record.account().organisation_id());
    default:
      return {};
  }
}

}  // namespace

std::string VehiclesByHolderPrefix(std::string_view holder, ingot::v1::CustodyState custody) {
  const auto number = static_cast<uint32_t>(custody);
  INGOT_CHECK(number <= 0xff);
  std::string prefix = IdPrefix(kVehiclesByHolder, holder);
  prefix.push_back(static_cast<char>(number));
  return prefix;
}

std::string VehiclesByBrandPrefix(std::string_view brand_id) { return IdPrefix(kVehiclesByBrand, brand_id); }

std::string FlaggedVehiclesPrefix() { return std::string(1, kFlaggedVehicles); }

std::string LotsOfBatchPrefix(std::string_view batch_id) { return IdPrefix(kLotsOfBatch, batch_id); }

std::string OwnedPrefix(char kind, std::string_view organisation_id) {
  INGOT_CHECK(kind == state::kKeyPrefix || kind == state::kSitePrefix || kind == state::kInstrumentPrefix ||
              kind == state::kAccountPrefix);
  return IdPrefix(kind, organisation_id);
}

std::string IndexPrefix(char index) { return std::string(1, index); }

std::string OrganisationPrefix(char index, std::string_view organisation_id) {
  return IdPrefix(index, organisation_id);
}

std::string StatePrefix(char index, std::string_view organisation_id, uint8_t state) {
  std::string prefix = IdPrefix(index, organisation_id);
  prefix.push_back(static_cast<char>(state));
  return prefix;
}

std::string TicketPrefix(std::string_view instrument_id) {
  return Cat(IndexPrefix(kTicketIndex), instrument_id, std::string_view("\0", 1));
}

std::string FlagPrefix(ingot::v1::FlagKind kind) {
  std::string prefix = IndexPrefix(kFlagIndex);
  prefix.push_back(static_cast<char>(kind));
  return prefix;
}

std::string FlagPrefix(ingot::v1::FlagKind kind, ingot::v1::SubjectKind subject_kind) {
  std::string prefix = FlagPrefix(kind);
  prefix.push_back(static_cast<char>(subject_kind));
  return prefix;
}

std::vector<std::string> IndexKeysOf(std::string_view key, const ingot::v1::Record& record) {
  INGOT_CHECK(!key.empty());
  std::vector<std::string> keys = FirstKeys(key, record);
  AppendReportKeys(key, record, &keys);
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  return keys;
}

IndexUpdate IndexUpdateOf(const state::Change& change) {
  INGOT_CHECK(change.after != nullptr);
  const std::vector<std::string> after = IndexKeysOf(change.key, *change.after);
  std::vector<std::string> before;
  if (change.before != nullptr) {
    before = IndexKeysOf(change.key, *change.before);
  }
  IndexUpdate update;
  std::set_difference(after.begin(), after.end(), before.begin(), before.end(), std::back_inserter(update.added));
  std::set_difference(before.begin(), before.end(), after.begin(), after.end(), std::back_inserter(update.removed));
  return update;
}

}  // namespace ingot::storage
