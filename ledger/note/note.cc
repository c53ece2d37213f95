#include "ledger/note/note.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "ledger/base/bytes.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/verdict/verdict.h"

namespace ingot::note {
namespace {

constexpr std::string_view kLinePrefix = "\u2014 ";
constexpr size_t kIdBytes = 4;
constexpr size_t kTimeBytes = 8;
// Prefix, name, space, base64 of id, time and signature, newline.
constexpr size_t kMaxLineBytes =
    kLinePrefix.size() + kMaxKeyNameBytes + 1 + (kIdBytes + kTimeBytes + crypto::kSignatureSize + 2) / 3 * 4 + 1;

absl::Status MalformedNote(std::string_view what) {
  return absl::InvalidArgumentError(Cat("not a signed note: ", what));
}

bool IsPlainText(std::string_view text) {
  return IsValidUtf8(text) &&
         std::none_of(text.begin(), text.end(), [](char c) { return static_cast<uint8_t>(c) < 0x20 && c != '\n'; });
}

std::string FormatLine(const VerifierKey& key, std::string_view payload) {
  std::string bytes;
  AppendBe32(key.id(), &bytes);
  bytes.append(payload);
  return Cat(kLinePrefix, key.name(), " ", Base64Encode(bytes), "\n");
}

std::string CosignatureMessage(int64_t time, std::string_view text) {
  return Cat("cosignature/v1\ntime ", time, "\n", text);
}

struct Line {
  std::string_view name;
  uint32_t key_id = 0;
  std::string payload;  // what follows the key id
};

absl::StatusOr<Line> ParseLine(std::string_view text) {
  if (text.substr(0, kLinePrefix.size()) != kLinePrefix)
    return MalformedNote("a signature line must begin with \"\u2014 \"");
  text.remove_prefix(kLinePrefix.size());
  const size_t space = text.find(' ');
  if (space == std::string_view::npos) return MalformedNote("a signature line has a name and a signature");
  Line line;
  line.name = text.substr(0, space);
  INGOT_RETURN_IF_ERROR(CheckKeyName(line.name));
  const std::optional<std::string> bytes = Base64Decode(text.substr(space + 1));
  if (!bytes.has_value() || bytes->size() <= kIdBytes) return MalformedNote("a signature is not base64 or too short");
  line.key_id = ReadBe32(*bytes);
  line.payload = bytes->substr(kIdBytes);
  return line;
}

// The parts of a note, all of them well-formed.
struct Parts {
  std::string_view text;
  std::vector<Line> lines;
};

absl::StatusOr<Parts> Split(std::string_view note) {
  if (note.size() > kMaxNoteBytes) return MalformedNote(Cat("it has more than ", kMaxNoteBytes, " bytes"));
  if (!IsPlainText(note)) return MalformedNote("it must be UTF-8 without control characters");
  const size_t separator = note.rfind("\n\n");
  if (separator == std::string_view::npos) return MalformedNote("there is no empty line before the signatures");
  Parts parts;
  parts.text = note.substr(0, separator + 1);
  std::string_view rest = note.substr(separator + 2);
  if (rest.empty() || rest.back() != '\n') return MalformedNote("it must end in a signature line");
  while (!rest.empty()) {
    if (parts.lines.size() == kMaxSignatures)
      return MalformedNote(Cat("it has more than ", kMaxSignatures, " signatures"));
    const size_t end = rest.find('\n');
    INGOT_ASSIGN_OR_RETURN(Line line, ParseLine(rest.substr(0, end)));
    parts.lines.push_back(std::move(line));
    rest.remove_prefix(end + 1);
  }
  return parts;
}

// Verifies the payload of a line by `key`; nullopt if it isn't a signature of `text`.
std::optional<VerifiedSignature> VerifyLine(const VerifierKey& key, std::string_view payload, std::string_view text) {
  VerifiedSignature verified{key.name(), key.id(), key.type(), std::nullopt};
  switch (key.type()) {
    case SignatureType::kEd25519:
      if (!crypto::Verify(key.public_key(), text, payload)) return std::nullopt;
      return verified;
    case SignatureType::kCosignatureV1: {
      if (payload.size() != kTimeBytes + crypto::kSignatureSize) return std::nullopt;
      const uint64_t time = ReadBe64(payload);
      if (time > static_cast<uint64_t>(std::numeric_limits<int64_t>::max())) return std::nullopt;
      verified.time = static_cast<int64_t>(time);
      if (!crypto::Verify(key.public_key(), CosignatureMessage(*verified.time, text), payload.substr(kTimeBytes))) {
        return std::nullopt;
      }
      return verified;
    }
  }
  return std::nullopt;
}

absl::Status CheckUnambiguous(std::span<const VerifierKey> known) {
  for (size_t i = 0; i < known.size(); ++i) {
    for (size_t j = i + 1; j < known.size(); ++j) {
      if (known[i].name() == known[j].name() && known[i].id() == known[j].id()) {
        return absl::InvalidArgumentError(Cat("two known keys have the name ", known[i].name(), " and the same id"));
      }
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckText(std::string_view text) {
  if (text.empty() || text.back() != '\n') return absl::InvalidArgumentError("a note's text must end in a newline");
  if (text.size() + 1 + kMaxLineBytes > kMaxNoteBytes) {
    return absl::InvalidArgumentError(Cat("a signed note has at most ", kMaxNoteBytes, " bytes"));
  }
  if (!IsPlainText(text)) return absl::InvalidArgumentError("a note's text must be UTF-8 without control characters");
  return absl::OkStatus();
}

absl::StatusOr<std::string> SignatureLine(std::string_view text, std::string_view key_name,
                                          const crypto::PrivateKey& key) {
  INGOT_RETURN_IF_ERROR(CheckText(text));
  INGOT_ASSIGN_OR_RETURN(const VerifierKey verifier,
                         VerifierKey::Create(key_name, SignatureType::kEd25519, key.public_key()));
  return FormatLine(verifier, key.Sign(text));
}

absl::StatusOr<std::string> CosignatureLine(std::string_view text, std::string_view key_name,
                                            const crypto::PrivateKey& key, int64_t time) {
  INGOT_RETURN_IF_ERROR(CheckText(text));
  if (time < 0) return absl::InvalidArgumentError("a cosignature's time must not be negative");
  INGOT_ASSIGN_OR_RETURN(const VerifierKey verifier,
                         VerifierKey::Create(key_name, SignatureType::kCosignatureV1, key.public_key()));
  std::string payload;
  AppendBe64(static_cast<uint64_t>(time), &payload);
  payload.append(key.Sign(CosignatureMessage(time, text)));
  return FormatLine(verifier, payload);
}

absl::StatusOr<std::string> Sign(std::string_view text, std::span<const Signer> signers) {
  if (signers.empty() || signers.size() > kMaxSignatures) {
    return absl::InvalidArgumentError(Cat("a note has 1 to ", kMaxSignatures, " signatures"));
  }
  std::string note = Cat(text, "\n");
  for (const Signer& signer : signers) {
    INGOT_ASSIGN_OR_RETURN(const std::string line, SignatureLine(text, signer.name, signer.key));
    note.append(line);
  }
  if (note.size() > kMaxNoteBytes) {
    return absl::InvalidArgumentError(Cat("a signed note has at most ", kMaxNoteBytes, " bytes"));
  }
  return note;
}

absl::StatusOr<OpenedNote> Open(std::string_view note, std::span<const VerifierKey> known) {
  INGOT_RETURN_IF_ERROR(CheckUnambiguous(known));
  INGOT_ASSIGN_OR_RETURN(const Parts parts, Split(note));
  OpenedNote opened;
  for (const Line& line : parts.lines) {
    const auto key = std::find_if(known.begin(), known.end(), [&line](const VerifierKey& candidate) {
      return candidate.name() == line.name && candidate.id() == line.key_id;
    });
    if (key == known.end()) continue;
    std::optional<VerifiedSignature> verified = VerifyLine(*key, line.payload, parts.text);
    if (!verified.has_value()) {
      return verdict::WithReason(
          absl::PermissionDeniedError(Cat("the note's signature by the known key ", line.name, " is wrong")),
          verdict::Reason::kBadSignature);
    }
    const bool repeated = std::any_of(opened.signatures.begin(), opened.signatures.end(), [&](const auto& earlier) {
      return earlier.name == verified->name && earlier.key_id == verified->key_id;
    });
    if (!repeated) opened.signatures.push_back(*std::move(verified));
  }
  if (opened.signatures.empty()) {
    return verdict::WithReason(absl::PermissionDeniedError("the note has no signature by a known key"),
                               verdict::Reason::kNotSigned);
  }
  opened.text = std::string(parts.text);
  return opened;
}

absl::StatusOr<std::string> TextOf(std::string_view note) {
  INGOT_ASSIGN_OR_RETURN(const Parts parts, Split(note));
  return std::string(parts.text);
}

}  // namespace ingot::note
