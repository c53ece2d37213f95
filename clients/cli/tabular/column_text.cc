// Columns in words, and example values: what `ingot import template` prints.
#include <algorithm>

#include "absl/strings/ascii.h"
#include "clients/cli/tabular/column.h"
#include "clients/cli/text/format.h"
#include "ledger/base/strings.h"

namespace ingot::cli {
namespace {

struct Hint {
  std::string_view column;
  std::string_view words;
};
// What a name alone does not say.
constexpr Hint kHints[] = {
    {"occurred_at", "when it happened"},
    {"at_site", "own site where it happened"},
    {"user", "who did it, by a pseudonym"},
    {"evidence_sha256", "SHA-256 of the document, 64 hexadecimal digits"},
    {"contract_id", "contract number"},
    {"payment_id", "the payer's or bank's reference, once a contract"},
    {"serial", "number of the certificate, once a facility"},
    {"ticket_number", "number of the weighbridge ticket"},
    {"total", "sum of all instalments and the balloon"},
    {"instalment_count", "how many equal instalments"},
    {"instalment_every_months", "months between two"},
    {"term_months", "months; empty for a sale"},
    {"odometer_km", "as read"},
    {"kerb_mass_kg", "mass in running order"},
    {"other_aluminium_kg", "wheels and castings beside the body"},
    {"empty_weight_kg", "as received"},
    {"model_year", "of the market, where it has one"},
    {"market", "where the vehicle is sold"},
    {"target_seq", "number of your entry (entry_seq of an export, ingot_seq of a report)"},
    {"through", "last day of the closed period"},
    {"account_class", "what was counted: reused_parts, repair_scrap, scrap_stock, dross, furnace or remelted"},
};

struct Example {
  std::string_view column;
  // Of this event alone; empty for all.
  std::string_view event;
  std::string_view value;
};
// Values that agree with each other; other columns get one by their kind. "-" for none.
constexpr Example kExamples[] = {
    {"vin", "", "5GZCZ43D13S812715"},
    {"to_vin", "", "1M8GDM9AXKP042788"},
    {"model_year", "", "2026"},
    {"market", "", "DE"},
    {"category", "", "m1"},
    {"body_5xxx_kg", "", "42.5"},
    {"body_6xxx_kg", "", "118.25"},
    {"body_7xxx_kg", "", "-"},
    {"body_cast_kg", "", "-"},
    {"body_other_kg", "", "-"},
    {"body_mixed_kg", "", "-"},
    {"body_not_stated_kg", "", "-"},
    {"check_character_override", "", "-"},
    {"foreign_make", "", "-"},
    {"heat_id", "vehicle_registered", "-"},
    {"heat_kg", "vehicle_registered", "-"},
    {"heat_id", "vehicle_opened", "-"},
    {"heat_kg", "vehicle_opened", "-"},
    {"kerb_mass_kg", "", "1480"},
    {"body_uncertainty_percent", "", "2.5"},
    {"opening_state", "", "leased"},
    {"source", "", "transfer"},
    {"counterparty_organisation", "", "-"},
    {"term_months", "", "36"},
    {"total", "", "14364.00"},
    {"instalment_count", "", "36"},
    {"instalment_amount", "", "399.00"},
    {"instalment_every_months", "", "1"},
    {"balloon", "", "-"},
    {"option_fee", "", "-"},
    {"residual", "", "9500.00"},
    {"deposit", "", "1197.00"},
    {"paid", "", "399.00"},
    {"mileage_allowance_km_per_year", "", "15000"},
    {"excess_rate_per_km", "", "0.09"},
    {"contract_id", "title_transferred", "-"},
    {"to", "", "off_ledger"},
    {"to_organisation", "title_transferred", "-"},
    {"foreign_certificate_serial", "", "-"},
    {"code", "", "ECONOMIC"},
    {"scheme", "", "eu"},
    {"grade_scheme", "", "rema"},
    {"grade_code", "", "Twitch"},
    {"laboratory", "", "Labor Nord"},
    {"ticket_number", "", "W-1047"},
    {"number", "", "W-1047"},
    {"gross_kg", "", "18460"},
    {"tare_kg", "", "6960"},
    {"gross_at", "", "2026-05-01 10:30"},
    {"tare_at", "", "2026-05-01 10:50"},
    {"moisture_percent", "", "1.5"},
    {"foreign_percent", "", "2"},
    {"metal_content_percent", "", "97"},
    {"family", "", "mixed"},
    {"subject_kind", "", "vehicle"},
    {"subject_id", "", "5GZCZ43D13S812715"},
    {"odometer_km", "", "12345.6"},
    {"vins", "", "1M8GDM9AXKP042788 5GZCZ43D13S812715"},
    {"until", "", "2027-04-30"},
    {"fitted_from_site", "", "-"},
    {"account_class", "", "scrap_stock"},
    {"counted_family", "", "6xxx"},
    {"target_seq", "", "4711"},
    {"division_kg", "", "20"},
    {"capacity_kg", "", "60000"},
    {"name", "site_registered", "Yard Hamburg"},
    {"name", "", "Example"},
    {"permit_number", "", "HH-ALT-88"},
    {"permit_authority", "", "Umweltbehörde Hamburg"},
    {"permit_expires_on", "", "2031-12-31"},
};

std::string EnumWords(const google::protobuf::EnumDescriptor* type) {
  std::string words;
  for (int i = 1; i < type->value_count(); ++i) {
    words += Cat(words.empty() ? "" : ", ", absl::AsciiStrToLower(EnumText(type, type->value(i)->number())));
  }
  return words;
}

std::string_view UnitWords(std::string_view name) {
  if (name.find("percent") != std::string_view::npos) return "per cent";
  if (name.find("ppm") != std::string_view::npos) return "parts per million";
  const auto has = [&](std::string_view unit) {
    const size_t at = name.rfind(unit);
    return at != std::string_view::npos && (at + unit.size() == name.size() || name[at + unit.size()] == '_') &&
           (at == 0 || name[at - 1] == '_');
  };
  if (has("kg")) return "kilograms";
  if (has("km")) return "kilometres";
  if (has("t")) return "tonnes";
  if (has("g")) return "grams";
  return has("m") ? "metres" : "";
}

std::string NumberWords(const FieldColumn& column) {
  if (column.names.size() == 1) return "whole number";
  std::string words;
  for (const ColumnName& name : column.names) {
    words += words.empty() ? Cat(UnitWords(name.name), ", up to ", name.decimals, " decimals")
                           : Cat("; or ", name.name, " (", UnitWords(name.name), ")");
  }
  return words;
}

std::string KindWords(const FieldColumn& column, ColumnKind kind) {
  switch (kind) {
    case ColumnKind::kText:
      return "text";
    case ColumnKind::kVin:
      return "VIN, 17 characters";
    case ColumnKind::kId:
      return "ORGANISATION/NAME; without '/' it is your own";
    case ColumnKind::kOrganisation:
      return "an organisation's id";
    case ColumnKind::kCountry:
      return "country, ISO 3166 (DE, CN)";
    case ColumnKind::kCurrency:
      return "currency, ISO 4217 (EUR, CNY)";
    case ColumnKind::kEnum:
      return Cat("one of ", EnumWords(column.last()->enum_type()));
    case ColumnKind::kBool:
      return "yes or no; empty is no";
    case ColumnKind::kNumber:
      return NumberWords(column);
    case ColumnKind::kMoney:
      return Cat("money, like 399.00, in ", column.currency);
    case ColumnKind::kDate:
      return "date, as --date-format says";
    case ColumnKind::kMoment:
      return "date, and time like 14:30; as --date-format and --time-zone say";
    case ColumnKind::kHash:
      return "";
    case ColumnKind::kList:
      return Cat("list: ", KindWords(column, column.element));
  }
  return "";
}

}  // namespace

std::string DescribeColumn(const FieldColumn& column) {
  const std::string kind = KindWords(column, column.kind);
  for (const Hint& hint : kHints) {
    if (hint.column == column.name()) return Cat(hint.words, kind.empty() ? "" : ": ", kind);
  }
  return kind;
}

std::string ExampleOf(const FieldColumn& column, std::string_view event, std::string_view organisation) {
  for (const Example& example : kExamples) {
    if (example.column == column.name() && (example.event.empty() || example.event == event)) {
      return example.value == "-" ? "" : std::string(example.value);
    }
  }
  const ColumnKind kind = column.kind == ColumnKind::kList ? column.element : column.kind;
  switch (kind) {
    case ColumnKind::kVin:
      return "5GZCZ43D13S812715";
    case ColumnKind::kId: {
      std::string base = column.name();
      base.resize(std::min(base.size(), std::max(base.rfind("_id"), size_t{1})));
      std::replace(base.begin(), base.end(), '_', '-');
      return Cat(organisation, "/", base, "-1");
    }
    case ColumnKind::kOrganisation:
      return std::string(organisation);
    case ColumnKind::kCountry:
      return "DE";
    case ColumnKind::kCurrency:
      return "EUR";
    case ColumnKind::kEnum:
      return absl::AsciiStrToLower(EnumText(column.last()->enum_type(), 1));
    case ColumnKind::kBool:
      return column.name() == "tax_included" ? "yes" : "no";
    case ColumnKind::kNumber:
      return column.names.size() == 1 ? "1" : "12.5";
    case ColumnKind::kMoney:
      return "399.00";
    case ColumnKind::kDate:
      return "2026-05-01";
    case ColumnKind::kMoment:
      return "2026-05-01 10:00";
    default:
      return column.required ? "A-4711" : "";
  }
}

}  // namespace ingot::cli
