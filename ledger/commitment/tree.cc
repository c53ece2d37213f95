#include "ledger/commitment/tree.h"

#include <algorithm>
#include <optional>
#include <span>
#include <tuple>
#include <utility>

#include "ledger/base/check.h"
#include "ledger/base/status.h"
#include "ledger/commitment/hashing.h"

namespace ingot::commitment {
namespace {

using Changes = std::span<const Change>;

// The first changes, of one key or of one place. REQUIRES: not empty.
Changes FirstKey(Changes changes) {
  size_t end = 1;
  while (end < changes.size() && changes[end].key_hash == changes[0].key_hash) ++end;
  return changes.first(end);
}

Changes FirstPlace(Changes changes, size_t depth) {
  const size_t place = PlaceOf(changes[0].key_hash, depth);
  const auto end = std::partition_point(changes.begin(), changes.end(),
                                        [&](const Change& change) { return PlaceOf(change.key_hash, depth) == place; });
  return changes.first(static_cast<size_t>(end - changes.begin()));
}

// One update of the tree below a page, depth first: each page is read and written once.
class Updater {
 public:
  explicit Updater(PageStore& store) : store_(store) {}

  // Changes the page at path_ and returns its node. REQUIRES: changes of keys that belong below it, sorted.
  absl::StatusOr<Hash> UpdatePage(Page page, Changes changes) {
    const size_t depth = path_.size();
    INGOT_CHECK(depth < kMaxPageDepth);
    while (!changes.empty()) {
      const Changes here = FirstPlace(changes, depth);
      INGOT_RETURN_IF_ERROR(UpdatePlace(page[PlaceOf(here[0].key_hash, depth)], here));
      changes = changes.subspan(here.size());
    }
    const Node top = page.Top();
    store_.Write(path_, page, top.hash);
    return top.hash;
  }

 private:
  absl::Status UpdatePlace(Place& place, Changes changes) {
    const Changes first = FirstKey(changes);
    const bool one_key = first.size() == changes.size();
    if (place.kind == Place::Kind::kEmpty && one_key) {
      place.kind = Place::Kind::kLeaf;
      place.key_hash = first[0].key_hash;
      place.value = ValueAfter({}, first);
      return absl::OkStatus();
    }
    if (place.kind == Place::Kind::kLeaf && one_key && place.key_hash == first[0].key_hash) {
      place.value = ValueAfter(place.value, first);
      return absl::OkStatus();
    }
    return UpdateBelow(place, changes);
  }

  // The place holds, or comes to hold, a page.
  absl::Status UpdateBelow(Place& place, Changes changes) {
    path_.push_back(static_cast<char>(PlaceOf(changes[0].key_hash, path_.size())));
    Page below;
    if (place.kind == Place::Kind::kPage) {
      INGOT_ASSIGN_OR_RETURN(below, store_.Read(path_, place.node));
    } else if (place.kind == Place::Kind::kLeaf) {
      below[PlaceOf(place.key_hash, path_.size())] = std::move(place);
    }
    INGOT_ASSIGN_OR_RETURN(const Hash node, UpdatePage(std::move(below), changes));
    place = Place{};
    place.kind = Place::Kind::kPage;
    place.node = node;
    path_.pop_back();
    return absl::OkStatus();
  }

  PageStore& store_;
  PagePath path_;
};

}  // namespace

absl::StatusOr<Page> MemoryPages::Read(const PagePath& path, const Hash&) const {
  const auto found = pages_.find(path);
  if (found == pages_.end()) return absl::DataLossError("the index has no such page");
  std::optional<Page> page = Page::Decode(found->second);
  INGOT_CHECK_MSG(page.has_value(), "a page of the index in memory is malformed");
  return *std::move(page);
}

void MemoryPages::Write(const PagePath& path, const Page& page, const Hash&) { pages_[path] = page.Encode(); }

absl::StatusOr<Hash> Update(PageStore& store, const Hash& root, std::vector<Change>& changes) {
  if (changes.empty()) return root;
  std::sort(changes.begin(), changes.end(),
            [](const Change& a, const Change& b) { return std::tie(a.key_hash, a.seq) < std::tie(b.key_hash, b.seq); });
  Page top;
  if (root != kEmptyNode) {
    INGOT_ASSIGN_OR_RETURN(top, store.Read(PagePath(), root));
  }
  return Updater(store).UpdatePage(std::move(top), changes);
}

absl::StatusOr<Path> Find(const PageReader& reader, const Hash& root, const Hash& key_hash) {
  Path path;
  PagePath page_path;
  Hash node = root;
  while (node != kEmptyNode) {
    const size_t depth = page_path.size();
    INGOT_CHECK(depth < kMaxPageDepth);
    INGOT_ASSIGN_OR_RETURN(const Page page, reader.Read(page_path, node));
    const size_t place = PlaceOf(key_hash, depth);
    const Page::Levels& levels = page.Nodes();
    // Down to the first node of one key or none.
    size_t level = kPageLevels;
    for (; level > 0 && levels[level][place >> level].keys == Keys::kMore; --level) {
      path.siblings.push_back(levels[level - 1][place >> (level - 1) ^ 1].hash);
    }
    if (levels[level][place >> level].keys == Keys::kMore) {
      page_path.push_back(static_cast<char>(place));
      node = page[place].node;
      continue;
    }
    for (size_t i = place >> level << level; i < (place >> level << level) + (size_t{1} << level); ++i) {
      if (page[i].kind == Place::Kind::kLeaf) path.leaf = Path::Leaf{page[i].key_hash, page[i].value};
    }
    return path;
  }
  return path;
}

}  // namespace ingot::commitment
