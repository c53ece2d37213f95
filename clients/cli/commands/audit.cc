// ingot audit.
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/progress.h"
#include "clients/cli/text/format.h"
#include "clients/cli/text/json_document.h"
#include "clients/cli/text/table.h"
#include "clients/cpp/dump.h"
#include "clients/cpp/ledger_audit.h"
#include "ledger/audit/finding.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"

namespace ingot::cli {
namespace {

// An audit of the largest ledgers takes hours; the server may end a stream earlier.
constexpr absl::Duration kStreamTimeout = absl::Hours(24);

struct AuditOptions {
  std::vector<std::string> vkeys;
  std::string file, save;
};

std::string ReportJson(const client::AuditReport& report, absl::Duration took) {
  std::string findings;
  for (const audit::Finding& finding : report.findings) {
    findings += Cat(findings.empty() ? "" : ",", "{\"kind\":\"", audit::FindingName(finding.kind), "\",\"seq\":\"",
                    finding.seq, "\",\"message\":", JsonQuote(finding.message), "}");
  }
  return Cat("{\"verified\":", report.verified() ? "true" : "false",
             ",\"firstBad\":", report.verified() ? "null" : Cat("\"", report.findings.front().seq, "\""),
             ",\"ledgerId\":\"", ToHex(report.ledger_id), "\",\"root\":\"", ToHex(report.root), "\",\"entries\":\"",
             report.entries, "\",\"submissions\":\"", report.submissions, "\",\"replayed\":\"", report.replayed,
             "\",\"termsNotExamined\":\"", report.terms_not_examined, "\",\"tiles\":\"", report.tiles,
             "\",\"milliseconds\":\"", absl::ToInt64Milliseconds(took), "\",\"findings\":[", findings,
             "],\"findingsDropped\":\"", report.findings_dropped, "\"}");
}

std::string ReportText(const client::AuditReport& report, absl::Duration took) {
  std::string text;
  if (report.verified()) {
    text = "VERIFIED\n";
  } else if (report.rules_unknown()) {
    text = Cat("HASHES AND SIGNATURES VERIFIED; rules not replayed from entry ", report.findings.front().seq,
               " on: this program is older than the ledger's rules\n");
  } else {
    text = Cat("REFUTED: the first bad entry is ", report.findings.front().seq, " (",
               audit::FindingName(report.findings.front().kind), ")\n");
  }
  const auto number = [](uint64_t value) { return Thousands(static_cast<int64_t>(value)); };
  const int64_t took_ms = std::max<int64_t>(1, absl::ToInt64Milliseconds(took));
  Fields fields;
  fields.Add("Ledger", ToHex(report.ledger_id));
  fields.Add("Entries", Cat(number(report.entries), " in ", number(report.submissions), " submissions"));
  fields.Add("Rules replayed", Cat(number(report.replayed), " entries"));
  if (report.terms_not_examined > 0) {
    fields.Add("Terms not examined", Cat(number(report.terms_not_examined), " events: amounts were not checked"));
  }
  if (report.tiles > 0) fields.Add("Stored tiles", Cat(number(report.tiles), " compared"));
  fields.Add("Root", ToHex(report.root));
  fields.Add("Took", Cat(number(static_cast<uint64_t>(took_ms)), " ms, ",
                         number(report.entries * 1000 / static_cast<uint64_t>(took_ms)), " entries a second"));
  text += fields.Format();
  if (report.findings.empty()) return text;
  Table table({{"entry", Align::kRight}, {"finding"}, {"what is wrong"}});
  for (const audit::Finding& finding : report.findings) {
    table.Row({std::to_string(finding.seq), std::string(audit::FindingName(finding.kind)), finding.message});
  }
  text += Cat("\n", table.Format());
  if (report.findings_dropped > 0) text += Cat("... and ", number(report.findings_dropped), " more\n");
  return text;
}

absl::Status Audit(Context& context, const AuditOptions& options) {
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
  std::unique_ptr<client::DumpReader> dump;
  client::LedgerClient* ledger = nullptr;
  if (options.file.empty()) {
    INGOT_ASSIGN_OR_RETURN(ledger, context.ledger());
    input.ledger_id = ledger->profile().ledger_id;
    input.entries = client::EntriesFromServer(*ledger, kStreamTimeout);
    input.tiles = client::TilesFromServer(*ledger, kStreamTimeout);
  } else {
    INGOT_ASSIGN_OR_RETURN(dump, client::DumpReader::Open(options.file));
    input.entries = [&dump](v1::StreamEntriesResponse* message) { return dump->Next(message); };
  }
  std::unique_ptr<client::DumpWriter> save;
  if (!options.save.empty()) {
    INGOT_ASSIGN_OR_RETURN(save, client::DumpWriter::Create(options.save));
    input.save = save.get();
  }
  const absl::Time began = absl::Now();
  absl::StatusOr<client::AuditReport> report;
  {
    Progress progress("entries", !context.quiet && !context.json);
    input.progress = [&progress](uint64_t done, uint64_t total) { progress.Show(done, total); };
    report = client::AuditLedger(input);
  }
  if (!report.ok()) return report.status();
  const absl::Duration took = absl::Now() - began;
  if (save != nullptr) INGOT_RETURN_IF_ERROR(save->Finish());
  if (context.json) {
    context.PrintJson(ReportJson(*report, took));
  } else {
    context.Print(ReportText(*report, took));
  }
  if (report->rules_unknown()) {
    context.set_exit_code(kExitUsage);
  } else if (!report->verified()) {
    context.set_exit_code(kExitRefused);
  } else if (ledger != nullptr) {
    // What is whole in itself may still be another history than the one that was seen before.
    INGOT_RETURN_IF_ERROR(ledger->Observe(report->checkpoint));
  }
  return absl::OkStatus();
}

}  // namespace

void AddAuditCommand(CLI::App& app, Context& context) {
  const auto options = std::make_shared<AuditOptions>();
  CLI::App* const command = AddCommand(
      app, "audit",
      "Verify the whole ledger: hashes, links, signatures, the tree against the signed checkpoint, every rule replayed "
      "and its postings compared, stored tiles. Exit code 0 verified, 1 refuted, 2 input that can't be used",
      {"ingot audit", "ingot audit --save ledger.dump", "ingot audit --file ledger.dump --vkey \"$(cat vkey)\""});
  command->add_option("--vkey", options->vkeys, "Verifier key to trust; the profile's where not given")
      ->type_name("KEY");
  CLI::Option* const file = command->add_option("--file", options->file, "Audit a dump, offline")->type_name("FILE");
  command->add_option("--save", options->save, "Write a dump while auditing")->type_name("FILE")->excludes(file);
  SetAction(command, context, [&context, options] { return Audit(context, *options); });
}

}  // namespace ingot::cli
