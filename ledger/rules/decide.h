// The rules. One function decides every event, for the server before it is written and for the auditor after: same
// state, same context, same event give the same effects or the same refusal, for ever.
#ifndef INGOT_LEDGER_RULES_DECIDE_H_
#define INGOT_LEDGER_RULES_DECIDE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "ingot/v1/contract_events.pb.h"
#include "ingot/v1/entry.pb.h"
#include "ingot/v1/event.pb.h"
#include "ledger/base/hash.h"
#include "ledger/state/view.h"

namespace ingot::rules {

// Newest version that this code knows. Version 1: ISO 4217 as of 2025; version 2: as of 2026-01-01 (BGN withdrawn).
inline constexpr int32_t kNewestRulesVersion = 2;

// What the ledger gives to an event. Nothing else enters a decision.
struct Context {
  Hash ledger_id{};
  uint64_t seq = 0;
  // UTC microseconds since 1970.
  int64_t recorded_at_us = 0;
  // The submitter, by the state before the submission's first entry.
  std::string organisation_id;
  std::string key_id;
  v1::KeyKind key_kind = v1::KEY_KIND_UNSPECIFIED;
  std::vector<v1::Role> roles;
  int32_t rules_version = 0;
};

// What an event does. Changed records carry everything but the subjects' heads, which linking sets.
struct Effects {
  std::vector<std::pair<std::string, v1::Record>> records;        // by key, ascending
  std::vector<std::pair<v1::SubjectKind, std::string>> subjects;  // ascending; each has a record above
  std::vector<v1::Posting> postings;                              // by account key, ascending
  std::vector<v1::RaisedFlag> flags;
  std::vector<v1::Allocation> allocations;
  // The submitter's first open day, where the event occurred in a period that it has closed.
  std::optional<v1::Date> posted_on;
};

// Decides one event. `terms` is nullptr where the event has none, or where a replay may not see them: then checks on
// amounts are left out and the contract is marked terms_unexamined. A refusal (ledger/refusal) changes nothing.
// Pure; thread-safe for distinct views.
absl::StatusOr<Effects> Decide(const state::View& view, const Context& context, const v1::Event& event,
                               const v1::Terms* terms);

}  // namespace ingot::rules

#endif  // INGOT_LEDGER_RULES_DECIDE_H_
