#include "server/head/snapshot_view.h"

#include <utility>

#include "absl/status/statusor.h"

namespace ingot::head {

state::RecordPtr SnapshotView::Find(const std::string& key) const {
  absl::StatusOr<state::RecordPtr> record = snapshot_.Record(key);
  if (record.ok()) return *std::move(record);
  if (status_.ok()) status_ = record.status();
  return nullptr;
}

}  // namespace ingot::head
