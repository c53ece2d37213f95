#include "storage/index/report_keys.h"

#include <optional>
#include <utility>

#include "ledger/base/bytes.h"
#include "ledger/base/check.h"
#include "ledger/base/strings.h"
#include "ledger/directory/ids.h"
#include "ledger/iso/date.h"
#include "ledger/report/classes.h"
#include "ledger/state/flags.h"
#include "ledger/state/record_key.h"
#include "storage/index/index_keys.h"

namespace ingot::storage {
namespace {

using Keys = std::vector<std::string>;

// Makes every day that a date can name a positive number.
constexpr int64_t kDayBase = int64_t{1} << 20;

void AppendWaiting(std::string_view vin, const ingot::v1::VehicleState& vehicle, Keys* keys) {
  if (!report::IsStock(vehicle) && !report::IsHulk(vehicle)) return;
  std::string key = StatePrefix(kWaitingIndex, vehicle.holder(), static_cast<uint8_t>(vehicle.custody()));
  AppendDay(vehicle.custody_since(), &key);
  keys->push_back(Cat(key, vin));
}

void AppendContract(std::string_view id, const ingot::v1::ContractState& contract, Keys* keys) {
  const report::ContractClass where = report::ClassOf(contract);
  if (where == report::ContractClass::kSettled) return;
  std::string key = StatePrefix(kContractIndex, contract.organisation_id(), static_cast<uint8_t>(where));
  AppendDay(report::ClassDay(contract), &key);
  keys->push_back(Cat(key, id));
}

void AppendBatch(std::string_view id, const ingot::v1::BatchState& batch, Keys* keys) {
  if (batch.closed()) return;
  std::string key = OrganisationPrefix(kOpenBatchIndex, batch.organisation_id());
  AppendDay(batch.opened_on(), &key);
  keys->push_back(Cat(key, id));
}

void AppendLot(std::string_view id, const ingot::v1::LotState& lot, Keys* keys) {
  if (lot.holder().empty()) return;
  keys->push_back(Cat(StatePrefix(kLotIndex, lot.holder(), static_cast<uint8_t>(report::StageOf(lot))), id));
}

// `key`: 'n' 't' instrument 0x00 number.
void AppendTicket(std::string_view key, Keys* keys) {
  const size_t separator = key.find('\0');
  if (key.size() < 2 || key[1] != static_cast<char>(state::NumberKind::kTicket) || separator == key.npos) return;
  const std::string_view number = key.substr(separator + 1);
  const uint64_t running = directory::RunningNumber(number);
  if (running == 0) return;
  std::string ticket = TicketPrefix(key.substr(2, separator - 2));
  AppendBe64(running, &ticket);
  keys->push_back(Cat(ticket, number));
}

void AppendFlags(std::string_view key, const ingot::v1::Record& record, Keys* keys) {
  const state::FlagList* const flags = state::FlagsOf(record);
  if (flags == nullptr || flags->empty()) return;
  const std::optional<std::pair<ingot::v1::SubjectKind, std::string>> subject = state::SubjectOfKey(key);
  INGOT_CHECK(subject.has_value());
  for (const ingot::v1::Flag& flag : *flags) {
    keys->push_back(Cat(FlagPrefix(flag.kind(), subject->first), subject->second));
  }
}

// `key`: a letter and the entry's number.
void AppendNewestFirst(char index, uint64_t by_seq, std::string_view key, Keys* keys) {
  if (by_seq == 0) return;
  std::string newest = IndexPrefix(index);
  AppendBe64(~by_seq, &newest);
  keys->push_back(Cat(newest, key.substr(1)));
}

}  // namespace

void AppendDay(const ingot::v1::Date& day, std::string* key) {
  const bool known = day.year() != 0;
  AppendBe32(known ? static_cast<uint32_t>(iso::DayNumber(day) + kDayBase) : 0, key);
}

void AppendReportKeys(std::string_view key, const ingot::v1::Record& record, std::vector<std::string>* keys) {
  AppendFlags(key, record, keys);
  switch (record.state_case()) {
    case ingot::v1::Record::kVehicle:
      return AppendWaiting(key.substr(1), record.vehicle(), keys);
    case ingot::v1::Record::kContract:
      return AppendContract(key.substr(1), record.contract(), keys);
    case ingot::v1::Record::kBatch:
      return AppendBatch(key.substr(1), record.batch(), keys);
    case ingot::v1::Record::kLot:
      return AppendLot(key.substr(1), record.lot(), keys);
    case ingot::v1::Record::kUsedNumber:
      return AppendTicket(key, keys);
    case ingot::v1::Record::kUndo:
      return AppendNewestFirst(kReversalIndex, record.undo().reversed_by(), key, keys);
    case ingot::v1::Record::kSeal:
      return AppendNewestFirst(kErasureIndex, record.seal().erased_seq(), key, keys);
    default:
      return;
  }
}

}  // namespace ingot::storage
