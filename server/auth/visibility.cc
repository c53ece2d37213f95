#include "server/auth/visibility.h"

#include <algorithm>
#include <string>

#include "ledger/state/record_key.h"

namespace ingot::auth {
namespace {

// Holder and former holders, by their spans.
template <typename State>
Sight SightOfHeld(const state::View& view, const Caller& caller, const State& held) {
  if (caller.sees_everything()) return Sight::Whole();
  Sight sight;
  for (const v1::HolderSpan& span : held.holders()) {
    if (!caller.Owns(view, span.organisation_id())) continue;
    if (span.until_seq() == 0) return Sight::Whole();
    sight = Sight::Until(std::max(sight.until_seq, span.until_seq()));
  }
  return sight;
}

template <typename State>
void CopyOwnSpans(const state::View& view, const Caller& caller, const State& from, State* to) {
  for (const v1::HolderSpan& span : from.holders()) {
    if (caller.Owns(view, span.organisation_id())) *to->add_holders() = span;
  }
}

Sight SightOfRecord(const state::View& view, const Caller& caller, const v1::Record& record) {
  switch (record.state_case()) {
    case v1::Record::kVehicle:
      return SightOf(view, caller, record.vehicle());
    case v1::Record::kContract:
      return SightOf(view, caller, record.contract());
    case v1::Record::kTransfer:
      return SightOf(view, caller, record.transfer());
    case v1::Record::kBatch:
      return SightOf(view, caller, record.batch());
    case v1::Record::kLot:
      return SightOf(view, caller, record.lot());
    case v1::Record::kHeat:
      return SightOf(view, caller, record.heat());
    case v1::Record::kClaim:
      return SightOf(view, caller, record.claim());
    case v1::Record::kDispute:
      return SightOf(view, caller, record.dispute());
    case v1::Record::kOrganisation:
      return Sight::WholeIf(caller.Owns(view, record.organisation().organisation_id()));
    case v1::Record::kSite:
      return Sight::WholeIf(caller.Owns(view, record.site().organisation_id()));
    case v1::Record::kInstrument:
      return Sight::WholeIf(caller.Owns(view, record.instrument().organisation_id()));
    default:
      return Sight::Nothing();
  }
}

// Events that every enrolled organisation may read. Sites and instruments are their owner's.
bool IsOpen(const v1::Event& event) {
  switch (event.body_case()) {
    case v1::Event::kLedgerCreated:
    case v1::Event::kOrganisationEnrolled:
    case v1::Event::kOrganisationSucceeded:
    case v1::Event::kRoleGranted:
    case v1::Event::kRoleRevoked:
    case v1::Event::kKeyAdded:
    case v1::Event::kKeyRevoked:
    case v1::Event::kBrandRegistered:
    case v1::Event::kBrandRenamed:
    case v1::Event::kModelMovedToBrand:
    case v1::Event::kYieldStandardPublished:
    case v1::Event::kEmissionFactorPublished:
    case v1::Event::kRulesActivated:
    case v1::Event::kCommitmentPublished:
      return true;
    default:
      return false;
  }
}

}  // namespace

Sight SightOf(const state::View& view, const Caller& caller, const v1::VehicleState& vehicle) {
  return SightOfHeld(view, caller, vehicle);
}

Sight SightOf(const state::View& view, const Caller& caller, const v1::LotState& lot) {
  return SightOfHeld(view, caller, lot);
}

Sight SightOf(const state::View& view, const Caller& caller, const v1::ContractState& contract) {
  return Sight::WholeIf(caller.sees_everything() || caller.Owns(view, contract.organisation_id()) ||
                        caller.Owns(view, contract.counterparty_organisation()));
}

Sight SightOf(const state::View& view, const Caller& caller, const v1::TransferState& transfer) {
  return Sight::WholeIf(caller.sees_everything() || caller.Owns(view, transfer.sender()) ||
                        caller.Owns(view, transfer.receiver()));
}

Sight SightOf(const state::View& view, const Caller& caller, const v1::BatchState& batch) {
  return Sight::WholeIf(caller.sees_everything() || caller.Owns(view, batch.organisation_id()));
}

Sight SightOf(const state::View& view, const Caller& caller, const v1::HeatState& heat) {
  return Sight::WholeIf(caller.sees_everything() || caller.Owns(view, heat.organisation_id()));
}

Sight SightOf(const state::View& view, const Caller& caller, const v1::ClaimState& claim) {
  return Sight::WholeIf(caller.sees_everything() || caller.Owns(view, claim.organisation_id()));
}

Sight SightOf(const state::View& view, const Caller& caller, const v1::AccountState& account) {
  return Sight::WholeIf(caller.sees_everything() || caller.Owns(view, account.organisation_id()));
}

Sight SightOf(const state::View& view, const Caller& caller, const v1::DisputeState& dispute) {
  if (caller.sees_everything() || caller.Owns(view, dispute.organisation_id())) return Sight::Whole();
  return SightOfSubject(view, caller, dispute.subject_kind(), dispute.subject_id());
}

Sight SightOfSubject(const state::View& view, const Caller& caller, v1::SubjectKind kind, std::string_view id) {
  if (!v1::SubjectKind_IsValid(kind) || kind == v1::SUBJECT_KIND_UNSPECIFIED) return Sight::Nothing();
  const state::RecordPtr record = view.Find(state::SubjectKey(kind, id));
  return record == nullptr ? Sight::Nothing() : SightOfRecord(view, caller, *record);
}

bool SeesEntry(const state::View& view, const Caller& caller, const v1::Entry& entry, const v1::Event& event) {
  if (caller.sees_everything() || IsOpen(event)) return true;
  if (caller.Owns(view, event.actor().organisation_id())) return true;
  for (const v1::SubjectLink& link : entry.subjects()) {
    if (SightOfSubject(view, caller, link.kind(), link.id()).Reaches(entry.seq())) return true;
  }
  return false;
}

bool SeesTerms(const state::View& view, const Caller& caller, const v1::Entry& entry, const v1::Event& event) {
  if (caller.sees_everything() || caller.Owns(view, event.actor().organisation_id())) return true;
  for (const v1::SubjectLink& link : entry.subjects()) {
    if (link.kind() != v1::SUBJECT_KIND_CONTRACT) continue;
    if (SightOfSubject(view, caller, link.kind(), link.id()).any) return true;
  }
  return false;
}

v1::VehicleState Shown(const state::View& view, const Caller& caller, const v1::VehicleState& vehicle) {
  if (SightOf(view, caller, vehicle).whole()) return vehicle;
  v1::VehicleState shown;
  shown.set_vin(vehicle.vin());
  shown.set_brand_id(vehicle.brand_id());
  shown.set_model_id(vehicle.model_id());
  shown.set_category(vehicle.category());
  shown.set_market(vehicle.market());
  shown.set_model_year(vehicle.model_year());
  shown.set_foreign_make(vehicle.foreign_make());
  CopyOwnSpans(view, caller, vehicle, &shown);
  return shown;
}

v1::LotState Shown(const state::View& view, const Caller& caller, const v1::LotState& lot) {
  if (SightOf(view, caller, lot).whole()) return lot;
  v1::LotState shown;
  shown.set_lot_id(lot.lot_id());
  shown.set_grade_scheme(lot.grade_scheme());
  shown.set_grade_code(lot.grade_code());
  shown.set_family(lot.family());
  CopyOwnSpans(view, caller, lot, &shown);
  return shown;
}

v1::HeatState Shown(const state::View& view, const Caller& caller, const v1::HeatState& heat) {
  v1::HeatState shown = heat;
  if (caller.sees_everything()) return shown;
  for (v1::HeatReturn& returned : *shown.mutable_returned()) {
    const state::RecordPtr brand = view.Find(state::SubjectKey(v1::SUBJECT_KIND_BRAND, returned.brand_id()));
    if (brand != nullptr && caller.Owns(view, brand->brand().organisation_id())) continue;
    returned.clear_consumed_g();
    returned.clear_remaining();
    returned.clear_claimed();
  }
  return shown;
}

v1::OrganisationState Shown(const state::View& view, const Caller& caller, const v1::OrganisationState& organisation) {
  v1::OrganisationState shown = organisation;
  if (caller.sees_everything() || caller.Owns(view, organisation.organisation_id())) return shown;
  shown.clear_flags();
  shown.clear_recent_nets();
  shown.clear_over_claimed_heats();
  return shown;
}

}  // namespace ingot::auth
