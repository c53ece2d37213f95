// ingot report residuals.
#include <memory>
#include <string>

#include "clients/cli/commands/at_entry.h"
#include "clients/cli/commands/progress.h"
#include "clients/cli/commands/report.h"
#include "clients/cli/commands/report_output.h"
#include "clients/cli/text/format.h"
#include "clients/cli/text/message_json.h"
#include "clients/cpp/server_stream.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"

namespace ingot::cli {
namespace {

constexpr absl::Duration kTotalsTimeout = absl::Minutes(12);

struct ContractTotalsOptions {
  std::string on, organisation;
  ReportOptions output;
};

ReportCell MoneyCell(const v1::ContractTotalsRow& row, int64_t minor_units) {
  return {.text = MoneyText(row.currency(), minor_units), .plain = Cat(minor_units)};
}

absl::Status ReportResiduals(Context& context, const ContractTotalsOptions& options) {
  v1::StreamContractTotalsRequest request;
  request.set_organisation_id(options.organisation);
  if (!options.on.empty()) {
    const absl::StatusOr<v1::Date> on = ParseDate(options.on);
    if (!on.ok()) return UsageError("--on", FromAbsl(on.status().message()));
    *request.mutable_on() = *on;
  }
  INGOT_ASSIGN_OR_RETURN(client::LedgerClient* const ledger, context.ledger());
  v1::StreamContractTotalsResponse last;
  {
    Progress progress("contracts", !context.quiet && !context.json);
    INGOT_RETURN_IF_ERROR((client::QueryStream<v1::BalanceService::Stub, v1::StreamContractTotalsRequest,
                                               v1::StreamContractTotalsResponse>(
        *ledger, ledger->channel().balance(), &v1::BalanceService::Stub::StreamContractTotals, request, kTotalsTimeout,
        [&](const v1::StreamContractTotalsResponse& message) {
          last = message;
          progress.Show(message.examined(), 0);
          return absl::OkStatus();
        })));
  }
  if (context.json) {
    context.PrintJson(MessageJson(last));
    return absl::OkStatus();
  }
  ReportRows rows(context, options.output,
                  {{"organisation", "organisation"},
                   {"currency", "currency"},
                   {"open", "open_contracts", Align::kRight},
                   {"residual values", "residual_minor_units", Align::kRight},
                   {"in arrears", "contracts_in_arrears", Align::kRight},
                   {"arrears", "arrears_minor_units", Align::kRight}});
  for (const v1::ContractTotalsRow& row : last.rows()) {
    INGOT_RETURN_IF_ERROR(rows.Row(
        {TextCell(row.organisation_id()), TextCell(row.currency()),
         NumberCell(static_cast<int64_t>(row.open_contracts())), MoneyCell(row, row.residual_minor_units()),
         NumberCell(static_cast<int64_t>(row.contracts_in_arrears())), MoneyCell(row, row.arrears_minor_units())}));
  }
  rows.Finish(Cat("Residual values of open leases, and arrears on ", DateText(last.on()), "\n\n"),
              Cat("\n", Thousands(static_cast<int64_t>(last.examined())), " contracts looked at.\n",
                  CheckpointText(last.checkpoint())));
  return absl::OkStatus();
}

}  // namespace

void AddContractReports(CLI::App& report, Context& context) {
  const auto options = std::make_shared<ContractTotalsOptions>();
  CLI::App* const command =
      AddCommand(report, "residuals", "Residual values and arrears of contracts, by organisation and currency",
                 {"ingot report residuals", "ingot report residuals --on 2026-12-31 --csv"});
  command->add_option("--on", options->on, "Arrears of this day (that of the last entry)")->type_name("DATE");
  command->add_option("--organisation", options->organisation, "Contracts of this organisation alone")->type_name("ID");
  AddAtOptions(command, context);
  AddReportOptions(command, &options->output);
  SetAction(command, context, [&context, options] { return ReportResiduals(context, *options); });
}

}  // namespace ingot::cli
