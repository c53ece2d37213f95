// Secret bytes: wiped when they go, never copied by accident, never printed.
#ifndef INGOT_LEDGER_CRYPTO_SECRET_H_
#define INGOT_LEDGER_CRYPTO_SECRET_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace ingot::crypto {

inline constexpr size_t kSecretSize = 32;

// A key of 32 bytes for AES-256 or HMAC. Movable: what was moved from is wiped.
class Secret {
 public:
  // InvalidArgument unless `bytes` is 32 bytes, which the caller wipes.
  static absl::StatusOr<Secret> FromBytes(std::string_view bytes);

  Secret(Secret&& other) noexcept;
  Secret& operator=(Secret&& other) noexcept;
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  ~Secret();

  // Valid as long as this object lives and is not moved from.
  std::string_view bytes() const { return {reinterpret_cast<const char*>(bytes_.data()), bytes_.size()}; }

 private:
  Secret() = default;
  void Wipe();

  std::array<uint8_t, kSecretSize> bytes_{};
};

// Overwrites the characters in a way that the compiler can't leave out, then empties the string.
void WipeString(std::string* secret);

}  // namespace ingot::crypto

#endif  // INGOT_LEDGER_CRYPTO_SECRET_H_
