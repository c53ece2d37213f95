// ingot report: what a dealer, a recycler, an auditor works through.
#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/report_list.h"

namespace ingot::cli {

void AddReportCommands(CLI::App& app, Context& context) {
  CLI::App* const group = AddGroup(app, "report", "Reports: lists to work through, by role");
  AddDealerReports(*AddGroup(*group, "dealer", "Stock, terms that end, arrears, returns, mileage"), context);
  AddRecyclerReports(*AddGroup(*group, "recycler", "Hulks, batches, lots, ticket gaps, yields"), context);
  AddAuditorReports(*AddGroup(*group, "auditor", "Flags, reversals, variance, refused submissions, erased seals"),
                    context);
}

}  // namespace ingot::cli
