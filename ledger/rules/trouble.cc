#include "ledger/rules/trouble.h"

#include <algorithm>

#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/iso/date.h"
#include "ledger/refusal/refusal.h"
#include "ledger/rules/custody.h"
#include "ledger/rules/succession.h"
#include "ledger/rules/values.h"

namespace ingot::rules {
namespace {

using refusal::Refuse;

// Liability covers what the vehicle does to others, gap cover a contract's money: neither insures the vehicle itself.
bool InsuresVehicle(v1::InsuranceCover cover) {
  return cover == v1::INSURANCE_COVER_PARTIAL_OWN_DAMAGE || cover == v1::INSURANCE_COVER_COMPREHENSIVE;
}

bool IsInsuredByActor(const Transaction& t, const v1::VehicleState& vehicle, const v1::Date& day) {
  return std::any_of(vehicle.policies().begin(), vehicle.policies().end(), [&](const v1::PolicyState& policy) {
    return t.HasRole(v1::ROLE_INSURER) && InsuresVehicle(policy.cover()) && iso::Compare(policy.from(), day) <= 0 &&
           iso::Compare(day, policy.until()) <= 0 && ActsFor(t, policy.insurer());
  });
}

}  // namespace

absl::Status CheckPastDay(const Transaction& t, bool given, const v1::Date& day, std::string_view field) {
  INGOT_RETURN_IF_ERROR(CheckDate(given, day, field));
  if (iso::Compare(day, t.OccurredOn()) <= 0) return absl::OkStatus();
  return Refuse(v1::REFUSAL_REASON_OUT_OF_RANGE, field,
                Cat("lies after occurred_at's date ", iso::ToString(t.OccurredOn())));
}

absl::Status CheckDocument(const Transaction& t, std::initializer_list<v1::EvidenceKind> kinds, std::string_view need) {
  for (const v1::EvidenceKind kind : kinds) {
    if (t.HasEvidence(kind)) return absl::OkStatus();
  }
  return Refuse(v1::REFUSAL_REASON_EVIDENCE_MISSING, "evidence", Cat("needs the hash of ", need));
}

absl::Status CheckHolderOrInsurer(const Transaction& t, const v1::VehicleState& vehicle, const v1::Date& day,
                                  std::string_view field) {
  if (ActsFor(t, vehicle.holder())) return CheckAtRest(vehicle, field);
  if (!t.HasRole(v1::ROLE_INSURER)) return CheckHolder(t, vehicle, field);
  if (IsInsuredByActor(t, vehicle, day)) return CheckAtRest(vehicle, field);
  return Refuse(v1::REFUSAL_REASON_POLICY, field,
                Cat("you have no policy that covers damage and theft of this vehicle on ", iso::ToString(day),
                    ": report it (Insured) first"));
}

absl::Status CheckTheftReporter(const Transaction& t, const v1::VehicleState& vehicle, const v1::Date& day,
                                std::string_view field) {
  const bool dealer = t.HasRole(v1::ROLE_DEALER) || t.HasRole(v1::ROLE_LESSOR);
  if (!vehicle.holder().empty() || IsInsuredByActor(t, vehicle, day) || (t.HasRole(v1::ROLE_INSURER) && !dealer)) {
    return CheckHolderOrInsurer(t, vehicle, day, field);
  }
  return CheckDealerWith(t, {v1::EVIDENCE_KIND_POLICE_REPORT}, "the police report (POLICE_REPORT)", field);
}

absl::Status CheckDealerWith(const Transaction& t, std::initializer_list<v1::EvidenceKind> kinds, std::string_view need,
                             std::string_view field) {
  if (!t.HasRole(v1::ROLE_DEALER) && !t.HasRole(v1::ROLE_LESSOR)) {
    return Refuse(v1::REFUSAL_REASON_ROLE_REQUIRED, field,
                  "only a dealer or lessor may post this of a vehicle that has no holder on the ledger");
  }
  return CheckDocument(t, kinds, need);
}

}  // namespace ingot::rules
