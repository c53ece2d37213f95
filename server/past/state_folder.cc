#include "server/past/state_folder.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include "ledger/base/strings.h"
#include "server/log/log.h"

namespace ingot::past {
namespace {

namespace fs = std::filesystem;

bool IsNumber(const std::string& name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) { return c >= '0' && c <= '9'; });
}

absl::Status FolderError(std::string_view what, const std::string& path, const std::error_code& error) {
  return absl::InternalError(Cat(what, " ", path, ": ", error.message()));
}

}  // namespace

absl::StatusOr<StateFolder> StateFolder::Open(const std::string& path) {
  std::error_code error;
  if (!fs::exists(path, error)) return StateFolder(path);
  std::vector<fs::path> left;
  for (fs::directory_iterator at(path, error), end; !error && at != end; at.increment(error)) {
    if (at->is_directory(error) && IsNumber(at->path().filename().string())) left.push_back(at->path());
  }
  if (error) return FolderError("can't read the folder of past states", path, error);
  for (const fs::path& folder : left) {
    fs::remove_all(folder, error);
    if (error) return FolderError("can't remove the past state", folder.string(), error);
  }
  return StateFolder(path);
}

absl::StatusOr<std::string> StateFolder::Next() {
  std::error_code error;
  fs::create_directories(path_, error);
  if (error) return FolderError("can't make the folder of past states", path_, error);
  return Cat(path_, "/", next_++);
}

void StateFolder::Remove(const std::string& database_path) {
  std::error_code error;
  fs::remove_all(database_path, error);
  if (error) log::Warning("a past state is not removed", {{"path", database_path}, {"why", error.message()}});
}

}  // namespace ingot::past
