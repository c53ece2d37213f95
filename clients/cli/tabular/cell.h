// One cell into one field of an event or its terms, and back.
#ifndef INGOT_CLIENTS_CLI_TABULAR_CELL_H_
#define INGOT_CLIENTS_CLI_TABULAR_CELL_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "clients/cli/tabular/column.h"
#include "clients/cli/tabular/values.h"
#include "google/protobuf/message.h"

namespace ingot::cli {

// What a cell's meaning depends on beside its column.
struct CellContext {
  const ValueStyle& style;
  std::string_view organisation;
  // Of the column's name in this file.
  int decimals = 0;
  // Of money; may be empty or unknown, which is an error then.
  std::string_view currency;
};

// Reads a cell that is not empty into the column's field below `root` (the Event, or the Terms). INVALID_ARGUMENT says
// what is wrong and how to put it right. REQUIRES: column.path is not empty.
absl::Status SetCell(const FieldColumn& column, std::string_view cell, const CellContext& context,
                     google::protobuf::Message* root);

// The field's value as the cell that SetCell reads back; empty where it is not set.
std::string CellText(const FieldColumn& column, const CellContext& context, const google::protobuf::Message& root);

// Removes elements of lists that no cell filled (instalment2_count without instalment_count).
void DropEmptyElements(google::protobuf::Message* message);

}  // namespace ingot::cli

#endif  // INGOT_CLIENTS_CLI_TABULAR_CELL_H_
