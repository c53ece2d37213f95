#include "ledger/rules/values.h"

#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/directory/ids.h"
#include "ledger/entry/limits.h"
#include "ledger/iso/country.h"
#include "ledger/iso/date.h"
#include "ledger/refusal/refusal.h"
#include "ledger/state/record_key.h"

namespace ingot::rules {

using refusal::Refuse;

absl::Status CheckGiven(bool given, std::string_view field) {
  if (given) return absl::OkStatus();
  return Refuse(v1::REFUSAL_REASON_FIELD_MISSING, field, "must be given");
}

absl::Status CheckRange(int64_t value, int64_t min, int64_t max, std::string_view field) {
  if (value >= min && value <= max) return absl::OkStatus();
  return Refuse(v1::REFUSAL_REASON_OUT_OF_RANGE, field, Cat("is ", value, ", must be ", min, " to ", max));
}

absl::Status CheckDate(bool given, const v1::Date& date, std::string_view field) {
  INGOT_RETURN_IF_ERROR(CheckGiven(given, field));
  if (iso::IsValid(date)) return absl::OkStatus();
  return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, field, "is no date of the calendar (years 1900 to 9999)");
}

absl::Status CheckMoment(const Transaction& t, bool given, const v1::LocalTime& time, std::string_view field) {
  INGOT_RETURN_IF_ERROR(CheckGiven(given, field));
  INGOT_RETURN_IF_ERROR(CheckGiven(time.unix_us() != 0, Cat(field, ".unix_us")));
  if (time.unix_us() < 0) {
    return Refuse(v1::REFUSAL_REASON_OUT_OF_RANGE, Cat(field, ".unix_us"), "must lie after 1970");
  }
  INGOT_RETURN_IF_ERROR(CheckRange(time.offset_minutes(), -iso::kMaxOffsetMinutes, iso::kMaxOffsetMinutes,
                                   Cat(field, ".offset_minutes")));
  if (time.unix_us() <= t.context().recorded_at_us + entry::kMaxFutureSkewUs) return absl::OkStatus();
  return Refuse(
      v1::REFUSAL_REASON_FUTURE, Cat(field, ".unix_us"),
      "lies more than 5 minutes after the ledger's time: submit it once it has happened, and check the clock");
}

absl::Status CheckAscending(const google::protobuf::RepeatedPtrField<std::string>& list, int max,
                            std::string_view field) {
  if (list.size() > max) {
    return Refuse(v1::REFUSAL_REASON_TOO_LARGE, field,
                  Cat("has ", list.size(), " elements, may have ", max, ": state the others in a further event"));
  }
  for (int i = 1; i < list.size(); ++i) {
    if (list[i - 1] >= list[i]) {
      return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, Cat(field, "[", i, "]"), "must be ascending, without doubles");
    }
  }
  return absl::OkStatus();
}

absl::Status CheckMasses(const google::protobuf::RepeatedPtrField<v1::FamilyMass>& masses, int64_t max_g,
                         std::string_view field) {
  constexpr int kFamilies = v1::AlloyFamily_MAX;
  if (masses.size() > kFamilies) {
    return Refuse(v1::REFUSAL_REASON_TOO_LARGE, field, Cat("has ", masses.size(), " elements, may have ", kFamilies));
  }
  int64_t total = 0;
  for (int i = 0; i < masses.size(); ++i) {
    const std::string element = Cat(field, "[", i, "]");
    INGOT_RETURN_IF_ERROR(CheckGiven(masses[i].family() != v1::ALLOY_FAMILY_UNSPECIFIED, Cat(element, ".family")));
    if (i > 0 && masses[i - 1].family() >= masses[i].family()) {
      return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, Cat(element, ".family"), "must be ascending, without doubles");
    }
    INGOT_RETURN_IF_ERROR(CheckRange(masses[i].grams(), 1, max_g, Cat(element, ".grams")));
    total += masses[i].grams();
  }
  return masses.empty() ? absl::OkStatus() : CheckRange(total, 1, max_g, field);
}

absl::Status CheckOrganisation(const Transaction& t, const std::string& organisation_id, std::string_view field) {
  INGOT_RETURN_IF_ERROR(directory::CheckOrganisationId(organisation_id, field));
  const v1::Record* const record = t.Find(state::OrganisationKey(organisation_id));
  if (record == nullptr || !record->organisation().successor_id().empty()) {
    return Refuse(v1::REFUSAL_REASON_NOT_FOUND, field,
                  "no such organisation takes part (any more): check the id in the directory");
  }
  return absl::OkStatus();
}

absl::Status CheckCountry(const Transaction& t, std::string_view country, std::string_view field) {
  INGOT_RETURN_IF_ERROR(CheckGiven(!country.empty(), field));
  if (iso::IsCountry(t.context().rules_version, country)) return absl::OkStatus();
  return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, field, "is no country code of ISO 3166-1 alpha-2");
}

}  // namespace ingot::rules
