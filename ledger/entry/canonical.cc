#include "ledger/entry/canonical.h"

#include <climits>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "google/protobuf/unknown_field_set.h"
#include "google/protobuf/wire_format_lite.h"
#include "ledger/base/bytes.h"
#include "ledger/base/check.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/entry/limits.h"
#include "ledger/entry/wire_walk.h"
#include "ledger/refusal/refusal.h"

namespace ingot::entry {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using google::protobuf::internal::WireFormatLite;
using refusal::Refuse;

// Finds out why the parser refused `bytes`: whether a string that is not UTF-8 comes before the first structural error.
// Only runs over bytes that are refused anyway. The schema does not nest in itself, so the depth is bounded.
bool HasStringNotUtf8(std::string_view bytes, const Descriptor& type) {
  google::protobuf::io::CodedInputStream in(reinterpret_cast<const uint8_t*>(bytes.data()),
                                            static_cast<int>(bytes.size()));
  while (const uint32_t tag = in.ReadTag()) {
    const FieldDescriptor* field = type.FindFieldByNumber(WireFormatLite::GetTagFieldNumber(tag));
    const bool delimited = WireFormatLite::GetTagWireType(tag) == WireFormatLite::WIRETYPE_LENGTH_DELIMITED;
    const bool text = field != nullptr && delimited && field->type() == FieldDescriptor::TYPE_STRING;
    const bool nested = field != nullptr && delimited && field->type() == FieldDescriptor::TYPE_MESSAGE;
    if (!text && !nested) {
      if (!WireFormatLite::SkipField(&in, tag)) return false;
      continue;
    }
    uint32_t size = 0;
    if (!in.ReadVarint32(&size) || size > bytes.size() - static_cast<size_t>(in.CurrentPosition())) return false;
    const std::string_view value = bytes.substr(static_cast<size_t>(in.CurrentPosition()), size);
    if (text && !IsValidUtf8(value)) return true;
    if (nested && HasStringNotUtf8(value, *field->message_type())) return true;
    if (!in.Skip(static_cast<int>(size))) return false;
  }
  return false;
}

absl::Status CheckEnum(const FieldDescriptor& field, int value) {
  if (field.enum_type()->FindValueByNumber(value) != nullptr) return absl::OkStatus();
  return Refuse(v1::REFUSAL_REASON_UNKNOWN_ENUM, field.name(),
                Cat("the value ", value, " is not known: use one that the rules in force name"));
}

absl::Status CheckField(const Message& message, const FieldDescriptor& field) {
  const Reflection& reflection = *message.GetReflection();
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
    if (!field.is_repeated()) return CheckEnum(field, reflection.GetEnumValue(message, &field));
    for (int i = 0; i < reflection.FieldSize(message, &field); ++i) {
      INGOT_RETURN_IF_ERROR(CheckEnum(field, reflection.GetRepeatedEnumValue(message, &field, i)));
    }
  } else if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
    if (!field.is_repeated()) {
      const absl::Status status = CheckKnown(reflection.GetMessage(message, &field));
      return status.ok() ? status : refusal::PrefixField(status, Cat(field.name(), "."));
    }
    for (int i = 0; i < reflection.FieldSize(message, &field); ++i) {
      const absl::Status status = CheckKnown(reflection.GetRepeatedMessage(message, &field, i));
      if (!status.ok()) return refusal::PrefixField(status, Cat(field.name(), "[", i, "]."));
    }
  }
  return absl::OkStatus();
}

// Whether the deterministic serialisation of `message` is `bytes`. The buffer is reused: this runs once an event.
bool SerialisesTo(const Message& message, std::string_view bytes) {
  if (message.ByteSizeLong() != bytes.size()) return false;
  thread_local std::string buffer;
  buffer.resize(bytes.size());
  google::protobuf::io::ArrayOutputStream array(buffer.data(), static_cast<int>(buffer.size()));
  google::protobuf::io::CodedOutputStream out(&array);
  out.SetSerializationDeterministic(true);
  message.SerializeWithCachedSizes(&out);
  out.Trim();
  return !out.HadError() && buffer == bytes;
}

absl::Status CheckSize(std::string_view bytes, size_t bound) {
  if (bytes.size() <= bound) return absl::OkStatus();
  return Refuse(v1::REFUSAL_REASON_TOO_LARGE, "", Cat("is ", bytes.size(), " bytes, at most ", bound, " are allowed"));
}

// Why `bytes`, parsed into `message` or not, are not canonical; OK where they are after all.
absl::Status JudgeSlowly(std::string_view bytes, bool parsed, const Message& message) {
  if (!parsed) {
    if (HasStringNotUtf8(bytes, *message.GetDescriptor())) {
      return Refuse(v1::REFUSAL_REASON_NOT_UTF8, "", "a string is not UTF-8");
    }
    return Refuse(v1::REFUSAL_REASON_MALFORMED, "", Cat("not a valid ", message.GetDescriptor()->name(), " message"));
  }
  INGOT_RETURN_IF_ERROR(CheckKnown(message));
  if (!SerialisesTo(message, bytes)) {
    return Refuse(v1::REFUSAL_REASON_NOT_CANONICAL, "",
                  "differs from its deterministic serialisation: write fields once, in ascending order, with minimal "
                  "varints, and leave out defaults");
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckKnown(const Message& message) {
  const Reflection& reflection = *message.GetReflection();
  const auto& unknown = reflection.GetUnknownFields(message);
  if (!unknown.empty()) {
    return Refuse(v1::REFUSAL_REASON_UNKNOWN_FIELD, "",
                  Cat("field number ", unknown.field(0).number(), " of ", message.GetDescriptor()->name(),
                      " is not known: leave it out"));
  }
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) INGOT_RETURN_IF_ERROR(CheckField(message, *field));
  return absl::OkStatus();
}

absl::Status ParseCanonical(std::string_view bytes, Message& message) {
  INGOT_RETURN_IF_ERROR(CheckSize(bytes, INT_MAX));
  const bool parsed = message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
  if (parsed && IsCanonicalWire(bytes, *message.GetDescriptor())) return absl::OkStatus();
  return JudgeSlowly(bytes, parsed, message);
}

absl::StatusOr<v1::Event> ParseEvent(std::string_view bytes) {
  INGOT_RETURN_IF_ERROR(CheckSize(bytes, kMaxEventBytes));
  v1::Event event;
  INGOT_RETURN_IF_ERROR(ParseCanonical(bytes, event));
  if (event.body_case() == v1::Event::BODY_NOT_SET) {
    return Refuse(v1::REFUSAL_REASON_FIELD_MISSING, "body", "an event states exactly one fact");
  }
  return event;
}

absl::StatusOr<v1::Terms> ParseTerms(std::string_view bytes) {
  INGOT_RETURN_IF_ERROR(CheckSize(bytes, kMaxDetachedBytes));
  v1::Terms terms;
  INGOT_RETURN_IF_ERROR(ParseCanonical(bytes, terms));
  if (terms.terms_case() == v1::Terms::TERMS_NOT_SET) {
    return Refuse(v1::REFUSAL_REASON_FIELD_MISSING, "terms", "terms are of exactly one kind");
  }
  return terms;
}

std::string Serialise(const Message& message) {
  std::string bytes(message.ByteSizeLong(), '\0');
  google::protobuf::io::ArrayOutputStream array(bytes.data(), static_cast<int>(bytes.size()));
  google::protobuf::io::CodedOutputStream out(&array);
  out.SetSerializationDeterministic(true);
  message.SerializeWithCachedSizes(&out);
  out.Trim();
  INGOT_CHECK(!out.HadError());
  return bytes;
}

}  // namespace ingot::entry
