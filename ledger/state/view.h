// The seam through which the rules read state, and overlays that hold what is not yet published. Overlays nest, so that
// a refused submission rolls back whole.
#ifndef INGOT_LEDGER_STATE_VIEW_H_
#define INGOT_LEDGER_STATE_VIEW_H_

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/functional/function_ref.h"
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

// All records in memory: for auditors and tests. What is written once and hardly ever read again (what reversals need
// of each entry, idempotency keys) is kept serialised, so that a long ledger takes little more than its bytes. Not
// thread-safe.
class MemoryView : public View {
 public:
  RecordPtr Find(const std::string& key) const override;
  void Apply(const std::vector<Change>& changes);

  size_t size() const { return records_.size() + undo_.size() + serialised_.size(); }
  // All records, by key; a serialised one is parsed anew for each call.
  void ForEach(absl::FunctionRef<void(const std::string& key, const RecordPtr& record)> visit) const;
  // The same as a map, for tests.
  std::map<std::string, RecordPtr> records() const;

 private:
  // Serialised records of kUndoPrefix, in the order of their entries: nearly always appended.
  class UndoLog {
   public:
    // Empty where there is none.
    std::string_view Find(uint64_t seq) const;
    void Put(uint64_t seq, const v1::Record& record);
    size_t size() const { return places_.size(); }
    void ForEach(absl::FunctionRef<void(uint64_t seq, std::string_view bytes)> visit) const;

   private:
    struct Place {
      uint64_t seq = 0;
      size_t block = 0;
      uint32_t offset = 0;
      uint32_t size = 0;
    };
    // By seq.
    std::vector<Place> places_;
    // Filled one after the other; a record that changes is written anew and its old bytes stay unused.
    std::vector<std::string> blocks_;
  };

  // Millions of them are looked up all the time, and wanted in order once in the end: ForEach sorts.
  absl::flat_hash_map<std::string, RecordPtr> records_;
  UndoLog undo_;
  // Idempotency records.
  absl::flat_hash_map<std::string, std::string> serialised_;
};

}  // namespace ingot::state

#endif  // INGOT_LEDGER_STATE_VIEW_H_
