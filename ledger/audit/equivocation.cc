#include "ledger/audit/equivocation.h"

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "ledger/base/bytes.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/verdict/verdict.h"

namespace ingot::audit {
namespace {

constexpr std::string_view kMagic = "ingot/v1/equivocation\n";

using verdict::Fail;
using verdict::Reason;

absl::Status NoProof(std::string_view what) {
  return Fail(Reason::kMalformedProof, Cat("not an equivocation proof: ", what));
}

absl::Status NotProven(std::string_view what) { return Fail(Reason::kNoContradiction, what); }

std::string HashLine(std::string_view word, const Hash& hash) {
  return Cat(word, " ", Base64Encode(AsBytes(hash)), "\n");
}

// Takes the file apart, front to back.
class LineReader {
 public:
  explicit LineReader(std::string_view file) : rest_(file) {}

  bool empty() const { return rest_.empty(); }

  // Takes `text` where it stands next.
  bool Take(std::string_view text) {
    if (rest_.substr(0, text.size()) != text) return false;
    rest_.remove_prefix(text.size());
    return true;
  }

  // The rest of a line that begins with `word` and a space; nullopt, and nothing is taken, where none does.
  std::optional<std::string_view> Line(std::string_view word) {
    const size_t end = rest_.find('\n');
    if (end == std::string_view::npos || end < word.size() + 1) return std::nullopt;
    if (rest_.substr(0, word.size()) != word || rest_[word.size()] != ' ') return std::nullopt;
    const std::string_view value = rest_.substr(word.size() + 1, end - word.size() - 1);
    rest_.remove_prefix(end + 1);
    return value;
  }

  absl::StatusOr<std::string> Note(std::string_view word) {
    const std::optional<std::string_view> line = Line(word);
    const std::optional<uint64_t> size = line.has_value() ? ParseDecimal(*line) : std::nullopt;
    if (!size.has_value() || *size > note::kMaxNoteBytes || *size > rest_.size()) {
      return NoProof(Cat("no line '", word, "' with the length of a note that follows"));
    }
    std::string note(rest_.substr(0, *size));
    rest_.remove_prefix(*size);
    return note;
  }

 private:
  std::string_view rest_;
};

absl::StatusOr<Hash> ParseHash(std::string_view text) {
  const std::optional<std::string> bytes = Base64Decode(text);
  if (!bytes.has_value() || bytes->size() != kHashSize) return NoProof("a hash is not 32 bytes in base64");
  return HashFromBytes(*bytes);
}

// Opened by one of the keys in the name of its own origin.
absl::StatusOr<note::OpenedCheckpoint> OpenOwn(std::string_view note, std::span<const note::VerifierKey> keys) {
  const absl::StatusOr<std::string> text = note::TextOf(note);
  if (!text.ok()) return Fail(Reason::kMalformedNote, FromAbsl(text.status().message()));
  const absl::StatusOr<note::Checkpoint> read = note::ParseCheckpoint(*text);
  if (!read.ok()) return Fail(Reason::kMalformedCheckpoint, FromAbsl(read.status().message()));
  std::vector<note::VerifierKey> own;
  std::copy_if(keys.begin(), keys.end(), std::back_inserter(own), [&read](const note::VerifierKey& key) {
    return key.type() == note::SignatureType::kEd25519 && key.name() == read->origin;
  });
  absl::StatusOr<note::OpenedCheckpoint> opened = note::OpenCheckpoint(note, read->origin, own);
  if (opened.ok()) return opened;
  // The form holds, so what is left without a reason are the keys.
  return Fail(verdict::ReasonOf(opened.status()).value_or(Reason::kMalformedKey), FromAbsl(opened.status().message()));
}

}  // namespace

std::string FormatEquivocation(const Equivocation& equivocation) {
  std::string file(kMagic);
  if (equivocation.prefix_root.has_value()) file += HashLine("root", *equivocation.prefix_root);
  for (const Hash& hash : equivocation.proof) file += HashLine("proof", hash);
  file += Cat("first ", equivocation.first.size(), "\n", equivocation.first);
  file += Cat("second ", equivocation.second.size(), "\n", equivocation.second);
  return file;
}

absl::StatusOr<Equivocation> ParseEquivocation(std::string_view file) {
  if (file.size() > kMaxEquivocationBytes) return NoProof("it is too long");
  LineReader reader(file);
  if (!reader.Take(kMagic)) return NoProof("it does not begin with ingot/v1/equivocation");
  Equivocation equivocation;
  if (const auto root = reader.Line("root"); root.has_value()) {
    INGOT_ASSIGN_OR_RETURN(equivocation.prefix_root, ParseHash(*root));
  }
  while (const auto line = reader.Line("proof")) {
    if (equivocation.proof.size() == merkle::kMaxConsistencyHashes) return NoProof("its proof is too long");
    INGOT_ASSIGN_OR_RETURN(const Hash hash, ParseHash(*line));
    equivocation.proof.push_back(hash);
  }
  INGOT_ASSIGN_OR_RETURN(equivocation.first, reader.Note("first"));
  INGOT_ASSIGN_OR_RETURN(equivocation.second, reader.Note("second"));
  if (!reader.empty()) return NoProof("something follows the second note");
  return equivocation;
}

absl::StatusOr<ProvenEquivocation> VerifyEquivocation(const Equivocation& equivocation,
                                                      std::span<const note::VerifierKey> keys) {
  ProvenEquivocation proven;
  INGOT_ASSIGN_OR_RETURN(proven.first, OpenOwn(equivocation.first, keys));
  INGOT_ASSIGN_OR_RETURN(proven.second, OpenOwn(equivocation.second, keys));
  const note::Checkpoint& first = proven.first.checkpoint;
  const note::Checkpoint& second = proven.second.checkpoint;
  if (first.origin != second.origin) return Fail(Reason::kWrongOrigin, "the two checkpoints are of different ledgers");
  if (first.size > second.size) return NoProof("the larger tree comes first");
  if (equivocation.prefix_root.has_value() != (first.size < second.size)) {
    return NoProof("a root and its proof stand there exactly where the sizes differ");
  }
  if (first.size == second.size) {
    if (!equivocation.proof.empty()) return NoProof("trees of one size need no proof");
    if (first.root != second.root) return proven;
    return NotProven("the two checkpoints are the same");
  }
  const absl::Status prefix =
      merkle::VerifyConsistency(first.size, second.size, *equivocation.prefix_root, second.root, equivocation.proof);
  if (!prefix.ok()) return NotProven("the proof does not show what the second tree begins with");
  if (*equivocation.prefix_root == first.root) return NotProven("the second tree begins with the first one");
  return proven;
}

}  // namespace ingot::audit
