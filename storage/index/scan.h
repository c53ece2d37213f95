// Queries through the secondary indexes: bounded pages, each continued by the last key examined. Every index is derived
// from state records and changes in the same write as they do.
#ifndef INGOT_STORAGE_INDEX_SCAN_H_
#define INGOT_STORAGE_INDEX_SCAN_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "ingot/v1/common.pb.h"
#include "ledger/state/view.h"
#include "storage/db/snapshot.h"

namespace ingot::storage {

// Holders that one filter may name: members of a group.
inline constexpr size_t kMaxFilterHolders = 64;

// Unset fields do not filter.
struct VehicleFilter {
  // Any of these; empty for no filter. At most kMaxFilterHolders.
  std::vector<std::string> holders;
  ingot::v1::CustodyState custody = ingot::v1::CUSTODY_STATE_UNSPECIFIED;
  std::string brand_id;
  // With a flag of this kind.
  ingot::v1::FlagKind flag = ingot::v1::FLAG_KIND_UNSPECIFIED;
  // With any flag.
  bool flagged = false;
};

// Bounds of a page. Both at least 1.
struct PageLimits {
  size_t max_results = 100;
  size_t max_examined = 10'000;
};

// The record that an index names. It was written with the index's key, so its absence is damage (DATA_LOSS).
absl::StatusOr<state::RecordPtr> IndexedRecord(const Snapshot& snapshot, const std::string& key);

struct Page {
  std::vector<state::RecordPtr> records;
  // Continue with start_after = this; empty where nothing is left.
  std::string next_after;
};

// Vehicles that pass the filter, by VIN, after `start_after` (a VIN, or empty). The narrowest index leads: holder (with
// custody), else flags, else brand, else all vehicles. InvalidArgument for too many holders.
absl::StatusOr<Page> ScanVehicles(const Snapshot& snapshot, const VehicleFilter& filter, std::string_view start_after,
                                  PageLimits limits);

// What an organisation owns.
enum class OwnedKind : char { kKey = 'k', kSite = 's', kInstrument = 'i', kAccount = 'a' };

// Records of one kind that belong to the organisation, by id (key id, site id, instrument id, account key's rest),
// after `start_after` (a next_after, or empty).
absl::StatusOr<Page> ScanOwned(const Snapshot& snapshot, OwnedKind kind, std::string_view organisation_id,
                               std::string_view start_after, size_t max_results);

}  // namespace ingot::storage

#endif  // INGOT_STORAGE_INDEX_SCAN_H_
