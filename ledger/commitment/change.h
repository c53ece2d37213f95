// What entries change in the index. Entries alone say it: neither the rules nor the state are asked.
#ifndef INGOT_LEDGER_COMMITMENT_CHANGE_H_
#define INGOT_LEDGER_COMMITMENT_CHANGE_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ingot/v1/entry.pb.h"
#include "ingot/v1/state.pb.h"
#include "ledger/base/hash.h"

namespace ingot::commitment {

// One subject of an entry, or one amount of one of its postings.
struct Change {
  Hash key_hash{};
  // The entry.
  uint64_t seq = 0;
  enum class Kind : uint8_t { kSubject, kAmount } kind = Kind::kSubject;
  // Of an amount.
  uint8_t family = 0;
  uint8_t origin = 0;
  int64_t grams = 0;
  // Of a subject: its entries up to and with this one, and this one's leaf hash.
  uint64_t count = 0;
  Hash leaf{};
};

// Appends the changes of an entry with this leaf hash. REQUIRES: an entry that entry::ParseEntry accepted.
void AppendChanges(const v1::Entry& entry, const Hash& leaf, std::vector<Change>& changes);

// Appends what stands in the index for a record of the state, as changes from nothing; nothing for a record that is
// neither a subject with entries nor an account.
void AppendState(std::string_view key, const v1::Record& record, std::vector<Change>& changes);

// Appends what gives a key this value from nothing. REQUIRES: a value that ValueAfter made.
void AppendValue(const Hash& key_hash, std::string_view value, std::vector<Change>& changes);

// The value of a key after these changes of it, in the order of their entries. `before` is empty for a new key.
// Balances beyond int64, which the rules refuse, wrap.
std::string ValueAfter(std::string_view before, std::span<const Change> changes);

}  // namespace ingot::commitment

#endif  // INGOT_LEDGER_COMMITMENT_CHANGE_H_
