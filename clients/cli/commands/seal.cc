// ingot seal reveal, find, erase: sealed parts.
#include <memory>
#include <optional>
#include <utility>

#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/submitting.h"
#include "clients/cli/text/format.h"
#include "clients/cli/text/message_json.h"
#include "clients/cli/text/table.h"
#include "clients/cpp/error.h"
#include "ingot/v1/sealed.pb.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/entry/canonical.h"
#include "ledger/entry/entry.h"
#include "ledger/entry/submission.h"

namespace ingot::cli {
namespace {

using SealStub = v1::SealService::Stub;

template <typename Enum>
absl::StatusOr<Enum> ReasonOf(const std::string& text) {
  absl::StatusOr<Enum> reason = ParseEnum<Enum>(text);
  if (!reason.ok()) return UsageError("--reason", FromAbsl(reason.status().message()));
  return reason;
}

std::string PersonText(const v1::SealedPerson& person) {
  std::string text = person.name();
  const auto add = [&text](std::string_view what, const std::string& value) {
    if (!value.empty()) text += Cat("; ", what, value);
  };
  add("born ", DateText(person.born_on()));
  add("", person.address());
  add("", person.contact());
  add("document ", person.document_number());
  return text;
}

std::string SealedText(const v1::SealedBody& body) {
  Fields fields;
  fields.Add("Customer", body.customer_ref());
  for (const v1::Plate& plate : body.plates()) {
    fields.Add("Plate", Cat(plate.number(), plate.country().empty() ? "" : Cat(" (", plate.country(), ")")));
  }
  for (const v1::SealedPerson& person : body.persons()) fields.Add(EnumText(person.role()), PersonText(person));
  for (const v1::Money& amount : body.amounts()) {
    fields.Add("Amount", MoneyText(amount.currency(), amount.minor_units()));
  }
  fields.Add("Note", body.note());
  return fields.Format();
}

// Whether the entry commits to what was shown: the server can't show something else.
absl::Status CheckCommitment(client::LedgerClient& ledger, uint64_t seq, const v1::DetachedPart& part) {
  v1::GetEntryRequest request;
  request.set_seq(seq);
  INGOT_ASSIGN_OR_RETURN(const v1::GetEntryResponse response,
                         ledger.Read(ledger.channel().ledger(), &v1::LedgerService::Stub::GetEntry, request));
  const absl::StatusOr<v1::Entry> entry = entry::ParseEntry(response.entry().entry());
  const absl::StatusOr<v1::Event> event = entry.ok() ? entry::ParseEvent(entry->event()) : entry.status();
  if (event.ok() && event->sealed_commitment() ==
                        AsBytes(entry::DetachedCommitment(entry::DetachedKind::kSealed, ledger.profile().ledger_id,
                                                          event->actor().organisation_id(), part))) {
    return absl::OkStatus();
  }
  return client::Misbehaviour("SEALED_MISMATCH", Cat("entry ", seq, " commits to another sealed part than was shown"));
}

struct RevealOptions {
  uint64_t seq = 0;
  std::string reason;
  std::optional<uint64_t> recorded;
};

// The entry that gives the right: the one that is named, or a new one.
absl::StatusOr<uint64_t> RecordReason(Context& context, const RevealOptions& options) {
  if (options.recorded.has_value()) return *options.recorded;
  if (options.reason.empty()) {
    return UsageError("--reason", "must be given, or --recorded with the entry that states it");
  }
  INGOT_ASSIGN_OR_RETURN(const auto reason, ReasonOf<v1::RevealReason>(options.reason));
  v1::Event event = EventNow();
  event.mutable_seal_revealed()->set_sealed_seq(options.seq);
  event.mutable_seal_revealed()->set_reason(reason);
  std::vector<v1::Event> events;
  events.push_back(std::move(event));
  INGOT_ASSIGN_OR_RETURN(const Recorded recorded, Record(context, std::move(events)));
  return recorded.receipt.first_seq();
}

absl::Status Reveal(Context& context, const RevealOptions& options) {
  INGOT_ASSIGN_OR_RETURN(client::LedgerClient* const ledger, context.ledger());
  v1::RevealSealedRequest request;
  INGOT_ASSIGN_OR_RETURN(const uint64_t revealed_seq, RecordReason(context, options));
  request.set_revealed_seq(revealed_seq);
  INGOT_ASSIGN_OR_RETURN(const v1::RevealSealedResponse response,
                         ledger->Query(ledger->channel().seal(), &SealStub::RevealSealed, request));
  if (response.sealed_seq() != options.seq) {
    return UsageError("--recorded", Cat("is about entry ", response.sealed_seq(), ", not ", options.seq));
  }
  INGOT_RETURN_IF_ERROR(CheckCommitment(*ledger, response.sealed_seq(), response.sealed()));
  v1::SealedBody body;
  if (!body.ParseFromString(response.sealed().body())) {
    return client::Misbehaviour("SEALED_MALFORMED", "the sealed part is no message");
  }
  if (context.json) {
    context.PrintJson(Cat("{\"sealedSeq\":\"", response.sealed_seq(), "\",\"revealedSeq\":\"", revealed_seq,
                          "\",\"sealed\":", MessageJson(body), "}"));
    return absl::OkStatus();
  }
  context.Print(SealedText(body));
  context.Remark(Cat("The reason stands on the ledger as entry ", revealed_seq, "; the commitment of entry ",
                     response.sealed_seq(), " holds.\n"));
  return absl::OkStatus();
}

struct FindOptions {
  std::string plate, customer, organisation, reason;
};

absl::Status Find(Context& context, const FindOptions& options) {
  if (options.plate.empty() == options.customer.empty()) {
    return UsageError("--plate", "give either --plate or --customer");
  }
  v1::FindSealedRequest request;
  if (!options.plate.empty()) request.set_plate(options.plate);
  if (!options.customer.empty()) request.set_customer_ref(options.customer);
  request.set_organisation_id(options.organisation);
  INGOT_ASSIGN_OR_RETURN(const auto reason, ReasonOf<v1::RevealReason>(options.reason));
  request.set_reason(reason);
  request.set_page_size(1000);
  INGOT_ASSIGN_OR_RETURN(client::LedgerClient* const ledger, context.ledger());
  Table table({{"entry", Align::kRight}, {"sealed by"}, {"other party"}});
  const auto page = [&](const v1::FindSealedResponse& response) -> absl::Status {
    for (const v1::SealState& seal : response.seals()) {
      if (context.json) context.PrintJson(MessageJson(seal));
      table.Row({std::to_string(seal.seq()), seal.organisation_id(), seal.counterparty_organisation()});
    }
    return absl::OkStatus();
  };
  INGOT_RETURN_IF_ERROR(ledger->QueryPages(ledger->channel().seal(), &SealStub::FindSealed, request,
                                           std::function<absl::Status(const v1::FindSealedResponse&)>(page)));
  if (context.json) return absl::OkStatus();
  if (table.empty()) {
    context.Remark("Nothing is sealed about this, or nothing that is yours to ask for.\n");
  } else {
    context.Print(table.Format());
  }
  return absl::OkStatus();
}

struct EraseOptions {
  std::optional<uint64_t> entry;
  std::string customer, organisation, reason;
  bool yes = false;
};

absl::Status Erase(Context& context, const EraseOptions& options) {
  if (options.entry.has_value() != options.customer.empty()) {
    return UsageError("--customer", "give either --customer or --entry");
  }
  if (!options.yes) {
    return UsageError("--yes", "is missing: nobody can bring back what is erased; say that this is meant");
  }
  v1::EraseSealedRequest request;
  if (options.entry.has_value()) request.set_sealed_seq(*options.entry);
  if (!options.customer.empty()) request.set_customer_ref(options.customer);
  request.set_organisation_id(options.organisation);
  INGOT_ASSIGN_OR_RETURN(const auto reason, ReasonOf<v1::ErasureReason>(options.reason));
  request.set_reason(reason);
  INGOT_ASSIGN_OR_RETURN(client::LedgerClient* const ledger, context.ledger());
  INGOT_ASSIGN_OR_RETURN(const v1::EraseSealedResponse response,
                         ledger->Query(ledger->channel().seal(), &SealStub::EraseSealed, request));
  if (context.json) {
    context.PrintJson(MessageJson(response));
    return absl::OkStatus();
  }
  std::string entries;
  for (const uint64_t seq : response.erased_seqs()) entries += Cat(entries.empty() ? "" : ", ", seq);
  context.Print(Cat("Erased: ", response.parts(), response.parts() == 1 ? " sealed part" : " sealed parts",
                    entries.empty() ? "" : Cat(", recorded as entry ", entries), "\n"));
  return absl::OkStatus();
}

constexpr char kRevealReasons[] = "audit, dispute, subject-access, authority or contract";

void AddReveal(CLI::App& group, Context& context) {
  const auto options = std::make_shared<RevealOptions>();
  CLI::App* const command =
      AddCommand(group, "reveal", "Record why a sealed part is read, and show it",
                 {"ingot seal reveal 4711 --reason contract", "ingot seal reveal 4711 --recorded 4800"});
  command->add_option("seq", options->seq, "Number of the entry that has the sealed part")
      ->required()
      ->check(EntryNumber());
  command->add_option("--reason", options->reason, kRevealReasons);
  command
      ->add_option("--recorded", options->recorded,
                   "Number of an earlier entry of your organisation that states the reason: nothing is recorded")
      ->check(EntryNumber());
  SetAction(command, context, [&context, options] { return Reveal(context, *options); });
}

void AddFind(CLI::App& group, Context& context) {
  const auto options = std::make_shared<FindOptions>();
  CLI::App* const command = AddCommand(
      group, "find", "Find entries whose sealed parts have a plate or are about a customer",
      {"ingot seal find --plate 'HH-KX 1234' --reason dispute", "ingot seal find --customer K-1001 --reason audit"});
  command->add_option("--plate", options->plate, "A plate; case, spaces and hyphens do not matter");
  command->add_option("--customer", options->customer, "The customer's reference, as it was sealed");
  command->add_option("--organisation", options->organisation,
                      "With --customer: whose reference it is; your own organisation's where not given");
  command->add_option("--reason", options->reason, kRevealReasons)->required();
  SetAction(command, context, [&context, options] { return Find(context, *options); });
}

void AddErase(CLI::App& group, Context& context) {
  const auto options = std::make_shared<EraseOptions>();
  CLI::App* const command = AddCommand(
      group, "erase", "Erase everything that is sealed about a data subject, for good; the ledger stays as it is",
      {"ingot seal erase --customer K-1001 --reason subject-request --yes"});
  command->add_option("--customer", options->customer, "The customer's reference, as it was sealed");
  command->add_option("--entry", options->entry, "Number of any entry that has a sealed part about the data subject")
      ->check(EntryNumber());
  command->add_option("--organisation", options->organisation,
                      "With --customer: whose reference it is; your own organisation's where not given");
  command->add_option("--reason", options->reason, "subject-request, retention-ended or court-order")->required();
  command->add_flag("--yes", options->yes, "It is meant");
  SetAction(command, context, [&context, options] { return Erase(context, *options); });
}

}  // namespace

void AddSealCommands(CLI::App& app, Context& context) {
  CLI::App* const group = AddGroup(app, "seal", "What is sealed about people: show, find, erase");
  AddReveal(*group, context);
  AddFind(*group, context);
  AddErase(*group, context);
}

}  // namespace ingot::cli
