#include "storage/keystore/backup.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <system_error>
#include <vector>

#include "absl/strings/string_view.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/crypto/secret.h"
#include "storage/file/directory.h"
#include "storage/file/file.h"
#include "storage/keystore/keystore.h"
#include "storage/keystore/slot_table.h"

namespace ingot::storage {
namespace {

namespace fs = std::filesystem;

constexpr char kTimeForm[] = "%E4Y%m%dT%H%M%SZ";
constexpr char kUnfinished[] = ".new";
constexpr size_t kChunkBytes = size_t{1} << 20;
// A table that is rebuilt while it is opened has a new file by the next attempt.
constexpr int kMaxAttempts = 10;

std::vector<std::string> FileNames() {
  std::vector<std::string> names = {kMasterFile, kErasedFile};
  for (size_t i = 0; i < kKeystoreTables; ++i) names.push_back(TableFile(i));
  return names;
}

// Opens the file that has this name now, under a lock which keeps it from being overwritten (WipeFile).
absl::StatusOr<Descriptor> OpenShared(const std::string& path) {
  for (int attempt = 0; attempt < kMaxAttempts; ++attempt) {
    Descriptor fd(open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (fd.get() < 0 && errno == ENOENT) {
      usleep(10'000);
      continue;
    }
    if (fd.get() < 0 || flock(fd.get(), LOCK_SH) != 0) {
      return SystemError(errno, "open", path);
    }
    struct stat opened {};
    struct stat named {};
    if (fstat(fd.get(), &opened) == 0 && stat(path.c_str(), &named) == 0 && opened.st_ino == named.st_ino) {
      return fd;
    }
  }
  return absl::UnavailableError(Cat(path, " is being rebuilt: try again"));
}

absl::Status CopyContents(int from, int to, const std::string& path) {
  off_t at = 0;
  while (true) {
    INGOT_ASSIGN_OR_RETURN(std::string chunk, ReadAt(from, kChunkBytes, at, path));
    if (chunk.empty()) break;
    const int error = WriteAt(to, chunk, at);
    at += static_cast<off_t>(chunk.size());
    crypto::WipeString(&chunk);
    if (error != 0) return SystemError(error, "copy", path);
  }
  return fsync(to) == 0 ? absl::OkStatus() : SystemError(errno, "sync the copy of", path);
}

// The server holds the master's lock for its life, and never changes it.
absl::StatusOr<Descriptor> OpenUnlocked(const std::string& path) {
  Descriptor fd(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (fd.get() < 0) return SystemError(errno, "open", path);
  return fd;
}

absl::Status CopyFile(const std::string& from, const std::string& to, bool is_master) {
  const absl::StatusOr<Descriptor> source = is_master ? OpenUnlocked(from) : OpenShared(from);
  if (!source.ok()) return source.status();
  const Descriptor target(open(to.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (target.get() < 0) return SystemError(errno, "create", to);
  return CopyContents(source->get(), target.get(), from);
}

absl::Status RemoveCopy(const std::string& path) {
  for (const std::string& name : FileNames()) INGOT_RETURN_IF_ERROR(WipeFile(Cat(path, "/", name)));
  return rmdir(path.c_str()) == 0 || errno == ENOENT ? absl::OkStatus() : SystemError(errno, "remove", path);
}

// The moment that a copy is named after; InfiniteFuture for anything that is no copy.
absl::Time TimeOf(const std::string& name) {
  absl::Time time;
  std::string error;
  if (!absl::ParseTime(kTimeForm, name, absl::UTCTimeZone(), &time, &error)) return absl::InfiniteFuture();
  return absl::FormatTime(kTimeForm, time, absl::UTCTimeZone()) == name ? time : absl::InfiniteFuture();
}

absl::Status RemoveOld(const std::string& to, absl::Time before) {
  std::error_code error;
  std::vector<std::string> old;
  for (fs::directory_iterator it(to, error); !error && it != fs::directory_iterator(); it.increment(error)) {
    const std::string name = it->path().filename().string();
    const bool unfinished = it->path().extension() == kUnfinished && TimeOf(it->path().stem()) < absl::InfiniteFuture();
    if (unfinished || TimeOf(name) < before) old.push_back(it->path().string());
  }
  if (error) return SystemError(error.value(), "read", to);
  std::sort(old.begin(), old.end());
  for (const std::string& path : old) INGOT_RETURN_IF_ERROR(RemoveCopy(path));
  return SyncDirectory(to);
}

}  // namespace

absl::StatusOr<std::string> BackUpKeystore(const std::string& path, const std::string& to, absl::Time now,
                                           absl::Duration keep) {
  std::error_code error;
  const fs::path source = fs::weakly_canonical(path, error);
  const fs::path target = fs::weakly_canonical(to, error);
  if (error || Cat(target.string(), "/").starts_with(Cat(source.string(), "/"))) {
    return absl::InvalidArgumentError(Cat("the copies at ", to, " must lie outside the keystore ", path));
  }
  if (mkdir(to.c_str(), 0700) != 0 && errno != EEXIST) return SystemError(errno, "create", to);
  // First the old ones: where the disk is full, retention is kept all the same.
  INGOT_RETURN_IF_ERROR(RemoveOld(to, now - keep));
  const std::string copy = Cat(to, "/", std::string_view(absl::FormatTime(kTimeForm, now, absl::UTCTimeZone())));
  const std::string unfinished = Cat(copy, kUnfinished);
  if (mkdir(unfinished.c_str(), 0700) != 0) return SystemError(errno, "create", unfinished);
  for (const std::string& name : FileNames()) {
    INGOT_RETURN_IF_ERROR(CopyFile(Cat(path, "/", name), Cat(unfinished, "/", name), name == kMasterFile));
  }
  INGOT_RETURN_IF_ERROR(SyncDirectory(unfinished));
  if (rename(unfinished.c_str(), copy.c_str()) != 0) return SystemError(errno, "name", copy);
  INGOT_RETURN_IF_ERROR(SyncDirectory(to));
  return copy;
}

}  // namespace ingot::storage
