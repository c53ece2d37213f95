// Keeps refused submissions in a bounded family: a ring for each organisation, and one for all.
#ifndef INGOT_STORAGE_REFUSED_REFUSED_WRITER_H_
#define INGOT_STORAGE_REFUSED_REFUSED_WRITER_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "ingot/storage/v1/records.pb.h"
#include "storage/db/database.h"

namespace ingot::storage {

// Beyond any of them the oldest are dropped; a counter stays. Of the bytes of the newest record there is always room.
struct RefusedLimits {
  size_t organisation_records = 1'000;
  uint64_t organisation_bytes = uint64_t{16} << 20;
  size_t records = 20'000;
  uint64_t bytes = uint64_t{256} << 20;
};

// Not thread-safe: one thread owns it, and there is one of it a database.
class RefusedWriter {
 public:
  // Reads what is there: keys alone, at most limits.records of them. DataLoss for damaged ones.
  static absl::StatusOr<RefusedWriter> Open(std::shared_ptr<const Database> database, const RefusedLimits& limits);

  // Keeps the records, in their order, and adds to the counts what could not be kept, by organisation: one write, one
  // sync. Aborts where the write fails, as every write to the database.
  void Keep(const std::vector<v1::RefusedRecord>& records, const std::map<std::string, uint64_t>& not_kept);

 private:
  struct Kept {
    uint64_t number = 0;
    uint32_t bytes = 0;
  };
  struct Ring {
    // Oldest first.
    std::deque<Kept> kept;
    v1::RefusedCounts counts;
    bool changed = false;
  };
  class Batch;

  RefusedWriter(std::shared_ptr<const Database> database, const RefusedLimits& limits)
      : database_(std::move(database)), limits_(limits) {}

  // The ring of an organisation, with its stored counts.
  absl::StatusOr<Ring*> RingOf(const std::string& organisation_id);
  void Add(const v1::RefusedRecord& record, Batch& batch);
  // Drops the oldest of a ring.
  void Drop(const std::string& organisation_id, Ring& ring, Batch& batch);
  // The ring that holds the oldest record of all. REQUIRES: there is one.
  std::map<std::string, Ring>::iterator Oldest();

  std::shared_ptr<const Database> database_;
  RefusedLimits limits_;
  std::map<std::string, Ring> rings_;
  // Of all; its deque stays empty.
  Ring all_;
  size_t records_ = 0;
};

}  // namespace ingot::storage

#endif  // INGOT_STORAGE_REFUSED_REFUSED_WRITER_H_
