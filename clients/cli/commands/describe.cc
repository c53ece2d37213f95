#include "clients/cli/commands/describe.h"

#include <vector>

#include "clients/cli/text/format.h"
#include "google/protobuf/message.h"
#include "ledger/base/bytes.h"
#include "ledger/base/strings.h"

namespace ingot::cli {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

constexpr size_t kMaxSummary = 120;

std::string ScalarText(const Message& message, const FieldDescriptor* field) {
  const Reflection& reflection = *message.GetReflection();
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING: {
      const std::string value = reflection.GetString(message, field);
      return field->type() == FieldDescriptor::TYPE_BYTES ? ShortHash(value) : value;
    }
    case FieldDescriptor::CPPTYPE_ENUM:
      return EnumText(field->enum_type(), reflection.GetEnumValue(message, field));
    case FieldDescriptor::CPPTYPE_BOOL:
      return "yes";
    case FieldDescriptor::CPPTYPE_INT32:
      return std::to_string(reflection.GetInt32(message, field));
    case FieldDescriptor::CPPTYPE_INT64:
      return Thousands(reflection.GetInt64(message, field));
    default:
      return "";
  }
}

// The fields of an event that fit a table: scalars and dates, not the vehicle that the row is about.
std::string Summary(const Message& body) {
  std::vector<const FieldDescriptor*> fields;
  body.GetReflection()->ListFields(body, &fields);
  std::string summary;
  for (const FieldDescriptor* const field : fields) {
    if (field->name() == "vin") continue;
    std::string value;
    if (field->is_repeated()) {
      value = Cat(body.GetReflection()->FieldSize(body, field));
    } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      if (field->message_type() != v1::Date::descriptor()) continue;
      value = DateText(static_cast<const v1::Date&>(body.GetReflection()->GetMessage(body, field)));
    } else {
      value = ScalarText(body, field);
    }
    const std::string piece = Cat(summary.empty() ? "" : ", ", field->name(), " ", value);
    if (summary.size() + piece.size() > kMaxSummary) return summary + ", ...";
    summary += piece;
  }
  return summary;
}

std::string MetalText(const v1::Entry& entry) {
  std::string text;
  for (const v1::Posting& posting : entry.postings()) {
    int64_t grams = 0;
    for (const v1::Amount& amount : posting.amounts()) grams += amount.grams();
    text += Cat(text.empty() ? "" : ", ", AccountText(posting.account()), " ", grams > 0 ? "+" : "", Kilograms(grams));
  }
  return text;
}

// CamelCase of a field's name: the event's message.
std::string TypeName(const v1::Event& event) {
  if (event.body_case() == v1::Event::BODY_NOT_SET) return "none";
  return v1::Event::descriptor()->FindFieldByNumber(event.body_case())->message_type()->name();
}

}  // namespace

std::string AccountText(const v1::Account& account) {
  std::string text = EnumText(account.account_class());
  if (!account.party().empty()) text += Cat(" ", account.party());
  if (!account.detail().empty()) text += Cat(" ", account.detail());
  return text;
}

std::string HeadText(const v1::SubjectHead& head) {
  return Cat(head.count(), ", the last one is entry ", head.last_seq());
}

EntryDescription DescribeEntry(std::string_view entry_bytes) {
  EntryDescription description;
  v1::Entry entry;
  v1::Event event;
  if (!entry.ParseFromArray(entry_bytes.data(), static_cast<int>(entry_bytes.size())) ||
      !event.ParseFromString(entry.event())) {
    description.type = "malformed";
    return description;
  }
  description.seq = std::to_string(entry.seq());
  description.happened = TimeText(event.occurred_at());
  description.organisation = event.actor().organisation_id();
  description.type = TypeName(event);
  if (event.body_case() != v1::Event::BODY_NOT_SET) {
    description.summary = Summary(
        event.GetReflection()->GetMessage(event, v1::Event::descriptor()->FindFieldByNumber(event.body_case())));
  }
  description.metal = MetalText(entry);
  for (const v1::RaisedFlag& flag : entry.flags()) {
    description.flags += Cat(description.flags.empty() ? "" : ", ", EnumText(flag.kind()));
  }
  return description;
}

}  // namespace ingot::cli
