// Erasure: first the entries SealErased, then the keys. What is in the ledger and not yet done is completed at the next
// start, also where the keystore was restored from a copy that knew the key.
//
//   Retire ─▶ SealErased for every part under the key ─▶ published ─▶ Destroy ─▶ answer
//              (again, until none is left: parts may have been on their way when the key was retired)
#ifndef INGOT_SERVER_SEAL_ERASER_H_
#define INGOT_SERVER_SEAL_ERASER_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "ingot/v1/correction_events.pb.h"
#include "server/head/published.h"
#include "server/service/service.h"
#include "storage/vault/vault.h"

namespace ingot::seal {

// Why keys are destroyed, as the entries state it.
struct ErasureRequest {
  v1::ErasureReason reason = v1::ERASURE_REASON_UNSPECIFIED;
  std::string requested_by;
};

struct Erasure {
  // The entries SealErased, ascending, and the parts that they name.
  std::vector<uint64_t> erased_seqs;
  uint64_t parts = 0;
  // Signed note of a state that holds them.
  std::string checkpoint;
};

// Thread-safe; one erasure runs at a time. Blocks for the pipeline: never on one of its threads.
class Eraser {
 public:
  // All outlive the eraser.
  Eraser(storage::Vault& vault, service::Service& service, const head::Published& published)
      : vault_(vault), service_(service), published_(published) {}

  // Erases everything that these keys seal. Keys that seal nothing yet are left alone. OVERLOADED while another erasure
  // runs; the pipeline's refusals, after which calling again goes on where this one stopped.
  absl::StatusOr<Erasure> Erase(const std::vector<std::string>& key_ids, const ErasureRequest& request)
      ABSL_LOCKS_EXCLUDED(mutex_);

  // Completes what the ledger holds and the keystore has not done. Returns how many keys that were.
  absl::StatusOr<size_t> CompletePending() ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  absl::StatusOr<Erasure> EraseAll(const std::vector<std::string>& key_ids, const ErasureRequest& request)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::StatusOr<size_t> CompleteAll() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // The keys of the parts that one SealErased names, and what it states.
  absl::Status CompleteOne(const storage::Snapshot& snapshot, uint64_t erased_seq,
                           const std::vector<uint64_t>& sealed_seqs, size_t* keys)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status EraseKey(const std::string& key_id, const ErasureRequest& request, Erasure* erasure)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Submits SealErased for the parts; adds to `erasure`.
  absl::Status Record(const std::vector<uint64_t>& sealed_seqs, const ErasureRequest& request, Erasure* erasure)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  storage::Vault& vault_;
  service::Service& service_;
  const head::Published& published_;
  // Held for a whole erasure.
  absl::Mutex mutex_;
};

}  // namespace ingot::seal

#endif  // INGOT_SERVER_SEAL_ERASER_H_
