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
//
// Of the reports (ledger/report/classes.h says what belongs to each); numbers are big-endian, a day is the u32 number
// of days since 1970-01-01 plus 2^20, or 0 where it is not known:
//
//   'w' holder custody(u8) day vin      stock and hulks, by how long they wait
//   'c' organisation class(u8) day id   contracts that are not settled
//   'o' organisation day batch_id       open batches
//   'l' holder stage(u8) lot_id         lots
//   'n' instrument 0x00 running(u64) number   tickets used up, by running number; all of an organisation's instruments
//                                       are one range, since their ids begin with its own and '/'
//   'g' kind(u8) subject_kind(u8) id    flags that stand
//   'r' ~reversed_by(u64) seq(u64)      entries that were reversed, the newest reversal first
//   'z' ~erased_seq(u64) seq(u64)       sealed parts that were erased, the newest erasure first
#ifndef INGOT_STORAGE_INDEX_INDEX_KEYS_H_
#define INGOT_STORAGE_INDEX_INDEX_KEYS_H_

#include <cstddef>
#include <cstdint>
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

// Of the reports: of all organisations, of one, and of one in one state. `state` is a v1::CustodyState, a
// report::ContractClass or a v1::LotStage.
inline constexpr char kWaitingIndex = 'w';
inline constexpr char kContractIndex = 'c';
inline constexpr char kOpenBatchIndex = 'o';
inline constexpr char kLotIndex = 'l';
inline constexpr char kTicketIndex = 'n';
inline constexpr char kFlagIndex = 'g';
inline constexpr char kReversalIndex = 'r';
inline constexpr char kErasureIndex = 'z';
std::string IndexPrefix(char index);
std::string OrganisationPrefix(char index, std::string_view organisation_id);
std::string StatePrefix(char index, std::string_view organisation_id, uint8_t state);
// Of an instrument's tickets.
std::string TicketPrefix(std::string_view instrument_id);
std::string FlagPrefix(ingot::v1::FlagKind kind);
std::string FlagPrefix(ingot::v1::FlagKind kind, ingot::v1::SubjectKind subject_kind);
// A day as keys hold it.
void AppendDay(const ingot::v1::Date& day, std::string* key);
inline constexpr size_t kDayBytes = 4;

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
