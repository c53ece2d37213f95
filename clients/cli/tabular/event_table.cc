#include "clients/cli/tabular/event_table.h"

#include <algorithm>
#include <map>

#include "clients/cli/tabular/cell.h"
#include "clients/cli/tabular/row_checks.h"
#include "clients/cli/text/format.h"
#include "clients/cli/text/message_json.h"
#include "ledger/base/strings.h"

namespace ingot::cli {
namespace {

// As its submitter wrote it.
v1::Event Bare(v1::Event event) {
  event.clear_salt();
  event.clear_terms_commitment();
  event.clear_sealed_commitment();
  return event;
}

const google::protobuf::FieldDescriptor* BodyField(const v1::Event& event) {
  return v1::Event::descriptor()->FindFieldByNumber(event.body_case());
}

// The currencies of an event's money columns: "currency" and "excess_rate_currency".
std::string CurrencyFor(const FieldColumn& column, const TabledEvent& event) {
  const v1::Terms terms = event.terms.value_or(v1::Terms());
  if (terms.has_payment()) return terms.payment().amount().currency();
  if (terms.has_settlement()) return event.currency;
  const v1::ContractTerms& contract = terms.has_opening() ? terms.opening().contract() : terms.contract();
  return column.currency == "excess_rate_currency" ? contract.excess_rate_per_km().currency() : contract.currency();
}

}  // namespace

EventTable::EventTable(const Group* group) : group_(group) {
  for (const std::string_view name : {kEntrySeqColumn, kRecordedAtColumn, kRecordedByColumn, kEventColumn}) {
    header_.emplace_back(name);
  }
  if (group_ == nullptr) {
    for (const char* const name : {"occurred_at", "subjects", "body_json", "terms_json"}) header_.emplace_back(name);
    return;
  }
  if (group_->events.size() == 1) header_.pop_back();
  const auto add = [this](const FieldColumn& column) {
    if (std::find(header_.begin(), header_.end(), column.name()) == header_.end()) header_.push_back(column.name());
  };
  for (const FieldColumn& column : CommonColumns()) add(column);
  for (const GroupEvent& event : group_->events) {
    for (const FieldColumn& column : event.columns) add(column);
  }
}

bool EventTable::Has(const v1::Event& event) const {
  if (event.body_case() == v1::Event::BODY_NOT_SET) return false;
  return group_ == nullptr || FindEvent(*group_, BodyField(event)->name()) != nullptr;
}

std::vector<std::string> EventTable::Cells(const TabledEvent& event) const {
  const ValueStyle style;
  std::map<std::string, std::string> values = {{std::string(kEntrySeqColumn), std::to_string(event.seq)},
                                               {std::string(kRecordedAtColumn), TimeText(event.recorded_at_us)},
                                               {std::string(kRecordedByColumn), event.event.actor().organisation_id()}};
  std::string& word = values[std::string(kEventColumn)];
  if (group_ == nullptr) {
    word = BodyField(event.event)->name();
    values["occurred_at"] = TimeText(event.event.occurred_at());
    for (const std::string& subject : SubjectsOf(event.event)) {
      std::string& subjects = values["subjects"];
      subjects += Cat(subjects.empty() ? "" : " ", subject);
    }
    values["body_json"] = MessageJson(event.event.GetReflection()->GetMessage(event.event, BodyField(event.event)));
    if (event.terms) values["terms_json"] = MessageJson(*event.terms);
  } else {
    const GroupEvent* const known = FindEvent(*group_, BodyField(event.event)->name());
    word = known->word;
    const v1::Terms terms = event.terms.value_or(v1::Terms());
    std::vector<FieldColumn> columns = CommonColumns();
    columns.insert(columns.end(), known->columns.begin(), known->columns.end());
    for (const FieldColumn& column : columns) {
      const std::string currency = CurrencyFor(column, event);
      const CellContext context{style, event.event.actor().organisation_id(), column.names.front().decimals, currency};
      const google::protobuf::Message& root =
          column.in_terms ? static_cast<const google::protobuf::Message&>(terms) : event.event;
      values[column.name()] = CellText(column, context, root);
    }
  }
  std::vector<std::string> cells;
  cells.reserve(header_.size());
  for (const std::string& name : header_) cells.push_back(values[name]);
  return cells;
}

std::string EventLine(const TabledEvent& event) {
  const std::string terms = event.terms ? Cat(",\"terms\":", MessageJson(*event.terms)) : "";
  return Cat("{\"event\":", MessageJson(Bare(event.event)), terms, "}");
}

}  // namespace ingot::cli
