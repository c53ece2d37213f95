// The command groups of `ingot`; each adds its commands to the program.
#ifndef INGOT_CLIENTS_CLI_COMMANDS_COMMANDS_H_
#define INGOT_CLIENTS_CLI_COMMANDS_COMMANDS_H_

#include <span>
#include <string_view>

#include "clients/cli/commands/context.h"

namespace ingot::cli {

void AddInitCommand(CLI::App& app, Context& context);
void AddCertificateCommands(CLI::App& app, Context& context);
void AddOrganisationCommands(CLI::App& app, Context& context);
void AddKeyCommands(CLI::App& app, Context& context);
void AddSubmitCommand(CLI::App& app, Context& context);
void AddCountersignCommand(CLI::App& app, Context& context);
void AddSealCommands(CLI::App& app, Context& context);
void AddImportCommands(CLI::App& app, Context& context);
void AddExportCommands(CLI::App& app, Context& context);
void AddVehicleCommands(CLI::App& app, Context& context);
// contract, lot, batch.
void AddRecordCommands(CLI::App& app, Context& context);
void AddBalanceCommand(CLI::App& app, Context& context);
// report dealer, report recycler, report auditor.
void AddReportCommands(CLI::App& app, Context& context);
// brand, site, standard.
void AddDirectoryCommands(CLI::App& app, Context& context);
void AddReportCommands(CLI::App& app, Context& context);
void AddCheckpointCommand(CLI::App& app, Context& context);
void AddReceiptCommands(CLI::App& app, Context& context);
void AddProveCommands(CLI::App& app, Context& context);
void AddVerifyCommands(CLI::App& app, Context& context);
void AddWitnessCommands(CLI::App& app, Context& context);
void AddAuditCommand(CLI::App& app, Context& context);
void AddWatchCommand(CLI::App& app, Context& context);
void AddBenchCommand(CLI::App& app, Context& context);
// export tiles.
void AddExportTilesCommand(CLI::App& app, Context& context);
void AddSimulateCommand(CLI::App& app, Context& context);
// export epcis, export catena-x.
void AddExchangeCommands(CLI::App& app, Context& context);
void AddEvidenceCommands(CLI::App& app, Context& context);
void AddCompletionCommand(CLI::App& app, Context& context);

// The global options and the commands: those that one of these words of the command line names, which spares a start
// half of its time, or all where none does.
void AddCommands(CLI::App& app, Context& context, std::span<const std::string_view> words = {});

}  // namespace ingot::cli

#endif  // INGOT_CLIENTS_CLI_COMMANDS_COMMANDS_H_
