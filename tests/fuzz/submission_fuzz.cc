// Submissions as the wire brings them: no crash in admission or execution. Hashes keep a mutated submission out at the
// door, so it is tried a second time with its header and commitments made good.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "google/protobuf/stubs/logging.h"
#include "ledger/base/check.h"
#include "ledger/entry/canonical.h"
#include "ledger/entry/limits.h"
#include "ledger/entry/submission.h"
#include "ledger/refusal/refusal.h"
#include "ledger/rules/execute.h"
#include "tests/support/fleet.h"

namespace ingot {
namespace {

testing::TestLedger& Ledger() {
  static testing::Fleet& fleet = *[] {
    auto* made = new testing::Fleet();
    made->Stock(testing::Vin(1));
    made->Lease(testing::Vin(2), v1::CONTRACT_KIND_LEASE);
    made->ToHulk(testing::Vin(3));
    return made;
  }();
  return fleet.ledger();
}

// Organisations of the fleet; others have no key and are refused.
bool IsEnrolled(const std::string& id) {
  for (const std::string_view known :
       {testing::Fleet::kMaker, testing::Fleet::kDealer, testing::Fleet::kOther, testing::Fleet::kTreater,
        testing::Fleet::kShredder, testing::Fleet::kWorkshop, testing::TestLedger::kOperator}) {
    if (id == known) return true;
  }
  return false;
}

// Commits to the terms as they are now.
void Recommit(v1::SubmittedEvent& submitted) {
  v1::Event event;
  if (!submitted.has_terms() || !event.ParseFromString(submitted.event())) return;
  event.set_terms_commitment(ToBytes(entry::DetachedCommitment(entry::DetachedKind::kTerms, Ledger().ledger_id(),
                                                               event.actor().organisation_id(), submitted.terms())));
  submitted.set_event(entry::Serialise(event));
}

v1::Submission Repaired(v1::Submission submission) {
  v1::Event first;
  if (submission.events().empty() || !first.ParseFromString(submission.events(0).event())) return submission;
  const std::string& organisation = first.actor().organisation_id();
  if (!IsEnrolled(organisation)) return submission;
  for (v1::SubmittedEvent& event : *submission.mutable_events()) {
    // Form without bounds: an organisation's id of more than 255 bytes has no commitment.
    v1::Event parsed;
    if (parsed.ParseFromString(event.event()) && parsed.actor().organisation_id() == organisation) Recommit(event);
  }
  v1::SubmissionHeader& header = *submission.mutable_header();
  header.set_organisation_id(organisation);
  header.set_idempotency_key(std::string(entry::kIdempotencyKeyBytes, 'i'));
  header.set_expires_at_us(Ledger().now_us());
  Ledger().Sign(submission, Ledger().KeyOf(organisation));
  return submission;
}

void CheckSubmission(const v1::Submission& submission) {
  const absl::StatusOr<entry::AdmittedSubmission> admitted = entry::Admit(Ledger().ledger_id(), submission);
  if (!admitted.ok()) {
    INGOT_CHECK(refusal::RefusalOf(admitted.status()).has_value());
    return;
  }
  INGOT_CHECK(!admitted->events.empty() && admitted->events.size() <= entry::kMaxSubmissionEvents);
  for (const entry::AdmittedEvent& event : admitted->events) INGOT_CHECK(entry::Serialise(event.event) == event.bytes);

  rules::Position position;
  position.ledger_id = Ledger().ledger_id();
  position.seq = Ledger().entries().size();
  position.prev_hash = Ledger().entries().back().leaf;
  position.recorded_at_us = Ledger().now_us();
  const absl::StatusOr<rules::Execution> execution = rules::Execute(Ledger().state(), position, *admitted);
  if (!execution.ok()) {
    INGOT_CHECK(refusal::RefusalOf(execution.status()).has_value());
    return;
  }
  INGOT_CHECK(execution->entries.size() == admitted->events.size());
}

}  // namespace
}  // namespace ingot

extern "C" int LLVMFuzzerInitialize(int* /*argc*/, char*** /*argv*/) {
  google::protobuf::SetLogHandler(nullptr);
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  ingot::v1::Submission submission;
  if (!submission.ParseFromArray(data, static_cast<int>(size))) return 0;
  ingot::CheckSubmission(submission);
  ingot::CheckSubmission(ingot::Repaired(std::move(submission)));
  return 0;
}
