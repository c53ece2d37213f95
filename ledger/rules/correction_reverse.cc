// EntryReversed: the exact mirror of an earlier entry.
#include <string>

#include "ledger/base/check.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/refusal/refusal.h"
#include "ledger/rules/consent.h"
#include "ledger/rules/handlers.h"
#include "ledger/rules/open_disputes.h"
#include "ledger/rules/role_table.h"
#include "ledger/rules/succession.h"
#include "ledger/rules/values.h"
#include "ledger/state/prior.h"
#include "ledger/state/record_key.h"

namespace ingot::rules {
namespace {

using refusal::Refuse;

constexpr std::string_view kTarget = "entry_reversed.target_seq";

absl::Status DependentExists(std::string_view message) {
  return Refuse(v1::REFUSAL_REASON_DEPENDENT_EXISTS, kTarget, message);
}

const v1::UndoState* FindUndo(const Transaction& t, uint64_t seq) {
  const v1::Record* const record = t.Find(state::UndoKey(seq));
  return record != nullptr ? &record->undo() : nullptr;
}

// Names the entry in the way only to whom it belongs.
absl::Status CheckNoDependent(const Transaction& t, const v1::EntryReversed& e, const std::string& key) {
  const v1::Record* const record = t.Find(key);
  INGOT_CHECK_MSG(record != nullptr, "what an unreversed entry changed is there");
  if (record->settled_seq() == e.target_seq()) return absl::OkStatus();
  const v1::UndoState* const later = FindUndo(t, record->settled_seq());
  if (later != nullptr && ActsFor(t, later->organisation_id())) {
    return DependentExists(Cat("your entry ", record->settled_seq(), " depends on it: reverse that one first"));
  }
  return DependentExists(
      "a later entry depends on it: who made that one must reverse it, or countersign its reversal, first; a "
      "correction of a measurement stays, and with it what it corrected");
}

// A contract that this entry made, with money on it.
absl::Status CheckNoMoney(const Transaction& t, const v1::PriorRecord& prior) {
  if (prior.has_record() || prior.key().front() != state::kContractPrefix) return absl::OkStatus();
  if (!state::HoldsMoney(t.Find(prior.key())->contract())) return absl::OkStatus();
  return DependentExists("money stands on the contract that it made: reverse its payments, fees and waivers first");
}

// What is in dispute doesn't go away.
absl::Status CheckNoDispute(const Transaction& t, const v1::PriorRecord& prior) {
  if (prior.has_record() || OpenDisputes(*t.Find(prior.key())) == 0) return absl::OkStatus();
  return DependentExists("a dispute is open on what it made: it must be resolved (DisputeResolved) first");
}

absl::Status ReverseFact(Transaction& t, const v1::EntryReversed& e, const v1::UndoState& target) {
  for (const v1::PriorRecord& prior : target.prior()) {
    if (!state::IsMirrored(prior.key())) continue;
    INGOT_RETURN_IF_ERROR(CheckNoDependent(t, e, prior.key()));
    INGOT_RETURN_IF_ERROR(CheckNoMoney(t, prior));
    INGOT_RETURN_IF_ERROR(CheckNoDispute(t, prior));
  }
  for (const v1::PriorRecord& prior : target.prior()) {
    if (!state::IsMirrored(prior.key())) continue;
    v1::Record& record = t.Edit(prior.key());
    const int64_t recovered_g = record.vehicle().recovered_g();
    state::Restore(prior, record);
    // What a closed batch gave to its vehicles goes back.
    const int64_t given_back_g = recovered_g - record.vehicle().recovered_g();
    if (given_back_g != 0) t.Allocate(record.vehicle().vin(), -given_back_g);
  }
  return absl::OkStatus();
}

absl::Status CheckMoneyStandsAlone(const Transaction& t, const v1::EntryReversed& e, const v1::Record& record) {
  if (record.contract().stage() == v1::CONTRACT_STAGE_SETTLED) {
    return DependentExists("the contract is SETTLED on its strength: reverse its settlement (ContractSettled) first");
  }
  const v1::UndoState* const settled = FindUndo(t, record.settled_seq());
  if (record.settled_seq() > e.target_seq() && settled != nullptr && settled->event() == v1::Event::kTitleTransferred) {
    return DependentExists("title has passed on its strength: reverse the transfer of the title first");
  }
  return absl::OkStatus();
}

// By what it added, so that payments are reversed in any order.
absl::Status ReverseMoney(Transaction& t, const v1::EntryReversed& e, const v1::UndoState& target) {
  for (const v1::PriorRecord& prior : target.prior()) {
    if (!state::IsMirrored(prior.key())) continue;
    if (prior.key().front() != state::kContractPrefix) {
      INGOT_RETURN_IF_ERROR(CheckNoDependent(t, e, prior.key()));
      continue;
    }
    const v1::Record* const record = t.Find(prior.key());
    INGOT_CHECK_MSG(record != nullptr, "a contract with money on it is there");
    INGOT_RETURN_IF_ERROR(CheckMoneyStandsAlone(t, e, *record));
  }
  for (const v1::PriorRecord& prior : target.prior()) {
    if (!state::IsMirrored(prior.key())) continue;
    if (prior.key().front() != state::kContractPrefix) {
      state::Restore(prior, t.Edit(prior.key()));
      continue;
    }
    if (!state::TakeOut(prior.record().contract(), *t.Edit(prior.key()).mutable_contract())) {
      return Refuse(v1::REFUSAL_REASON_AMOUNT_EXCEEDS, kTarget,
                    "other money of the contract counts on it (a refund, a return): reverse that one first");
    }
  }
  return absl::OkStatus();
}

// The entry's subjects are those of the target.
void NoteSubjects(Transaction& t, const v1::UndoState& target) {
  for (const v1::PriorRecord& prior : target.prior()) {
    if (!state::IsSubject(prior)) continue;
    const auto subject = state::SubjectOfKey(prior.key());
    t.EditSubject(subject->first, subject->second);
  }
}

void MirrorPostings(Transaction& t, const v1::UndoState& target) {
  for (const v1::AccountMovement& movement : target.movements()) {
    for (const v1::Amount& amount : movement.amounts()) {
      // The account is there since the target, and its owner with it.
      t.Post(movement.account(), amount.family(), amount.origin(), -amount.grams(), "");
    }
  }
}

}  // namespace

absl::Status Handle(Transaction& t, const v1::EntryReversed& e) {
  if (e.target_seq() >= t.context().seq) {
    return Refuse(v1::REFUSAL_REASON_NOT_FOUND, kTarget, "no entry has this number yet");
  }
  INGOT_RETURN_IF_ERROR(CheckGiven(e.reason() != v1::REVERSAL_REASON_UNSPECIFIED, "entry_reversed.reason"));
  const v1::UndoState* const found = FindUndo(t, e.target_seq());
  if (found == nullptr) {
    return Refuse(v1::REFUSAL_REASON_NOT_REVERSIBLE, kTarget,
                  "entries of the directory, observations and corrections are not reversed: post the right fact anew");
  }
  INGOT_RETURN_IF_ERROR(CheckConsent(t, e, *found));
  if (found->reversed_by() != 0) {
    return Refuse(v1::REFUSAL_REASON_NOT_REVERSIBLE, kTarget, Cat("was reversed by entry ", found->reversed_by()));
  }

  const v1::UndoState target = *found;
  NoteSubjects(t, target);
  const bool is_money = RuleOf(static_cast<v1::Event::BodyCase>(target.event())).nature == Nature::kMoney;
  INGOT_RETURN_IF_ERROR(is_money ? ReverseMoney(t, e, target) : ReverseFact(t, e, target));
  MirrorPostings(t, target);
  // Done with: who, when and what is all that a later attempt is told by.
  v1::UndoState& undo = *t.Edit(state::UndoKey(e.target_seq())).mutable_undo();
  undo.clear_prior();
  undo.clear_movements();
  undo.set_reversed_by(t.context().seq);
  return absl::OkStatus();
}

}  // namespace ingot::rules
