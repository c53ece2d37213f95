#include "clients/cpp/tile_folder.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <system_error>

#include "ledger/base/strings.h"

namespace ingot::client {

absl::StatusOr<std::optional<std::string>> TileFolder::Read(const std::string& path, size_t max_bytes) const {
  const std::string full = Cat(path_, "/", path);
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(full.c_str(), "rbe"), std::fclose);
  if (file == nullptr) {
    if (errno == ENOENT || errno == ENOTDIR) return std::nullopt;
    return absl::PermissionDeniedError(Cat("can't open ", full, ": ", std::strerror(errno)));
  }
  std::string bytes;
  char buffer[64 * 1024];
  while (bytes.size() <= max_bytes) {
    const size_t got = std::fread(buffer, 1, sizeof buffer, file.get());
    if (got == 0) break;
    bytes.append(buffer, got);
  }
  if (std::ferror(file.get())) return absl::UnavailableError(Cat("can't read ", full, ": ", std::strerror(errno)));
  if (bytes.size() > max_bytes) bytes.resize(max_bytes + 1);
  return bytes;
}

absl::StatusOr<std::vector<std::string>> TileFolder::List() const {
  std::vector<std::string> paths;
  std::error_code error;
  std::filesystem::recursive_directory_iterator walk(path_ + "/tile", error);
  if (error == std::errc::no_such_file_or_directory) return paths;
  const std::filesystem::recursive_directory_iterator end;
  for (; !error && walk != end; walk.increment(error)) {
    if (walk->path().filename().string().starts_with('.')) {
      walk.disable_recursion_pending();
      continue;
    }
    if (walk->is_directory(error)) continue;
    if (paths.size() == kMaxTileFiles) {
      return absl::InvalidArgumentError(Cat(path_, " has more than ", kMaxTileFiles, " files"));
    }
    paths.push_back(walk->path().string().substr(path_.size() + 1));
  }
  if (error) return absl::UnavailableError(Cat("can't list ", path_, ": ", error.message()));
  return paths;
}

}  // namespace ingot::client
