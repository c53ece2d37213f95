// Stored bytes that can't be read, are missing or make no sense: what a client is told, and what the operator needs.
#ifndef INGOT_STORAGE_DB_DAMAGE_H_
#define INGOT_STORAGE_DB_DAMAGE_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace ingot::storage {

// REFUSAL_REASON_DATA_LOSS; the message names `what` ("entry 17") and no file, DamageDetail has the rest.
absl::Status Damaged(std::string_view what, std::string_view detail);

// File, offset and cause of a DATA_LOSS that a read of storage returned, for the log; empty for other statuses.
std::string DamageDetail(const absl::Status& status);

}  // namespace ingot::storage

#endif  // INGOT_STORAGE_DB_DAMAGE_H_
