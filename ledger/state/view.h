// The seam through which the rules read state, and overlays that hold what is not yet published. Overlays nest, so that
// a refused submission rolls back whole.
#ifndef INGOT_LEDGER_STATE_VIEW_H_
#define INGOT_LEDGER_STATE_VIEW_H_

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ingot/v1/state.pb.h"

namespace ingot::state {

// Records are immutable once shared.
using RecordPtr = std::shared_ptr<const v1::Record>;

// A consistent state. Implementations abort the process where stored bytes can't be read: deciding on a damaged state
// is worse than stopping.
class View {
 public:
  virtual ~View() = default;
  // The record of `key`, or nullptr. Thread-safety is the implementation's.
  virtual RecordPtr Find(const std::string& key) const = 0;
};

// One record before and after. `before` is nullptr for a new one; records are never deleted.
struct Change {
  std::string key;
  RecordPtr before;
  RecordPtr after;
};

// Writes over a base view. Not thread-safe.
class Overlay : public View {
 public:
  // `base` outlives the overlay.
  explicit Overlay(const View& base) : base_(base) {}

  RecordPtr Find(const std::string& key) const override;
  void Put(const std::string& key, RecordPtr record);
  // What was put, by key; `before` is the base's record.
  std::vector<Change> Changes() const;
  // Puts everything into `target`.
  void MergeInto(Overlay& target) const;
  bool empty() const { return records_.empty(); }

 private:
  const View& base_;
  std::map<std::string, RecordPtr> records_;
};

// All records in memory: for auditors and tests. Not thread-safe.
class MemoryView : public View {
 public:
  RecordPtr Find(const std::string& key) const override;
  void Apply(const std::vector<Change>& changes);
  const std::map<std::string, RecordPtr>& records() const { return records_; }

 private:
  std::map<std::string, RecordPtr> records_;
};

}  // namespace ingot::state

#endif  // INGOT_LEDGER_STATE_VIEW_H_
