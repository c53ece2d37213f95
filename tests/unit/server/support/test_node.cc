#include "tests/unit/server/support/test_node.h"

#include <utility>

#include "ledger/base/check.h"
#include "ledger/base/strings.h"
#include "ledger/crypto/pem.h"
#include "ledger/entry/canonical.h"
#include "ledger/refusal/refusal.h"
#include "server/files/files.h"
#include "server/pipeline/answer.h"

namespace ingot::testing {

storage::Outcome GatedLog::Append(const storage::Leadership&, const storage::EncodedBatch& batch) {
  const absl::MutexLock lock(&mutex_);
  waiting_ = true;
  mutex_.Await(absl::Condition(this, &GatedLog::Open));
  waiting_ = false;
  counts_.push_back(batch.count);
  return storage::Outcome::kCommitted;
}

void GatedLog::Hold() {
  const absl::MutexLock lock(&mutex_);
  held_ = true;
}

void GatedLog::Release() {
  const absl::MutexLock lock(&mutex_);
  held_ = false;
}

void GatedLog::AwaitWaiting() {
  const absl::MutexLock lock(&mutex_);
  INGOT_CHECK(mutex_.AwaitWithTimeout(absl::Condition(this, &GatedLog::Waiting), absl::Seconds(60)));
}

std::vector<uint64_t> GatedLog::counts() const {
  const absl::MutexLock lock(&mutex_);
  return counts_;
}

void Reply::Set(absl::StatusOr<pipeline::Outcome> outcome) {
  const absl::MutexLock lock(&mutex_);
  INGOT_CHECK_MSG(!outcome_.has_value(), "a submission was answered twice");
  outcome_ = std::move(outcome);
}

bool Reply::answered() const {
  const absl::MutexLock lock(&mutex_);
  return outcome_.has_value();
}

absl::StatusOr<pipeline::Outcome> Reply::Get() const {
  const absl::MutexLock lock(&mutex_);
  INGOT_CHECK_MSG(mutex_.AwaitWithTimeout(absl::Condition(this, &Reply::Answered), absl::Seconds(60)),
                  "a submission was not answered");
  return *outcome_;
}

v1::RefusalReason Reply::Reason() const {
  const absl::StatusOr<pipeline::Outcome> outcome = Get();
  if (outcome.ok()) return v1::REFUSAL_REASON_UNSPECIFIED;
  const std::optional<v1::Refusal> refusal = refusal::RefusalOf(outcome.status());
  INGOT_CHECK_MSG(refusal.has_value(), outcome.status().ToString());
  return refusal->reason();
}

TestNode::TestNode(const TestLedger& ledger) : source_(TestLedger::kStartUs) {
  const std::vector<RecordedSubmission> submissions = SubmissionsOf(ledger);
  options_.genesis_path = dir_.Sub("genesis.pb");
  INGOT_CHECK_OK(
      files::Write(options_.genesis_path, entry::Serialise(submissions.front().submission), files::Access::kPublic));
  options_.checkpoint_key_path = WriteKey("checkpoint", TestKey("checkpoint"));
  options_.ledger.database.path = dir_.Sub("db");
  options_.ledger.database.block_cache_bytes = size_t{8} << 20;
  options_.ledger.database.memtable_bytes = size_t{16} << 20;
  options_.ledger.anchor_path = dir_.Sub("anchor");
  options_.ledger.disk_reserve_bytes = 1;
}

std::string TestNode::WriteKey(const std::string& name, const crypto::PrivateKey& key) {
  const std::string path = dir_.Sub(name + ".key");
  INGOT_CHECK_OK(files::Write(path, crypto::PrivateKeyToPem(key), files::Access::kSecret));
  return path;
}

absl::Status TestNode::Start() {
  node_.reset();
  auto log = std::make_unique<GatedLog>();
  log_ = log.get();
  absl::StatusOr<std::unique_ptr<boot::Node>> node = boot::Node::Start(options_, source_, std::move(log));
  if (!node.ok()) return node.status();
  node_ = *std::move(node);
  return absl::OkStatus();
}

void TestNode::MustStart() { INGOT_CHECK_OK(Start()); }

std::shared_ptr<Reply> TestNode::Submit(v1::Submission submission, const std::shared_ptr<pipeline::Lane>& lane) {
  auto reply = std::make_shared<Reply>();
  const std::string organisation_id = submission.header().organisation_id();
  node_->pipeline().Submit(organisation_id, std::move(submission), lane,
                           [reply](absl::StatusOr<pipeline::Outcome> outcome) { reply->Set(std::move(outcome)); });
  return reply;
}

v1::Receipt TestNode::ReceiptOf(const Reply& reply) {
  absl::StatusOr<pipeline::Outcome> outcome = reply.Get();
  INGOT_CHECK_OK(outcome);
  absl::StatusOr<v1::Receipt> receipt = pipeline::ReceiptOf(node_->notary(), *std::move(outcome));
  INGOT_CHECK_OK(receipt);
  return *std::move(receipt);
}

v1::Receipt TestNode::MustSubmit(v1::Submission submission) { return ReceiptOf(*Submit(std::move(submission))); }

void TestNode::Replay(const TestLedger& ledger) {
  const std::vector<RecordedSubmission> submissions = SubmissionsOf(ledger);
  const auto lane = std::make_shared<pipeline::Lane>();
  for (size_t i = 1; i < submissions.size(); ++i) {
    source_.Advance(submissions[i].recorded_at_us - source_.WallUs());
    INGOT_CHECK_OK(Submit(submissions[i].submission, lane)->Get());
  }
}

std::vector<RecordedSubmission> SubmissionsOf(const TestLedger& ledger) {
  std::vector<RecordedSubmission> submissions;
  for (uint64_t seq = 0; seq < ledger.entries().size(); ++seq) {
    const v1::Entry entry = ledger.EntryAt(seq);
    if (entry.has_submission()) {
      RecordedSubmission& next = submissions.emplace_back();
      *next.submission.mutable_header() = entry.submission();
      next.recorded_at_us = entry.recorded_at_us();
    }
    v1::SubmittedEvent* const event = submissions.back().submission.add_events();
    event->set_event(entry.event());
    if (ledger.entries()[seq].terms.has_value()) *event->mutable_terms() = *ledger.entries()[seq].terms;
  }
  return submissions;
}

}  // namespace ingot::testing
