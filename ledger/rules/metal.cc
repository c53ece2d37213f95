#include "ledger/rules/metal.h"

#include "ledger/base/check.h"
#include "ledger/mass/account_class.h"
#include "ledger/rules/custody.h"
#include "ledger/state/record_key.h"

namespace ingot::rules {
namespace {

using mass::MakeAccount;

bool SameAccount(const v1::Account& a, const v1::Account& b) {
  return a.account_class() == b.account_class() && a.party() == b.party() && a.detail() == b.detail();
}

// `sign` times the whole body, without origin: none applies before shredding.
void PostBody(Transaction& t, const v1::Account& account, const v1::VehicleState& vehicle, int sign) {
  for (const v1::FamilyMass& mass : vehicle.body()) {
    PostMass(t, account, mass.family(), v1::ORIGIN_UNSPECIFIED, sign * mass.grams());
  }
}

// The body with the origin that it has from shredding on.
mass::Cells BodyCells(const v1::VehicleState& vehicle) {
  const v1::Origin origin = vehicle.foreign_make() ? v1::ORIGIN_THIRD_PARTY : v1::ORIGIN_OWN_BODY;
  mass::Cells cells;
  for (const v1::FamilyMass& mass : vehicle.body()) mass::Add(cells, {mass.family(), origin}, mass.grams());
  return cells;
}

const v1::Record* FindParty(const Transaction& t, v1::SubjectKind kind, const v1::Account& account) {
  return account.party().empty() ? nullptr : t.Find(state::SubjectKey(kind, account.party()));
}

// The account of a vehicle at rest in a state.
v1::Account PositionIn(const v1::VehicleState& vehicle, v1::CustodyState custody) {
  switch (custody) {
    case v1::CUSTODY_STATE_REGISTERED:
    case v1::CUSTODY_STATE_IN_STOCK:
    case v1::CUSTODY_STATE_RETURNED:
      return MakeAccount(v1::ACCOUNT_CLASS_STOCK, vehicle.brand_id());
    case v1::CUSTODY_STATE_LEASED:
      return MakeAccount(v1::ACCOUNT_CLASS_IN_SERVICE, vehicle.brand_id(), "lease");
    case v1::CUSTODY_STATE_LEASE_TO_OWN:
      return MakeAccount(v1::ACCOUNT_CLASS_IN_SERVICE, vehicle.brand_id(), "lease_to_own");
    case v1::CUSTODY_STATE_SOLD:
      return MakeAccount(v1::ACCOUNT_CLASS_IN_SERVICE, vehicle.brand_id(), "sale");
    case v1::CUSTODY_STATE_STOLEN:
      // A theft moves no metal on the books: it is found, written off, or declared a loss.
      INGOT_CHECK(vehicle.custody_before() != v1::CUSTODY_STATE_STOLEN);
      return PositionIn(vehicle, vehicle.custody_before());
    case v1::CUSTODY_STATE_TOTAL_LOSS:
      return MakeAccount(v1::ACCOUNT_CLASS_SALVAGE, vehicle.brand_id());
    case v1::CUSTODY_STATE_UNTRACED:
      return MakeAccount(v1::ACCOUNT_CLASS_UNTRACED, LastHolder(vehicle));
    case v1::CUSTODY_STATE_EXPORTED:
      return MakeAccount(v1::ACCOUNT_CLASS_EXPORTED, vehicle.exported_to());
    case v1::CUSTODY_STATE_RETIRED:
      return MakeAccount(v1::ACCOUNT_CLASS_RETIRED, vehicle.brand_id());
    case v1::CUSTODY_STATE_AT_FACILITY:
      return MakeAccount(
          vehicle.certified() && vehicle.depolluted() ? v1::ACCOUNT_CLASS_HULK : v1::ACCOUNT_CLASS_AWAITING,
          vehicle.site_id());
    case v1::CUSTODY_STATE_DISMANTLED:
      return MakeAccount(v1::ACCOUNT_CLASS_HULK, vehicle.site_id());
    default:
      break;
  }
  INGOT_CHECK_MSG(false, "a vehicle in this state has no metal of its own");
}

}  // namespace

std::string AccountOwner(const Transaction& t, const v1::Account& account) {
  switch (account.account_class()) {
    case v1::ACCOUNT_CLASS_PRODUCTION:
    case v1::ACCOUNT_CLASS_STOCK:
    case v1::ACCOUNT_CLASS_IN_SERVICE:
    case v1::ACCOUNT_CLASS_SALVAGE:
    case v1::ACCOUNT_CLASS_RETIRED:
    case v1::ACCOUNT_CLASS_BACK_IN_PRODUCTION: {
      const v1::Record* const brand = FindParty(t, v1::SUBJECT_KIND_BRAND, account);
      return brand != nullptr ? brand->brand().organisation_id() : "";
    }
    case v1::ACCOUNT_CLASS_AWAITING:
    case v1::ACCOUNT_CLASS_HULK:
    case v1::ACCOUNT_CLASS_REUSED_PARTS:
    case v1::ACCOUNT_CLASS_REPAIR_SCRAP:
    case v1::ACCOUNT_CLASS_SCRAP_STOCK:
    case v1::ACCOUNT_CLASS_DROSS:
    case v1::ACCOUNT_CLASS_FURNACE:
    case v1::ACCOUNT_CLASS_REMELTED:
    case v1::ACCOUNT_CLASS_LOSS_SHRED:
    case v1::ACCOUNT_CLASS_LOSS_MELT:
    case v1::ACCOUNT_CLASS_VARIANCE: {
      const v1::Record* const site = FindParty(t, v1::SUBJECT_KIND_SITE, account);
      return site != nullptr ? site->site().organisation_id() : "";
    }
    case v1::ACCOUNT_CLASS_TRANSIT: {
      const v1::Record* const transfer = FindParty(t, v1::SUBJECT_KIND_TRANSFER, account);
      return transfer != nullptr ? transfer->transfer().sender() : "";
    }
    case v1::ACCOUNT_CLASS_IN_PROCESS: {
      const v1::Record* const batch = FindParty(t, v1::SUBJECT_KIND_BATCH, account);
      return batch != nullptr ? batch->batch().organisation_id() : "";
    }
    case v1::ACCOUNT_CLASS_UNTRACED:
    case v1::ACCOUNT_CLASS_RECOVERED:
    case v1::ACCOUNT_CLASS_EXCESS:
      return account.party();
    default:
      return "";
  }
}

void PostMass(Transaction& t, const v1::Account& account, v1::AlloyFamily family, v1::Origin origin, int64_t grams) {
  t.Post(account, family, origin, grams, AccountOwner(t, account));
}

void PostCells(Transaction& t, const v1::Account& account, const mass::Cells& cells, int sign) {
  const std::string owner = AccountOwner(t, account);
  for (const auto& [cell, grams] : cells) t.Post(account, cell.first, cell.second, sign * grams, owner);
}

v1::Account PositionOf(const v1::VehicleState& vehicle) {
  if (!vehicle.transfer_id().empty()) return MakeAccount(v1::ACCOUNT_CLASS_TRANSIT, vehicle.transfer_id());
  return PositionIn(vehicle, vehicle.custody());
}

void MoveMetal(Transaction& t, v1::VehicleState& vehicle) {
  const v1::Account to = PositionOf(vehicle);
  if (SameAccount(vehicle.position(), to)) return;
  PostBody(t, vehicle.position(), vehicle, -1);
  PostBody(t, to, vehicle, 1);
  *vehicle.mutable_position() = to;
}

void EnterMetal(Transaction& t, v1::VehicleState& vehicle) {
  const v1::Account from = vehicle.foreign_make() ? MakeAccount(v1::ACCOUNT_CLASS_OTHER_BODY)
                                                  : MakeAccount(v1::ACCOUNT_CLASS_PRODUCTION, vehicle.brand_id());
  *vehicle.mutable_position() = PositionOf(vehicle);
  PostBody(t, from, vehicle, -1);
  PostBody(t, vehicle.position(), vehicle, 1);
  vehicle.set_entered_g(mass::Total(vehicle.body()));
}

void TakeFromBody(Transaction& t, v1::VehicleState& vehicle, const mass::Cells& removed) {
  mass::Cells rest = mass::ToCells(vehicle.body());
  const mass::Cells taken = mass::Common(removed, rest);
  mass::AddAll(rest, taken, -1);
  mass::Cells lacking = removed;
  mass::AddAll(lacking, taken, -1);
  const mass::Cells regraded = mass::TakeProRata(rest, mass::Total(lacking));
  PostCells(t, vehicle.position(), taken, -1);
  if (!lacking.empty()) {
    PostCells(t, vehicle.position(), regraded, -1);
    const v1::Account regrade = MakeAccount(v1::ACCOUNT_CLASS_REGRADE);
    PostCells(t, regrade, regraded, 1);
    PostCells(t, regrade, lacking, -1);
    t.Flag(v1::FLAG_KIND_REGRADED, v1::SUBJECT_KIND_VEHICLE, vehicle.vin());
  }
  *vehicle.mutable_body() = mass::ToMasses(rest);
  vehicle.set_departed_g(vehicle.departed_g() + mass::Total(removed));
}

void AddToBody(Transaction& t, v1::VehicleState& vehicle, const mass::Cells& fitted) {
  mass::Cells body = mass::ToCells(vehicle.body());
  mass::AddAll(body, fitted);
  PostCells(t, vehicle.position(), fitted, 1);
  *vehicle.mutable_body() = mass::ToMasses(body);
  vehicle.set_entered_g(vehicle.entered_g() + mass::Total(fitted));
}

void TakeOut(Transaction& t, const v1::Account& account, const mass::Cells& cells, const std::string& site_id) {
  const mass::Cells found = mass::Common(cells, mass::ToCells(t.Balance(account)));
  mass::Cells missing = cells;
  mass::AddAll(missing, found, -1);
  PostCells(t, account, found, -1);
  PostCells(t, MakeAccount(v1::ACCOUNT_CLASS_VARIANCE, site_id), missing, -1);
}

void LoseMetal(Transaction& t, v1::VehicleState& vehicle, const std::string& site_id) {
  PostBody(t, vehicle.position(), vehicle, -1);
  PostCells(t, MakeAccount(v1::ACCOUNT_CLASS_LOSS_SHRED, site_id), BodyCells(vehicle), 1);
  vehicle.clear_position();
  vehicle.set_departed_g(vehicle.entered_g());
}

void RestoreMetal(Transaction& t, v1::VehicleState& vehicle, const std::string& site_id) {
  *vehicle.mutable_position() = PositionOf(vehicle);
  PostCells(t, MakeAccount(v1::ACCOUNT_CLASS_VARIANCE, site_id), BodyCells(vehicle), -1);
  PostBody(t, vehicle.position(), vehicle, 1);
  vehicle.set_departed_g(vehicle.departed_g() - mass::Total(vehicle.body()));
}

void FeedMetal(Transaction& t, v1::VehicleState& vehicle, const v1::Account& in_process, mass::Cells& inputs) {
  mass::Cells fed = BodyCells(vehicle);
  mass::Add(fed, {v1::ALLOY_FAMILY_CAST, vehicle.foreign_make() ? v1::ORIGIN_THIRD_PARTY : v1::ORIGIN_OWN_OTHER},
            vehicle.other_aluminium_g());
  PostBody(t, vehicle.position(), vehicle, -1);
  PostMass(t, MakeAccount(v1::ACCOUNT_CLASS_OTHER_BODY), v1::ALLOY_FAMILY_CAST, v1::ORIGIN_UNSPECIFIED,
           -vehicle.other_aluminium_g());
  PostCells(t, in_process, fed, 1);
  mass::AddAll(inputs, fed);
  vehicle.clear_position();
  vehicle.set_departed_g(vehicle.entered_g());
}

}  // namespace ingot::rules
