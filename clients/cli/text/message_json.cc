#include "clients/cli/text/message_json.h"

#include <algorithm>
#include <charconv>
#include <string_view>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/util/json_util.h"

namespace ingot::cli {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

// Text that stands in JSON as it is. The library escapes more than JSON asks for, < and > among it: whatever is not
// plain is its affair.
bool IsPlain(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return c >= 0x20 && c < 0x7f && c != '"' && c != '\\' && c != '<' && c != '>'; });
}

// Writes what Ingot's messages are made of. Anything else (floating point, maps, the library's own types, unusual text)
// makes it give up.
class Writer {
 public:
  explicit Writer(std::string& out) : out_(out) {}

  // False where the library has to do it; what was written is then worth nothing.
  bool Write(const Message& message) {
    if (message.GetDescriptor()->file()->package() == "google.protobuf") return false;
    const Reflection& reflection = *message.GetReflection();
    std::vector<const FieldDescriptor*> fields;
    reflection.ListFields(message, &fields);
    out_ += '{';
    for (size_t i = 0; i < fields.size(); ++i) {
      if (i > 0) out_ += ',';
      Quote(fields[i]->json_name());
      out_ += ':';
      if (!WriteField(message, reflection, fields[i])) return false;
    }
    out_ += '}';
    return true;
  }

 private:
  bool WriteField(const Message& message, const Reflection& reflection, const FieldDescriptor* field) {
    if (!field->is_repeated()) return WriteValue(message, reflection, field, -1);
    if (field->is_map()) return false;
    out_ += '[';
    const int size = reflection.FieldSize(message, field);
    for (int i = 0; i < size; ++i) {
      if (i > 0) out_ += ',';
      if (!WriteValue(message, reflection, field, i)) return false;
    }
    out_ += ']';
    return true;
  }

  // `index` of a repeated field, or -1.
  bool WriteValue(const Message& message, const Reflection& reflection, const FieldDescriptor* field, int index) {
    const bool one = index < 0;
    switch (field->cpp_type()) {
      case FieldDescriptor::CPPTYPE_INT32:
        Number(one ? reflection.GetInt32(message, field) : reflection.GetRepeatedInt32(message, field, index));
        return true;
      case FieldDescriptor::CPPTYPE_UINT32:
        Number(one ? reflection.GetUInt32(message, field) : reflection.GetRepeatedUInt32(message, field, index));
        return true;
      case FieldDescriptor::CPPTYPE_INT64:
        QuotedNumber(one ? reflection.GetInt64(message, field) : reflection.GetRepeatedInt64(message, field, index));
        return true;
      case FieldDescriptor::CPPTYPE_UINT64:
        QuotedNumber(one ? reflection.GetUInt64(message, field) : reflection.GetRepeatedUInt64(message, field, index));
        return true;
      case FieldDescriptor::CPPTYPE_BOOL:
        out_ += (one ? reflection.GetBool(message, field) : reflection.GetRepeatedBool(message, field, index))
                    ? "true"
                    : "false";
        return true;
      case FieldDescriptor::CPPTYPE_ENUM:
        return Enumeration(field->enum_type()->FindValueByNumber(
            one ? reflection.GetEnumValue(message, field) : reflection.GetRepeatedEnumValue(message, field, index)));
      case FieldDescriptor::CPPTYPE_STRING: {
        std::string scratch;
        return Text(field, one ? reflection.GetStringReference(message, field, &scratch)
                               : reflection.GetRepeatedStringReference(message, field, index, &scratch));
      }
      case FieldDescriptor::CPPTYPE_MESSAGE:
        return Write(one ? reflection.GetMessage(message, field)
                         : reflection.GetRepeatedMessage(message, field, index));
      case FieldDescriptor::CPPTYPE_DOUBLE:
      case FieldDescriptor::CPPTYPE_FLOAT:
        return false;
    }
    return false;
  }

  template <typename Integer>
  void Number(Integer value) {
    char digits[24];
    const std::to_chars_result end = std::to_chars(digits, digits + sizeof digits, value);
    out_.append(digits, end.ptr);
  }

  template <typename Integer>
  void QuotedNumber(Integer value) {
    out_ += '"';
    Number(value);
    out_ += '"';
  }

  bool Enumeration(const google::protobuf::EnumValueDescriptor* value) {
    if (value == nullptr) return false;
    Quote(value->name());
    return true;
  }

  bool Text(const FieldDescriptor* field, const std::string& text) {
    if (field->type() == FieldDescriptor::TYPE_BYTES) {
      Quote(absl::Base64Escape(text));
      return true;
    }
    if (!IsPlain(text)) return false;
    Quote(text);
    return true;
  }

  void Quote(std::string_view plain) {
    out_ += '"';
    out_ += plain;
    out_ += '"';
  }

  std::string& out_;
};

}  // namespace

std::string MessageJson(const Message& message) {
  std::string json;
  if (Writer(json).Write(message)) return json;
  json.clear();
  if (!google::protobuf::util::MessageToJsonString(message, &json).ok()) return "{}";
  return json;
}

}  // namespace ingot::cli
