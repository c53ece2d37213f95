// An EPCIS event on its way to JSON. For this module alone.
#ifndef INGOT_CLIENTS_EXCHANGE_EPCIS_DRAFT_H_
#define INGOT_CLIENTS_EXCHANGE_EPCIS_DRAFT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "clients/exchange/json.h"
#include "clients/exchange/ledger_entry.h"

namespace ingot::exchange {

// What an entry's own event says; common fields (times, ids, extension) are added for all alike. Members that stay
// empty are left out of the event.
struct EpcisDraft {
  std::string type;
  // ADD, OBSERVE, DELETE; none for a TransformationEvent.
  std::string action;
  // A CBV 2.0 term or a URI of our own.
  std::string biz_step;
  std::string disposition;
  // epcList; childEPCs of an AggregationEvent; inputEPCList of a TransformationEvent.
  std::vector<std::string> epcs;
  // quantityList, childQuantityList, inputQuantityList.
  Json quantities = Json::array();
  // Of a TransformationEvent.
  Json outputs = Json::array();
  std::string transformation_id;
  // Of an AggregationEvent.
  std::string parent;
  // Where it happened, and where the objects are afterwards: site ids.
  std::string read_point;
  std::string location;
  Json transactions = Json::array();
  Json sources = Json::array();
  Json destinations = Json::array();
  // Master data of new objects; with action ADD only.
  Json ilmd = Json::object();
  // Further "ingot:" members.
  Json extension = Json::object();
};

EpcisDraft ObjectEvent(std::string_view action, std::string_view biz_step, std::string_view disposition);
EpcisDraft TransactionEvent(std::string_view action, std::string_view biz_step, std::string_view disposition);

void AddVehicle(EpcisDraft& draft, std::string_view vin);
template <typename Vins>
void AddVehicles(EpcisDraft& draft, const Vins& vins) {
  for (const auto& vin : vins) AddVehicle(draft, vin);
}
inline constexpr char kPossessing[] = "possessing_party";

// A quantity of a class in KGM; without `grams` the quantity is not stated.
Json Quantity(std::string_view epc_class, std::optional<int64_t> grams);
void AddTransaction(EpcisDraft& draft, std::string_view type, std::string_view uri);
// kPossessing or owning_party; nothing for an empty organisation.
void AddSource(EpcisDraft& draft, std::string_view type, std::string_view organisation);
void AddDestination(EpcisDraft& draft, std::string_view type, std::string_view organisation);

// The draft as JSON, without the common members. An ObjectEvent without objects gets an empty epcList, which EPCIS
// demands.
void AppendDraft(const EpcisDraft& draft, Json& event);

// By group; nullopt for the events of the others and for those without a meaning in EPCIS.
std::optional<EpcisDraft> DraftOfVehicleEvent(const LedgerEntry& entry);
std::optional<EpcisDraft> DraftOfContractEvent(const LedgerEntry& entry);
std::optional<EpcisDraft> DraftOfMetalEvent(const LedgerEntry& entry);

}  // namespace ingot::exchange

#endif  // INGOT_CLIENTS_EXCHANGE_EPCIS_DRAFT_H_
