// Entries and parts of state in the words of a table.
#ifndef INGOT_CLIENTS_CLI_COMMANDS_DESCRIBE_H_
#define INGOT_CLIENTS_CLI_COMMANDS_DESCRIBE_H_

#include <string>
#include <string_view>

#include "ingot/v1/entry.pb.h"
#include "ingot/v1/event.pb.h"
#include "ingot/v1/state.pb.h"

namespace ingot::cli {

// "STOCK ruishi-auto/m8", "RECOVERED ruhr-metall REMA:Twitch".
std::string AccountText(const v1::Account& account);

// "12, the last one is entry 4711".
std::string HeadText(const v1::SubjectHead& head);

// An entry as a row.
struct EntryDescription {
  std::string seq;
  // The submitter's time in its own offset.
  std::string happened;
  std::string organisation;
  // VehicleRegistered, and so on.
  std::string type;
  // The event's own fields but ids of vehicles: "to_organisation rhein-mobil, odometer_m 120000".
  std::string summary;
  // "STOCK x/y -156.000, IN_SERVICE x/y LEASE +156.000".
  std::string metal;
  std::string flags;
};

// Bytes that are no entry give the type "malformed".
EntryDescription DescribeEntry(std::string_view entry_bytes);

}  // namespace ingot::cli

#endif  // INGOT_CLIENTS_CLI_COMMANDS_DESCRIBE_H_
