#include "clients/cli/text/row_order.h"

#include <algorithm>

#include "absl/strings/str_join.h"
#include "clients/cli/text/row_table.h"
#include "ledger/base/strings.h"

namespace ingot::cli {
namespace {

constexpr std::string_view kDescending = ":desc";

}  // namespace

absl::StatusOr<RowOrder> RowOrder::Parse(const google::protobuf::Descriptor* type, std::string_view column) {
  const bool descending = column.ends_with(kDescending);
  if (descending) column.remove_suffix(kDescending.size());
  const std::vector<std::string> names = RowNames(type);
  if (std::find(names.begin(), names.end(), column) == names.end()) {
    return absl::InvalidArgumentError(Cat("no column is called '", column, "'; there are ", absl::StrJoin(names, ", "),
                                          "; add :desc for the largest first"));
  }
  return RowOrder(type->FindFieldByName(std::string(column)), descending);
}

RowKey RowOrder::KeyOf(const google::protobuf::Message& row) const {
  if (!IsNumberField(*field_)) return {.text = RowValue(row, *field_)};
  RowKey key{.number = NumberIn(row, *field_)};
  const google::protobuf::FieldDescriptor* const currency = row.GetDescriptor()->FindFieldByName("currency");
  if (IsMoneyField(*field_) && currency != nullptr) key.text = row.GetReflection()->GetString(row, currency);
  return key;
}

}  // namespace ingot::cli
