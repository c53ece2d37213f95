// What a replay must keep to go on later, as bytes: where it stands and every record of the state. The auditor's own
// file, not part of the ledger's format: who can't read it replays from entry 0.
#ifndef INGOT_LEDGER_AUDIT_REPLAY_STATE_H_
#define INGOT_LEDGER_AUDIT_REPLAY_STATE_H_

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ledger/audit/replay.h"
#include "ledger/base/hash.h"
#include "ledger/state/view.h"

namespace ingot::audit {

// Under what a state was made; it is good for nothing else.
struct ReplayBinding {
  // The program that made it: another one may replay the same rules into other records.
  std::string program;
  Hash ledger_id{};
  // Verifier keys that were trusted.
  std::vector<std::string> verifier_keys;

  friend bool operator==(const ReplayBinding&, const ReplayBinding&) = default;
};

// A replay between two submissions, and the signed checkpoint that it was held against.
struct ReplayState {
  ReplayBinding binding;
  std::string checkpoint;
  ReplayBase base;
  state::MemoryView records;
};

// Takes bytes, in order.
using ByteSink = std::function<absl::Status(std::string_view bytes)>;
// Fills `buffer` whole with the next bytes; an error where fewer are left.
using ByteSource = std::function<absl::Status(std::string* buffer)>;

// Writes the state; its last 32 bytes are the SHA-256 of all before. Errors of the sink.
absl::Status WriteReplayState(const ReplayBinding& binding, std::string_view checkpoint, const ReplayBase& base,
                              const state::MemoryView& records, const ByteSink& sink);

// Reads it. INVALID_ARGUMENT where the bytes are not what WriteReplayState wrote, or were made by another version of
// it; errors of the source. What follows the state is left in the source.
absl::StatusOr<ReplayState> ReadReplayState(const ByteSource& source);

}  // namespace ingot::audit

#endif  // INGOT_LEDGER_AUDIT_REPLAY_STATE_H_
