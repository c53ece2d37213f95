#include "storage/db/rocks_status.h"

#include <string>

#include "absl/strings/cord.h"
#include "ledger/base/strings.h"
#include "ledger/refusal/refusal.h"

namespace ingot::storage {
namespace {

constexpr char kDetailUrl[] = "ingot/storage/damage";

}  // namespace

absl::Status OpenError(std::string_view what, const rocksdb::Status& status) {
  const std::string text = status.ToString();
  const std::string message = Cat(what, ": ", text);
  if (status.IsCorruption()) {
    return absl::DataLossError(message);
  }
  if (status.IsNoSpace()) {
    return absl::ResourceExhaustedError(message);
  }
  // RocksDB has no code of its own for a held lock.
  if (status.IsIOError() && text.find("lock") != std::string::npos) {
    return absl::FailedPreconditionError(Cat(message, "; another process has this database open"));
  }
  return absl::InternalError(message);
}

absl::Status Damaged(std::string_view what, std::string_view detail) {
  absl::Status status = refusal::Refuse(
      ingot::v1::REFUSAL_REASON_DATA_LOSS, "",
      Cat("Stored bytes of ", what, " are damaged or missing; the operator must restore them from a verified copy."));
  status.SetPayload(kDetailUrl, absl::Cord(ToAbsl(detail)));
  return status;
}

std::string DamageDetail(const absl::Status& status) {
  const auto payload = status.GetPayload(kDetailUrl);
  return payload.has_value() ? std::string(*payload) : std::string();
}

}  // namespace ingot::storage
