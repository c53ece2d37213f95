// Events as rows: the other direction of Sheet.
#ifndef INGOT_CLIENTS_CLI_TABULAR_EVENT_TABLE_H_
#define INGOT_CLIENTS_CLI_TABULAR_EVENT_TABLE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "clients/cli/tabular/group.h"
#include "ingot/v1/contract_events.pb.h"
#include "ingot/v1/event.pb.h"

namespace ingot::cli {

// An event as the ledger has it.
struct TabledEvent {
  v1::Event event;
  std::optional<v1::Terms> terms;
  uint64_t seq = 0;
  int64_t recorded_at_us = 0;
  // Of a settled total, which does not say it itself; else empty.
  std::string currency;
};

// Columns of an export that no event has; a Sheet passes over them.
inline constexpr std::string_view kEntrySeqColumn = "entry_seq";
inline constexpr std::string_view kRecordedAtColumn = "recorded_at";
inline constexpr std::string_view kRecordedByColumn = "recorded_by";

// A group's columns, with all repetitions, so that Sheet reads the row back into the same event; or, without a group,
// what all events have in common and the rest as JSON. Thread-safe: const methods only.
class EventTable {
 public:
  // `group`: nullptr for none; outlives the table.
  explicit EventTable(const Group* group);

  const std::vector<std::string>& Header() const { return header_; }
  // Whether the event has a place in the table.
  bool Has(const v1::Event& event) const;
  // REQUIRES: Has(event). As many cells as the header has.
  std::vector<std::string> Cells(const TabledEvent& event) const;

 private:
  const Group* group_;
  std::vector<std::string> header_;
};

// The event on one line as `ingot submit` and `ingot import --jsonl` read it: without salt and commitments.
std::string EventLine(const TabledEvent& event);

}  // namespace ingot::cli

#endif  // INGOT_CLIENTS_CLI_TABULAR_EVENT_TABLE_H_
