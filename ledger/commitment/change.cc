#include "ledger/commitment/change.h"

#include <map>
#include <optional>
#include <utility>

#include "ledger/base/check.h"
#include "ledger/commitment/hashing.h"
#include "ledger/state/record_key.h"

namespace ingot::commitment {
namespace {

// Without amounts too: something was posted to the account once.
void AppendBalance(Change change, std::span<const v1::Amount* const> balance, std::vector<Change>& changes) {
  change.kind = Change::Kind::kAmount;
  if (balance.empty()) changes.push_back(change);
  for (const v1::Amount* const amount : balance) {
    change.family = static_cast<uint8_t>(amount->family());
    change.origin = static_cast<uint8_t>(amount->origin());
    change.grams = amount->grams();
    changes.push_back(change);
  }
}

std::string BalanceAfter(std::string_view before, std::span<const Change> changes) {
  const auto balance = DecodeBalance(before);
  INGOT_CHECK_MSG(balance.has_value(), "an account's value in the index is malformed");
  std::map<std::pair<int, int>, uint64_t> sums;
  for (const v1::Amount& amount : *balance) {
    sums[{amount.family(), amount.origin()}] = static_cast<uint64_t>(amount.grams());
  }
  for (const Change& change : changes) sums[{change.family, change.origin}] += static_cast<uint64_t>(change.grams);
  std::vector<v1::Amount> after;
  for (const auto& [cell, grams] : sums) {
    if (grams == 0) continue;
    v1::Amount& amount = after.emplace_back();
    amount.set_family(static_cast<v1::AlloyFamily>(cell.first));
    amount.set_origin(static_cast<v1::Origin>(cell.second));
    amount.set_grams(static_cast<int64_t>(grams));
  }
  return Encode(after);
}

}  // namespace

void AppendChanges(const v1::Entry& entry, const Hash& leaf, std::vector<Change>& changes) {
  for (const v1::SubjectLink& link : entry.subjects()) {
    Change& change = changes.emplace_back();
    change.key_hash = KeyHash(state::SubjectKey(link.kind(), link.id()));
    change.seq = entry.seq();
    change.count = link.count_before() + 1;
    change.leaf = leaf;
  }
  for (const v1::Posting& posting : entry.postings()) {
    const Hash key_hash = KeyHash(state::AccountKey(posting.account()));
    for (const v1::Amount& amount : posting.amounts()) {
      Change& change = changes.emplace_back();
      change.key_hash = key_hash;
      change.seq = entry.seq();
      change.kind = Change::Kind::kAmount;
      change.family = static_cast<uint8_t>(amount.family());
      change.origin = static_cast<uint8_t>(amount.origin());
      change.grams = amount.grams();
    }
  }
}

void AppendState(std::string_view key, const v1::Record& record, std::vector<Change>& changes) {
  Change change;
  if (record.has_account()) {
    change.key_hash = KeyHash(key);
    change.seq = record.account().last_seq();
    const auto& balance = record.account().balance();
    AppendBalance(change, {balance.data(), static_cast<size_t>(balance.size())}, changes);
  } else if (record.head().count() > 0) {
    const absl::StatusOr<Hash> leaf = HashFromBytes(record.head().last_hash());
    INGOT_CHECK_OK(leaf);
    change.key_hash = KeyHash(key);
    change.seq = record.head().last_seq();
    change.count = record.head().count();
    change.leaf = *leaf;
    changes.push_back(change);
  }
}

void AppendValue(const Hash& key_hash, std::string_view value, std::vector<Change>& changes) {
  Change change;
  change.key_hash = key_hash;
  if (const std::optional<SubjectValue> subject = DecodeSubject(value)) {
    change.seq = subject->last_seq;
    change.count = subject->count;
    change.leaf = subject->last_hash;
    changes.push_back(change);
    return;
  }
  const auto balance = DecodeBalance(value);
  INGOT_CHECK_MSG(balance.has_value(), "a value of the index is malformed");
  std::vector<const v1::Amount*> amounts;
  amounts.reserve(balance->size());
  for (const v1::Amount& amount : *balance) amounts.push_back(&amount);
  AppendBalance(change, amounts, changes);
}

std::string ValueAfter(std::string_view before, std::span<const Change> changes) {
  INGOT_CHECK(!changes.empty());
  const Change& last = changes.back();
  if (last.kind == Change::Kind::kAmount) return BalanceAfter(before, changes);
  return Encode(SubjectValue{.count = last.count, .last_seq = last.seq, .last_hash = last.leaf});
}

}  // namespace ingot::commitment
