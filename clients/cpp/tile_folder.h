// A tlog-tiles tree in a folder: checkpoint, tile/<level>/..., tile/entries/....
#ifndef INGOT_CLIENTS_CPP_TILE_FOLDER_H_
#define INGOT_CLIENTS_CPP_TILE_FOLDER_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "ledger/verify/tree.h"

namespace ingot::client {

// A tree with more files is refused: the longest that a billion entries need.
inline constexpr size_t kMaxTileFiles = 10'000'000;

class TileFolder : public verify::TreeFiles {
 public:
  explicit TileFolder(std::string path) : path_(std::move(path)) {}

  // Errors name the file: PERMISSION_DENIED, UNAVAILABLE for a failing disk.
  absl::StatusOr<std::optional<std::string>> Read(const std::string& path, size_t max_bytes) const override;

  // Paths of all files below tile/, in no order; names that begin with a dot (files being written) are left out. Empty
  // where there is no such folder. INVALID_ARGUMENT beyond kMaxTileFiles.
  absl::StatusOr<std::vector<std::string>> List() const;

  const std::string& path() const { return path_; }

 private:
  const std::string path_;
};

}  // namespace ingot::client

#endif  // INGOT_CLIENTS_CPP_TILE_FOLDER_H_
