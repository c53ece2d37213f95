// A ledger in memory: the rules decide what is recorded, as they do in a server, and nothing is durable. For dumps of
// simulated fleets.
#ifndef INGOT_CLIENTS_CLI_SIMULATE_BOOK_H_
#define INGOT_CLIENTS_CLI_SIMULATE_BOOK_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "ingot/v1/entry.pb.h"
#include "ledger/base/hash.h"
#include "ledger/merkle/compact_range.h"
#include "ledger/rules/execute.h"
#include "ledger/state/view.h"

namespace ingot::cli {

// Records as bytes, a third of the memory of parsed ones. Not thread-safe.
class Shelf : public state::View {
 public:
  state::RecordPtr Find(const std::string& key) const override;
  void Put(const std::string& key, const v1::Record& record);
  void Drop(const std::string& key) { records_.erase(key); }
  size_t size() const { return records_.size(); }
  // In no order that means anything.
  void ForEach(const std::function<void(const std::string& key, const v1::Record& record)>& visit) const;

 private:
  absl::flat_hash_map<std::string, std::string> records_;
};

// Not thread-safe.
class Book {
 public:
  // Decides a signed submission of that moment (microseconds since 1970, not before the last one's) and appends its
  // entries. A refusal is the rules' own and changes nothing. `reversible` says which of its events may be reversed
  // later: the book keeps what a reversal needs of these alone, and forgets idempotency keys at once. So it judges as a
  // server does as long as nobody reverses another entry or uses a key twice.
  absl::StatusOr<std::vector<rules::NewEntry>> Record(v1::Submission submission, int64_t recorded_at_us,
                                                      const std::vector<bool>& reversible);

  // Leaf hash of entry 0; zeros before it.
  const Hash& ledger_id() const { return ledger_id_; }
  uint64_t size() const { return tree_.size(); }
  Hash Root() const { return tree_.Root(); }
  const Shelf& shelf() const { return shelf_; }

 private:
  void Keep(const rules::Execution& execution, const std::vector<bool>& reversible);

  Shelf shelf_;
  merkle::CompactRange tree_;
  Hash ledger_id_{};
  Hash last_leaf_{};
};

}  // namespace ingot::cli

#endif  // INGOT_CLIENTS_CLI_SIMULATE_BOOK_H_
