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
  // Of the submission's items, zeros for none; empty where no item has one.
  static std::vector<uint64_t> Of(const simulate::Submission& submission);
  // The items with these handles are entries from `first_seq` on.
  void Note(const std::vector<uint64_t>& handles, uint64_t first_seq);
  bool Has(uint64_t handle) const { return seqs_.contains(handle); }
  // The submission's drafts, reversals with their targets. REQUIRES: these were noted.
  std::vector<client::Draft> Drafts(simulate::Submission submission);

 private:
  absl::flat_hash_map<uint64_t, uint64_t> seqs_;
};

// Whether each item may be reversed later.
std::vector<bool> Reversible(const simulate::Submission& submission);

// Of what a simulation itself does not say: creation and enrolments. Other fleets are other ledgers.
simulate::Random EnrolmentDraws(const simulate::Parameters& parameters);

// The operator's: an organisation joins, with its first key.
std::vector<client::Draft> Enrolment(const simulate::Cast& cast, simulate::Who who, const crypto::PrivateKey& key,
                                     const Hash& ledger_id, const v1::LocalTime& now);

}  // namespace ingot::cli

#endif  // INGOT_CLIENTS_CLI_SIMULATE_DRAFTS_H_
