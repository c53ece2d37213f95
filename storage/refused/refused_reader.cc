#include "storage/refused/refused_reader.h"

#include "ledger/base/status.h"
#include "rocksdb/db.h"
#include "storage/db/keys.h"
#include "storage/db/rocks_status.h"
#include "storage/db/snapshot_pin.h"
#include "storage/refused/refused_keys.h"

namespace ingot::storage {
namespace {

constexpr char kWhat[] = "a refused submission";

template <typename Message>
absl::Status ReadInto(const Database& database, const std::string& key, Message* message) {
  rocksdb::PinnableSlice value;
  const rocksdb::Status read =
      database.rocks().Get(rocksdb::ReadOptions(), database.family(Family::kRefused), key, &value);
  if (read.IsNotFound()) return absl::NotFoundError(kWhat);
  if (!read.ok()) return Damaged(kWhat, read);
  if (message->ParseFromArray(value.data(), static_cast<int>(value.size()))) return absl::OkStatus();
  return Damaged(kWhat, "it is not a message");
}

}  // namespace

absl::StatusOr<v1::RefusedCounts> RefusedReader::Counts(std::string_view organisation_id) const {
  v1::RefusedCounts counts;
  const absl::Status read = ReadInto(*database_, RefusedCountsKey(organisation_id), &counts);
  // Nothing was ever refused.
  if (!read.ok() && !absl::IsNotFound(read)) return read;
  return counts;
}

absl::Status RefusedReader::Scan(
    std::string_view organisation_id, uint64_t before,
    absl::FunctionRef<bool(uint64_t number, const v1::RefusedRecord& record)> callback) const {
  const std::string prefix = organisation_id.empty() ? std::string(kRefusedRecords) : RefusedPrefix(organisation_id);
  const std::string end = PrefixEnd(prefix);
  const rocksdb::Slice bound(end);
  rocksdb::ReadOptions options;
  options.iterate_upper_bound = &bound;
  const std::unique_ptr<rocksdb::Iterator> at(
      database_->rocks().NewIterator(options, database_->family(Family::kRefused)));
  std::string start = prefix;
  if (before != 0) AppendBe64(~before + 1, &start);
  for (at->Seek(start); at->Valid(); at->Next()) {
    if (at->key().size() != prefix.size() + sizeof(uint64_t)) return Damaged(kWhat, "its key has another length");
    const uint64_t number = RefusedNumber(ViewOf(at->key()));
    v1::RefusedRecord record;
    if (organisation_id.empty()) {
      if (!record.ParseFromArray(at->value().data(), static_cast<int>(at->value().size()))) {
        return Damaged(kWhat, "it is not a message");
      }
    } else {
      const absl::Status read = ReadInto(*database_, RefusedKey(number), &record);
      // Dropped since the iterator began.
      if (absl::IsNotFound(read)) continue;
      INGOT_RETURN_IF_ERROR(read);
    }
    if (!callback(number, record)) return absl::OkStatus();
  }
  return at->status().ok() ? absl::OkStatus() : Damaged("the refused submissions", at->status());
}

}  // namespace ingot::storage
