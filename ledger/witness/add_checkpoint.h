// The request by which a log asks for a cosignature, c2sp.org/tlog-witness add-checkpoint:
//
//   old <decimal>
//   <base64 hash>        zero or more: the consistency proof from the old size
//                        empty line
//   <checkpoint, signed>
//
// and how a witness decides on it.
#ifndef INGOT_LEDGER_WITNESS_ADD_CHECKPOINT_H_
#define INGOT_LEDGER_WITNESS_ADD_CHECKPOINT_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "ledger/merkle/proof.h"
#include "ledger/note/checkpoint.h"
#include "ledger/note/note.h"

namespace ingot::witness {

inline constexpr size_t kMaxRequestHashes = 63;
// The old size's line, the hashes' lines, the empty line, a note.
inline constexpr size_t kMaxRequestBytes = 32 + kMaxRequestHashes * 45 + note::kMaxNoteBytes;
// What a witness may answer; more is refused unread.
inline constexpr size_t kMaxAnswerBytes = note::kMaxNoteBytes;
// Content type of a 409 that states the size which the witness knows.
inline constexpr std::string_view kSizeContentType = "text/x.tlog.size";

struct AddCheckpointRequest {
  uint64_t old_size = 0;
  merkle::Proof proof;     // at most kMaxRequestHashes
  std::string checkpoint;  // the signed note, verbatim

  friend bool operator==(const AddCheckpointRequest&, const AddCheckpointRequest&) = default;
};

// REQUIRES: at most kMaxRequestHashes hashes.
std::string FormatAddCheckpoint(const AddCheckpointRequest& request);

// InvalidArgument where the body has not the form, or the checkpoint is none (extension lines are allowed: other logs
// may write them). Verifies nothing.
absl::StatusOr<AddCheckpointRequest> ParseAddCheckpoint(std::string_view body);

// A witness's decision; the numbers are those of HTTP.
enum class Ruling : uint16_t {
  kCosign = 200,
  kMalformed = 400,     // not the form, or an old size above the checkpoint's
  kKeyRefused = 403,    // no trusted key signed, or one signed falsely
  kLogUnknown = 404,    // an origin that the witness does not watch
  kConflict = 409,      // the old size is not the latest one; or that size with another root
  kProofRefused = 422,  // the checkpoint does not continue the latest one
};

struct Judgement {
  Ruling ruling = Ruling::kMalformed;
  std::string why;
  // Of a kConflict: the size that the witness has cosigned last.
  std::optional<uint64_t> known_size;
  // The log signed what contradicts, or may contradict, what the witness has seen: worth keeping.
  bool suspicious = false;
  // From kConflict and kProofRefused on, and of kCosign: what the log signed.
  note::Checkpoint checkpoint;
  // Of kCosign: what the cosignature is over.
  std::string text;
};

// Decides on a request about one log whose origin the caller has looked up. `log_keys` (kEd25519) are the log's;
// `latest` is the checkpoint that was cosigned last, nullopt before the first. Pure: the caller holds the log's lock
// from reading `latest` until the new one is durable, and answers after that.
Judgement Judge(const AddCheckpointRequest& request, std::span<const note::VerifierKey> log_keys,
                const std::optional<note::Checkpoint>& latest);

// A witness's answer, read by the log: the line of `body` that is `key`'s cosignature of `text`, newline included.
// PermissionDenied where no line is one; InvalidArgument where the body has not the form.
struct Cosignature {
  std::string line;
  int64_t time = 0;  // POSIX seconds
};
absl::StatusOr<Cosignature> TakeCosignature(std::string_view text, std::string_view body, const note::VerifierKey& key);

}  // namespace ingot::witness

#endif  // INGOT_LEDGER_WITNESS_ADD_CHECKPOINT_H_
