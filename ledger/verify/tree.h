// A whole tlog-tiles tree (c2sp.org/tlog-tiles) against its checkpoint: every tile at every level is recomputed, from
// the entry bundles where there are any, and every file is accounted for.
#ifndef INGOT_LEDGER_VERIFY_TREE_H_
#define INGOT_LEDGER_VERIFY_TREE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ledger/note/checkpoint.h"
#include "ledger/verdict/verdict.h"

namespace ingot::verify {

// 256 entries of at most 65 535 bytes, each behind its length.
inline constexpr size_t kMaxBundleBytes = size_t{256} * (2 + 65535);
// Beyond these the tree is not looked through any further.
inline constexpr size_t kMaxTreeProblems = 100;

// Where the bundle of entries beside tile `index` of level 0 lies: "tile/entries/x001/067.p/12".
std::string BundlePath(uint64_t index, unsigned width);

// The entries of a bundle; nullopt unless it holds exactly `width` of them, each behind its length.
std::optional<std::vector<std::string_view>> SplitBundle(std::string_view bundle, unsigned width);

// The files of a tree, wherever they lie.
class TreeFiles {
 public:
  virtual ~TreeFiles() = default;
  // A file by its path from the tree's root ("tile/0/x001/067"), cut off behind `max_bytes` + 1 bytes; nullopt where
  // there is none. Errors end the check.
  virtual absl::StatusOr<std::optional<std::string>> Read(const std::string& path, size_t max_bytes) const = 0;
};

struct TreeProblem {
  verdict::Reason reason = verdict::Reason::kOk;
  std::string path;
  std::string why;
};

struct TreeReport {
  // In the order in which they were found, at most kMaxTreeProblems.
  std::vector<TreeProblem> problems;
  // There were more.
  bool cut_short = false;
  uint64_t tiles = 0;
  // Entry bundles; 0 where the tree has none, and then nothing is said about entries.
  uint64_t bundles = 0;
  // Partial tiles and bundles of earlier sizes that are still there, each a beginning of what followed.
  uint64_t superseded = 0;
};

// `paths` are all files below tile/. A partial file that is gone is read from the full one where that exists, as the
// specification allows. Files of folders that the specification does not know (tile/data) are left aside. OK where the
// check came to its end, whatever it found; errors are those of `files`.
absl::StatusOr<TreeReport> CheckTree(const TreeFiles& files, const std::vector<std::string>& paths,
                                     const note::Checkpoint& checkpoint);

// The verdict: OK, or the first problem.
absl::Status VerdictOf(const TreeReport& report);

}  // namespace ingot::verify

#endif  // INGOT_LEDGER_VERIFY_TREE_H_
