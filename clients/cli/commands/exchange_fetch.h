// Entries and proofs for the exchange documents, fetched and verified before anything is made of them.
#ifndef INGOT_CLIENTS_CLI_COMMANDS_EXCHANGE_FETCH_H_
#define INGOT_CLIENTS_CLI_COMMANDS_EXCHANGE_FETCH_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "clients/cpp/ledger_client.h"
#include "clients/exchange/evidence.h"
#include "clients/exchange/facts.h"
#include "clients/exchange/ledger_entry.h"

namespace ingot::cli {

// A vehicle's entries, ascending; its history is whole.
absl::StatusOr<std::vector<exchange::LedgerEntry>> FetchVehicle(client::LedgerClient& ledger, const std::string& vin);
// A batch's, along its links.
absl::StatusOr<std::vector<exchange::LedgerEntry>> FetchBatch(client::LedgerClient& ledger,
                                                              const std::string& batch_id);
// Entries first to last, which follow each other. Auditors and the operator only.
absl::StatusOr<std::vector<exchange::LedgerEntry>> FetchRange(client::LedgerClient& ledger, uint64_t first,
                                                              uint64_t last);
absl::StatusOr<exchange::LedgerEntry> FetchEntry(client::LedgerClient& ledger, uint64_t seq);

// A checkpoint whose signature holds, and proofs that lead to it.
class ProofSource {
 public:
  // Of at least `min_size` entries. `ledger` outlives the source.
  static absl::StatusOr<ProofSource> Open(client::LedgerClient& ledger, uint64_t min_size);

  const std::string& note() const { return note_; }
  // c2sp.org/tlog-proof@v1 of the entry with this leaf hash; misbehaviour BAD_PROOF where it does not hold.
  absl::StatusOr<std::string> Prove(uint64_t seq, const Hash& leaf);

 private:
  ProofSource(client::LedgerClient& ledger, std::string note, uint64_t size)
      : ledger_(&ledger), note_(std::move(note)), size_(size) {}

  client::LedgerClient* ledger_;
  std::string note_;
  uint64_t size_;
};

// The facility, brand and issuer of a vehicle's certificate, as the directory states them: names as in
// exchange::RetiredVehicle. What the caller may not see stays absent.
absl::StatusOr<exchange::Json> FetchDirectory(client::LedgerClient& ledger,
                                              const std::vector<exchange::LedgerEntry>& history);
// A site's permit number; empty where the caller may not see it.
absl::StatusOr<std::string> FetchPermitNumber(client::LedgerClient& ledger, const std::string& organisation,
                                              const std::string& site_id);

}  // namespace ingot::cli

#endif  // INGOT_CLIENTS_CLI_COMMANDS_EXCHANGE_FETCH_H_
