// Batches, lots and yields.
#include "ledger/iso/date.h"
#include "ledger/mass/account_class.h"
#include "ledger/mass/amounts.h"
#include "ledger/report/classes.h"
#include "ledger/report/row_parts.h"
#include "ledger/report/rows.h"
#include "ledger/state/record_key.h"

namespace ingot::report {
namespace {

template <typename Row>
void FillCommon(const v1::BatchState& batch, Row& row) {
  row.set_batch_id(batch.batch_id());
  row.set_organisation_id(batch.organisation_id());
  row.set_site_id(batch.site_id());
  row.set_yield_standard_id(batch.yield_standard_id());
  if (batch.has_opened_on()) *row.mutable_opened_on() = batch.opened_on();
  row.set_hulks(static_cast<uint32_t>(batch.hulks_size()));
  row.set_input_g(mass::Total(mass::ToCells(batch.inputs())));
}

}  // namespace

std::optional<v1::OpenBatchRow> RowOf(const state::View& view, const v1::Record& record,
                                      const v1::ListOpenBatchesRequest& request, const v1::Date& on) {
  const v1::BatchState& batch = record.batch();
  const int32_t age_days = batch.has_opened_on() ? AgeOn(on, batch.opened_on()) : 0;
  if (!record.has_batch() || batch.closed() || !Matches(request.site_id(), batch.site_id()) ||
      age_days < request.min_age_days()) {
    return std::nullopt;
  }
  v1::OpenBatchRow row;
  FillCommon(batch, row);
  row.set_age_days(age_days);
  const state::RecordPtr account =
      view.Find(state::AccountKey(mass::MakeAccount(v1::ACCOUNT_CLASS_IN_PROCESS, batch.batch_id())));
  if (account != nullptr) row.set_in_process_g(mass::Total(mass::ToCells(account->account().balance())));
  row.set_lots(batch.lots());
  row.set_lots_unassayed(batch.lots_unassayed());
  row.set_flags(static_cast<uint32_t>(batch.flags_size()));
  return row;
}

std::optional<v1::LotRow> RowOf(const state::View& /*view*/, const v1::Record& record,
                                const v1::ListLotsRequest& request, const v1::Date& /*on*/) {
  const v1::LotState& lot = record.lot();
  if (!record.has_lot() || !Matches(request.site_id(), lot.site_id()) ||
      (request.stage() != v1::LOT_STAGE_UNSPECIFIED && request.stage() != StageOf(lot))) {
    return std::nullopt;
  }
  v1::LotRow row;
  row.set_lot_id(lot.lot_id());
  row.set_holder(lot.holder());
  row.set_stage(StageOf(lot));
  row.set_batch_id(lot.batch_id());
  row.set_site_id(lot.site_id());
  row.set_grade_scheme(lot.grade_scheme());
  row.set_grade_code(lot.grade_code());
  if (lot.ticket().has_gross_at()) *row.mutable_weighed_on() = iso::DateOf(lot.ticket().gross_at());
  row.set_net_g(lot.net_g());
  row.set_contained_g(lot.contained_g());
  row.set_excess_g(lot.excess_g());
  row.set_content_g(mass::Total(mass::ToCells(lot.content())));
  row.set_claimable(lot.claimable());
  row.set_transfer_id(lot.transfer_id());
  row.set_consumed_by(lot.consumed_by());
  row.set_flags(static_cast<uint32_t>(lot.flags_size()));
  return row;
}

std::optional<v1::YieldRow> RowOf(const state::View& view, const v1::Record& record,
                                  const v1::ListYieldsRequest& request, const v1::Date& /*on*/) {
  const v1::BatchState& batch = record.batch();
  if (!batch.closed() || !Matches(request.site_id(), batch.site_id())) return std::nullopt;
  v1::YieldRow row;
  FillCommon(batch, row);
  const state::RecordPtr standard =
      view.Find(state::SubjectKey(v1::SUBJECT_KIND_YIELD_STANDARD, batch.yield_standard_id()));
  if (standard != nullptr) {
    const v1::YieldStandardPublished& published = standard->yield_standard().standard();
    row.set_expected_loss_ppm(published.expected_loss_ppm());
    row.set_band_low_ppm(published.band_low_ppm());
    row.set_band_high_ppm(published.band_high_ppm());
    row.set_outside_band(
        mass::IsOutsideBand(batch.loss_g(), row.input_g(), published.band_low_ppm(), published.band_high_ppm()));
  }
  if (request.outside_band() && !row.outside_band()) return std::nullopt;
  if (batch.has_closed_on()) *row.mutable_closed_on() = batch.closed_on();
  row.set_output_g(row.input_g() - batch.loss_g());
  row.set_loss_g(batch.loss_g());
  if (row.input_g() > 0) row.set_loss_ppm(Ppm(batch.loss_g(), row.input_g()));
  return row;
}

}  // namespace ingot::report
