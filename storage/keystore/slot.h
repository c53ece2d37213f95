// A place of fixed size in a keystore's file: holds one secret or one look-up, and can be overwritten where it lies.
#ifndef INGOT_STORAGE_KEYSTORE_SLOT_H_
#define INGOT_STORAGE_KEYSTORE_SLOT_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ingot::storage {

// Divides the sector of every disk, so that no slot straddles two.
inline constexpr size_t kSlotBytes = 128;
inline constexpr size_t kSlotFieldBytes = 32;

// Stored numbers: never renumbered.
enum class SlotKind : uint8_t {
  // name: key id and 16 zero bytes; value: the data key.
  kKey = 1,
  // name: keyed hash of a data subject; value: the id of its key and 16 zero bytes.
  kSubject = 2,
  // name: keyed hash of a plate; value as for kSubject.
  kPlate = 3,
};

struct Slot {
  SlotKind kind = SlotKind::kKey;
  // The entry for which it was made: one that the ledger never got makes the slot an orphan.
  uint64_t seq = 0;
  // 32 bytes each.
  std::string name;
  std::string value;

  friend bool operator==(const Slot&, const Slot&) = default;
};

// u8 kind, 7 zero bytes, u64be seq, name, value, SHA-256 of all that, 16 zero bytes. A secret where the value is one.
std::string EncodeSlot(const Slot& slot);

// nullopt for anything but EncodeSlot's bytes: a slot that is free, was erased, or was torn by a crash.
std::optional<Slot> DecodeSlot(std::string_view bytes);

// Zeros: nothing was ever written there, and a search ends at it.
bool IsFree(std::string_view bytes);

// What an erased slot is overwritten with: 0xff and zeros. A search goes on behind it.
std::string ErasedSlot();

}  // namespace ingot::storage

#endif  // INGOT_STORAGE_KEYSTORE_SLOT_H_
