#include "ledger/witness/add_checkpoint.h"

#include <utility>
#include <vector>

#include "ledger/base/bytes.h"
#include "ledger/base/check.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"

namespace ingot::witness {
namespace {

constexpr std::string_view kOld = "old ";

absl::Status MalformedRequest(std::string_view what) {
  return absl::InvalidArgumentError(Cat("not an add-checkpoint request: ", what));
}

// The line up to the next newline, cut off `text`; nullopt where there is none.
std::optional<std::string_view> CutLine(std::string_view* text) {
  const size_t end = text->find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view line = text->substr(0, end);
  text->remove_prefix(end + 1);
  return line;
}

Judgement Ruled(Ruling ruling, std::string_view why) {
  Judgement judgement;
  judgement.ruling = ruling;
  judgement.why = std::string(why);
  return judgement;
}

// The checkpoint against the latest one; `judgement` holds what the log signed.
Judgement JudgeGrowth(const AddCheckpointRequest& request, const std::optional<note::Checkpoint>& latest,
                      Judgement judgement) {
  const note::Checkpoint& shown = judgement.checkpoint;
  const uint64_t known = latest.has_value() ? latest->size : 0;
  if (request.old_size != known) {
    judgement.ruling = Ruling::kConflict;
    judgement.why = Cat("the latest checkpoint has size ", known);
    judgement.known_size = known;
    return judgement;
  }
  if (latest.has_value() && shown.size == known && shown.root != latest->root) {
    judgement.ruling = Ruling::kConflict;
    judgement.why = "the latest checkpoint has this size and another root";
    judgement.known_size = known;
    judgement.suspicious = true;
    return judgement;
  }
  const Hash old_root = latest.has_value() ? latest->root : merkle::CompactRange().Root();
  const absl::Status consistent = merkle::VerifyConsistency(known, shown.size, old_root, shown.root, request.proof);
  if (!consistent.ok()) {
    judgement.ruling = Ruling::kProofRefused;
    judgement.why = std::string(FromAbsl(consistent.message()));
    judgement.suspicious = latest.has_value();
    return judgement;
  }
  judgement.ruling = Ruling::kCosign;
  return judgement;
}

}  // namespace

std::string FormatAddCheckpoint(const AddCheckpointRequest& request) {
  INGOT_CHECK(request.proof.size() <= kMaxRequestHashes);
  std::string body = Cat(kOld, request.old_size, "\n");
  for (const Hash& hash : request.proof) body += Cat(Base64Encode(AsBytes(hash)), "\n");
  return Cat(body, "\n", request.checkpoint);
}

absl::StatusOr<AddCheckpointRequest> ParseAddCheckpoint(std::string_view body) {
  if (body.size() > kMaxRequestBytes) return MalformedRequest(Cat("it has more than ", kMaxRequestBytes, " bytes"));
  AddCheckpointRequest request;
  const std::optional<std::string_view> old_line = CutLine(&body);
  if (!old_line.has_value() || !old_line->starts_with(kOld)) return MalformedRequest("the first line is old <size>");
  const std::optional<uint64_t> old_size = ParseDecimal(old_line->substr(kOld.size()));
  if (!old_size.has_value() || *old_size > merkle::kMaxTreeSize) {
    return MalformedRequest("the old size is decimal without leading zeros, below 2^63");
  }
  request.old_size = *old_size;
  while (true) {
    const std::optional<std::string_view> line = CutLine(&body);
    if (!line.has_value()) return MalformedRequest("there is no empty line before the checkpoint");
    if (line->empty()) break;
    if (request.proof.size() == kMaxRequestHashes) {
      return MalformedRequest(Cat("it has more than ", kMaxRequestHashes, " hashes"));
    }
    const std::optional<std::string> bytes = Base64Decode(*line);
    if (!bytes.has_value() || bytes->size() != kHashSize) return MalformedRequest("a hash is not base64 of 32 bytes");
    INGOT_ASSIGN_OR_RETURN(const Hash hash, HashFromBytes(*bytes));
    request.proof.push_back(hash);
  }
  request.checkpoint = std::string(body);
  INGOT_ASSIGN_OR_RETURN(const std::string text, note::TextOf(request.checkpoint));
  INGOT_RETURN_IF_ERROR(note::ParseExtendedCheckpoint(text).status());
  return request;
}

Judgement Judge(const AddCheckpointRequest& request, std::span<const note::VerifierKey> log_keys,
                const std::optional<note::Checkpoint>& latest) {
  absl::StatusOr<note::OpenedNote> opened = note::Open(request.checkpoint, log_keys);
  if (absl::IsInvalidArgument(opened.status())) {
    return Ruled(Ruling::kMalformed, FromAbsl(opened.status().message()));
  }
  if (!opened.ok()) return Ruled(Ruling::kKeyRefused, FromAbsl(opened.status().message()));
  absl::StatusOr<note::ExtendedCheckpoint> read = note::ParseExtendedCheckpoint(opened->text);
  if (!read.ok()) return Ruled(Ruling::kMalformed, FromAbsl(read.status().message()));
  if (request.old_size > read->checkpoint.size) {
    return Ruled(Ruling::kMalformed, "the old size is above the checkpoint's");
  }
  Judgement judgement;
  judgement.checkpoint = std::move(read->checkpoint);
  judgement.text = std::move(opened->text);
  return JudgeGrowth(request, latest, std::move(judgement));
}

absl::StatusOr<Cosignature> TakeCosignature(std::string_view text, std::string_view body,
                                            const note::VerifierKey& key) {
  if (body.size() > kMaxAnswerBytes || body.empty() || body.back() != '\n') {
    return absl::InvalidArgumentError("not an answer of a witness: signature lines");
  }
  absl::Status none = absl::PermissionDeniedError("the witness's answer holds no cosignature by its key");
  while (!body.empty()) {
    const std::string line = Cat(*CutLine(&body), "\n");
    const absl::StatusOr<note::OpenedNote> opened = note::Open(Cat(text, "\n", line), {{key}});
    if (opened.ok()) return Cosignature{line, *opened->signatures.front().time};
    if (absl::IsInvalidArgument(opened.status())) return opened.status();
    // A line by another key says as little as a false one by this key.
    none = absl::Status(absl::StatusCode::kPermissionDenied, opened.status().message());
  }
  return none;
}

}  // namespace ingot::witness
