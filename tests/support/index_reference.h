// The index as docs/FORMAT.md words it, slowly and obviously: a map from key hashes as texts of bits to values, and one
// recursion over it. Shares nothing with the code under test but SHA-256 and the messages.
#ifndef INGOT_TESTS_SUPPORT_INDEX_REFERENCE_H_
#define INGOT_TESTS_SUPPORT_INDEX_REFERENCE_H_

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "ingot/v1/entry.pb.h"
#include "ledger/base/hash.h"

namespace ingot::testing {

// "0110…", 256 characters.
std::string Bits(const Hash& hash);

// The hashes of a VIN's and an account's key.
Hash VehicleKeyHash(const std::string& vin);
Hash AccountKeyHash(const v1::Account& account);

class ReferenceIndex {
 public:
  struct Item {
    Hash key_hash{};
    std::string value;
  };

  void Set(const Hash& key_hash, const std::string& value) { values_[Bits(key_hash)] = {key_hash, value}; }
  // What an entry changes, by its links and postings.
  void Add(const v1::Entry& entry, const Hash& leaf);
  const std::string* Find(const Hash& key_hash) const;
  Hash Root() const { return NodeOf(""); }
  // Siblings of the way to the key's place, root first, and the bits of the key's hash that stands there ("" for none).
  std::vector<Hash> Siblings(const Hash& key_hash, std::string* occupant) const;
  const Item& ItemOf(const std::string& bits) const { return values_.at(bits); }

 private:
  // How many keys begin with these bits.
  size_t Count(const std::string& prefix) const;
  Hash NodeOf(const std::string& prefix) const;

  std::map<std::string, Item> values_;
  std::map<Hash, std::map<std::pair<int, int>, int64_t>> balances_;
};

}  // namespace ingot::testing

#endif  // INGOT_TESTS_SUPPORT_INDEX_REFERENCE_H_
