#include "clients/cpp/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <set>
#include <system_error>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "clients/cpp/random.h"
#include "ledger/base/bytes.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"

namespace ingot::client {
namespace {

absl::Status FileError(std::string_view what, const std::string& path, int error) {
  const std::string text = Cat(what, " ", path, ": ", std::strerror(error));
  switch (error) {
    case ENOENT:
      return absl::NotFoundError(text);
    case EACCES:
    case EPERM:
    case EROFS:
      return absl::PermissionDeniedError(text);
    case EEXIST:
    case ENOTEMPTY:
      return absl::AlreadyExistsError(text);
    default:
      return absl::FailedPreconditionError(text);
  }
}

absl::Mutex pending_mutex(absl::kConstInit);

std::set<std::string>& Pending() ABSL_EXCLUSIVE_LOCKS_REQUIRED(pending_mutex) {
  static auto* const pending = new std::set<std::string>();
  return *pending;
}

void Remember(const std::string& path) {
  absl::MutexLock lock(&pending_mutex);
  Pending().insert(path);
}

void Forget(const std::string& path) {
  absl::MutexLock lock(&pending_mutex);
  Pending().erase(path);
}

// A name beside `path` that nothing else uses.
std::string TemporaryName(const std::string& path) {
  return Cat(FolderOf(path), "/.", std::filesystem::path(path).filename().string(), ".", HexEncode(RandomBytes(8)));
}

absl::Status SyncFolder(const std::string& folder) {
  const int fd = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return FileError("can't open", folder, errno);
  const int result = fsync(fd);
  const int error = errno;
  close(fd);
  // Some file systems do not sync folders; the rename itself stays atomic there.
  if (result != 0 && error != EINVAL) return FileError("can't sync", folder, error);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::string> ReadStream(std::FILE* in, const std::string& name, size_t max_bytes) {
  std::string bytes;
  char buffer[64 * 1024];
  size_t got;
  while ((got = std::fread(buffer, 1, sizeof buffer, in)) > 0) {
    if (got > max_bytes - bytes.size()) {
      return absl::InvalidArgumentError(Cat(name, " is longer than ", max_bytes, " bytes"));
    }
    bytes.append(buffer, got);
  }
  if (std::ferror(in)) return FileError("can't read", name, errno);
  return bytes;
}

absl::StatusOr<std::string> ReadFile(const std::string& path, size_t max_bytes) {
  std::FILE* const in = std::fopen(path.c_str(), "rbe");
  if (in == nullptr) return FileError("can't open", path, errno);
  absl::StatusOr<std::string> bytes = ReadStream(in, path, max_bytes);
  std::fclose(in);
  return bytes;
}

absl::StatusOr<std::unique_ptr<PendingFile>> PendingFile::Create(const std::string& path, mode_t mode,
                                                                 Existing existing) {
  if (existing == Existing::kRefuse && access(path.c_str(), F_OK) == 0) {
    return absl::AlreadyExistsError(Cat(path, " exists already: choose another name, or move it away"));
  }
  std::string temporary = TemporaryName(path);
  Remember(temporary);
  const int fd = open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
  if (fd < 0) {
    const int error = errno;
    Forget(temporary);
    return FileError("can't write", path, error);
  }
  std::FILE* const file = fdopen(fd, "wb");
  if (file == nullptr) {
    const int error = errno;
    close(fd);
    unlink(temporary.c_str());
    Forget(temporary);
    return FileError("can't write", path, error);
  }
  return std::unique_ptr<PendingFile>(new PendingFile(path, std::move(temporary), file, existing));
}

PendingFile::~PendingFile() {
  if (file_ != nullptr) std::fclose(file_);
  if (!temporary_.empty()) {
    unlink(temporary_.c_str());
    Forget(temporary_);
  }
}

absl::Status PendingFile::Write(std::string_view bytes) {
  if (std::fwrite(bytes.data(), 1, bytes.size(), file_) != bytes.size()) return FileError("can't write", path_, errno);
  return absl::OkStatus();
}

absl::Status PendingFile::Commit() {
  if (std::fflush(file_) != 0 || fsync(fileno(file_)) != 0) return FileError("can't write", path_, errno);
  std::FILE* const file = std::exchange(file_, nullptr);
  if (std::fclose(file) != 0) return FileError("can't write", path_, errno);
  if (existing_ == Existing::kRefuse) {
    // link(2) fails where the name was taken meanwhile; rename(2) would replace it.
    if (link(temporary_.c_str(), path_.c_str()) != 0) return FileError("can't write", path_, errno);
    unlink(temporary_.c_str());
  } else if (rename(temporary_.c_str(), path_.c_str()) != 0) {
    return FileError("can't write", path_, errno);
  }
  Forget(temporary_);
  temporary_.clear();
  return SyncFolder(FolderOf(path_));
}

absl::Status WriteFile(const std::string& path, std::string_view bytes, mode_t mode, Existing existing) {
  INGOT_ASSIGN_OR_RETURN(std::unique_ptr<PendingFile> file, PendingFile::Create(path, mode, existing));
  INGOT_RETURN_IF_ERROR(file->Write(bytes));
  return file->Commit();
}

absl::StatusOr<std::unique_ptr<PendingFolder>> PendingFolder::Create(const std::string& path) {
  std::filesystem::path target(path);
  if (!target.has_filename()) target = target.parent_path();
  std::error_code error;
  if (std::filesystem::exists(target, error) &&
      !(std::filesystem::is_directory(target, error) && std::filesystem::is_empty(target, error))) {
    return absl::AlreadyExistsError(Cat(target.string(), " exists already and is not an empty folder"));
  }
  INGOT_RETURN_IF_ERROR(MakeFolder(FolderOf(target.string()), 0755));
  std::string temporary = TemporaryName(target.string());
  Remember(temporary);
  if (mkdir(temporary.c_str(), 0700) != 0) {
    const int code = errno;
    Forget(temporary);
    return FileError("can't make", target.string(), code);
  }
  return std::unique_ptr<PendingFolder>(new PendingFolder(target.string(), std::move(temporary)));
}

PendingFolder::~PendingFolder() {
  if (committed_) return;
  std::error_code ignored;
  std::filesystem::remove_all(temporary_, ignored);
  Forget(temporary_);
}

absl::Status PendingFolder::Commit() {
  // rename(2) replaces an empty folder and nothing else.
  if (rename(temporary_.c_str(), path_.c_str()) != 0) return FileError("can't make", path_, errno);
  committed_ = true;
  Forget(temporary_);
  return SyncFolder(FolderOf(path_));
}

absl::Status MakeFolder(const std::string& path, mode_t mode) {
  struct stat info;
  if (stat(path.c_str(), &info) == 0) {
    return S_ISDIR(info.st_mode) ? absl::OkStatus() : absl::AlreadyExistsError(Cat(path, " is not a folder"));
  }
  const std::string parent = FolderOf(path);
  if (parent != path) INGOT_RETURN_IF_ERROR(MakeFolder(parent, mode));
  if (mkdir(path.c_str(), mode) != 0 && errno != EEXIST) return FileError("can't make", path, errno);
  return absl::OkStatus();
}

std::string FolderOf(const std::string& path) {
  const std::string folder = std::filesystem::path(path).parent_path().string();
  return folder.empty() ? "." : folder;
}

std::string Below(const std::string& folder, const std::string& path) {
  return (std::filesystem::path(folder) / path).string();  // an absolute path replaces the folder
}

void RemovePending() {
  absl::MutexLock lock(&pending_mutex);
  for (const std::string& path : Pending()) {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }
}

}  // namespace ingot::client
