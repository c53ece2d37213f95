// Checkpoints, receipts and proofs that carry witnesses' cosignatures. The server collects them in the background, so a
// fresh entry waits for its quorum; every function here waits at most `wait`, then returns the server's NOT_COSIGNED.
#ifndef INGOT_CLIENTS_CPP_COSIGNED_H_
#define INGOT_CLIENTS_CPP_COSIGNED_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "clients/cpp/ledger_client.h"
#include "ingot/v1/witness_service.pb.h"

namespace ingot::client {

// Longest wait that may be asked for.
inline constexpr absl::Duration kMaxQuorumWait = absl::Minutes(10);

// The newest checkpoint that a quorum of the server's witnesses cosigned and that covers `min_size` entries, held
// against the remembered one. Whether the cosignatures satisfy a policy of one's own is for ledger/verify to say.
absl::StatusOr<std::string> GetCosignedCheckpoint(LedgerClient& ledger, uint64_t min_size, absl::Duration wait);

// The receipt against such a checkpoint, verified as every receipt; misbehaviour where it is not the one asked for.
absl::StatusOr<v1::Receipt> GetCosignedReceipt(LedgerClient& ledger, const v1::GetCosignedReceiptRequest& request,
                                               absl::Duration wait);

// A tlog-proof (c2sp.org/tlog-proof) of an entry, verified: against the newest checkpoint, or with `wait` against a
// cosigned one.
struct EntryProof {
  std::string tlog_proof;
  Hash leaf{};
  uint64_t tree_size = 0;
};
absl::StatusOr<EntryProof> GetEntryProof(LedgerClient& ledger, uint64_t seq, std::optional<absl::Duration> wait);

}  // namespace ingot::client

#endif  // INGOT_CLIENTS_CPP_COSIGNED_H_
