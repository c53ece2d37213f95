// What can be imported: groups of events, one event a row.
#ifndef INGOT_CLIENTS_CLI_TABULAR_GROUP_H_
#define INGOT_CLIENTS_CLI_TABULAR_GROUP_H_

#include <string>
#include <string_view>
#include <vector>

#include "clients/cli/tabular/column.h"
#include "google/protobuf/descriptor.h"

namespace ingot::cli {

// An event of a group.
struct GroupEvent {
  // Its field of v1::Event, for example "vehicle_sent".
  const google::protobuf::FieldDescriptor* field = nullptr;
  // What the column `event` says for it, for example "sent".
  std::string word;
  // Its own columns, with required set.
  std::vector<FieldColumn> columns;
};

struct Group {
  std::string name;
  std::string description;
  // With more than one, a column `event` says which a row is.
  std::vector<GroupEvent> events;
};

inline constexpr std::string_view kEventColumn = "event";

// All groups, made once; the pointers stay good. Thread-safe.
const std::vector<Group>& Groups();
// nullptr for none of that name.
const Group* FindGroup(std::string_view name);
// The group that has this event (a field's name of v1::Event); nullptr where none has.
const Group* GroupOfEvent(std::string_view event);
// By its word or its schema name, in any case, '-' and ' ' for '_'; nullptr for none.
const GroupEvent* FindEvent(const Group& group, std::string_view word);

// The header and an example row for each event, as lines of CSV.
std::string TemplateOf(const Group& group, std::string_view organisation, char delimiter);
// Every column in words, for people.
std::string ExplanationOf(const Group& group);

}  // namespace ingot::cli

#endif  // INGOT_CLIENTS_CLI_TABULAR_GROUP_H_
