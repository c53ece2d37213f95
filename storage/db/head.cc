#include "storage/db/head.h"

#include <utility>

#include "ingot/storage/v1/records.pb.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "rocksdb/db.h"
#include "storage/db/database.h"
#include "storage/db/keys.h"
#include "storage/db/rocks_status.h"

namespace ingot::storage {

absl::StatusOr<Head> ReadStoredHead(const Database& database) {
  std::string bytes;
  const rocksdb::Status read =
      database.rocks().Get(rocksdb::ReadOptions(), database.family(Family::kMeta), kHeadKey, &bytes);
  if (!read.ok() && !read.IsNotFound()) {
    return OpenError("Read the head record", read);
  }
  Head head;
  if (read.ok()) {
    INGOT_ASSIGN_OR_RETURN(head, DecodeHead(bytes));
  }
  const std::unique_ptr<rocksdb::Iterator> beyond(
      database.rocks().NewIterator(rocksdb::ReadOptions(), database.family(Family::kEntries)));
  beyond->Seek(NumberKey(head.size));
  if (!beyond->status().ok()) {
    return OpenError("Read the last entries", beyond->status());
  }
  if (beyond->Valid()) {
    return absl::DataLossError(Cat("Entries stand beyond the stored head of ", head.size));
  }
  return head;
}

std::string EncodeHead(const Head& head) {
  v1::HeadRecord record;
  record.set_size(head.size);
  record.set_root(ToBytes(head.root));
  record.set_last_recorded_at_us(head.last_recorded_at_us);
  record.set_ledger_id(ToBytes(head.ledger_id));
  record.set_last_leaf(ToBytes(head.last_leaf));
  return record.SerializeAsString();
}

absl::StatusOr<Head> DecodeHead(std::string_view bytes) {
  v1::HeadRecord record;
  if (!record.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return absl::DataLossError("The head record is not a message");
  }
  const absl::StatusOr<Hash> root = HashFromBytes(record.root());
  const absl::StatusOr<Hash> ledger_id = HashFromBytes(record.ledger_id());
  const absl::StatusOr<Hash> last_leaf = HashFromBytes(record.last_leaf());
  if (record.size() == 0 || record.size() > merkle::kMaxTreeSize || !root.ok() || !ledger_id.ok() || !last_leaf.ok()) {
    return absl::DataLossError("The head record has a value out of its range");
  }
  Head head;
  head.size = record.size();
  head.root = *root;
  head.last_recorded_at_us = record.last_recorded_at_us();
  head.ledger_id = *ledger_id;
  head.last_leaf = *last_leaf;
  return head;
}

std::string EncodeCheckpoint(const CheckpointRecord& checkpoint) {
  v1::CheckpointRecord record;
  record.set_root(ToBytes(checkpoint.root));
  for (const Hash& key_id : checkpoint.key_ids) {
    record.add_key_ids(ToBytes(key_id));
  }
  record.set_note(checkpoint.note);
  return record.SerializeAsString();
}

absl::StatusOr<CheckpointRecord> DecodeCheckpoint(uint64_t size, std::string_view bytes) {
  v1::CheckpointRecord record;
  if (!record.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return absl::DataLossError("A checkpoint record is not a message");
  }
  const absl::StatusOr<Hash> root = HashFromBytes(record.root());
  if (!root.ok()) {
    return absl::DataLossError("A checkpoint record has no root");
  }
  CheckpointRecord checkpoint;
  checkpoint.size = size;
  checkpoint.root = *root;
  for (const std::string& bytes_of_id : record.key_ids()) {
    const absl::StatusOr<Hash> key_id = HashFromBytes(bytes_of_id);
    if (!key_id.ok()) {
      return absl::DataLossError("A checkpoint record has a key id that is not a hash");
    }
    checkpoint.key_ids.push_back(*key_id);
  }
  checkpoint.note = std::move(*record.mutable_note());
  return checkpoint;
}

}  // namespace ingot::storage
