// Proof that a ledger's key signed two histories: two checkpoints that can't both be true. Anybody can judge it
// offline, with the verifier key alone.
//
// The file (docs/FORMAT.md, "Equivocation proof"):
//   ingot/v1/equivocation\n
//   root <base64>\n        where the sizes differ: the root of the second tree's first entries, as many as the first
//   has proof <base64>\n       its consistency with the second root, a line a hash first <decimal length>\n  and the
//   bytes of the note of the smaller tree second <decimal length>\n and those of the other
#ifndef INGOT_LEDGER_AUDIT_EQUIVOCATION_H_
#define INGOT_LEDGER_AUDIT_EQUIVOCATION_H_

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "ledger/base/hash.h"
#include "ledger/merkle/proof.h"
#include "ledger/note/checkpoint.h"
#include "ledger/note/note.h"

namespace ingot::audit {

inline constexpr size_t kMaxEquivocationBytes = 2 * note::kMaxNoteBytes + 8 * 1024;

struct Equivocation {
  // Signed notes, that of the smaller tree first.
  std::string first;
  std::string second;
  // Where the sizes differ: what the second tree holds in the place of the first one's root, with its proof.
  std::optional<Hash> prefix_root;
  merkle::Proof proof;
};

std::string FormatEquivocation(const Equivocation& equivocation);

// What FormatEquivocation writes, and nothing else; MALFORMED_PROOF otherwise.
absl::StatusOr<Equivocation> ParseEquivocation(std::string_view file);

// Two checkpoints of one ledger that exclude each other.
struct ProvenEquivocation {
  note::OpenedCheckpoint first;
  note::OpenedCheckpoint second;
};

// Failures carry a reason of ledger/verdict: unusable (form, or a note that none of the keys signed), refuted (the two
// can both be true, or a signature is false). Thread-safe.
absl::StatusOr<ProvenEquivocation> VerifyEquivocation(const Equivocation& equivocation,
                                                      std::span<const note::VerifierKey> keys);

}  // namespace ingot::audit

#endif  // INGOT_LEDGER_AUDIT_EQUIVOCATION_H_
