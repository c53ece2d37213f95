// ingot verify: note, proof, receipt.
#include <memory>

#include "clients/cli/commands/describe.h"
#include "clients/cli/commands/verify.h"
#include "clients/cli/text/events_json.h"
#include "clients/cli/text/json_document.h"
#include "ledger/base/bytes.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/merkle/leaf_hash.h"
#include "ledger/verify/proof.h"

namespace ingot::cli {
namespace {

using verdict::Reason;

// Entries of other logs may be longer than Ingot's.
constexpr size_t kMaxForeignEntryBytes = size_t{16} << 20;

std::string ReceiptTable(const std::vector<std::string>& entries) {
  Table table({{"entry", Align::kRight}, {"happened"}, {"by"}, {"event"}, {"what it says"}, {"flags"}});
  for (const std::string& bytes : entries) {
    const EntryDescription entry = DescribeEntry(bytes);
    table.Row({entry.seq, entry.happened, entry.organisation, entry.type, entry.summary, entry.flags});
  }
  return table.Format();
}

// Describing a thousand entries takes longer than verifying them: only what will be printed is made.
VerdictFacts ReceiptFacts(const Context& context, const verify::OpenedReceipt& receipt) {
  VerdictFacts facts = CheckpointFacts(receipt.opened);
  std::vector<std::string> entries;
  for (const v1::Entry& entry : receipt.verified.entries) entries.push_back(entry.SerializeAsString());
  if (!context.json) {
    Fields fields;
    fields.Add("Ledger", ToHex(receipt.verified.ledger_id));
    facts.text += fields.Format() + (context.quiet ? std::string() : ReceiptTable(entries));
    return facts;
  }
  facts.json += Cat(",\"ledgerId\":\"", ToHex(receipt.verified.ledger_id), "\",\"firstSeq\":\"",
                    receipt.verified.first_seq, "\",\"entries\":[");
  for (size_t i = 0; i < entries.size(); ++i) facts.json += Cat(i == 0 ? "" : ",", EntryJson(entries[i], nullptr));
  facts.json += "]";
  return facts;
}

}  // namespace

void AddVerifyNote(CLI::App& group, Context& context) {
  struct Options {
    std::string file;
    std::vector<std::string> vkeys;
  };
  const auto options = std::make_shared<Options>();
  CLI::App* const command = AddCommand(group, "note", "A signed note of any text, by any of these keys",
                                       {"ingot verify note checkpoint --vkey \"$(cat vkey)\""});
  command->add_option("file", options->file, "Signed note; - for standard input")->required()->type_name("FILE");
  command->add_option("--vkey", options->vkeys, "Verifier key; of a witness too")->required()->type_name("KEY");
  SetVerdict(command, context, "signed note", [options](VerdictFacts* facts) -> absl::Status {
    INGOT_ASSIGN_OR_RETURN(const std::vector<note::VerifierKey> keys, ReadVerifierKeys(options->vkeys));
    INGOT_ASSIGN_OR_RETURN(const std::string bytes,
                           ReadInput(options->file, note::kMaxNoteBytes, Reason::kMalformedNote));
    INGOT_ASSIGN_OR_RETURN(const note::OpenedNote opened, verify::OpenNote(bytes, keys));
    facts->json = Cat(",\"text\":", JsonQuote(opened.text), ",\"signedBy\":[");
    Fields fields;
    for (size_t i = 0; i < opened.signatures.size(); ++i) {
      facts->json += Cat(i == 0 ? "" : ",", "{\"name\":", JsonQuote(opened.signatures[i].name), "}");
      fields.Add("Signed by", opened.signatures[i].name);
    }
    facts->json += "]";
    facts->text = fields.Format();
    for (std::string_view rest = opened.text; !rest.empty(); rest.remove_prefix(rest.find('\n') + 1)) {
      facts->text += Cat("  ", Printable(rest.substr(0, rest.find('\n'))), "\n");
    }
    return absl::OkStatus();
  });
}

void AddVerifyProof(CLI::App& group, Context& context) {
  struct Options {
    std::string file, entry;
    TrustOptions trust;
  };
  const auto options = std::make_shared<Options>();
  CLI::App* const command =
      AddCommand(group, "proof", "A tlog-proof file: that an entry is in the log",
                 {"ingot verify proof sale.tlog-proof --vkey \"$(cat vkey)\" --entry sale.entry"});
  command->add_option("file", options->file, "tlog-proof; - for standard input")->required()->type_name("FILE");
  command->add_option("--entry", options->entry, "The entry's bytes; without it only the checkpoint is verified")
      ->type_name("FILE");
  AddTrustOptions(command, &options->trust);
  SetVerdict(command, context, "tlog-proof", [&context, options](VerdictFacts* facts) -> absl::Status {
    INGOT_ASSIGN_OR_RETURN(const verify::Trust trust, TrustOf(context, options->trust));
    INGOT_ASSIGN_OR_RETURN(const std::string file,
                           ReadInput(options->file, verify::kMaxTlogProofBytes, Reason::kMalformedProof));
    std::optional<Hash> leaf;
    if (!options->entry.empty()) {
      INGOT_ASSIGN_OR_RETURN(const std::string entry,
                             ReadInput(options->entry, kMaxForeignEntryBytes, Reason::kUnreadable));
      leaf = merkle::LeafHash(entry);
    }
    INGOT_ASSIGN_OR_RETURN(const verify::OpenedProof opened, verify::OpenTlogProof(file, trust, leaf));
    *facts = CheckpointFacts(opened.opened);
    facts->json += Cat(",\"index\":\"", opened.proof.index,
                       "\",\"leafHash\":", leaf.has_value() ? Cat("\"", ToHex(*leaf), "\"") : "null");
    Fields fields;
    fields.Add("Index", Cat(opened.proof.index));
    fields.Add(leaf.has_value() ? "Leaf hash" : "NOT verified",
               leaf.has_value() ? ToHex(*leaf) : "that any entry is in the log: none was given (--entry)");
    facts->text += fields.Format();
    return absl::OkStatus();
  });
}

void AddVerifyReceipt(CLI::App& group, Context& context) {
  struct Options {
    std::string file, ledger_id;
    TrustOptions trust;
  };
  const auto options = std::make_shared<Options>();
  const std::string name = group.get_name() == "verify" ? "receipt" : "verify";
  const std::string words = Cat("ingot ", group.get_name(), " ", name, " sale.receipt ");
  CLI::App* const command =
      AddCommand(group, name, "A receipt: that a submission is in the ledger, with nothing but its public key",
                 {Cat(words, "--vkey \"$(cat vkey)\""), Cat(words, "--policy witnesses.policy")});
  command->add_option("file", options->file, "Receipt; - for standard input")->required()->type_name("FILE");
  command->add_option("--ledger-id", options->ledger_id,
                      "The ledger that it must be of (hex); the profile's with its keys");
  AddTrustOptions(command, &options->trust);
  SetVerdict(command, context, "receipt", [&context, options](VerdictFacts* facts) -> absl::Status {
    INGOT_ASSIGN_OR_RETURN(const verify::Trust trust, TrustOf(context, options->trust));
    std::optional<Hash> ledger_id;
    if (!options->ledger_id.empty()) {
      const absl::StatusOr<Hash> id = HashFromHex(options->ledger_id);
      if (!id.ok()) return UsageError("--ledger-id", "needs 64 lower-case hexadecimal digits");
      ledger_id = *id;
    } else if (options->trust.vkeys.empty() && options->trust.policy.empty()) {
      INGOT_ASSIGN_OR_RETURN(const client::Profile* const profile, context.profile());
      ledger_id = profile->ledger_id;
    }
    INGOT_ASSIGN_OR_RETURN(const std::string file,
                           ReadInput(options->file, verify::kMaxReceiptBytes, Reason::kMalformedReceipt));
    INGOT_ASSIGN_OR_RETURN(const verify::OpenedReceipt receipt, verify::OpenReceipt(file, trust, ledger_id));
    *facts = ReceiptFacts(context, receipt);
    return absl::OkStatus();
  });
}

}  // namespace ingot::cli
