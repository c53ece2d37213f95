#include "tests/unit/storage/support/ledger_maker.h"

#include <utility>

#include "ingot/v1/entry.pb.h"
#include "ledger/base/check.h"
#include "ledger/base/strings.h"
#include "ledger/merkle/leaf_hash.h"
#include "ledger/state/record_key.h"

namespace ingot::storage {
namespace {

constexpr uint64_t kVehicles = 40;

// A well-mixed number a seed (SplitMix64).
uint64_t Mix(uint64_t seed) {
  seed += 0x9e3779b97f4a7c15u;
  seed = (seed ^ (seed >> 30)) * 0xbf58476d1ce4e5b9u;
  seed = (seed ^ (seed >> 27)) * 0x94d049bb133111ebu;
  return seed ^ (seed >> 31);
}

std::string Organisation(uint64_t number) { return Cat("org-", number % 4); }

Hash TestKeyId(uint64_t number) {
  Hash id{};
  id.fill(static_cast<uint8_t>(number));
  return id;
}

void ChangeVehicle(uint64_t seq, state::Overlay* overlay) {
  const uint64_t random = Mix(seq);
  const std::string vin = Cat("VIN", 1000 + random % kVehicles);
  const std::string key = state::VehicleKey(vin);
  const state::RecordPtr before = overlay->Find(key);
  ingot::v1::Record record = before != nullptr ? *before : ingot::v1::Record();
  ingot::v1::VehicleState& vehicle = *record.mutable_vehicle();
  vehicle.set_vin(vin);
  if (before == nullptr || random % 16 == 0) {
    vehicle.set_brand_id(Cat("brand-", random % 3));
  }
  vehicle.set_custody(static_cast<ingot::v1::CustodyState>(1 + random / 64 % 17));
  vehicle.set_holder(random / 1024 % 5 == 0 ? "" : Organisation(random / 1024));
  if (random / 4096 % 7 == 0) {
    vehicle.add_flags()->set_kind(static_cast<ingot::v1::FlagKind>(1 + random / 8192 % 3));
  } else if (random / 4096 % 7 == 1) {
    vehicle.clear_flags();
  }
  record.mutable_head()->set_last_seq(seq);
  overlay->Put(key, std::make_shared<ingot::v1::Record>(std::move(record)));
}

void AddOwned(uint64_t seq, state::Overlay* overlay) {
  ingot::v1::Record record;
  std::string key;
  const std::string organisation = Organisation(Mix(seq));
  switch (seq / 10 % 4) {
    case 0:
      key = state::KeyKey(Cat("key-", seq));
      record.mutable_key()->set_organisation_id(organisation);
      break;
    case 1:
      key = state::SubjectKey(ingot::v1::SUBJECT_KIND_SITE, Cat("site-", seq));
      record.mutable_site()->set_organisation_id(organisation);
      break;
    case 2:
      key = state::SubjectKey(ingot::v1::SUBJECT_KIND_INSTRUMENT, Cat("scale-", seq));
      record.mutable_instrument()->set_organisation_id(organisation);
      break;
    default: {
      ingot::v1::AccountState& account = *record.mutable_account();
      account.mutable_account()->set_account_class(ingot::v1::ACCOUNT_CLASS_AWAITING);
      account.mutable_account()->set_party(Cat("site-", seq));
      // Every other account is the ledger's own.
      account.set_organisation_id(seq / 40 % 2 == 0 ? organisation : "");
      key = state::AccountKey(account.account());
    }
  }
  overlay->Put(key, std::make_shared<ingot::v1::Record>(std::move(record)));
}

}  // namespace

void LedgerMaker::MakeEntry(std::vector<BatchEntry>* batch_entries) {
  const uint64_t seq = entries_.size();
  ingot::v1::Entry entry;
  entry.set_seq(seq);
  entry.set_recorded_at_us(static_cast<int64_t>(1'700'000'000'000'000 + seq));
  if (seq > 0) {
    entry.set_prev_hash(ToBytes(leaves_.back()));
  }
  entry.set_event(Cat("event ", Mix(seq)));
  entries_.push_back(entry.SerializeAsString());
  leaves_.push_back(merkle::LeafHash(entries_.back()));
  terms_.emplace_back();
  if (seq % 3 == 2) {
    ingot::v1::DetachedPart terms;
    terms.set_salt(std::string(32, static_cast<char>(seq)));
    terms.set_body(Cat("terms ", seq));
    terms_.back() = terms.SerializeAsString();
  }
  batch_entries->push_back({entries_.back(), terms_.back()});
}

void LedgerMaker::ChangeState(uint64_t seq, state::Overlay* overlay) const {
  ChangeVehicle(seq, overlay);
  if (seq % 10 == 0) {
    AddOwned(seq, overlay);
  }
  ingot::v1::Record idempotency;
  idempotency.mutable_idempotency()->set_first_seq(seq);
  idempotency.mutable_idempotency()->set_count(1);
  const std::string key = Cat("key ", 1'000'000'000'000 + seq).substr(1);
  overlay->Put(state::IdempotencyKey(Organisation(seq), key),
               std::make_shared<ingot::v1::Record>(std::move(idempotency)));
}

MadeBatch LedgerMaker::Next(size_t count, WithState with_state) {
  MadeBatch made;
  made.batch.first = entries_.size();
  made.batch.count = count;
  made.batch.prev = head_.last_leaf;
  // The views of a batch's entries must survive the growth of the lists.
  entries_.reserve(entries_.size() + count);
  terms_.reserve(terms_.size() + count);
  std::vector<BatchEntry> batch_entries;
  state::Overlay overlay(state_);
  for (size_t i = 0; i < count; ++i) {
    const uint64_t seq = entries_.size();
    MakeEntry(&batch_entries);
    for (merkle::FullTile& tile : builder_.Append(leaves_.back())) {
      made.effects.tiles.push_back(std::move(tile));
    }
    if (with_state == WithState::kYes) {
      ChangeState(seq, &overlay);
    }
  }
  made.batch.end = leaves_.back();
  made.batch.bytes = EncodeEntries(batch_entries);
  made.effects.changes = overlay.Changes();
  state_.Apply(made.effects.changes);
  head_ = {.size = entries_.size(),
           .root = builder_.Root(),
           .last_recorded_at_us = static_cast<int64_t>(1'700'000'000'000'000 + entries_.size() - 1),
           .ledger_id = leaves_.front(),
           .last_leaf = leaves_.back(),
           .edge = std::make_shared<const merkle::TileEdge>(builder_.edge())};
  made.effects.head = head_;
  made.effects.checkpoint_key_ids = {TestKeyId(checkpoints_.size() % 3)};
  if (checkpoints_.size() % 4 == 3) {
    made.effects.checkpoint_key_ids.push_back(TestKeyId(200));
  }
  made.effects.notes = std::exchange(signed_, {});
  for (const SignedNote& note : made.effects.notes) {
    for (CheckpointRecord& checkpoint : checkpoints_) {
      if (checkpoint.size == note.size) {
        checkpoint.note = note.note;
      }
    }
  }
  checkpoints_.push_back(
      {.size = head_.size, .root = head_.root, .key_ids = made.effects.checkpoint_key_ids, .note = {}});
  return made;
}

std::string LedgerMaker::NoteOf(uint64_t size) { return Cat("note of ", size, "\n\n— stand-in\n"); }

std::string LedgerMaker::Sign(uint64_t size) {
  signed_.push_back({size, NoteOf(size)});
  return signed_.back().note;
}

LedgerOptions TestOptions(const std::string& directory) {
  LedgerOptions options;
  options.database.path = directory + "/db";
  options.database.create_if_missing = true;
  options.database.block_cache_bytes = size_t{8} << 20;
  options.database.memtable_bytes = size_t{16} << 20;
  options.anchor_path = directory + "/anchor";
  options.disk_reserve_bytes = 0;
  return options;
}

namespace {

OpenedLedger OpenOrDie(const LedgerOptions& options) {
  absl::StatusOr<OpenedLedger> opened = OpenLedger(options);
  INGOT_CHECK_OK(opened);
  return *std::move(opened);
}

}  // namespace

TestLedger::TestLedger(const LedgerOptions& options)
    : opened(OpenOrDie(options)), applier(opened.database, opened.head, /*must_sync=*/true) {}

std::shared_ptr<const Snapshot> TestLedger::Commit(LedgerMaker& maker, const MadeBatch& made) {
  std::shared_ptr<const Snapshot> snapshot = applier.Apply(made.batch, made.effects);
  const Head& head = snapshot->head();
  opened.anchor->Record(head.size, head.root, head.ledger_id);
  return snapshot->WithNote(maker.Sign(head.size));
}

std::shared_ptr<const Snapshot> TestLedger::Commit(LedgerMaker& maker, size_t count,
                                                   LedgerMaker::WithState with_state) {
  return Commit(maker, maker.Next(count, with_state));
}

}  // namespace ingot::storage
