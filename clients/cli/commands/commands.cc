#include "clients/cli/commands/commands.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace ingot::cli {
namespace {

// Commands that are added together, in the order in which --help lists them.
struct Commands {
  std::array<std::string_view, 5> names;
  void (*add)(CLI::App& app, Context& context);
};

constexpr Commands kCommands[] = {
    {{"init"}, AddInitCommand},
    {{"cert"}, AddCertificateCommands},
    {{"org"}, AddOrganisationCommands},
    {{"key"}, AddKeyCommands},
    {{"submit"}, AddSubmitCommand},
    {{"countersign"}, AddCountersignCommand},
    {{"seal"}, AddSealCommands},
    {{"import"}, AddImportCommands},
    {{"vehicle"}, AddVehicleCommands},
    {{"contract", "lot", "batch", "heat", "claim"}, AddRecordCommands},
    {{"balance"}, AddBalanceCommand},
    {{"report"}, AddReportCommands},
    {{"brand", "site", "standard"}, AddDirectoryCommands},
    {{"export"}, AddExportCommands},
    {{"checkpoint"}, AddCheckpointCommand},
    {{"receipt"}, AddReceiptCommands},
    {{"prove"}, AddProveCommands},
    {{"verify"}, AddVerifyCommands},
    {{"witness"}, AddWitnessCommands},
    {{"audit"}, AddAuditCommand},
    {{"watch"}, AddWatchCommand},
    {{"bench"}, AddBenchCommand},
    {{"export"}, AddExportTilesCommand},
    {{"simulate"}, AddSimulateCommand},
    {{"export"}, AddExchangeCommands},
    {{"evidence"}, AddEvidenceCommands},
    {{"completion"}, AddCompletionCommand},
};

bool IsNamed(const Commands& commands, std::span<const std::string_view> words) {
  return std::any_of(words.begin(), words.end(), [&commands](std::string_view word) {
    return !word.empty() && std::find(commands.names.begin(), commands.names.end(), word) != commands.names.end();
  });
}

}  // namespace

void AddCommands(CLI::App& app, Context& context, std::span<const std::string_view> words) {
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
  // A completion lists them all.
  const bool all = std::none_of(std::begin(kCommands), std::end(kCommands),
                                [words](const Commands& commands) { return IsNamed(commands, words); }) ||
                   std::find(words.begin(), words.end(), "completion") != words.end();
  for (const Commands& commands : kCommands) {
    if (all || IsNamed(commands, words)) commands.add(app, context);
  }
}

}  // namespace ingot::cli
