#include "storage/db/keys.h"

#include "ledger/base/bytes.h"
#include "ledger/base/check.h"
#include "ledger/merkle/tile.h"
#include "ledger/state/record_key.h"

namespace ingot::storage {

std::string NumberKey(uint64_t number) {
  std::string key;
  AppendBe64(number, &key);
  return key;
}

std::string TileKey(unsigned level, uint64_t index) {
  INGOT_CHECK(level < merkle::kMaxTileLevels);
  std::string key(1, static_cast<char>(level));
  AppendBe64(index, &key);
  return key;
}

std::string SealedPartKey(uint64_t seq) { return kSealedPartPrefix + NumberKey(seq); }

std::string SealedUnderPrefix(std::string_view key_id) { return "k" + std::string(key_id); }

std::string ErasureKey(uint64_t erased_seq, uint64_t sealed_seq) {
  return kErasurePrefix + NumberKey(erased_seq) + NumberKey(sealed_seq);
}

Family FamilyOfStateKey(std::string_view key) {
  INGOT_CHECK(!key.empty());
  return key.front() == state::kIdempotencyPrefix ? Family::kIdempotency : Family::kState;
}

std::string PrefixEnd(std::string_view prefix) {
  std::string end(prefix);
  while (!end.empty() && end.back() == '\xff') {
    end.pop_back();
  }
  if (!end.empty()) {
    end.back() = static_cast<char>(static_cast<unsigned char>(end.back()) + 1);
  }
  return end;
}

}  // namespace ingot::storage
