// EPCIS 2.0 documents (GS1 EPCIS 2.0 with CBV 2.0, JSON-LD binding) from entries of a ledger: one event an entry that
// says something about objects. docs/EXCHANGE.md holds the table. Pure: no clock, no network.
#ifndef INGOT_CLIENTS_EXCHANGE_EPCIS_H_
#define INGOT_CLIENTS_EXCHANGE_EPCIS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "clients/exchange/json.h"
#include "clients/exchange/ledger_entry.h"
#include "ledger/base/hash.h"

namespace ingot::exchange {

// No document is larger.
inline constexpr size_t kMaxEpcisEntries = 100'000;

struct EpcisSource {
  Hash ledger_id{};
  // Signed note of a checkpoint that covers the entries; the caller has verified both.
  std::string checkpoint;
  // Of the document: microseconds since 1970.
  int64_t created_us = 0;
};

struct EpcisResult {
  // The whole EPCISDocument.
  Json document;
  size_t events = 0;
  // Entries without a meaning in EPCIS: directory, money, insurance, claims, flags.
  size_t left_out = 0;
};

// The event of one entry, or nullopt where EPCIS has no meaning for it. EntryReversed has one only in a document.
std::optional<Json> EpcisEvent(const LedgerEntry& entry, const Hash& ledger_id);

// `entries` ascending by seq, none twice. EntryReversed becomes its target's event with an errorDeclaration (EPCIS 2.0,
// section 7.4.1.4), where the target is among the entries. INVALID_ARGUMENT: more than kMaxEpcisEntries, not ascending,
// or the checkpoint does not cover the last entry.
absl::StatusOr<EpcisResult> EpcisDocument(const EpcisSource& source, const std::vector<LedgerEntry>& entries);

}  // namespace ingot::exchange

#endif  // INGOT_CLIENTS_EXCHANGE_EPCIS_H_
