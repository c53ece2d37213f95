// A page of a report along an index: rows of the records that it names, in its order.
#ifndef INGOT_SERVER_QUERY_INDEX_LIST_H_
#define INGOT_SERVER_QUERY_INDEX_LIST_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ingot/v1/common.pb.h"
#include "ledger/base/status.h"
#include "server/query/context.h"
#include "server/query/page.h"
#include "storage/index/merge.h"

namespace ingot::query {

// What a page looks at. Records cost a read each, rows of the index next to nothing.
inline constexpr size_t kMaxExaminedRows = 20'000;
inline constexpr size_t kMaxExaminedRecords = 2'000;

// Whose things a report shows. Neither: nobody's.
struct Whose {
  bool everything = false;
  std::vector<std::string> organisations;
};

// `organisation` is the request's filter; another's gives nobody's, as if it had none. LIMIT_REACHED as
// OwnedOrganisations.
absl::StatusOr<Whose> WhoseOf(const Context& context, const std::string& organisation);

// ROLE_REQUIRED unless the caller is an auditor or the operator.
absl::Status CheckSeesEverything(const Context& context);

// The day of a report: the request's, or that on which the last entry was recorded. INVALID_VALUE for no date.
absl::StatusOr<v1::Date> ReportDay(const Context& context, bool given, const v1::Date& on);

// UNKNOWN_ENUM, OUT_OF_RANGE (0 to 36 500): for filters.
absl::Status CheckKnown(bool known, std::string_view field);
absl::Status CheckDays(int32_t days, std::string_view field);

// Of an index that orders by day: the first row after the day `days` after `on`.
std::string RowAfterDay(const v1::Date& on, int32_t days);

// Part of a page's scope.
std::string ScopePart(bool given, const v1::Date& on);

// What a page walks along.
struct IndexList {
  PageScope scope;
  std::vector<std::string> prefixes;
  storage::MergeOrder order = storage::MergeOrder::kBySuffix;
  // The list ends before this row; empty for no end.
  std::string end;
};

// Of an index whose keys are letter, organisation, state (if it has one), `fixed` bytes, id: the ranges of `whose` in
// these states. Where everything is asked for, one range whose rows begin with the organisation.
struct IdIndex {
  char letter;
  bool has_state;
  size_t fixed_bytes;
};
void AddRanges(const IdIndex& index, const Whose& whose, const std::vector<uint8_t>& states, IndexList* list);

// The state that a row of such a range is in, where it tells (0 otherwise), and its id; nullopt for a row that is none.
struct IndexedId {
  uint8_t state = 0;
  std::string_view id;
};
std::optional<IndexedId> IdOf(const IdIndex& index, const IndexList& list, std::string_view row);

// What a visit made of a row of the index.
template <typename Row>
struct Visit {
  std::optional<Row> row;
  // Whether it read a record.
  bool read = true;
};

// Fills response's rows and next_page_token: visits the list's rows of the index until the page is full in rows, bytes
// or what it examined. `visit` is absl::StatusOr<Visit<Row>>(std::string_view row).
template <typename Row, typename Request, typename Response, typename Visitor>
absl::Status FillPage(const Context& context, IndexList list, const Request& request, Response* response,
                      Visitor visit) {
  INGOT_ASSIGN_OR_RETURN(const size_t page_size, PageSize(request.page_size()));
  INGOT_ASSIGN_OR_RETURN(const std::string cursor, ReadPageToken(list.scope, request.page_token()));
  response->set_checkpoint(context.checkpoint());
  if (list.prefixes.empty()) return absl::OkStatus();
  INGOT_ASSIGN_OR_RETURN(storage::IndexMerge merge,
                         storage::IndexMerge::Create(context.snapshot(), std::move(list.prefixes), list.order, cursor));
  size_t bytes = 0;
  size_t rows = 0;
  size_t records = 0;
  std::string last;
  while (true) {
    INGOT_ASSIGN_OR_RETURN(const bool more, merge.Next());
    if (!more || (!list.end.empty() && merge.row() >= list.end)) return absl::OkStatus();
    if (static_cast<size_t>(response->rows_size()) == page_size || bytes >= kMaxPageBytes || rows == kMaxExaminedRows ||
        records == kMaxExaminedRecords) {
      response->set_next_page_token(MakePageToken(list.scope, last));
      return absl::OkStatus();
    }
    INGOT_ASSIGN_OR_RETURN(Visit<Row> visited, visit(std::string_view(merge.row())));
    last = merge.row();
    ++rows;
    if (visited.read) ++records;
    if (!visited.row.has_value()) continue;
    bytes += visited.row->ByteSizeLong();
    *response->add_rows() = *std::move(visited.row);
  }
}

}  // namespace ingot::query

#endif  // INGOT_SERVER_QUERY_INDEX_LIST_H_
