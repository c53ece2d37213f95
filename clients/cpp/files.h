// Files of a client: read with a bound, written whole or not at all.
#ifndef INGOT_CLIENTS_CPP_FILES_H_
#define INGOT_CLIENTS_CPP_FILES_H_

#include <sys/types.h>

#include <cstddef>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace ingot::client {

inline constexpr mode_t kPublicFile = 0644;
inline constexpr mode_t kSecretFile = 0600;

// The contents of a regular file or pipe. NOT_FOUND, PERMISSION_DENIED, INVALID_ARGUMENT where it is longer than
// `max_bytes`; messages name the path. Thread-safe.
absl::StatusOr<std::string> ReadFile(const std::string& path, size_t max_bytes);

// Everything of `in` up to its end, with the same bound; `name` stands for it in messages.
absl::StatusOr<std::string> ReadStream(std::FILE* in, const std::string& name, size_t max_bytes);

// How to treat a file that is there already.
enum class Existing { kReplace, kRefuse };

// A file that gets its name only when it is complete: written beside its target, synced, then renamed. One that is
// destroyed without Commit leaves nothing behind. Not thread-safe.
class PendingFile {
 public:
  // The target's folder must exist. ALREADY_EXISTS with kRefuse.
  static absl::StatusOr<std::unique_ptr<PendingFile>> Create(const std::string& path, mode_t mode, Existing existing);
  ~PendingFile();
  PendingFile(const PendingFile&) = delete;
  PendingFile& operator=(const PendingFile&) = delete;

  absl::Status Write(std::string_view bytes);
  // Makes the file durable and visible. At most once, after the last Write.
  absl::Status Commit();

 private:
  PendingFile(std::string path, std::string temporary, std::FILE* file, Existing existing)
      : path_(std::move(path)), temporary_(std::move(temporary)), file_(file), existing_(existing) {}

  std::string path_;
  std::string temporary_;
  std::FILE* file_;
  Existing existing_;
};

// PendingFile in one call.
absl::Status WriteFile(const std::string& path, std::string_view bytes, mode_t mode, Existing existing);

// A folder that is filled beside its target and renamed when it is complete; like PendingFile. Not thread-safe.
class PendingFolder {
 public:
  // ALREADY_EXISTS where `path` exists and is not an empty folder.
  static absl::StatusOr<std::unique_ptr<PendingFolder>> Create(const std::string& path);
  ~PendingFolder();
  PendingFolder(const PendingFolder&) = delete;
  PendingFolder& operator=(const PendingFolder&) = delete;

  // Where to put things until Commit.
  const std::string& path() const { return temporary_; }
  absl::Status Commit();

 private:
  PendingFolder(std::string path, std::string temporary) : path_(std::move(path)), temporary_(std::move(temporary)) {}

  std::string path_;
  std::string temporary_;
  bool committed_ = false;
};

// Makes a folder, and its parents, where missing.
absl::Status MakeFolder(const std::string& path, mode_t mode);

// The folder that `path` lies in ("." for a bare name), and `path` itself if absolute, else below `folder`.
std::string FolderOf(const std::string& path);
std::string Below(const std::string& folder, const std::string& path);

// Removes what every PendingFile and PendingFolder of this process has not committed; for a process that is about to
// end on a signal. Thread-safe; not for signal handlers.
void RemovePending();

}  // namespace ingot::client

#endif  // INGOT_CLIENTS_CPP_FILES_H_
