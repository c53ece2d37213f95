#include "ledger/rules/transaction.h"

#include <algorithm>

#include "ledger/base/arithmetic.h"
#include "ledger/base/check.h"
#include "ledger/entry/limits.h"
#include "ledger/iso/date.h"
#include "ledger/mass/account_class.h"
#include "ledger/refusal/refusal.h"
#include "ledger/rules/flag_list.h"
#include "ledger/state/prior.h"
#include "ledger/state/record_key.h"

namespace ingot::rules {
namespace {

// FlagKind has fewer values, so a subject's list can't grow without bound.
constexpr int kMaxFlagKinds = 32;
static_assert(v1::FlagKind_ARRAYSIZE <= kMaxFlagKinds);

void RaiseIn(FlagList& flags, v1::FlagKind kind, uint64_t seq) {
  for (v1::Flag& flag : flags) {
    if (flag.kind() == kind) {
      flag.set_count(flag.count() + 1);
      return;
    }
  }
  v1::Flag& flag = *flags.Add();
  flag.set_kind(kind);
  flag.set_seq(seq);
  flag.set_count(1);
}

// Notes when a subject's facts happened; true where this one lies before another that is known already.
template <typename State>
bool NoteIn(State& subject, int64_t occurred_at_us) {
  if (occurred_at_us < subject.last_occurred_at_us()) return true;
  subject.set_last_occurred_at_us(occurred_at_us);
  return false;
}

// The same for the subjects that have a course of events; the directory's have none.
bool IsOutOfOrder(v1::Record& record, int64_t occurred_at_us) {
  switch (record.state_case()) {
    case v1::Record::kVehicle:
      return NoteIn(*record.mutable_vehicle(), occurred_at_us);
    case v1::Record::kContract:
      return NoteIn(*record.mutable_contract(), occurred_at_us);
    case v1::Record::kTransfer:
      return NoteIn(*record.mutable_transfer(), occurred_at_us);
    case v1::Record::kBatch:
      return NoteIn(*record.mutable_batch(), occurred_at_us);
    case v1::Record::kLot:
      return NoteIn(*record.mutable_lot(), occurred_at_us);
    case v1::Record::kHeat:
      return NoteIn(*record.mutable_heat(), occurred_at_us);
    case v1::Record::kClaim:
      return NoteIn(*record.mutable_claim(), occurred_at_us);
    default:
      return false;
  }
}

}  // namespace

bool Transaction::HasRole(v1::Role role) const {
  return std::find(context_.roles.begin(), context_.roles.end(), role) != context_.roles.end();
}

bool Transaction::HasEvidence(v1::EvidenceKind kind) const {
  return std::any_of(event_.evidence().begin(), event_.evidence().end(),
                     [kind](const v1::Evidence& evidence) { return evidence.kind() == kind; });
}

v1::Date Transaction::OccurredOn() const { return iso::DateOf(event_.occurred_at()); }

const v1::Record* Transaction::Before(const std::string& key) const {
  auto read = reads_.find(key);
  if (read == reads_.end()) read = reads_.emplace(key, view_.Find(key)).first;
  return read->second.get();
}

const v1::Record* Transaction::Find(const std::string& key) const {
  const auto edit = edits_.find(key);
  const v1::Record* const record = edit != edits_.end() ? &edit->second : Before(key);
  return record != nullptr && record->state_case() != v1::Record::STATE_NOT_SET ? record : nullptr;
}

v1::Record& Transaction::Edit(const std::string& key) {
  if (const auto edit = edits_.find(key); edit != edits_.end()) return edit->second;
  const v1::Record* const before = Before(key);
  return edits_.emplace(key, before != nullptr ? *before : v1::Record()).first->second;
}

v1::Record& Transaction::EditSubject(v1::SubjectKind kind, const std::string& id) {
  subjects_.emplace(kind, id);
  INGOT_CHECK(subjects_.size() <= entry::kMaxSubjects);
  return Edit(state::SubjectKey(kind, id));
}

void Transaction::Post(const v1::Account& account, v1::AlloyFamily family, v1::Origin origin, int64_t grams,
                       std::string_view owner) {
  if (grams == 0) return;
  AccountPosting& posting = postings_[state::AccountKey(account)];
  posting.account = account;
  posting.owner = std::string(owner);
  int64_t& sum = posting.amounts[{family, origin}];
  const std::optional<int64_t> added = CheckedAdd(sum, grams);
  INGOT_CHECK_MSG(added.has_value(), "an event's masses are bounded far below 2^63");
  sum = *added;
}

std::vector<v1::Amount> Transaction::Balance(const v1::Account& account) const {
  std::map<std::pair<v1::AlloyFamily, v1::Origin>, int64_t> sums;
  const std::string key = state::AccountKey(account);
  if (const v1::Record* record = Find(key); record != nullptr) {
    for (const v1::Amount& amount : record->account().balance()) {
      sums[{amount.family(), amount.origin()}] = amount.grams();
    }
  }
  if (const auto posting = postings_.find(key); posting != postings_.end()) {
    for (const auto& [cell, grams] : posting->second.amounts) sums[cell] += grams;
  }
  std::vector<v1::Amount> balance;
  for (const auto& [cell, grams] : sums) {
    if (grams == 0) continue;
    v1::Amount& amount = balance.emplace_back();
    amount.set_family(cell.first);
    amount.set_origin(cell.second);
    amount.set_grams(grams);
  }
  return balance;
}

void Transaction::Flag(v1::FlagKind kind, v1::SubjectKind subject_kind, const std::string& subject_id) {
  flags_.emplace(kind, subject_kind, subject_id);
}

void Transaction::Allocate(const std::string& vin, int64_t grams) {
  v1::Allocation& allocation = allocations_.emplace_back();
  allocation.set_vin(vin);
  allocation.set_grams(grams);
}

absl::Status Transaction::PostToAccount(const std::string& key, const AccountPosting& posting) {
  v1::Record& record = Edit(key);
  v1::AccountState& account = *record.mutable_account();
  if (!account.has_account()) {
    *account.mutable_account() = posting.account;
    account.set_organisation_id(posting.owner);
  }
  account.set_last_seq(context_.seq);

  std::map<std::pair<v1::AlloyFamily, v1::Origin>, int64_t> balance;
  for (const v1::Amount& amount : account.balance()) balance[{amount.family(), amount.origin()}] = amount.grams();
  const bool may_be_negative = mass::MayBeNegative(posting.account.account_class());
  for (const auto& [cell, grams] : posting.amounts) {
    const std::optional<int64_t> sum = CheckedAdd(balance[cell], grams);
    if (!sum.has_value()) {
      return refusal::Refuse(v1::REFUSAL_REASON_LIMIT_REACHED, "", "an account holds more metal than it can count");
    }
    if (*sum < 0 && !may_be_negative) {
      return refusal::Refuse(v1::REFUSAL_REASON_MASS_EXCEEDS_SOURCE, "",
                             "more metal of a family and origin would leave an account than it holds: state at most "
                             "what entered it");
    }
    balance[cell] = *sum;
  }
  account.clear_balance();
  for (const auto& [cell, grams] : balance) {
    if (grams == 0) continue;
    v1::Amount& amount = *account.add_balance();
    amount.set_family(cell.first);
    amount.set_origin(cell.second);
    amount.set_grams(grams);
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<v1::Posting>> Transaction::ClosePostings() {
  std::vector<v1::Posting> closed;
  std::map<v1::AlloyFamily, __int128> family_sums;
  for (auto& [key, posting] : postings_) {
    std::erase_if(posting.amounts, [](const auto& amount) { return amount.second == 0; });
    if (posting.amounts.empty()) continue;
    if (absl::Status status = PostToAccount(key, posting); !status.ok()) return status;
    v1::Posting& out = closed.emplace_back();
    *out.mutable_account() = posting.account;
    for (const auto& [cell, grams] : posting.amounts) {
      family_sums[cell.first] += grams;
      v1::Amount& amount = *out.add_amounts();
      amount.set_family(cell.first);
      amount.set_origin(cell.second);
      amount.set_grams(grams);
    }
  }
  for (const auto& [family, sum] : family_sums) {
    INGOT_CHECK_MSG(sum == 0, "postings do not sum to zero in a family");
  }
  return closed;
}

void Transaction::NoteOutOfOrder() {
  for (const auto& [kind, id] : subjects_) {
    if (IsOutOfOrder(edits_.at(state::SubjectKey(kind, id)), occurred_at_us())) {
      Flag(v1::FLAG_KIND_OUT_OF_ORDER, kind, id);
    }
  }
}

void Transaction::NoteCustody() {
  for (auto& [key, record] : edits_) {
    if (!record.has_vehicle()) continue;
    const v1::Record* const before = Before(key);
    const bool same = before != nullptr && before->has_vehicle() &&
                      before->vehicle().custody() == record.vehicle().custody() &&
                      before->vehicle().holder() == record.vehicle().holder();
    if (!same) *record.mutable_vehicle()->mutable_custody_since() = OccurredOn();
  }
}

void Transaction::RaiseFlags(Effects& effects) {
  for (const auto& [kind, subject_kind, subject_id] : flags_) {
    INGOT_CHECK_MSG(subjects_.contains({subject_kind, subject_id}), "a flag on what is no subject of the entry");
    FlagList* const flags = FlagsOf(edits_.at(state::SubjectKey(subject_kind, subject_id)));
    INGOT_CHECK_MSG(flags != nullptr, "this kind of subject carries no flags");
    RaiseIn(*flags, kind, context_.seq);
    v1::RaisedFlag& flag = effects.flags.emplace_back();
    flag.set_kind(kind);
    flag.set_subject_kind(subject_kind);
    flag.set_subject_id(subject_id);
  }
}

void Transaction::Settle(Nature nature) {
  for (auto& [key, record] : edits_) {
    // Of money the contract's amounts alone change in any order: what uses a reference again (a return, a fee paid, a
    // default cured) depends on who used it before.
    const bool any_order = nature == Nature::kMoney && key.front() == state::kContractPrefix;
    if (state::IsMirrored(key) && !any_order) record.set_settled_seq(context_.seq);
  }
}

v1::UndoState Transaction::MakeUndo(Nature nature, const std::vector<v1::Posting>& postings) const {
  v1::UndoState undo;
  undo.set_organisation_id(actor());
  undo.set_recorded_at_us(context_.recorded_at_us);
  undo.set_event(static_cast<uint32_t>(event_.body_case()));
  for (const auto& [key, record] : edits_) {
    const auto subject = state::SubjectOfKey(key);
    const bool is_subject = subject.has_value() && subjects_.contains(*subject);
    if (nature == Nature::kMoney && key.front() == state::kContractPrefix) {
      const v1::Record* const before = Before(key);
      INGOT_CHECK_MSG(before != nullptr, "money moves on a contract that stands");
      *undo.add_prior() = state::MoneyOf(key, before->contract(), record.contract());
    } else if (state::IsMirrored(key)) {
      v1::PriorRecord& prior = *undo.add_prior();
      prior = state::PriorOf(key, Before(key), record);
      if (subject.has_value() && !is_subject) {
        prior.add_cleared(state::kNoSubject);
        std::sort(prior.mutable_cleared()->begin(), prior.mutable_cleared()->end());
      }
    } else if (is_subject) {
      undo.add_prior()->set_key(key);
    }
  }
  for (const v1::Posting& posting : postings) {
    v1::AccountMovement& movement = *undo.add_movements();
    *movement.mutable_account() = posting.account();
    *movement.mutable_amounts() = posting.amounts();
  }
  return undo;
}

std::optional<v1::Date> Transaction::PostedOn() const {
  const v1::Record* const organisation = Before(state::OrganisationKey(actor()));
  if (organisation == nullptr || !organisation->organisation().has_closed_through()) return std::nullopt;
  const v1::Date& closed_through = organisation->organisation().closed_through();
  if (iso::Compare(OccurredOn(), closed_through) > 0) return std::nullopt;
  return iso::NextDay(closed_through);
}

absl::StatusOr<Effects> Transaction::Finish() && {
  const Nature nature = RuleOf(event_.body_case()).nature;
  absl::StatusOr<std::vector<v1::Posting>> postings = ClosePostings();
  if (!postings.ok()) return std::move(postings).status();

  Effects effects;
  effects.postings = *std::move(postings);
  if (nature != Nature::kCorrection) {
    NoteOutOfOrder();
    NoteCustody();
  }
  RaiseFlags(effects);
  if (nature == Nature::kFact || nature == Nature::kMoney) {
    v1::UndoState undo = MakeUndo(nature, effects.postings);
    Settle(nature);
    *edits_[state::UndoKey(context_.seq)].mutable_undo() = std::move(undo);
  }
  effects.allocations = std::move(allocations_);
  std::sort(effects.allocations.begin(), effects.allocations.end(),
            [](const v1::Allocation& a, const v1::Allocation& b) { return a.vin() < b.vin(); });
  effects.posted_on = PostedOn();
  effects.subjects.assign(subjects_.begin(), subjects_.end());
  effects.records.reserve(edits_.size());
  for (auto& [key, record] : edits_) effects.records.emplace_back(key, std::move(record));
  return effects;
}

}  // namespace ingot::rules
