// ingot receipt: get, verify.
#include "ledger/audit/receipt.h"

#include <memory>
#include <utility>
#include <vector>

#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/describe.h"
#include "clients/cli/text/events_json.h"
#include "clients/cli/text/json_document.h"
#include "clients/cli/text/table.h"
#include "clients/cpp/files.h"
#include "ledger/base/bytes.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"

namespace ingot::cli {
namespace {

// A receipt holds a submission of at most 1 MiB and a few hundred hashes.
constexpr size_t kMaxReceiptBytes = 4 * 1024 * 1024;

std::string EntriesTable(const v1::Receipt& receipt) {
  Table table({{"entry", Align::kRight}, {"happened"}, {"by"}, {"event"}, {"what it says"}, {"flags"}});
  for (const std::string& bytes : receipt.entries()) {
    const EntryDescription entry = DescribeEntry(bytes);
    table.Row({entry.seq, entry.happened, entry.organisation, entry.type, entry.summary, entry.flags});
  }
  return table.Format();
}

std::string VerifiedJson(const audit::VerifiedReceipt& verified, const v1::Receipt& receipt) {
  std::string json =
      Cat("{\"verified\":true,\"ledgerId\":\"", ToHex(verified.ledger_id), "\",\"origin\":", JsonQuote(verified.origin),
          ",\"firstSeq\":\"", verified.first_seq, "\",\"checkpointSize\":\"", verified.tree_size, "\",\"root\":\"",
          ToHex(verified.root), "\",\"entries\":[");
  for (int i = 0; i < receipt.entries_size(); ++i)
    json += Cat(i == 0 ? "" : ",", EntryJson(receipt.entries(i), nullptr));
  return json + "]}";
}

void AddGet(CLI::App& group, Context& context) {
  struct Options {
    std::string key, out;
    uint64_t seq = 0;
  };
  const auto options = std::make_shared<Options>();
  CLI::App* const command = AddCommand(group, "get", "Fetch a receipt again, verify it and write it to a file",
                                       {"ingot receipt get --key 00112233445566778899aabbccddeeff --out sale.receipt",
                                        "ingot receipt get --seq 4711 --out sale.receipt"});
  CLI::Option* const key = command->add_option("--key", options->key, "Idempotency key of your own submission (hex)");
  CLI::Option* const seq =
      command->add_option("--seq", options->seq, "Any entry of the submission")->excludes(key)->check(EntryNumber());
  command->add_option("--out", options->out, "Where to write it")->required()->type_name("FILE");
  SetAction(command, context, [&context, options, key, seq]() -> absl::Status {
    if (key->count() + seq->count() != 1) return UsageError("receipt get", "needs --key or --seq");
    INGOT_ASSIGN_OR_RETURN(client::LedgerClient* const ledger, context.ledger());
    v1::Receipt receipt;
    if (key->count() > 0) {
      const std::optional<std::string> bytes = HexDecode(options->key);
      if (!bytes || bytes->size() != 16) return UsageError("--key", "needs 32 lower-case hexadecimal digits");
      INGOT_ASSIGN_OR_RETURN(receipt, ledger->GetReceiptByKey(*bytes));
    } else {
      INGOT_ASSIGN_OR_RETURN(receipt, ledger->GetReceiptBySeq(options->seq));
    }
    INGOT_RETURN_IF_ERROR(
        client::WriteFile(options->out, receipt.SerializeAsString(), client::kPublicFile, client::Existing::kReplace));
    if (context.json) {
      context.PrintJson(Cat("{\"firstSeq\":\"", receipt.first_seq(), "\",\"entries\":", receipt.entries_size(),
                            ",\"file\":", JsonQuote(options->out), "}"));
    } else if (!context.quiet) {
      context.Print(Cat("Receipt verified and written to ", options->out, "\n", EntriesTable(receipt)));
    }
    return absl::OkStatus();
  });
}

void AddVerify(CLI::App& group, Context& context) {
  struct Options {
    std::string file, ledger_id;
    std::vector<std::string> vkeys;
  };
  const auto options = std::make_shared<Options>();
  CLI::App* const command =
      AddCommand(group, "verify", "Verify a receipt offline, with nothing but the ledger's public key",
                 {"ingot receipt verify sale.receipt --vkey \"$(cat vkey)\"", "ingot receipt verify sale.receipt"});
  command->add_option("file", options->file, "Receipt")->required()->type_name("FILE");
  command->add_option("--vkey", options->vkeys, "Verifier key; the profile's where not given")->type_name("KEY");
  command->add_option("--ledger-id", options->ledger_id, "The ledger that it must be of (hex)");
  SetAction(command, context, [&context, options]() -> absl::Status {
    INGOT_ASSIGN_OR_RETURN(const std::string bytes, client::ReadFile(options->file, kMaxReceiptBytes));
    v1::Receipt receipt;
    if (!receipt.ParseFromString(bytes)) return absl::InvalidArgumentError(Cat(options->file, " is no receipt"));
    std::optional<Hash> ledger_id;
    std::vector<note::VerifierKey> keys;
    if (options->vkeys.empty()) {
      INGOT_ASSIGN_OR_RETURN(const client::Profile* const profile, context.profile());
      keys = profile->verifier_keys;
      ledger_id = profile->ledger_id;
    } else {
      absl::StatusOr<std::vector<note::VerifierKey>> parsed = client::ParseVerifierKeys(options->vkeys);
      if (!parsed.ok()) return UsageError("--vkey", FromAbsl(parsed.status().message()));
      keys = *std::move(parsed);
    }
    if (!options->ledger_id.empty()) {
      const absl::StatusOr<Hash> id = HashFromHex(options->ledger_id);
      if (!id.ok()) return UsageError("--ledger-id", "needs 64 lower-case hexadecimal digits");
      ledger_id = *id;
    }
    const absl::StatusOr<audit::VerifiedReceipt> verified = client::VerifyReceiptWithAny(receipt, keys, ledger_id);
    if (!verified.ok()) {
      // Unusable bytes keep their code; a receipt that does not prove what it says is refuted.
      if (absl::IsInvalidArgument(verified.status())) {
        return absl::InvalidArgumentError(Cat(options->file, ": ", verified.status().message()));
      }
      const std::string why(FromAbsl(verified.status().message()));
      if (context.json) {
        context.PrintJson(Cat("{\"verified\":false,\"why\":", JsonQuote(why), "}"));
      } else {
        context.Print(Cat("REFUTED: ", options->file, ": ", why, "\n"));
      }
      context.set_exit_code(kExitRefused);
      return absl::OkStatus();
    }
    if (context.json) {
      context.PrintJson(VerifiedJson(*verified, receipt));
    } else if (!context.quiet) {
      context.Print(Cat("Verified: ", verified->origin, ", ledger ", ToHex(verified->ledger_id),
                        ", checkpoint of size ", verified->tree_size, "\n", EntriesTable(receipt)));
    }
    return absl::OkStatus();
  });
}

}  // namespace

void AddReceiptCommands(CLI::App& app, Context& context) {
  CLI::App* const group = AddGroup(app, "receipt", "Receipts: fetch again, verify offline");
  AddGet(*group, context);
  AddVerify(*group, context);
}

}  // namespace ingot::cli
