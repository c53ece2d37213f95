// A snapshot as the rules and the visibility table read state.
#ifndef INGOT_SERVER_HEAD_SNAPSHOT_VIEW_H_
#define INGOT_SERVER_HEAD_SNAPSHOT_VIEW_H_

#include <string>

#include "absl/status/status.h"
#include "ledger/state/view.h"
#include "storage/db/snapshot.h"

namespace ingot::head {

// For one call on one thread. A record that can't be read counts as absent and is remembered in status(), which the
// caller checks before it answers: a query must not stop the process.
class SnapshotView : public state::View {
 public:
  // `snapshot` outlives the view.
  explicit SnapshotView(const storage::Snapshot& snapshot) : snapshot_(snapshot) {}

  state::RecordPtr Find(const std::string& key) const override;

  // OK, or the first failure of a read.
  const absl::Status& status() const { return status_; }

 private:
  const storage::Snapshot& snapshot_;
  mutable absl::Status status_;
};

}  // namespace ingot::head

#endif  // INGOT_SERVER_HEAD_SNAPSHOT_VIEW_H_
