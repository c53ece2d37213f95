#include <set>
#include <utility>

#include "clients/exchange/evidence.h"
#include "ledger/base/bytes.h"
#include "ledger/base/check.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/note/checkpoint.h"
#include "ledger/note/tlog_proof.h"

namespace ingot::exchange {
namespace {

absl::Status Unusable(std::string_view why) { return absl::InvalidArgumentError(ToAbsl(Cat("evidence: ", why))); }
absl::Status Refuted(std::string_view why) { return absl::FailedPreconditionError(ToAbsl(Cat("evidence: ", why))); }

// A member of the kind that the format says.
absl::StatusOr<const Json*> Member(const Json& of, std::string_view name, Json::value_t kind) {
  const Json* const found = Find(of, name);
  const bool fits = found != nullptr &&
                    (kind == Json::value_t::number_unsigned ? found->is_number_unsigned() : found->type() == kind);
  if (!fits) return Unusable(Cat("`", name, "` is missing or of another kind"));
  return found;
}

absl::StatusOr<std::string> Text(const Json& of, std::string_view name) {
  INGOT_ASSIGN_OR_RETURN(const Json* const found, Member(of, name, Json::value_t::string));
  return found->get<std::string>();
}

absl::StatusOr<uint64_t> Number(const Json& of, std::string_view name) {
  INGOT_ASSIGN_OR_RETURN(const Json* const found, Member(of, name, Json::value_t::number_unsigned));
  return found->get<uint64_t>();
}

// The signed tree that every proof must lead to.
struct Tree {
  std::string text;
  note::OpenedCheckpoint opened;
  std::span<const note::VerifierKey> keys;
};

absl::StatusOr<Tree> OpenTree(const Json& file, std::span<const note::VerifierKey> keys) {
  Tree tree;
  INGOT_ASSIGN_OR_RETURN(tree.text, Text(file, "checkpoint"));
  absl::StatusOr<note::OpenedCheckpoint> opened = note::OpenCheckpoint(tree.text, keys.front().name(), keys);
  if (absl::IsPermissionDenied(opened.status())) return Refuted(FromAbsl(opened.status().message()));
  if (!opened.ok()) return Unusable(FromAbsl(opened.status().message()));
  tree.opened = *std::move(opened);
  tree.keys = keys;
  return tree;
}

absl::Status CheckProof(const Tree& tree, uint64_t seq, const Hash& leaf, const std::string& text) {
  const absl::StatusOr<note::TlogProof> proof = note::ParseTlogProof(text);
  if (!proof.ok()) return Unusable(Cat("the proof of entry ", seq, " is none: ", proof.status().message()));
  if (proof->checkpoint != tree.text) return Refuted(Cat("the proof of entry ", seq, " leads to another checkpoint"));
  if (proof->index != seq) return Refuted(Cat("the proof of entry ", seq, " is of entry ", proof->index));
  const absl::Status verified = note::VerifyTlogProof(*proof, leaf, tree.opened.checkpoint.origin, tree.keys).status();
  if (verified.ok()) return absl::OkStatus();
  return Refuted(Cat("entry ", seq, " is not what the checkpoint's tree holds there: ", verified.message()));
}

absl::StatusOr<std::vector<LedgerEntry>> ReadEntries(const Json& file, std::string_view name, const Tree& tree) {
  INGOT_ASSIGN_OR_RETURN(const Json* const list, Member(file, name, Json::value_t::array));
  if (list->size() > kMaxEvidenceEntries) return Unusable(Cat("`", name, "` holds too many entries"));
  std::vector<LedgerEntry> entries;
  for (const Json& item : *list) {
    INGOT_ASSIGN_OR_RETURN(const uint64_t seq, Number(item, "seq"));
    INGOT_ASSIGN_OR_RETURN(const std::string encoded, Text(item, "entry"));
    INGOT_ASSIGN_OR_RETURN(const std::string proof, Text(item, "proof"));
    std::optional<std::string> bytes = Base64Decode(encoded);
    if (!bytes) return Unusable(Cat("the bytes of entry ", seq, " are no base64"));
    absl::StatusOr<LedgerEntry> entry = ReadLedgerEntry(*std::move(bytes));
    if (!entry.ok()) return Refuted(Cat("entry ", seq, ": ", entry.status().message()));
    if (entry->seq() != seq) return Refuted(Cat("entry ", seq, " says that it is number ", entry->seq()));
    if (!entries.empty() && entries.back().seq() >= seq) return Refuted(Cat("`", name, "` does not ascend"));
    INGOT_RETURN_IF_ERROR(CheckProof(tree, seq, entry->leaf, proof));
    entries.push_back(*std::move(entry));
  }
  return entries;
}

absl::StatusOr<Hash> CheckLedger(const Json& file, const Tree& tree) {
  INGOT_ASSIGN_OR_RETURN(const Json* const ledger, Member(file, "ledger", Json::value_t::object));
  INGOT_ASSIGN_OR_RETURN(const std::string id_text, Text(*ledger, "id"));
  INGOT_ASSIGN_OR_RETURN(const std::string origin, Text(*ledger, "origin"));
  INGOT_ASSIGN_OR_RETURN(const std::string proof, Text(*ledger, "proof"));
  const absl::StatusOr<Hash> id = HashFromHex(id_text);
  if (!id.ok()) return Unusable("the ledger's id is not 64 lower-case hexadecimal digits");
  if (origin != tree.opened.checkpoint.origin) return Refuted("the ledger's origin is not the checkpoint's");
  INGOT_RETURN_IF_ERROR(CheckProof(tree, 0, *id, proof));
  return *id;
}

// Members of a JSON object have no order.
using Unordered = nlohmann::json;

// Where two values differ first: "/items/5/facts/0/value".
std::string FirstDifference(const Unordered& stated, const Unordered& made) {
  const Unordered difference = Unordered::diff(stated, made);
  return difference.empty() ? "" : difference.front().value("path", "");
}

absl::Status CheckStatements(const Json& schemes, const FactBook& book, VerifiedEvidence* verified) {
  if (schemes.empty()) return Unusable("`schemes` is empty");
  for (const auto& member : schemes.items()) {
    const std::optional<Scheme> scheme = ParseScheme(member.key());
    if (!scheme) return Unusable(Cat("the scheme ", member.key(), " is not known"));
    const absl::StatusOr<Json> made = SchemeStatement(*scheme, book);
    if (!made.ok()) return Refuted(FromAbsl(made.status().message()));
    const Unordered stated(member.value());
    const Unordered expected(*made);
    if (stated != expected) {
      return Refuted(Cat("scheme ", member.key(), " states at ", FirstDifference(stated, expected),
                         " what its entries do not say"));
    }
    verified->schemes.push_back(member.key());
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<VerifiedEvidence> VerifyEvidence(const Json& file, std::span<const note::VerifierKey> keys) {
  INGOT_CHECK(!keys.empty());
  INGOT_ASSIGN_OR_RETURN(const std::string format, Text(file, "format"));
  if (format != kEvidenceFormat) return Unusable(Cat("the format is not ", kEvidenceFormat));
  INGOT_ASSIGN_OR_RETURN(const Tree tree, OpenTree(file, keys));
  VerifiedEvidence verified;
  INGOT_ASSIGN_OR_RETURN(verified.ledger_id, CheckLedger(file, tree));
  RetiredVehicle vehicle;
  INGOT_ASSIGN_OR_RETURN(vehicle.vin, Text(file, "vin"));
  INGOT_ASSIGN_OR_RETURN(vehicle.history, ReadEntries(file, "history", tree));
  INGOT_ASSIGN_OR_RETURN(vehicle.further, ReadEntries(file, "further", tree));
  const absl::Status whole = CheckHistory(v1::SUBJECT_KIND_VEHICLE, vehicle.vin, vehicle.history);
  if (!whole.ok()) return Refuted(FromAbsl(whole.message()));
  INGOT_ASSIGN_OR_RETURN(const Json* const directory, Member(file, "directory", Json::value_t::object));
  INGOT_ASSIGN_OR_RETURN(const Json* const details, Member(file, "details", Json::value_t::object));
  vehicle.directory = *directory;
  vehicle.details = *details;
  const absl::StatusOr<FactBook> book = FactBook::Create(vehicle);
  if (!book.ok()) return Refuted(FromAbsl(book.status().message()));
  INGOT_ASSIGN_OR_RETURN(verified.certificate_seq, Number(file, "certificateSeq"));
  if (verified.certificate_seq != book->certificate().seq()) {
    return Refuted(Cat("the certificate in force is entry ", book->certificate().seq()));
  }
  INGOT_ASSIGN_OR_RETURN(const Json* const schemes, Member(file, "schemes", Json::value_t::object));
  INGOT_RETURN_IF_ERROR(CheckStatements(*schemes, *book, &verified));
  verified.vin = vehicle.vin;
  verified.origin = tree.opened.checkpoint.origin;
  verified.tree_size = tree.opened.checkpoint.size;
  verified.entries = vehicle.history.size() + vehicle.further.size();
  return verified;
}

}  // namespace ingot::exchange
