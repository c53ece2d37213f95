// The columns that a row of events has: made from the events' descriptors, with the names and units that people use.
#ifndef INGOT_CLIENTS_CLI_TABULAR_COLUMN_H_
#define INGOT_CLIENTS_CLI_TABULAR_COLUMN_H_

#include <string>
#include <string_view>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "ingot/v1/common.pb.h"

namespace ingot::cli {

enum class ColumnKind {
  kText,
  kVin,
  // An id of the ledger; one without '/' gets the own organisation's in front.
  kId,
  // An organisation's id.
  kOrganisation,
  kCountry,
  kCurrency,
  kEnum,
  kBool,
  // A whole number, or one with the unit in its column's name.
  kNumber,
  // In major units of the currency that another column names.
  kMoney,
  kDate,
  kMoment,
  // SHA-256, 64 hexadecimal digits.
  kHash,
  // Several VINs, ids or values in one cell, between blanks.
  kList,
};

// One step from a message to a field.
struct Step {
  const google::protobuf::FieldDescriptor* field = nullptr;
  // Of a repeated message: which one, from 0; -1 for a single field or a whole list.
  int index = -1;
  // Of repeated FamilyMass: the one of this family.
  v1::AlloyFamily family = v1::ALLOY_FAMILY_UNSPECIFIED;
};

// A name that a column may have, and how many decimals its numbers then have: odometer_km 3, odometer_m 0.
struct ColumnName {
  std::string name;
  int decimals = 0;
};

struct FieldColumn {
  // The usual one first; all in lower case.
  std::vector<ColumnName> names;
  ColumnKind kind = ColumnKind::kText;
  // Of a list: the kind of its elements.
  ColumnKind element = ColumnKind::kText;
  // From the Event, or from the Terms; empty for a column that only says something of others (a currency).
  std::vector<Step> path;
  bool in_terms = false;
  // Where path comes to, like "vehicle_registered.vin" or "terms.payment.amount.minor_units": as refusals say it.
  std::string field;
  // Of kMoney: the column that names the currency.
  std::string currency;
  bool required = false;
  // Repeated beyond the first (instalment2_count): left out of templates.
  bool repetition = false;

  const std::string& name() const { return names.front().name; }
  const google::protobuf::FieldDescriptor* last() const { return path.empty() ? nullptr : path.back().field; }
};

// How often an element of a repeated message may stand in a row: schedule, parts, tickets.
inline constexpr int kMaxRepetitions = 8;

// Columns that every row has beside its event's own: occurred_at (required), site, user, evidence_kind,
// evidence_sha256. Made
// once; pointers stay good. Thread-safe.
const std::vector<FieldColumn>& CommonColumns();

// Columns of an event, by its field of v1::Event, and of its terms. Bytes (signatures) have none.
std::vector<FieldColumn> EventColumns(const google::protobuf::FieldDescriptor* event);

// The kind of terms that the rules demand or allow with an event: a field of v1::Terms; nullptr for none.
const google::protobuf::FieldDescriptor* TermsOf(const google::protobuf::FieldDescriptor* event);

// What a column takes, in words: "kilograms, up to 3 decimals; or gross_t (tonnes), gross_g (grams)".
std::string DescribeColumn(const FieldColumn& column);
// A value that it takes in a row of this event, for templates; empty where a simple row has none.
std::string ExampleOf(const FieldColumn& column, std::string_view event, std::string_view organisation);

}  // namespace ingot::cli

#endif  // INGOT_CLIENTS_CLI_TABULAR_COLUMN_H_
