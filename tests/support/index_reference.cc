#include "tests/support/index_reference.h"

#include "ledger/crypto/sha256.h"

namespace ingot::testing {
namespace {

// Section 7 of docs/FORMAT.md, in the order of the kinds' numbers from LEDGER on.
constexpr char kLetters[] = "losibmyevcthxfqrg";

std::string BigEndian(uint64_t number) {
  std::string bytes;
  for (int i = 0; i < 8; ++i) bytes.insert(bytes.begin(), static_cast<char>(number >> 8 * i));
  return bytes;
}

Hash HashOfKey(const std::string& key) { return crypto::Sha256(std::string("ingot/v1/index") + '\0' + key); }

bool StartsWith(const std::string& text, const std::string& prefix) {
  return text.compare(0, prefix.size(), prefix) == 0;
}

}  // namespace

std::string Bits(const Hash& hash) {
  std::string bits;
  for (const uint8_t byte : hash) {
    for (int mask = 128; mask > 0; mask /= 2) bits += (byte & mask) != 0 ? '1' : '0';
  }
  return bits;
}

Hash VehicleKeyHash(const std::string& vin) { return HashOfKey("v" + vin); }

Hash AccountKeyHash(const v1::Account& account) {
  return HashOfKey(std::string("a") + static_cast<char>(account.account_class()) + account.party() + '\0' +
                   account.detail());
}

void ReferenceIndex::Add(const v1::Entry& entry, const Hash& leaf) {
  for (const v1::SubjectLink& link : entry.subjects()) {
    Set(HashOfKey(kLetters[link.kind() - 1] + link.id()),
        BigEndian(link.count_before() + 1) + BigEndian(entry.seq()) + ToBytes(leaf));
  }
  for (const v1::Posting& posting : entry.postings()) {
    const Hash key_hash = AccountKeyHash(posting.account());
    for (const v1::Amount& amount : posting.amounts()) {
      balances_[key_hash][{amount.family(), amount.origin()}] += amount.grams();
    }
    std::string value;
    for (const auto& [cell, grams] : balances_[key_hash]) {
      if (grams == 0) continue;
      value += static_cast<char>(cell.first);
      value += static_cast<char>(cell.second);
      value += BigEndian(static_cast<uint64_t>(grams));
    }
    Set(key_hash, value);
  }
}

const std::string* ReferenceIndex::Find(const Hash& key_hash) const {
  const auto found = values_.find(Bits(key_hash));
  return found == values_.end() ? nullptr : &found->second.value;
}

size_t ReferenceIndex::Count(const std::string& prefix) const {
  size_t count = 0;
  for (auto at = values_.lower_bound(prefix); at != values_.end() && StartsWith(at->first, prefix); ++at) ++count;
  return count;
}

Hash ReferenceIndex::NodeOf(const std::string& prefix) const {
  const size_t count = Count(prefix);
  if (count == 0) return Hash{};
  if (count == 1) {
    const Item& item = values_.lower_bound(prefix)->second;
    return crypto::Sha256("\x02" + ToBytes(item.key_hash) + ToBytes(crypto::Sha256(item.value)));
  }
  return crypto::Sha256("\x03" + ToBytes(NodeOf(prefix + "0")) + ToBytes(NodeOf(prefix + "1")));
}

std::vector<Hash> ReferenceIndex::Siblings(const Hash& key_hash, std::string* occupant) const {
  const std::string bits = Bits(key_hash);
  std::vector<Hash> siblings;
  std::string prefix;
  while (Count(prefix) > 1) {
    const char next = bits[prefix.size()];
    siblings.push_back(NodeOf(prefix + (next == '0' ? "1" : "0")));
    prefix += next;
  }
  *occupant = Count(prefix) == 1 ? values_.lower_bound(prefix)->first : "";
  return siblings;
}

}  // namespace ingot::testing
