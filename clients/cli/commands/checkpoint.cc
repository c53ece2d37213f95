// ingot checkpoint.
#include "ledger/note/checkpoint.h"

#include <memory>

#include "clients/cli/commands/commands.h"
#include "clients/cli/text/format.h"
#include "clients/cli/text/json_document.h"
#include "clients/cli/text/table.h"
#include "clients/cpp/cosigned.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"

namespace ingot::cli {

void AddCheckpointCommand(CLI::App& app, Context& context) {
  struct Options {
    uint64_t min_size = 0;
    bool note = false;
    bool cosigned = false;
  };
  const auto options = std::make_shared<Options>();
  CLI::App* const command =
      AddCommand(app, "checkpoint",
                 "Fetch the newest checkpoint, verify it, and demand that it continues the one that was remembered",
                 {"ingot checkpoint", "ingot checkpoint --note > checkpoint.txt"});
  command->add_option("--min-size", options->min_size, "Refused where the ledger is smaller");
  command->add_flag("--note", options->note, "Print the signed note itself");
  command->add_flag("--cosigned", options->cosigned, "The newest one that a quorum of the server's witnesses cosigned");
  SetAction(command, context, [&context, options]() -> absl::Status {
    INGOT_ASSIGN_OR_RETURN(client::LedgerClient* const ledger, context.ledger());
    INGOT_ASSIGN_OR_RETURN(const std::optional<note::Checkpoint> before, ledger->checkpoints().Last());
    INGOT_ASSIGN_OR_RETURN(const std::string note,
                           options->cosigned
                               ? client::GetCosignedCheckpoint(*ledger, options->min_size, absl::ZeroDuration())
                               : ledger->GetCheckpoint(options->min_size));
    INGOT_ASSIGN_OR_RETURN(const note::Checkpoint checkpoint, note::PeekCheckpoint(note));  // verified by GetCheckpoint
    const std::string ledger_id = ToHex(ledger->profile().ledger_id);
    if (context.json) {
      context.PrintJson(Cat("{\"origin\":", JsonQuote(checkpoint.origin), ",\"ledgerId\":\"", ledger_id,
                            "\",\"size\":\"", checkpoint.size, "\",\"root\":\"", ToHex(checkpoint.root),
                            "\",\"rememberedSize\":", before ? Cat("\"", before->size, "\"") : "null",
                            ",\"note\":", JsonQuote(note), "}"));
      return absl::OkStatus();
    }
    if (options->note) {
      context.Print(note);
      return absl::OkStatus();
    }
    Fields fields;
    fields.Add("Ledger", ledger_id);
    fields.Add("Origin", checkpoint.origin);
    fields.Add("Size", Thousands(static_cast<int64_t>(checkpoint.size)));
    fields.Add("Root", ToHex(checkpoint.root));
    fields.Add("Continues", before ? Cat("the remembered checkpoint of size ", before->size, ": proven")
                                   : "nothing: this is the first one that is remembered");
    context.Print(fields.Format());
    return absl::OkStatus();
  });
}

}  // namespace ingot::cli
