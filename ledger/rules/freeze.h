// Which flags freeze claims of recycled content, and whether a heat's metal is frozen (docs/DOMAIN.md, "Freezing").
#ifndef INGOT_LEDGER_RULES_FREEZE_H_
#define INGOT_LEDGER_RULES_FREEZE_H_

#include <set>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ledger/rules/transaction.h"

namespace ingot::rules {

// Whether a flag of this kind on a heat, lot or batch freezes claims on its metal until an auditor clears it: those
// that throw doubt on how much metal there is, or whose.
bool FreezesClaims(v1::FlagKind kind);

// Looks for flags and open disputes along the way of heats' metal: the heat, the lots in it, the batches that they came
// from, the lots fed into those, and so on. Heels are not followed: what they hold is blended, and no heat ends.
// One object for all heats of an event; each lot and batch is looked at once.
class FreezeSearch {
 public:
  explicit FreezeSearch(const Transaction& t) : t_(t) {}
  FreezeSearch(const FreezeSearch&) = delete;
  FreezeSearch& operator=(const FreezeSearch&) = delete;

  // Records that one event may look at: a claim on 32 heats of 32 lots, each of a batch of its own, and what was fed.
  static constexpr size_t kMaxRecords = 4'096;

  // FROZEN, which names neither the flag nor where it stands, since that may be another party's; LIMIT_REACHED beyond
  // kMaxRecords.
  absl::Status Check(const v1::HeatState& heat, std::string_view field);

 private:
  // Whether the lot itself is frozen; notes its batch for Check.
  bool VisitLot(const std::string& lot_id, std::set<std::string>& next_batches);
  bool VisitBatch(const std::string& batch_id, std::set<std::string>& next_lots);

  const Transaction& t_;
  std::set<std::string> lots_;
  std::set<std::string> batches_;
};

}  // namespace ingot::rules

#endif  // INGOT_LEDGER_RULES_FREEZE_H_
