// Asks witnesses to cosign what the server publishes (c2sp.org/tlog-witness), in rounds: all are asked about the same
// checkpoint, since only cosignatures of one checkpoint make a quorum. A round ends with a quorum, or where that takes
// too long; the next one takes the newest checkpoint then. Nothing here ever holds a submission up.
#ifndef INGOT_SERVER_COSIGN_COLLECTOR_H_
#define INGOT_SERVER_COSIGN_COLLECTOR_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "ledger/witness/add_checkpoint.h"
#include "ledger/witness/policy.h"
#include "server/cosign/board.h"
#include "server/cosign/endpoint.h"
#include "server/head/published.h"

namespace ingot::cosign {

struct CollectorOptions {
  // Each witness with a URL; the quorum demands something.
  witness::Policy policy;
  // Keeps the newest cosigned checkpoint over a restart.
  std::string file;
  // Least time between the beginnings of two rounds.
  absl::Duration interval = absl::Seconds(1);
  // After this a round without quorum gives way to a newer checkpoint.
  absl::Duration round_limit = absl::Seconds(20);
  // Between attempts at a witness that did not cosign: doubles from the first to the last.
  absl::Duration backoff_min = absl::Seconds(1);
  absl::Duration backoff_max = absl::Seconds(60);
};

// Makes the endpoint of a witness; for tests another than HttpEndpoint.
using EndpointFactory =
    std::function<absl::StatusOr<std::unique_ptr<Endpoint>>(const witness::Policy::Witness& witness)>;

// One thread a witness. Thread-safe.
class Collector {
 public:
  // `published` and `board` outlive the collector. InvalidArgument for a policy that demands nothing, or a witness
  // without a usable URL. What the file holds is shown again if it still fits ledger and policy.
  static absl::StatusOr<std::unique_ptr<Collector>> Start(CollectorOptions options, const head::Published& published,
                                                          Board& board, const EndpointFactory& make_endpoint);
  ~Collector();
  Collector(const Collector&) = delete;
  Collector& operator=(const Collector&) = delete;

  // Asks no more; requests under way are given up. Idempotent.
  void Stop();

 private:
  // A checkpoint that the witnesses are asked about.
  struct Target {
    uint64_t size = 0;
    Hash root{};
    std::string note;
    std::string text;
    absl::Time chosen;
  };
  // A witness and its thread; what is not guarded belongs to the thread.
  struct Seat {
    size_t index = 0;
    note::VerifierKey key;
    std::unique_ptr<Endpoint> endpoint;
    // Size that the witness cosigned last, as far as we know.
    std::optional<uint64_t> known_size;
    // Target that needs nothing more of this witness.
    uint64_t done_size = 0;
    absl::Time not_before = absl::InfinitePast();
    absl::Duration backoff;
    v1::Witness shown;
    std::thread thread;
  };

  Collector(CollectorOptions options, const head::Published& published, Board& board)
      : options_(std::move(options)), published_(published), board_(board) {}

  void Recall();
  void Work(Seat& seat);
  // The target for this seat; nullopt where there is nothing to ask now.
  std::optional<Target> NextFor(const Seat& seat) ABSL_LOCKS_EXCLUDED(mutex_);
  void ChooseTarget() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Ask(Seat& seat, const Target& target);
  // One exchange; true where it should be tried again at once, since the witness told its size.
  bool Exchange(Seat& seat, const Target& target);
  void Conclude(Seat& seat, v1::WitnessState state, std::string_view why);
  void Record(const Seat& seat, const Target& target, const witness::Cosignature& cosignature);

  const CollectorOptions options_;
  const head::Published& published_;
  Board& board_;
  std::vector<std::unique_ptr<Seat>> seats_;

  absl::Mutex mutex_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  Target target_ ABSL_GUARDED_BY(mutex_);
  // Cosignatures of the target, by seat.
  std::map<size_t, witness::Cosignature> lines_ ABSL_GUARDED_BY(mutex_);
  bool round_won_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace ingot::cosign

#endif  // INGOT_SERVER_COSIGN_COLLECTOR_H_
