// Making directory entries durable.
#ifndef INGOT_STORAGE_FILE_DIRECTORY_H_
#define INGOT_STORAGE_FILE_DIRECTORY_H_

#include <string>

#include "absl/status/status.h"

namespace ingot::storage {

// Syncs a directory: a file made, renamed or removed in it stays so after a power failure only from then on.
absl::Status SyncDirectory(const std::string& path);

// Syncs the directory that holds `path`.
absl::Status SyncParentDirectory(const std::string& path);

// Status of a failed system call: what was tried, the path and errno's text. NotFound for ENOENT, ResourceExhausted for
// ENOSPC and EDQUOT, else Internal.
absl::Status SystemError(int error, const std::string& what, const std::string& path);

}  // namespace ingot::storage

#endif  // INGOT_STORAGE_FILE_DIRECTORY_H_
