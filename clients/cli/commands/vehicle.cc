// ingot vehicle: show, history, list.
#include <utility>

#include "clients/cli/commands/at_entry.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/describe.h"
#include "clients/cli/commands/listing.h"
#include "clients/cli/text/events_json.h"
#include "clients/cli/text/format.h"
#include "clients/cli/text/message_json.h"
#include "clients/cli/text/table.h"
#include "ledger/base/bytes.h"
#include "ledger/base/status.h"

namespace ingot::cli {
namespace {

using QueryStub = v1::QueryService::Stub;

std::string BodyText(const v1::VehicleState& vehicle) {
  int64_t total = 0;
  std::string families;
  for (const v1::FamilyMass& mass : vehicle.body()) {
    total += mass.grams();
    families += Cat(families.empty() ? "" : ", ", EnumText(mass.family()), " ", Kilograms(mass.grams()));
  }
  std::string text = Cat(Kilograms(total), " kg");
  if (!families.empty()) text += Cat(" (", families, ")");
  return Cat(text, ", ", EnumText(vehicle.body_basis()));
}

std::string ShowVehicle(const v1::GetVehicleResponse& response) {
  const v1::VehicleState& vehicle = response.vehicle();
  Fields fields;
  fields.Add("VIN", vehicle.vin());
  fields.Add("Brand, model",
             vehicle.foreign_make() ? "foreign make" : Cat(vehicle.brand_id(), ", ", vehicle.model_id()));
  fields.Add("Category, market", Cat(EnumText(vehicle.category()), ", ", vehicle.market()));
  fields.Add("Model year", vehicle.model_year() == 0 ? "" : std::to_string(vehicle.model_year()));
  fields.Add("Custody", EnumText(vehicle.custody()));
  fields.Add("Holder", vehicle.holder().empty() ? "none on the ledger" : vehicle.holder());
  if (vehicle.title() != v1::TITLE_HOLDER_KIND_UNSPECIFIED) {
    fields.Add("Title",
               vehicle.title() == v1::TITLE_HOLDER_KIND_ORGANISATION ? vehicle.title_organisation() : "off the ledger");
  }
  fields.Add("Contract", vehicle.contract_id());
  fields.Add("Leased",
             vehicle.lease_seq() == 0 ? "" : Cat(vehicle.lease_seq(), vehicle.lease_seq() == 1 ? " time" : " times"));
  fields.Add("Odometer, highest", Kilometres(vehicle.odometer_max_m()));
  fields.Add("Body aluminium", BodyText(vehicle));
  fields.Add("Other aluminium", Cat(Kilograms(vehicle.other_aluminium_g()), " kg"));
  if (vehicle.has_position()) fields.Add("Metal stands in", AccountText(vehicle.position()));
  fields.Add("In transit", vehicle.transfer_id());
  fields.Add("Facility", vehicle.site_id());
  fields.Add("Certificate", vehicle.certificate_serial());
  fields.Add("Depolluted", vehicle.depolluted() ? "yes" : "");
  fields.Add("Batch", vehicle.batch_id());
  fields.Add("Recovered", vehicle.recovered_g() == 0 ? "" : Cat(Kilograms(vehicle.recovered_g()), " kg"));
  fields.Add("Flags", FlagsText(vehicle.flags()));
  fields.Add("Entries", HeadText(response.head()));
  return fields.Format();
}

std::string ListedVehicles(const v1::ListVehiclesResponse& response) {
  Table table({{"VIN"},
               {"brand"},
               {"custody"},
               {"holder"},
               {"body kg", Align::kRight},
               {"odometer", Align::kRight},
               {"flags"}});
  for (const v1::VehicleState& vehicle : response.vehicles()) {
    int64_t body = 0;
    for (const v1::FamilyMass& mass : vehicle.body()) body += mass.grams();
    table.Row({vehicle.vin(), vehicle.brand_id(), EnumText(vehicle.custody()), vehicle.holder(), Kilograms(body),
               Kilometres(vehicle.odometer_max_m()), FlagsText(vehicle.flags())});
  }
  return table.empty() ? "No vehicles.\n" : table.Format();
}

std::string ListedHistory(const v1::GetVehicleHistoryResponse& response) {
  Table table({{"entry", Align::kRight}, {"happened"}, {"by"}, {"event"}, {"what it says"}, {"metal, kg"}, {"flags"}});
  for (const v1::EntryBundle& bundle : response.entries()) {
    const EntryDescription entry = DescribeEntry(bundle.entry());
    table.Row({entry.seq, entry.happened, entry.organisation, entry.type, entry.summary, entry.metal, entry.flags});
  }
  return table.empty() ? "No entries.\n" : table.Format();
}

void AddVehicleShow(CLI::App& group, Context& context) {
  struct Options {
    std::string vin;
  };
  const auto options = std::make_shared<Options>();
  CLI::App* const command = AddCommand(group, "show", "State of a vehicle", {"ingot vehicle show 5GZCZ43D13S812715"});
  command->add_option("vin", options->vin, "VIN")->required();
  AddAtOptions(command, context);
  SetAction(command, context, [&context, options]() -> absl::Status {
    INGOT_ASSIGN_OR_RETURN(client::LedgerClient* const ledger, context.ledger());
    v1::GetVehicleRequest request;
    request.set_vin(options->vin);
    INGOT_ASSIGN_OR_RETURN(const v1::GetVehicleResponse response,
                           ledger->Query(ledger->channel().query(), &QueryStub::GetVehicle, request));
    if (context.json) {
      context.PrintJson(MessageJson(response));
    } else {
      context.Print(ShowVehicle(response));
    }
    return absl::OkStatus();
  });
}

// Entries are bytes: readable JSON needs more than the answer's own.
std::string HistoryJson(const v1::GetVehicleHistoryResponse& response) {
  std::string json = "{\"entries\":[";
  for (const v1::EntryBundle& bundle : response.entries()) {
    if (json.back() != '[') json += ",";
    json += EntryJson(bundle.entry(), bundle.has_terms() ? &bundle.terms() : nullptr);
  }
  v1::GetVehicleHistoryResponse rest = response;
  rest.clear_entries();
  const std::string others = MessageJson(rest);  // "{...}"
  return Cat(json, "]", others.size() > 2 ? "," : "", others.substr(1));
}

void AddHistory(CLI::App& group, Context& context) {
  struct Options {
    std::string vin;
    PageOptions page;
  };
  const auto options = std::make_shared<Options>();
  CLI::App* const command =
      AddCommand(group, "history", "A vehicle's entries, newest first",
                 {"ingot vehicle history 5GZCZ43D13S812715", "ingot vehicle history 5GZCZ43D13S812715 --all --json"});
  command->add_option("vin", options->vin, "VIN")->required();
  AddAtOptions(command, context);
  AddPageOptions(command, &options->page);
  SetAction(command, context, [&context, options]() -> absl::Status {
    INGOT_ASSIGN_OR_RETURN(client::LedgerClient* const ledger, context.ledger());
    v1::GetVehicleHistoryRequest request;
    request.set_vin(options->vin);
    return PrintPages<QueryStub, v1::GetVehicleHistoryRequest, v1::GetVehicleHistoryResponse>(
        context, *ledger, ledger->channel().query(), &QueryStub::GetVehicleHistory, request, options->page,
        [](const auto& response) { return response.entries_size(); }, ListedHistory, HistoryJson);
  });
}

void AddVehicleList(CLI::App& group, Context& context) {
  struct Options {
    std::string holder, custody, brand, flag;
    bool flagged = false;
    PageOptions page;
  };
  const auto options = std::make_shared<Options>();
  CLI::App* const command =
      AddCommand(group, "list", "Vehicles that your organisation holds (auditors and the operator: all), by VIN",
                 {"ingot vehicle list --custody in_stock", "ingot vehicle list --flag odometer_lower --all"});
  command->add_option("--holder", options->holder, "Held by this organisation");
  command->add_option("--custody", options->custody, "In this state, for example leased or at_facility");
  command->add_option("--brand", options->brand, "Of this brand, by its id");
  command->add_option("--flag", options->flag, "With this flag, for example odometer_lower");
  command->add_flag("--flagged", options->flagged, "With any flag");
  AddAtOptions(command, context);
  AddPageOptions(command, &options->page);
  SetAction(command, context, [&context, options]() -> absl::Status {
    v1::ListVehiclesRequest request;
    request.set_holder(options->holder);
    request.set_brand_id(options->brand);
    request.set_flagged(options->flagged);
    if (!options->custody.empty()) {
      const auto custody = ParseEnum<v1::CustodyState>(options->custody);
      if (!custody.ok()) return UsageError("--custody", FromAbsl(custody.status().message()));
      request.set_custody(*custody);
    }
    if (!options->flag.empty()) {
      const auto flag = ParseEnum<v1::FlagKind>(options->flag);
      if (!flag.ok()) return UsageError("--flag", FromAbsl(flag.status().message()));
      request.set_flag(*flag);
    }
    INGOT_ASSIGN_OR_RETURN(client::LedgerClient* const ledger, context.ledger());
    return PrintPages<QueryStub, v1::ListVehiclesRequest, v1::ListVehiclesResponse>(
        context, *ledger, ledger->channel().query(), &QueryStub::ListVehicles, request, options->page,
        [](const auto& response) { return response.vehicles_size(); }, ListedVehicles);
  });
}

}  // namespace

void AddVehicleCommands(CLI::App& app, Context& context) {
  CLI::App* const group = AddGroup(app, "vehicle", "Vehicles: state, history, lists");
  AddVehicleShow(*group, context);
  AddHistory(*group, context);
  AddVehicleList(*group, context);
}

}  // namespace ingot::cli
