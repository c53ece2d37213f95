// ingot report ...
#include "clients/cli/commands/report.h"

#include "clients/cli/commands/commands.h"

namespace ingot::cli {

void AddReportCommands(CLI::App& app, Context& context) {
  CLI::App* const report = AddGroup(app, "report", "Reports, from the books and the fleet as one checkpoint has them");
  AddBalanceReports(*report, context);
  AddTrialReport(*report, context);
  AddFleetReports(*report, context);
  AddContractReports(*report, context);
  AddAncestryReport(*report, context);
}

}  // namespace ingot::cli
