// Opens a ledger, or begins one, and puts the pipeline on it: everything of ingotd that is not the network.
#ifndef INGOT_SERVER_BOOT_NODE_H_
#define INGOT_SERVER_BOOT_NODE_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/clock/clock.h"
#include "server/commitment/builder.h"
#include "server/commitment/latest.h"
#include "server/head/published.h"
#include "server/notary/notary.h"
#include "server/past/past_states.h"
#include "server/pipeline/pipeline.h"
#include "server/refused/keeper.h"
#include "server/seal/eraser.h"
#include "server/seal/sealing.h"
#include "server/service/service.h"
#include "storage/commit/commit_log.h"
#include "storage/db/state_view.h"
#include "storage/open/open_ledger.h"
#include "storage/refused/refused_reader.h"
#include "storage/vault/vault.h"

namespace ingot::boot {

struct NodeOptions {
  storage::LedgerOptions ledger;
  // PEM files. The second one may be empty.
  std::string checkpoint_key_path;
  std::string next_checkpoint_key_path;
  // PEM file of a SERVICE key; empty where the server makes no entries of its own.
  std::string service_key_path;
  // Directory; empty where sealed parts are refused. REQUIRES: with it a service key.
  std::string keystore_path;
  commitment::BuilderOptions commitments;
  // Serialised ingot.v1.Submission; may be empty where the ledger exists.
  std::string genesis_path;
  // Signed checkpoints of this ledger that somebody keeps, which the database must reach before anything is signed.
  std::vector<std::string> known_checkpoint_paths;
  // Asked, after the database and these checkpoints agree, before anything new is signed: `note` is the largest
  // checkpoint of `snapshot` that was signed or announced to the anchor before (a ledger's first one, which its id
  // determines, where it begins now). An error ends the start. May be null.
  std::function<absl::Status(const storage::Snapshot& snapshot, const std::string& note)> before_signing;
  bool confirm_clock = false;
  pipeline::PipelineOptions pipeline;
  pipeline::BatchLimits batches;
  size_t state_cache_records = 65'536;
  refused::KeeperOptions refused;
  // An empty path stands for the database's with ".past" behind it.
  past::PastOptions past;
};

// A ledger that takes submissions. Thread-safe.
class Node {
 public:
  // `source` outlives the node. `log` replaces the local commit log (for tests that hold commits back); null for it.
  //
  // Errors: InvalidArgument for unreadable keys or genesis; FailedPrecondition and DataLoss where what is stored and
  // what was given do not agree (another genesis, a checkpoint or service key that is not the ledger's, the refusals of
  // storage::OpenLedger and of Reconcile); errors of before_signing; refusals of the rules for a genesis submission
  // that they do not accept.
  static absl::StatusOr<std::unique_ptr<Node>> Start(const NodeOptions& options, const clock::Source& source,
                                                     std::unique_ptr<storage::CommitLog> log = nullptr);

  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;
  ~Node() = default;

  const head::Published& published() const { return *published_; }
  const notary::Notary& notary() const { return *notary_; }
  pipeline::Pipeline& pipeline() { return *pipeline_; }
  // Null without a service key.
  service::Service* service() { return service_.get(); }
  // Null without a keystore.
  const seal::Sealing* sealing() const { return sealing_.get(); }
  // The newest commitment to the index of subjects and accounts.
  const commitment::Latest& commitment() const { return commitment_; }
  // Ends what the service does by itself. Idempotent; to be called before the pipeline stops, and before Flush.
  void StopCommitments() {
    if (builder_ != nullptr) builder_->Stop();
  }
  const storage::RefusedReader& refused() const { return *refused_; }
  // States of the ledger as it was.
  past::PastStates& past() { return *past_; }
  // Writes what waits for auditors. REQUIRES: the pipeline has stopped.
  void StopKeeping() { refused_keeper_->Stop(); }
  // Writes what stands in memory and in the log alone to files, so that the next start is quick; says so in the log.
  // Nothing is lost where it is left out or takes longer than `timeout`. REQUIRES: pipeline and keeping have stopped.
  void Flush(absl::Duration timeout) const;
  // Verifier key of the checkpoint key in force, name+hash+base64.
  std::string VerifierKey() const;

 private:
  Node() = default;

  // The service and what erases, on the running pipeline; erasures that a crash broke off are completed.
  absl::Status StartService(const NodeOptions& options, const clock::Source& source);

  // In the order of their need: the last goes first.
  storage::OpenedLedger opened_;
  std::unique_ptr<storage::CommitLog> log_;
  std::unique_ptr<const notary::Notary> notary_;
  std::unique_ptr<const storage::StateView> state_;
  std::unique_ptr<head::Published> published_;
  std::unique_ptr<past::PastStates> past_;
  std::unique_ptr<storage::Vault> vault_;
  std::unique_ptr<const storage::RefusedReader> refused_;
  std::unique_ptr<refused::Keeper> refused_keeper_;
  std::unique_ptr<pipeline::Pipeline> pipeline_;
  std::unique_ptr<service::Service> service_;
  std::unique_ptr<seal::Eraser> eraser_;
  std::unique_ptr<const seal::Sealing> sealing_;
  commitment::Latest commitment_;
  std::unique_ptr<commitment::Builder> builder_;
};

}  // namespace ingot::boot

#endif  // INGOT_SERVER_BOOT_NODE_H_
