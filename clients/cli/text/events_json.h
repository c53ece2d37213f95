// Events as JSON files hold them: proto3 JSON of ingot.v1.Event, or {"event": ..., "terms": ..., "sealed": ...}; with
// times and dates also as text.
#ifndef INGOT_CLIENTS_CLI_TEXT_EVENTS_JSON_H_
#define INGOT_CLIENTS_CLI_TEXT_EVENTS_JSON_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "clients/cpp/signer.h"
#include "ingot/v1/entry.pb.h"

namespace ingot::cli {

// An event and the line of the file that it begins on.
struct LocatedDraft {
  client::Draft draft;
  int line = 1;
};

// Reads a JSON array of items, or items one after the other. Beyond proto3 JSON: a LocalTime may be an RFC 3339 string
// ("occurredAt": "2026-05-01T10:00:00+08:00"), a Date a string "2026-05-01". `now` stands for an absent occurred_at;
// without it that is an error. INVALID_ARGUMENT: "<name>:<line>: <field>: what and how"; fields by their schema names.
// Rules are not checked: the ledger does.
absl::StatusOr<std::vector<LocatedDraft>> ParseDrafts(std::string_view text, std::string_view name,
                                                      const std::optional<v1::LocalTime>& now);

// {"seq": ..., "leaf": hex, "entry": the entry without its event, "event": the event, "terms": where given}. Bytes that
// are no entry give {"malformed": hex}.
std::string EntryJson(std::string_view entry_bytes, const v1::DetachedPart* terms);
// {"header": ..., "events": [{"event": ..., "terms": ..., "sealed": ...}]}: what a submission says, readable.
std::string SubmissionJson(const v1::Submission& submission);

// The event's type by its field's name, for example "vehicle_registered"; empty for none.
std::string_view EventType(const v1::Event& event);

}  // namespace ingot::cli

#endif  // INGOT_CLIENTS_CLI_TEXT_EVENTS_JSON_H_
