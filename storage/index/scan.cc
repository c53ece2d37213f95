#include "storage/index/scan.h"

#include <algorithm>
#include <utility>

#include "ledger/base/check.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/refusal/refusal.h"
#include "ledger/state/record_key.h"
#include "storage/db/damage.h"
#include "storage/index/index_keys.h"
#include "storage/index/merge.h"

namespace ingot::storage {
namespace {

absl::Status CheckId(std::string_view field, std::string_view id) {
  return id.size() <= kMaxIndexedIdBytes
             ? absl::OkStatus()
             : refusal::Refuse(ingot::v1::REFUSAL_REASON_TOO_LARGE, field, "No id is that long.");
}

std::vector<std::string> PrefixesOf(const VehicleFilter& filter) {
  std::vector<std::string> prefixes;
  if (!filter.holders.empty()) {
    std::vector<std::string> holders = filter.holders;
    std::sort(holders.begin(), holders.end());
    holders.erase(std::unique(holders.begin(), holders.end()), holders.end());
    for (const std::string& holder : holders) {
      if (filter.custody != ingot::v1::CUSTODY_STATE_UNSPECIFIED) {
        prefixes.push_back(VehiclesByHolderPrefix(holder, filter.custody));
        continue;
      }
      for (int custody = ingot::v1::CustodyState_MIN; custody <= ingot::v1::CustodyState_MAX; ++custody) {
        prefixes.push_back(VehiclesByHolderPrefix(holder, static_cast<ingot::v1::CustodyState>(custody)));
      }
    }
  } else if (filter.flagged || filter.flag != ingot::v1::FLAG_KIND_UNSPECIFIED) {
    prefixes.push_back(FlaggedVehiclesPrefix());
  } else if (!filter.brand_id.empty()) {
    prefixes.push_back(VehiclesByBrandPrefix(filter.brand_id));
  }
  return prefixes;
}

bool Passes(const VehicleFilter& filter, const ingot::v1::VehicleState& vehicle) {
  const auto has_flag = [&vehicle](ingot::v1::FlagKind kind) {
    return std::any_of(vehicle.flags().begin(), vehicle.flags().end(),
                       [kind](const ingot::v1::Flag& flag) { return flag.kind() == kind; });
  };
  const bool held = filter.holders.empty() ||
                    std::find(filter.holders.begin(), filter.holders.end(), vehicle.holder()) != filter.holders.end();
  return held && (filter.custody == ingot::v1::CUSTODY_STATE_UNSPECIFIED || vehicle.custody() == filter.custody) &&
         (filter.brand_id.empty() || vehicle.brand_id() == filter.brand_id) &&
         (filter.flag == ingot::v1::FLAG_KIND_UNSPECIFIED || has_flag(filter.flag)) &&
         (!filter.flagged || !vehicle.flags().empty());
}

// Collects a page and notices when it is full.
class PageBuilder {
 public:
  PageBuilder(const VehicleFilter& filter, PageLimits limits) : filter_(filter), limits_(limits) {
    INGOT_CHECK(limits.max_results >= 1 && limits.max_examined >= 1);
  }

  bool full() const { return page_.records.size() >= limits_.max_results || examined_ >= limits_.max_examined; }

  // Closes the page before `vin`, which exists: there is more.
  void Stop() { page_.next_after = last_; }

  void Examine(std::string_view vin, state::RecordPtr record) {
    ++examined_;
    last_ = vin;
    // A record without a state is what a reversed registration leaves.
    if (record->has_vehicle() && Passes(filter_, record->vehicle())) {
      page_.records.push_back(std::move(record));
    }
  }

  Page Take() && { return std::move(page_); }

 private:
  const VehicleFilter& filter_;
  const PageLimits limits_;
  Page page_;
  size_t examined_ = 0;
  std::string last_;
};

absl::StatusOr<Page> ScanAllVehicles(const Snapshot& snapshot, const VehicleFilter& filter,
                                     std::string_view start_after, PageLimits limits) {
  PageBuilder page(filter, limits);
  const std::string start = start_after.empty() ? std::string() : state::VehicleKey(start_after);
  INGOT_RETURN_IF_ERROR(snapshot.ScanState(std::string_view(&state::kVehiclePrefix, 1), start, limits.max_examined + 1,
                                           [&page](std::string_view key, state::RecordPtr record) {
                                             if (page.full()) {
                                               page.Stop();
                                               return false;
                                             }
                                             page.Examine(key.substr(1), std::move(record));
                                             return true;
                                           }));
  return std::move(page).Take();
}

absl::StatusOr<Page> MergeRanges(const Snapshot& snapshot, std::vector<std::string> prefixes,
                                 const VehicleFilter& filter, std::string_view start_after, PageLimits limits) {
  INGOT_ASSIGN_OR_RETURN(IndexMerge merge,
                         IndexMerge::Create(snapshot, std::move(prefixes), MergeOrder::kBySuffix, start_after));
  PageBuilder page(filter, limits);
  while (true) {
    INGOT_ASSIGN_OR_RETURN(const bool more, merge.Next());
    if (!more) break;
    if (page.full()) {
      page.Stop();
      break;
    }
    INGOT_ASSIGN_OR_RETURN(state::RecordPtr record, IndexedRecord(snapshot, state::VehicleKey(merge.row())));
    page.Examine(merge.row(), std::move(record));
  }
  return std::move(page).Take();
}

}  // namespace

absl::StatusOr<state::RecordPtr> IndexedRecord(const Snapshot& snapshot, const std::string& key) {
  INGOT_ASSIGN_OR_RETURN(state::RecordPtr record, snapshot.Record(key));
  if (record == nullptr) {
    return Damaged(Cat("an indexed record of kind '", key.substr(0, 1), "'"), "the index names it, the state lacks it");
  }
  return record;
}

absl::StatusOr<Page> ScanVehicles(const Snapshot& snapshot, const VehicleFilter& filter, std::string_view start_after,
                                  PageLimits limits) {
  if (filter.holders.size() > kMaxFilterHolders) {
    return refusal::Refuse(ingot::v1::REFUSAL_REASON_TOO_LARGE, "holder",
                           Cat("A filter names at most ", kMaxFilterHolders, " holders."));
  }
  for (const std::string& holder : filter.holders) {
    INGOT_RETURN_IF_ERROR(CheckId("holder", holder));
  }
  INGOT_RETURN_IF_ERROR(CheckId("brand_id", filter.brand_id));
  std::vector<std::string> prefixes = PrefixesOf(filter);
  return prefixes.empty() ? ScanAllVehicles(snapshot, filter, start_after, limits)
                          : MergeRanges(snapshot, std::move(prefixes), filter, start_after, limits);
}

absl::StatusOr<Page> ScanOwned(const Snapshot& snapshot, OwnedKind kind, std::string_view organisation_id,
                               std::string_view start_after, size_t max_results) {
  INGOT_CHECK(max_results >= 1);
  INGOT_RETURN_IF_ERROR(CheckId("organisation_id", organisation_id));
  const char letter = static_cast<char>(kind);
  std::vector<std::string> ids;
  // One more than fits tells whether there is a next page.
  INGOT_RETURN_IF_ERROR(snapshot.ScanIndex(OwnedPrefix(letter, organisation_id), start_after, max_results + 1,
                                           [&ids](std::string_view id) {
                                             ids.emplace_back(id);
                                             return true;
                                           }));
  Page page;
  if (ids.size() > max_results) {
    ids.resize(max_results);
    page.next_after = ids.back();
  }
  for (const std::string& id : ids) {
    INGOT_ASSIGN_OR_RETURN(state::RecordPtr record, IndexedRecord(snapshot, Cat(std::string_view(&letter, 1), id)));
    page.records.push_back(std::move(record));
  }
  return page;
}

}  // namespace ingot::storage
