#include "clients/cpp/replay_stream.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <thread>
#include <utility>

#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/note/checkpoint.h"

namespace ingot::client {
namespace {

// More would wait for the one thread that replays.
constexpr int kMaxWorkers = 16;

int WorkersOf(const ReplayOptions& options) {
  if (options.workers > 0) return options.workers;
  return std::clamp(static_cast<int>(std::thread::hardware_concurrency()), 1, kMaxWorkers);
}

// The stream, each message kept where it is to be saved.
EntrySource SavingSource(const EntryStream& stream, DumpWriter* save) {
  if (save == nullptr) return stream.next;
  return [&stream, save](v1::StreamEntriesResponse* message) -> absl::StatusOr<bool> {
    INGOT_ASSIGN_OR_RETURN(const bool more, stream.next(message));
    if (more) INGOT_RETURN_IF_ERROR(save->Write(*message));
    return more;
  };
}

}  // namespace

absl::StatusOr<std::string> ReplayStream(const EntryStream& stream, const ReplayOptions& options,
                                         audit::Replayer& replayer) {
  std::optional<Hash> ledger_id;
  if (replayer.size() > 0) ledger_id = replayer.ledger_id();
  PreparePipeline pipeline(SavingSource(stream, options.save), stream.interrupt, ledger_id, WorkersOf(options));
  std::string note;
  uint64_t total = 0;
  while (true) {
    INGOT_ASSIGN_OR_RETURN(std::optional<PreparedMessage> message, pipeline.Next());
    if (!message.has_value()) break;
    if (note.empty()) {
      note = std::move(message->checkpoint);
      const absl::StatusOr<note::Checkpoint> checkpoint = note::PeekCheckpoint(note);
      if (!checkpoint.ok()) {
        return absl::InvalidArgumentError(
            Cat("the stream does not begin with a checkpoint: ", checkpoint.status().message()));
      }
      total = checkpoint->size;
    } else if (!message->checkpoint.empty()) {
      return absl::InvalidArgumentError("a message after the first one carries a checkpoint");
    }
    for (std::unique_ptr<audit::PreparedEntry>& entry : message->entries) replayer.Add(std::move(entry));
    if (options.check) INGOT_RETURN_IF_ERROR(options.check());
    if (options.progress) options.progress(replayer.size(), total);
  }
  if (note.empty()) return absl::InvalidArgumentError("the stream holds no ledger");
  return note;
}

}  // namespace ingot::client
