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
#include "clients/cpp/audit_state.h"
#include "clients/cpp/dump.h"
#include "clients/cpp/ledger_audit.h"
#include "clients/cpp/tile_audit.h"
#include "ledger/audit/finding.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/note/checkpoint.h"

namespace ingot::cli {
namespace {

// An audit of the largest ledgers takes hours; the server may end a stream earlier.
constexpr absl::Duration kStreamTimeout = absl::Hours(24);

struct AuditOptions {
  std::vector<std::string> vkeys;
  std::string file, tiles, save;
  bool resume = false;
  int workers = 0;
};

// What entry 0 cites, as JSON and in words; null and "" where it cites nothing.
std::string PredecessorJson(const client::AuditReport& report) {
  const absl::StatusOr<note::Checkpoint> cited = note::PeekCheckpoint(report.predecessor);
  if (!cited.ok()) return "null";
  return Cat("{\"origin\":", JsonQuote(cited->origin), ",\"size\":\"", cited->size, "\",\"root\":\"",
             ToHex(cited->root), "\"}");
}

std::string PredecessorText(const client::AuditReport& report) {
  const absl::StatusOr<note::Checkpoint> cited = note::PeekCheckpoint(report.predecessor);
  if (!cited.ok()) return "";
  return Cat(cited->origin, " at ", Thousands(static_cast<int64_t>(cited->size)), " entries, root ", ToHex(cited->root),
             "; says entry 0");
}

std::string ReportJson(const client::AuditReport& report, absl::Duration took) {
  std::string findings;
  for (const audit::Finding& finding : report.findings) {
    findings += Cat(findings.empty() ? "" : ",", "{\"kind\":\"", audit::FindingName(finding.kind), "\",\"seq\":\"",
                    finding.seq, "\",\"message\":", JsonQuote(finding.message), "}");
  }
  return Cat("{\"verified\":", report.verified() ? "true" : "false",
             ",\"firstBad\":", report.verified() ? "null" : Cat("\"", report.findings.front().seq, "\""),
             ",\"ledgerId\":\"", ToHex(report.ledger_id), "\",\"root\":\"", ToHex(report.root),
             "\",\"predecessor\":", PredecessorJson(report), ",\"entries\":\"", report.entries, "\",\"earlier\":\"",
             report.earlier, "\",\"submissions\":\"", report.submissions, "\",\"replayed\":\"", report.replayed,
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
  if (const std::string cited = PredecessorText(report); !cited.empty()) fields.Add("Continues", cited);
  fields.Add("Entries", Cat(number(report.entries), " in ", number(report.submissions), " submissions"));
  if (report.earlier > 0) fields.Add("Verified earlier", Cat(number(report.earlier), " entries, not looked at again"));
  fields.Add("Rules replayed", Cat(number(report.replayed), " entries"));
  if (report.terms_not_examined > 0) {
    fields.Add("Terms not examined", Cat(number(report.terms_not_examined), " events: amounts were not checked"));
  }
  if (report.tiles > 0) fields.Add("Stored tiles", Cat(number(report.tiles), " compared"));
  fields.Add("Root", ToHex(report.root));
  fields.Add("Took", Cat(number(static_cast<uint64_t>(took_ms)), " ms, ",
                         number((report.entries - report.earlier) * 1000 / static_cast<uint64_t>(took_ms)),
                         " entries a second"));
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

// Whom to believe, and which ledger it must be.
absl::Status AddKeys(Context& context, const AuditOptions& options, client::AuditInput& input) {
  if (options.vkeys.empty()) {
    INGOT_ASSIGN_OR_RETURN(const client::Profile* const profile, context.profile());
    input.keys = profile->verifier_keys;
    input.ledger_id = profile->ledger_id;
    return absl::OkStatus();
  }
  absl::StatusOr<std::vector<note::VerifierKey>> keys = client::ParseVerifierKeys(options.vkeys);
  if (!keys.ok()) return UsageError("--vkey", FromAbsl(keys.status().message()));
  input.keys = *std::move(keys);
  return absl::OkStatus();
}

// Only the checkpoint, for where nothing is new: the replay ends where it begins.
client::EntryStream NothingNew(const std::string& note) {
  return {.next = [note, sent = false](v1::StreamEntriesResponse* message) mutable -> absl::StatusOr<bool> {
            message->set_checkpoint(note);
            return !std::exchange(sent, true);
          },
          .interrupt = nullptr};
}

// A live server, from the entry on that an earlier audit did not reach. Its checkpoint is held against the remembered
// one first: where history was rewritten, that is what there is to say.
absl::Status AddServer(Context& context, const AuditOptions& options, client::AuditInput& input) {
  INGOT_ASSIGN_OR_RETURN(client::LedgerClient* const ledger, context.ledger());
  input.ledger_id = ledger->profile().ledger_id;
  uint64_t first = 0;
  if (options.resume) {
    const std::string path = client::AuditStatePath(ledger->profile());
    INGOT_ASSIGN_OR_RETURN(input.earlier, client::LoadAuditState(path, ledger->profile()));
    input.keep = [path, ledger](std::string_view checkpoint, const audit::Replayer& replayer) {
      return client::SaveAuditState(path, ledger->profile(), checkpoint, replayer);
    };
  }
  if (input.earlier.has_value()) {
    first = input.earlier->base.size;
    INGOT_RETURN_IF_ERROR(ledger->Observe(input.earlier->checkpoint));
  }
  INGOT_ASSIGN_OR_RETURN(const std::string note, ledger->GetCheckpoint());
  INGOT_ASSIGN_OR_RETURN(const note::Checkpoint shown, note::PeekCheckpoint(note));
  if (first > 0 && shown.size <= first) {
    input.entries = NothingNew(note);
    return absl::OkStatus();
  }
  input.entries = client::EntriesFromServer(*ledger, kStreamTimeout, first);
  input.tiles = client::TilesFromServer(*ledger, kStreamTimeout);
  return absl::OkStatus();
}

absl::Status AddTiles(const AuditOptions& options, client::AuditInput& input) {
  const auto folder = std::make_shared<const client::TileFolder>(options.tiles);
  INGOT_ASSIGN_OR_RETURN(input.entries, client::EntriesFromTiles(folder));
  input.tiles = client::TilesFromFolder(folder);
  input.partial_tile = [folder](const merkle::TileCoord& tile) { return client::PartialTileFromFolder(*folder, tile); };
  return absl::OkStatus();
}

absl::Status AddDump(const AuditOptions& options, client::AuditInput& input) {
  INGOT_ASSIGN_OR_RETURN(std::unique_ptr<client::DumpReader> opened, client::DumpReader::Open(options.file));
  const std::shared_ptr<client::DumpReader> dump = std::move(opened);
  input.entries.next = [dump](v1::StreamEntriesResponse* message) { return dump->Next(message); };
  return absl::OkStatus();
}

absl::Status AddSource(Context& context, const AuditOptions& options, client::AuditInput& input) {
  if (!options.file.empty()) return AddDump(options, input);
  if (!options.tiles.empty()) return AddTiles(options, input);
  return AddServer(context, options, input);
}

void Report(Context& context, const client::AuditReport& report, absl::Duration took) {
  if (context.json) {
    context.PrintJson(ReportJson(report, took));
  } else {
    context.Print(ReportText(report, took));
  }
  if (report.rules_unknown()) {
    context.set_exit_code(kExitUsage);
  } else if (!report.verified()) {
    context.set_exit_code(kExitRefused);
  }
}

absl::Status Audit(Context& context, const AuditOptions& options) {
  client::AuditInput input;
  INGOT_RETURN_IF_ERROR(AddKeys(context, options, input));
  INGOT_RETURN_IF_ERROR(AddSource(context, options, input));
  std::unique_ptr<client::DumpWriter> save;
  if (!options.save.empty()) {
    INGOT_ASSIGN_OR_RETURN(save, client::DumpWriter::Create(options.save));
    input.replay.save = save.get();
  }
  input.replay.workers = options.workers;
  const absl::Time began = absl::Now();
  absl::StatusOr<client::AuditReport> report;
  {
    Progress progress("entries", !context.quiet && !context.json);
    input.replay.progress = [&progress](uint64_t done, uint64_t total) { progress.Show(done, total); };
    report = client::AuditLedger(std::move(input));
  }
  if (!report.ok()) return report.status();
  const absl::Duration took = absl::Now() - began;
  if (save != nullptr) INGOT_RETURN_IF_ERROR(save->Finish());
  Report(context, *report, took);
  const bool offline = !options.file.empty() || !options.tiles.empty();
  if (!report->verified() || offline) return absl::OkStatus();
  // What is whole in itself may still be another history than the one that was seen before.
  INGOT_ASSIGN_OR_RETURN(client::LedgerClient* const ledger, context.ledger());
  return ledger->Observe(report->checkpoint);
}

}  // namespace

void AddAuditCommand(CLI::App& app, Context& context) {
  const auto options = std::make_shared<AuditOptions>();
  CLI::App* const command = AddCommand(
      app, "audit",
      "Verify the whole ledger: hashes, links, signatures, the tree against the signed checkpoint, every rule replayed "
      "and its postings compared, stored tiles. Exit code 0 verified, 1 refuted, 2 input that can't be used",
      {"ingot audit", "ingot audit --resume", "ingot audit --save ledger.dump",
       "ingot audit --file ledger.dump --vkey \"$(cat vkey)\"",
       "ingotd --dump - --db /backups/db | ingot audit --file - --vkey \"$(cat vkey)\"",
       "ingot audit --tiles /srv/tiles --vkey \"$(cat vkey)\""});
  command->add_option("--vkey", options->vkeys, "Verifier key to trust; the profile's where not given")
      ->type_name("KEY");
  CLI::Option* const file =
      command->add_option("--file", options->file, "Audit a dump, offline; - reads it from standard input")
          ->type_name("FILE");
  CLI::Option* const tiles =
      command
          ->add_option("--tiles", options->tiles,
                       "Audit a tree of tiles with its entry bundles (ingot export tiles DIR --entries), offline")
          ->type_name("DIR")
          ->excludes(file);
  CLI::Option* const save = command->add_option("--save", options->save, "Write a dump while auditing")
                                ->type_name("FILE")
                                ->excludes(file)
                                ->excludes(tiles);
  command
      ->add_flag("--resume", options->resume,
                 "Go on from what the last audit with --resume verified (kept in the profile's state folder), and keep "
                 "where this one ends. Without it everything is verified from entry 0 on")
      ->excludes(file)
      ->excludes(tiles)
      ->excludes(save);
  command->add_option("--workers", options->workers, "Threads beside the one that replays the rules (0: by processors)")
      ->check(CLI::Range(0, 64));
  SetAction(command, context, [&context, options] { return Audit(context, *options); });
}

}  // namespace ingot::cli
