#include "ledger/rules/freeze.h"

#include <algorithm>

#include "ledger/base/check.h"
#include "ledger/base/strings.h"
#include "ledger/refusal/refusal.h"
#include "ledger/state/record_key.h"

namespace ingot::rules {
namespace {

using refusal::Refuse;

template <typename State>
bool IsFrozen(const State& subject) {
  return subject.disputes() > 0 || std::any_of(subject.flags().begin(), subject.flags().end(),
                                               [](const v1::Flag& flag) { return FreezesClaims(flag.kind()); });
}

}  // namespace

bool FreezesClaims(v1::FlagKind kind) {
  switch (kind) {
    case v1::FLAG_KIND_INSTRUMENT_EXPIRED:
    case v1::FLAG_KIND_SAME_NET_TWICE:
    case v1::FLAG_KIND_ASSAY_BY_HOLDER:
    case v1::FLAG_KIND_EXCESS:
    case v1::FLAG_KIND_WEIGHT_DIFFERS:
    case v1::FLAG_KIND_DESTRUCTION_DISPUTED:
    case v1::FLAG_KIND_DISPUTED:
    case v1::FLAG_KIND_LOSS_OUT_OF_BAND:
    case v1::FLAG_KIND_YIELD_ABOVE_INPUT:
    case v1::FLAG_KIND_CORRECTED_LATE:
      return true;
    default:
      // Order of statement, identity, odometers, permits, keys and counts say nothing against the mass of a lot or
      // heat; a gap in ticket numbers hints at metal that is not on the ledger, not at too much of it.
      return false;
  }
}

bool FreezeSearch::VisitLot(const std::string& lot_id, std::set<std::string>& next_batches) {
  if (!lots_.insert(lot_id).second) return false;
  const v1::Record* const record = t_.Find(state::SubjectKey(v1::SUBJECT_KIND_LOT, lot_id));
  INGOT_CHECK_MSG(record != nullptr, "a lot that was consumed exists");
  // Repair scrap comes from no batch.
  if (!record->lot().batch_id().empty()) next_batches.insert(record->lot().batch_id());
  return IsFrozen(record->lot());
}

bool FreezeSearch::VisitBatch(const std::string& batch_id, std::set<std::string>& next_lots) {
  if (!batches_.insert(batch_id).second) return false;
  const v1::Record* const record = t_.Find(state::SubjectKey(v1::SUBJECT_KIND_BATCH, batch_id));
  INGOT_CHECK_MSG(record != nullptr, "a lot's batch exists");
  next_lots.insert(record->batch().fed_lot_ids().begin(), record->batch().fed_lot_ids().end());
  return IsFrozen(record->batch());
}

absl::Status FreezeSearch::Check(const v1::HeatState& heat, std::string_view field) {
  bool frozen = IsFrozen(heat);
  std::set<std::string> lots(heat.melted().lot_ids().begin(), heat.melted().lot_ids().end());
  while (!frozen && !lots.empty()) {
    std::set<std::string> next_batches;
    for (const std::string& lot_id : lots) frozen = VisitLot(lot_id, next_batches) || frozen;
    std::set<std::string> next_lots;
    for (const std::string& batch_id : next_batches) frozen = VisitBatch(batch_id, next_lots) || frozen;
    // What was looked at before leads nowhere new.
    std::erase_if(next_lots, [this](const std::string& lot_id) { return lots_.count(lot_id) > 0; });
    lots = std::move(next_lots);
    if (lots_.size() + batches_.size() > kMaxRecords) {
      return Refuse(
          v1::REFUSAL_REASON_LIMIT_REACHED, field,
          Cat("its metal came through more than ", kMaxRecords, " lots and batches: claim fewer heats at once"));
    }
  }
  if (!frozen) return absl::OkStatus();
  return Refuse(
      v1::REFUSAL_REASON_FROZEN, field,
      "it, or metal that went into it, carries a flag or a dispute that freezes claims: they can be made once "
      "an auditor has cleared it (FlagCleared)");
}

}  // namespace ingot::rules
