// ingot export epcis, ingot export catena-x: documents in the words of other systems.
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/exchange_fetch.h"
#include "clients/cli/commands/exchange_files.h"
#include "clients/exchange/catena_x.h"
#include "clients/exchange/epcis.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"

namespace ingot::cli {
namespace {

using exchange::Json;
using exchange::LedgerEntry;

// The group that other commands may have made before.
CLI::App* ExportGroup(CLI::App& app) {
  for (CLI::App* const group : app.get_subcommands([](CLI::App*) { return true; })) {
    if (group->get_name() == "export") return group;
  }
  return AddGroup(app, "export", "Documents and tables out of the ledger");
}

struct EpcisOptions {
  std::vector<std::string> vins;
  uint64_t from_seq = 0;
  uint64_t to_seq = 0;
  std::string output;
};

// Entries of several vehicles, each once; every vehicle's last entry is proven, which proves those before it.
absl::StatusOr<std::vector<LedgerEntry>> EntriesOfVehicles(client::LedgerClient& ledger,
                                                           const std::vector<std::string>& vins,
                                                           std::map<uint64_t, Hash>* to_prove) {
  std::map<uint64_t, LedgerEntry> by_seq;
  for (const std::string& vin : vins) {
    INGOT_ASSIGN_OR_RETURN(std::vector<LedgerEntry> history, FetchVehicle(ledger, vin));
    (*to_prove)[history.back().seq()] = history.back().leaf;
    for (LedgerEntry& entry : history) {
      const uint64_t seq = entry.seq();
      by_seq.try_emplace(seq, std::move(entry));
    }
  }
  std::vector<LedgerEntry> entries;
  entries.reserve(by_seq.size());
  for (auto& [seq, entry] : by_seq) entries.push_back(std::move(entry));
  return entries;
}

absl::Status ExportEpcis(Context& context, const EpcisOptions& options, bool range) {
  INGOT_ASSIGN_OR_RETURN(client::LedgerClient* const ledger, context.ledger());
  std::vector<LedgerEntry> entries;
  std::map<uint64_t, Hash> to_prove;
  if (range) {
    INGOT_ASSIGN_OR_RETURN(entries, FetchRange(*ledger, options.from_seq, options.to_seq));
    to_prove[entries.back().seq()] = entries.back().leaf;
  } else {
    INGOT_ASSIGN_OR_RETURN(entries, EntriesOfVehicles(*ledger, options.vins, &to_prove));
  }
  INGOT_ASSIGN_OR_RETURN(ProofSource proofs, ProofSource::Open(*ledger, entries.back().seq() + 1));
  for (const auto& [seq, leaf] : to_prove) INGOT_RETURN_IF_ERROR(proofs.Prove(seq, leaf).status());
  exchange::EpcisSource source;
  source.ledger_id = ledger->profile().ledger_id;
  source.checkpoint = proofs.note();
  source.created_us = absl::ToUnixMicros(absl::Now());
  INGOT_ASSIGN_OR_RETURN(const exchange::EpcisResult result, exchange::EpcisDocument(source, entries));
  INGOT_RETURN_IF_ERROR(Deliver(context, options.output, result.document));
  context.Remark(Cat(result.events, " events; ", result.left_out, " entries have no meaning in EPCIS\n"));
  return absl::OkStatus();
}

void AddEpcis(CLI::App& group, Context& context) {
  const auto options = std::make_shared<EpcisOptions>();
  CLI::App* const command =
      AddCommand(group, "epcis", "EPCIS 2.0 events (JSON-LD) of vehicles, or of a range of entries",
                 {"ingot export epcis 5GZCZ43D13S812715 --output life.jsonld",
                  "ingot export epcis --from-seq 1 --to-seq 5000 --output ledger.jsonld"});
  command->add_option("vins", options->vins, "VINs")->type_name("VIN");
  CLI::Option* const from =
      command->add_option("--from-seq", options->from_seq, "First entry (auditors, operator)")->check(EntryNumber());
  CLI::Option* const to =
      command->add_option("--to-seq", options->to_seq, "Last entry")->needs(from)->check(EntryNumber());
  from->needs(to);
  AddOutput(command, &options->output);
  SetAction(command, context, [&context, options, from]() -> absl::Status {
    const bool range = from->count() > 0;
    if (range == !options->vins.empty()) return UsageError("export epcis", "needs VINs, or --from-seq and --to-seq");
    if (range &&
        (options->to_seq < options->from_seq || options->to_seq - options->from_seq >= exchange::kMaxEpcisEntries)) {
      return UsageError("--to-seq",
                        Cat("must not be below --from-seq, nor beyond ", exchange::kMaxEpcisEntries, " entries"));
    }
    return ExportEpcis(context, *options, range);
  });
}

// A document that lacks demanded values would not be valid: it is not written.
absl::Status DeliverWhole(Context& context, const std::string& output, const exchange::CatenaXDocument& made) {
  if (!made.missing.empty()) {
    return absl::InvalidArgumentError(
        Cat("the schema demands ", made.missing.size(), " values that the ledger does not hold, ", made.missing.front(),
            " first: --missing prints a form of them all, to be filled in and given with --details"));
  }
  return Deliver(context, output, made.document);
}

struct DocumentOptions {
  std::string id;
  std::string details;
  std::string output;
  bool missing = false;
};

void AddDocumentOptions(CLI::App* command, DocumentOptions* options) {
  AddDetails(command, &options->details);
  command->add_flag("--missing", options->missing, "Print what the details must state, as a file to fill in");
  AddOutput(command, &options->output);
}

// The missing values, each as null, in the document's shape.
Json ToFillIn(const exchange::CatenaXDocument& made) {
  Json form = Json::object();
  for (const std::string& pointer : made.missing) form[Json::json_pointer(pointer)] = nullptr;
  return form;
}

absl::Status DeliverDocument(Context& context, const DocumentOptions& options, const exchange::CatenaXDocument& made) {
  return options.missing ? Deliver(context, options.output, ToFillIn(made))
                         : DeliverWhole(context, options.output, made);
}

void AddCatenaXCertificate(CLI::App& group, Context& context) {
  const auto options = std::make_shared<DocumentOptions>();
  CLI::App* const command =
      AddCommand(group, "certificate", "CertificateOfDestruction 2.0.0 of a vehicle",
                 {"ingot export catena-x certificate 5GZCZ43D13S812715 --missing > details.json",
                  "ingot export catena-x certificate 5GZCZ43D13S812715 --details details.json --output cod.json"});
  command->add_option("vin", options->id, "VIN")->required();
  AddDocumentOptions(command, options.get());
  SetAction(command, context, [&context, options]() -> absl::Status {
    exchange::RetiredVehicle vehicle;
    INGOT_ASSIGN_OR_RETURN(vehicle.details, ReadDetails(options->details));
    INGOT_ASSIGN_OR_RETURN(client::LedgerClient* const ledger, context.ledger());
    vehicle.vin = options->id;
    INGOT_ASSIGN_OR_RETURN(vehicle.history, FetchVehicle(*ledger, options->id));
    INGOT_ASSIGN_OR_RETURN(ProofSource proofs, ProofSource::Open(*ledger, vehicle.history.back().seq() + 1));
    INGOT_RETURN_IF_ERROR(proofs.Prove(vehicle.history.back().seq(), vehicle.history.back().leaf).status());
    INGOT_ASSIGN_OR_RETURN(vehicle.directory, FetchDirectory(*ledger, vehicle.history));
    INGOT_ASSIGN_OR_RETURN(const exchange::FactBook book, exchange::FactBook::Create(vehicle));
    INGOT_ASSIGN_OR_RETURN(const exchange::CatenaXDocument made, exchange::CertificateOfDestruction(book));
    return DeliverDocument(context, *options, made);
  });
}

void AddCatenaXBatch(CLI::App& group, Context& context) {
  const auto options = std::make_shared<DocumentOptions>();
  CLI::App* const command =
      AddCommand(group, "batch", "RecyclingBatch 1.0.0 of a closed batch",
                 {"ingot export catena-x batch ruhr-metall/b-1 --missing > details.json",
                  "ingot export catena-x batch ruhr-metall/b-1 --details details.json --output batch.json"});
  command->add_option("batch", options->id, "Batch id")->required();
  AddDocumentOptions(command, options.get());
  SetAction(command, context, [&context, options]() -> absl::Status {
    exchange::RecycledBatch batch;
    INGOT_ASSIGN_OR_RETURN(batch.details, ReadDetails(options->details));
    INGOT_ASSIGN_OR_RETURN(client::LedgerClient* const ledger, context.ledger());
    batch.batch_id = options->id;
    INGOT_ASSIGN_OR_RETURN(batch.history, FetchBatch(*ledger, options->id));
    const LedgerEntry& last = batch.history.back();
    INGOT_ASSIGN_OR_RETURN(ProofSource proofs, ProofSource::Open(*ledger, last.seq() + 1));
    INGOT_RETURN_IF_ERROR(proofs.Prove(last.seq(), last.leaf).status());
    const v1::Event& opened = batch.history.front().event;
    INGOT_ASSIGN_OR_RETURN(batch.permit_number,
                           FetchPermitNumber(*ledger, opened.actor().organisation_id(), opened.batch_fed().site_id()));
    INGOT_ASSIGN_OR_RETURN(const exchange::CatenaXDocument made, exchange::RecyclingBatch(batch));
    return DeliverDocument(context, *options, made);
  });
}

}  // namespace

void AddExchangeCommands(CLI::App& app, Context& context) {
  CLI::App* const group = ExportGroup(app);
  AddEpcis(*group, context);
  CLI::App* const catena_x = AddGroup(*group, "catena-x", "Catena-X documents");
  AddCatenaXCertificate(*catena_x, context);
  AddCatenaXBatch(*catena_x, context);
}

}  // namespace ingot::cli
