// Rows of the reports, from the state alone: the server makes them along its indexes, a test from all records. Each
// function takes the request's filters and the report's day, and gives nothing for a record that is not of the list or
// does not pass; the filter `organisation` is the caller's to apply, since it is a matter of who may see what. Others'
// records are read through the view. All functions are pure and thread-safe.
#ifndef INGOT_LEDGER_REPORT_ROWS_H_
#define INGOT_LEDGER_REPORT_ROWS_H_

#include <optional>

#include "ingot/v1/report.pb.h"
#include "ingot/v1/report_service.pb.h"
#include "ingot/v1/state.pb.h"
#include "ledger/state/view.h"

namespace ingot::report {

// Dealers.
std::optional<v1::StockRow> RowOf(const state::View& view, const v1::Record& record,
                                  const v1::ListStockRequest& request, const v1::Date& on);
std::optional<v1::ExpiryRow> RowOf(const state::View& view, const v1::Record& record,
                                   const v1::ListExpiriesRequest& request, const v1::Date& on);
std::optional<v1::ArrearsRow> RowOf(const state::View& view, const v1::Record& record,
                                    const v1::ListArrearsRequest& request, const v1::Date& on);
std::optional<v1::ReturnDueRow> RowOf(const state::View& view, const v1::Record& record,
                                      const v1::ListReturnsDueRequest& request, const v1::Date& on);
std::optional<v1::MileageRow> RowOf(const state::View& view, const v1::Record& record,
                                    const v1::ListMileageRequest& request, const v1::Date& on);

// Recyclers.
std::optional<v1::HulkRow> RowOf(const state::View& view, const v1::Record& record, const v1::ListHulksRequest& request,
                                 const v1::Date& on);
std::optional<v1::OpenBatchRow> RowOf(const state::View& view, const v1::Record& record,
                                      const v1::ListOpenBatchesRequest& request, const v1::Date& on);
std::optional<v1::LotRow> RowOf(const state::View& view, const v1::Record& record, const v1::ListLotsRequest& request,
                                const v1::Date& on);
std::optional<v1::YieldRow> RowOf(const state::View& view, const v1::Record& record,
                                  const v1::ListYieldsRequest& request, const v1::Date& on);

// Auditors. Of a lot whose assay by its holder is flagged; without regard to other flags.
std::optional<v1::HolderAssayRow> RowOf(const state::View& view, const v1::Record& record,
                                        const v1::ListHolderAssaysRequest& request, const v1::Date& on);
std::optional<v1::ErasureRow> RowOf(const state::View& view, const v1::Record& record,
                                    const v1::ListErasuresRequest& request, const v1::Date& on);

}  // namespace ingot::report

#endif  // INGOT_LEDGER_REPORT_ROWS_H_
