// What a simulated fleet says, as drafts to be signed.
#ifndef INGOT_CLIENTS_CLI_SIMULATE_DRAFTS_H_
#define INGOT_CLIENTS_CLI_SIMULATE_DRAFTS_H_

#include <cstdint>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "clients/cpp/signer.h"
#include "clients/simulate/simulation.h"
#include "ledger/base/hash.h"
#include "ledger/crypto/ed25519.h"

namespace ingot::cli {

// Which entry an item became, for those that a later item names. Not thread-safe.
class Handles {
 public:
  // The submission's items are entries from `first_seq` on.
  void Note(const simulate::Submission& submission, uint64_t first_seq);
  // The submission's drafts, reversals with their targets.
  std::vector<client::Draft> Drafts(simulate::Submission submission);

 private:
  absl::flat_hash_map<uint64_t, uint64_t> seqs_;
};

// Whether each item may be reversed later.
std::vector<bool> Reversible(const simulate::Submission& submission);

// The operator's: an organisation joins, with its first key.
std::vector<client::Draft> Enrolment(const simulate::Cast& cast, simulate::Who who, const crypto::PrivateKey& key,
                                     const Hash& ledger_id, const v1::LocalTime& now);

}  // namespace ingot::cli

#endif  // INGOT_CLIENTS_CLI_SIMULATE_DRAFTS_H_
