#include "ledger/note/checkpoint.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "ledger/base/bytes.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/merkle/compact_range.h"
#include "ledger/verdict/verdict.h"

namespace ingot::note {
namespace {

absl::Status Malformed(std::string_view what) {
  return absl::InvalidArgumentError(Cat("not a checkpoint (origin, size, root): ", what));
}

absl::Status CheckBounds(std::string_view origin, uint64_t size) {
  if (origin.empty() || origin.size() > kMaxKeyNameBytes) {
    return Malformed(Cat("the origin has 1 to ", kMaxKeyNameBytes, " bytes"));
  }
  const bool one_line =
      std::none_of(origin.begin(), origin.end(), [](char c) { return static_cast<uint8_t>(c) < 0x20; });
  if (!one_line || !IsValidUtf8(origin)) return Malformed("the origin is one line of UTF-8");
  if (size > merkle::kMaxTreeSize) return Malformed("the size is above 2^63 - 1");
  return absl::OkStatus();
}

// Cuts the next line off `text`; nullopt if there is no newline left.
std::optional<std::string_view> TakeLine(std::string_view* text) {
  const size_t end = text->find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view line = text->substr(0, end);
  text->remove_prefix(end + 1);
  return line;
}

absl::Status CheckType(std::span<const VerifierKey> keys, SignatureType type) {
  for (const VerifierKey& key : keys) {
    if (key.type() != type) {
      return absl::InvalidArgumentError(Cat("the key ", key.name(), " is of another signature type than its use"));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::string> FormatCheckpoint(const Checkpoint& checkpoint) {
  INGOT_RETURN_IF_ERROR(CheckBounds(checkpoint.origin, checkpoint.size));
  return Cat(checkpoint.origin, "\n", checkpoint.size, "\n", Base64Encode(AsBytes(checkpoint.root)), "\n");
}

absl::StatusOr<Checkpoint> ParseCheckpoint(std::string_view text) {
  INGOT_ASSIGN_OR_RETURN(ExtendedCheckpoint read, ParseExtendedCheckpoint(text));
  if (!read.extensions.empty()) return Malformed("extension lines are refused");
  return std::move(read.checkpoint);
}

absl::StatusOr<ExtendedCheckpoint> ParseExtendedCheckpoint(std::string_view text) {
  const std::optional<std::string_view> origin = TakeLine(&text);
  const std::optional<std::string_view> size_line = TakeLine(&text);
  const std::optional<std::string_view> root_line = TakeLine(&text);
  if (!origin.has_value() || !size_line.has_value() || !root_line.has_value()) return Malformed("a line is missing");
  if (!text.empty() && (text.front() == '\n' || text.back() != '\n' || text.find("\n\n") != std::string_view::npos)) {
    return Malformed("an extension line is empty or does not end");
  }
  const std::optional<uint64_t> size = ParseDecimal(*size_line);
  if (!size.has_value()) return Malformed("the size must be decimal without leading zeros");
  INGOT_RETURN_IF_ERROR(CheckBounds(*origin, *size));
  const std::optional<std::string> root = Base64Decode(*root_line);
  if (!root.has_value() || root->size() != kHashSize) return Malformed("the root must be base64 of 32 bytes");
  INGOT_ASSIGN_OR_RETURN(const Hash hash, HashFromBytes(*root));
  return ExtendedCheckpoint{{std::string(*origin), *size, hash}, std::string(text)};
}

absl::StatusOr<Checkpoint> PeekCheckpoint(std::string_view note) {
  INGOT_ASSIGN_OR_RETURN(const std::string text, TextOf(note));
  return ParseCheckpoint(text);
}

absl::StatusOr<std::string> SignCheckpoint(const Checkpoint& checkpoint,
                                           std::span<const crypto::PrivateKey* const> keys) {
  INGOT_ASSIGN_OR_RETURN(const std::string text, FormatCheckpoint(checkpoint));
  std::vector<Signer> signers;
  signers.reserve(keys.size());
  for (const crypto::PrivateKey* key : keys) signers.push_back({checkpoint.origin, *key});
  return Sign(text, signers);
}

absl::StatusOr<OpenedCheckpoint> OpenCheckpoint(std::string_view note, std::string_view origin,
                                                std::span<const VerifierKey> ledger_keys,
                                                std::span<const VerifierKey> witness_keys) {
  INGOT_RETURN_IF_ERROR(CheckType(ledger_keys, SignatureType::kEd25519));
  INGOT_RETURN_IF_ERROR(CheckType(witness_keys, SignatureType::kCosignatureV1));
  std::vector<VerifierKey> known(ledger_keys.begin(), ledger_keys.end());
  known.insert(known.end(), witness_keys.begin(), witness_keys.end());
  INGOT_ASSIGN_OR_RETURN(OpenedNote opened, Open(note, known));

  OpenedCheckpoint result;
  INGOT_ASSIGN_OR_RETURN(result.checkpoint, ParseCheckpoint(opened.text));
  if (result.checkpoint.origin != origin) {
    return absl::InvalidArgumentError(Cat("the checkpoint's origin is another than ", origin));
  }
  for (VerifiedSignature& signature : opened.signatures) {
    auto& list = signature.type == SignatureType::kEd25519 ? result.signatures : result.cosignatures;
    list.push_back(std::move(signature));
  }
  if (result.signatures.empty()) {
    return verdict::WithReason(absl::PermissionDeniedError("the checkpoint has no signature by a key of the ledger"),
                               verdict::Reason::kNotSigned);
  }
  return result;
}

}  // namespace ingot::note
