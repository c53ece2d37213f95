// Whom a verifier believes, and checkpoints opened by that.
#ifndef INGOT_LEDGER_VERIFY_TRUST_H_
#define INGOT_LEDGER_VERIFY_TRUST_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "ledger/note/checkpoint.h"
#include "ledger/note/note.h"
#include "ledger/witness/policy.h"

namespace ingot::verify {

struct Trust {
  // Keys (kEd25519) of the log that the verifier was given; the key's name need not be the origin.
  std::vector<note::VerifierKey> keys;
  // Also its logs are trusted, each for the origin that its key names; its quorum is demanded.
  std::optional<witness::Policy> policy;
  // The origin that the checkpoint must have; empty for any.
  std::string origin;
};

struct TrustedCheckpoint {
  note::Checkpoint checkpoint;
  std::string extensions;
  std::vector<note::VerifiedSignature> signatures;    // by trusted keys of the log, at least one
  std::vector<note::VerifiedSignature> cosignatures;  // by the policy's witnesses
};

// Opens the checkpoint of any log: form first, then signatures, origin, quorum. Reasons (ledger/verdict):
// MALFORMED_NOTE, MALFORMED_CHECKPOINT, BAD_SIGNATURE, NOT_SIGNED, WRONG_ORIGIN, QUORUM_MISSING; MALFORMED_KEY where a
// key is not of its use's type or given twice. Thread-safe.
absl::StatusOr<TrustedCheckpoint> OpenTrusted(std::string_view note, const Trust& trust);

// A signed note of any text, by any of these keys of either type. MALFORMED_NOTE, BAD_SIGNATURE, NOT_SIGNED,
// MALFORMED_KEY.
absl::StatusOr<note::OpenedNote> OpenNote(std::string_view note, const std::vector<note::VerifierKey>& keys);

}  // namespace ingot::verify

#endif  // INGOT_LEDGER_VERIFY_TRUST_H_
