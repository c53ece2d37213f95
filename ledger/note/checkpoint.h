// Checkpoints, c2sp.org/tlog-checkpoint: a signed note whose text is
//
//   origin "\n" size "\n" base64(root) "\n"
//
// Ingot writes no extension lines and refuses them: what isn't in the tree and isn't audited must not look signed.
#ifndef INGOT_LEDGER_NOTE_CHECKPOINT_H_
#define INGOT_LEDGER_NOTE_CHECKPOINT_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "ledger/base/hash.h"
#include "ledger/note/note.h"

namespace ingot::note {

struct Checkpoint {
  std::string origin;  // 1..kMaxKeyNameBytes bytes of UTF-8 on one line; Ingot's own is also its key's name
  uint64_t size = 0;   // leaves, at most 2^63 - 1
  Hash root{};         // RFC 6962 root of that many leaves

  friend bool operator==(const Checkpoint&, const Checkpoint&) = default;
};

// InvalidArgument if the origin or the size is out of bounds.
absl::StatusOr<std::string> FormatCheckpoint(const Checkpoint& checkpoint);

// Reads the text (without signatures); accepts exactly what FormatCheckpoint writes. InvalidArgument otherwise.
absl::StatusOr<Checkpoint> ParseCheckpoint(std::string_view text);

// A checkpoint of any log: others may write further lines, which the log signs and no tree commits to.
struct ExtendedCheckpoint {
  Checkpoint checkpoint;
  std::string extensions;  // whole lines, none empty
};

// Reads the text of any log's checkpoint; for verifying logs that Ingot did not make. InvalidArgument as above.
absl::StatusOr<ExtendedCheckpoint> ParseExtendedCheckpoint(std::string_view text);

// The text of a signed checkpoint, unverified: for showing and routing only, never for trusting.
absl::StatusOr<Checkpoint> PeekCheckpoint(std::string_view note);

// The signed note: one kEd25519 signature, named after the origin, by each key in order. One key, or two while the
// checkpoint key is rotated. Deterministic: the same arguments always give the same bytes. InvalidArgument if the
// checkpoint is out of bounds or CheckKeyName refuses the origin.
absl::StatusOr<std::string> SignCheckpoint(const Checkpoint& checkpoint,
                                           std::span<const crypto::PrivateKey* const> keys);

struct OpenedCheckpoint {
  Checkpoint checkpoint;
  std::vector<VerifiedSignature> signatures;    // by the ledger's keys, at least one
  std::vector<VerifiedSignature> cosignatures;  // by the witnesses
};

// Verifies a signed checkpoint. `ledger_keys` are kEd25519 keys of the ledger, `witness_keys` kCosignatureV1 keys; a
// witness alone does not make a checkpoint valid. Which keys are the ledger's is for the caller to know; their names
// need not equal the origin. Errors are those of Open and ParseCheckpoint; besides InvalidArgument if the origin is
// another or a key has the wrong type, PermissionDenied if only witnesses signed.
absl::StatusOr<OpenedCheckpoint> OpenCheckpoint(std::string_view note, std::string_view origin,
                                                std::span<const VerifierKey> ledger_keys,
                                                std::span<const VerifierKey> witness_keys = {});

}  // namespace ingot::note

#endif  // INGOT_LEDGER_NOTE_CHECKPOINT_H_
