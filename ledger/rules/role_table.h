// The table of role x event type (docs/DOMAIN.md): who may submit what, with which kind of key, and which terms go with
// it. Data, so that the rules, the server and the documentation read the same.
#ifndef INGOT_LEDGER_RULES_ROLE_TABLE_H_
#define INGOT_LEDGER_RULES_ROLE_TABLE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "ingot/v1/common.pb.h"
#include "ingot/v1/contract_events.pb.h"
#include "ingot/v1/event.pb.h"

namespace ingot::rules {

// What an event is to the rules: decides who may reverse it and what a later one means for an earlier one.
enum class Nature {
  // The directory and the ledger itself: corrected by entries of their own, never reversed.
  kDirectory,
  // Custody, contracts, metal: depends on the facts before it, and can be reversed while none depends on it.
  kFact,
  // Changes neither custody nor metal: keeps no earlier entry from being reversed.
  kObservation,
  // Payments and what is like them: reversed in any order.
  kMoney,
  // Corrections and findings: never reversed.
  kCorrection,
};

// Whether an event carries detached terms of its kind.
enum class TermsNeed { kNone, kOptional, kRequired };

// What the rules ask of an event's submitter and envelope.
struct EventRule {
  v1::Event::BodyCase event;
  // Bit 1 << role for each role of which one suffices; 0: every enrolled organisation, whatever its roles.
  uint32_t roles;
  Nature nature;
  TermsNeed terms_need;
  // The kind of detached terms that the event carries; TERMS_NOT_SET for none.
  v1::Terms::TermsCase terms;
};

// Whether the rules know the event type. BODY_NOT_SET, which decoding refuses, is not known.
bool IsInForce(v1::Event::BodyCase event);

// The rule of an event type in force; aborts for any other.
const EventRule& RuleOf(v1::Event::BodyCase event);

// The roles of which one suffices, ascending; all roles where every enrolled organisation may submit the event.
std::vector<v1::Role> RolesFor(v1::Event::BodyCase event);

// Whether an organisation with these roles may submit the event.
bool MaySubmit(const std::vector<v1::Role>& roles, v1::Event::BodyCase event);

// Whether the ledger's own service submits the event, in the operator's name, with its online key (kind SERVICE).
bool IsServiceEvent(v1::Event::BodyCase event);

// Whether the operator alone submits the event, with its offline key (kind OPERATOR).
bool IsOperatorEvent(v1::Event::BodyCase event);

// "vehicle_registered": the name of the event's field, with which refusals begin.
const std::string& EventName(v1::Event::BodyCase event);

}  // namespace ingot::rules

#endif  // INGOT_LEDGER_RULES_ROLE_TABLE_H_
