// The workspace of one event's decision: reads through the view, collects edits, subjects, postings and flags. Handlers
// (one a group of events) use nothing else. Not thread-safe.
#ifndef INGOT_LEDGER_RULES_TRANSACTION_H_
#define INGOT_LEDGER_RULES_TRANSACTION_H_

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ingot/v1/event.pb.h"
#include "ingot/v1/state.pb.h"
#include "ledger/rules/decide.h"
#include "ledger/rules/role_table.h"
#include "ledger/state/view.h"

namespace ingot::rules {

class Transaction {
 public:
  // All outlive the transaction. `terms` may be nullptr (see Decide).
  Transaction(const state::View& view, const Context& context, const v1::Event& event, const v1::Terms* terms)
      : view_(view), context_(context), event_(event), terms_(terms) {}
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  const Context& context() const { return context_; }
  const v1::Event& event() const { return event_; }
  const v1::Terms* terms() const { return terms_; }
  // The submitter.
  const std::string& actor() const { return context_.organisation_id; }
  bool HasRole(v1::Role role) const;
  bool HasEvidence(v1::EvidenceKind kind) const;
  int64_t occurred_at_us() const { return event_.occurred_at().unix_us(); }
  // occurred_at's calendar date in the offset that it states: judges permits and certificates.
  v1::Date OccurredOn() const;

  // The record as of now (own edits included), or nullptr: also where a reversal took its state away and left its head
  // alone. Valid until the next Edit of the same key.
  const v1::Record* Find(const std::string& key) const;
  // The record to change; one without a state where there is none yet, or none any more.
  v1::Record& Edit(const std::string& key);
  // Edit, and the record's subject becomes one of the entry's subjects. REQUIRES: at most entry::kMaxSubjects distinct
  // subjects, which the handlers' own bounds guarantee.
  v1::Record& EditSubject(v1::SubjectKind kind, const std::string& id);
  // The entry's subjects so far, ascending.
  const std::set<std::pair<v1::SubjectKind, std::string>>& subjects() const { return subjects_; }

  // Adds grams (of either sign, 0 is ignored) of one family and origin to an account. `owner` may see the account from
  // its first posting on (empty: the ledger's own).
  void Post(const v1::Account& account, v1::AlloyFamily family, v1::Origin origin, int64_t grams,
            std::string_view owner);
  // Balance of an account as of now, own postings included; ascending by (family, origin), zero ones absent.
  std::vector<v1::Amount> Balance(const v1::Account& account) const;

  // Raises a flag: in the entry, and in the subject's record (the flag's count goes up where it stands already). Once
  // an entry: raising it again changes nothing. The subject must have been edited with EditSubject or be edited before
  // Finish, and be of a kind whose state carries flags. At most 32 kinds a subject.
  void Flag(v1::FlagKind kind, v1::SubjectKind subject_kind, const std::string& subject_id);
  // Gives recovered metal back to a vehicle, at most once a vehicle and event.
  void Allocate(const std::string& vin, int64_t grams);

  // Sums postings into account records, flags subjects whose last fact lies after this one (OUT_OF_ORDER; not for
  // corrections, which speak of other entries), keeps what a reversal will need where the event can be reversed, and
  // returns everything. MASS_EXCEEDS_SOURCE where an internal account would go below zero in any (family, origin);
  // aborts where postings do not sum to zero per family (a defect of a handler).
  absl::StatusOr<Effects> Finish() &&;

 private:
  // Account key -> (account, owner, (family, origin) -> grams).
  struct AccountPosting {
    v1::Account account;
    std::string owner;
    std::map<std::pair<v1::AlloyFamily, v1::Origin>, int64_t> amounts;
  };

  // The record before this event, also one without a state; or nullptr.
  const v1::Record* Before(const std::string& key) const;
  void NoteOutOfOrder();
  // Since when vehicles are in their present state or with their present holder.
  void NoteCustody();
  void RaiseFlags(Effects& effects);
  // Marks the mirrored records that a fact or money changed as settled by it.
  void Settle(Nature nature);
  // The record by which the event can be reversed.
  v1::UndoState MakeUndo(Nature nature, const std::vector<v1::Posting>& postings) const;
  std::optional<v1::Date> PostedOn() const;
  absl::Status PostToAccount(const std::string& key, const AccountPosting& posting);
  absl::StatusOr<std::vector<v1::Posting>> ClosePostings();

  const state::View& view_;
  const Context& context_;
  const v1::Event& event_;
  const v1::Terms* terms_;
  // What was read through the view: keeps the records that Find handed out.
  mutable std::map<std::string, state::RecordPtr> reads_;
  std::map<std::string, v1::Record> edits_;
  std::set<std::pair<v1::SubjectKind, std::string>> subjects_;
  std::map<std::string, AccountPosting> postings_;
  // Ascending by (kind, subject kind, subject id), as in the entry.
  std::set<std::tuple<v1::FlagKind, v1::SubjectKind, std::string>> flags_;
  std::vector<v1::Allocation> allocations_;
};

}  // namespace ingot::rules

#endif  // INGOT_LEDGER_RULES_TRANSACTION_H_
