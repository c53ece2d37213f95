// Forms of ids and names. An id that an organisation gives begins with its own id and '/', so that no two organisations
// can meet in one id, and every id tells its owner.
#ifndef INGOT_LEDGER_DIRECTORY_IDS_H_
#define INGOT_LEDGER_DIRECTORY_IDS_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "absl/status/status.h"

namespace ingot::directory {

inline constexpr size_t kMinOrganisationIdBytes = 2;
inline constexpr size_t kMaxOrganisationIdBytes = 20;
inline constexpr size_t kMaxLocalIdBytes = 27;

// [a-z0-9] and inner '-', 2 to 20 bytes.
bool IsOrganisationId(std::string_view id);

// "<organisation id>/<local>", local [A-Za-z0-9._-], 1 to 27 bytes: at most 48 bytes in all.
bool IsScopedId(std::string_view id);

// The organisation id of a scoped id; empty if it is none.
std::string_view OwnerOf(std::string_view scoped_id);

// Refuses `id` unless it is a scoped id (FIELD_MISSING if empty, INVALID_VALUE) of `actor` (ID_NOT_OWN).
absl::Status CheckOwnId(std::string_view actor, std::string_view id, std::string_view field);

// Refuses `id` unless it is a scoped id, whoever owns it (FIELD_MISSING if empty, INVALID_VALUE).
absl::Status CheckScopedId(std::string_view id, std::string_view field);

// Refuses `id` unless it has an organisation id's form (FIELD_MISSING if empty, INVALID_VALUE).
absl::Status CheckOrganisationId(std::string_view id, std::string_view field);

// Pseudonymous user: [A-Za-z0-9._-], at most 48 bytes, may be empty.
bool IsUserId(std::string_view id);

// A number as printed on a document (permit, certificate, serial, reference): UTF-8 without control characters and
// without a space at either end, 1 to 48 bytes. Not ASCII alone: Chinese permits carry characters in their numbers.
bool IsNumber(std::string_view number);

// A name: UTF-8, 1 to 200 bytes, no control characters (U+0000-001F, U+007F-009F, U+2028, U+2029).
bool IsName(std::string_view name);

// Refusals of the two above: FIELD_MISSING if empty, TOO_LARGE, INVALID_VALUE.
absl::Status CheckNumber(std::string_view number, std::string_view field);
absl::Status CheckName(std::string_view name, std::string_view field);

// Trailing digits of a ticket's number: its running number, of which the last 18 digits count. 0 for none.
uint64_t RunningNumber(std::string_view number);

// A ledger's origin: printable ASCII without spaces and '+', 1 to 100 bytes (a schema-less URL, as in checkpoints).
bool IsOrigin(std::string_view origin);

}  // namespace ingot::directory

#endif  // INGOT_LEDGER_DIRECTORY_IDS_H_
