// A node (everything of ingotd but the network) in a temporary directory, with a clock and a commit log in the test's
// hand. It is begun by the genesis of a TestLedger at the same time, so both have the same ledger id, and submissions
// that the TestLedger builds are good for the node.
#ifndef INGOT_TESTS_UNIT_SERVER_SUPPORT_TEST_NODE_H_
#define INGOT_TESTS_UNIT_SERVER_SUPPORT_TEST_NODE_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "ingot/v1/entry.pb.h"
#include "ingot/v1/receipt.pb.h"
#include "server/boot/node.h"
#include "server/clock/clock.h"
#include "server/pipeline/batch.h"
#include "server/pipeline/lane.h"
#include "storage/commit/commit_log.h"
#include "tests/support/temp/temp_dir.h"
#include "tests/support/test_ledger.h"

namespace ingot::testing {

// Two clocks that stand still until they are told.
class FakeSource : public clock::Source {
 public:
  explicit FakeSource(int64_t wall_us) : wall_us_(wall_us), monotonic_us_(1) {}
  int64_t WallUs() const override { return wall_us_; }
  int64_t MonotonicUs() const override { return monotonic_us_; }
  void Advance(int64_t us) {
    wall_us_ += us;
    monotonic_us_ += us;
  }
  void SetWall(int64_t us) { wall_us_ = us; }

 private:
  std::atomic<int64_t> wall_us_;
  std::atomic<int64_t> monotonic_us_;
};

// A commit log that commits, but can be held: Append then waits. Thread-safe.
class GatedLog : public storage::CommitLog {
 public:
  storage::Outcome Append(const storage::Leadership& leadership, const storage::EncodedBatch& batch) override;
  bool ApplyMustSync() const override { return true; }

  void Hold() ABSL_LOCKS_EXCLUDED(mutex_);
  void Release() ABSL_LOCKS_EXCLUDED(mutex_);
  // Waits until a batch stands at the gate.
  void AwaitWaiting() ABSL_LOCKS_EXCLUDED(mutex_);
  // Sizes of the batches so far.
  std::vector<uint64_t> counts() const ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  bool Open() const ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return !held_; }
  bool Waiting() const ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return waiting_; }

  mutable absl::Mutex mutex_;
  bool held_ ABSL_GUARDED_BY(mutex_) = false;
  bool waiting_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<uint64_t> counts_ ABSL_GUARDED_BY(mutex_);
};

// The answer of one submission. Thread-safe.
class Reply {
 public:
  void Set(absl::StatusOr<pipeline::Outcome> outcome) ABSL_LOCKS_EXCLUDED(mutex_);
  bool answered() const ABSL_LOCKS_EXCLUDED(mutex_);
  // Waits for it, at most a minute; aborts if it came twice or not at all.
  absl::StatusOr<pipeline::Outcome> Get() const ABSL_LOCKS_EXCLUDED(mutex_);
  // The reason of a refusal; UNSPECIFIED for an acceptance.
  v1::RefusalReason Reason() const;

 private:
  bool Answered() const ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return outcome_.has_value(); }
  mutable absl::Mutex mutex_;
  std::optional<absl::StatusOr<pipeline::Outcome>> outcome_ ABSL_GUARDED_BY(mutex_);
};

class TestNode {
 public:
  // `ledger` outlives the node; only its entry 0 is the node's from the beginning.
  explicit TestNode(const TestLedger& ledger);
  TestNode(const TestNode&) = delete;
  TestNode& operator=(const TestNode&) = delete;

  // Starts, or starts again; `options` may be changed between.
  absl::Status Start();
  void MustStart();
  void Stop() { node_.reset(); }

  boot::NodeOptions& options() { return options_; }
  boot::Node& node() { return *node_; }
  FakeSource& source() { return source_; }
  // Of the running node.
  GatedLog& log() { return *log_; }
  const std::string& directory() const { return dir_.path(); }
  // Writes a key's PEM file below the directory; its path.
  std::string WriteKey(const std::string& name, const crypto::PrivateKey& key);

  // Submits for the organisation that the header names.
  std::shared_ptr<Reply> Submit(v1::Submission submission, const std::shared_ptr<pipeline::Lane>& lane = nullptr);
  // And waits for the receipt; aborts on a refusal.
  v1::Receipt MustSubmit(v1::Submission submission);
  v1::Receipt ReceiptOf(const Reply& reply);

  // Everything that the ledger holds beyond entry 0, submission by submission at its own time. Aborts on a refusal.
  void Replay(const TestLedger& ledger);

 private:
  TempDir dir_;
  FakeSource source_;
  boot::NodeOptions options_;
  GatedLog* log_ = nullptr;
  std::unique_ptr<boot::Node> node_;
};

// The submissions that made the ledger's entries, in order, with the time each was recorded at.
struct RecordedSubmission {
  v1::Submission submission;
  int64_t recorded_at_us = 0;
};
std::vector<RecordedSubmission> SubmissionsOf(const TestLedger& ledger);

}  // namespace ingot::testing

#endif  // INGOT_TESTS_UNIT_SERVER_SUPPORT_TEST_NODE_H_
