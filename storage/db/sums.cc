#include "storage/db/sums.h"

#include "ledger/base/arithmetic.h"
#include "ledger/base/bytes.h"
#include "ledger/base/check.h"
#include "rocksdb/merge_operator.h"
#include "rocksdb/slice.h"

namespace ingot::storage {
namespace {

constexpr size_t kSumBytes = sizeof(uint16_t) + sizeof(int64_t);

class SumsMergeOperator : public rocksdb::AssociativeMergeOperator {
 public:
  const char* Name() const override { return "ingot.Sums"; }

  // False for bytes that are no sums: RocksDB then reports the key as damaged.
  bool Merge(const rocksdb::Slice& /*key*/, const rocksdb::Slice* existing, const rocksdb::Slice& value,
             std::string* merged, rocksdb::Logger* /*logger*/) const override {
    std::optional<Sums> sums = DecodeSums({value.data(), value.size()});
    if (!sums.has_value()) return false;
    if (existing != nullptr) {
      const std::optional<Sums> before = DecodeSums({existing->data(), existing->size()});
      if (!before.has_value()) return false;
      for (const auto& [number, amount] : *before) {
        const std::optional<int64_t> sum = CheckedAdd((*sums)[number], amount);
        if (!sum.has_value()) return false;
        (*sums)[number] = *sum;
        if (*sum == 0) sums->erase(number);
      }
    }
    *merged = EncodeSums(*sums);
    return true;
  }
};

}  // namespace

void AddSum(Sums& sums, uint16_t number, int64_t amount) {
  if (amount == 0) return;
  const auto at = sums.try_emplace(number, 0).first;
  const std::optional<int64_t> sum = CheckedAdd(at->second, amount);
  INGOT_CHECK(sum.has_value());
  at->second = *sum;
  if (*sum == 0) sums.erase(at);
}

void AddSums(Sums& sums, const Sums& other, int sign) {
  INGOT_CHECK(sign == 1 || sign == -1);
  for (const auto& [number, amount] : other) AddSum(sums, number, sign * amount);
}

std::string EncodeSums(const Sums& sums) {
  std::string bytes;
  bytes.reserve(sums.size() * kSumBytes);
  for (const auto& [number, amount] : sums) {
    AppendBe16(number, &bytes);
    AppendBe64(static_cast<uint64_t>(amount), &bytes);
  }
  return bytes;
}

std::optional<Sums> DecodeSums(std::string_view bytes) {
  if (bytes.size() % kSumBytes != 0) return std::nullopt;
  Sums sums;
  for (; !bytes.empty(); bytes.remove_prefix(kSumBytes)) {
    const uint16_t number = ReadBe16(bytes);
    const auto amount = static_cast<int64_t>(ReadBe64(bytes.substr(sizeof(uint16_t))));
    if (amount == 0 || (!sums.empty() && number <= sums.rbegin()->first)) return std::nullopt;
    sums.emplace_hint(sums.end(), number, amount);
  }
  return sums;
}

std::shared_ptr<rocksdb::MergeOperator> MakeSumsMergeOperator() { return std::make_shared<SumsMergeOperator>(); }

}  // namespace ingot::storage
