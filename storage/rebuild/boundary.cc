#include "storage/rebuild/boundary.h"

#include <string>

#include "ingot/v1/entry.pb.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/refusal/refusal.h"

namespace ingot::storage {
namespace {

absl::StatusOr<ingot::v1::Entry> EntryAt(const Snapshot& snapshot, uint64_t seq) {
  INGOT_ASSIGN_OR_RETURN(const std::string bytes, snapshot.Entry(seq));
  ingot::v1::Entry entry;
  if (entry.ParseFromString(bytes) && entry.index() <= seq) return entry;
  return refusal::Refuse(ingot::v1::REFUSAL_REASON_DATA_LOSS, "", Cat("the stored entry ", seq, " is damaged"));
}

}  // namespace

absl::StatusOr<Boundary> BoundaryAround(const Snapshot& snapshot, uint64_t size) {
  if (size == snapshot.head().size) return Boundary{.at_or_below = size, .at_or_above = size};
  INGOT_ASSIGN_OR_RETURN(const ingot::v1::Entry next, EntryAt(snapshot, size));
  if (next.index() == 0) return Boundary{.at_or_below = size, .at_or_above = size};
  const uint64_t first = size - next.index();
  INGOT_ASSIGN_OR_RETURN(const ingot::v1::Entry opening, EntryAt(snapshot, first));
  const Boundary boundary{.at_or_below = first, .at_or_above = first + opening.submission().count()};
  if (boundary.at_or_above > size) return boundary;
  return refusal::Refuse(ingot::v1::REFUSAL_REASON_DATA_LOSS, "", Cat("the stored entry ", first, " is damaged"));
}

}  // namespace ingot::storage
