#include "ledger/audit/finding.h"

#include "ledger/base/check.h"

namespace ingot::audit {

std::string_view FindingName(FindingKind kind) {
  switch (kind) {
    case FindingKind::kMalformedEntry:
      return "malformed_entry";
    case FindingKind::kBrokenHash:
      return "broken_hash";
    case FindingKind::kBrokenSubmission:
      return "broken_submission";
    case FindingKind::kKeyNotValid:
      return "key_not_valid";
    case FindingKind::kRevokedKey:
      return "revoked_key";
    case FindingKind::kBadSignature:
      return "bad_signature";
    case FindingKind::kIdempotencyRepeated:
      return "idempotency_repeated";
    case FindingKind::kIllegalEvent:
      return "illegal_event";
    case FindingKind::kUnbalancedPosting:
      return "unbalanced_posting";
    case FindingKind::kAlteredPosting:
      return "altered_posting";
    case FindingKind::kBrokenLink:
      return "broken_link";
    case FindingKind::kAlteredEffect:
      return "altered_effect";
    case FindingKind::kWrongCommitment:
      return "wrong_commitment";
    case FindingKind::kTimeReversed:
      return "time_reversed";
    case FindingKind::kTermsMismatch:
      return "terms_mismatch";
    case FindingKind::kTileMismatch:
      return "tile_mismatch";
    case FindingKind::kRootMismatch:
      return "root_mismatch";
    case FindingKind::kForeignCheckpoint:
      return "foreign_checkpoint";
    case FindingKind::kRewrittenHistory:
      return "rewritten_history";
    case FindingKind::kUnreadable:
      return "unreadable";
    case FindingKind::kStateMismatch:
      return "state_mismatch";
    case FindingKind::kUnknownRules:
      return "unknown_rules";
  }
  INGOT_CHECK_MSG(false, "a finding of no kind");
  return "";
}

}  // namespace ingot::audit
