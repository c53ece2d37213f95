#include "clients/exchange/facts.h"

#include <set>

#include "clients/cli/text/format.h"
#include "ledger/base/check.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"

namespace ingot::exchange {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// Where the ledger states a fact: an entry, and the field below the event's body (below `vehicle` of VehicleOpened),
// or, with a '/', of the event itself.
struct LedgerFact {
  std::string_view name;
  std::string_view entry;
  std::string_view path;
};
constexpr LedgerFact kLedgerFacts[] = {
    {"vin", "certificate", "vin"},
    {"certificate_serial", "certificate", "serial"},
    {"certificate_kind", "certificate", "kind"},
    {"issued_on", "certificate", "issued_on"},
    {"site_id", "certificate", "site_id"},
    {"issuer", "certificate", "/actor.organisation_id"},
    {"registration_country", "certificate", "registration_country"},
    {"registration_document", "certificate", "registration_document"},
    {"empty_weight_g", "certificate", "empty_weight_g"},
    {"vehicle_class", "birth", "category"},
    {"brand_id", "birth", "brand_id"},
    {"model_id", "birth", "model_id"},
    {"received_at", "arrival", "/occurred_at"},
    {"depolluted_items", "depollution", "items"},
    {"first_registered_on", "road", "on"},
    {"deregistered_on", "deregistration", "on"},
    {"facility_name", "site", "name"},
    {"facility_country", "site", "country"},
    {"permit_number", "site", "permit.number"},
    {"permit_authority", "site", "permit.authority"},
    {"permit_expires_on", "site", "permit.expires_on"},
    {"brand_name", "brand", "name"},
    {"issuer_name", "issuer", "name"},
};

// What the issuer's details state, by JSON pointer; an address is joined into one line.
struct DetailFact {
  std::string_view name;
  std::string_view pointer;
};
constexpr DetailFact kDetailFacts[] = {
    {"facility_address", "/dismantlerProperties/dismantlerAddress"},
    {"authority_address", "/dismantlerProperties/governmentAddress"},
    {"registration_number", "/vehicleProperties/licensePlate"},
    {"holder_name", "/vehicleOwnerProperties/vehicleOwnerAddress/name"},
    {"holder_address", "/vehicleOwnerProperties/vehicleOwnerAddress"},
    {"holder_nationality", "/vehicleOwnerProperties/citizenship"},
    {"engine_number", "/engineNumber"},
};

std::string AddressLine(const Json& address) {
  const auto part = [&](std::string_view name, std::string_view before) {
    const std::string text = TextOf(address, name);
    return text.empty() ? text : Cat(before, text);
  };
  std::string line = Cat(part("street", ""), part("houseNumber", " "), part("zip", ", "), part("location", " "),
                         part("country", ", "));
  line.erase(0, line.find_first_not_of(" ,"));
  return line;
}

std::string DetailText(const Json& details, std::string_view pointer) {
  const Json::json_pointer at{std::string(pointer)};
  if (!details.contains(at)) return "";
  const Json& value = details.at(at);
  if (value.is_object()) return AddressLine(value);
  return value.is_string() ? value.get<std::string>() : "";
}

std::string ScalarText(const Message& message, const FieldDescriptor& field) {
  const google::protobuf::Reflection& reflection = *message.GetReflection();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return reflection.GetString(message, &field);
    case FieldDescriptor::CPPTYPE_ENUM: {
      const int value = reflection.GetEnumValue(message, &field);
      return value == 0 ? "" : cli::EnumText(field.enum_type(), value);
    }
    case FieldDescriptor::CPPTYPE_INT64:
      return std::to_string(reflection.GetInt64(message, &field));
    case FieldDescriptor::CPPTYPE_INT32:
      return std::to_string(reflection.GetInt32(message, &field));
    case FieldDescriptor::CPPTYPE_BOOL:
      return reflection.GetBool(message, &field) ? "true" : "false";
    default:
      return "";
  }
}

std::string ListText(const Message& message, const FieldDescriptor& field) {
  const google::protobuf::Reflection& reflection = *message.GetReflection();
  std::string text;
  for (int i = 0; i < reflection.FieldSize(message, &field); ++i) {
    const std::string value =
        field.cpp_type() == FieldDescriptor::CPPTYPE_ENUM
            ? cli::EnumText(field.enum_type(), reflection.GetRepeatedEnumValue(message, &field, i))
            : reflection.GetRepeatedString(message, &field, i);
    text += Cat(text.empty() ? "" : ", ", value);
  }
  return text;
}

std::optional<std::string> MessageText(const Message& message) {
  if (message.GetDescriptor() == v1::Date::descriptor()) return cli::DateText(static_cast<const v1::Date&>(message));
  if (message.GetDescriptor() == v1::LocalTime::descriptor()) {
    return cli::TimeText(static_cast<const v1::LocalTime&>(message));
  }
  return std::nullopt;
}

bool IsListOfTexts(const FieldDescriptor& field) {
  return field.cpp_type() == FieldDescriptor::CPPTYPE_ENUM || field.cpp_type() == FieldDescriptor::CPPTYPE_STRING;
}

std::optional<std::string> TextAt(const Message& message, std::string_view path) {
  const size_t dot = path.find('.');
  const FieldDescriptor* const field = message.GetDescriptor()->FindFieldByName(std::string(path.substr(0, dot)));
  if (field == nullptr) return std::nullopt;
  const bool last = dot == std::string_view::npos;
  if (field->is_repeated()) {
    if (!last || !IsListOfTexts(*field)) return std::nullopt;
    return ListText(message, *field);
  }
  if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) {
    if (!last) return std::nullopt;
    return ScalarText(message, *field);
  }
  if (!message.GetReflection()->HasField(message, field)) return "";
  const Message& below = message.GetReflection()->GetMessage(message, field);
  return last ? MessageText(below) : TextAt(below, path.substr(dot + 1));
}

const v1::VehicleRegistered* BirthOf(const v1::Event& event) {
  if (event.has_vehicle_registered()) return &event.vehicle_registered();
  if (event.has_vehicle_opened()) return &event.vehicle_opened().vehicle();
  return nullptr;
}

std::string PathIn(const v1::Event& event, std::string_view path) {
  if (path.starts_with('/')) return std::string(path.substr(1));
  return Cat(FieldNameOf(event), event.has_vehicle_opened() ? ".vehicle." : ".", path);
}

}  // namespace

std::optional<std::string> FieldText(const v1::Event& event, std::string_view path) { return TextAt(event, path); }

std::string_view SourceName(FactSource source) {
  switch (source) {
    case FactSource::kLedger:
      return "ledger";
    case FactSource::kDirectory:
      return "directory";
    case FactSource::kDetails:
      return "details";
    case FactSource::kAbsent:
      return "absent";
  }
  return "";
}

absl::StatusOr<FactBook> FactBook::Create(const RetiredVehicle& vehicle) {
  if (!vehicle.directory.is_object() || !vehicle.details.is_object()) {
    return absl::InvalidArgumentError("directory and details must be JSON objects");
  }
  FactBook book(vehicle);
  INGOT_RETURN_IF_ERROR(book.FindVehicleEntries());
  book.FindFurtherEntries();
  return book;
}

void FactBook::See(const LedgerEntry& entry) {
  const v1::Event& event = entry.event;
  if (BirthOf(event) != nullptr) entries_["birth"] = &entry;
  if (event.has_received_at_facility()) entries_["arrival"] = &entry;
  if (event.has_depolluted()) entries_["depollution"] = &entry;
  if (event.has_certificate_of_destruction_issued()) entries_["certificate"] = &entry;
  if (event.has_destruction_refuted()) entries_.erase("certificate");
  if (!event.has_road_registered()) return;
  if (event.road_registered().deregistered()) {
    entries_["deregistration"] = &entry;
  } else {
    // The first one counts; a later one ends what a deregistration said.
    entries_.try_emplace("road", &entry);
    entries_.erase("deregistration");
  }
}

absl::Status FactBook::FindVehicleEntries() {
  std::set<uint64_t> reversed;
  for (const LedgerEntry& entry : vehicle_->history) {
    if (entry.event.has_entry_reversed()) reversed.insert(entry.event.entry_reversed().target_seq());
  }
  for (const LedgerEntry& entry : vehicle_->history) {
    if (!reversed.contains(entry.seq())) See(entry);
  }
  if (entries_.contains("certificate") && entries_.contains("birth")) return absl::OkStatus();
  return absl::FailedPreconditionError(
      Cat("vehicle ", vehicle_->vin,
          " has no certificate of destruction in force: none was issued on this ledger, or "
          "it was reversed or refuted"));
}

void FactBook::FindFurtherEntries() {
  const v1::CertificateOfDestructionIssued& issued = certificate().event.certificate_of_destruction_issued();
  const std::string& brand = BirthOf(entries_.at("birth")->event)->brand_id();
  for (const LedgerEntry& entry : vehicle_->further) {
    const v1::Event& event = entry.event;
    if (event.has_site_registered() && event.site_registered().site_id() == issued.site_id() &&
        entry.seq() < certificate().seq()) {
      entries_["site"] = &entry;
    }
    if (!brand.empty() && ((event.has_brand_registered() && event.brand_registered().brand_id() == brand) ||
                           (event.has_brand_renamed() && event.brand_renamed().brand_id() == brand))) {
      entries_["brand"] = &entry;
    }
    if (event.has_organisation_enrolled() &&
        event.organisation_enrolled().organisation_id() == certificate().event.actor().organisation_id()) {
      entries_["issuer"] = &entry;
    }
  }
}

Fact FactBook::Get(std::string_view name) const {
  Fact fact;
  fact.name = name;
  for (const DetailFact& detail : kDetailFacts) {
    if (detail.name != name) continue;
    fact.value = DetailText(vehicle_->details, detail.pointer);
    if (!fact.value.empty()) fact.source = FactSource::kDetails;
    return fact;
  }
  for (const LedgerFact& stated : kLedgerFacts) {
    if (stated.name != name) continue;
    const auto found = entries_.find(stated.entry);
    if (found == entries_.end()) {
      fact.value = TextOf(vehicle_->directory, name);
      if (!fact.value.empty()) fact.source = FactSource::kDirectory;
      return fact;
    }
    const std::string path = PathIn(found->second->event, stated.path);
    const std::optional<std::string> value = FieldText(found->second->event, path);
    INGOT_CHECK_MSG(value.has_value(), path);
    if (value->empty()) return fact;
    fact.value = *value;
    fact.source = FactSource::kLedger;
    fact.seq = found->second->seq();
    fact.field = path;
    return fact;
  }
  INGOT_CHECK_MSG(false, Cat("no such fact: ", name));
  return fact;
}

}  // namespace ingot::exchange
