// ingotd --dump.
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

#include "ingot/v1/ledger_service.pb.h"
#include "ledger/audit/dump_format.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/note/checkpoint.h"
#include "server/offline/offline.h"
#include "storage/db/snapshot.h"

namespace ingot::offline {
namespace {

// What a message holds at most, as a server's stream (LedgerService.StreamEntries).
constexpr size_t kMaxMessageBytes = size_t{1} << 20;
// Newest checkpoints that may lack their signatures: those of a server that was killed.
constexpr size_t kMaxUnsigned = 1 << 20;

absl::Status IoError(std::string_view what, const std::string& path) {
  return absl::UnknownError(Cat("can't ", what, " ", path, ": ", std::string_view(std::strerror(errno))));
}

// A file that gets its name when it is whole, or standard output.
class Output {
 public:
  static absl::StatusOr<Output> Open(const std::string& path) {
    if (path == "-") return Output(stdout, path, std::string());
    if (access(path.c_str(), F_OK) == 0) {
      return absl::AlreadyExistsError(Cat(path, " exists: a dump is evidence and never replaced"));
    }
    std::string temporary = Cat(path, ".part-", getpid());
    std::FILE* const file = std::fopen(temporary.c_str(), "wbxe");
    if (file == nullptr) return IoError("create", temporary);
    return Output(file, path, std::move(temporary));
  }
  Output(Output&& other) noexcept
      : file_(std::exchange(other.file_, nullptr)),
        path_(std::move(other.path_)),
        temporary_(std::exchange(other.temporary_, std::string())) {}
  Output& operator=(Output&&) = delete;
  ~Output() {
    if (file_ != nullptr && file_ != stdout) std::fclose(file_);
    if (!temporary_.empty()) unlink(temporary_.c_str());
  }

  absl::Status Write(std::string_view bytes) {
    if (std::fwrite(bytes.data(), 1, bytes.size(), file_) != bytes.size()) return IoError("write", path_);
    return absl::OkStatus();
  }

  absl::Status Commit() {
    if (std::fflush(file_) != 0) return IoError("write", path_);
    if (temporary_.empty()) return absl::OkStatus();
    if (fsync(fileno(file_)) != 0) return IoError("sync", path_);
    // A link, unlike a rename, never replaces a file that appeared meanwhile.
    if (link(temporary_.c_str(), path_.c_str()) != 0) return IoError("create", path_);
    return absl::OkStatus();
  }

 private:
  Output(std::FILE* file, std::string path, std::string temporary)
      : file_(file), path_(std::move(path)), temporary_(std::move(temporary)) {}

  std::FILE* file_;
  std::string path_;
  std::string temporary_;
};

// The newest checkpoint whose note is stored: notes reach the database with the batch after theirs.
absl::StatusOr<storage::CheckpointRecord> NewestSigned(const storage::Snapshot& snapshot) {
  INGOT_ASSIGN_OR_RETURN(const std::vector<storage::CheckpointRecord> open, snapshot.UnsignedCheckpoints(kMaxUnsigned));
  const uint64_t newest = open.empty() ? snapshot.head().size : open.front().size - 1;
  absl::StatusOr<storage::CheckpointRecord> checkpoint = snapshot.CheckpointAtOrBefore(newest);
  if (absl::IsOutOfRange(checkpoint.status())) {
    return absl::FailedPreconditionError(
        "the database holds no signed checkpoint: stop the server with SIGTERM, which stores the last one");
  }
  return checkpoint;
}

}  // namespace

absl::StatusOr<DumpedLedger> Dump(const std::shared_ptr<const storage::Database>& database, const std::string& path) {
  INGOT_ASSIGN_OR_RETURN(storage::Head head, storage::ReadStoredHead(*database));
  if (head.size == 0) return absl::FailedPreconditionError("the database is empty");
  const uint64_t size = head.size;
  const std::shared_ptr<const storage::Snapshot> snapshot = storage::Snapshot::Take(database, std::move(head));
  INGOT_ASSIGN_OR_RETURN(const storage::CheckpointRecord checkpoint, NewestSigned(*snapshot));
  INGOT_ASSIGN_OR_RETURN(Output output, Output::Open(path));
  INGOT_RETURN_IF_ERROR(output.Write(audit::kDumpMagic));

  v1::StreamEntriesResponse message;
  message.set_checkpoint(checkpoint.note);
  size_t bytes = 0;
  absl::Status written;
  const auto flush = [&] {
    const absl::StatusOr<std::string> frame = audit::FrameDumpMessage(message);
    written = frame.ok() ? output.Write(*frame) : frame.status();
    message.Clear();
    bytes = 0;
  };
  INGOT_RETURN_IF_ERROR(snapshot->ScanEntries(0, checkpoint.size, [&](const storage::StoredEntry& stored) {
    const size_t adds = stored.entry.size() + stored.terms.size();
    if (message.entries_size() == audit::kMaxDumpMessageEntries || bytes + adds > kMaxMessageBytes) flush();
    v1::EntryBundle& bundle = *message.add_entries();
    bundle.set_entry(std::string(stored.entry));
    if (!stored.terms.empty() && !bundle.mutable_terms()->ParseFromString(std::string(stored.terms))) {
      written = absl::DataLossError(Cat("the terms of entry ", stored.seq, " are damaged"));
    }
    bytes += adds;
    return written.ok();
  }));
  INGOT_RETURN_IF_ERROR(written);
  flush();
  INGOT_RETURN_IF_ERROR(written);
  INGOT_RETURN_IF_ERROR(output.Commit());
  return DumpedLedger{.entries = checkpoint.size, .unsigned_entries = size - checkpoint.size};
}

}  // namespace ingot::offline
