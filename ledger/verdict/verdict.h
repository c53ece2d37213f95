// What a verifier says: verified, refuted or unusable, and for which reason. The reasons' names are stable: scripts
// read them, and two implementations are held against each other by them (docs/CLI.md).
#ifndef INGOT_LEDGER_VERDICT_VERDICT_H_
#define INGOT_LEDGER_VERDICT_VERDICT_H_

#include <cstdint>
#include <optional>
#include <string_view>

#include "absl/status/status.h"

namespace ingot::verdict {

enum class Outcome : uint8_t {
  kVerified,
  kRefuted,   // it has the form, and says something that does not hold
  kUnusable,  // nothing can be said: not the form, or no key that is trusted spoke
};

enum class Reason : uint8_t {
  kOk,
  // Unusable.
  kUnreadable,           // the file can't be read
  kMalformedKey,         // a verifier key
  kMalformedPolicy,      // a witness policy
  kMalformedNote,        // no signed note, or beyond its bounds
  kMalformedCheckpoint,  // a note, but its text is no checkpoint
  kMalformedProof,       // no proof of the form that was asked for, or beyond its bounds
  kMalformedReceipt,     // no receipt, or beyond its bounds
  kMalformedInput,       // no JSON of the form that was asked for
  kNotSigned,            // no given key signed
  // Refuted.
  kBadSignature,     // a signature by a given key is false
  kWrongOrigin,      // the checkpoint is of another log
  kWrongLedger,      // the receipt is of another ledger
  kQuorumMissing,    // signed, but not cosigned as the policy demands
  kOutOfTree,        // an index or an older size beyond the tree
  kNotIncluded,      // the proof does not lead from the entry to the root
  kNotConsistent,    // the older tree is not a beginning of the newer one
  kNoContradiction,  // both checkpoints of an equivocation proof can be true
  kNotWhole,         // the entries are not one whole submission in its place, or not a subject's whole history
  kNotCommitted,     // the index that the ledger committed to says otherwise
  kFileMissing,      // a tile or entry bundle of the tree
  kFileLength,       // one that is cut off or too long
  kFileExtra,        // one that no tree of this size has
  kTileWrong,        // a tile that is not what its entries, or the tiles below, hash to
  kBundleWrong,      // an entry bundle that its tile does not commit to
  kRootWrong,        // the tiles give another root than the checkpoint
};

// For example "BAD_SIGNATURE".
std::string_view ReasonName(Reason reason);
Outcome OutcomeOf(Reason reason);
// "verified", "refuted", "unusable".
std::string_view OutcomeName(Outcome outcome);

// A failure that carries its reason: InvalidArgument where it is unusable, FailedPrecondition where it is refuted.
// REQUIRES: not kOk.
absl::Status Fail(Reason reason, std::string_view why);

// The same failure under a reason: its code and message stay. REQUIRES: !status.ok().
absl::Status WithReason(absl::Status status, Reason reason);

// kOk for OK; nullopt for a failure that carries none.
std::optional<Reason> ReasonOf(const absl::Status& status);

}  // namespace ingot::verdict

#endif  // INGOT_LEDGER_VERDICT_VERDICT_H_
