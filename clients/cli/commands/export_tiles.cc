// ingot export tiles.
#include <memory>

#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/progress.h"
#include "clients/cli/text/format.h"
#include "clients/cli/text/json_document.h"
#include "clients/cli/text/table.h"
#include "clients/cpp/tile_export.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"

namespace ingot::cli {

void AddExportTilesCommand(CLI::App& app, Context& context) {
  struct Options {
    client::TileExportOptions tiles;
  };
  const auto options = std::make_shared<Options>();
  CLI::App* const command =
      AddCommand(*app.get_subcommand("export"), "tiles",
                 "The tree as static files (c2sp.org/tlog-tiles), for any web server; again brings them up to date",
                 {"ingot export tiles public/", "ingot export tiles vault/ --entries"});
  command->add_option("folder", options->tiles.folder, "Of an earlier export, or empty")->required()->type_name("DIR");
  command->add_flag("--entries", options->tiles.entries, "Entry bundles too (auditors and the operator)");
  command->add_flag("--cosigned", options->tiles.cosigned, "With the newest checkpoint that witnesses cosigned");
  SetAction(command, context, [&context, options]() -> absl::Status {
    INGOT_ASSIGN_OR_RETURN(client::LedgerClient* const ledger, context.ledger());
    Progress progress("entries", !context.quiet && !context.json);
    options->tiles.progress = [&progress](uint64_t done, uint64_t total) { progress.Show(done, total); };
    INGOT_ASSIGN_OR_RETURN(const client::TileExportResult done, client::ExportTiles(*ledger, options->tiles));
    if (context.json) {
      context.PrintJson(Cat("{\"fromSize\":\"", done.from_size, "\",\"size\":\"", done.size, "\",\"files\":\"",
                            done.files, "\",\"removed\":\"", done.removed,
                            "\",\"folder\":", JsonQuote(options->tiles.folder), "}"));
    } else if (!context.quiet) {
      context.Print(Cat(Printable(options->tiles.folder), " is at size ", Thousands(static_cast<int64_t>(done.size)),
                        ", from ", Thousands(static_cast<int64_t>(done.from_size)), ": ",
                        Thousands(static_cast<int64_t>(done.files)), " files written, ",
                        Thousands(static_cast<int64_t>(done.removed)), " superseded ones removed\n"));
    }
    return absl::OkStatus();
  });
}

}  // namespace ingot::cli
