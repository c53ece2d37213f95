// What auditors follow up: assays by holders, erased seals.
#include <algorithm>

#include "ledger/report/row_parts.h"
#include "ledger/report/rows.h"

namespace ingot::report {

std::optional<v1::HolderAssayRow> RowOf(const state::View& /*view*/, const v1::Record& record,
                                        const v1::ListHolderAssaysRequest& /*request*/, const v1::Date& /*on*/) {
  const v1::LotState& lot = record.lot();
  const auto flag = std::find_if(lot.flags().begin(), lot.flags().end(), [](const v1::Flag& standing) {
    return standing.kind() == v1::FLAG_KIND_ASSAY_BY_HOLDER;
  });
  if (flag == lot.flags().end()) return std::nullopt;
  v1::HolderAssayRow row;
  row.set_lot_id(lot.lot_id());
  row.set_holder(lot.holder());
  row.set_laboratory(lot.assay().laboratory());
  row.set_method(lot.assay().method());
  row.set_seq(flag->seq());
  row.set_batch_id(lot.batch_id());
  row.set_net_g(lot.net_g());
  row.set_moisture_ppm(lot.assay().moisture_ppm());
  row.set_foreign_ppm(lot.assay().foreign_ppm());
  row.set_metal_content_ppm(lot.assay().metal_content_ppm());
  row.set_contained_g(lot.contained_g());
  row.set_excess_g(lot.excess_g());
  return row;
}

std::optional<v1::ErasureRow> RowOf(const state::View& /*view*/, const v1::Record& record,
                                    const v1::ListErasuresRequest& /*request*/, const v1::Date& /*on*/) {
  const v1::SealState& seal = record.seal();
  if (seal.erased_seq() == 0) return std::nullopt;
  v1::ErasureRow row;
  row.set_seq(seal.seq());
  row.set_organisation_id(seal.organisation_id());
  row.set_erased_seq(seal.erased_seq());
  row.set_counterparty_organisation(seal.counterparty_organisation());
  return row;
}

}  // namespace ingot::report
