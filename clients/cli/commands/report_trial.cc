// ingot report trial: from the server's books, or from a dump without them.
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "clients/cli/commands/describe.h"
#include "clients/cli/commands/report.h"
#include "clients/cli/commands/report_output.h"
#include "clients/cli/text/format.h"
#include "clients/cli/text/message_json.h"
#include "clients/cpp/dump.h"
#include "clients/cpp/server_stream.h"
#include "clients/cpp/trial_balance.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"

namespace ingot::cli {
namespace {

// Somewhat more than a server keeps a stream's snapshot.
constexpr absl::Duration kTrialTimeout = absl::Minutes(12);

struct TrialOptions {
  PointOptions point;
  ReportOptions output;
  std::string file;
  std::vector<std::string> vkeys;
};

std::vector<ReportColumn> TrialColumns() {
  return {{"account", "account"},     {"party", "party"},   {"detail", "detail"},
          {"family", "family"},       {"origin", "origin"}, {"grams", "grams", Align::kRight},
          {"kg", "kg", Align::kRight}};
}

// A row for each cell.
absl::Status AddRow(const v1::TrialBalanceRow& row, ReportRows& rows) {
  for (const v1::Amount& amount : row.balance()) {
    const std::string origin = amount.origin() == v1::ORIGIN_UNSPECIFIED ? "" : EnumText(amount.origin());
    INGOT_RETURN_IF_ERROR(rows.Row({TextCell(EnumText(row.account().account_class())),
                                    TextCell(row.account().party()),
                                    TextCell(row.account().detail()),
                                    TextCell(EnumText(amount.family())),
                                    TextCell(origin),
                                    NumberCell(amount.grams()),
                                    {.text = Kilograms(amount.grams()), .plain = Kilograms(amount.grams())}}));
  }
  return absl::OkStatus();
}

template <typename Sums>
std::string SumsText(const Sums& sums) {
  Table table({{"family"}, {"into accounts, g", Align::kRight}, {"out of accounts, g", Align::kRight}, {""}});
  for (const v1::TrialBalanceSum& sum : sums) {
    table.Row({EnumText(sum.family()), Thousands(sum.positive_g()), Thousands(sum.negative_g()),
               sum.positive_g() == sum.negative_g()
                   ? "balanced"
                   : Cat("differs by ", Thousands(sum.positive_g() - sum.negative_g()))});
  }
  return table.empty() ? "" : Cat("\n", table.Format());
}

absl::Status TrialFromServer(Context& context, const TrialOptions& options) {
  v1::StreamTrialBalanceRequest request;
  INGOT_ASSIGN_OR_RETURN(*request.mutable_point(), PointOf(context, options.point));
  INGOT_ASSIGN_OR_RETURN(client::LedgerClient* const ledger, context.ledger());
  std::optional<ReportRows> rows;
  if (!context.json) rows.emplace(context, options.output, TrialColumns());
  v1::StreamTrialBalanceResponse last;
  const auto print = [&](const v1::StreamTrialBalanceResponse& message) -> absl::Status {
    last = message;
    if (context.json) {
      context.PrintJson(MessageJson(message));
      return absl::OkStatus();
    }
    for (const v1::TrialBalanceRow& row : message.rows()) INGOT_RETURN_IF_ERROR(AddRow(row, *rows));
    return absl::OkStatus();
  };
  absl::Status streamed =
      client::QueryStream<v1::BalanceService::Stub, v1::StreamTrialBalanceRequest, v1::StreamTrialBalanceResponse>(
          *ledger, ledger->channel().balance(), &v1::BalanceService::Stub::StreamTrialBalance, request, kTrialTimeout,
          print);
  INGOT_RETURN_IF_ERROR(streamed);
  if (context.json) return absl::OkStatus();
  rows->Finish(Cat("Trial balance ", PointText(last.point()), "\n\n"),
               Cat(SumsText(last.sums()), "\n", CheckpointText(last.checkpoint())));
  return absl::OkStatus();
}

absl::StatusOr<client::TrialPoint> OfflinePoint(const PointOptions& options) {
  client::TrialPoint point;
  if (options.at.has_value()) point.size = *options.at + 1;
  point.as_occurred = options.as == "occurred";
  if (!options.on.empty()) {
    const absl::StatusOr<v1::Date> on = ParseDate(options.on);
    if (!on.ok()) return UsageError("--on", FromAbsl(on.status().message()));
    point.on = *on;
  }
  return point;
}

// One message, as a server's last one would be.
std::string TrialJson(const client::TrialBalance& trial) {
  v1::StreamTrialBalanceResponse message;
  message.mutable_rows()->Add(trial.rows.begin(), trial.rows.end());
  message.mutable_sums()->Add(trial.sums.begin(), trial.sums.end());
  message.set_accounts(trial.rows.size());
  message.set_last(true);
  message.set_checkpoint(trial.audit.checkpoint);
  return MessageJson(message);
}

absl::Status TrialFromDump(Context& context, const TrialOptions& options) {
  client::AuditInput input;
  if (options.vkeys.empty()) {
    INGOT_ASSIGN_OR_RETURN(const client::Profile* const profile, context.profile());
    input.keys = profile->verifier_keys;
    input.ledger_id = profile->ledger_id;
  } else {
    absl::StatusOr<std::vector<note::VerifierKey>> keys = client::ParseVerifierKeys(options.vkeys);
    if (!keys.ok()) return UsageError("--vkey", FromAbsl(keys.status().message()));
    input.keys = *std::move(keys);
  }
  INGOT_ASSIGN_OR_RETURN(const client::TrialPoint point, OfflinePoint(options.point));
  INGOT_ASSIGN_OR_RETURN(const std::unique_ptr<client::DumpReader> dump, client::DumpReader::Open(options.file));
  input.entries.next = [&dump](v1::StreamEntriesResponse* message) { return dump->Next(message); };
  INGOT_ASSIGN_OR_RETURN(const client::TrialBalance trial, client::TrialOfEntries(std::move(input), point));
  if (!trial.audit.verified()) {
    context.set_exit_code(kExitRefused);
    context.Remark(Cat("REFUTED: entry ", trial.audit.findings.front().seq, ": ", trial.audit.findings.front().message,
                       "; run ingot audit for all findings\n"));
  }
  if (context.json) {
    context.PrintJson(TrialJson(trial));
    return absl::OkStatus();
  }
  ReportRows rows(context, options.output, TrialColumns());
  for (const v1::TrialBalanceRow& row : trial.rows) INGOT_RETURN_IF_ERROR(AddRow(row, rows));
  rows.Finish(Cat("Trial balance of ", Thousands(static_cast<int64_t>(trial.entries)),
                  " entries, from the dump: every posting recomputed\n\n"),
              Cat(SumsText(trial.sums), "\n", CheckpointText(trial.audit.checkpoint)));
  return absl::OkStatus();
}

}  // namespace

void AddTrialReport(CLI::App& report, Context& context) {
  const auto options = std::make_shared<TrialOptions>();
  CLI::App* const command = AddCommand(
      report, "trial",
      "Trial balance: every account by family and origin, at any entry or day. With --file from a dump, without the "
      "server and its books: everything is audited, and the postings are added up anew",
      {"ingot report trial", "ingot report trial --at 4711 --csv", "ingot report trial --on 2026-06-30 --as occurred",
       "ingot report trial --file ledger.dump --at 4711 --vkey \"$(cat vkey)\""});
  AddPointOptions(command, context, &options->point);
  AddReportOptions(command, &options->output);
  CLI::Option* const file =
      command->add_option("--file", options->file, "A dump, offline; here --at and --on --as occurred combine")
          ->type_name("FILE");
  command->add_option("--vkey", options->vkeys, "Verifier key to trust; the profile's where not given")
      ->type_name("KEY")
      ->needs(file);
  SetAction(command, context, [&context, options] {
    return options->file.empty() ? TrialFromServer(context, *options) : TrialFromDump(context, *options);
  });
}

}  // namespace ingot::cli
