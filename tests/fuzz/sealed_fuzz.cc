// Bodies of sealed parts, plates and slots of a keystore from untrusted bytes: no crash, what is accepted has exactly
// one spelling and is within its bounds, and a comparable plate is comparable with itself.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "google/protobuf/stubs/logging.h"
#include "ledger/base/check.h"
#include "ledger/entry/canonical.h"
#include "ledger/entry/limits.h"
#include "ledger/entry/sealed.h"
#include "ledger/refusal/refusal.h"
#include "storage/keystore/slot.h"
#include "storage/vault/plate.h"

namespace ingot {
namespace {

void CheckBody(std::string_view bytes) {
  const absl::StatusOr<v1::SealedBody> body = entry::ParseSealed(bytes);
  if (!body.ok()) {
    INGOT_CHECK(refusal::RefusalOf(body.status()).has_value());
    return;
  }
  INGOT_CHECK(bytes.size() <= entry::kMaxDetachedBytes && entry::Serialise(*body) == bytes);
  INGOT_CHECK(!body->customer_ref().empty() && body->customer_ref().size() <= entry::kMaxCustomerRefBytes);
  INGOT_CHECK(body->plates_size() <= 8 && body->persons_size() <= 8 && body->amounts_size() <= 8);
}

void CheckPlate(std::string_view bytes) {
  const std::string comparable = storage::ComparablePlate(bytes);
  INGOT_CHECK(comparable.size() <= bytes.size());
}

void CheckSlot(std::string_view bytes) {
  const std::optional<storage::Slot> slot = storage::DecodeSlot(bytes);
  if (slot.has_value()) INGOT_CHECK(storage::EncodeSlot(*slot) == bytes);
}

}  // namespace
}  // namespace ingot

extern "C" int LLVMFuzzerInitialize(int* /*argc*/, char*** /*argv*/) {
  google::protobuf::SetLogHandler(nullptr);
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  ingot::CheckBody(bytes);
  ingot::CheckPlate(bytes);
  ingot::CheckSlot(bytes);
  return 0;
}
