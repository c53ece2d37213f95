// Signed notes, c2sp.org/signed-note:
//
//   text "\n"  { "— " name " " base64(key id[4] || signature) "\n" }
//
// The text ends in a newline; the last empty line separates it from the signatures (U+2014, one or more). Key id: first
// four bytes of SHA-256(name || 0x0A || type || public key). Verifier key: name "+" hex8(key id) "+"
// base64(type || public key).
#ifndef INGOT_LEDGER_NOTE_NOTE_H_
#define INGOT_LEDGER_NOTE_NOTE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ledger/crypto/ed25519.h"

namespace ingot::note {

inline constexpr size_t kMaxNoteBytes = 64 * 1024;
inline constexpr size_t kMaxSignatures = 100;
inline constexpr size_t kMaxKeyNameBytes = 255;

// Signature types of c2sp.org/signed-note that Ingot signs and verifies. Signatures of other types are signatures by
// unknown keys.
enum class SignatureType : uint8_t {
  kEd25519 = 0x01,        // over the text
  kCosignatureV1 = 0x04,  // c2sp.org/tlog-cosignature: u64be time || signature over a header, the time and the text
};

// OK if `name` may name a key: 1..kMaxKeyNameBytes bytes of UTF-8 without control characters, Unicode spaces and '+'.
absl::Status CheckKeyName(std::string_view name);

// A key that signatures are verified with. A value.
class VerifierKey {
 public:
  // InvalidArgument if CheckKeyName refuses the name.
  static absl::StatusOr<VerifierKey> Create(std::string_view name, SignatureType type, const crypto::PublicKey& key);

  // Parses name "+" hex8 "+" base64. InvalidArgument if the text is not canonical, the type unknown, the key refused by
  // crypto::ParsePublicKey, or the key id not that of name and key.
  static absl::StatusOr<VerifierKey> Parse(std::string_view vkey);

  // What Parse reads.
  std::string Format() const;

  const std::string& name() const { return name_; }
  SignatureType type() const { return type_; }
  const crypto::PublicKey& public_key() const { return public_key_; }
  uint32_t id() const { return id_; }

  friend bool operator==(const VerifierKey&, const VerifierKey&) = default;

 private:
  VerifierKey(std::string_view name, SignatureType type, const crypto::PublicKey& key);

  std::string name_;
  SignatureType type_;
  crypto::PublicKey public_key_;
  uint32_t id_;
};

// OK if `text` may be signed: UTF-8, no control characters below U+0020 but newline, ends in a newline, and leaves room
// for a signature within kMaxNoteBytes.
absl::Status CheckText(std::string_view text);

// One signature line of type kEd25519 over `text`, newline included. A further signature of a note is appended by
// concatenation: note + line. InvalidArgument if the name or the text is refused.
absl::StatusOr<std::string> SignatureLine(std::string_view text, std::string_view key_name,
                                          const crypto::PrivateKey& key);

// One signature line of type kCosignatureV1 over a checkpoint's text. `time` is POSIX seconds, not negative.
absl::StatusOr<std::string> CosignatureLine(std::string_view text, std::string_view key_name,
                                            const crypto::PrivateKey& key, int64_t time);

// A key that a note is signed with; the key must outlive the call that takes it.
struct Signer {
  std::string_view name;
  const crypto::PrivateKey& key;
};

// The note of `text` with a kEd25519 signature by each signer, in their order. InvalidArgument without signers, with
// more than kMaxSignatures, or if a name or the text is refused.
absl::StatusOr<std::string> Sign(std::string_view text, std::span<const Signer> signers);

// A signature that a known key made.
struct VerifiedSignature {
  std::string name;
  uint32_t key_id = 0;
  SignatureType type = SignatureType::kEd25519;
  std::optional<int64_t> time;  // POSIX seconds; of cosignatures only

  friend bool operator==(const VerifiedSignature&, const VerifiedSignature&) = default;
};

struct OpenedNote {
  std::string text;
  // At least one; one a key (the first in the note), in the note's order.
  std::vector<VerifiedSignature> signatures;
};

// Verifies a note with the known keys. Lines by other keys are ignored (they must be well-formed), even if they share
// the name or the id of a known key. Errors:
//   InvalidArgument   not a note (form, bounds), or two known keys with equal name and id
//   PermissionDenied  a signature by a known key is wrong (BAD_SIGNATURE of ledger/verdict), or no known key signed
//                     (NOT_SIGNED)
absl::StatusOr<OpenedNote> Open(std::string_view note, std::span<const VerifierKey> known);

// The text of a well-formed note, unverified: for showing and routing only, never for trusting. InvalidArgument as
// Open.
absl::StatusOr<std::string> TextOf(std::string_view note);

}  // namespace ingot::note

#endif  // INGOT_LEDGER_NOTE_NOTE_H_
