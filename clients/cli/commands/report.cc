// ingot report ...
#include "clients/cli/commands/report.h"

#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/report_list.h"

namespace ingot::cli {

void AddReportCommands(CLI::App& app, Context& context) {
  CLI::App* const report =
      AddGroup(app, "report", "Reports: from the books and the fleet as one checkpoint has them, and lists by role");
  AddBalanceReports(*report, context);
  AddTrialReport(*report, context);
  AddFleetReports(*report, context);
  AddContractReports(*report, context);
  AddAncestryReport(*report, context);
  AddDealerReports(*AddGroup(*report, "dealer", "Stock, terms that end, arrears, returns, mileage"), context);
  AddRecyclerReports(*AddGroup(*report, "recycler", "Hulks, batches, lots, ticket gaps, yields"), context);
  AddAuditorReports(*AddGroup(*report, "auditor", "Flags, reversals, variance, refused submissions, erased seals"),
                    context);
}

}  // namespace ingot::cli
