#include "ledger/directory/ids.h"

#include <algorithm>

#include "ledger/base/bytes.h"
#include "ledger/base/strings.h"
#include "ledger/refusal/refusal.h"

namespace ingot::directory {
namespace {

constexpr size_t kMaxUserBytes = 48;
constexpr size_t kMaxNumberBytes = 48;
constexpr size_t kMaxNameBytes = 200;
constexpr size_t kMaxOriginBytes = 100;

constexpr bool IsDigit(char c) { return c >= '0' && c <= '9'; }
constexpr bool IsLower(char c) { return c >= 'a' && c <= 'z'; }
constexpr bool IsUpper(char c) { return c >= 'A' && c <= 'Z'; }
constexpr bool IsLocalCharacter(char c) {
  return IsDigit(c) || IsLower(c) || IsUpper(c) || c == '.' || c == '_' || c == '-';
}

bool IsLocalId(std::string_view id) { return std::all_of(id.begin(), id.end(), IsLocalCharacter); }

// U+0080-009F are 0xC2 0x80-0x9F, U+2028 and U+2029 are 0xE2 0x80 0xA8 and 0xA9.
bool HasControlCharacter(std::string_view text) {
  const auto byte = [text](size_t i) -> unsigned { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0; };
  for (size_t i = 0; i < text.size(); ++i) {
    if (byte(i) < 0x20 || byte(i) == 0x7f) return true;
    if (byte(i) == 0xc2 && byte(i + 1) >= 0x80 && byte(i + 1) <= 0x9f) return true;
    if (byte(i) == 0xe2 && byte(i + 1) == 0x80 && (byte(i + 2) == 0xa8 || byte(i + 2) == 0xa9)) return true;
  }
  return false;
}

absl::Status Missing(std::string_view field) {
  return refusal::Refuse(v1::REFUSAL_REASON_FIELD_MISSING, field, "must be given");
}

}  // namespace

bool IsOrganisationId(std::string_view id) {
  if (id.size() < kMinOrganisationIdBytes || id.size() > kMaxOrganisationIdBytes) return false;
  if (id.front() == '-' || id.back() == '-') return false;
  return std::all_of(id.begin(), id.end(), [](char c) { return IsDigit(c) || IsLower(c) || c == '-'; });
}

bool IsScopedId(std::string_view id) {
  const std::string_view owner = id.substr(0, id.find('/'));
  if (owner.size() == id.size() || !IsOrganisationId(owner)) return false;
  const std::string_view local = id.substr(owner.size() + 1);
  return !local.empty() && local.size() <= kMaxLocalIdBytes && IsLocalId(local);
}

std::string_view OwnerOf(std::string_view scoped_id) {
  return IsScopedId(scoped_id) ? scoped_id.substr(0, scoped_id.find('/')) : std::string_view();
}

absl::Status CheckScopedId(std::string_view id, std::string_view field) {
  if (id.empty()) return Missing(field);
  if (IsScopedId(id)) return absl::OkStatus();
  return refusal::Refuse(v1::REFUSAL_REASON_INVALID_VALUE, field,
                         "must be an organisation id, '/', and 1 to 27 characters of A-Z a-z 0-9 . _ -");
}

absl::Status CheckOwnId(std::string_view actor, std::string_view id, std::string_view field) {
  if (absl::Status status = CheckScopedId(id, field); !status.ok()) return status;
  if (OwnerOf(id) == actor) return absl::OkStatus();
  return refusal::Refuse(v1::REFUSAL_REASON_ID_NOT_OWN, field,
                         Cat("must begin with the submitting organisation's id: ", actor, "/"));
}

absl::Status CheckOrganisationId(std::string_view id, std::string_view field) {
  if (id.empty()) return Missing(field);
  if (IsOrganisationId(id)) return absl::OkStatus();
  return refusal::Refuse(v1::REFUSAL_REASON_INVALID_VALUE, field,
                         "must be 2 to 20 characters of a-z 0-9 and inner '-'");
}

bool IsUserId(std::string_view id) { return id.size() <= kMaxUserBytes && IsLocalId(id); }

bool IsNumber(std::string_view number) {
  if (number.empty() || number.size() > kMaxNumberBytes) return false;
  if (number.front() == ' ' || number.back() == ' ') return false;
  return IsValidUtf8(number) && !HasControlCharacter(number);
}

bool IsName(std::string_view name) {
  return !name.empty() && name.size() <= kMaxNameBytes && IsValidUtf8(name) && !HasControlCharacter(name);
}

absl::Status CheckNumber(std::string_view number, std::string_view field) {
  if (number.empty()) return Missing(field);
  if (number.size() > kMaxNumberBytes) {
    return refusal::Refuse(v1::REFUSAL_REASON_TOO_LARGE, field, Cat("must be at most ", kMaxNumberBytes, " bytes"));
  }
  if (IsNumber(number)) return absl::OkStatus();
  return refusal::Refuse(v1::REFUSAL_REASON_INVALID_VALUE, field,
                         "must be UTF-8 without control characters and without a space at either end");
}

absl::Status CheckName(std::string_view name, std::string_view field) {
  if (name.empty()) return Missing(field);
  if (name.size() > kMaxNameBytes) {
    return refusal::Refuse(v1::REFUSAL_REASON_TOO_LARGE, field, Cat("must be at most ", kMaxNameBytes, " bytes"));
  }
  if (IsName(name)) return absl::OkStatus();
  return refusal::Refuse(v1::REFUSAL_REASON_INVALID_VALUE, field, "must be UTF-8 without control characters");
}

uint64_t RunningNumber(std::string_view number) {
  constexpr size_t kMaxRunningDigits = 18;
  const size_t end_of_rest = number.find_last_not_of("0123456789");
  std::string_view digits = end_of_rest == std::string_view::npos ? number : number.substr(end_of_rest + 1);
  if (digits.size() > kMaxRunningDigits) digits = digits.substr(digits.size() - kMaxRunningDigits);
  uint64_t running = 0;
  for (const char digit : digits) running = running * 10 + static_cast<uint64_t>(digit - '0');
  return running;
}

bool IsOrigin(std::string_view origin) {
  if (origin.empty() || origin.size() > kMaxOriginBytes) return false;
  return std::all_of(origin.begin(), origin.end(), [](char c) { return c > 0x20 && c <= 0x7e && c != '+'; });
}

}  // namespace ingot::directory
