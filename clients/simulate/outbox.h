// What the simulated organisations say on a day, made into submissions.
#ifndef INGOT_CLIENTS_SIMULATE_OUTBOX_H_
#define INGOT_CLIENTS_SIMULATE_OUTBOX_H_

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "clients/simulate/cast.h"
#include "ingot/v1/contract_events.pb.h"
#include "ingot/v1/event.pb.h"
#include "ingot/v1/refusal.pb.h"

namespace ingot::simulate {

// One event. salt, actor and occurred_at are set; terms_commitment is for whoever signs, since it needs the ledger's
// id.
struct Item {
  v1::Event event;
  std::optional<v1::Terms> terms;
  // 32 bytes where there are terms.
  std::string terms_salt;
  // By which a later item names this one; 0 for none.
  uint64_t handle = 0;
  // EntryReversed: the handle of the item whose entry is the target; target_seq is for whoever records.
  uint64_t reverses = 0;
  // KeyAdded, KeyRevoked: which of its organisation's keys, counted from 0 for the one it was enrolled with. The key
  // itself is for whoever signs.
  std::optional<uint32_t> key_added, key_revoked;
  // A deliberate mistake: why the ledger will refuse it. UNSPECIFIED for all others.
  v1::RefusalReason expected = v1::REFUSAL_REASON_UNSPECIFIED;
};

// One submission: of one organisation, on one day. A day's submissions of different organisations do not depend on each
// other; days do, and so do submissions of one organisation.
struct Submission {
  // Counted from 0.
  uint64_t number = 0;
  Who who = 0;
  int day = 0;
  // 16 bytes, from the seed.
  std::string idempotency_key;
  // Which of the organisation's keys signs.
  uint32_t key = 0;
  std::vector<Item> items;
  // Of its only item, for a deliberate mistake.
  v1::RefusalReason expected = v1::REFUSAL_REASON_UNSPECIFIED;
};

// Not thread-safe.
class Outbox {
 public:
  // What organisations upload at once.
  static constexpr size_t kMaxItems = 100;

  Outbox(uint64_t seed, size_t organisations) : seed_(seed), by_who_(organisations), keys_(organisations, 0) {}

  // A new item of an organisation; valid until it is flushed.
  Item& Add(Who who);
  // The organisation signs with this key from now on.
  void UseKey(Who who, uint32_t key) { keys_[who] = key; }
  // Everything said since, as submissions of that day, by organisation.
  void Flush(int day, std::deque<Submission>& submissions);

 private:
  uint64_t seed_;
  uint64_t items_ = 0;
  uint64_t submissions_ = 0;
  std::vector<std::deque<Item>> by_who_;
  std::vector<uint32_t> keys_;
};

}  // namespace ingot::simulate

#endif  // INGOT_CLIENTS_SIMULATE_OUTBOX_H_
