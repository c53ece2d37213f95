#include "clients/cli/tabular/column.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "ingot/v1/contract_events.pb.h"
#include "ingot/v1/correction_events.pb.h"
#include "ingot/v1/event.pb.h"
#include "ledger/base/strings.h"
#include "ledger/rules/role_table.h"

namespace ingot::cli {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

// Names where the schema's would puzzle a clerk; by the end of the path below the event or the kind of terms.
struct FriendlyName {
  std::string_view path;
  std::string_view name;
};
constexpr FriendlyName kFriendlyNames[] = {
    {"ticket.instrument_id", "instrument_id"},
    {"ticket.number", "ticket_number"},
    {"ticket.gross", "gross"},
    {"ticket.gross_at", "gross_at"},
    {"ticket.tare", "tare"},
    {"ticket.tare_at", "tare_at"},
    {"amount.currency", "currency"},
    {"amount.minor_units", "amount"},
    {"amount.tax_included", "tax_included"},
    {"excess_rate_per_km.currency", "excess_rate_currency"},
    {"excess_rate_per_km.minor_units", "excess_rate_per_km"},
    {"excess_rate_per_km.tax_included", "excess_rate_tax_included"},
    {"mileage_allowance_m_per_year", "mileage_allowance_per_year"},
};

// One element's name where the list's is a plural.
struct Singular {
  std::string_view plural;
  std::string_view singular;
};
constexpr Singular kSingulars[] = {{"schedule", "instalment"}, {"tickets", "supply"},  {"heats", "heat"},
                                   {"parts", "part"},          {"fitted", "fitted"},   {"primary", "primary"},
                                   {"metal", "metal"},         {"removed", "removed"}, {"body", "body"},
                                   {"counted", "counted"}};

// Messages that the schema wraps around others without a meaning of their own for a row.
constexpr std::string_view kTransparent[] = {"vehicle", "assay", "contract", "payment", "settlement", "opening"};

bool EndsWith(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

// The unit that a number's field is kept in.
enum class Unit { kNone, kGrams, kMetres, kPpm, kMoney };

Unit UnitOf(std::string_view field) {
  if (EndsWith(field, "_g") || field == "grams") return Unit::kGrams;
  if (EndsWith(field, "_m") || field == "mileage_allowance_m_per_year") return Unit::kMetres;
  if (EndsWith(field, "_ppm")) return Unit::kPpm;
  if (EndsWith(field, "minor_units")) return Unit::kMoney;
  return Unit::kNone;
}

// The field's name without its unit.
std::string WithoutUnit(std::string_view field) {
  for (const std::string_view unit : {"_minor_units", "_ppm", "_g", "_m"}) {
    if (EndsWith(field, unit)) return std::string(field.substr(0, field.size() - unit.size()));
  }
  return field == "grams" ? "" : std::string(field);
}

// "odometer" in metres: odometer_km, odometer_m. A part "_per_year" stays at the end.
std::vector<ColumnName> NamesIn(Unit unit, std::string base) {
  std::string end;
  constexpr std::string_view kPerYear = "_per_year";
  if (EndsWith(base, kPerYear)) {
    base.resize(base.size() - kPerYear.size());
    end = kPerYear;
  }
  const auto named = [&](std::string_view word) { return Cat(base, base.empty() ? "" : "_", word, end); };
  switch (unit) {
    case Unit::kGrams:
      return {{named("kg"), 3}, {named("t"), 6}, {named("g"), 0}};
    case Unit::kMetres:
      return {{named("km"), 3}, {named("m"), 0}};
    case Unit::kPpm:
      return {{named("percent"), 4}, {named("ppm"), 0}};
    default:
      return {{base, 0}};
  }
}

ColumnKind TextKind(std::string_view name) {
  if (EndsWith(name, "vin") || name == "vins") return ColumnKind::kVin;
  if (name == "market" || name == "country" || EndsWith(name, "_country")) return ColumnKind::kCountry;
  if (name == "currency") return ColumnKind::kCurrency;
  if (name == "organisation_id" || EndsWith(name, "_organisation")) return ColumnKind::kOrganisation;
  // Numbers that others or documents give, unlike ids of the ledger.
  if (name == "payment_id" || name == "refund_id" || name == "waiver_id" || name == "fee_id" || name == "subject_id") {
    return ColumnKind::kText;
  }
  return EndsWith(name, "_id") || EndsWith(name, "_ids") || name == "from_site" ? ColumnKind::kId : ColumnKind::kText;
}

ColumnKind KindOf(const FieldDescriptor* field) {
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_ENUM:
      return ColumnKind::kEnum;
    case FieldDescriptor::CPPTYPE_BOOL:
      return ColumnKind::kBool;
    case FieldDescriptor::CPPTYPE_STRING:
      return TextKind(field->name());
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return field->message_type() == v1::Date::descriptor() ? ColumnKind::kDate : ColumnKind::kMoment;
    default:
      return UnitOf(field->name()) == Unit::kMoney ? ColumnKind::kMoney : ColumnKind::kNumber;
  }
}

std::string FamilyWord(v1::AlloyFamily family) {
  switch (family) {
    case v1::ALLOY_FAMILY_5XXX:
      return "5xxx";
    case v1::ALLOY_FAMILY_6XXX:
      return "6xxx";
    case v1::ALLOY_FAMILY_7XXX:
      return "7xxx";
    case v1::ALLOY_FAMILY_CAST:
      return "cast";
    case v1::ALLOY_FAMILY_OTHER:
      return "other";
    case v1::ALLOY_FAMILY_MIXED:
      return "mixed";
    default:
      return "not_stated";
  }
}

// Walks a message's fields and makes a column of every leaf.
class Walker {
 public:
  Walker(bool in_terms, std::vector<FieldColumn>* out) : in_terms_(in_terms), out_(out) {}

  // `name` is the column's name so far, `tail` the path that friendly names are looked up by, `field` the whole one.
  struct Place {
    std::vector<Step> path;
    std::string name;
    std::string tail;
    std::string field;
    bool repetition = false;
  };

  void Message(const Descriptor* type, const Place& place) {
    for (int i = 0; i < type->field_count(); ++i) Field(type->field(i), place);
  }

  void Field(const FieldDescriptor* field, const Place& place) {
    const bool message = field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
    if (field->type() == FieldDescriptor::TYPE_BYTES) return;
    // Bytes without which it says nothing: reversals with another's consent are submitted as JSON.
    if (message && field->message_type() == v1::Countersignature::descriptor()) return;
    if (!message || field->message_type() == v1::Date::descriptor() ||
        field->message_type() == v1::LocalTime::descriptor()) {
      Leaf(field, place);
    } else if (!field->is_repeated()) {
      Message(field->message_type(), Below(field, place, {field, -1}, NameOf(field), field->name()));
    } else if (field->message_type() == v1::FamilyMass::descriptor()) {
      Families(field, place);
    } else {
      for (int i = 0; i < kMaxRepetitions; ++i) {
        Place below = Below(field, place, {field, i},
                            Cat(SingularOf(field->name()), i == 0 ? "" : std::to_string(i + 1)), field->name());
        below.field += Cat("[", i, "]");
        below.repetition = place.repetition || i > 0;
        Message(field->message_type(), below);
      }
    }
  }

 private:
  static std::string SingularOf(std::string_view plural) {
    for (const Singular& singular : kSingulars) {
      if (singular.plural == plural) return std::string(singular.singular);
    }
    return std::string(plural);
  }

  // The part of a column's name that a message stands for.
  static std::string NameOf(const FieldDescriptor* field) {
    const bool dropped =
        std::find(std::begin(kTransparent), std::end(kTransparent), field->name()) != std::end(kTransparent);
    return dropped ? "" : field->name();
  }

  static std::string Join(std::string_view a, std::string_view b, std::string_view between) {
    return Cat(a, a.empty() || b.empty() ? "" : between, b);
  }

  // "heat2" and "heat_id" make heat2_id, not heat2_heat_id.
  static std::string JoinNames(std::string_view outer, std::string_view inner) {
    const std::string_view word = outer.substr(0, outer.find_last_not_of("0123456789") + 1);
    const bool repeats = !word.empty() && inner.size() > word.size() && inner.substr(0, word.size()) == word &&
                         inner[word.size()] == '_';
    return Join(outer, repeats ? inner.substr(word.size() + 1) : inner, "_");
  }

  static Place Below(const FieldDescriptor* field, const Place& place, Step step, std::string_view name,
                     std::string_view tail) {
    Place below = place;
    below.path.push_back(step);
    below.name = JoinNames(place.name, name);
    below.tail = Join(place.tail, tail, ".");
    below.field = Join(place.field, field->name(), ".");
    return below;
  }

  void Families(const FieldDescriptor* field, const Place& place) {
    for (int family = v1::ALLOY_FAMILY_5XXX; family <= v1::ALLOY_FAMILY_NOT_STATED; ++family) {
      FieldColumn column;
      const auto value = static_cast<v1::AlloyFamily>(family);
      const Place below = Below(field, place, {field, -1, value}, field->name(), field->name());
      column.names = NamesIn(Unit::kGrams, Cat(below.name, "_", FamilyWord(value)));
      column.kind = ColumnKind::kNumber;
      column.path = below.path;
      column.field = below.field;
      column.in_terms = in_terms_;
      column.repetition = place.repetition;
      out_->push_back(std::move(column));
    }
  }

  void Leaf(const FieldDescriptor* field, const Place& place) {
    const Place below = Below(field, place, {field, -1}, WithoutUnit(field->name()), WithoutUnit(field->name()));
    FieldColumn column;
    column.kind = KindOf(field);
    if (field->is_repeated()) {
      column.element = column.kind;
      column.kind = ColumnKind::kList;
    }
    std::string base = below.name;
    for (const FriendlyName& friendly : kFriendlyNames) {
      // Of a single nested message; those of lists keep their number (supply2_gross_kg).
      const bool in_list =
          std::any_of(place.path.begin(), place.path.end(), [](const Step& step) { return step.index >= 0; });
      const std::string whole = Join(place.tail, field->name(), ".");
      if (!in_list && (EndsWith(below.tail, friendly.path) || EndsWith(whole, friendly.path))) base = friendly.name;
    }
    column.names =
        column.kind == ColumnKind::kMoney ? std::vector<ColumnName>{{base, 0}} : NamesIn(UnitOf(field->name()), base);
    column.path = below.path;
    column.field = below.field;
    column.in_terms = in_terms_;
    column.repetition = place.repetition;
    if (column.kind == ColumnKind::kMoney) {
      column.currency = base == "excess_rate_per_km" ? "excess_rate_currency" : "currency";
    }
    out_->push_back(std::move(column));
  }

  const bool in_terms_;
  std::vector<FieldColumn>* const out_;
};

std::vector<FieldColumn> MakeCommonColumns() {
  const Descriptor* const event = v1::Event::descriptor();
  std::vector<FieldColumn> columns;
  FieldColumn occurred_at;
  occurred_at.names = {{"occurred_at", 0}};
  occurred_at.kind = ColumnKind::kMoment;
  occurred_at.path = {{event->FindFieldByName("occurred_at"), -1}};
  occurred_at.field = "occurred_at";
  occurred_at.required = true;
  columns.push_back(std::move(occurred_at));

  const FieldDescriptor* const actor = event->FindFieldByName("actor");
  const auto of_actor = [&](const char* field, const char* name, ColumnKind kind) {
    FieldColumn column;
    column.names = {{name, 0}};
    column.kind = kind;
    column.path = {{actor, -1}, {actor->message_type()->FindFieldByName(field), -1}};
    column.field = Cat("actor.", field);
    column.repetition = true;
    columns.push_back(std::move(column));
  };
  of_actor("site_id", "at_site", ColumnKind::kId);
  of_actor("user", "user", ColumnKind::kText);

  const FieldDescriptor* const evidence = event->FindFieldByName("evidence");
  const auto of_evidence = [&](const char* field, const char* name, ColumnKind kind) {
    FieldColumn column;
    column.names = {{name, 0}};
    column.kind = kind;
    column.path = {{evidence, 0}, {evidence->message_type()->FindFieldByName(field), -1}};
    column.field = Cat("evidence[0].", field);
    column.repetition = true;
    columns.push_back(std::move(column));
  };
  of_evidence("kind", "evidence_kind", ColumnKind::kEnum);
  of_evidence("sha256", "evidence_sha256", ColumnKind::kHash);
  return columns;
}

}  // namespace

const std::vector<FieldColumn>& CommonColumns() {
  static const auto* const columns = new std::vector<FieldColumn>(MakeCommonColumns());
  return *columns;
}

std::vector<FieldColumn> EventColumns(const FieldDescriptor* event) {
  std::vector<FieldColumn> columns;
  Walker::Place place;
  place.path = {{event, -1}};
  place.field = event->name();
  Walker(/*in_terms=*/false, &columns).Message(event->message_type(), place);
  if (const FieldDescriptor* const terms = TermsOf(event)) {
    Walker::Place below;
    below.path = {{terms, -1}};
    below.field = Cat("terms.", terms->name());
    Walker(/*in_terms=*/true, &columns).Message(terms->message_type(), below);
    if (terms->message_type() == v1::SettlementTerms::descriptor()) {
      FieldColumn currency;  // Says in which unit settled_total is; the ledger knows the contract's.
      currency.names = {{"currency", 0}};
      currency.kind = ColumnKind::kCurrency;
      columns.push_back(std::move(currency));
    }
  }
  return columns;
}

const FieldDescriptor* TermsOf(const FieldDescriptor* event) {
  const auto body = static_cast<v1::Event::BodyCase>(event->number());
  if (!rules::IsInForce(body)) return nullptr;
  // TERMS_NOT_SET is no field's number.
  return v1::Terms::descriptor()->FindFieldByNumber(rules::RuleOf(body).terms);
}

}  // namespace ingot::cli
