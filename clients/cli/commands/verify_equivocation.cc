// ingot verify: equivocation.
#include <memory>
#include <string>
#include <vector>

#include "clients/cli/commands/verify.h"
#include "clients/cli/text/table.h"
#include "ledger/audit/equivocation.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"

namespace ingot::cli {
namespace {

std::string CheckpointJson(const note::Checkpoint& checkpoint) {
  return Cat("{\"size\":\"", checkpoint.size, "\",\"root\":\"", ToHex(checkpoint.root), "\"}");
}

}  // namespace

void AddVerifyEquivocation(CLI::App& group, Context& context) {
  struct Options {
    std::string file;
    std::vector<std::string> vkeys;
  };
  const auto options = std::make_shared<Options>();
  CLI::App* const command =
      AddCommand(group, "equivocation", "A proof that a ledger's key signed two histories",
                 {"ingot verify equivocation 0123456789abcdef.checkpoint.equivocation-9-... --vkey \"$(cat vkey)\""});
  command->add_option("file", options->file, "Proof, as clients keep it; - for standard input")
      ->required()
      ->type_name("FILE");
  command->add_option("--vkey", options->vkeys, "Verifier key of the ledger")->required()->type_name("KEY");
  SetVerdict(command, context, "equivocation proof", [options](VerdictFacts* facts) -> absl::Status {
    INGOT_ASSIGN_OR_RETURN(const std::vector<note::VerifierKey> keys, ReadVerifierKeys(options->vkeys));
    INGOT_ASSIGN_OR_RETURN(const std::string bytes,
                           ReadInput(options->file, audit::kMaxEquivocationBytes, verdict::Reason::kMalformedProof));
    INGOT_ASSIGN_OR_RETURN(const audit::Equivocation equivocation, audit::ParseEquivocation(bytes));
    INGOT_ASSIGN_OR_RETURN(const audit::ProvenEquivocation proven, audit::VerifyEquivocation(equivocation, keys));
    const note::Checkpoint& first = proven.first.checkpoint;
    const note::Checkpoint& second = proven.second.checkpoint;
    facts->json = Cat(",\"first\":", CheckpointJson(first), ",\"second\":", CheckpointJson(second));
    Fields fields;
    fields.Add("Ledger", first.origin);
    fields.Add("First", Cat("size ", first.size, ", root ", ToHex(first.root)));
    fields.Add("Second", Cat("size ", second.size, ", root ", ToHex(second.root)));
    facts->text = Cat("The ledger's key signed two histories that exclude each other.\n", fields.Format());
    return absl::OkStatus();
  });
}

}  // namespace ingot::cli
