#include "ledger/entry/sealed.h"

#include <algorithm>
#include <string>

#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/entry/canonical.h"
#include "ledger/entry/limits.h"
#include "ledger/refusal/refusal.h"

namespace ingot::entry {
namespace {

using refusal::Refuse;

constexpr size_t kMaxListElements = 8;
constexpr size_t kMaxPersonNameBytes = 200;
constexpr size_t kMaxAddressBytes = 400;
constexpr size_t kMaxContactBytes = 200;
constexpr size_t kMaxDocumentNumberBytes = 64;
constexpr size_t kMaxNoteBytes = 4096;

absl::Status CheckAtMost(size_t value, size_t bound, std::string_view unit, std::string_view field) {
  if (value <= bound) return absl::OkStatus();
  return Refuse(v1::REFUSAL_REASON_TOO_LARGE, field, Cat("at most ", bound, " ", unit, " are allowed"));
}

absl::Status CheckText(std::string_view text, size_t bound, std::string_view field) {
  return CheckAtMost(text.size(), bound, "bytes", field);
}

absl::Status CheckRequired(std::string_view text, size_t bound, std::string_view field) {
  if (text.empty()) return Refuse(v1::REFUSAL_REASON_FIELD_MISSING, field, "must be given");
  return CheckText(text, bound, field);
}

bool IsCapitals(std::string_view text, size_t size) {
  return text.size() == size && std::all_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

absl::Status CheckPerson(const v1::SealedPerson& person, const std::string& at) {
  if (person.role() == v1::PERSON_ROLE_UNSPECIFIED) {
    return Refuse(v1::REFUSAL_REASON_FIELD_MISSING, Cat(at, "role"), "must be given");
  }
  INGOT_RETURN_IF_ERROR(CheckRequired(person.name(), kMaxPersonNameBytes, Cat(at, "name")));
  INGOT_RETURN_IF_ERROR(CheckText(person.address(), kMaxAddressBytes, Cat(at, "address")));
  INGOT_RETURN_IF_ERROR(CheckText(person.contact(), kMaxContactBytes, Cat(at, "contact")));
  return CheckText(person.document_number(), kMaxDocumentNumberBytes, Cat(at, "document_number"));
}

absl::Status CheckBody(const v1::SealedBody& body) {
  INGOT_RETURN_IF_ERROR(CheckCustomerRef(body.customer_ref(), "customer_ref"));
  INGOT_RETURN_IF_ERROR(CheckAtMost(static_cast<size_t>(body.plates_size()), kMaxListElements, "elements", "plates"));
  for (int i = 0; i < body.plates_size(); ++i) {
    INGOT_RETURN_IF_ERROR(CheckPlate(body.plates(i).number(), Cat("plates[", i, "].number")));
    if (!body.plates(i).country().empty() && !IsCapitals(body.plates(i).country(), 2)) {
      return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, Cat("plates[", i, "].country"),
                    "must be two capitals (ISO 3166-1), or be left out");
    }
  }
  INGOT_RETURN_IF_ERROR(CheckAtMost(static_cast<size_t>(body.persons_size()), kMaxListElements, "elements", "persons"));
  for (int i = 0; i < body.persons_size(); ++i) {
    INGOT_RETURN_IF_ERROR(CheckPerson(body.persons(i), Cat("persons[", i, "].")));
  }
  INGOT_RETURN_IF_ERROR(CheckText(body.note(), kMaxNoteBytes, "note"));
  INGOT_RETURN_IF_ERROR(CheckAtMost(static_cast<size_t>(body.amounts_size()), kMaxListElements, "elements", "amounts"));
  for (int i = 0; i < body.amounts_size(); ++i) {
    if (!IsCapitals(body.amounts(i).currency(), 3)) {
      return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, Cat("amounts[", i, "].currency"),
                    "must be three capitals (ISO 4217)");
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckCustomerRef(std::string_view customer_ref, std::string_view field) {
  INGOT_RETURN_IF_ERROR(CheckRequired(customer_ref, kMaxCustomerRefBytes, field));
  const bool allowed = std::all_of(customer_ref.begin(), customer_ref.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '-' && c <= '9') || c == '_';
  });
  if (allowed) return absl::OkStatus();
  return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, field,
                "must be a number or code of A-Z a-z 0-9 . _ / -, and never a name");
}

absl::Status CheckPlate(std::string_view number, std::string_view field) {
  return CheckRequired(number, kMaxPlateBytes, field);
}

absl::StatusOr<v1::SealedBody> ParseSealed(std::string_view bytes) {
  INGOT_RETURN_IF_ERROR(CheckText(bytes, kMaxDetachedBytes, ""));
  v1::SealedBody body;
  INGOT_RETURN_IF_ERROR(ParseCanonical(bytes, body));
  INGOT_RETURN_IF_ERROR(CheckBody(body));
  return body;
}

}  // namespace ingot::entry
