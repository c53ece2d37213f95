#include "storage/refused/refused_writer.h"

#include <algorithm>
#include <utility>

#include "ledger/base/check.h"
#include "ledger/base/status.h"
#include "rocksdb/db.h"
#include "rocksdb/write_batch.h"
#include "storage/db/keys.h"
#include "storage/db/rocks_status.h"
#include "storage/db/snapshot_pin.h"
#include "storage/refused/refused_keys.h"
#include "storage/refused/refused_reader.h"

namespace ingot::storage {

class RefusedWriter::Batch {
 public:
  explicit Batch(const Database& database) : database_(database) {}

  void Put(const std::string& key, const std::string& value) {
    INGOT_CHECK(batch_.Put(database_.family(Family::kRefused), key, value).ok());
  }
  void Delete(const std::string& key) { INGOT_CHECK(batch_.Delete(database_.family(Family::kRefused), key).ok()); }
  void Write() {
    rocksdb::WriteOptions options;
    options.sync = true;
    const rocksdb::Status written = database_.rocks().Write(options, &batch_);
    INGOT_CHECK_MSG(written.ok(), Cat("Refused submissions could not be written: ", written.ToString()));
  }

 private:
  const Database& database_;
  rocksdb::WriteBatch batch_;
};

absl::StatusOr<RefusedWriter> RefusedWriter::Open(std::shared_ptr<const Database> database,
                                                  const RefusedLimits& limits) {
  RefusedWriter writer(database, limits);
  INGOT_ASSIGN_OR_RETURN(writer.all_.counts, RefusedReader(database).Counts({}));
  const std::string prefix(kRefusedByOrganisation);
  const std::string end = PrefixEnd(prefix);
  const rocksdb::Slice bound(end);
  rocksdb::ReadOptions options;
  options.iterate_upper_bound = &bound;
  const std::unique_ptr<rocksdb::Iterator> at(
      database->rocks().NewIterator(options, database->family(Family::kRefused)));
  for (at->Seek(prefix); at->Valid(); at->Next()) {
    const std::string_view key = ViewOf(at->key());
    const size_t length = key.size() < 2 ? 0 : static_cast<unsigned char>(key[1]);
    if (key.size() != 2 + length + sizeof(uint64_t) || at->value().size() != sizeof(uint32_t)) {
      return Damaged("a refused submission", "its key or size has another length");
    }
    INGOT_ASSIGN_OR_RETURN(Ring* const ring, writer.RingOf(std::string(key.substr(2, length))));
    // The newest comes first.
    ring->kept.push_front({.number = RefusedNumber(key), .bytes = ReadBe32(ViewOf(at->value()))});
    ++writer.records_;
  }
  if (!at->status().ok()) return Damaged("the refused submissions", at->status());
  return writer;
}

absl::StatusOr<RefusedWriter::Ring*> RefusedWriter::RingOf(const std::string& organisation_id) {
  const auto found = rings_.find(organisation_id);
  if (found != rings_.end()) return &found->second;
  Ring ring;
  INGOT_ASSIGN_OR_RETURN(ring.counts, RefusedReader(database_).Counts(organisation_id));
  return &rings_.emplace(organisation_id, std::move(ring)).first->second;
}

void RefusedWriter::Drop(const std::string& organisation_id, Ring& ring, Batch& batch) {
  INGOT_CHECK(!ring.kept.empty());
  const Kept oldest = ring.kept.front();
  ring.kept.pop_front();
  batch.Delete(RefusedKey(oldest.number));
  batch.Delete(RefusedOrganisationKey(organisation_id, oldest.number));
  for (Ring* const each : {&ring, &all_}) {
    each->counts.set_dropped(each->counts.dropped() + 1);
    each->counts.set_bytes(each->counts.bytes() - oldest.bytes);
    each->changed = true;
  }
  --records_;
}

std::map<std::string, RefusedWriter::Ring>::iterator RefusedWriter::Oldest() {
  auto oldest = rings_.end();
  for (auto ring = rings_.begin(); ring != rings_.end(); ++ring) {
    if (ring->second.kept.empty()) continue;
    if (oldest == rings_.end() || ring->second.kept.front().number < oldest->second.kept.front().number) oldest = ring;
  }
  INGOT_CHECK(oldest != rings_.end());
  return oldest;
}

void RefusedWriter::Add(const v1::RefusedRecord& record, Batch& batch) {
  const std::string& organisation_id = record.header().organisation_id();
  const absl::StatusOr<Ring*> found = RingOf(organisation_id);
  INGOT_CHECK_OK(found);
  Ring& ring = **found;
  const std::string bytes = record.SerializeAsString();
  const uint64_t number = all_.counts.kept() + 1;
  const auto size = static_cast<uint32_t>(bytes.size());
  while (!ring.kept.empty() && (ring.kept.size() >= limits_.organisation_records ||
                                ring.counts.bytes() + size > limits_.organisation_bytes)) {
    Drop(organisation_id, ring, batch);
  }
  while (records_ > 0 && (records_ >= limits_.records || all_.counts.bytes() + size > limits_.bytes)) {
    const auto oldest = Oldest();
    Drop(oldest->first, oldest->second, batch);
  }
  std::string size_bytes;
  AppendBe32(size, &size_bytes);
  batch.Put(RefusedKey(number), bytes);
  batch.Put(RefusedOrganisationKey(organisation_id, number), size_bytes);
  ring.kept.push_back({.number = number, .bytes = size});
  ++records_;
  for (Ring* const each : {&ring, &all_}) {
    each->counts.set_kept(each->counts.kept() + 1);
    each->counts.set_bytes(each->counts.bytes() + size);
    each->changed = true;
  }
}

void RefusedWriter::Keep(const std::vector<v1::RefusedRecord>& records,
                         const std::map<std::string, uint64_t>& not_kept) {
  Batch batch(*database_);
  for (const v1::RefusedRecord& record : records) Add(record, batch);
  for (const auto& [organisation_id, count] : not_kept) {
    const absl::StatusOr<Ring*> ring = RingOf(organisation_id);
    INGOT_CHECK_OK(ring);
    for (Ring* const each : {*ring, &all_}) {
      each->counts.set_not_kept(each->counts.not_kept() + count);
      each->changed = true;
    }
  }
  for (auto& [organisation_id, ring] : rings_) {
    if (std::exchange(ring.changed, false)) {
      batch.Put(RefusedCountsKey(organisation_id), ring.counts.SerializeAsString());
    }
  }
  if (std::exchange(all_.changed, false)) batch.Put(RefusedCountsKey({}), all_.counts.SerializeAsString());
  batch.Write();
}

}  // namespace ingot::storage
