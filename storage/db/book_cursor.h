// Walks the books family of one snapshot (storage/books has its keys). Not thread-safe.
#ifndef INGOT_STORAGE_DB_BOOK_CURSOR_H_
#define INGOT_STORAGE_DB_BOOK_CURSOR_H_

#include <memory>
#include <string_view>

#include "absl/status/status.h"
#include "storage/db/snapshot.h"

namespace ingot::storage {

class BookCursor {
 public:
  // Holds the snapshot. Not placed yet.
  explicit BookCursor(std::shared_ptr<const Snapshot> snapshot);
  BookCursor(const BookCursor&) = delete;
  BookCursor& operator=(const BookCursor&) = delete;
  ~BookCursor();

  // To the first key at or after `key`; to the last one at or before it; to the next one (REQUIRES: valid()).
  void Seek(std::string_view key);
  void SeekForPrev(std::string_view key);
  void Next();

  // Whether it stands on a key; false after the last one and where the family can't be read: see status().
  bool valid() const;
  // REQUIRES: valid(). The views hold until the next move.
  std::string_view key() const;
  std::string_view value() const;
  // DATA_LOSS where a move met damage.
  absl::Status status() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace ingot::storage

#endif  // INGOT_STORAGE_DB_BOOK_CURSOR_H_
