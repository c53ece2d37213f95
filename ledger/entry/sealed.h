// The body of a sealed part: what a submitter may seal. Never read by the rules.
#ifndef INGOT_LEDGER_ENTRY_SEALED_H_
#define INGOT_LEDGER_ENTRY_SEALED_H_

#include <cstddef>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ingot/v1/sealed.pb.h"

namespace ingot::entry {

inline constexpr size_t kMaxCustomerRefBytes = 64;
inline constexpr size_t kMaxPlateBytes = 32;

// 1 to 64 bytes of [A-Za-z0-9._/-]: FIELD_MISSING, TOO_LARGE, INVALID_VALUE.
absl::Status CheckCustomerRef(std::string_view customer_ref, std::string_view field);
// 1 to 32 bytes: FIELD_MISSING, TOO_LARGE.
absl::Status CheckPlate(std::string_view number, std::string_view field);

// Canonical bytes of a body within the bounds that its schema states. The refusals of ParseCanonical, FIELD_MISSING,
// TOO_LARGE and INVALID_VALUE; none quotes what is sealed. Thread-safe.
absl::StatusOr<v1::SealedBody> ParseSealed(std::string_view bytes);

}  // namespace ingot::entry

#endif  // INGOT_LEDGER_ENTRY_SEALED_H_
