#include "ledger/audit/prepared_entry.h"

#include <utility>

#include "ledger/entry/entry.h"
#include "ledger/entry/limits.h"
#include "ledger/merkle/leaf_hash.h"

namespace ingot::audit {
namespace {

// Whether SigningMessage can be made of it; what it is not, the replay refuses as a broken submission.
bool CanBeSigned(const v1::SubmissionHeader& header) {
  return header.key_id().size() == kHashSize && header.events_root().size() == kHashSize &&
         header.idempotency_key().size() == entry::kIdempotencyKeyBytes && header.organisation_id().size() <= 0xff;
}

}  // namespace

std::unique_ptr<PreparedEntry> Prepare(const Hash& ledger_id, std::string bytes, std::optional<v1::DetachedPart> terms,
                                       const KeyFinder& find_key) {
  auto entry = std::make_unique<PreparedEntry>();
  PreparedEntry& prepared = *entry;
  prepared.leaf = merkle::LeafHash(bytes);
  prepared.bytes = std::move(bytes);
  // Its parts are used again: what is needed of it is moved out.
  thread_local v1::Entry parsed;
  prepared.form = entry::ParseEntry(prepared.bytes, parsed);
  if (!prepared.form.ok()) return entry;
  prepared.seq = parsed.seq();
  prepared.recorded_at_us = parsed.recorded_at_us();
  prepared.index = parsed.index();
  prepared.prev_hash = std::move(*parsed.mutable_prev_hash());
  prepared.event_leaf = merkle::LeafHash(parsed.event());
  commitment::AppendChanges(parsed, prepared.leaf, prepared.changes);
  prepared.event = entry::AdmitStored(ledger_id, std::move(*parsed.mutable_event()), std::move(terms));
  if (!parsed.has_submission()) return entry;
  prepared.header = std::move(*parsed.mutable_submission());
  const v1::SubmissionHeader& header = *prepared.header;
  if (find_key == nullptr || !CanBeSigned(header)) return entry;
  if (const std::optional<crypto::PublicKey> key = find_key(header.key_id()); key.has_value()) {
    prepared.signature_holds = crypto::Verify(*key, entry::SigningMessage(ledger_id, header), header.signature());
  }
  return entry;
}

std::vector<crypto::PublicKey> KeysOf(const PreparedEntry& entry) {
  std::vector<crypto::PublicKey> keys;
  if (!entry.form.ok() || !entry.event.ok()) return keys;
  const v1::Event& event = entry.event->event;
  const auto add = [&keys](std::string_view bytes) {
    if (absl::StatusOr<crypto::PublicKey> key = crypto::ParsePublicKey(bytes); key.ok()) keys.push_back(*key);
  };
  if (event.has_ledger_created()) {
    add(event.ledger_created().operator_key());
    add(event.ledger_created().service_key());
  } else if (event.has_key_added()) {
    add(event.key_added().public_key());
  }
  return keys;
}

}  // namespace ingot::audit
