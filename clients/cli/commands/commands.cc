#include "clients/cli/commands/commands.h"

namespace ingot::cli {

void AddCommands(CLI::App& app, Context& context) {
  app.description(
      "ingot: client of an Ingot ledger.\n\nRecords events, reads state, verifies receipts and audits the "
      "whole ledger.");
  app.footer(
      "Exit codes: 0 done or verified; 1 refused by the ledger, or refuted; 2 usage, or input that can't be used; "
      "3 unavailable or outcome unknown (safe to repeat); 4 the server contradicts what it signed.\n"
      "Start: ingot init --help. A profile comes from --profile or INGOT_PROFILE.");
  app.set_version_flag("--version", "ingot " INGOT_VERSION);
  app.require_subcommand(1);
  app.fallthrough();
  AddGlobalOptions(app, context);
  AddInitCommand(app, context);
  AddCertificateCommands(app, context);
  AddOrganisationCommands(app, context);
  AddKeyCommands(app, context);
  AddSubmitCommand(app, context);
  AddCountersignCommand(app, context);
  AddSealCommands(app, context);
  AddImportCommands(app, context);
  AddVehicleCommands(app, context);
  AddRecordCommands(app, context);
  AddBalanceCommand(app, context);
  AddReportCommands(app, context);
  AddDirectoryCommands(app, context);
  AddExportCommands(app, context);
  AddCheckpointCommand(app, context);
  AddReceiptCommands(app, context);
  AddProveCommands(app, context);
  AddVerifyCommands(app, context);
  AddWitnessCommands(app, context);
  AddAuditCommand(app, context);
  AddWatchCommand(app, context);
  AddBenchCommand(app, context);
  AddExportTilesCommand(app, context);
  AddSimulateCommand(app, context);
  AddExchangeCommands(app, context);
  AddEvidenceCommands(app, context);
  AddCompletionCommand(app, context);
}

}  // namespace ingot::cli
