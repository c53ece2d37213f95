// ingot receipt: get, proof; verify is that of ingot verify receipt.
#include <memory>

#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/describe.h"
#include "clients/cli/commands/verify.h"
#include "clients/cli/text/json_document.h"
#include "clients/cli/text/table.h"
#include "clients/cpp/cosigned.h"
#include "clients/cpp/files.h"
#include "ledger/base/bytes.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/merkle/leaf_hash.h"

namespace ingot::cli {
namespace {

struct CosignedOptions {
  bool wanted = false;
  int64_t wait_seconds = 30;
};

void AddCosignedOptions(CLI::App* command, CosignedOptions* options) {
  CLI::Option* const cosigned = command->add_flag(
      "--cosigned", options->wanted, "Against a checkpoint that a quorum of the server's witnesses cosigned");
  command->add_option("--wait", options->wait_seconds, "Seconds to wait for that quorum (30)")
      ->check(CLI::Range(int64_t{0}, absl::ToInt64Seconds(client::kMaxQuorumWait)))
      ->needs(cosigned);
}

absl::Duration WaitOf(const CosignedOptions& options) { return absl::Seconds(options.wait_seconds); }

std::string EntriesTable(const v1::Receipt& receipt) {
  Table table({{"entry", Align::kRight}, {"happened"}, {"by"}, {"event"}, {"what it says"}, {"flags"}});
  for (const std::string& bytes : receipt.entries()) {
    const EntryDescription entry = DescribeEntry(bytes);
    table.Row({entry.seq, entry.happened, entry.organisation, entry.type, entry.summary, entry.flags});
  }
  return table.Format();
}

void AddGet(CLI::App& group, Context& context) {
  struct Options {
    std::string key, out;
    uint64_t seq = 0;
    CosignedOptions cosigned;
  };
  const auto options = std::make_shared<Options>();
  CLI::App* const command = AddCommand(group, "get", "Fetch a receipt again, verify it and write it to a file",
                                       {"ingot receipt get --key 00112233445566778899aabbccddeeff --out sale.receipt",
                                        "ingot receipt get --seq 4711 --out sale.receipt"});
  CLI::Option* const key = command->add_option("--key", options->key, "Idempotency key of your own submission (hex)");
  CLI::Option* const seq =
      command->add_option("--seq", options->seq, "Any entry of the submission")->excludes(key)->check(EntryNumber());
  command->add_option("--out", options->out, "Where to write it")->required()->type_name("FILE");
  AddCosignedOptions(command, &options->cosigned);
  SetAction(command, context, [&context, options, key, seq]() -> absl::Status {
    if (key->count() + seq->count() != 1) return UsageError("receipt get", "needs --key or --seq");
    INGOT_ASSIGN_OR_RETURN(client::LedgerClient* const ledger, context.ledger());
    std::string key_bytes;
    if (key->count() > 0) {
      const std::optional<std::string> bytes = HexDecode(options->key);
      if (!bytes || bytes->size() != 16) return UsageError("--key", "needs 32 lower-case hexadecimal digits");
      key_bytes = *bytes;
    }
    v1::Receipt receipt;
    if (options->cosigned.wanted) {
      v1::GetCosignedReceiptRequest request;
      if (key->count() > 0) {
        request.set_idempotency_key(key_bytes);
      } else {
        request.set_seq(options->seq);
      }
      INGOT_ASSIGN_OR_RETURN(receipt, client::GetCosignedReceipt(*ledger, request, WaitOf(options->cosigned)));
    } else if (key->count() > 0) {
      INGOT_ASSIGN_OR_RETURN(receipt, ledger->GetReceiptByKey(key_bytes));
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

void AddProof(CLI::App& group, Context& context) {
  struct Options {
    std::string out, entry;
    uint64_t seq = 0;
    CosignedOptions cosigned;
  };
  const auto options = std::make_shared<Options>();
  CLI::App* const command =
      AddCommand(group, "proof", "Fetch a tlog-proof of one entry (c2sp.org/tlog-proof), verify it, write it to a file",
                 {"ingot receipt proof --seq 4711 --out sale.tlog-proof --entry sale.entry"});
  command->add_option("--seq", options->seq, "The entry")->required()->check(EntryNumber());
  command->add_option("--out", options->out, "Where to write it")->required()->type_name("FILE");
  command->add_option("--entry", options->entry, "Where to write the entry's bytes, which the proof is about")
      ->type_name("FILE");
  AddCosignedOptions(command, &options->cosigned);
  SetAction(command, context, [&context, options]() -> absl::Status {
    INGOT_ASSIGN_OR_RETURN(client::LedgerClient* const ledger, context.ledger());
    const std::optional<absl::Duration> wait =
        options->cosigned.wanted ? std::optional<absl::Duration>(WaitOf(options->cosigned)) : std::nullopt;
    INGOT_ASSIGN_OR_RETURN(const client::EntryProof proof, client::GetEntryProof(*ledger, options->seq, wait));
    if (!options->entry.empty()) {
      v1::GetEntryRequest request;
      request.set_seq(options->seq);
      INGOT_ASSIGN_OR_RETURN(const v1::GetEntryResponse response,
                             ledger->Read(ledger->channel().ledger(), &v1::LedgerService::Stub::GetEntry, request));
      if (merkle::LeafHash(response.entry().entry()) != proof.leaf) {
        return client::Misbehaviour("BAD_PROOF", "the server's entry is not the one that its proof is about");
      }
      INGOT_RETURN_IF_ERROR(
          client::WriteFile(options->entry, response.entry().entry(), client::kPublicFile, client::Existing::kReplace));
    }
    INGOT_RETURN_IF_ERROR(
        client::WriteFile(options->out, proof.tlog_proof, client::kPublicFile, client::Existing::kReplace));
    if (context.json) {
      context.PrintJson(Cat("{\"seq\":\"", options->seq, "\",\"treeSize\":\"", proof.tree_size, "\",\"leafHash\":\"",
                            ToHex(proof.leaf), "\",\"file\":", JsonQuote(options->out), "}"));
    } else if (!context.quiet) {
      context.Print(Cat("Proof of entry ", options->seq, " in the tree of ", proof.tree_size,
                        " verified and written to ", Printable(options->out), "\n"));
    }
    return absl::OkStatus();
  });
}

}  // namespace

void AddReceiptCommands(CLI::App& app, Context& context) {
  CLI::App* const group = AddGroup(app, "receipt", "Receipts and proofs: fetch again, verify offline");
  AddGet(*group, context);
  AddProof(*group, context);
  AddVerifyReceipt(*group, context);
}

}  // namespace ingot::cli
