// The reports, each group of them in a file of its own.
#ifndef INGOT_CLIENTS_CLI_COMMANDS_REPORT_H_
#define INGOT_CLIENTS_CLI_COMMANDS_REPORT_H_

#include "clients/cli/commands/context.h"

namespace ingot::cli {

// balance, untraced.
void AddBalanceReports(CLI::App& report, Context& context);
void AddTrialReport(CLI::App& report, Context& context);
// maturity, recovery, closed-loop.
void AddFleetReports(CLI::App& report, Context& context);
// residuals.
void AddContractReports(CLI::App& report, Context& context);
void AddAncestryReport(CLI::App& report, Context& context);

}  // namespace ingot::cli

#endif  // INGOT_CLIENTS_CLI_COMMANDS_REPORT_H_
