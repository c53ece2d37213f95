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

// What the rules ask of an event's submitter and envelope.
struct EventRule {
  v1::Event::BodyCase event;
  // Bit 1 << role for each role of which one suffices; 0: every enrolled organisation, whatever its roles.
  uint32_t roles;
  // The kind of detached terms that the event carries; TERMS_NOT_SET for none.
  v1::Terms::TermsCase terms;
};

// The rule of an event type; aborts for BODY_NOT_SET, which decoding refuses.
const EventRule& RuleOf(v1::Event::BodyCase event);

// The roles of which one suffices, ascending; all roles where every enrolled organisation may submit the event.
std::vector<v1::Role> RolesFor(v1::Event::BodyCase event);

// Whether an organisation with these roles may submit the event.
bool MaySubmit(const std::vector<v1::Role>& roles, v1::Event::BodyCase event);

// Whether the operator alone submits the event, with its offline key (kind OPERATOR).
bool IsOperatorEvent(v1::Event::BodyCase event);

// "vehicle_registered": the name of the event's field, with which refusals begin.
const std::string& EventName(v1::Event::BodyCase event);

}  // namespace ingot::rules

#endif  // INGOT_LEDGER_RULES_ROLE_TABLE_H_
