// Small files: keys, certificates, genesis.
#ifndef INGOT_SERVER_FILES_FILES_H_
#define INGOT_SERVER_FILES_FILES_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace ingot::files {

// The whole file. NotFound, PermissionDenied; InvalidArgument where it is longer than `max_bytes`. Messages name the
// path.
absl::StatusOr<std::string> Read(const std::string& path, size_t max_bytes);

enum class Access { kPublic, kSecret };  // 0644, 0600

// Writes beside `path`, syncs and renames: whole or not at all.
absl::Status Write(const std::string& path, std::string_view contents, Access access);

// Makes the directory (0700) where it is missing; its parent must exist.
absl::Status MakeDirectory(const std::string& path);

bool Exists(const std::string& path);

// Whether others than the owner may read the file.
bool IsReadableByOthers(const std::string& path);

}  // namespace ingot::files

#endif  // INGOT_SERVER_FILES_FILES_H_
