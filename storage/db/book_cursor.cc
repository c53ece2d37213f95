#include "storage/db/book_cursor.h"

#include <utility>

#include "storage/db/rocks_status.h"
#include "storage/db/snapshot_pin.h"

namespace ingot::storage {

class BookCursor::Impl {
 public:
  explicit Impl(std::shared_ptr<const Snapshot> snapshot)
      : snapshot_(std::move(snapshot)), at_(snapshot_->pin_->Iterate(Family::kBooks, snapshot_->pin_->Options())) {}

  rocksdb::Iterator& at() const { return *at_; }

 private:
  std::shared_ptr<const Snapshot> snapshot_;
  std::unique_ptr<rocksdb::Iterator> at_;
};

BookCursor::BookCursor(std::shared_ptr<const Snapshot> snapshot) : impl_(std::make_unique<Impl>(std::move(snapshot))) {}

BookCursor::~BookCursor() = default;

void BookCursor::Seek(std::string_view key) { impl_->at().Seek(rocksdb::Slice(key.data(), key.size())); }

void BookCursor::SeekForPrev(std::string_view key) { impl_->at().SeekForPrev(rocksdb::Slice(key.data(), key.size())); }

void BookCursor::Next() { impl_->at().Next(); }

bool BookCursor::valid() const { return impl_->at().Valid(); }

std::string_view BookCursor::key() const { return ViewOf(impl_->at().key()); }

std::string_view BookCursor::value() const { return ViewOf(impl_->at().value()); }

absl::Status BookCursor::status() const {
  return impl_->at().status().ok() ? absl::OkStatus() : Damaged("the books", impl_->at().status());
}

}  // namespace ingot::storage
