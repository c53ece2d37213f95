// A ledger's stream through a replay: read ahead, taken apart on worker threads, replayed in order by the caller's.
#ifndef INGOT_CLIENTS_CPP_REPLAY_STREAM_H_
#define INGOT_CLIENTS_CPP_REPLAY_STREAM_H_

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "clients/cpp/dump.h"
#include "clients/cpp/prepare_pipeline.h"
#include "ledger/audit/replay.h"

namespace ingot::client {

// A ledger's stream, which begins with the entry that the replay waits for.
struct EntryStream {
  EntrySource next;
  Interrupt interrupt;
};

struct ReplayOptions {
  // Threads that take entries apart. 0: as many as the machine has processors.
  int workers = 0;
  // Gets every message as it was received; may be null.
  DumpWriter* save = nullptr;
  // Called after each message: entries so far, and in all. May be null.
  std::function<void(uint64_t done, uint64_t total)> progress;
  // Called after each message; an error ends the replay with it. May be null.
  std::function<absl::Status()> check;
};

// Adds the stream's entries to the replay, and returns the note of its first message: unverified, for Finish. What was
// added before an error stays added. Errors: of the stream; INVALID_ARGUMENT where it holds no ledger, or more than one
// checkpoint.
absl::StatusOr<std::string> ReplayStream(const EntryStream& stream, const ReplayOptions& options,
                                         audit::Replayer& replayer);

}  // namespace ingot::client

#endif  // INGOT_CLIENTS_CPP_REPLAY_STREAM_H_
