// What an audit can find wrong, by kind. Names are stable: reports carry them.
#ifndef INGOT_LEDGER_AUDIT_FINDING_H_
#define INGOT_LEDGER_AUDIT_FINDING_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace ingot::audit {

enum class FindingKind {
  // Bytes that are no entry, or not canonical, or out of their place.
  kMalformedEntry,
  // The hash chain breaks: an entry's bytes are not those that the next one was linked to.
  kBrokenHash,
  // A submission's header, count or events_root does not agree with its entries.
  kBrokenSubmission,
  // A key that was not valid (unknown, revoked, of another organisation or kind) signed.
  kKeyNotValid,
  // A key that had been revoked before signed.
  kRevokedKey,
  // The signature of a submission does not verify.
  kBadSignature,
  // The same organisation and idempotency key twice.
  kIdempotencyRepeated,
  // The rules refuse an event that the ledger holds.
  kIllegalEvent,
  // The postings of an entry do not sum to zero in a family of alloys.
  kUnbalancedPosting,
  // They do, and are not those that the rules make.
  kAlteredPosting,
  // The links to a subject's earlier entries are wrong.
  kBrokenLink,
  // Flags, allocations or other parts are not those that the rules make.
  kAlteredEffect,
  // A commitment to the index over subjects and accounts that the entries do not come to.
  kWrongCommitment,
  // recorded_at decreases.
  kTimeReversed,
  // Terms that do not agree with their commitment.
  kTermsMismatch,
  // A stored hash tile differs from the entries' hashes.
  kTileMismatch,
  // The tree of the entries is not the one that the checkpoint signs.
  kRootMismatch,
  // The checkpoint is of another ledger, or by a key that the ledger does not name.
  kForeignCheckpoint,
  // What was seen of the ledger before is no beginning of it: a second history was signed.
  kRewrittenHistory,
  // Stored bytes that the database can't read.
  kUnreadable,
  // A stored record, or an index, is not the one that the entries make.
  kStateMismatch,
  // The ledger activates a version of the rules that this code does not know; replay stopped there.
  kUnknownRules,
};

// Stable snake_case name, for example "altered_posting".
std::string_view FindingName(FindingKind kind);

struct Finding {
  FindingKind kind;
  // The entry that is wrong; for tiles the first entry below the wrong hash.
  uint64_t seq = 0;
  // In words, for a person.
  std::string message;
};

}  // namespace ingot::audit

#endif  // INGOT_LEDGER_AUDIT_FINDING_H_
