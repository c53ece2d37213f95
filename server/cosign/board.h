// What witnesses have said about the published checkpoints: the newest one that a quorum cosigned, and how each witness
// stands. Written by the Collector, read by queries.
#ifndef INGOT_SERVER_COSIGN_BOARD_H_
#define INGOT_SERVER_COSIGN_BOARD_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "ingot/v1/witness_service.pb.h"
#include "ledger/base/hash.h"

namespace ingot::cosign {

// A checkpoint with cosignatures by a quorum.
struct Cosigned {
  uint64_t size = 0;
  Hash root{};
  // Signed note: the ledger's signatures, then the witnesses'.
  std::string note;
};

// Thread-safe.
class Board {
 public:
  // Null before the first.
  std::shared_ptr<const Cosigned> Newest() const ABSL_LOCKS_EXCLUDED(mutex_);
  void SetNewest(std::shared_ptr<const Cosigned> cosigned) ABSL_LOCKS_EXCLUDED(mutex_);

  // In the policy's order; empty where no witnesses are asked.
  std::vector<v1::Witness> Witnesses() const ABSL_LOCKS_EXCLUDED(mutex_);
  // The policy's text without URLs; empty where there is none.
  std::string policy() const ABSL_LOCKS_EXCLUDED(mutex_);

  // Begins anew with these witnesses.
  void SetPolicy(std::string policy, std::vector<v1::Witness> witnesses) ABSL_LOCKS_EXCLUDED(mutex_);
  // REQUIRES: index < Witnesses().size().
  void SetWitness(size_t index, const v1::Witness& witness) ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  mutable absl::Mutex mutex_;
  std::shared_ptr<const Cosigned> newest_ ABSL_GUARDED_BY(mutex_);
  std::string policy_ ABSL_GUARDED_BY(mutex_);
  std::vector<v1::Witness> witnesses_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace ingot::cosign

#endif  // INGOT_SERVER_COSIGN_BOARD_H_
