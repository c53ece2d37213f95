#include "clients/witness/witness.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <utility>

#include "clients/cpp/files.h"
#include "ledger/base/bytes.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/crypto/sha256.h"

namespace ingot::witness {
namespace {

constexpr size_t kFileNameBytes = 16;

std::string FileOf(const std::string& state, const std::string& origin) {
  const Hash hash = crypto::Sha256({origin});
  return Cat(state, "/", HexEncode(AsBytes(hash).substr(0, kFileNameBytes)), ".checkpoint");
}

// The descriptor of a lock that lives as long as it is open.
absl::StatusOr<int> TakeFolder(const std::string& state) {
  INGOT_RETURN_IF_ERROR(client::MakeFolder(state, 0700));
  const std::string path = state + "/lock";
  const int fd = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) return absl::PermissionDeniedError(Cat("can't write ", path));
  if (flock(fd, LOCK_EX | LOCK_NB) == 0) return fd;
  close(fd);
  return absl::FailedPreconditionError(Cat(state, " is in use by another witness: two would not know of each other"));
}

Reply Plain(Ruling ruling, std::string_view text) {
  return {.status = static_cast<int>(ruling), .body = Cat(text, "\n")};
}

// A refusal as the protocol words it.
Reply Refusal(const Judgement& judgement) {
  // The size alone lets a log that has lost count go on. Of another root it would only repeat what the log said.
  if (judgement.ruling == Ruling::kConflict && !judgement.suspicious) {
    return {.status = static_cast<int>(Ruling::kConflict),
            .content_type = std::string(kSizeContentType),
            .body = Cat(judgement.known_size.value_or(0), "\n")};
  }
  return Plain(judgement.ruling, judgement.why);
}

}  // namespace

absl::StatusOr<std::unique_ptr<Witness>> Witness::Open(const std::string& name, crypto::PrivateKey key,
                                                       const std::vector<Policy::Log>& logs, const std::string& state) {
  if (logs.empty()) return absl::InvalidArgumentError("a witness needs a log to watch: a line log <vkey>");
  INGOT_ASSIGN_OR_RETURN(note::VerifierKey verifier,
                         note::VerifierKey::Create(name, note::SignatureType::kCosignatureV1, key.public_key()));
  INGOT_ASSIGN_OR_RETURN(const int lock_fd, TakeFolder(state));
  std::unique_ptr<Witness> witness(new Witness(std::move(verifier), std::move(key), lock_fd));
  for (const Policy::Log& log : logs) {
    std::unique_ptr<Log>& entry = witness->logs_[log.key.name()];
    if (entry == nullptr) {
      entry = std::make_unique<Log>();
      entry->origin = log.key.name();
      entry->path = FileOf(state, entry->origin);
      INGOT_RETURN_IF_ERROR(witness->Recall(*entry));
    }
    // Several keys of one origin: around a rotation.
    entry->keys.push_back(log.key);
  }
  return witness;
}

Witness::~Witness() { close(lock_fd_); }

absl::Status Witness::Recall(Log& log) const {
  const absl::StatusOr<std::string> bytes = client::ReadFile(log.path, note::kMaxNoteBytes);
  if (absl::IsNotFound(bytes.status())) return absl::OkStatus();
  INGOT_RETURN_IF_ERROR(bytes.status());
  const absl::StatusOr<note::OpenedNote> opened = note::Open(*bytes, {{verifier_}});
  const absl::StatusOr<note::ExtendedCheckpoint> read =
      opened.ok() ? note::ParseExtendedCheckpoint(opened->text) : opened.status();
  if (!read.ok() || read->checkpoint.origin != log.origin) {
    return absl::FailedPreconditionError(
        Cat(log.path, " is not what this key cosigned of ", log.origin,
            ": a witness that forgets would cosign another history; find the file's key, or begin under a new name"));
  }
  const absl::MutexLock lock(&log.mutex);
  log.latest = read->checkpoint;
  return absl::OkStatus();
}

Reply Witness::AddCheckpoint(std::string_view body, int64_t now) {
  const absl::StatusOr<AddCheckpointRequest> request = ParseAddCheckpoint(body);
  if (!request.ok()) return Plain(Ruling::kMalformed, FromAbsl(request.status().message()));
  const std::string text = note::TextOf(request->checkpoint).value();
  const auto found = logs_.find(note::ParseExtendedCheckpoint(text)->checkpoint.origin);
  if (found == logs_.end()) return Plain(Ruling::kLogUnknown, "this witness does not watch a log of that origin");
  const absl::MutexLock lock(&found->second->mutex);
  return Decide(*request, *found->second, now);
}

Reply Witness::Decide(const AddCheckpointRequest& request, Log& log, int64_t now) const {
  const Judgement judgement = Judge(request, log.keys, log.latest);
  if (judgement.ruling != Ruling::kCosign) {
    if (judgement.suspicious) {
      // The first one is kept beside what it contradicts; that it can't be written changes nothing for the log.
      (void)client::WriteFile(log.path + ".conflict", request.checkpoint, client::kPublicFile,
                              client::Existing::kRefuse);
    }
    return Refusal(judgement);
  }
  const absl::StatusOr<std::string> line = note::CosignatureLine(judgement.text, verifier_.name(), key_, now);
  if (!line.ok()) return Plain(Ruling::kMalformed, FromAbsl(line.status().message()));
  // The log's own lines fall away, so that the file never exceeds a note's bounds.
  const absl::Status kept =
      client::WriteFile(log.path, Cat(judgement.text, "\n", *line), client::kPublicFile, client::Existing::kReplace);
  if (!kept.ok()) return {.status = 500, .body = "the witness can't write its memory\n"};
  log.latest = judgement.checkpoint;
  return {.status = static_cast<int>(Ruling::kCosign), .body = *line};
}

std::optional<note::Checkpoint> Witness::Latest(const std::string& origin) const {
  const auto found = logs_.find(origin);
  if (found == logs_.end()) return std::nullopt;
  const absl::MutexLock lock(&found->second->mutex);
  return found->second->latest;
}

std::vector<std::string> Witness::Origins() const {
  std::vector<std::string> origins;
  for (const auto& [origin, log] : logs_) origins.push_back(origin);
  return origins;
}

}  // namespace ingot::witness
