// What a retired vehicle's entries state, fact by fact, each with the entry and field that it stands in. Facts that the
// ledger does not hold in these entries come from the directory (as the server answered) or from the issuer's own
// details, and say so. docs/EXCHANGE.md lists the names.
#ifndef INGOT_CLIENTS_EXCHANGE_FACTS_H_
#define INGOT_CLIENTS_EXCHANGE_FACTS_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "clients/exchange/json.h"
#include "clients/exchange/ledger_entry.h"

namespace ingot::exchange {

// What a certificate of destruction is made from.
struct RetiredVehicle {
  std::string vin;
  // The vehicle's whole history, ascending; CheckHistory holds.
  std::vector<LedgerEntry> history;
  // Registrations of the site, the brand and the organisation, as far as they are at hand; ascending.
  std::vector<LedgerEntry> further;
  // Names to texts: facility_name, facility_country, permit_number, permit_authority, permit_expires_on, brand_name,
  // issuer_name. Used where `further` does not say.
  Json directory = Json::object();
  // What only the issuer knows, in the shape of Catena-X CertificateOfDestruction, with engineNumber beside; may lack
  // anything.
  Json details = Json::object();
};

enum class FactSource { kLedger, kDirectory, kDetails, kAbsent };

struct Fact {
  std::string name;
  // Text: dates as 2026-05-01, times as RFC 3339, enum values as their short names, numbers in decimal; lists separated
  // by ", ".
  std::string value;
  FactSource source = FactSource::kAbsent;
  // Of the ledger's: the entry, and the field by its path in ingot.v1.Event.
  uint64_t seq = 0;
  std::string field;
};

class FactBook {
 public:
  // FAILED_PRECONDITION where no certificate of destruction is in force: none was issued, it was reversed, or refuted.
  // INVALID_ARGUMENT where directory or details are no objects. `vehicle` must outlive the book.
  static absl::StatusOr<FactBook> Create(const RetiredVehicle& vehicle);

  // A fact by its name. REQUIRES: a name of docs/EXCHANGE.md.
  Fact Get(std::string_view name) const;

  const RetiredVehicle& vehicle() const { return *vehicle_; }
  const LedgerEntry& certificate() const { return *entries_.at("certificate"); }

 private:
  explicit FactBook(const RetiredVehicle& vehicle) : vehicle_(&vehicle) {}
  absl::Status FindVehicleEntries();
  void FindFurtherEntries();
  void See(const LedgerEntry& entry);

  const RetiredVehicle* vehicle_;
  // By what they are for: certificate, birth, arrival, depollution, road, deregistration, site, brand,
  // issuer.
  std::map<std::string, const LedgerEntry*, std::less<>> entries_;
};

// The text of a field of an event by its path, for example "certificate_of_destruction_issued.serial"; empty where it
// is not set. nullopt for a path that does not exist or leads to no value.
std::optional<std::string> FieldText(const v1::Event& event, std::string_view path);

// "ledger", "directory", "details", "absent".
std::string_view SourceName(FactSource source);

}  // namespace ingot::exchange

#endif  // INGOT_CLIENTS_EXCHANGE_FACTS_H_
