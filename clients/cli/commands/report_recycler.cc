#include "clients/cli/commands/report_list.h"
#include "clients/cli/text/message_json.h"
#include "clients/cli/text/table.h"

namespace ingot::cli {
namespace {

std::string ComparisonText(const v1::GetYieldComparisonResponse& response) {
  std::vector<const google::protobuf::Message*> sites;
  for (const v1::SiteYieldRow& site : response.sites()) sites.push_back(&site);
  const auto percent = [](int64_t ppm) {
    return PerCent(static_cast<int32_t>(std::clamp<int64_t>(ppm, INT32_MIN, INT32_MAX)));
  };
  Fields fields;
  fields.Add("expected loss", Cat(Kilograms(response.expected_loss_g()), " kg, by the standards"));
  fields.Add("variance", Cat(Kilograms(response.variance_g()), " kg beyond it"));
  fields.Add("deviation", percent(response.deviation_ppm()));
  fields.Add("peers", Cat(response.peers()));
  if (response.peers_shown()) {
    fields.Add("their quartiles", Cat(percent(response.lower_quartile_ppm()), ", ", percent(response.median_ppm()),
                                      ", ", percent(response.upper_quartile_ppm())));
  } else {
    fields.Add("their quartiles", "not shown: too few peers, or no shredding of your own");
  }
  return Cat(RowTable({"site_id", "expected_loss_g", "variance_g", "deviation_ppm"}, sites), "\n", fields.Format());
}

void AddComparison(CLI::App& group, Context& context) {
  const auto request = std::make_shared<v1::GetYieldComparisonRequest>();
  CLI::App* const command =
      AddCommand(group, "comparison", "Shredding losses against the standards and, anonymously, all other recyclers",
                 {"ingot report recycler comparison"});
  AddFilter<std::string>(command, "--organisation", "Of this organisation (groups, successors, auditors)",
                         [request](const std::string& id) { request->set_organisation(id); });
  AddAtOptions(command, context);
  SetAction(command, context, [&context, request]() -> absl::Status {
    INGOT_ASSIGN_OR_RETURN(client::LedgerClient* const ledger, context.ledger());
    INGOT_ASSIGN_OR_RETURN(const v1::GetYieldComparisonResponse response,
                           ledger->Query(ledger->channel().report(), &ReportStub::GetYieldComparison, *request));
    if (context.json) {
      context.PrintJson(MessageJson(response));
    } else {
      context.Print(ComparisonText(response));
    }
    return absl::OkStatus();
  });
}

}  // namespace

void AddRecyclerReports(CLI::App& group, Context& context) {
  AddReport<v1::ListHulksRequest, v1::ListHulksResponse>(
      group, context, "hulks", "Vehicles that await shredding, what waits longest first",
      {"ingot report recycler hulks", "ingot report recycler hulks --certified yes --depolluted no"},
      &ReportStub::ListHulks,
      {"vin", "site_id", "custody", "since", "age_days", "certified", "depolluted", "body_g", "other_aluminium_g",
       "flags"},
      [](CLI::App* command, v1::ListHulksRequest* request) {
        AddFilter<std::string>(command, "--site", "At this site",
                               [request](const std::string& id) { request->set_site_id(id); });
        AddEnumFilter<v1::CustodyState>(command, "--custody", "at_facility or dismantled",
                                        [request](v1::CustodyState custody) { request->set_custody(custody); });
        AddEnumFilter<v1::Answer>(command, "--certified", "yes or no",
                                  [request](v1::Answer answer) { request->set_certified(answer); });
        AddEnumFilter<v1::Answer>(command, "--depolluted", "yes or no",
                                  [request](v1::Answer answer) { request->set_depolluted(answer); });
        AddFilter<int32_t>(command, "--min-age", "At least so many days",
                           [request](int32_t days) { request->set_min_age_days(days); });
      });
  AddReport<v1::ListOpenBatchesRequest, v1::ListOpenBatchesResponse>(
      group, context, "batches", "Batches that are not closed, the oldest first",
      {"ingot report recycler batches --min-age 30"}, &ReportStub::ListOpenBatches,
      {"batch_id", "site_id", "opened_on", "age_days", "hulks", "input_g", "in_process_g", "lots", "lots_unassayed",
       "flags"},
      [](CLI::App* command, v1::ListOpenBatchesRequest* request) {
        AddFilter<std::string>(command, "--site", "At this site",
                               [request](const std::string& id) { request->set_site_id(id); });
        AddFilter<int32_t>(command, "--min-age", "At least so many days",
                           [request](int32_t days) { request->set_min_age_days(days); });
      });
  AddReport<v1::ListLotsRequest, v1::ListLotsResponse>(
      group, context, "lots", "Lots and where they stand", {"ingot report recycler lots --stage assay_awaited"},
      &ReportStub::ListLots,
      {"lot_id", "stage", "batch_id", "site_id", "grade_code", "weighed_on", "net_g", "content_g", "excess_g",
       "claimable", "flags"},
      [](CLI::App* command, v1::ListLotsRequest* request) {
        AddEnumFilter<v1::LotStage>(command, "--stage", "tare_awaited, assay_awaited, in_stock, under_way or consumed",
                                    [request](v1::LotStage stage) { request->set_stage(stage); });
        AddFilter<std::string>(command, "--site", "At this site",
                               [request](const std::string& id) { request->set_site_id(id); });
      });
  AddReport<v1::ListTicketGapsRequest, v1::ListTicketGapsResponse>(
      group, context, "ticket-gaps", "Running numbers of tickets that neither weighed nor were voided",
      {"ingot report recycler ticket-gaps"}, &ReportStub::ListTicketGaps,
      {"instrument_id", "site_id", "first_missing", "last_missing", "missing", "number_before", "number_after"},
      [](CLI::App* command, v1::ListTicketGapsRequest* request) {
        AddFilter<std::string>(command, "--instrument", "Of this instrument",
                               [request](const std::string& id) { request->set_instrument_id(id); });
      });
  AddReport<v1::ListYieldsRequest, v1::ListYieldsResponse>(
      group, context, "yields", "Closed batches against their standard",
      {"ingot report recycler yields --outside-band"}, &ReportStub::ListYields,
      {"batch_id", "site_id", "closed_on", "hulks", "input_g", "output_g", "loss_g", "loss_ppm", "expected_loss_ppm",
       "outside_band"},
      [](CLI::App* command, v1::ListYieldsRequest* request) {
        AddFilter<std::string>(command, "--site", "At this site",
                               [request](const std::string& id) { request->set_site_id(id); });
        command->add_flag_function(
            "--outside-band", [request](int64_t count) { request->set_outside_band(count > 0); },
            "Only those whose loss lies outside the standard's band");
      });
  AddComparison(group, context);
}

}  // namespace ingot::cli
