// Refused submissions as they are kept for auditors, and what became of the others. They are no part of the ledger's
// state: an answer about them is from the moment of the read, not from a checkpoint.
#ifndef INGOT_STORAGE_REFUSED_REFUSED_READER_H_
#define INGOT_STORAGE_REFUSED_REFUSED_READER_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ingot/storage/v1/records.pb.h"
#include "storage/db/database.h"

namespace ingot::storage {

// Thread-safe, also beside the writer.
class RefusedReader {
 public:
  explicit RefusedReader(std::shared_ptr<const Database> database) : database_(std::move(database)) {}

  // Of one organisation; of all where it is empty.
  absl::StatusOr<v1::RefusedCounts> Counts(std::string_view organisation_id) const;

  // From the newest to the oldest, those of one organisation (of all where it is empty), numbers below `before` (0: no
  // bound), until `callback` returns false. DataLoss for a damaged record.
  absl::Status Scan(std::string_view organisation_id, uint64_t before,
                    absl::FunctionRef<bool(uint64_t number, const v1::RefusedRecord& record)> callback) const;

 private:
  std::shared_ptr<const Database> database_;
};

}  // namespace ingot::storage

#endif  // INGOT_STORAGE_REFUSED_REFUSED_READER_H_
