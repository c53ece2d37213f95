// Proofs that travel: c2sp.org/tlog-proof@v1, an inclusion proof together with its checkpoint.
//
//   c2sp.org/tlog-proof@v1
//   extra <base64>                optional
//   index <decimal>
//   <base64 hash>                 zero or more, leaf to root
//                                 empty line
//   <checkpoint, signed>
#ifndef INGOT_LEDGER_NOTE_TLOG_PROOF_H_
#define INGOT_LEDGER_NOTE_TLOG_PROOF_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "ledger/base/hash.h"
#include "ledger/merkle/proof.h"
#include "ledger/note/checkpoint.h"
#include "ledger/note/note.h"

namespace ingot::note {

inline constexpr size_t kMaxExtraBytes = 64 * 1024;

struct TlogProof {
  std::optional<std::string> extra;  // opaque and not authenticated; 1..kMaxExtraBytes bytes
  uint64_t index = 0;                // of the entry, from 0
  merkle::Proof hashes;              // at most merkle::kMaxInclusionHashes
  std::string checkpoint;            // the signed note, verbatim

  friend bool operator==(const TlogProof&, const TlogProof&) = default;
};

// InvalidArgument if a bound is exceeded or the checkpoint isn't a well-formed note of a checkpoint (of any log: with
// extension lines too).
absl::StatusOr<std::string> FormatTlogProof(const TlogProof& proof);

// Accepts exactly what FormatTlogProof writes. Verifies nothing. InvalidArgument otherwise.
absl::StatusOr<TlogProof> ParseTlogProof(std::string_view text);

// Verifies that the entry with this leaf hash stands at proof.index of the tree that the checkpoint signs; returns the
// checkpoint. Errors are those of OpenCheckpoint and merkle::VerifyInclusion.
absl::StatusOr<OpenedCheckpoint> VerifyTlogProof(const TlogProof& proof, const Hash& leaf, std::string_view origin,
                                                 std::span<const VerifierKey> ledger_keys,
                                                 std::span<const VerifierKey> witness_keys = {});

}  // namespace ingot::note

#endif  // INGOT_LEDGER_NOTE_TLOG_PROOF_H_
