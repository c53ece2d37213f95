// ingot verify tiles.
#include <memory>

#include "clients/cli/commands/verify.h"
#include "clients/cli/text/format.h"
#include "clients/cli/text/json_document.h"
#include "clients/cpp/tile_folder.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/verify/tree.h"

namespace ingot::cli {
namespace {

using verdict::Reason;

absl::StatusOr<std::string> ReadTreeCheckpoint(const client::TileFolder& folder) {
  const auto bytes = folder.Read("checkpoint", note::kMaxNoteBytes);
  if (!bytes.ok()) return verdict::Fail(Reason::kUnreadable, FromAbsl(bytes.status().message()));
  if (!bytes->has_value()) return verdict::Fail(Reason::kUnreadable, Cat(folder.path(), " holds no file checkpoint"));
  return **bytes;
}

absl::StatusOr<verify::TreeReport> CheckFolder(const client::TileFolder& folder, const note::Checkpoint& checkpoint) {
  const absl::StatusOr<std::vector<std::string>> paths = folder.List();
  if (!paths.ok()) return verdict::Fail(Reason::kUnreadable, FromAbsl(paths.status().message()));
  absl::StatusOr<verify::TreeReport> report = verify::CheckTree(folder, *paths, checkpoint);
  if (!report.ok()) return verdict::Fail(Reason::kUnreadable, FromAbsl(report.status().message()));
  return report;
}

// Every problem: the verdict names the first one only.
VerdictFacts ProblemFacts(const verify::TreeReport& report) {
  VerdictFacts facts{.json = ",\"problems\":[", .text = {}};
  for (const verify::TreeProblem& problem : report.problems) {
    const std::string_view reason = verdict::ReasonName(problem.reason);
    facts.json += Cat(facts.json.back() == '[' ? "" : ",", "{\"reason\":\"", reason,
                      "\",\"path\":", JsonQuote(problem.path), ",\"why\":", JsonQuote(problem.why), "}");
    facts.text += Cat("  ", Printable(problem.path), ": ", problem.why, " [", reason, "]\n");
  }
  facts.json += Cat("],\"cutShort\":", report.cut_short ? "true" : "false");
  if (report.cut_short) facts.text += Cat("  and more: the check stopped after ", verify::kMaxTreeProblems, "\n");
  return facts;
}

VerdictFacts TreeFacts(const verify::TrustedCheckpoint& opened, const verify::TreeReport& report) {
  VerdictFacts facts = CheckpointFacts(opened);
  facts.json += Cat(",\"tiles\":\"", report.tiles, "\",\"bundles\":\"", report.bundles, "\",\"superseded\":\"",
                    report.superseded, "\"");
  Fields fields;
  fields.Add("Tiles", Thousands(static_cast<int64_t>(report.tiles)));
  fields.Add("Entry bundles", report.bundles > 0 ? Thousands(static_cast<int64_t>(report.bundles))
                                                 : "none: leaf hashes are taken as they stand in level 0");
  if (report.superseded > 0) {
    fields.Add("Of earlier sizes", Thousands(static_cast<int64_t>(report.superseded)));
  }
  facts.text += fields.Format();
  return facts;
}

}  // namespace

void AddVerifyTiles(CLI::App& group, Context& context) {
  struct Options {
    std::string folder;
    TrustOptions trust;
  };
  const auto options = std::make_shared<Options>();
  CLI::App* const command = AddCommand(
      group, "tiles", "A whole tree of tiles with its checkpoint: every hash recomputed, every file accounted for",
      {"ingot verify tiles public/ --vkey \"$(cat vkey)\""});
  command->add_option("folder", options->folder, "The tree: checkpoint, tile/...")->required()->type_name("DIR");
  AddTrustOptions(command, &options->trust);
  SetVerdict(command, context, "tree of tiles", [&context, options](VerdictFacts* facts) -> absl::Status {
    INGOT_ASSIGN_OR_RETURN(const verify::Trust trust, TrustOf(context, options->trust));
    const client::TileFolder folder(options->folder);
    INGOT_ASSIGN_OR_RETURN(const std::string note, ReadTreeCheckpoint(folder));
    INGOT_ASSIGN_OR_RETURN(const verify::TrustedCheckpoint opened, verify::OpenTrusted(note, trust));
    INGOT_ASSIGN_OR_RETURN(const verify::TreeReport report, CheckFolder(folder, opened.checkpoint));
    *facts = report.problems.empty() ? TreeFacts(opened, report) : ProblemFacts(report);
    return verify::VerdictOf(report);
  });
}

}  // namespace ingot::cli
