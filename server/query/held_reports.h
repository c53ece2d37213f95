// Reports of what organisations hold, along an index by organisation. For this folder alone.
#ifndef INGOT_SERVER_QUERY_HELD_REPORTS_H_
#define INGOT_SERVER_QUERY_HELD_REPORTS_H_

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ledger/base/strings.h"
#include "ledger/report/rows.h"
#include "server/query/index_list.h"
#include "storage/index/index_keys.h"
#include "storage/index/scan.h"

namespace ingot::query {

inline constexpr IdIndex kWaitingVehicles = {storage::kWaitingIndex, true, storage::kDayBytes};

// A page of rows of report::RowOf. `record` is the letter of the records that `index` names.
template <typename Row, typename Request, typename Response>
absl::Status ListHeld(const Context& context, const IdIndex& index, char record, const std::vector<uint8_t>& states,
                      IndexList list, const Request& request, const v1::Date& on, Response* response) {
  INGOT_ASSIGN_OR_RETURN(const Whose whose, WhoseOf(context, request.organisation()));
  AddRanges(index, whose, states, &list);
  const IndexList shape = {.order = list.order};
  const auto visit = [&](std::string_view row) -> absl::StatusOr<Visit<Row>> {
    const std::optional<IndexedId> indexed = IdOf(index, shape, row);
    const bool other = !indexed.has_value() ||
                       (indexed->state != 0 && std::find(states.begin(), states.end(), indexed->state) == states.end());
    if (other) return Visit<Row>{.row = std::nullopt, .read = false};
    INGOT_ASSIGN_OR_RETURN(const state::RecordPtr found,
                           storage::IndexedRecord(context.snapshot(), Cat(std::string_view(&record, 1), indexed->id)));
    return Visit<Row>{.row = report::RowOf(context.view(), *found, request, on)};
  };
  return FillPage<Row>(context, std::move(list), request, response, visit);
}

}  // namespace ingot::query

#endif  // INGOT_SERVER_QUERY_HELD_REPORTS_H_
