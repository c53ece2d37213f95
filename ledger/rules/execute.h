// From an admitted submission to entries: identity, key, expiry, idempotency, each event's decision in nested overlays,
// links and leaf hashes. The sequencer runs it to write, the auditor to compare.
#ifndef INGOT_LEDGER_RULES_EXECUTE_H_
#define INGOT_LEDGER_RULES_EXECUTE_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "ledger/base/hash.h"
#include "ledger/entry/submission.h"
#include "ledger/state/view.h"

namespace ingot::rules {

// Where the next entry goes.
struct Position {
  // Leaf hash of entry 0; zeros while entry 0 itself is made.
  Hash ledger_id{};
  uint64_t seq = 0;
  Hash prev_hash{};
  // Not below the previous entry's.
  int64_t recorded_at_us = 0;
};

// A new entry: final bytes.
struct NewEntry {
  std::string bytes;
  Hash leaf{};
  std::optional<v1::DetachedPart> terms;
};

// An accepted submission.
struct Execution {
  std::vector<NewEntry> entries;
  // Records before and after the whole submission, by key; includes the idempotency record.
  std::vector<state::Change> changes;
};

// The public key that the header names, if it may sign for the header's organisation in this state: enrolled, not
// succeeded, key of this organisation, not revoked, not a checkpoint key. UNKNOWN_ORGANISATION, KEY_NOT_VALID.
// For the genesis submission (empty state) use GenesisKey.
absl::StatusOr<v1::KeyState> SigningKey(const state::View& view, const v1::SubmissionHeader& header);
absl::StatusOr<v1::KeyState> GenesisKey(const entry::AdmittedSubmission& submission);

// Verifies the header's signature with the key: BAD_SIGNATURE. Pure; run in parallel.
absl::Status VerifySignature(const Hash& ledger_id, const v1::SubmissionHeader& header, const v1::KeyState& key);

// An earlier submission with the same organisation and idempotency key: its place if count and events_root agree,
// IDEMPOTENCY_CONFLICT if not, nullopt if there is none. Matched after identity and signature, before expiry and rules.
absl::StatusOr<std::optional<v1::IdempotencyState>> FindEarlier(const state::View& view,
                                                                const v1::SubmissionHeader& header);

// An entry that is there already, for a replay: where the rules make the same bytes, they have the same leaf hash.
struct KnownEntry {
  std::string_view bytes;
  Hash leaf{};
};

// Decides all events and builds their entries. REQUIRES: VerifySignature passed and FindEarlier found none. A refusal
// names events[i].<field>; nothing is changed by it. `known`: the entries that stand in this place, or none.
absl::StatusOr<Execution> Execute(const state::View& view, const Position& position,
                                  const entry::AdmittedSubmission& submission, std::span<const KnownEntry> known = {});

}  // namespace ingot::rules

#endif  // INGOT_LEDGER_RULES_EXECUTE_H_
