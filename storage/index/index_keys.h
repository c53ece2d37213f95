// Keys of the secondary indexes. An id inside a key stands as u8 length, bytes, so that no id is the prefix of another;
// the last one takes the rest.
//
//   'h' holder custody(u8) vin   vehicles by holder and custody state
//   'b' brand vin                vehicles by brand
//   'f' vin                      vehicles with a flag
//   'L' batch lot                lots that came out of a batch
//   'k' organisation key_id      keys
//   's' organisation site_id     sites
//   'i' organisation id          instruments
//   'a' organisation account     accounts; the account is its state key without the first letter
#ifndef INGOT_STORAGE_INDEX_INDEX_KEYS_H_
#define INGOT_STORAGE_INDEX_INDEX_KEYS_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "ingot/v1/common.pb.h"
#include "ledger/state/view.h"

namespace ingot::storage {

// Longest id that a key can hold; far above what the rules admit.
inline constexpr size_t kMaxIndexedIdBytes = 255;

// Prefixes, without the part that differs. REQUIRES: ids of at most kMaxIndexedIdBytes.
std::string VehiclesByHolderPrefix(std::string_view holder, ingot::v1::CustodyState custody);
std::string VehiclesByBrandPrefix(std::string_view brand_id);
std::string FlaggedVehiclesPrefix();
std::string LotsOfBatchPrefix(std::string_view batch_id);
// kind: 'k', 's', 'i' or 'a'.
std::string OwnedPrefix(char kind, std::string_view organisation_id);

// All index keys of a record, ascending. `key` is its state key.
std::vector<std::string> IndexKeysOf(std::string_view key, const ingot::v1::Record& record);

// What a change does to the indexes.
struct IndexUpdate {
  std::vector<std::string> added;
  std::vector<std::string> removed;
};
IndexUpdate IndexUpdateOf(const state::Change& change);

}  // namespace ingot::storage

#endif  // INGOT_STORAGE_INDEX_INDEX_KEYS_H_
