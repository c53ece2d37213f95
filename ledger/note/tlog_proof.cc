#include "ledger/note/tlog_proof.h"

#include <utility>

#include "ledger/base/bytes.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"

namespace ingot::note {
namespace {

constexpr std::string_view kHeader = "c2sp.org/tlog-proof@v1\n";
constexpr std::string_view kExtra = "extra ";
constexpr std::string_view kIndex = "index ";

absl::Status MalformedProof(std::string_view what) {
  return absl::InvalidArgumentError(Cat("not a tlog-proof: ", what));
}

absl::Status CheckBounds(const TlogProof& proof) {
  if (proof.extra.has_value() && (proof.extra->empty() || proof.extra->size() > kMaxExtraBytes)) {
    return MalformedProof(Cat("extra data has 1 to ", kMaxExtraBytes, " bytes"));
  }
  if (proof.index >= merkle::kMaxTreeSize) return MalformedProof("the index is above 2^63 - 2");
  if (proof.hashes.size() > merkle::kMaxInclusionHashes) {
    return MalformedProof(Cat("it has more than ", merkle::kMaxInclusionHashes, " hashes"));
  }
  INGOT_ASSIGN_OR_RETURN(const std::string text, TextOf(proof.checkpoint));
  return ParseExtendedCheckpoint(text).status();
}

// Reads a text from its front.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  bool Take(std::string_view prefix) {
    if (rest_.substr(0, prefix.size()) != prefix) return false;
    rest_.remove_prefix(prefix.size());
    return true;
  }

  // Without the newline; nullopt at the end of the text.
  std::optional<std::string_view> TakeLine() {
    const size_t end = rest_.find('\n');
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view line = rest_.substr(0, end);
    rest_.remove_prefix(end + 1);
    return line;
  }

  std::string_view rest() const { return rest_; }

 private:
  std::string_view rest_;
};

// The hashes up to and with the empty line.
absl::StatusOr<merkle::Proof> ReadHashes(Reader* reader) {
  merkle::Proof hashes;
  while (true) {
    const std::optional<std::string_view> line = reader->TakeLine();
    if (!line.has_value()) return MalformedProof("there is no empty line before the checkpoint");
    if (line->empty()) return hashes;
    if (hashes.size() == merkle::kMaxInclusionHashes) {
      return MalformedProof(Cat("it has more than ", merkle::kMaxInclusionHashes, " hashes"));
    }
    const std::optional<std::string> bytes = Base64Decode(*line);
    if (!bytes.has_value() || bytes->size() != kHashSize) return MalformedProof("a hash is not base64 of 32 bytes");
    INGOT_ASSIGN_OR_RETURN(const Hash hash, HashFromBytes(*bytes));
    hashes.push_back(hash);
  }
}

}  // namespace

absl::StatusOr<std::string> FormatTlogProof(const TlogProof& proof) {
  INGOT_RETURN_IF_ERROR(CheckBounds(proof));
  std::string text(kHeader);
  if (proof.extra.has_value()) text.append(Cat(kExtra, Base64Encode(*proof.extra), "\n"));
  text.append(Cat(kIndex, proof.index, "\n"));
  for (const Hash& hash : proof.hashes) text.append(Cat(Base64Encode(AsBytes(hash)), "\n"));
  text.append(Cat("\n", proof.checkpoint));
  return text;
}

absl::StatusOr<TlogProof> ParseTlogProof(std::string_view text) {
  Reader reader(text);
  if (!reader.Take(kHeader)) return MalformedProof("the first line must be c2sp.org/tlog-proof@v1");
  TlogProof proof;
  if (reader.Take(kExtra)) {
    const std::optional<std::string_view> line = reader.TakeLine();
    if (!line.has_value()) return MalformedProof("the extra line does not end");
    if (line->size() > (kMaxExtraBytes + 2) / 3 * 4) return MalformedProof("the extra data is too long");
    proof.extra = Base64Decode(*line);
    if (!proof.extra.has_value()) return MalformedProof("the extra data is not base64");
  }
  if (!reader.Take(kIndex)) return MalformedProof("the index is missing");
  const std::optional<std::string_view> index_line = reader.TakeLine();
  if (!index_line.has_value()) return MalformedProof("the index line does not end");
  const std::optional<uint64_t> index = ParseDecimal(*index_line);
  if (!index.has_value()) return MalformedProof("the index must be decimal without leading zeros");
  proof.index = *index;
  INGOT_ASSIGN_OR_RETURN(proof.hashes, ReadHashes(&reader));
  proof.checkpoint = std::string(reader.rest());
  INGOT_RETURN_IF_ERROR(CheckBounds(proof));
  return proof;
}

absl::StatusOr<OpenedCheckpoint> VerifyTlogProof(const TlogProof& proof, const Hash& leaf, std::string_view origin,
                                                 std::span<const VerifierKey> ledger_keys,
                                                 std::span<const VerifierKey> witness_keys) {
  INGOT_ASSIGN_OR_RETURN(OpenedCheckpoint opened, OpenCheckpoint(proof.checkpoint, origin, ledger_keys, witness_keys));
  INGOT_RETURN_IF_ERROR(
      merkle::VerifyInclusion(proof.index, opened.checkpoint.size, leaf, proof.hashes, opened.checkpoint.root));
  return opened;
}

}  // namespace ingot::note
