// Evidence of a vehicle's end of life: one file that holds what authorities ask for and the proof of it, to be verified
// offline with the ledger's verifier key alone. docs/EXCHANGE.md, "Evidence", describes the format.
#ifndef INGOT_CLIENTS_EXCHANGE_EVIDENCE_H_
#define INGOT_CLIENTS_EXCHANGE_EVIDENCE_H_

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "clients/exchange/facts.h"
#include "clients/exchange/json.h"
#include "ledger/base/hash.h"
#include "ledger/note/note.h"

namespace ingot::exchange {

inline constexpr char kEvidenceFormat[] = "ingot/v1/evidence";
inline constexpr size_t kMaxEvidenceBytes = 32 * 1024 * 1024;
// Of the vehicle's history, and of the further ones.
inline constexpr size_t kMaxEvidenceEntries = 2'000;

enum class Scheme {
  // Decision 2002/151/EC: certificate of destruction.
  kEu,
  // State Council Decree 715 (China): certificate of recycling of end-of-life motor vehicles.
  kCn,
  // Catena-X CertificateOfDestruction.
  kCatenaX,
};

// "eu", "cn", "catena-x"; nullopt for others.
std::optional<Scheme> ParseScheme(std::string_view name);
std::string_view SchemeName(Scheme scheme);

// The items of eu and cn: {"title", "items": [{"no", "title", "facts": [{"name", "value", "source", "seq",
// "field"}]}]}; for catena-x {"title", "document", "missing"}. Errors as CertificateOfDestruction's.
absl::StatusOr<Json> SchemeStatement(Scheme scheme, const FactBook& book);

// What makes up a file, fetched and verified by the caller.
struct EvidenceSource {
  RetiredVehicle vehicle;
  Hash ledger_id{};
  // Signed note; every proof leads to it.
  std::string checkpoint;
  // c2sp.org/tlog-proof@v1 by seq: of entry 0, and of each entry of the vehicle.
  std::map<uint64_t, std::string> proofs;
  std::vector<Scheme> schemes;
};

// The evidence file. INVALID_ARGUMENT where a proof or scheme is missing or a bound exceeded; else as FactBook::Create.
absl::StatusOr<Json> MakeEvidence(const EvidenceSource& source);

// What a verified file proves.
struct VerifiedEvidence {
  std::string vin;
  Hash ledger_id{};
  std::string origin;
  uint64_t tree_size = 0;
  uint64_t certificate_seq = 0;
  size_t entries = 0;
  std::vector<std::string> schemes;
};

// Verifies the checkpoint's signature by one of the keys (all of one name), the ledger's id by the proof of entry 0,
// every entry's bytes and inclusion, that the history is whole from the vehicle's first entry on, and that every
// statement is what these entries say. INVALID_ARGUMENT: unusable, nothing can be said; FAILED_PRECONDITION: refuted.
// It can't show that nothing happened after the history's last entry, and what comes from the directory or the issuer's
// details is stated, not proven. REQUIRES: keys is not empty.
absl::StatusOr<VerifiedEvidence> VerifyEvidence(const Json& file, std::span<const note::VerifierKey> keys);

// The file as one printable page: no scripts, nothing loaded from elsewhere, A4. REQUIRES: VerifyEvidence accepts it.
std::string EvidenceHtml(const Json& file);

}  // namespace ingot::exchange

#endif  // INGOT_CLIENTS_EXCHANGE_EVIDENCE_H_
