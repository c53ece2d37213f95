// Checks of single values that many handlers share. Each refuses with the field, the reason and the range.
#ifndef INGOT_LEDGER_RULES_VALUES_H_
#define INGOT_LEDGER_RULES_VALUES_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "ingot/v1/common.pb.h"
#include "ledger/rules/transaction.h"

namespace ingot::rules {

inline constexpr int64_t kMaxPpm = 1'000'000;
inline constexpr int64_t kMaxOdometerM = 10'000'000'000;
inline constexpr int64_t kMaxVehicleMassG = 60'000'000;
// Of a body's aluminium.
inline constexpr int64_t kMaxBodyG = 20'000'000;

// FIELD_MISSING unless `given`.
absl::Status CheckGiven(bool given, std::string_view field);
// OUT_OF_RANGE unless min <= value <= max.
absl::Status CheckRange(int64_t value, int64_t min, int64_t max, std::string_view field);
// FIELD_MISSING, or INVALID_VALUE unless the date exists.
absl::Status CheckDate(bool given, const v1::Date& date, std::string_view field);
// A moment of a measurement or a fact: FIELD_MISSING, OUT_OF_RANGE (before 1970, offset beyond 14 h), FUTURE where it
// lies more than the skew of clocks after the ledger's time.
absl::Status CheckMoment(const Transaction& t, bool given, const v1::LocalTime& time, std::string_view field);
// INVALID_VALUE unless ascending without doubles; TOO_LARGE above `max` elements.
absl::Status CheckAscending(const google::protobuf::RepeatedPtrField<std::string>& list, int max,
                            std::string_view field);
// Masses per family: TOO_LARGE above 7 elements, FIELD_MISSING (family), INVALID_VALUE unless the families ascend,
// OUT_OF_RANGE unless each and their sum lie in 1 to `max_g`. An empty list passes.
absl::Status CheckMasses(const google::protobuf::RepeatedPtrField<v1::FamilyMass>& masses, int64_t max_g,
                         std::string_view field);
// NOT_FOUND unless the organisation is enrolled and not succeeded.
absl::Status CheckOrganisation(const Transaction& t, const std::string& organisation_id, std::string_view field);
// An ISO 3166-1 alpha-2 code: FIELD_MISSING, INVALID_VALUE.
absl::Status CheckCountry(const Transaction& t, std::string_view country, std::string_view field);

}  // namespace ingot::rules

#endif  // INGOT_LEDGER_RULES_VALUES_H_
