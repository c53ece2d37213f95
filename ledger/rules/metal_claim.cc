// Recycled content: ContentClaimed (ISO 14021:2016, 7.8; ISO 22095:2020), ClaimCancelled.
#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/directory/ids.h"
#include "ledger/iso/date.h"
#include "ledger/mass/amounts.h"
#include "ledger/refusal/refusal.h"
#include "ledger/rules/freeze.h"
#include "ledger/rules/handlers.h"
#include "ledger/rules/heat.h"
#include "ledger/rules/over_claim.h"
#include "ledger/rules/succession.h"
#include "ledger/rules/values.h"
#include "ledger/state/record_key.h"

namespace ingot::rules {
namespace {

using refusal::Refuse;

constexpr int kMaxPeriodDays = 366;

bool IsEligible(v1::ClaimKind kind, v1::Origin origin) {
  switch (kind) {
    case v1::CLAIM_KIND_CLOSED_LOOP:
      return origin == v1::ORIGIN_OWN_BODY || origin == v1::ORIGIN_REPAIR;
    case v1::CLAIM_KIND_POST_CONSUMER:
      return origin == v1::ORIGIN_OWN_BODY || origin == v1::ORIGIN_OWN_OTHER || origin == v1::ORIGIN_THIRD_PARTY;
    case v1::CLAIM_KIND_RECYCLED:
      return origin != v1::ORIGIN_PRIMARY && origin != v1::ORIGIN_UNDOCUMENTED;
    default:
      return false;
  }
}

mass::Cells Eligible(const mass::Cells& cells, v1::ClaimKind kind) {
  mass::Cells eligible;
  for (const auto& [cell, grams] : cells) {
    if (IsEligible(kind, cell.second)) eligible.emplace(cell, grams);
  }
  return eligible;
}

// Of `whole`, what `claimed` leaves; nothing where a correction left less than was claimed.
mass::Cells Free(const google::protobuf::RepeatedPtrField<v1::Amount>& whole,
                 const google::protobuf::RepeatedPtrField<v1::Amount>& claimed) {
  mass::Cells free = mass::ToCells(whole);
  mass::AddAll(free, mass::ToCells(claimed), -1);
  return mass::Common(free, mass::ToCells(whole));
}

bool OwnsBrand(const Transaction& t, const v1::HeatReturn& returned) {
  const v1::Record* const brand = t.Find(state::SubjectKey(v1::SUBJECT_KIND_BRAND, returned.brand_id()));
  return brand != nullptr && ActsFor(t, brand->brand().organisation_id());
}

bool IsSmelterOf(const Transaction& t, const v1::HeatState& heat) { return ActsFor(t, heat.organisation_id()); }

// What is in a heat for the actor: its smelter may claim all that is free once earlier over-claims are made good, a
// manufacturer of what is free at most what came to its brands.
struct Claimable {
  mass::Cells free;
  mass::Cells made_good;
};

Claimable FreeToActor(const Transaction& t, const v1::HeatState& heat, Amends& amends) {
  Claimable claimable{.free = Free(heat.tapped(), heat.claimed()), .made_good = {}};
  if (IsSmelterOf(t, heat)) {
    claimable.made_good = amends.TakeFrom(heat, claimable.free);
    return claimable;
  }
  mass::Cells own;
  for (const v1::HeatReturn& returned : heat.returned()) {
    if (OwnsBrand(t, returned)) mass::AddAll(own, Free(returned.returned(), returned.claimed()));
  }
  claimable.free = mass::Common(claimable.free, own);
  return claimable;
}

// The heat, where the actor melted it or has a brand that got metal of it.
absl::StatusOr<const v1::HeatState*> FindClaimable(const Transaction& t, const std::string& heat_id,
                                                   std::string_view field) {
  const v1::HeatState* const heat = LookUpHeat(t, heat_id);
  const bool known =
      heat != nullptr &&
      (IsSmelterOf(t, *heat) || std::any_of(heat->returned().begin(), heat->returned().end(),
                                            [&t](const v1::HeatReturn& returned) { return OwnsBrand(t, returned); }));
  if (known) return heat;
  return Refuse(v1::REFUSAL_REASON_NOT_FOUND, field,
                "you melted no such heat, and none of it came to a brand of yours");
}

int64_t DayNumber(const v1::Date& date) {
  // Days of the proleptic Gregorian calendar before the date, from March on so that the leap day ends a year.
  const int64_t year = date.month() > 2 ? date.year() : date.year() - 1;
  const int64_t month = (date.month() + 9) % 12;
  return year * 365 + year / 4 - year / 100 + year / 400 + (month * 306 + 5) / 10 + date.day();
}

absl::Status CheckPeriod(const Transaction& t, const v1::ContentClaimed& e) {
  INGOT_RETURN_IF_ERROR(CheckDate(e.has_from(), e.from(), "content_claimed.from"));
  INGOT_RETURN_IF_ERROR(CheckDate(e.has_until(), e.until(), "content_claimed.until"));
  if (iso::Compare(e.from(), t.OccurredOn()) > 0) {
    return Refuse(v1::REFUSAL_REASON_OUT_OF_RANGE, "content_claimed.from",
                  "lies after occurred_at: claim for a period once it has begun");
  }
  const int64_t days = DayNumber(e.until()) - DayNumber(e.from()) + 1;
  if (days >= 1 && days <= kMaxPeriodDays) return absl::OkStatus();
  return Refuse(v1::REFUSAL_REASON_OUT_OF_RANGE, "content_claimed.until",
                Cat("makes a period of ", days, " days, must be 1 to ", kMaxPeriodDays, " (both days included)"));
}

absl::Status CheckClaim(const Transaction& t, const v1::ContentClaimed& e) {
  constexpr std::string_view kId = "content_claimed.claim_id";
  INGOT_RETURN_IF_ERROR(directory::CheckOwnId(t.actor(), e.claim_id(), kId));
  if (t.Find(state::SubjectKey(v1::SUBJECT_KIND_CLAIM, e.claim_id())) != nullptr) {
    return Refuse(v1::REFUSAL_REASON_ALREADY_EXISTS, kId, "you used this id for a claim before: name the claim anew");
  }
  INGOT_RETURN_IF_ERROR(CheckGiven(e.kind() != v1::CLAIM_KIND_UNSPECIFIED, "content_claimed.kind"));
  INGOT_RETURN_IF_ERROR(CheckGiven(e.model() != v1::CUSTODY_MODEL_UNSPECIFIED, "content_claimed.model"));
  INGOT_RETURN_IF_ERROR(CheckPeriod(t, e));
  return CheckHeatShares(e.heats(), "content_claimed.heats");
}

// Models are numbered from the strongest to the weakest.
absl::Status CheckModel(const v1::ContentClaimed& e, const v1::HeatState& heat, std::string_view field) {
  if (e.model() >= heat.strongest_model()) return absl::OkStatus();
  return Refuse(v1::REFUSAL_REASON_CUSTODY_MODEL, field,
                Cat("its metal allows at best ",
                    v1::CustodyModel_Name(heat.strongest_model()).substr(std::string_view("CUSTODY_MODEL_").size()),
                    " (ISO 22095): name that model or a weaker one, or leave this heat out"));
}

// What the claim gets of the heat at `index`.
absl::StatusOr<Claimable> CheckHeat(const Transaction& t, const v1::ContentClaimed& e, int index, FreezeSearch& freeze,
                                    Amends& amends) {
  const v1::HeatShare& share = e.heats(index);
  const std::string field = Cat("content_claimed.heats[", index, "]");
  const std::string id_field = Cat(field, ".heat_id");
  INGOT_ASSIGN_OR_RETURN(const v1::HeatState* const heat, FindClaimable(t, share.heat_id(), id_field));
  if (iso::Compare(heat->melted_on(), e.until()) > 0) {
    return Refuse(v1::REFUSAL_REASON_OUT_OF_RANGE, id_field,
                  Cat("was melted on ", iso::ToString(heat->melted_on()), ", after the period claimed for"));
  }
  INGOT_RETURN_IF_ERROR(freeze.Check(*heat, id_field));
  INGOT_RETURN_IF_ERROR(CheckModel(e, *heat, id_field));
  Claimable claimable = FreeToActor(t, *heat, amends);
  const int64_t free_g = mass::Total(Eligible(claimable.free, e.kind()));
  if (share.grams() <= free_g) return claimable;
  const int64_t made_good_g = mass::Total(claimable.made_good);
  return Refuse(
      v1::REFUSAL_REASON_CLAIM_EXCEEDS_ELIGIBLE, Cat(field, ".grams"),
      Cat("is ", share.grams(), ", ", free_g, " g of the heat are eligible for such a claim of yours and free",
          made_good_g > 0 ? Cat("; ", made_good_g, " g make good what was claimed too much of earlier heats") : ""));
}

void AddClaimed(google::protobuf::RepeatedPtrField<v1::Amount>& claimed, const mass::Cells& cells, int sign) {
  mass::Cells sum = mass::ToCells(claimed);
  mass::AddAll(sum, cells, sign);
  claimed = mass::ToAmounts(sum);
}

// Notes a claim (sign 1) or its end (-1) on the heat, and, for a manufacturer, on what came to its brands, in their
// order.
void NoteClaimed(const Transaction& t, v1::HeatState& heat, const mass::Cells& cells, int sign) {
  AddClaimed(*heat.mutable_claimed(), cells, sign);
  if (IsSmelterOf(t, heat)) return;
  mass::Cells rest = cells;
  for (v1::HeatReturn& returned : *heat.mutable_returned()) {
    if (!OwnsBrand(t, returned)) continue;
    const mass::Cells part = mass::Common(
        rest, sign > 0 ? Free(returned.returned(), returned.claimed()) : mass::ToCells(returned.claimed()));
    AddClaimed(*returned.mutable_claimed(), part, sign);
    mass::AddAll(rest, part, -1);
  }
}

v1::ClaimState& EditClaim(Transaction& t, const std::string& claim_id) {
  return *t.EditSubject(v1::SUBJECT_KIND_CLAIM, claim_id).mutable_claim();
}

}  // namespace

absl::Status Handle(Transaction& t, const v1::ContentClaimed& e) {
  INGOT_RETURN_IF_ERROR(CheckClaim(t, e));
  FreezeSearch freeze(t);
  Amends amends(t);
  std::vector<Claimable> claimables;
  for (int i = 0; i < e.heats_size(); ++i) {
    INGOT_ASSIGN_OR_RETURN(Claimable claimable, CheckHeat(t, e, i, freeze, amends));
    claimables.push_back(std::move(claimable));
  }

  v1::ClaimState& claim = EditClaim(t, e.claim_id());
  claim.set_claim_id(e.claim_id());
  claim.set_organisation_id(t.actor());
  *claim.mutable_claim() = e;
  for (int i = 0; i < e.heats_size(); ++i) {
    const v1::HeatShare& share = e.heats(i);
    const Claimable& claimable = claimables[static_cast<size_t>(i)];
    v1::HeatState& heat = EditHeat(t, share.heat_id());
    const mass::Cells taken = mass::ProRata(Eligible(claimable.free, e.kind()), share.grams());
    NoteClaimed(t, heat, taken, 1);
    AddClaimed(*heat.mutable_claimed(), claimable.made_good, 1);
    v1::ClaimedHeat& claimed = *claim.add_heats();
    claimed.set_heat_id(share.heat_id());
    *claimed.mutable_amounts() = mass::ToAmounts(taken);
    *claimed.mutable_made_good() = mass::ToAmounts(claimable.made_good);
  }
  amends.Note(t);
  return absl::OkStatus();
}

absl::Status Handle(Transaction& t, const v1::ClaimCancelled& e) {
  constexpr std::string_view kField = "claim_cancelled.claim_id";
  INGOT_RETURN_IF_ERROR(directory::CheckScopedId(e.claim_id(), kField));
  const v1::Record* const record = t.Find(state::SubjectKey(v1::SUBJECT_KIND_CLAIM, e.claim_id()));
  if (record == nullptr || !ActsFor(t, record->claim().organisation_id())) {
    return Refuse(v1::REFUSAL_REASON_NOT_FOUND, kField, "you made no such claim: check its id");
  }
  if (record->claim().cancelled()) {
    return Refuse(v1::REFUSAL_REASON_HEAT_STATE, kField, "the claim is cancelled already: its grams are free");
  }
  v1::ClaimState& claim = EditClaim(t, e.claim_id());
  claim.set_cancelled(true);
  for (const v1::ClaimedHeat& claimed : claim.heats()) {
    NoteClaimed(t, EditHeat(t, claimed.heat_id()), mass::ToCells(claimed.amounts()), -1);
  }
  return absl::OkStatus();
}

}  // namespace ingot::rules
