#include "server/service/service.h"

#include <string_view>
#include <utility>

#include "absl/synchronization/notification.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/entry/canonical.h"
#include "ledger/entry/limits.h"
#include "ledger/entry/submission.h"
#include "ledger/state/record_key.h"
#include "storage/file/file.h"

namespace ingot::service {
namespace {

// Long enough for any queue.
constexpr int64_t kExpiryUs = int64_t{3600} * 1'000'000;

}  // namespace

absl::StatusOr<std::unique_ptr<Service>> Service::Create(crypto::PrivateKey key, const clock::Source& source,
                                                         const head::Published& published,
                                                         pipeline::Pipeline& pipeline) {
  const std::shared_ptr<const storage::Snapshot> snapshot = published.Get();
  INGOT_ASSIGN_OR_RETURN(const state::RecordPtr ledger, snapshot->Record(state::LedgerKey()));
  const Hash key_id = crypto::KeyId(key.public_key());
  INGOT_ASSIGN_OR_RETURN(const state::RecordPtr record, snapshot->Record(state::KeyKey(AsBytes(key_id))));
  if (ledger == nullptr || record == nullptr || record->key().kind() != v1::KEY_KIND_SERVICE ||
      record->key().revoked()) {
    return absl::FailedPreconditionError(Cat("--service-key holds the key ", ToHex(key_id),
                                             ", which is no service key of this ledger; give the ledger's, or add this "
                                             "one first (docs/OPERATIONS.md)"));
  }
  return std::unique_ptr<Service>(
      new Service(std::move(key), ledger->ledger().operator_id(), source, published, pipeline));
}

Service::Service(crypto::PrivateKey key, std::string operator_id, const clock::Source& source,
                 const head::Published& published, pipeline::Pipeline& pipeline)
    : key_(std::move(key)),
      operator_id_(std::move(operator_id)),
      ledger_id_(published.Get()->head().ledger_id),
      source_(source),
      pipeline_(pipeline) {}

v1::Submission Service::Sign(std::vector<v1::Event> events) const {
  const int64_t now_us = source_.WallUs();
  v1::Submission submission;
  std::vector<std::string_view> bytes;
  for (v1::Event& event : events) {
    event.set_salt(storage::RandomBytes(entry::kSaltBytes));
    event.mutable_actor()->set_organisation_id(operator_id_);
    event.mutable_occurred_at()->set_unix_us(now_us);
    submission.add_events()->set_event(entry::Serialise(event));
  }
  for (const v1::SubmittedEvent& event : submission.events()) bytes.push_back(event.event());
  v1::SubmissionHeader& header = *submission.mutable_header();
  header.set_organisation_id(operator_id_);
  header.set_key_id(ToBytes(crypto::KeyId(key_.public_key())));
  header.set_idempotency_key(storage::RandomBytes(entry::kIdempotencyKeyBytes));
  header.set_expires_at_us(now_us + kExpiryUs);
  header.set_count(static_cast<uint32_t>(events.size()));
  header.set_events_root(ToBytes(entry::EventsRoot(bytes)));
  header.set_signature(key_.Sign(entry::SigningMessage(ledger_id_, header)));
  return submission;
}

absl::StatusOr<pipeline::Outcome> Service::Submit(std::vector<v1::Event> events) {
  absl::StatusOr<pipeline::Outcome> outcome = absl::InternalError("unanswered");
  absl::Notification answered;
  pipeline_.Submit(operator_id_, Sign(std::move(events)), /*lane=*/nullptr,
                   [&outcome, &answered](absl::StatusOr<pipeline::Outcome> answer) {
                     outcome = std::move(answer);
                     answered.Notify();
                   });
  answered.WaitForNotification();
  return outcome;
}

}  // namespace ingot::service
