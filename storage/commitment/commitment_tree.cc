#include "storage/commitment/commitment_tree.h"

#include <string>
#include <string_view>
#include <utility>

#include "ingot/storage/v1/records.pb.h"
#include "ledger/base/check.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/commitment/tree.h"
#include "rocksdb/db.h"
#include "rocksdb/write_batch.h"

namespace ingot::storage {
namespace {

constexpr size_t kProtectionBytesPerKey = 8;
constexpr char kRootKey[] = "root";
// Pages sort by their path: a page stands right before those below it.
constexpr char kPagePrefix = 'p';
// Above every key of the family.
constexpr char kEnd[] = "\xff";

std::string PageKey(const commitment::PagePath& path) { return kPagePrefix + path; }

rocksdb::Slice SliceOf(std::string_view view) { return {view.data(), view.size()}; }

// A page that was asked for by its node, so that what was changed on disk is never taken for the ledger's.
absl::StatusOr<commitment::Page> ReadPage(const Database& database, const rocksdb::ReadOptions& options,
                                          const commitment::PagePath& path, const Hash& node) {
  rocksdb::PinnableSlice bytes;
  const rocksdb::Status read =
      database.rocks().Get(options, database.family(Family::kCommitment), PageKey(path), &bytes);
  if (!read.ok()) return absl::DataLossError(Cat("a page of the index can't be read: ", read.ToString()));
  std::optional<commitment::Page> page = commitment::Page::Decode({bytes.data(), bytes.size()});
  if (!page.has_value() || page->Top().hash != node) return absl::DataLossError("a page of the index is damaged");
  return *std::move(page);
}

class WritingPages : public commitment::PageStore {
 public:
  explicit WritingPages(const Database& database)
      : database_(database), batch_(/*reserved_bytes=*/0, /*max_bytes=*/0, kProtectionBytesPerKey, 0) {}

  absl::StatusOr<commitment::Page> Read(const commitment::PagePath& path, const Hash& node) const override {
    return ReadPage(database_, rocksdb::ReadOptions(), path, node);
  }

  void Write(const commitment::PagePath& path, const commitment::Page& page, const Hash&) override {
    Put(PageKey(path), page.Encode());
  }

  void Put(std::string_view key, std::string_view value) {
    const rocksdb::Status put = batch_.Put(database_.family(Family::kCommitment), SliceOf(key), SliceOf(value));
    INGOT_CHECK_MSG(put.ok(), put.ToString());
  }

  void DeleteAll() {
    const rocksdb::Status deleted = batch_.DeleteRange(database_.family(Family::kCommitment), "", kEnd);
    INGOT_CHECK_MSG(deleted.ok(), deleted.ToString());
  }

  // Without the log: see CommitmentTree.
  void Commit() {
    rocksdb::WriteOptions options;
    options.disableWAL = true;
    const rocksdb::Status written = database_.rocks().Write(options, &batch_);
    INGOT_CHECK_MSG(written.ok(), written.ToString());
  }

 private:
  const Database& database_;
  rocksdb::WriteBatch batch_;
};

// What ReadPage reads, as of one moment.
class PinnedView final : public CommitmentView, private commitment::PageReader {
 public:
  PinnedView(std::shared_ptr<const Database> database, uint64_t size, const Hash& root)
      : database_(std::move(database)), snapshot_(database_->rocks().GetSnapshot()), size_(size), root_(root) {}
  PinnedView(const PinnedView&) = delete;
  PinnedView& operator=(const PinnedView&) = delete;
  ~PinnedView() override { database_->rocks().ReleaseSnapshot(snapshot_); }

  uint64_t size() const override { return size_; }
  const Hash& root() const override { return root_; }
  absl::StatusOr<commitment::Path> Find(const Hash& key_hash) const override {
    return commitment::Find(*this, root_, key_hash);
  }

 private:
  absl::StatusOr<commitment::Page> Read(const commitment::PagePath& path, const Hash& node) const override {
    rocksdb::ReadOptions options;
    options.snapshot = snapshot_;
    return ReadPage(*database_, options, path, node);
  }

  const std::shared_ptr<const Database> database_;
  const rocksdb::Snapshot* const snapshot_;
  const uint64_t size_;
  const Hash root_;
};

}  // namespace

CommitmentTree::CommitmentTree(std::shared_ptr<const Database> database) : database_(std::move(database)) {
  std::string bytes;
  const rocksdb::Status read =
      database_->rocks().Get(rocksdb::ReadOptions(), database_->family(Family::kCommitment), kRootKey, &bytes);
  v1::CommitmentTreeRecord record;
  if (!read.ok() || !record.ParseFromString(bytes)) return;
  const absl::StatusOr<Hash> root = HashFromBytes(record.root());
  if (!root.ok()) return;
  size_ = record.size();
  root_ = *root;
}

absl::Status CommitmentTree::Update(std::vector<commitment::Change>& changes, uint64_t new_size) {
  INGOT_CHECK(new_size > size_);
  WritingPages pages(*database_);
  INGOT_ASSIGN_OR_RETURN(const Hash root, commitment::Update(pages, root_, changes));
  v1::CommitmentTreeRecord record;
  record.set_size(new_size);
  record.set_root(ToBytes(root));
  pages.Put(kRootKey, record.SerializeAsString());
  pages.Commit();
  size_ = new_size;
  root_ = root;
  return absl::OkStatus();
}

void CommitmentTree::Clear() {
  WritingPages pages(*database_);
  pages.DeleteAll();
  pages.Commit();
  size_ = 0;
  root_ = Hash{};
}

std::shared_ptr<const CommitmentView> CommitmentTree::View() const {
  return std::make_shared<const PinnedView>(database_, size_, root_);
}

}  // namespace ingot::storage
