#include "clients/cli/tabular/group.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"
#include "clients/cli/tabular/csv_reader.h"
#include "clients/cli/text/table.h"
#include "ingot/v1/event.pb.h"
#include "ledger/base/check.h"
#include "ledger/base/strings.h"

namespace ingot::cli {
namespace {

// `required`: names of columns that are never empty, with blanks between. What else must be given depends on the rest
// of the row, and the ledger says so.
struct EventRow {
  std::string_view group;
  std::string_view event;
  std::string_view word;
  std::string_view required;
};
struct GroupRow {
  std::string_view name;
  std::string_view description;
};

constexpr GroupRow kGroups[] = {
    {"vehicles", "Vehicles that are born, or foreign makes that arrive"},
    {"openings", "Vehicles that were on the road before the ledger knew them, with their contracts"},
    {"stock", "Vehicles sent, received and their condition"},
    {"contracts", "Leases, lease-to-own contracts and sales, with their terms"},
    {"handovers", "Vehicles handed over under their contracts"},
    {"payments", "Payments received"},
    {"money", "Payments taken back, refunds, waivers, fees and defaults"},
    {"changes", "Contracts amended, extended, taken over by another lessee, moved to the right vehicle"},
    {"endings", "Contracts that end and are settled"},
    {"titles", "Options exercised and titles transferred"},
    {"odometer", "Odometer readings, and odometers replaced"},
    {"returns", "Vehicles that come back"},
    {"retirements", "Vehicles at the end of their life"},
    {"facility", "Vehicles received at a treatment facility, certificates of destruction, depollution"},
    {"dismantling", "Parts removed, hulks without metal, files closed"},
    {"hulks", "Hulks sent to a shredder, and received"},
    {"batches", "Shredder batches fed and closed"},
    {"lots", "Lots weighed, sent and received, tickets voided"},
    {"assays", "Assays of lots"},
    {"melting", "Heats melted, and metal returned to production"},
    {"repairs", "Panels replaced, and repair scrap collected"},
    {"observations", "Registrations for the road, and sightings"},
    {"insurance", "Insurance policies, their ends and claims"},
    {"service", "Services, recalls and inspections after repair"},
    {"trouble", "Thefts, finds, total losses, lost vehicles, exports and imports"},
    {"disputes", "Disputes opened and resolved"},
    {"claims", "Recycled content claimed, and claims cancelled"},
    {"counts", "Inventories counted"},
    {"corrections", "Corrected assays, weights, heats and body masses"},
    {"reversals", "Entries of your own taken back"},
    {"closings", "Periods that are closed"},
    {"sites", "Sites with their permits, weighing instruments with their certificates"},
    {"brands", "Brands and models"},
};

constexpr EventRow kEvents[] = {
    {"vehicles", "vehicle_registered", "registered", "vin category market body_basis"},
    {"openings", "vehicle_opened", "opened", "vin category market body_basis opening_state"},
    {"stock", "vehicle_sent", "sent", "vin transfer_id to_organisation"},
    {"stock", "vehicle_received", "received", "vin source"},
    {"stock", "condition_reported", "condition", "vin grade odometer_km"},
    {"contracts", "contract_signed", "signed", "contract_id vin kind counterparty starts_on currency total"},
    {"handovers", "vehicle_handed_over", "handed_over", "contract_id vin odometer_km use"},
    {"payments", "payment_recorded", "recorded", "contract_id payment_id purpose currency amount paid_on"},
    {"money", "payment_returned", "returned", "contract_id payment_id reason"},
    {"money", "refunded", "refunded", "contract_id refund_id purpose currency amount paid_on"},
    {"money", "amount_waived", "waived", "contract_id waiver_id reason currency amount paid_on"},
    {"money", "fee_charged", "fee", "contract_id fee_id kind currency amount paid_on"},
    {"money", "payment_defaulted", "defaulted", "contract_id due_on"},
    {"changes", "contract_amended", "amended", "contract_id reason currency total"},
    {"changes", "contract_extended", "extended", "contract_id added_months currency total"},
    {"changes", "contract_novated", "novated", "contract_id counterparty on"},
    {"changes", "contract_moved", "moved", "contract_id from_vin to_vin"},
    {"endings", "contract_ended", "ended", "contract_id reason currency settled_total"},
    {"endings", "contract_settled", "settled", "contract_id"},
    {"titles", "option_exercised", "option", "contract_id"},
    {"titles", "title_transferred", "title", "vin to"},
    {"odometer", "odometer_read", "read", "vin odometer_km"},
    {"odometer", "odometer_replaced", "replaced", "vin old_odometer_km new_odometer_km"},
    {"returns", "vehicle_returned", "returned", "vin contract_id odometer_km reason"},
    {"retirements", "retired", "retired", "vin reason"},
    {"facility", "received_at_facility", "received", "vin site_id"},
    {"facility", "certificate_of_destruction_issued", "certificate",
     "vin kind serial site_id issued_on registration_document empty_weight_kg"},
    {"facility", "depolluted", "depolluted", "vin site_id items"},
    {"dismantling", "parts_removed", "parts_removed", "vin site_id part_destination part_metal_family part_metal_kg"},
    {"dismantling", "destroyed_by_fire", "fire", "vin on"},
    {"dismantling", "vehicle_closed", "file_closed", "vin"},
    {"hulks", "hulk_sent", "sent", "transfer_id vins to_organisation"},
    {"hulks", "hulk_received", "received", "transfer_id vins site_id"},
    {"batches", "batch_fed", "fed", "batch_id site_id"},
    {"batches", "batch_closed", "closed", "batch_id"},
    {"lots", "lot_weighed", "weighed",
     "lot_id batch_id instrument_id ticket_number gross_kg gross_at grade_scheme grade_code"},
    {"lots", "lot_sent", "sent", "transfer_id lot_ids to_organisation"},
    {"lots", "lot_received", "received", "transfer_id site_id"},
    {"lots", "ticket_voided", "voided", "instrument_id number reason"},
    {"assays", "lot_assayed", "assayed",
     "lot_id moisture_percent foreign_percent metal_content_percent laboratory method"},
    {"melting", "heat_melted", "melted", "heat_id site_id yield_standard_id tapped_kg"},
    {"melting", "returned_to_production", "returned", "brand_id heat_id heat_kg"},
    {"repairs", "panel_replaced", "panel", "vin site_id"},
    {"repairs", "repair_scrap_collected", "scrap",
     "lot_id site_id instrument_id ticket_number gross_kg gross_at tare_kg tare_at grade_scheme grade_code"},
    {"observations", "road_registered", "registered", "vin country on"},
    {"observations", "sighting_reported", "sighting", "vin kind country on"},
    {"insurance", "insured", "insured", "vin policy_id cover from until"},
    {"insurance", "insurance_lapsed", "lapsed", "vin policy_id on"},
    {"insurance", "insurance_claimed", "claimed", "vin policy_id claim_number cause loss_on"},
    {"service", "serviced", "serviced", "vin kind"},
    {"service", "recall_opened", "recall_opened", "recall_id vins"},
    {"service", "recall_closed", "recall_closed", "recall_id vin"},
    {"service", "repair_inspected", "inspected", "vin odometer_km passed"},
    {"trouble", "reported_stolen", "stolen", "vin on country"},
    {"trouble", "found", "found", "vin on country"},
    {"trouble", "total_loss_declared", "total_loss", "vin scheme code repairable cause"},
    {"trouble", "lost_from_sight", "lost", "vin reason"},
    {"trouble", "exported", "exported", "vin to_country on"},
    {"trouble", "imported", "imported", "vin country on"},
    {"trouble", "reimported", "reimported", "vin country on"},
    {"disputes", "dispute_opened", "opened", "dispute_id subject_kind subject_id ground"},
    {"disputes", "dispute_resolved", "resolved", "dispute_id outcome"},
    {"claims", "content_claimed", "claimed", "claim_id kind model from until heat_id heat_kg"},
    {"claims", "claim_cancelled", "cancelled", "claim_id"},
    {"counts", "inventory_counted", "counted", "site_id account_class"},
    {"corrections", "lot_reassayed", "assay",
     "lot_id moisture_percent foreign_percent metal_content_percent laboratory method"},
    {"corrections", "weight_corrected", "weight",
     "lot_id instrument_id ticket_number gross_kg gross_at tare_kg tare_at"},
    {"corrections", "heat_corrected", "heat", "heat_id tapped_kg"},
    {"corrections", "mass_restated", "mass", "vin basis"},
    {"reversals", "entry_reversed", "reversed", "target_seq reason"},
    {"closings", "period_closed", "closed", "through"},
    {"sites", "site_registered", "site", "site_id name country"},
    {"sites", "instrument_certified", "instrument",
     "instrument_id site_id division_kg capacity_kg certificate_number expires_on"},
    {"brands", "brand_registered", "registered", "brand_id name"},
    {"brands", "brand_renamed", "renamed", "brand_id name"},
    {"brands", "model_moved_to_brand", "model_moved", "model_id brand_id"},
};

GroupEvent MakeEvent(const EventRow& row) {
  GroupEvent event;
  event.field = v1::Event::descriptor()->FindFieldByName(std::string(row.event));
  INGOT_CHECK_MSG(event.field != nullptr, row.event);
  event.word = row.word;
  event.columns = EventColumns(event.field);
  for (const absl::string_view name : absl::StrSplit(ToAbsl(row.required), ' ', absl::SkipEmpty())) {
    const auto column = std::find_if(event.columns.begin(), event.columns.end(),
                                     [&](const FieldColumn& c) { return c.name() == FromAbsl(name); });
    INGOT_CHECK_MSG(column != event.columns.end(), FromAbsl(name));
    column->required = true;
  }
  return event;
}

std::vector<Group> MakeGroups() {
  std::vector<Group> groups;
  for (const GroupRow& row : kGroups) {
    Group group{std::string(row.name), std::string(row.description), {}};
    for (const EventRow& event : kEvents) {
      if (event.group == row.name) group.events.push_back(MakeEvent(event));
    }
    groups.push_back(std::move(group));
  }
  return groups;
}

// Names of the columns that a template shows: each once, in order.
std::vector<std::string> TemplateColumns(const Group& group) {
  std::vector<std::string> names;
  if (group.events.size() > 1) names.emplace_back(kEventColumn);
  const auto add = [&names](const FieldColumn& column) {
    if (!column.repetition && std::find(names.begin(), names.end(), column.name()) == names.end()) {
      names.push_back(column.name());
    }
  };
  for (const FieldColumn& column : CommonColumns()) add(column);
  for (const GroupEvent& event : group.events) {
    for (const FieldColumn& column : event.columns) add(column);
  }
  return names;
}

void AddColumns(const std::vector<FieldColumn>& columns, Table* table) {
  for (const FieldColumn& column : columns) {
    table->Row({column.name(), column.required ? "yes" : "", DescribeColumn(column)});
  }
}

}  // namespace

const std::vector<Group>& Groups() {
  static const auto* const groups = new std::vector<Group>(MakeGroups());
  return *groups;
}

const Group* FindGroup(std::string_view name) {
  for (const Group& group : Groups()) {
    if (group.name == name) return &group;
  }
  return nullptr;
}

const Group* GroupOfEvent(std::string_view event) {
  for (const Group& group : Groups()) {
    for (const GroupEvent& candidate : group.events) {
      if (candidate.field->name() == event) return &group;
    }
  }
  return nullptr;
}

const GroupEvent* FindEvent(const Group& group, std::string_view word) {
  std::string wanted = absl::AsciiStrToLower(ToAbsl(word));
  std::replace_if(
      wanted.begin(), wanted.end(), [](char c) { return c == '-' || c == ' '; }, '_');
  for (const GroupEvent& event : group.events) {
    if (wanted == event.word || wanted == event.field->name()) return &event;
  }
  return nullptr;
}

std::string TemplateOf(const Group& group, std::string_view organisation, char delimiter) {
  const std::vector<std::string> names = TemplateColumns(group);
  std::string text = CsvLine(names, delimiter);
  for (const GroupEvent& event : group.events) {
    std::vector<FieldColumn> columns = CommonColumns();
    columns.insert(columns.end(), event.columns.begin(), event.columns.end());
    std::vector<std::string> cells;
    for (const std::string& name : names) {
      const auto column =
          std::find_if(columns.begin(), columns.end(), [&](const FieldColumn& c) { return c.name() == name; });
      cells.push_back(name == kEventColumn      ? event.word
                      : column == columns.end() ? ""
                                                : ExampleOf(*column, event.field->name(), organisation));
    }
    text += CsvLine(cells, delimiter);
  }
  return text;
}

std::string ExplanationOf(const Group& group) {
  Table table({{"column"}, {"needed"}, {"what it takes"}});
  table.Heading("every row");
  if (group.events.size() > 1) {
    std::string words;
    for (const GroupEvent& event : group.events) words += Cat(words.empty() ? "" : ", ", event.word);
    table.Row({std::string(kEventColumn), "yes", Cat("one of ", words)});
  }
  AddColumns(CommonColumns(), &table);
  for (const GroupEvent& event : group.events) {
    table.Heading(Cat(event.word, " (", event.field->name(), ")"));
    std::vector<FieldColumn> shown;
    std::copy_if(event.columns.begin(), event.columns.end(), std::back_inserter(shown),
                 [](const FieldColumn& column) { return !column.repetition; });
    AddColumns(shown, &table);
  }
  return Cat(group.description, ": one row, one event.\n\n", table.Format(),
             "\nColumns may stand in any order, and those that a row does not need may be left out. Lists stand in one "
             "cell, with blanks\nbetween. What may come several times is numbered from the second on: "
             "instalment_count, instalment2_count, up to 8.\n");
}

}  // namespace ingot::cli
