#include "clients/cpp/trial_balance.h"

#include <tuple>
#include <utility>
#include <vector>

#include "ingot/v1/event.pb.h"
#include "ledger/base/arithmetic.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/iso/date.h"

namespace ingot::client {
namespace {

using AccountKey = std::tuple<int, std::string, std::string>;
using CellKey = std::pair<int, int>;
using Cells = std::map<CellKey, int64_t>;

class Adder {
 public:
  explicit Adder(const TrialPoint& point) : point_(point) {}

  // An entry that can't be read counts for nothing: the audit reports it.
  absl::Status Add(const std::string& bytes) {
    const uint64_t seq = seen_++;
    v1::Entry entry;
    if (!entry.ParseFromString(bytes) || !Counts(seq, entry)) return absl::OkStatus();
    ++counted_;
    for (const v1::Posting& posting : entry.postings()) {
      Cells& cells =
          accounts_[{posting.account().account_class(), posting.account().party(), posting.account().detail()}];
      for (const v1::Amount& amount : posting.amounts()) {
        int64_t& grams = cells[{amount.family(), amount.origin()}];
        const std::optional<int64_t> sum = CheckedAdd(grams, amount.grams());
        if (!sum.has_value()) {
          return absl::InvalidArgumentError(Cat("entry ", seq, " brings an account beyond 2^63 g"));
        }
        grams = *sum;
        if (grams == 0) cells.erase({amount.family(), amount.origin()});
      }
    }
    return absl::OkStatus();
  }

  void Fill(TrialBalance& trial) const {
    std::map<int, std::pair<int64_t, int64_t>> sums;
    for (const auto& [key, cells] : accounts_) {
      if (cells.empty()) continue;
      v1::TrialBalanceRow& row = trial.rows.emplace_back();
      row.mutable_account()->set_account_class(static_cast<v1::AccountClass>(std::get<0>(key)));
      row.mutable_account()->set_party(std::get<1>(key));
      row.mutable_account()->set_detail(std::get<2>(key));
      for (const auto& [cell, grams] : cells) {
        v1::Amount& amount = *row.add_balance();
        amount.set_family(static_cast<v1::AlloyFamily>(cell.first));
        amount.set_origin(static_cast<v1::Origin>(cell.second));
        amount.set_grams(grams);
        (grams > 0 ? sums[cell.first].first : sums[cell.first].second) += grams > 0 ? grams : -grams;
      }
    }
    for (const auto& [family, sum] : sums) {
      v1::TrialBalanceSum& added = trial.sums.emplace_back();
      added.set_family(static_cast<v1::AlloyFamily>(family));
      added.set_positive_g(sum.first);
      added.set_negative_g(sum.second);
    }
    trial.entries = counted_;
  }

  uint64_t seen() const { return seen_; }

 private:
  bool Counts(uint64_t seq, const v1::Entry& entry) const {
    if (point_.size.has_value() && seq >= *point_.size) return false;
    if (!point_.on.has_value()) return true;
    if (!point_.as_occurred) {
      v1::LocalTime recorded;
      recorded.set_unix_us(entry.recorded_at_us());
      return iso::Compare(iso::DateOf(recorded), *point_.on) <= 0;
    }
    if (entry.has_posted_on()) return iso::Compare(entry.posted_on(), *point_.on) <= 0;
    v1::Event event;
    return event.ParseFromString(entry.event()) && iso::Compare(iso::DateOf(event.occurred_at()), *point_.on) <= 0;
  }

  const TrialPoint& point_;
  std::map<AccountKey, Cells> accounts_;
  uint64_t seen_ = 0;
  uint64_t counted_ = 0;
};

}  // namespace

absl::StatusOr<TrialBalance> TrialOfEntries(AuditInput input, const TrialPoint& point) {
  Adder adder(point);
  const EntrySource source = std::move(input.entries.next);
  input.entries.next = [&source, &adder](v1::StreamEntriesResponse* message) -> absl::StatusOr<bool> {
    INGOT_ASSIGN_OR_RETURN(const bool more, source(message));
    if (!more) return false;
    for (const v1::EntryBundle& bundle : message->entries()) INGOT_RETURN_IF_ERROR(adder.Add(bundle.entry()));
    return true;
  };
  TrialBalance trial;
  INGOT_ASSIGN_OR_RETURN(trial.audit, AuditLedger(input));
  if (point.size.has_value() && *point.size > adder.seen()) {
    return absl::InvalidArgumentError(Cat("the ledger has ", adder.seen(), " entries, not ", *point.size));
  }
  adder.Fill(trial);
  return trial;
}

}  // namespace ingot::client
