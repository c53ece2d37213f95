// A trial balance from the entries alone, without the server's books.
#ifndef INGOT_CLIENTS_CPP_TRIAL_BALANCE_H_
#define INGOT_CLIENTS_CPP_TRIAL_BALANCE_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "clients/cpp/ledger_audit.h"
#include "ingot/v1/balance_service.pb.h"

namespace ingot::client {

// Which entries count. All that are set must hold.
struct TrialPoint {
  // The first `size` entries.
  std::optional<uint64_t> size;
  // AS_OCCURRED: through this day by Entry.posted_on or occurred_at; else recorded through it (UTC).
  std::optional<v1::Date> on;
  bool as_occurred = false;
};

struct TrialBalance {
  // Accounts that are not empty, ascending by class, party, detail. Owners are not filled in.
  std::vector<v1::TrialBalanceRow> rows;
  // Ascending by family.
  std::vector<v1::TrialBalanceSum> sums;
  // Entries that counted.
  uint64_t entries = 0;
  // The audit of what was read: the postings are worth as much as it.
  AuditReport audit;
};

// Audits everything that `input` reads (as AuditLedger), and adds up the postings of the entries that count. Memory
// grows with the accounts. Errors as AuditLedger's; INVALID_ARGUMENT for a size beyond the ledger.
absl::StatusOr<TrialBalance> TrialOfEntries(AuditInput input, const TrialPoint& point);

}  // namespace ingot::client

#endif  // INGOT_CLIENTS_CPP_TRIAL_BALANCE_H_
