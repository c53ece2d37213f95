// The tree of the index over a store of pages: changes in, roots and paths out.
#ifndef INGOT_LEDGER_COMMITMENT_TREE_H_
#define INGOT_LEDGER_COMMITMENT_TREE_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ledger/base/hash.h"
#include "ledger/commitment/change.h"
#include "ledger/commitment/page.h"
#include "ledger/commitment/path.h"

namespace ingot::commitment {

// Where a page stands: one byte 0 to 15 for each page above it, from the topmost one on.
using PagePath = std::string;

// Implementations say about thread-safety.
class PageReader {
 public:
  virtual ~PageReader() = default;
  // The page whose node is `node`; DataLoss where there is none, or another.
  virtual absl::StatusOr<Page> Read(const PagePath& path, const Hash& node) const = 0;
};

class PageStore : public PageReader {
 public:
  // `node` is the page's own.
  virtual void Write(const PagePath& path, const Page& page, const Hash& node) = 0;
};

// Pages in memory, for verifiers and tests: grows with the keys. Not thread-safe.
class MemoryPages : public PageStore {
 public:
  absl::StatusOr<Page> Read(const PagePath& path, const Hash& node) const override;
  void Write(const PagePath& path, const Page& page, const Hash& node) override;

 private:
  std::map<PagePath, std::string> pages_;
};

// The root after these changes (in any order between keys, by seq within one; sorted in place), whose pages are written
// to the store. `root`: before them, kEmptyNode without keys. Errors are the store's, and leave it half written.
absl::StatusOr<Hash> Update(PageStore& store, const Hash& root, std::vector<Change>& changes);

// The path of a key. Errors are the reader's.
absl::StatusOr<Path> Find(const PageReader& reader, const Hash& root, const Hash& key_hash);

}  // namespace ingot::commitment

#endif  // INGOT_LEDGER_COMMITMENT_TREE_H_
