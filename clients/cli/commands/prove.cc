// ingot prove: history, balance, absence.
#include <algorithm>
#include <memory>
#include <utility>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/describe.h"
#include "clients/cli/text/events_json.h"
#include "clients/cli/text/json_document.h"
#include "clients/cpp/files.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/entry/canonical.h"
#include "ledger/verify/proof.h"

namespace ingot::cli {
namespace {

// A commitment follows new entries within ten seconds.
constexpr absl::Duration kWaitForCommitment = absl::Seconds(15);
constexpr absl::Duration kAskAgainAfter = absl::Seconds(1);

// One read, asked again while no commitment covers it yet.
template <typename Request, typename Response>
absl::StatusOr<Response> AskForProof(client::LedgerClient& ledger,
                                     grpc::Status (v1::ProofService::Stub::*method)(grpc::ClientContext*,
                                                                                    const Request&, Response*),
                                     const Request& request) {
  const absl::Time until = absl::Now() + kWaitForCommitment;
  while (true) {
    absl::StatusOr<Response> response = ledger.Read<v1::ProofService::Stub>(ledger.channel().proof(), method, request);
    if (!absl::IsFailedPrecondition(response.status()) || absl::Now() >= until) return response;
    ledger.channel().Pause(kAskAgainAfter);
  }
}

// The whole history: the first page's proof with all pages' entries.
absl::StatusOr<v1::IndexProof> FetchHistory(client::LedgerClient& ledger, v1::SubjectKind kind, const std::string& id) {
  v1::GetHistoryProofRequest request;
  request.set_kind(kind);
  request.set_id(id);
  request.set_page_size(1000);
  v1::IndexProof proof;
  std::vector<std::string> entries;
  do {
    INGOT_ASSIGN_OR_RETURN(v1::GetHistoryProofResponse page,
                           AskForProof(ledger, &v1::ProofService::Stub::GetHistoryProof, request));
    if (request.page_token().empty()) proof = std::move(*page.mutable_proof());
    for (std::string& entry : *page.mutable_entries()) entries.push_back(std::move(entry));
    if (entries.size() > audit::kMaxHistoryEntries) {
      return absl::InvalidArgumentError(
          Cat("the history has more than ", audit::kMaxHistoryEntries, " entries: one file can't hold it"));
    }
    if (!page.next_page_token().empty() && page.next_page_token() == request.page_token()) {
      return client::Misbehaviour("BAD_PAGE", "the server's next page is the same page again");
    }
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) proof.add_entries(std::move(*entry));
  return proof;
}

// Verifies the proof as an outsider will, and writes it.
absl::Status WriteProof(Context& context, client::LedgerClient& ledger, const v1::IndexProof& proof,
                        const std::string& out, const std::string& what) {
  const std::string bytes = entry::Serialise(proof);
  verify::Trust trust;
  trust.keys = ledger.profile().verifier_keys;
  const absl::StatusOr<verify::OpenedIndexProof> opened =
      verify::OpenIndexProof(bytes, trust, ledger.profile().ledger_id);
  if (!opened.ok()) return client::Misbehaviour("BAD_PROOF", FromAbsl(opened.status().message()));
  INGOT_RETURN_IF_ERROR(ledger.Observe(proof.commitment().checkpoint()));
  INGOT_RETURN_IF_ERROR(client::WriteFile(out, bytes, client::kPublicFile, client::Existing::kReplace));
  if (context.json) {
    context.PrintJson(Cat("{\"coversSize\":\"", opened->verified.covers_size, "\",\"commitment\":\"",
                          opened->verified.commitment_seq, "\",\"entries\":", proof.entries_size(),
                          ",\"present\":", opened->verified.present ? "true" : "false", ",\"bytes\":", bytes.size(),
                          ",\"file\":", JsonQuote(out), "}"));
  } else if (!context.quiet) {
    context.Print(Cat("Proved of the ledger's first ", opened->verified.covers_size, " entries: ", what,
                      ".\nVerified and written to ", out, " (", bytes.size(), " bytes)\n"));
  }
  return absl::OkStatus();
}

absl::StatusOr<v1::SubjectKind> ReadSubjectKind(const std::string& text) {
  auto kind = ParseEnum<v1::SubjectKind>(text);
  if (!kind.ok()) return UsageError("--kind", FromAbsl(kind.status().message()));
  return *kind;
}

struct SubjectOptions {
  std::string id, out, kind = "vehicle";
};

void AddSubjectOptions(CLI::App* command, SubjectOptions* options) {
  command->add_option("id", options->id, "VIN, or the id of a --kind; none for the ledger");
  command->add_option("--kind", options->kind,
                      "vehicle (default), contract, lot, heat, batch, transfer, organisation, …");
  command->add_option("--out", options->out, "Where to write it")->required()->type_name("FILE");
}

void AddProveHistory(CLI::App& group, Context& context) {
  const auto options = std::make_shared<SubjectOptions>();
  CLI::App* const command =
      AddCommand(group, "history", "All entries of a vehicle, lot or contract, with the proof that none is missing",
                 {"ingot prove history 1M8GDM9AXKP042788 --out car.history-proof",
                  "ingot prove history shred/lot-7 --kind lot --out lot.history-proof"});
  AddSubjectOptions(command, options.get());
  SetAction(command, context, [&context, options]() -> absl::Status {
    INGOT_ASSIGN_OR_RETURN(const v1::SubjectKind kind, ReadSubjectKind(options->kind));
    INGOT_ASSIGN_OR_RETURN(client::LedgerClient* const ledger, context.ledger());
    INGOT_ASSIGN_OR_RETURN(const v1::IndexProof proof, FetchHistory(*ledger, kind, options->id));
    if (!proof.subject().has_head()) {
      return absl::NotFoundError(
          Cat("the ledger has no ", options->kind, " ", options->id, "; `ingot prove absence` proves that"));
    }
    return WriteProof(
        context, *ledger, proof, options->out,
        Cat(options->kind, " ", options->id, " has these ", proof.entries_size(), " entries and no other"));
  });
}

void AddProveAbsence(CLI::App& group, Context& context) {
  const auto options = std::make_shared<SubjectOptions>();
  CLI::App* const command = AddCommand(group, "absence", "That the ledger has no such vehicle, lot or contract",
                                       {"ingot prove absence 1M8GDM9AXKP042788 --out car.absence-proof"});
  AddSubjectOptions(command, options.get());
  SetAction(command, context, [&context, options]() -> absl::Status {
    v1::GetSubjectProofRequest request;
    INGOT_ASSIGN_OR_RETURN(const v1::SubjectKind kind, ReadSubjectKind(options->kind));
    request.set_kind(kind);
    request.set_id(options->id);
    INGOT_ASSIGN_OR_RETURN(client::LedgerClient* const ledger, context.ledger());
    INGOT_ASSIGN_OR_RETURN(const v1::GetSubjectProofResponse response,
                           AskForProof(*ledger, &v1::ProofService::Stub::GetSubjectProof, request));
    if (response.proof().subject().has_head()) {
      return absl::InvalidArgumentError(Cat("the ledger has ", options->kind, " ", options->id));
    }
    return WriteProof(context, *ledger, response.proof(), options->out,
                      Cat("there is no ", options->kind, " ", options->id));
  });
}

void AddProveBalance(CLI::App& group, Context& context) {
  struct Options {
    std::string account_class, party, detail, out;
  };
  const auto options = std::make_shared<Options>();
  CLI::App* const command = AddCommand(
      group, "balance", "What an account holds, or that nothing was ever posted to it",
      {"ingot prove balance --class recovered --party shred --detail ISRI:TWITCH --out shred.balance-proof"});
  command->add_option("--class", options->account_class, "Class of the account, as `ingot balance` shows it")
      ->required();
  command->add_option("--party", options->party, "Its brand, site, organisation, batch, transfer or country");
  command->add_option("--detail", options->detail, "Its grade or kind of contract");
  command->add_option("--out", options->out, "Where to write it")->required()->type_name("FILE");
  SetAction(command, context, [&context, options]() -> absl::Status {
    v1::GetAccountProofRequest request;
    const auto parsed = ParseEnum<v1::AccountClass>(options->account_class);
    if (!parsed.ok()) return UsageError("--class", FromAbsl(parsed.status().message()));
    request.mutable_account()->set_account_class(*parsed);
    request.mutable_account()->set_party(options->party);
    request.mutable_account()->set_detail(options->detail);
    INGOT_ASSIGN_OR_RETURN(client::LedgerClient* const ledger, context.ledger());
    INGOT_ASSIGN_OR_RETURN(const v1::GetAccountProofResponse response,
                           AskForProof(*ledger, &v1::ProofService::Stub::GetAccountProof, request));
    int64_t grams = 0;
    for (const v1::Amount& amount : response.proof().account().balance().amounts()) grams += amount.grams();
    return WriteProof(context, *ledger, response.proof(), options->out,
                      response.proof().account().has_balance() ? Cat("the account holds ", grams, " g in all")
                                                               : std::string("nothing was ever posted to the account"));
  });
}

}  // namespace

void AddProveCommands(CLI::App& app, Context& context) {
  CLI::App* const group = AddGroup(app, "prove", "Proofs for outsiders: whole histories, balances, absences");
  AddProveHistory(*group, context);
  AddProveBalance(*group, context);
  AddProveAbsence(*group, context);
}

}  // namespace ingot::cli
