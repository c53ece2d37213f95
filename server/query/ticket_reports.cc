// Running numbers of weighbridge tickets that are missing.
#include <algorithm>
#include <optional>
#include <string>

#include "ledger/base/bytes.h"
#include "ledger/base/strings.h"
#include "ledger/state/record_key.h"
#include "server/query/index_list.h"
#include "server/query/queries.h"
#include "storage/index/index_keys.h"

namespace ingot::query {
namespace {

// A row of the index: instrument, 0x00, u64 running number, number.
struct UsedTicket {
  std::string instrument_id;
  uint64_t running = 0;
  std::string number;
};

std::optional<UsedTicket> ParseTicket(std::string_view row) {
  const size_t separator = row.find('\0');
  if (separator == std::string_view::npos || row.size() < separator + 1 + sizeof(uint64_t)) return std::nullopt;
  return UsedTicket{.instrument_id = std::string(row.substr(0, separator)),
                    .running = ReadBe64(row.substr(separator + 1, sizeof(uint64_t))),
                    .number = std::string(row.substr(separator + 1 + sizeof(uint64_t)))};
}

// The ranges of the instruments that may be shown: an instrument's id begins with its organisation's.
absl::StatusOr<std::vector<std::string>> TicketRanges(const Context& context,
                                                      const v1::ListTicketGapsRequest& request) {
  if (!request.instrument_id().empty()) {
    const state::RecordPtr record =
        context.view().Find(state::SubjectKey(v1::SUBJECT_KIND_INSTRUMENT, request.instrument_id()));
    const std::string owner = record == nullptr ? std::string() : record->instrument().organisation_id();
    const bool visible = !owner.empty() &&
                         (context.caller().sees_everything() || context.caller().Owns(context.view(), owner)) &&
                         (request.organisation().empty() || request.organisation() == owner);
    if (!visible) return std::vector<std::string>();
    return std::vector<std::string>{storage::TicketPrefix(request.instrument_id())};
  }
  INGOT_ASSIGN_OR_RETURN(const Whose whose, WhoseOf(context, request.organisation()));
  if (whose.everything) return std::vector<std::string>{storage::IndexPrefix(storage::kTicketIndex)};
  std::vector<std::string> ranges;
  for (const std::string& organisation : whose.organisations) {
    ranges.push_back(Cat(storage::IndexPrefix(storage::kTicketIndex), organisation, "/"));
  }
  return ranges;
}

v1::TicketGapRow RowOfGap(const Context& context, const UsedTicket& before, const UsedTicket& after) {
  v1::TicketGapRow row;
  row.set_instrument_id(after.instrument_id);
  const state::RecordPtr instrument =
      context.view().Find(state::SubjectKey(v1::SUBJECT_KIND_INSTRUMENT, after.instrument_id));
  if (instrument != nullptr) {
    row.set_organisation_id(instrument->instrument().organisation_id());
    row.set_site_id(instrument->instrument().site_id());
  }
  row.set_first_missing(before.running + 1);
  row.set_last_missing(after.running - 1);
  row.set_missing(after.running - before.running - 1);
  row.set_number_before(before.number);
  row.set_number_after(after.number);
  const state::RecordPtr used =
      context.view().Find(state::NumberKey(state::NumberKind::kTicket, after.instrument_id, after.number));
  if (used != nullptr) row.set_seq_after(used->used_number().seq());
  return row;
}

}  // namespace

absl::Status Answer(const Context& context, const v1::ListTicketGapsRequest& request,
                    v1::ListTicketGapsResponse* response) {
  IndexList list;
  list.scope = context.Scope({"ListTicketGaps", request.organisation(), request.instrument_id()});
  list.order = storage::MergeOrder::kByKey;
  INGOT_ASSIGN_OR_RETURN(list.prefixes, TicketRanges(context, request));
  // A page goes on behind the ticket that the page before examined last.
  INGOT_ASSIGN_OR_RETURN(const std::string cursor, ReadPageToken(list.scope, request.page_token()));
  std::optional<UsedTicket> before = ParseTicket(cursor);
  const auto visit = [&](std::string_view row) -> absl::StatusOr<Visit<v1::TicketGapRow>> {
    Visit<v1::TicketGapRow> visited{.row = std::nullopt, .read = false};
    const std::optional<UsedTicket> ticket = ParseTicket(row);
    if (!ticket.has_value()) return visited;
    if (before.has_value() && before->instrument_id == ticket->instrument_id && ticket->running > before->running + 1) {
      visited = {.row = RowOfGap(context, *before, *ticket), .read = true};
    }
    before = ticket;
    return visited;
  };
  return FillPage<v1::TicketGapRow>(context, std::move(list), request, response, visit);
}

}  // namespace ingot::query
