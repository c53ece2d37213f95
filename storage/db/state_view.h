// The newest committed state, for the one who decides on it.
#ifndef INGOT_STORAGE_DB_STATE_VIEW_H_
#define INGOT_STORAGE_DB_STATE_VIEW_H_

#include <memory>
#include <string>
#include <utility>

#include "ledger/state/view.h"
#include "storage/db/database.h"

namespace ingot::storage {

// Base of the sequencer's overlays. Reads what is committed at the moment of each call: a batch that commits between
// two calls is seen by the second, so overlays keep their records until their batch is published. Aborts where stored
// bytes can't be read. Thread-safe.
class StateView : public state::View {
 public:
  explicit StateView(std::shared_ptr<const Database> database) : database_(std::move(database)) {}

  state::RecordPtr Find(const std::string& key) const override;

 private:
  std::shared_ptr<const Database> database_;
};

}  // namespace ingot::storage

#endif  // INGOT_STORAGE_DB_STATE_VIEW_H_
