#include "ledger/commitment/hashing.h"

#include <utility>

#include "ledger/base/bytes.h"
#include "ledger/crypto/sha256.h"

namespace ingot::commitment {
namespace {

constexpr std::string_view kKeyTag("ingot/v1/index\x00", 15);
constexpr std::string_view kLeafTag("\x02", 1);
constexpr std::string_view kInnerTag("\x03", 1);

constexpr size_t kSubjectBytes = 8 + 8 + kHashSize;
constexpr size_t kAmountBytes = 1 + 1 + 8;

}  // namespace

Hash KeyHash(std::string_view state_key) { return crypto::Sha256({kKeyTag, state_key}); }

std::string Encode(const SubjectValue& value) {
  std::string bytes;
  bytes.reserve(kSubjectBytes);
  AppendBe64(value.count, &bytes);
  AppendBe64(value.last_seq, &bytes);
  bytes.append(AsBytes(value.last_hash));
  return bytes;
}

std::optional<SubjectValue> DecodeSubject(std::string_view value) {
  if (value.size() != kSubjectBytes) return std::nullopt;
  SubjectValue decoded;
  decoded.count = ReadBe64(value);
  decoded.last_seq = ReadBe64(value.substr(8));
  decoded.last_hash = *HashFromBytes(value.substr(16));
  return decoded;
}

std::string Encode(const std::vector<v1::Amount>& balance) {
  std::string bytes;
  bytes.reserve(kAmountBytes * balance.size());
  for (const v1::Amount& amount : balance) {
    bytes.push_back(static_cast<char>(amount.family()));
    bytes.push_back(static_cast<char>(amount.origin()));
    AppendBe64(static_cast<uint64_t>(amount.grams()), &bytes);
  }
  return bytes;
}

std::optional<std::vector<v1::Amount>> DecodeBalance(std::string_view value) {
  if (value.size() % kAmountBytes != 0) return std::nullopt;
  std::vector<v1::Amount> balance;
  std::pair<int, int> last(0, -1);
  for (; !value.empty(); value.remove_prefix(kAmountBytes)) {
    const std::pair<int, int> cell(static_cast<uint8_t>(value[0]), static_cast<uint8_t>(value[1]));
    const auto grams = static_cast<int64_t>(ReadBe64(value.substr(2)));
    if (cell <= last || grams == 0) return std::nullopt;
    last = cell;
    v1::Amount& amount = balance.emplace_back();
    amount.set_family(static_cast<v1::AlloyFamily>(cell.first));
    amount.set_origin(static_cast<v1::Origin>(cell.second));
    amount.set_grams(grams);
  }
  return balance;
}

Hash LeafNode(const Hash& key_hash, const Hash& value_hash) {
  return crypto::Sha256({kLeafTag, AsBytes(key_hash), AsBytes(value_hash)});
}

Hash InnerNode(const Hash& left, const Hash& right) {
  return crypto::Sha256({kInnerTag, AsBytes(left), AsBytes(right)});
}

}  // namespace ingot::commitment
