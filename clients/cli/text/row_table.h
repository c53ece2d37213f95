// Rows of reports (flat messages: ingot/v1/report.proto) as tables. A field's name tells its unit: _g grams, _m metres,
// _ppm, _us a time, _minor_units money of the row's currency.
#ifndef INGOT_CLIENTS_CLI_TEXT_ROW_TABLE_H_
#define INGOT_CLIENTS_CLI_TEXT_ROW_TABLE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace ingot::cli {

// The fields as a person reads them, a column each, titles from their names. REQUIRES: fields of the rows' type that
// are neither lists nor messages other than Date; rows of one type.
std::string RowTable(const std::vector<std::string>& fields, const std::vector<const google::protobuf::Message*>& rows);

// For programs: the names of all fields that are neither lists nor messages other than Date, and a row's exact values:
// numbers in their own unit, dates as 2026-05-01, times as 2026-05-01T02:00:00Z, enums without prefix, bytes in hex.
std::vector<std::string> RowNames(const google::protobuf::Descriptor* type);
std::vector<std::string> RowValues(const google::protobuf::Message& row);
// One of those values. REQUIRES: a field of RowNames.
std::string RowValue(const google::protobuf::Message& row, const google::protobuf::FieldDescriptor& field);

// Whether a field holds a number, which NumberIn then gives, and whether that is money of the row's currency.
bool IsNumberField(const google::protobuf::FieldDescriptor& field);
bool IsMoneyField(const google::protobuf::FieldDescriptor& field);
int64_t NumberIn(const google::protobuf::Message& row, const google::protobuf::FieldDescriptor& field);

}  // namespace ingot::cli

#endif  // INGOT_CLIENTS_CLI_TEXT_ROW_TABLE_H_
