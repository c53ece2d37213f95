#include "clients/cpp/checkpoint_store.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <bit>
#include <cerrno>
#include <cstring>
#include <utility>

#include "clients/cpp/error.h"
#include "clients/cpp/files.h"
#include "clients/cpp/retry.h"
#include "ledger/audit/equivocation.h"
#include "ledger/base/bytes.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"

namespace ingot::client {
namespace {

// Other processes that move on while we prove; each makes us prove once more.
constexpr int kMaxRounds = 16;

// flock(2) on a file, for as long as it lives.
class FileLock {
 public:
  static absl::StatusOr<FileLock> Take(const std::string& path) {
    const int fd = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, kPublicFile);
    if (fd < 0) return absl::PermissionDeniedError(Cat("can't write ", path, ": ", std::strerror(errno)));
    while (flock(fd, LOCK_EX) != 0) {
      if (errno == EINTR) continue;
      close(fd);
      return absl::PermissionDeniedError(Cat("can't lock ", path, ": ", std::strerror(errno)));
    }
    return FileLock(fd);
  }
  FileLock(FileLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  FileLock& operator=(FileLock&&) = delete;
  ~FileLock() {
    if (fd_ >= 0) close(fd_);
  }

 private:
  explicit FileLock(int fd) : fd_(fd) {}
  int fd_;
};

std::string ShortHex(const Hash& hash) { return ToHex(hash).substr(0, 16); }

// What the server's own proof says that the second tree begins with; nullopt where it says nothing.
std::optional<merkle::Prefix> PrefixOf(const note::Checkpoint& first, const note::Checkpoint& second,
                                       const merkle::Proof& proof, const FirstEntrySource& first_entry) {
  if (first.size == 0) return std::nullopt;
  if (!std::has_single_bit(first.size)) {
    const absl::StatusOr<Hash> root = merkle::PrefixRoot(first.size, second.size, second.root, proof);
    if (!root.ok()) return std::nullopt;
    return merkle::Prefix{.root = *root, .proof = proof};
  }
  if (first_entry == nullptr) return std::nullopt;
  const absl::StatusOr<FirstEntryProof> entry = first_entry(second.size);
  if (!entry.ok()) return std::nullopt;
  absl::StatusOr<merkle::Prefix> prefix =
      merkle::PrefixOfPath(first.size, second.size, second.root, entry->leaf, entry->path);
  if (!prefix.ok()) return std::nullopt;
  return *std::move(prefix);
}

absl::StatusOr<std::string> ReadIfThere(const std::string& path) {
  absl::StatusOr<std::string> note = ReadFile(path, note::kMaxNoteBytes);
  if (absl::IsNotFound(note.status())) return std::string();
  return note;
}

}  // namespace

CheckpointStore::CheckpointStore(std::string state, const Hash& ledger_id, std::vector<note::VerifierKey> keys)
    : state_(std::move(state)),
      path_(Cat(state_, "/", ToHex(ledger_id).substr(0, 16), ".checkpoint")),
      keys_(std::move(keys)) {}

absl::StatusOr<std::unique_ptr<CheckpointStore>> CheckpointStore::Open(const std::string& state, const Hash& ledger_id,
                                                                       std::vector<note::VerifierKey> keys) {
  if (keys.empty()) return absl::InvalidArgumentError("no verifier key to check checkpoints with");
  INGOT_RETURN_IF_ERROR(MakeFolder(state, 0755));
  std::unique_ptr<CheckpointStore> store(new CheckpointStore(state, ledger_id, std::move(keys)));
  INGOT_RETURN_IF_ERROR(store->Last().status());
  return store;
}

absl::StatusOr<std::string> CheckpointStore::LastNote() const { return ReadIfThere(path_); }

absl::StatusOr<std::optional<note::Checkpoint>> CheckpointStore::Last() const {
  INGOT_ASSIGN_OR_RETURN(const std::string note, LastNote());
  return Reopen(note);
}

absl::StatusOr<std::optional<note::Checkpoint>> CheckpointStore::Reopen(std::string_view note) const {
  if (note.empty()) return std::optional<note::Checkpoint>();
  const absl::StatusOr<note::OpenedCheckpoint> opened = note::OpenCheckpoint(note, keys_.front().name(), keys_);
  if (!opened.ok()) {
    return absl::InvalidArgumentError(Cat("the remembered checkpoint in ", path_,
                                          " does not verify with the keys given (", opened.status().message(),
                                          "): compare it with another copy before you remove it"));
  }
  return std::optional<note::Checkpoint>(opened->checkpoint);
}

absl::StatusOr<note::Checkpoint> CheckpointStore::Observe(std::string_view note, const ConsistencySource& prove,
                                                          const FirstEntrySource& first_entry) {
  const absl::StatusOr<note::OpenedCheckpoint> opened = note::OpenCheckpoint(note, keys_.front().name(), keys_);
  if (!opened.ok()) {
    return Misbehaviour("BAD_CHECKPOINT",
                        Cat("the server showed a checkpoint that does not verify: ", opened.status().message()));
  }
  const note::Checkpoint& shown = opened->checkpoint;
  for (int round = 0; round < kMaxRounds; ++round) {
    INGOT_ASSIGN_OR_RETURN(const std::string remembered_note, LastNote());
    INGOT_ASSIGN_OR_RETURN(const std::optional<note::Checkpoint> remembered, Reopen(remembered_note));
    if (remembered) {
      INGOT_RETURN_IF_ERROR(Compare({*remembered, remembered_note}, {shown, note}, prove, first_entry));
      if (shown.size <= remembered->size) return shown;
    }
    INGOT_ASSIGN_OR_RETURN(const bool replaced, Replace(remembered_note, note));
    if (replaced) return shown;
  }
  return absl::FailedPreconditionError(Cat(path_, " is changed all the time by other processes"));
}

absl::Status CheckpointStore::Compare(const Signed& remembered, const Signed& shown, const ConsistencySource& prove,
                                      const FirstEntrySource& first_entry) {
  if (shown.checkpoint.size == remembered.checkpoint.size) {
    if (shown.checkpoint.root == remembered.checkpoint.root) return absl::OkStatus();
    return Accuse("FORK", "two different ledgers of the same size were signed", remembered, shown, std::nullopt);
  }
  const bool newer = shown.checkpoint.size > remembered.checkpoint.size;
  const note::Checkpoint& first = newer ? remembered.checkpoint : shown.checkpoint;
  const note::Checkpoint& second = newer ? shown.checkpoint : remembered.checkpoint;
  const absl::StatusOr<merkle::Proof> proof = prove(first.size, second.size);
  if (!proof.ok()) {
    const ClientError error = ErrorOf(proof.status());
    // Only a server that hears us and knows us can be accused of an answer.
    const bool answered = error.kind == ErrorKind::kMisbehaviour ||
                          (error.kind == ErrorKind::kRefused && error.code != absl::StatusCode::kUnauthenticated &&
                           error.code != absl::StatusCode::kPermissionDenied);
    if (!answered) return proof.status();
    return Accuse(newer ? "FORK" : "ROLLBACK",
                  Cat("the server does not prove that one is the beginning of the other (", error.message, ")"),
                  remembered, shown, std::nullopt);
  }
  const absl::Status verified = merkle::VerifyConsistency(first.size, second.size, first.root, second.root, *proof);
  if (verified.ok()) return absl::OkStatus();
  return Accuse("FORK", Cat("the server's consistency proof does not verify (", verified.message(), ")"), remembered,
                shown, PrefixOf(first, second, *proof, first_entry));
}

absl::Status CheckpointStore::Accuse(std::string_view reason, std::string_view what, const Signed& remembered,
                                     const Signed& shown, const std::optional<merkle::Prefix>& prefix) {
  // Named by what they hold, so that the same evidence is written once.
  const auto evidence = [this](std::string_view role, const note::Checkpoint& checkpoint) {
    return Cat(path_, ".evidence-", checkpoint.size, "-", ShortHex(checkpoint.root), "-", role);
  };
  const std::string remembered_path = evidence("remembered", remembered.checkpoint);
  const std::string shown_path = evidence("shown", shown.checkpoint);
  std::string kept = Cat("Both notes are kept: ", remembered_path, " and ", shown_path);
  for (const auto& [path, note] : {std::pair(remembered_path, remembered.note), std::pair(shown_path, shown.note)}) {
    const absl::Status written = WriteFile(path, note, kPublicFile, Existing::kReplace);
    if (!written.ok()) kept = Cat("The evidence could not be kept: ", written.message());
  }
  const bool newer = shown.checkpoint.size >= remembered.checkpoint.size;
  kept += KeepProof(newer ? remembered : shown, newer ? shown : remembered, prefix);
  return Misbehaviour(reason, Cat("checkpoint of size ", shown.checkpoint.size,
                                  " contradicts the remembered one of size ", remembered.checkpoint.size, ": ", what,
                                  ". ", kept, ". Show them to the auditor; do not trust this server."));
}

std::string CheckpointStore::KeepProof(const Signed& first, const Signed& second,
                                       const std::optional<merkle::Prefix>& prefix) {
  audit::Equivocation equivocation{.first = std::string(first.note), .second = std::string(second.note)};
  if (prefix.has_value()) {
    equivocation.prefix_root = prefix->root;
    equivocation.proof = prefix->proof;
  }
  // Nothing is called a proof that a stranger would not accept.
  if (!audit::VerifyEquivocation(equivocation, keys_).ok()) return "";
  const std::string path = Cat(path_, ".equivocation-", first.checkpoint.size, "-", ShortHex(first.checkpoint.root),
                               "-", second.checkpoint.size, "-", ShortHex(second.checkpoint.root));
  const absl::Status written =
      WriteFile(path, audit::FormatEquivocation(equivocation), kPublicFile, Existing::kReplace);
  if (!written.ok()) return Cat(", the proof could not be written (", written.message(), ")");
  const absl::MutexLock lock(&mutex_);
  proof_path_ = path;
  return Cat("; the proof for everybody: ", path, " (ingot verify equivocation)");
}

std::string CheckpointStore::ProofPath() const {
  const absl::MutexLock lock(&mutex_);
  return proof_path_;
}

absl::StatusOr<bool> CheckpointStore::Replace(std::string_view expected, std::string_view note) {
  absl::MutexLock lock(&mutex_);
  INGOT_ASSIGN_OR_RETURN(const FileLock file_lock, FileLock::Take(Cat(path_, ".lock")));
  INGOT_ASSIGN_OR_RETURN(const std::string current, ReadIfThere(path_));
  if (current != expected) return false;
  INGOT_RETURN_IF_ERROR(WriteFile(path_, note, kPublicFile, Existing::kReplace));
  return true;
}

}  // namespace ingot::client
