#include "clients/exchange/evidence.h"

#include <utility>

#include "ledger/base/bytes.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/note/checkpoint.h"

namespace ingot::exchange {
namespace {

absl::StatusOr<Json> EntryList(const EvidenceSource& source, const std::vector<LedgerEntry>& entries) {
  if (entries.size() > kMaxEvidenceEntries) {
    return absl::InvalidArgumentError(Cat("evidence holds at most ", kMaxEvidenceEntries, " entries"));
  }
  Json list = Json::array();
  for (const LedgerEntry& entry : entries) {
    const auto proof = source.proofs.find(entry.seq());
    if (proof == source.proofs.end()) return absl::InvalidArgumentError(Cat("no proof of entry ", entry.seq()));
    list.push_back({{"seq", entry.seq()}, {"entry", Base64Encode(entry.bytes)}, {"proof", proof->second}});
  }
  return list;
}

}  // namespace

absl::StatusOr<Json> MakeEvidence(const EvidenceSource& source) {
  if (source.schemes.empty()) return absl::InvalidArgumentError("no scheme was asked for");
  const auto ledger_proof = source.proofs.find(0);
  if (ledger_proof == source.proofs.end()) return absl::InvalidArgumentError("no proof of entry 0");
  INGOT_ASSIGN_OR_RETURN(const note::Checkpoint checkpoint, note::PeekCheckpoint(source.checkpoint));
  INGOT_ASSIGN_OR_RETURN(const FactBook book, FactBook::Create(source.vehicle));
  INGOT_ASSIGN_OR_RETURN(Json history, EntryList(source, source.vehicle.history));
  INGOT_ASSIGN_OR_RETURN(Json further, EntryList(source, source.vehicle.further));
  Json schemes = Json::object();
  for (const Scheme scheme : source.schemes) {
    INGOT_ASSIGN_OR_RETURN(schemes[std::string(SchemeName(scheme))], SchemeStatement(scheme, book));
  }
  Json file;
  file["format"] = kEvidenceFormat;
  file["vin"] = source.vehicle.vin;
  file["ledger"] = {{"id", ToHex(source.ledger_id)}, {"origin", checkpoint.origin}, {"proof", ledger_proof->second}};
  file["checkpoint"] = source.checkpoint;
  file["certificateSeq"] = book.certificate().seq();
  file["schemes"] = std::move(schemes);
  file["directory"] = source.vehicle.directory;
  file["details"] = source.vehicle.details;
  file["history"] = std::move(history);
  file["further"] = std::move(further);
  return file;
}

}  // namespace ingot::exchange
