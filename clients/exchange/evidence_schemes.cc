// What each scheme asks for, item by item, and the facts that answer it.
#include <string>

#include "clients/exchange/catena_x.h"
#include "clients/exchange/evidence.h"
#include "ledger/base/status.h"

namespace ingot::exchange {
namespace {

struct Item {
  std::string_view no;
  std::string_view title;
  std::vector<std::string_view> facts;
};

// The annex of Decision 2002/151/EC: seven items. Signatures (1 and 7) are put on the printed page.
const std::vector<Item>& EuItems() {
  static const std::vector<Item>* const items = new std::vector<Item>{
      {"1",
       "Name, address, signature and registration or identification number of the establishment issuing it",
       {"facility_name", "issuer", "issuer_name", "permit_number", "site_id", "facility_country", "facility_address"}},
      {"2",
       "Name and address of the competent authority responsible for its permit",
       {"permit_authority", "permit_expires_on", "authority_address"}},
      {"3", "Date of issue of the certificate of destruction", {"issued_on", "certificate_serial", "certificate_kind"}},
      {"4",
       "Vehicle nationality mark and registration number; the registration document, or that it was destroyed",
       {"registration_country", "registration_number", "registration_document"}},
      {"5", "Class of vehicle, brand and model", {"vehicle_class", "brand_name", "brand_id", "model_id"}},
      {"6", "Vehicle identification number (chassis)", {"vin"}},
      {"7",
       "Name, address, nationality and signature of the holder or owner of the vehicle delivered",
       {"holder_name", "holder_address", "holder_nationality"}},
  };
  return *items;
}

// State Council Decree 715 of 2019: Art. 5 (qualified enterprises), Art. 9 (certificate, documents taken back,
// deregistration), Art. 10 (what is registered of each vehicle).
const std::vector<Item>& CnItems() {
  static const std::vector<Item>* const items = new std::vector<Item>{
      {"5",
       "Recycling enterprise and its qualification",
       {"facility_name", "issuer", "issuer_name", "permit_number", "permit_expires_on", "facility_address"}},
      {"9.1",
       "Certificate of recycling issued to the owner",
       {"certificate_serial", "issued_on", "received_at", "holder_name", "holder_address"}},
      {"9.2", "Registration documents taken back", {"registration_document", "registration_country"}},
      {"9.3", "Deregistration", {"deregistered_on"}},
      {"10.1", "Model of the vehicle", {"brand_name", "brand_id", "model_id", "vehicle_class", "empty_weight_g"}},
      {"10.2", "Number of its plate", {"registration_number"}},
      {"10.3", "Number of its engine", {"engine_number"}},
      {"10.4", "Vehicle identification number", {"vin"}},
      {"10.5", "Liquids and dangerous parts taken out", {"depolluted_items"}},
  };
  return *items;
}

Json FactJson(const Fact& fact) {
  Json json = {{"name", fact.name}, {"value", fact.value}, {"source", SourceName(fact.source)}};
  if (fact.source == FactSource::kLedger) {
    json["seq"] = fact.seq;
    json["field"] = fact.field;
  }
  return json;
}

Json Statement(std::string_view title, const std::vector<Item>& items, const FactBook& book) {
  Json list = Json::array();
  for (const Item& item : items) {
    Json facts = Json::array();
    for (const std::string_view name : item.facts) facts.push_back(FactJson(book.Get(name)));
    list.push_back({{"no", item.no}, {"title", item.title}, {"facts", std::move(facts)}});
  }
  return {{"title", title}, {"items", std::move(list)}};
}

}  // namespace

std::optional<Scheme> ParseScheme(std::string_view name) {
  for (const Scheme scheme : {Scheme::kEu, Scheme::kCn, Scheme::kCatenaX}) {
    if (SchemeName(scheme) == name) return scheme;
  }
  return std::nullopt;
}

std::string_view SchemeName(Scheme scheme) {
  switch (scheme) {
    case Scheme::kEu:
      return "eu";
    case Scheme::kCn:
      return "cn";
    case Scheme::kCatenaX:
      return "catena-x";
  }
  return "";
}

absl::StatusOr<Json> SchemeStatement(Scheme scheme, const FactBook& book) {
  switch (scheme) {
    case Scheme::kEu:
      return Statement("Certificate of destruction (Decision 2002/151/EC)", EuItems(), book);
    case Scheme::kCn:
      return Statement("Recycling of an end-of-life motor vehicle (State Council Decree 715)", CnItems(), book);
    case Scheme::kCatenaX:
      break;
  }
  INGOT_ASSIGN_OR_RETURN(CatenaXDocument catena_x, CertificateOfDestruction(book));
  return Json{{"title", "Catena-X CertificateOfDestruction 2.0.0"},
              {"document", std::move(catena_x.document)},
              {"missing", std::move(catena_x.missing)}};
}

}  // namespace ingot::exchange
