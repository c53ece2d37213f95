#include "clients/exchange/epcis_draft.h"

#include "clients/exchange/uri.h"

namespace ingot::exchange {
namespace {

void Set(Json& event, const char* name, const std::string& value) {
  if (!value.empty()) event[name] = value;
}

void SetList(Json& event, const char* name, const Json& list) {
  if (!list.empty()) event[name] = list;
}

void SetPlace(Json& event, const char* name, const std::string& site) {
  if (!site.empty()) event[name] = {{"id", Uri("site", site)}};
}

}  // namespace

EpcisDraft ObjectEvent(std::string_view action, std::string_view biz_step, std::string_view disposition) {
  EpcisDraft draft;
  draft.type = "ObjectEvent";
  draft.action = action;
  draft.biz_step = biz_step;
  draft.disposition = disposition;
  return draft;
}

EpcisDraft TransactionEvent(std::string_view action, std::string_view biz_step, std::string_view disposition) {
  EpcisDraft draft = ObjectEvent(action, biz_step, disposition);
  draft.type = "TransactionEvent";
  return draft;
}

void AddVehicle(EpcisDraft& draft, std::string_view vin) { draft.epcs.push_back(Uri("vin", vin)); }

Json Quantity(std::string_view epc_class, std::optional<int64_t> grams) {
  Json quantity = {{"epcClass", epc_class}};
  if (grams) {
    quantity["quantity"] = Kilograms(*grams);
    quantity["uom"] = "KGM";
  }
  return quantity;
}

void AddTransaction(EpcisDraft& draft, std::string_view type, std::string_view uri) {
  draft.transactions.push_back(Json::object({{"type", type}, {"bizTransaction", uri}}));
}

void AddSource(EpcisDraft& draft, std::string_view type, std::string_view organisation) {
  if (!organisation.empty())
    draft.sources.push_back(Json::object({{"type", type}, {"source", Uri("org", organisation)}}));
}

void AddDestination(EpcisDraft& draft, std::string_view type, std::string_view organisation) {
  if (!organisation.empty())
    draft.destinations.push_back(Json::object({{"type", type}, {"destination", Uri("org", organisation)}}));
}

void AppendDraft(const EpcisDraft& draft, Json& event) {
  if (draft.type == "TransformationEvent") {
    SetList(event, "inputEPCList", draft.epcs);
    SetList(event, "inputQuantityList", draft.quantities);
    SetList(event, "outputQuantityList", draft.outputs);
    Set(event, "transformationID", draft.transformation_id);
  } else if (draft.type == "AggregationEvent") {
    Set(event, "parentID", draft.parent);
    SetList(event, "childEPCs", draft.epcs);
    SetList(event, "childQuantityList", draft.quantities);
    event["action"] = draft.action;
  } else {
    // A list of objects, perhaps empty, is demanded where there are no quantities.
    if (!draft.epcs.empty() || draft.quantities.empty()) event["epcList"] = draft.epcs;
    SetList(event, "quantityList", draft.quantities);
    event["action"] = draft.action;
  }
  Set(event, "bizStep", draft.biz_step);
  Set(event, "disposition", draft.disposition);
  SetPlace(event, "readPoint", draft.read_point);
  SetPlace(event, "bizLocation", draft.location);
  SetList(event, "bizTransactionList", draft.transactions);
  SetList(event, "sourceList", draft.sources);
  SetList(event, "destinationList", draft.destinations);
  SetList(event, "ilmd", draft.ilmd);
  for (const auto& member : draft.extension.items()) event[member.key()] = member.value();
}

}  // namespace ingot::exchange
