// Observations by insurers: Insured, InsuranceLapsed, InsuranceClaimed.
#include <algorithm>
#include <string>

#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/directory/ids.h"
#include "ledger/iso/date.h"
#include "ledger/refusal/refusal.h"
#include "ledger/rules/custody.h"
#include "ledger/rules/directory_access.h"
#include "ledger/rules/handlers.h"
#include "ledger/rules/succession.h"
#include "ledger/rules/values.h"
#include "ledger/state/record_key.h"

namespace ingot::rules {
namespace {

using refusal::Refuse;

using PolicyList = google::protobuf::RepeatedPtrField<v1::PolicyState>;

const v1::PolicyState* FindPolicy(const v1::VehicleState& vehicle, const std::string& policy_id) {
  for (const v1::PolicyState& policy : vehicle.policies()) {
    if (policy.policy_id() == policy_id) return &policy;
  }
  return nullptr;
}

v1::PolicyState& EditPolicy(v1::VehicleState& vehicle, const std::string& policy_id) {
  for (v1::PolicyState& policy : *vehicle.mutable_policies()) {
    if (policy.policy_id() == policy_id) return policy;
  }
  return *vehicle.add_policies();
}

// The actor's policy of the vehicle. Another insurer's and an absent one give the same answer.
absl::StatusOr<const v1::PolicyState*> FindOwnPolicy(const Transaction& t, const v1::VehicleState& vehicle,
                                                     const std::string& policy_id, std::string_view field) {
  INGOT_RETURN_IF_ERROR(directory::CheckScopedId(policy_id, field));
  const v1::PolicyState* const policy = FindPolicy(vehicle, policy_id);
  if (policy == nullptr || !ActsFor(t, policy->insurer())) {
    return Refuse(v1::REFUSAL_REASON_POLICY, field,
                  "you have no policy of this number for the vehicle: report it (Insured) first");
  }
  return policy;
}

bool Covers(const v1::PolicyState& policy, const v1::Date& day) {
  return iso::Compare(policy.from(), day) <= 0 && iso::Compare(day, policy.until()) <= 0;
}

absl::Status CheckCover(const v1::Insured& e) {
  INGOT_RETURN_IF_ERROR(CheckGiven(e.cover() != v1::INSURANCE_COVER_UNSPECIFIED, "insured.cover"));
  INGOT_RETURN_IF_ERROR(CheckDate(e.has_from(), e.from(), "insured.from"));
  INGOT_RETURN_IF_ERROR(CheckDate(e.has_until(), e.until(), "insured.until"));
  if (iso::Compare(e.until(), e.from()) >= 0) return absl::OkStatus();
  return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, "insured.until", "lies before the first day of cover");
}

// Policies stay after their last day, since losses are claimed later; they make room for new ones.
void DropEnded(PolicyList& policies, const v1::Date& today) {
  policies.erase(
      std::remove_if(policies.begin(), policies.end(),
                     [&today](const v1::PolicyState& policy) { return iso::Compare(policy.until(), today) < 0; }),
      policies.end());
}

}  // namespace

absl::Status Handle(Transaction& t, const v1::Insured& e) {
  constexpr std::string_view kPolicy = "insured.policy_id";
  INGOT_ASSIGN_OR_RETURN(const v1::VehicleState* const before, FindVehicle(t, e.vin(), "insured.vin"));
  const v1::PolicyState* const earlier = FindPolicy(*before, e.policy_id());
  const bool renewed = earlier != nullptr;
  INGOT_RETURN_IF_ERROR(CheckWritable(t, e.policy_id(), renewed ? earlier->insurer() : "", kPolicy));
  INGOT_RETURN_IF_ERROR(CheckCover(e));

  v1::VehicleState& vehicle = EditVehicle(t, e.vin());
  if (!renewed && vehicle.policies_size() >= kMaxPolicies) {
    DropEnded(*vehicle.mutable_policies(), t.OccurredOn());
    if (vehicle.policies_size() >= kMaxPolicies) {
      return Refuse(v1::REFUSAL_REASON_LIMIT_REACHED, kPolicy,
                    Cat("the vehicle has ", kMaxPolicies, " policies in force: one must lapse or end first"));
    }
  }
  v1::PolicyState& policy = EditPolicy(vehicle, e.policy_id());
  policy.set_policy_id(e.policy_id());
  if (!renewed) policy.set_insurer(t.actor());
  policy.set_cover(e.cover());
  *policy.mutable_from() = e.from();
  *policy.mutable_until() = e.until();
  SortPolicies(vehicle);
  return absl::OkStatus();
}

absl::Status Handle(Transaction& t, const v1::InsuranceLapsed& e) {
  constexpr std::string_view kOn = "insurance_lapsed.on";
  INGOT_ASSIGN_OR_RETURN(const v1::VehicleState* const before, FindVehicle(t, e.vin(), "insurance_lapsed.vin"));
  INGOT_ASSIGN_OR_RETURN(const v1::PolicyState* const policy,
                         FindOwnPolicy(t, *before, e.policy_id(), "insurance_lapsed.policy_id"));
  INGOT_RETURN_IF_ERROR(CheckDate(e.has_on(), e.on(), kOn));
  if (!Covers(*policy, e.on())) {
    return Refuse(v1::REFUSAL_REASON_POLICY, kOn,
                  Cat("the policy covers ", iso::ToString(policy->from()), " to ", iso::ToString(policy->until()),
                      ": it ends on one of these days"));
  }
  *EditPolicy(EditVehicle(t, e.vin()), e.policy_id()).mutable_until() = e.on();
  return absl::OkStatus();
}

absl::Status Handle(Transaction& t, const v1::InsuranceClaimed& e) {
  constexpr std::string_view kNumber = "insurance_claimed.claim_number";
  constexpr std::string_view kLossOn = "insurance_claimed.loss_on";
  INGOT_ASSIGN_OR_RETURN(const v1::VehicleState* const before, FindVehicle(t, e.vin(), "insurance_claimed.vin"));
  INGOT_ASSIGN_OR_RETURN(const v1::PolicyState* const policy,
                         FindOwnPolicy(t, *before, e.policy_id(), "insurance_claimed.policy_id"));
  INGOT_RETURN_IF_ERROR(directory::CheckNumber(e.claim_number(), kNumber));
  const std::string number =
      state::NumberKey(state::NumberKind::kInsuranceClaim, Cat(e.vin(), "/", policy->insurer()), e.claim_number());
  if (t.Find(number) != nullptr) {
    return Refuse(v1::REFUSAL_REASON_DUPLICATE_NUMBER, kNumber,
                  "this claim is reported already: every claim on a vehicle has a number of its own");
  }
  INGOT_RETURN_IF_ERROR(CheckGiven(e.cause() != v1::DAMAGE_CAUSE_UNSPECIFIED, "insurance_claimed.cause"));
  INGOT_RETURN_IF_ERROR(CheckDate(e.has_loss_on(), e.loss_on(), kLossOn));
  if (!Covers(*policy, e.loss_on())) {
    return Refuse(v1::REFUSAL_REASON_POLICY, kLossOn,
                  Cat("the policy covers ", iso::ToString(policy->from()), " to ", iso::ToString(policy->until()),
                      ": name the one that was in force on the day of the loss"));
  }

  t.Edit(number).mutable_used_number()->set_seq(t.context().seq);
  v1::PolicyState& claimed = EditPolicy(EditVehicle(t, e.vin()), e.policy_id());
  claimed.set_claims(claimed.claims() + 1);
  return absl::OkStatus();
}

}  // namespace ingot::rules
