// Who sees what. One table:
//
//   what                          who
//   vehicle, its history          the holder: all; former holders: up to their hand-over
//   lot                           the holder: all; former holders: up to their hand-over
//   contract, its amounts, terms  the organisation that made it, and its present counterparty if that is on the ledger
//   transfer                      sender and receiver
//   dispute                       whoever sees what is disputed, as far; whoever opened it: all
//   batch, heat, claim, account,  the organisation that owns it
//   site, instrument
//   directory: names, roles,      every enrolled organisation
//   keys, brands, models,
//   standards, rules
//   an entry                      its submitter; whoever sees one of its subjects as of that entry; an entry of the
//                                 directory: every enrolled organisation
//   everything                    auditors and the operator
//
// A group sees what its members see, a successor what its predecessor saw (auth::Caller::Owns). What is not the
// caller's to see answers as what does not exist: NOT_FOUND.
#ifndef INGOT_SERVER_AUTH_VISIBILITY_H_
#define INGOT_SERVER_AUTH_VISIBILITY_H_

#include <cstdint>
#include <limits>
#include <string_view>

#include "ingot/v1/entry.pb.h"
#include "ingot/v1/event.pb.h"
#include "ingot/v1/state.pb.h"
#include "ledger/state/view.h"
#include "server/auth/identity.h"

namespace ingot::auth {

// How much of a subject's chain of entries is the caller's to see.
struct Sight {
  bool any = false;
  // The last entry, if any.
  uint64_t until_seq = 0;

  bool whole() const { return any && until_seq == std::numeric_limits<uint64_t>::max(); }
  // The entry `seq` of the subject.
  bool Reaches(uint64_t seq) const { return any && seq <= until_seq; }

  static Sight Nothing() { return {}; }
  static Sight Until(uint64_t seq) { return {.any = true, .until_seq = seq}; }
  static Sight Whole() { return {.any = true, .until_seq = std::numeric_limits<uint64_t>::max()}; }
  static Sight WholeIf(bool condition) { return condition ? Whole() : Nothing(); }
};

// All functions read other records through `view`, are pure and thread-safe.

Sight SightOf(const state::View& view, const Caller& caller, const v1::VehicleState& vehicle);
Sight SightOf(const state::View& view, const Caller& caller, const v1::LotState& lot);
Sight SightOf(const state::View& view, const Caller& caller, const v1::ContractState& contract);
Sight SightOf(const state::View& view, const Caller& caller, const v1::TransferState& transfer);
Sight SightOf(const state::View& view, const Caller& caller, const v1::BatchState& batch);
Sight SightOf(const state::View& view, const Caller& caller, const v1::HeatState& heat);
Sight SightOf(const state::View& view, const Caller& caller, const v1::ClaimState& claim);
Sight SightOf(const state::View& view, const Caller& caller, const v1::AccountState& account);
Sight SightOf(const state::View& view, const Caller& caller, const v1::DisputeState& dispute);

// A subject by its kind and id; Nothing() where there is none. Subjects of the directory are open as state but don't
// open the entries that touch them, so brands, models, standards and the ledger itself give Nothing().
Sight SightOfSubject(const state::View& view, const Caller& caller, v1::SubjectKind kind, std::string_view id);

// The entry whole, without its terms. `event` is the entry's.
bool SeesEntry(const state::View& view, const Caller& caller, const v1::Entry& entry, const v1::Event& event);

// The entry's terms: the submitter, and whoever sees a contract that the entry is about.
bool SeesTerms(const state::View& view, const Caller& caller, const v1::Entry& entry, const v1::Event& event);

// The record as the caller may see it. A former holder keeps what it knew and what can't change: the vehicle's identity
// and its own spans as holder. REQUIRES: SightOf(...).any.
v1::VehicleState Shown(const state::View& view, const Caller& caller, const v1::VehicleState& vehicle);
v1::LotState Shown(const state::View& view, const Caller& caller, const v1::LotState& lot);
// What a brand made of its part of a heat is the brand's manufacturer's.
v1::HeatState Shown(const state::View& view, const Caller& caller, const v1::HeatState& heat);
// Flags and weighings are the organisation's own.
v1::OrganisationState Shown(const state::View& view, const Caller& caller, const v1::OrganisationState& organisation);

}  // namespace ingot::auth

#endif  // INGOT_SERVER_AUTH_VISIBILITY_H_
