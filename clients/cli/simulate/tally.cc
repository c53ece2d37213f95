#include "clients/cli/simulate/tally.h"

#include "clients/cli/text/events_json.h"
#include "clients/cli/text/format.h"
#include "clients/cli/text/json_document.h"
#include "clients/cli/text/table.h"
#include "ledger/base/strings.h"
#include "ledger/state/record_key.h"

namespace ingot::cli {
namespace {

template <typename Count>
std::string CountsJson(const std::map<std::string, Count>& counts) {
  std::string json;
  for (const auto& [name, count] : counts) {
    json += Cat(json.empty() ? "" : ",", JsonQuote(name), ":\"", count, "\"");
  }
  return Cat("{", json, "}");
}

template <typename Count>
std::string CountsText(std::string_view what, std::string_view unit, const std::map<std::string, Count>& counts) {
  if (counts.empty()) return "";
  Table table({{std::string(what)}, {std::string(unit), Align::kRight}});
  for (const auto& [name, count] : counts) table.Row({name, Thousands(static_cast<int64_t>(count))});
  return Cat("\n", table.Format());
}

void CountFlags(const google::protobuf::RepeatedPtrField<v1::Flag>& flags, std::map<std::string, uint64_t>& counts) {
  for (const v1::Flag& flag : flags) ++counts[EnumText(flag.kind())];
}

}  // namespace

void Tally::Note(const simulate::Submission& submission) {
  ++submissions;
  for (const simulate::Item& item : submission.items) {
    ++events;
    ++by_event[std::string(EventType(item.event))];
  }
}

void Tally::Read(const Shelf& shelf) {
  shelf.ForEach([this](const std::string&, const v1::Record& record) {
    switch (record.state_case()) {
      case v1::Record::kVehicle:
        ++vehicles[EnumText(record.vehicle().custody())];
        return CountFlags(record.vehicle().flags(), flags);
      case v1::Record::kAccount:
        for (const v1::Amount& amount : record.account().balance()) {
          grams[EnumText(record.account().account().account_class())] += amount.grams();
        }
        return;
      case v1::Record::kContract:
        return CountFlags(record.contract().flags(), flags);
      case v1::Record::kTransfer:
        return CountFlags(record.transfer().flags(), flags);
      case v1::Record::kBatch:
        return CountFlags(record.batch().flags(), flags);
      case v1::Record::kLot:
        return CountFlags(record.lot().flags(), flags);
      case v1::Record::kHeat:
        return CountFlags(record.heat().flags(), flags);
      case v1::Record::kSite:
        return CountFlags(record.site().flags(), flags);
      case v1::Record::kInstrument:
        return CountFlags(record.instrument().flags(), flags);
      default:
        return;
    }
  });
}

std::string Tally::Text() const {
  Fields fields;
  fields.Add("Recorded", Cat(Thousands(static_cast<int64_t>(events)), " events in ",
                             Thousands(static_cast<int64_t>(submissions)), " submissions"));
  return Cat(fields.Format(), CountsText("vehicles", "number", vehicles), CountsText("aluminium", "grams", grams),
             CountsText("flags", "number", flags), CountsText("refused", "number", refused),
             CountsText("events", "number", by_event));
}

std::string Tally::Json() const {
  return Cat("\"events\":\"", events, "\",\"submissions\":\"", submissions, "\",\"byEvent\":", CountsJson(by_event),
             ",\"refused\":", CountsJson(refused), ",\"vehicles\":", CountsJson(vehicles),
             ",\"grams\":", CountsJson(grams), ",\"flags\":", CountsJson(flags));
}

}  // namespace ingot::cli
