#include "ledger/audit/replay_state.h"

#include <memory>
#include <optional>
#include <utility>

#include "ledger/base/bytes.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/commitment/hashing.h"
#include "ledger/crypto/sha256.h"
#include "ledger/note/note.h"

namespace ingot::audit {
namespace {

// The number goes up with every change of the layout, and of what a replay puts into the records.
constexpr std::string_view kStateMagic = "ingot/v1/audit-state/2\n";
constexpr size_t kMaxKeyBytes = 4 * 1024;
constexpr size_t kMaxRecordBytes = size_t{16} << 20;
constexpr size_t kMaxTextBytes = 1024;
constexpr uint32_t kMaxVerifierKeys = 1000;
// Bytes between two calls of the sink.
constexpr size_t kChunkBytes = size_t{64} << 10;

absl::Status Damaged(std::string_view what) { return absl::InvalidArgumentError(Cat("not an audit's state: ", what)); }

class StateWriter {
 public:
  explicit StateWriter(const ByteSink& sink) : sink_(sink) {}

  absl::Status Raw(std::string_view bytes) {
    buffer_.append(bytes);
    return buffer_.size() < kChunkBytes ? absl::OkStatus() : Flush();
  }
  absl::Status Number(uint64_t value) {
    AppendBe64(value, &buffer_);
    return absl::OkStatus();
  }
  absl::Status Text(std::string_view bytes) {
    AppendBe32(static_cast<uint32_t>(bytes.size()), &buffer_);
    return Raw(bytes);
  }
  absl::Status End() {
    INGOT_RETURN_IF_ERROR(Flush());
    return sink_(AsBytes(hasher_.Finish()));
  }

 private:
  absl::Status Flush() {
    hasher_.Update(buffer_);
    INGOT_RETURN_IF_ERROR(sink_(buffer_));
    buffer_.clear();
    return absl::OkStatus();
  }

  const ByteSink& sink_;
  std::string buffer_;
  crypto::Sha256Hasher hasher_;
};

class StateReader {
 public:
  explicit StateReader(const ByteSource& source) : source_(source) {}

  absl::StatusOr<std::string> Raw(size_t size) {
    std::string bytes(size, '\0');
    INGOT_RETURN_IF_ERROR(source_(&bytes));
    hasher_.Update(bytes);
    return bytes;
  }
  absl::StatusOr<uint64_t> Number() {
    INGOT_ASSIGN_OR_RETURN(const std::string bytes, Raw(sizeof(uint64_t)));
    return ReadBe64(bytes);
  }
  absl::StatusOr<std::string> Text(size_t bound) {
    INGOT_ASSIGN_OR_RETURN(const std::string length, Raw(sizeof(uint32_t)));
    if (ReadBe32(length) > bound) return Damaged("a part is too long");
    return Raw(ReadBe32(length));
  }
  absl::StatusOr<Hash> Digest() {
    INGOT_ASSIGN_OR_RETURN(const std::string bytes, Raw(kHashSize));
    return HashFromBytes(bytes);
  }
  // The digest that follows is that of everything before.
  absl::Status End() {
    const Hash expected = hasher_.Finish();
    INGOT_ASSIGN_OR_RETURN(const std::string stated, Raw(kHashSize));
    return stated == AsBytes(expected) ? absl::OkStatus() : Damaged("its checksum is wrong");
  }

 private:
  const ByteSource& source_;
  crypto::Sha256Hasher hasher_;
};

// A value, or that there is none: one byte, then the value.
absl::Status WriteLag(const commitment::Lag& lag, StateWriter& writer) {
  INGOT_RETURN_IF_ERROR(writer.Number(lag.covered));
  INGOT_RETURN_IF_ERROR(writer.Number(lag.before.size()));
  for (const auto& [key_hash, value] : lag.before) {
    INGOT_RETURN_IF_ERROR(writer.Raw(AsBytes(key_hash)));
    INGOT_RETURN_IF_ERROR(writer.Text(value.has_value() ? Cat("\1", *value) : std::string()));
  }
  INGOT_RETURN_IF_ERROR(writer.Number(lag.changes.size()));
  for (const commitment::Change& change : lag.changes) {
    INGOT_RETURN_IF_ERROR(writer.Raw(AsBytes(change.key_hash)));
    for (const uint64_t number : {change.seq, static_cast<uint64_t>(change.kind), uint64_t{change.family},
                                  uint64_t{change.origin}, static_cast<uint64_t>(change.grams), change.count}) {
      INGOT_RETURN_IF_ERROR(writer.Number(number));
    }
    INGOT_RETURN_IF_ERROR(writer.Raw(AsBytes(change.leaf)));
  }
  return absl::OkStatus();
}

// REQUIRES: size is read.
absl::Status ReadLag(StateReader& reader, uint64_t size, commitment::Lag* lag) {
  INGOT_ASSIGN_OR_RETURN(lag->covered, reader.Number());
  if (lag->covered > size) return Damaged("the index covers more than there is");
  INGOT_ASSIGN_OR_RETURN(const uint64_t keys, reader.Number());
  for (uint64_t i = 0; i < keys; ++i) {
    INGOT_ASSIGN_OR_RETURN(const Hash key_hash, reader.Digest());
    INGOT_ASSIGN_OR_RETURN(const std::string value, reader.Text(kMaxRecordBytes));
    std::optional<std::string>& before = lag->before[key_hash];
    if (value.empty()) continue;
    before = value.substr(1);
    if (!commitment::DecodeSubject(*before).has_value() && !commitment::DecodeBalance(*before).has_value()) {
      return Damaged("a value of the index is malformed");
    }
  }
  INGOT_ASSIGN_OR_RETURN(const uint64_t changes, reader.Number());
  for (uint64_t i = 0; i < changes; ++i) {
    commitment::Change& change = lag->changes.emplace_back();
    INGOT_ASSIGN_OR_RETURN(change.key_hash, reader.Digest());
    INGOT_ASSIGN_OR_RETURN(change.seq, reader.Number());
    INGOT_ASSIGN_OR_RETURN(const uint64_t kind, reader.Number());
    INGOT_ASSIGN_OR_RETURN(const uint64_t family, reader.Number());
    INGOT_ASSIGN_OR_RETURN(const uint64_t origin, reader.Number());
    INGOT_ASSIGN_OR_RETURN(const uint64_t grams, reader.Number());
    INGOT_ASSIGN_OR_RETURN(change.count, reader.Number());
    INGOT_ASSIGN_OR_RETURN(change.leaf, reader.Digest());
    change.kind = kind == 0 ? commitment::Change::Kind::kSubject : commitment::Change::Kind::kAmount;
    change.family = static_cast<uint8_t>(family);
    change.origin = static_cast<uint8_t>(origin);
    change.grams = static_cast<int64_t>(grams);
  }
  return absl::OkStatus();
}

absl::Status WriteBase(const ReplayBase& base, StateWriter& writer) {
  for (const uint64_t number : {base.size, static_cast<uint64_t>(base.last_recorded_at_us), base.submissions,
                                base.replayed, base.terms_not_examined, uint64_t{base.edge.size()}}) {
    INGOT_RETURN_IF_ERROR(writer.Number(number));
  }
  INGOT_RETURN_IF_ERROR(writer.Raw(AsBytes(base.last_leaf)));
  for (const std::string& tile : base.edge) INGOT_RETURN_IF_ERROR(writer.Text(tile));
  INGOT_RETURN_IF_ERROR(writer.Text(base.predecessor));
  return WriteLag(base.commitments, writer);
}

absl::Status ReadBase(StateReader& reader, ReplayBase* base) {
  INGOT_ASSIGN_OR_RETURN(base->size, reader.Number());
  INGOT_ASSIGN_OR_RETURN(const uint64_t last_recorded_at_us, reader.Number());
  base->last_recorded_at_us = static_cast<int64_t>(last_recorded_at_us);
  INGOT_ASSIGN_OR_RETURN(base->submissions, reader.Number());
  INGOT_ASSIGN_OR_RETURN(base->replayed, reader.Number());
  INGOT_ASSIGN_OR_RETURN(base->terms_not_examined, reader.Number());
  INGOT_ASSIGN_OR_RETURN(const uint64_t levels, reader.Number());
  if (base->size == 0 || base->size > merkle::kMaxTreeSize || levels > merkle::kMaxTileLevels) {
    return Damaged("its size is out of range");
  }
  INGOT_ASSIGN_OR_RETURN(base->last_leaf, reader.Digest());
  for (uint64_t i = 0; i < levels; ++i) {
    INGOT_ASSIGN_OR_RETURN(std::string tile, reader.Text(merkle::kFullTileBytes));
    base->edge.push_back(std::move(tile));
  }
  INGOT_ASSIGN_OR_RETURN(base->predecessor, reader.Text(note::kMaxNoteBytes));
  return ReadLag(reader, base->size, &base->commitments);
}

absl::Status ReadRecords(StateReader& reader, state::MemoryView* records) {
  INGOT_ASSIGN_OR_RETURN(const uint64_t count, reader.Number());
  std::vector<state::Change> change(1);
  for (uint64_t i = 0; i < count; ++i) {
    INGOT_ASSIGN_OR_RETURN(change[0].key, reader.Text(kMaxKeyBytes));
    INGOT_ASSIGN_OR_RETURN(const std::string bytes, reader.Text(kMaxRecordBytes));
    auto record = std::make_shared<v1::Record>();
    if (!record->ParseFromString(bytes)) return Damaged("a record is no message");
    change[0].after = std::move(record);
    records->Apply(change);
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status WriteReplayState(const ReplayBinding& binding, std::string_view checkpoint, const ReplayBase& base,
                              const state::MemoryView& records, const ByteSink& sink) {
  StateWriter writer(sink);
  INGOT_RETURN_IF_ERROR(writer.Raw(kStateMagic));
  INGOT_RETURN_IF_ERROR(writer.Text(binding.program));
  INGOT_RETURN_IF_ERROR(writer.Raw(AsBytes(binding.ledger_id)));
  INGOT_RETURN_IF_ERROR(writer.Number(binding.verifier_keys.size()));
  for (const std::string& key : binding.verifier_keys) INGOT_RETURN_IF_ERROR(writer.Text(key));
  INGOT_RETURN_IF_ERROR(writer.Text(checkpoint));
  INGOT_RETURN_IF_ERROR(WriteBase(base, writer));
  INGOT_RETURN_IF_ERROR(writer.Number(records.size()));
  absl::Status written;
  records.ForEach([&](const std::string& key, const state::RecordPtr& record) {
    written.Update(writer.Text(key));
    written.Update(writer.Text(record->SerializeAsString()));
  });
  INGOT_RETURN_IF_ERROR(written);
  return writer.End();
}

absl::StatusOr<ReplayState> ReadReplayState(const ByteSource& source) {
  StateReader reader(source);
  ReplayState state;
  INGOT_ASSIGN_OR_RETURN(const std::string magic, reader.Raw(kStateMagic.size()));
  if (magic != kStateMagic) return Damaged("it does not begin as this version's do");
  INGOT_ASSIGN_OR_RETURN(state.binding.program, reader.Text(kMaxTextBytes));
  INGOT_ASSIGN_OR_RETURN(state.binding.ledger_id, reader.Digest());
  INGOT_ASSIGN_OR_RETURN(const uint64_t keys, reader.Number());
  if (keys > kMaxVerifierKeys) return Damaged("it has too many keys");
  for (uint64_t i = 0; i < keys; ++i) {
    INGOT_ASSIGN_OR_RETURN(std::string key, reader.Text(kMaxTextBytes));
    state.binding.verifier_keys.push_back(std::move(key));
  }
  INGOT_ASSIGN_OR_RETURN(state.checkpoint, reader.Text(note::kMaxNoteBytes));
  INGOT_RETURN_IF_ERROR(ReadBase(reader, &state.base));
  state.base.ledger_id = state.binding.ledger_id;
  INGOT_RETURN_IF_ERROR(ReadRecords(reader, &state.records));
  INGOT_RETURN_IF_ERROR(reader.End());
  return state;
}

}  // namespace ingot::audit
