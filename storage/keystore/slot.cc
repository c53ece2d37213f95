#include "storage/keystore/slot.h"

#include <algorithm>

#include "ledger/base/bytes.h"
#include "ledger/base/check.h"
#include "ledger/base/hash.h"
#include "ledger/crypto/secret.h"
#include "ledger/crypto/sha256.h"

namespace ingot::storage {
namespace {

constexpr size_t kKindBytes = 8;
constexpr size_t kNameAt = kKindBytes + sizeof(uint64_t);
constexpr size_t kValueAt = kNameAt + kSlotFieldBytes;

}  // namespace

std::string EncodeSlot(const Slot& slot) {
  INGOT_CHECK(slot.name.size() == kSlotFieldBytes && slot.value.size() == kSlotFieldBytes);
  std::string bytes(1, static_cast<char>(slot.kind));
  bytes.reserve(kSlotBytes);
  bytes.resize(kKindBytes, '\0');
  AppendBe64(slot.seq, &bytes);
  bytes.append(slot.name);
  bytes.append(slot.value);
  bytes.append(AsBytes(crypto::Sha256(bytes)));
  bytes.resize(kSlotBytes, '\0');
  return bytes;
}

std::optional<Slot> DecodeSlot(std::string_view bytes) {
  if (bytes.size() != kSlotBytes) {
    return std::nullopt;
  }
  const auto kind = static_cast<SlotKind>(bytes.front());
  if (kind != SlotKind::kKey && kind != SlotKind::kSubject && kind != SlotKind::kPlate) {
    return std::nullopt;
  }
  Slot slot;
  slot.kind = kind;
  slot.seq = ReadBe64(bytes.substr(kKindBytes));
  slot.name = bytes.substr(kNameAt, kSlotFieldBytes);
  slot.value = bytes.substr(kValueAt, kSlotFieldBytes);
  // One spelling a slot: this compares the checksum and the zeros too.
  std::string again = EncodeSlot(slot);
  const bool whole = again == bytes;
  crypto::WipeString(&again);
  if (whole) {
    return slot;
  }
  crypto::WipeString(&slot.value);
  return std::nullopt;
}

bool IsFree(std::string_view bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](char byte) { return byte == '\0'; });
}

std::string ErasedSlot() {
  std::string bytes(kSlotBytes, '\0');
  bytes.front() = '\xff';
  return bytes;
}

}  // namespace ingot::storage
