// ingot export: tables out of the ledger, for spreadsheets and programs.
#include <algorithm>
#include <cstdio>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/ascii.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/progress.h"
#include "clients/cli/tabular/csv_reader.h"
#include "clients/cli/tabular/event_table.h"
#include "clients/cli/tabular/values.h"
#include "clients/cli/text/format.h"
#include "clients/cli/text/message_json.h"
#include "clients/cpp/files.h"
#include "clients/cpp/ledger_audit.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/note/checkpoint.h"

namespace ingot::cli {
namespace {

using QueryStub = v1::QueryService::Stub;

// Entries of many vehicles: each once, though an entry may be about several.
constexpr size_t kMaxEntries = 20'000'000;
// Entries of one vehicle, which are turned into the order in which they happened.
constexpr size_t kMaxHistory = 100'000;
constexpr absl::Duration kWholeLedgerTimeout = absl::Hours(12);

struct ExportOptions {
  std::string format = "csv";
  std::string output;
  std::string delimiter = ",";
};

void AddExportOptions(CLI::App* command, ExportOptions* o) {
  command->add_option("--format", o->format, "csv or jsonl (csv)")->check(CLI::IsMember({"csv", "jsonl"}));
  command->add_option("--output", o->output, "Write here instead of to standard output")->type_name("FILE");
  command->add_option("--delimiter", o->delimiter, "Of CSV: ',', ';' or tab (,)")
      ->check(CLI::IsMember({",", ";", "tab"}))
      ->type_name("CHARACTER");
}

// Where an export goes: standard output, or a file that gets its name when it is complete.
class Output {
 public:
  static absl::StatusOr<Output> Open(Context& context, const ExportOptions& options) {
    Output output(context, options);
    if (!options.output.empty()) {
      INGOT_ASSIGN_OR_RETURN(
          output.file_, client::PendingFile::Create(options.output, client::kPublicFile, client::Existing::kReplace));
    }
    return output;
  }

  bool jsonl() const { return jsonl_; }
  absl::Status Row(const std::vector<std::string>& cells) {
    std::vector<std::string> safe;
    safe.reserve(cells.size());
    for (const std::string& cell : cells) safe.push_back(ProtectCell(cell));
    return Write(CsvLine(safe, delimiter_));
  }
  absl::Status Json(std::string_view document) { return Write(Cat(document, "\n")); }
  absl::Status Finish() { return file_ == nullptr ? absl::OkStatus() : file_->Commit(); }

 private:
  Output(Context& context, const ExportOptions& options)
      : context_(&context),
        jsonl_(options.format == "jsonl"),
        delimiter_(options.delimiter == "tab" ? '\t' : options.delimiter.front()) {}
  absl::Status Write(std::string_view text) {
    if (file_ != nullptr) return file_->Write(text);
    context_->Print(text);
    return absl::OkStatus();
  }

  Context* context_;
  bool jsonl_;
  char delimiter_;
  std::unique_ptr<client::PendingFile> file_;
};

std::string Kg(int64_t grams) { return NumberText(grams, 3, ValueStyle()); }

const std::vector<std::string>& VehicleColumns() {
  static const auto* const columns = new std::vector<std::string>{"vin",
                                                                  "brand_id",
                                                                  "model_id",
                                                                  "category",
                                                                  "market",
                                                                  "model_year",
                                                                  "custody",
                                                                  "holder",
                                                                  "contract_id",
                                                                  "site_id",
                                                                  "body_kg",
                                                                  "body_basis",
                                                                  "other_aluminium_kg",
                                                                  "kerb_mass_kg",
                                                                  "odometer_max_km",
                                                                  "condition",
                                                                  "registered_country",
                                                                  "exported_to",
                                                                  "certificate_serial",
                                                                  "batch_id",
                                                                  "recovered_kg",
                                                                  "flags"};
  return *columns;
}

template <typename Enum>
std::string Word(Enum value) {
  return static_cast<int>(value) == 0 ? "" : absl::AsciiStrToLower(EnumText(value));
}

std::vector<std::string> VehicleCells(const v1::VehicleState& vehicle) {
  int64_t body_g = 0;
  for (const v1::FamilyMass& mass : vehicle.body()) body_g += mass.grams();
  return {vehicle.vin(),
          vehicle.brand_id(),
          vehicle.model_id(),
          Word(vehicle.category()),
          vehicle.market(),
          vehicle.model_year() == 0 ? "" : std::to_string(vehicle.model_year()),
          Word(vehicle.custody()),
          vehicle.holder(),
          vehicle.contract_id(),
          vehicle.site_id(),
          Kg(body_g),
          Word(vehicle.body_basis()),
          Kg(vehicle.other_aluminium_g()),
          Kg(vehicle.kerb_mass_g()),
          Kg(vehicle.odometer_max_m()),
          Word(vehicle.condition()),
          vehicle.registered_country(),
          vehicle.exported_to(),
          vehicle.certificate_serial(),
          vehicle.batch_id(),
          Kg(vehicle.recovered_g()),
          absl::AsciiStrToLower(FlagsText(vehicle.flags()))};
}

using VehicleVisitor = std::function<absl::Status(const v1::VehicleState&)>;

absl::Status ForEachVehicle(client::LedgerClient& ledger, v1::ListVehiclesRequest request,
                            const VehicleVisitor& visit) {
  request.set_page_size(1000);
  return ledger.QueryPages<QueryStub, v1::ListVehiclesRequest, v1::ListVehiclesResponse>(
      ledger.channel().query(), &QueryStub::ListVehicles, request,
      [&](const v1::ListVehiclesResponse& page) -> absl::Status {
        for (const v1::VehicleState& vehicle : page.vehicles()) INGOT_RETURN_IF_ERROR(visit(vehicle));
        return absl::OkStatus();
      });
}

struct VehicleFilter {
  std::string holder, custody, brand;
  bool flagged = false;
};

void AddFilterOptions(CLI::App* command, VehicleFilter* filter) {
  command->add_option("--holder", filter->holder, "Vehicles that this organisation holds");
  command->add_option("--custody", filter->custody, "Vehicles in this state, for example leased");
  command->add_option("--brand", filter->brand, "Vehicles of this brand, by its id");
  command->add_flag("--flagged", filter->flagged, "Vehicles with any flag");
}

absl::StatusOr<v1::ListVehiclesRequest> ListRequest(const VehicleFilter& filter) {
  v1::ListVehiclesRequest request;
  request.set_holder(filter.holder);
  request.set_brand_id(filter.brand);
  request.set_flagged(filter.flagged);
  if (!filter.custody.empty()) {
    const auto custody = ParseEnum<v1::CustodyState>(filter.custody);
    if (!custody.ok()) return UsageError("--custody", FromAbsl(custody.status().message()));
    request.set_custody(*custody);
  }
  return request;
}

absl::Status ExportVehicles(Context& context, const ExportOptions& options, const VehicleFilter& filter) {
  INGOT_ASSIGN_OR_RETURN(const v1::ListVehiclesRequest request, ListRequest(filter));
  INGOT_ASSIGN_OR_RETURN(client::LedgerClient* const ledger, context.ledger());
  INGOT_ASSIGN_OR_RETURN(Output output, Output::Open(context, options));
  if (!output.jsonl()) INGOT_RETURN_IF_ERROR(output.Row(VehicleColumns()));
  INGOT_RETURN_IF_ERROR(ForEachVehicle(*ledger, request, [&](const v1::VehicleState& vehicle) {
    return output.jsonl() ? output.Json(MessageJson(vehicle)) : output.Row(VehicleCells(vehicle));
  }));
  return output.Finish();
}

absl::Status ExportAccounts(Context& context, const ExportOptions& options) {
  INGOT_ASSIGN_OR_RETURN(client::LedgerClient* const ledger, context.ledger());
  INGOT_ASSIGN_OR_RETURN(Output output, Output::Open(context, options));
  if (!output.jsonl()) {
    INGOT_RETURN_IF_ERROR(
        output.Row({"class", "party", "detail", "organisation", "family", "origin", "kg", "last_seq"}));
  }
  v1::GetAccountsRequest request;
  request.set_page_size(1000);
  const absl::Status read = ledger->QueryPages<QueryStub, v1::GetAccountsRequest, v1::GetAccountsResponse>(
      ledger->channel().query(), &QueryStub::GetAccounts, request,
      [&](const v1::GetAccountsResponse& page) -> absl::Status {
        for (const v1::AccountState& account : page.accounts()) {
          if (output.jsonl()) {
            INGOT_RETURN_IF_ERROR(output.Json(MessageJson(account)));
            continue;
          }
          for (const v1::Amount& amount : account.balance()) {
            INGOT_RETURN_IF_ERROR(
                output.Row({Word(account.account().account_class()), account.account().party(),
                            account.account().detail(), account.organisation_id(), Word(amount.family()),
                            Word(amount.origin()), Kg(amount.grams()), std::to_string(account.last_seq())}));
          }
        }
        return absl::OkStatus();
      });
  INGOT_RETURN_IF_ERROR(read);
  return output.Finish();
}

// The currency that a contract's settled total is in: the event does not say.
std::string ContractCurrency(client::LedgerClient& ledger, const v1::Event& event) {
  if (!event.has_contract_ended()) return "";
  v1::GetContractRequest request;
  request.set_contract_id(event.contract_ended().contract_id());
  const auto response = ledger.Query(ledger.channel().query(), &QueryStub::GetContract, request);
  return response.ok() ? response->contract().currency() : "";
}

// Writes entries, each once.
class EntryWriter {
 public:
  EntryWriter(client::LedgerClient& ledger, Output& output, const Group* group)
      : ledger_(ledger), output_(output), table_(group) {}

  absl::Status Header() { return output_.jsonl() ? absl::OkStatus() : output_.Row(table_.Header()); }

  absl::Status Add(const v1::EntryBundle& bundle) {
    v1::Entry entry;
    TabledEvent event;
    if (!entry.ParseFromString(bundle.entry()) || !event.event.ParseFromString(entry.event())) {
      return client::Misbehaviour("BAD_PROOF", "the server's entry is no entry");
    }
    if (!table_.Has(event.event)) return absl::OkStatus();
    if (seen_.size() >= kMaxEntries) {
      return absl::InvalidArgumentError(Cat("more than ", kMaxEntries, " entries: choose --custody, --brand or --vin"));
    }
    if (!seen_.insert(entry.seq()).second) return absl::OkStatus();
    event.seq = entry.seq();
    event.recorded_at_us = entry.recorded_at_us();
    v1::Terms terms;
    if (bundle.has_terms() && terms.ParseFromString(bundle.terms().body())) event.terms = terms;
    if (output_.jsonl()) return output_.Json(EventLine(event));
    event.currency = ContractCurrency(ledger_, event.event);
    return output_.Row(table_.Cells(event));
  }

 private:
  client::LedgerClient& ledger_;
  Output& output_;
  const EventTable table_;
  absl::flat_hash_set<uint64_t> seen_;
};

absl::Status AddHistory(client::LedgerClient& ledger, const std::string& vin, EntryWriter& writer) {
  v1::GetVehicleHistoryRequest request;
  request.set_vin(vin);
  request.set_page_size(1000);
  std::vector<v1::EntryBundle> entries;  // newest first
  const absl::Status read = ledger.QueryPages<QueryStub, v1::GetVehicleHistoryRequest, v1::GetVehicleHistoryResponse>(
      ledger.channel().query(), &QueryStub::GetVehicleHistory, request,
      [&](const v1::GetVehicleHistoryResponse& page) -> absl::Status {
        entries.insert(entries.end(), page.entries().begin(), page.entries().end());
        if (entries.size() <= kMaxHistory) return absl::OkStatus();
        return absl::InvalidArgumentError(Cat(vin, " has more than ", kMaxHistory, " entries"));
      });
  INGOT_RETURN_IF_ERROR(read);
  for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) INGOT_RETURN_IF_ERROR(writer.Add(*entry));
  return absl::OkStatus();
}

struct EntriesOptions {
  ExportOptions output;
  VehicleFilter filter;
  std::string group;
  std::vector<std::string> vins;
  bool ledger = false;
};

// Every entry there is, in order.
absl::Status AddLedger(Context& context, client::LedgerClient& ledger, EntryWriter& writer) {
  Progress progress("entries", !context.quiet && !context.json);
  const client::EntrySource next = client::EntriesFromServer(ledger, kWholeLedgerTimeout).next;
  v1::StreamEntriesResponse message;
  uint64_t done = 0;
  uint64_t total = 0;
  while (true) {
    INGOT_ASSIGN_OR_RETURN(const bool more, next(&message));
    if (!more) return absl::OkStatus();
    if (!message.checkpoint().empty()) {
      INGOT_RETURN_IF_ERROR(ledger.Observe(message.checkpoint()));
      INGOT_ASSIGN_OR_RETURN(const note::Checkpoint checkpoint, note::PeekCheckpoint(message.checkpoint()));
      total = checkpoint.size;
    }
    for (const v1::EntryBundle& bundle : message.entries()) INGOT_RETURN_IF_ERROR(writer.Add(bundle));
    done += static_cast<uint64_t>(message.entries_size());
    progress.Show(done, total);
  }
}

absl::Status ExportEntries(Context& context, const EntriesOptions& options) {
  const Group* const group = options.group.empty() ? nullptr : FindGroup(options.group);
  if (!options.group.empty() && group == nullptr) {
    return UsageError("--group", "is none of those that ingot import templates lists");
  }
  INGOT_ASSIGN_OR_RETURN(const v1::ListVehiclesRequest request, ListRequest(options.filter));
  INGOT_ASSIGN_OR_RETURN(client::LedgerClient* const ledger, context.ledger());
  INGOT_ASSIGN_OR_RETURN(Output output, Output::Open(context, options.output));
  EntryWriter writer(*ledger, output, group);
  INGOT_RETURN_IF_ERROR(writer.Header());
  if (options.ledger) {
    INGOT_RETURN_IF_ERROR(AddLedger(context, *ledger, writer));
    return output.Finish();
  }
  for (const std::string& vin : options.vins) INGOT_RETURN_IF_ERROR(AddHistory(*ledger, vin, writer));
  if (options.vins.empty()) {
    INGOT_RETURN_IF_ERROR(ForEachVehicle(
        *ledger, request, [&](const v1::VehicleState& vehicle) { return AddHistory(*ledger, vehicle.vin(), writer); }));
  }
  return output.Finish();
}

}  // namespace

void AddExportCommands(CLI::App& app, Context& context) {
  CLI::App* const group = AddGroup(app, "export", "Tables for spreadsheets and programs");
  struct VehicleOptions {
    ExportOptions output;
    VehicleFilter filter;
  };
  const auto vehicles = std::make_shared<VehicleOptions>();
  CLI::App* command = AddCommand(*group, "vehicles", "Vehicles that your organisation holds, with their state",
                                 {"ingot export vehicles --custody in_stock --output stock.csv"});
  AddFilterOptions(command, &vehicles->filter);
  AddExportOptions(command, &vehicles->output);
  SetAction(command, context,
            [&context, vehicles] { return ExportVehicles(context, vehicles->output, vehicles->filter); });

  const auto entries = std::make_shared<EntriesOptions>();
  command = AddCommand(
      *group, "entries", "The histories of those vehicles, or of some, oldest entry first",
      {"ingot export entries --vin 5GZCZ43D13S812715", "ingot export entries --group odometer --output readings.csv"});
  command->add_option("--vin", entries->vins, "Of this vehicle; may come several times")->expected(1)->take_all();
  command->add_flag("--ledger", entries->ledger, "All entries of the ledger (auditors and the operator)")
      ->excludes("--vin");
  command->add_option("--group", entries->group, "Events of this group of ingot import, in its columns");
  AddFilterOptions(command, &entries->filter);
  AddExportOptions(command, &entries->output);
  SetAction(command, context, [&context, entries] { return ExportEntries(context, *entries); });

  const auto accounts = std::make_shared<ExportOptions>();
  command = AddCommand(*group, "accounts", "Aluminium accounts of your organisation, one family and origin a row",
                       {"ingot export accounts --output accounts.csv"});
  AddExportOptions(command, accounts.get());
  SetAction(command, context, [&context, accounts] { return ExportAccounts(context, *accounts); });
}

}  // namespace ingot::cli
