// Where a vehicle's metal stands, and the postings that follow its custody.
#ifndef INGOT_LEDGER_RULES_METAL_H_
#define INGOT_LEDGER_RULES_METAL_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "ledger/mass/amounts.h"
#include "ledger/rules/transaction.h"

namespace ingot::rules {

// Who may see an account: the organisation behind its brand, site, transfer or batch; the party itself for recyclers'
// accounts; empty for the ledger's own (externals without a party, foreign makes' accounts, REGRADE).
std::string AccountOwner(const Transaction& t, const v1::Account& account);

// Posts with the account's owner.
void PostMass(Transaction& t, const v1::Account& account, v1::AlloyFamily family, v1::Origin origin, int64_t grams);
// Posts all cells, times `sign` (1 or -1).
void PostCells(Transaction& t, const v1::Account& account, const mass::Cells& cells, int sign);

// The account where the vehicle's body belongs by its state: transfer_id first, then custody, site, certificate and
// depollution. Aborts for states that hold no metal on a vehicle account (SHREDDED and later).
v1::Account PositionOf(const v1::VehicleState& vehicle);

// Moves the body from where it stands to PositionOf(vehicle). Called after the state was changed; no postings where the
// position stays. REQUIRES: the transfer's record exists where the vehicle is under way.
void MoveMetal(Transaction& t, v1::VehicleState& vehicle);

// Birth: from PRODUCTION/brand, or OTHER_BODY for a foreign make, to PositionOf(vehicle).
void EnterMetal(Transaction& t, v1::VehicleState& vehicle);

// Takes grams of the body out of its account, and out of the body. A family that the body lacks comes out of its others
// (pro rata, through REGRADE), and the vehicle is flagged REGRADED. The caller posts where it goes.
// REQUIRES: not more than the body holds in all; a vehicle with a position.
void TakeFromBody(Transaction& t, v1::VehicleState& vehicle, const mass::Cells& removed);

// Adds grams to the body and its account. The caller posts where they come from.
void AddToBody(Transaction& t, v1::VehicleState& vehicle, const mass::Cells& fitted);

// Takes cells out of an account of a site. What a count has found missing there, and booked as variance, comes back
// from VARIANCE/site: metal that was named apart (a lot, a heat) is not refused because a count did not find it.
void TakeOut(Transaction& t, const v1::Account& account, const mass::Cells& cells, const std::string& site_id);

// Burnt at the facility: the body from where it stands to LOSS_SHRED/site, with its origin. The position is cleared and
// everything that entered has departed.
void LoseMetal(Transaction& t, v1::VehicleState& vehicle, const std::string& site_id);

// The vehicle exists although a batch was fed with it: the body, as it was then, from VARIANCE/site, with its origin,
// to PositionOf(vehicle).
void RestoreMetal(Transaction& t, v1::VehicleState& vehicle, const std::string& site_id);

// Into the shredder: the body from where it stands, wheels and castings (family CAST) from OTHER_BODY, both into
// IN_PROCESS/batch with their origins: own_body and own_other, or third_party for a foreign make. Adds what entered
// to `inputs`; the vehicle's position is cleared and everything that entered has departed.
void FeedMetal(Transaction& t, v1::VehicleState& vehicle, const v1::Account& in_process, mass::Cells& inputs);

}  // namespace ingot::rules

#endif  // INGOT_LEDGER_RULES_METAL_H_
