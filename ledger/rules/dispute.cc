// Disputes: DisputeOpened, DisputeResolved.
#include <algorithm>
#include <cstdint>
#include <string>

#include "ledger/base/check.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/directory/ids.h"
#include "ledger/refusal/refusal.h"
#include "ledger/rules/flag_list.h"
#include "ledger/rules/handlers.h"
#include "ledger/rules/open_disputes.h"
#include "ledger/rules/succession.h"
#include "ledger/rules/values.h"
#include "ledger/state/record_key.h"

namespace ingot::rules {
namespace {

using refusal::Refuse;
using Spans = google::protobuf::RepeatedPtrField<v1::HolderSpan>;

constexpr uint32_t kMaxOpenDisputes = 8;

bool HeldByActor(const Transaction& t, const Spans& holders) {
  return std::any_of(holders.begin(), holders.end(),
                     [&t](const v1::HolderSpan& span) { return ActsFor(t, span.organisation_id()); });
}

// Present and former holders, and a contract's or transfer's parties.
bool Concerns(const Transaction& t, const v1::Record& record) {
  switch (record.state_case()) {
    case v1::Record::kVehicle:
      return HeldByActor(t, record.vehicle().holders());
    case v1::Record::kContract:
      return ActsFor(t, record.contract().organisation_id()) ||
             ActsFor(t, record.contract().counterparty_organisation());
    case v1::Record::kTransfer:
      return ActsFor(t, record.transfer().sender()) || ActsFor(t, record.transfer().receiver());
    case v1::Record::kBatch:
      return ActsFor(t, record.batch().organisation_id());
    case v1::Record::kLot:
      return HeldByActor(t, record.lot().holders());
    case v1::Record::kHeat:
      return ActsFor(t, record.heat().organisation_id());
    default:
      return false;
  }
}

void SetOpenDisputes(v1::Record& record, uint32_t disputes) {
  switch (record.state_case()) {
    case v1::Record::kVehicle:
      return record.mutable_vehicle()->set_disputes(disputes);
    case v1::Record::kContract:
      return record.mutable_contract()->set_disputes(disputes);
    case v1::Record::kTransfer:
      return record.mutable_transfer()->set_disputes(disputes);
    case v1::Record::kBatch:
      return record.mutable_batch()->set_disputes(disputes);
    case v1::Record::kLot:
      return record.mutable_lot()->set_disputes(disputes);
    case v1::Record::kHeat:
      return record.mutable_heat()->set_disputes(disputes);
    default:
      break;
  }
  INGOT_CHECK_MSG(false, "a subject that can't be disputed");
}

absl::Status CheckKind(v1::SubjectKind kind) {
  constexpr std::string_view kField = "dispute_opened.subject_kind";
  switch (kind) {
    case v1::SUBJECT_KIND_UNSPECIFIED:
      return CheckGiven(false, kField);
    case v1::SUBJECT_KIND_VEHICLE:
    case v1::SUBJECT_KIND_CONTRACT:
    case v1::SUBJECT_KIND_TRANSFER:
    case v1::SUBJECT_KIND_BATCH:
    case v1::SUBJECT_KIND_LOT:
    case v1::SUBJECT_KIND_HEAT:
      return absl::OkStatus();
    default:
      return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, kField,
                    "only a vehicle, contract, transfer, batch, lot or heat is disputed");
  }
}

// A vehicle's existence is no secret; of everything else, a stranger's question and an absent one give one answer.
absl::StatusOr<const v1::Record*> FindDisputable(const Transaction& t, const v1::DisputeOpened& e) {
  constexpr std::string_view kField = "dispute_opened.subject_id";
  INGOT_RETURN_IF_ERROR(CheckGiven(!e.subject_id().empty(), kField));
  const v1::Record* const record = t.Find(state::SubjectKey(e.subject_kind(), e.subject_id()));
  if (record != nullptr && (t.HasRole(v1::ROLE_AUDITOR) || Concerns(t, *record))) return record;
  if (record != nullptr && e.subject_kind() == v1::SUBJECT_KIND_VEHICLE) {
    return Refuse(v1::REFUSAL_REASON_NOT_HOLDER, kField, "only a present or former holder disputes a vehicle's facts");
  }
  return Refuse(v1::REFUSAL_REASON_NOT_FOUND, kField, "you have, and had, no such subject: check its kind and id");
}

absl::Status CheckOutcome(const Transaction& t, const v1::DisputeState& dispute, v1::DisputeOutcome outcome) {
  constexpr std::string_view kField = "dispute_resolved.outcome";
  INGOT_RETURN_IF_ERROR(CheckGiven(outcome != v1::DISPUTE_OUTCOME_UNSPECIFIED, kField));
  if (outcome == v1::DISPUTE_OUTCOME_WITHDRAWN) {
    if (ActsFor(t, dispute.organisation_id())) return absl::OkStatus();
    return Refuse(v1::REFUSAL_REASON_DISPUTE_STATE, kField,
                  "only who opened a dispute withdraws it: an auditor posts REJECTED or UPHELD");
  }
  if (t.HasRole(v1::ROLE_AUDITOR)) return absl::OkStatus();
  return Refuse(v1::REFUSAL_REASON_DISPUTE_STATE, kField,
                "only an auditor decides a dispute: who opened it may post WITHDRAWN");
}

}  // namespace

absl::Status Handle(Transaction& t, const v1::DisputeOpened& e) {
  constexpr std::string_view kDispute = "dispute_opened.dispute_id";
  INGOT_RETURN_IF_ERROR(CheckKind(e.subject_kind()));
  INGOT_ASSIGN_OR_RETURN(const v1::Record* const disputed, FindDisputable(t, e));
  INGOT_RETURN_IF_ERROR(directory::CheckOwnId(t.actor(), e.dispute_id(), kDispute));
  if (t.Find(state::SubjectKey(v1::SUBJECT_KIND_DISPUTE, e.dispute_id())) != nullptr) {
    return Refuse(v1::REFUSAL_REASON_ALREADY_EXISTS, kDispute,
                  "you used this id before: every dispute has an id of its own");
  }
  INGOT_RETURN_IF_ERROR(CheckGiven(e.ground() != v1::DISPUTE_GROUND_UNSPECIFIED, "dispute_opened.ground"));
  if (OpenDisputes(*disputed) >= kMaxOpenDisputes) {
    return Refuse(v1::REFUSAL_REASON_LIMIT_REACHED, "dispute_opened.subject_id",
                  Cat("has ", kMaxOpenDisputes, " open disputes, which is the most: one must be resolved first"));
  }

  v1::Record& subject = t.EditSubject(e.subject_kind(), e.subject_id());
  SetOpenDisputes(subject, OpenDisputes(subject) + 1);
  t.Flag(v1::FLAG_KIND_DISPUTED, e.subject_kind(), e.subject_id());
  v1::DisputeState& dispute = *t.EditSubject(v1::SUBJECT_KIND_DISPUTE, e.dispute_id()).mutable_dispute();
  dispute.set_dispute_id(e.dispute_id());
  dispute.set_organisation_id(t.actor());
  dispute.set_subject_kind(e.subject_kind());
  dispute.set_subject_id(e.subject_id());
  dispute.set_ground(e.ground());
  return absl::OkStatus();
}

absl::Status Handle(Transaction& t, const v1::DisputeResolved& e) {
  constexpr std::string_view kDispute = "dispute_resolved.dispute_id";
  INGOT_RETURN_IF_ERROR(directory::CheckScopedId(e.dispute_id(), kDispute));
  const v1::Record* const record = t.Find(state::SubjectKey(v1::SUBJECT_KIND_DISPUTE, e.dispute_id()));
  if (record == nullptr || !(t.HasRole(v1::ROLE_AUDITOR) || ActsFor(t, record->dispute().organisation_id()))) {
    return Refuse(v1::REFUSAL_REASON_NOT_FOUND, kDispute, "you opened no dispute with this id");
  }
  if (record->dispute().outcome() != v1::DISPUTE_OUTCOME_UNSPECIFIED) {
    return Refuse(v1::REFUSAL_REASON_DISPUTE_STATE, kDispute, "is resolved already: a new one may be opened");
  }
  INGOT_RETURN_IF_ERROR(CheckOutcome(t, record->dispute(), e.outcome()));

  v1::DisputeState& dispute = *t.EditSubject(v1::SUBJECT_KIND_DISPUTE, e.dispute_id()).mutable_dispute();
  dispute.set_outcome(e.outcome());
  v1::Record& subject = t.EditSubject(dispute.subject_kind(), dispute.subject_id());
  INGOT_CHECK(OpenDisputes(subject) > 0);
  SetOpenDisputes(subject, OpenDisputes(subject) - 1);
  // An auditor may have cleared the flag before.
  if (OpenDisputes(subject) == 0) RemoveFlag(*FlagsOf(subject), v1::FLAG_KIND_DISPUTED);
  return absl::OkStatus();
}

}  // namespace ingot::rules
