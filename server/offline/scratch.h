// A database that is made to compare another with, and does not stay.
#ifndef INGOT_SERVER_OFFLINE_SCRATCH_H_
#define INGOT_SERVER_OFFLINE_SCRATCH_H_

#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/db/database.h"

namespace ingot::offline {

// Removes its folder with the end of its life. Not thread-safe.
class Scratch {
 public:
  // ResourceExhausted where less is free in `parent`, which must exist, than the database at `like` takes.
  static absl::Status CheckRoom(const std::string& parent, const std::string& like);
  // An empty one, in a folder of its own below `parent`.
  static absl::StatusOr<std::unique_ptr<Scratch>> Make(const std::string& parent);
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch();

  const std::shared_ptr<const storage::Database>& database() const { return database_; }

 private:
  explicit Scratch(std::string folder) : folder_(std::move(folder)) {}

  const std::string folder_;
  std::shared_ptr<const storage::Database> database_;
};

}  // namespace ingot::offline

#endif  // INGOT_SERVER_OFFLINE_SCRATCH_H_
