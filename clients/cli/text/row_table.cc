#include "clients/cli/text/row_table.h"

#include <algorithm>
#include <limits>
#include <string_view>

#include "clients/cli/text/format.h"
#include "clients/cli/text/table.h"
#include "ingot/v1/common.pb.h"
#include "ledger/base/bytes.h"
#include "ledger/base/check.h"
#include "ledger/base/strings.h"

namespace ingot::cli {
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

bool IsNumberField(const FieldDescriptor& field) {
  const FieldDescriptor::CppType type = field.cpp_type();
  return type == FieldDescriptor::CPPTYPE_INT32 || type == FieldDescriptor::CPPTYPE_INT64 ||
         type == FieldDescriptor::CPPTYPE_UINT32 || type == FieldDescriptor::CPPTYPE_UINT64;
}

int64_t NumberIn(const Message& row, const FieldDescriptor& field) {
  const Reflection& fields = *row.GetReflection();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      return fields.GetInt32(row, &field);
    case FieldDescriptor::CPPTYPE_UINT32:
      return fields.GetUInt32(row, &field);
    case FieldDescriptor::CPPTYPE_UINT64:
      return static_cast<int64_t>(fields.GetUInt64(row, &field));
    default:
      return fields.GetInt64(row, &field);
  }
}

namespace {

// What a name's ending says of its number.
enum class Unit { kNone, kGrams, kMetres, kPpm, kTime, kMoney };

struct Ending {
  std::string_view text;
  Unit unit;
  std::string_view title;
};
constexpr Ending kEndings[] = {{"_minor_units", Unit::kMoney, ""},
                               {"_ppm", Unit::kPpm, ""},
                               {"_us", Unit::kTime, ""},
                               {"_g", Unit::kGrams, " kg"},
                               {"_m", Unit::kMetres, ""}};

const Ending* EndingOf(std::string_view name) {
  const auto* const found = std::find_if(std::begin(kEndings), std::end(kEndings),
                                         [name](const Ending& ending) { return name.ends_with(ending.text); });
  return found == std::end(kEndings) ? nullptr : found;
}

bool IsDate(const FieldDescriptor& field) {
  return field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE && field.message_type() == v1::Date::descriptor();
}

bool IsFlat(const FieldDescriptor& field) {
  return !field.is_repeated() && (field.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE || IsDate(field));
}

std::string TitleOf(const FieldDescriptor& field) {
  std::string title = field.name();
  if (const Ending* const ending = EndingOf(title); ending != nullptr) {
    title = Cat(title.substr(0, title.size() - ending->text.size()), ending->title);
  }
  std::replace(title.begin(), title.end(), '_', ' ');
  return title;
}

std::string NumberText(const Message& row, const FieldDescriptor& field) {
  const int64_t value = NumberIn(row, field);
  const Ending* const ending = EndingOf(field.name());
  switch (ending == nullptr ? Unit::kNone : ending->unit) {
    case Unit::kGrams:
      return Kilograms(value);
    case Unit::kMetres:
      return Kilometres(value);
    case Unit::kPpm:
      return PerCent(static_cast<int32_t>(
          std::clamp<int64_t>(value, std::numeric_limits<int32_t>::min(), std::numeric_limits<int32_t>::max())));
    case Unit::kTime:
      return TimeText(value);
    case Unit::kMoney: {
      const FieldDescriptor* const currency = row.GetDescriptor()->FindFieldByName("currency");
      return currency == nullptr ? Thousands(value) : MoneyText(row.GetReflection()->GetString(row, currency), value);
    }
    default:
      return Thousands(value);
  }
}

// What people and programs read alike; numbers and bytes are their own.
std::string OtherText(const Message& row, const FieldDescriptor& field) {
  const Reflection& fields = *row.GetReflection();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_ENUM: {
      const int value = fields.GetEnumValue(row, &field);
      return value == 0 ? std::string() : EnumText(field.enum_type(), value);
    }
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return fields.HasField(row, &field) ? DateText(static_cast<const v1::Date&>(fields.GetMessage(row, &field)))
                                          : std::string();
    default:
      return fields.GetString(row, &field);
  }
}

std::string CellOf(const Message& row, const FieldDescriptor& field) {
  if (IsNumberField(field)) return NumberText(row, field);
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_BOOL) {
    return row.GetReflection()->GetBool(row, &field) ? "yes" : "no";
  }
  if (field.type() == FieldDescriptor::TYPE_BYTES) return ShortHash(row.GetReflection()->GetString(row, &field));
  return OtherText(row, field);
}

}  // namespace

bool IsMoneyField(const FieldDescriptor& field) {
  const Ending* const ending = EndingOf(field.name());
  return IsNumberField(field) && ending != nullptr && ending->unit == Unit::kMoney;
}

std::string RowValue(const Message& row, const FieldDescriptor& field) {
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_BOOL) {
    return row.GetReflection()->GetBool(row, &field) ? "true" : "false";
  }
  if (IsNumberField(field)) {
    const Ending* const ending = EndingOf(field.name());
    if (ending != nullptr && ending->unit == Unit::kTime) return TimeText(NumberIn(row, field));
    return Cat(NumberIn(row, field));
  }
  if (field.type() == FieldDescriptor::TYPE_BYTES) return HexEncode(row.GetReflection()->GetString(row, &field));
  return OtherText(row, field);
}

std::string RowTable(const std::vector<std::string>& fields, const std::vector<const Message*>& rows) {
  if (rows.empty()) return "Nothing.\n";
  std::vector<const FieldDescriptor*> chosen;
  std::vector<Column> columns;
  for (const std::string& name : fields) {
    const FieldDescriptor* const field = rows.front()->GetDescriptor()->FindFieldByName(name);
    INGOT_CHECK_MSG(field != nullptr && IsFlat(*field), Cat("a report has no column ", name));
    chosen.push_back(field);
    columns.push_back({TitleOf(*field), IsNumberField(*field) ? Align::kRight : Align::kLeft});
  }
  Table table(std::move(columns));
  for (const Message* const row : rows) {
    std::vector<std::string> cells;
    for (const FieldDescriptor* const field : chosen) cells.push_back(CellOf(*row, *field));
    table.Row(std::move(cells));
  }
  return table.Format();
}

std::vector<std::string> RowNames(const google::protobuf::Descriptor* type) {
  std::vector<std::string> names;
  for (int i = 0; i < type->field_count(); ++i) {
    if (IsFlat(*type->field(i))) names.push_back(type->field(i)->name());
  }
  return names;
}

std::vector<std::string> RowValues(const Message& row) {
  std::vector<std::string> values;
  for (int i = 0; i < row.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor& field = *row.GetDescriptor()->field(i);
    if (IsFlat(field)) values.push_back(RowValue(row, field));
  }
  return values;
}

}  // namespace ingot::cli
