#include "clients/cli/tabular/cell.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

#include "absl/strings/ascii.h"
#include "clients/cli/tabular/csv_reader.h"
#include "clients/cli/tabular/row_checks.h"
#include "clients/cli/text/format.h"
#include "ingot/v1/common.pb.h"
#include "ledger/base/bytes.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/directory/ids.h"
#include "ledger/iso/country.h"
#include "ledger/iso/currency.h"
#include "ledger/rules/decide.h"

namespace ingot::cli {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

constexpr size_t kMaxTextBytes = 200;

absl::Status Wrong(std::string_view cell, std::string_view what) {
  return absl::InvalidArgumentError(Cat("\"", cell, "\" ", what));
}

std::string Upper(std::string_view text) { return absl::AsciiStrToUpper(ToAbsl(text)); }

absl::StatusOr<std::string> ReadVin(std::string_view text) {
  const std::string vin = Upper(text);
  if (const std::string fault = VinFault(vin); !fault.empty()) return Wrong(text, fault);
  return vin;
}

absl::StatusOr<std::string> ReadId(std::string_view text, std::string_view organisation) {
  const std::string id = text.find('/') == std::string_view::npos ? Cat(organisation, "/", text) : std::string(text);
  if (directory::IsScopedId(id)) return id;
  return Wrong(text, Cat("is no id: write ORGANISATION/NAME, or NAME alone for your own, of A-Z a-z 0-9 . _ - and at "
                         "most ",
                         directory::kMaxLocalIdBytes, " characters behind the '/'"));
}

absl::StatusOr<std::string> ReadText(ColumnKind kind, std::string_view text, std::string_view organisation) {
  if (const std::string damage = DamageOf(text); !damage.empty()) return Wrong(text, Cat(": ", damage));
  switch (kind) {
    case ColumnKind::kVin:
      return ReadVin(text);
    case ColumnKind::kId:
      return ReadId(text, organisation);
    case ColumnKind::kOrganisation:
      if (directory::IsOrganisationId(text)) return std::string(text);
      return Wrong(text, "is no organisation's id: small letters, digits and '-', like rhein-mobil");
    case ColumnKind::kCountry:
      if (iso::IsCountry(rules::kNewestRulesVersion, Upper(text))) return Upper(text);
      return Wrong(text, "is no country: write its two letters of ISO 3166, like DE or CN");
    case ColumnKind::kCurrency:
      if (iso::CurrencyExponent(rules::kNewestRulesVersion, Upper(text))) return Upper(text);
      return Wrong(text, "is no currency in force: write its three letters of ISO 4217, like EUR or CNY");
    default:
      break;
  }
  if (text.size() > kMaxTextBytes)
    return Wrong(text.substr(0, 40), Cat("... is longer than ", kMaxTextBytes, " bytes"));
  const bool control = std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 32; });
  if (control) return Wrong(text, "holds a line break or another control character: take it out");
  return std::string(text);
}

absl::StatusOr<bool> ReadBool(std::string_view text) {
  const std::string word = absl::AsciiStrToLower(ToAbsl(text));
  for (const std::string_view yes : {"yes", "y", "true", "1", "ja", "是"}) {
    if (word == yes) return true;
  }
  for (const std::string_view no : {"no", "n", "false", "0", "nein", "否"}) {
    if (word == no) return false;
  }
  return Wrong(text, "is neither yes nor no");
}

absl::StatusOr<int> ReadEnum(const FieldDescriptor* field, std::string_view text) {
  std::string word(text);
  std::replace(word.begin(), word.end(), ' ', '_');
  const absl::StatusOr<int> value = ParseEnum(field->enum_type(), word);
  if (!value.ok()) return absl::InvalidArgumentError(Cat(FromAbsl(value.status().message())));
  return *value;
}

// The elements of a list's cell.
std::vector<std::string> Split(std::string_view cell) {
  std::vector<std::string> items;
  std::string item;
  for (const char c : cell) {
    if (std::string_view(" \t\r\n,;|").find(c) == std::string_view::npos) {
      item += c;
    } else if (!item.empty()) {
      items.push_back(std::move(item));
      item.clear();
    }
  }
  if (!item.empty()) items.push_back(std::move(item));
  return items;
}

// Walks to the message that holds the column's field, making what is missing.
Message* MutableParent(const FieldColumn& column, Message* root) {
  for (size_t i = 0; i + 1 < column.path.size() || (i < column.path.size() && column.path[i].family != 0); ++i) {
    const Step& step = column.path[i];
    const Reflection* const reflection = root->GetReflection();
    if (!step.field->is_repeated()) {
      root = reflection->MutableMessage(root, step.field);
    } else if (step.family != v1::ALLOY_FAMILY_UNSPECIFIED) {
      root = reflection->AddMessage(root, step.field);
      static_cast<v1::FamilyMass*>(root)->set_family(step.family);
    } else {
      while (reflection->FieldSize(*root, step.field) <= step.index) reflection->AddMessage(root, step.field);
      root = reflection->MutableRepeatedMessage(root, step.field, step.index);
    }
  }
  return root;
}

// The same without making anything; nullptr where something is missing.
const Message* FindParent(const FieldColumn& column, const Message& root) {
  const Message* at = &root;
  for (size_t i = 0; i + 1 < column.path.size() || (i < column.path.size() && column.path[i].family != 0); ++i) {
    const Step& step = column.path[i];
    const Reflection* const reflection = at->GetReflection();
    if (!step.field->is_repeated()) {
      if (!reflection->HasField(*at, step.field)) return nullptr;
      at = &reflection->GetMessage(*at, step.field);
      continue;
    }
    const int size = reflection->FieldSize(*at, step.field);
    int index = step.index;
    if (step.family != v1::ALLOY_FAMILY_UNSPECIFIED) {
      for (index = 0; index < size; ++index) {
        const auto& mass = static_cast<const v1::FamilyMass&>(reflection->GetRepeatedMessage(*at, step.field, index));
        if (mass.family() == step.family) break;
      }
    }
    if (index >= size) return nullptr;
    at = &reflection->GetRepeatedMessage(*at, step.field, index);
  }
  return at;
}

// The field itself: of a mass by family its grams.
const FieldDescriptor* FieldOf(const FieldColumn& column) {
  return column.path.back().family != v1::ALLOY_FAMILY_UNSPECIFIED
             ? v1::FamilyMass::descriptor()->FindFieldByName("grams")
             : column.last();
}

std::optional<int> MoneyDecimals(std::string_view currency) {
  return iso::CurrencyExponent(rules::kNewestRulesVersion, currency);
}

absl::Status SetNumber(const FieldColumn& column, std::string_view text, const CellContext& context, Message* root) {
  const FieldDescriptor* const field = FieldOf(column);
  int decimals = context.decimals;
  if (column.kind == ColumnKind::kMoney) {
    const std::optional<int> exponent = MoneyDecimals(context.currency);
    if (!exponent) return Wrong(text, Cat("has no unit: the column ", column.currency, " must name a currency"));
    decimals = *exponent;
  }
  INGOT_ASSIGN_OR_RETURN(const int64_t value, ParseNumber(text, decimals, context.style));
  // A family without metal is left out.
  if (column.path.back().family != v1::ALLOY_FAMILY_UNSPECIFIED && value == 0) return absl::OkStatus();
  Message* const parent = MutableParent(column, root);
  const Reflection* const reflection = parent->GetReflection();
  if (field->cpp_type() == FieldDescriptor::CPPTYPE_INT32) {
    if (value < std::numeric_limits<int32_t>::min() || value > std::numeric_limits<int32_t>::max()) {
      return Wrong(text, "is too large");
    }
    reflection->SetInt32(parent, field, static_cast<int32_t>(value));
  } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_UINT64) {
    if (value < 0) return Wrong(text, "is below zero");
    reflection->SetUInt64(parent, field, static_cast<uint64_t>(value));
  } else {
    reflection->SetInt64(parent, field, value);
  }
  // Money says its currency itself; the rate for excess kilometres may leave it to the contract's.
  if (parent->GetDescriptor() == v1::Money::descriptor()) {
    static_cast<v1::Money*>(parent)->set_currency(std::string(context.currency));
  }
  return absl::OkStatus();
}

absl::Status SetList(const FieldColumn& column, std::string_view text, const CellContext& context, Message* root) {
  const FieldDescriptor* const field = column.last();
  std::vector<std::string> texts;
  std::vector<int> numbers;
  for (const std::string& item : Split(text)) {
    if (column.element == ColumnKind::kEnum) {
      INGOT_ASSIGN_OR_RETURN(const int value, ReadEnum(field, item));
      numbers.push_back(value);
    } else {
      INGOT_ASSIGN_OR_RETURN(std::string value, ReadText(column.element, item, context.organisation));
      texts.push_back(std::move(value));
    }
  }
  std::sort(texts.begin(), texts.end());
  std::sort(numbers.begin(), numbers.end());
  const auto twice = std::adjacent_find(texts.begin(), texts.end());
  if (twice != texts.end()) return Wrong(*twice, "stands twice in the list");
  if (std::adjacent_find(numbers.begin(), numbers.end()) != numbers.end()) return Wrong(text, "names a value twice");
  Message* const parent = MutableParent(column, root);
  for (std::string& value : texts) parent->GetReflection()->AddString(parent, field, std::move(value));
  for (const int value : numbers) parent->GetReflection()->AddEnumValue(parent, field, value);
  return absl::OkStatus();
}

absl::Status SetHash(const FieldColumn& column, std::string_view text, Message* root) {
  const std::optional<std::string> bytes = HexDecode(absl::AsciiStrToLower(ToAbsl(text)));
  if (!bytes || bytes->size() != 32)
    return Wrong(text, "is no SHA-256: 64 hexadecimal digits, as sha256sum prints them");
  Message* const parent = MutableParent(column, root);
  parent->GetReflection()->SetString(parent, column.last(), *bytes);
  return absl::OkStatus();
}

std::string ListText(const FieldColumn& column, const Message& parent) {
  const Reflection* const reflection = parent.GetReflection();
  const FieldDescriptor* const field = column.last();
  std::string text;
  for (int i = 0; i < reflection->FieldSize(parent, field); ++i) {
    text += text.empty() ? "" : " ";
    text +=
        column.element == ColumnKind::kEnum
            ? absl::AsciiStrToLower(EnumText(field->enum_type(), reflection->GetRepeatedEnumValue(parent, field, i)))
            : reflection->GetRepeatedString(parent, field, i);
  }
  return text;
}

int64_t IntegerOf(const Reflection& reflection, const Message& parent, const FieldDescriptor* field) {
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      return reflection.GetInt32(parent, field);
    case FieldDescriptor::CPPTYPE_UINT64:
      // Numbers of entries, which stay below 2^63.
      return static_cast<int64_t>(reflection.GetUInt64(parent, field));
    default:
      return reflection.GetInt64(parent, field);
  }
}

std::string NumberCell(const FieldColumn& column, const CellContext& context, const Message& parent) {
  const FieldDescriptor* const field = FieldOf(column);
  const Reflection* const reflection = parent.GetReflection();
  const int64_t value = IntegerOf(*reflection, parent, field);
  if (value == 0 && !column.required) return "";
  int decimals = context.decimals;
  if (column.kind == ColumnKind::kMoney) decimals = MoneyDecimals(context.currency).value_or(0);
  return NumberText(value, decimals, context.style);
}

}  // namespace

absl::Status SetCell(const FieldColumn& column, std::string_view cell, const CellContext& context, Message* root) {
  const std::string_view text = PlainCell(UnprotectCell(cell));
  const FieldDescriptor* const field = column.last();
  switch (column.kind) {
    case ColumnKind::kNumber:
    case ColumnKind::kMoney:
      return SetNumber(column, text, context, root);
    case ColumnKind::kList:
      return SetList(column, text, context, root);
    case ColumnKind::kHash:
      return SetHash(column, text, root);
    case ColumnKind::kEnum: {
      INGOT_ASSIGN_OR_RETURN(const int value, ReadEnum(field, text));
      Message* const parent = MutableParent(column, root);
      parent->GetReflection()->SetEnumValue(parent, field, value);
      return absl::OkStatus();
    }
    case ColumnKind::kBool: {
      INGOT_ASSIGN_OR_RETURN(const bool value, ReadBool(text));
      if (!value) return absl::OkStatus();
      Message* const parent = MutableParent(column, root);
      parent->GetReflection()->SetBool(parent, field, true);
      return absl::OkStatus();
    }
    case ColumnKind::kDate: {
      INGOT_ASSIGN_OR_RETURN(const v1::Date date, ParseDay(text, context.style));
      Message* const parent = MutableParent(column, root);
      parent->GetReflection()->MutableMessage(parent, field)->CopyFrom(date);
      return absl::OkStatus();
    }
    case ColumnKind::kMoment: {
      INGOT_ASSIGN_OR_RETURN(const v1::LocalTime time, ParseMoment(text, context.style));
      Message* const parent = MutableParent(column, root);
      parent->GetReflection()->MutableMessage(parent, field)->CopyFrom(time);
      return absl::OkStatus();
    }
    default: {
      INGOT_ASSIGN_OR_RETURN(std::string value, ReadText(column.kind, text, context.organisation));
      Message* const parent = MutableParent(column, root);
      parent->GetReflection()->SetString(parent, field, std::move(value));
      return absl::OkStatus();
    }
  }
}

std::string CellText(const FieldColumn& column, const CellContext& context, const Message& root) {
  if (column.path.empty()) return std::string(context.currency);
  const Message* const parent = FindParent(column, root);
  if (parent == nullptr) return "";
  const FieldDescriptor* const field = column.last();
  const Reflection* const reflection = parent->GetReflection();
  switch (column.kind) {
    case ColumnKind::kNumber:
    case ColumnKind::kMoney:
      return NumberCell(column, context, *parent);
    case ColumnKind::kList:
      return ListText(column, *parent);
    case ColumnKind::kHash:
      return HexEncode(reflection->GetString(*parent, field));
    case ColumnKind::kEnum: {
      const int value = reflection->GetEnumValue(*parent, field);
      return value == 0 ? "" : absl::AsciiStrToLower(EnumText(field->enum_type(), value));
    }
    case ColumnKind::kBool:
      return reflection->GetBool(*parent, field) ? "yes" : "";
    case ColumnKind::kDate:
      if (!reflection->HasField(*parent, field)) return "";
      return DayText(static_cast<const v1::Date&>(reflection->GetMessage(*parent, field)), context.style);
    case ColumnKind::kMoment:
      if (!reflection->HasField(*parent, field)) return "";
      return MomentText(static_cast<const v1::LocalTime&>(reflection->GetMessage(*parent, field)), context.style);
    default:
      return reflection->GetString(*parent, field);
  }
}

void DropEmptyElements(Message* message) {
  const Reflection* const reflection = message->GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection->ListFields(*message, &fields);
  for (const FieldDescriptor* const field : fields) {
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
    if (!field->is_repeated()) {
      DropEmptyElements(reflection->MutableMessage(message, field));
      continue;
    }
    int kept = 0;
    const int size = reflection->FieldSize(*message, field);
    for (int i = 0; i < size; ++i) {
      Message* const element = reflection->MutableRepeatedMessage(message, field, i);
      DropEmptyElements(element);
      if (element->ByteSizeLong() > 0) reflection->SwapElements(message, field, i, kept++);
    }
    while (reflection->FieldSize(*message, field) > kept) reflection->RemoveLast(message, field);
  }
}

}  // namespace ingot::cli
