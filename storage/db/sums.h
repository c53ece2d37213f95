// Sums of grams and counts by a small number (a family and origin, or a figure's own number), as the books family keeps
// them. Adding up is RocksDB's merge operator, so that the one writer adds without reading.
#ifndef INGOT_STORAGE_DB_SUMS_H_
#define INGOT_STORAGE_DB_SUMS_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace rocksdb {
class MergeOperator;
}  // namespace rocksdb

namespace ingot::storage {

// Zero sums are absent.
using Sums = std::map<uint16_t, int64_t>;

// Adds grams to one of them. Aborts on overflow: masses that passed the rules' ranges can't come to 2^63.
void AddSum(Sums& sums, uint16_t number, int64_t amount);
// Adds all of `other`, times `sign` (1 or -1).
void AddSums(Sums& sums, const Sums& other, int sign = 1);

// u16be number, i64be sum (two's complement), ascending by number, none zero.
std::string EncodeSums(const Sums& sums);
// The inverse, strictly; nullopt for any other bytes.
std::optional<Sums> DecodeSums(std::string_view bytes);

// Merges encoded sums by adding. For storage/db and its tests.
std::shared_ptr<rocksdb::MergeOperator> MakeSumsMergeOperator();

}  // namespace ingot::storage

#endif  // INGOT_STORAGE_DB_SUMS_H_
