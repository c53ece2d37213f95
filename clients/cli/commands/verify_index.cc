// ingot verify: history, balance, absence.
#include <memory>

#include "clients/cli/commands/describe.h"
#include "clients/cli/commands/verify.h"
#include "clients/cli/text/events_json.h"
#include "clients/cli/text/format.h"
#include "clients/cli/text/json_document.h"
#include "clients/cli/text/message_json.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/verify/proof.h"

namespace ingot::cli {
namespace {

using verdict::Reason;

// What a file is said to prove.
enum class Claimed { kHistory, kBalance, kAbsence };

bool Proves(const verify::OpenedIndexProof& proof, Claimed claimed) {
  switch (claimed) {
    case Claimed::kHistory:
      return proof.verified.present && proof.proof.has_subject() && !proof.proof.entries().empty();
    case Claimed::kBalance:
      return proof.verified.present && proof.proof.has_account();
    case Claimed::kAbsence:
      return !proof.verified.present;
  }
  return false;
}

std::string ClaimJson(const v1::IndexProof& proof) {
  if (proof.has_subject()) return Cat(",\"subject\":", MessageJson(proof.subject()));
  return Cat(",\"account\":", MessageJson(proof.account()));
}

std::string HistoryTable(const v1::IndexProof& proof) {
  if (proof.entries().empty()) return "";
  Table table({{"entry", Align::kRight}, {"happened"}, {"by"}, {"event"}, {"what it says"}, {"flags"}});
  for (const std::string& bytes : proof.entries()) {
    const EntryDescription entry = DescribeEntry(bytes);
    table.Row({entry.seq, entry.happened, entry.organisation, entry.type, entry.summary, entry.flags});
  }
  return table.Format();
}

std::string BalanceTable(const v1::AccountBalance& balance) {
  Table table({{"family"}, {"origin"}, {"grams", Align::kRight}});
  for (const v1::Amount& amount : balance.amounts()) {
    table.Row({v1::AlloyFamily_Name(amount.family()), v1::Origin_Name(amount.origin()), Thousands(amount.grams())});
  }
  return table.Format();
}

VerdictFacts IndexProofFacts(const verify::OpenedIndexProof& proof) {
  const audit::VerifiedIndexProof& verified = proof.verified;
  VerdictFacts facts = CheckpointFacts(proof.opened);
  facts.json += Cat(",\"ledgerId\":\"", ToHex(verified.ledger_id), "\",\"coversSize\":\"", verified.covers_size,
                    "\",\"commitment\":\"", verified.commitment_seq,
                    "\",\"present\":", verified.present ? "true" : "false", ClaimJson(proof.proof), ",\"entries\":[");
  for (int i = 0; i < proof.proof.entries_size(); ++i) {
    facts.json += Cat(i == 0 ? "" : ",", EntryJson(proof.proof.entries(i), nullptr));
  }
  facts.json += "]";
  Fields fields;
  fields.Add("Ledger", ToHex(verified.ledger_id));
  if (proof.proof.has_subject()) {
    const v1::SubjectClaim& subject = proof.proof.subject();
    fields.Add("Subject", Cat(v1::SubjectKind_Name(subject.kind()), " ", Printable(subject.id())));
    fields.Add("Has", verified.present ? Cat(Thousands(static_cast<int64_t>(subject.head().count())), " entries")
                                       : std::string("no entry"));
  } else {
    const v1::Account& account = proof.proof.account().account();
    fields.Add("Account", Cat(v1::AccountClass_Name(account.account_class()), " ", Printable(account.party()), " ",
                              Printable(account.detail())));
    if (!verified.present) fields.Add("Holds", "nothing: it was never posted to");
  }
  fields.Add("Of the first", Cat(Thousands(static_cast<int64_t>(verified.covers_size)),
                                 " entries; committed to in entry ", verified.commitment_seq));
  facts.text += fields.Format() + HistoryTable(proof.proof);
  if (proof.proof.account().has_balance()) facts.text += BalanceTable(proof.proof.account().balance());
  return facts;
}

void AddVerifyClaim(CLI::App& group, Context& context, Claimed claimed, const std::string& name,
                    const std::string& description) {
  struct Options {
    std::string file, ledger_id;
    TrustOptions trust;
  };
  const auto options = std::make_shared<Options>();
  CLI::App* const command = AddCommand(group, name, description,
                                       {Cat("ingot verify ", name, " file.", name, "-proof --vkey \"$(cat vkey)\"")});
  command->add_option("file", options->file, "The proof; - for standard input")->required()->type_name("FILE");
  command->add_option("--ledger-id", options->ledger_id,
                      "The ledger that it must be of (hex); the profile's with its keys");
  AddTrustOptions(command, &options->trust);
  SetVerdict(
      command, context, Cat(name, " proof"), [&context, options, claimed, name](VerdictFacts* facts) -> absl::Status {
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
                               ReadInput(options->file, audit::kMaxIndexProofBytes, Reason::kMalformedProof));
        INGOT_ASSIGN_OR_RETURN(const verify::OpenedIndexProof proof, verify::OpenIndexProof(file, trust, ledger_id));
        if (!Proves(proof, claimed)) {
          return verdict::Fail(Reason::kMalformedProof, Cat("it proves something, but no ", name));
        }
        *facts = IndexProofFacts(proof);
        return absl::OkStatus();
      });
}

}  // namespace

void AddVerifyIndexProofs(CLI::App& group, Context& context) {
  AddVerifyClaim(group, context, Claimed::kHistory, "history",
                 "A history proof: all entries of a subject up to a size, and none missing");
  AddVerifyClaim(group, context, Claimed::kBalance, "balance", "A balance proof: what an account held at a size");
  AddVerifyClaim(group, context, Claimed::kAbsence, "absence",
                 "An absence proof: that a subject or account was not there at a size");
}

}  // namespace ingot::cli
