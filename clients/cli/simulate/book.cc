#include "clients/cli/simulate/book.h"

#include <memory>
#include <utility>

#include "ledger/base/check.h"
#include "ledger/base/status.h"
#include "ledger/entry/submission.h"
#include "ledger/state/record_key.h"

namespace ingot::cli {

state::RecordPtr Shelf::Find(const std::string& key) const {
  const auto it = records_.find(key);
  if (it == records_.end()) return nullptr;
  auto record = std::make_shared<v1::Record>();
  INGOT_CHECK(record->ParseFromString(it->second));
  return record;
}

void Shelf::Put(const std::string& key, const v1::Record& record) { record.SerializeToString(&records_[key]); }

void Shelf::ForEach(const std::function<void(const std::string& key, const v1::Record& record)>& visit) const {
  v1::Record record;
  for (const auto& [key, bytes] : records_) {
    INGOT_CHECK(record.ParseFromString(bytes));
    visit(key, record);
  }
}

absl::StatusOr<std::vector<rules::NewEntry>> Book::Record(v1::Submission submission, int64_t recorded_at_us,
                                                          const std::vector<bool>& reversible) {
  INGOT_ASSIGN_OR_RETURN(const entry::AdmittedSubmission admitted, entry::Admit(ledger_id_, std::move(submission)));
  rules::Position position;
  position.ledger_id = ledger_id_;
  position.seq = tree_.size();
  position.prev_hash = last_leaf_;
  position.recorded_at_us = recorded_at_us;
  INGOT_ASSIGN_OR_RETURN(rules::Execution execution, rules::Execute(shelf_, position, admitted));
  Keep(execution, reversible);
  for (const rules::NewEntry& made : execution.entries) {
    if (tree_.size() == 0) ledger_id_ = made.leaf;
    tree_.Append(made.leaf);
    last_leaf_ = made.leaf;
  }
  return std::move(execution.entries);
}

void Book::Keep(const rules::Execution& execution, const std::vector<bool>& reversible) {
  for (const state::Change& change : execution.changes) {
    if (change.key.front() == state::kIdempotencyPrefix || change.key.front() == state::kUndoPrefix) continue;
    shelf_.Put(change.key, *change.after);
  }
  const uint64_t first = tree_.size();
  for (const state::Change& change : execution.changes) {
    if (change.key.front() != state::kUndoPrefix) continue;
    for (size_t i = 0; i < reversible.size(); ++i) {
      if (reversible[i] && change.key == state::UndoKey(first + i)) shelf_.Put(change.key, *change.after);
    }
  }
}

}  // namespace ingot::cli
