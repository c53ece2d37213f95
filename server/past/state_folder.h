// The folder that past states live in: one numbered database a state, and none that outlives the process.
#ifndef INGOT_SERVER_PAST_STATE_FOLDER_H_
#define INGOT_SERVER_PAST_STATE_FOLDER_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace ingot::past {

// Not thread-safe.
class StateFolder {
 public:
  // Removes what an earlier process left in `path`: folders whose names are numbers, and nothing else. Errors of the
  // file system.
  static absl::StatusOr<StateFolder> Open(const std::string& path);

  // The path of a new database; its parent is made where it is missing.
  absl::StatusOr<std::string> Next();
  // Removes a database that is closed. A failure is logged: the next start tries again.
  static void Remove(const std::string& database_path);

 private:
  explicit StateFolder(std::string path) : path_(std::move(path)) {}

  std::string path_;
  uint64_t next_ = 1;
};

}  // namespace ingot::past

#endif  // INGOT_SERVER_PAST_STATE_FOLDER_H_
