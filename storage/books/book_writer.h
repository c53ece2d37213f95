// What a batch does to the books.
#ifndef INGOT_STORAGE_BOOKS_BOOK_WRITER_H_
#define INGOT_STORAGE_BOOKS_BOOK_WRITER_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/state/view.h"
#include "storage/db/database.h"
#include "storage/db/sums.h"

namespace ingot::storage {

// Keys of the books family with what becomes of them.
struct BookUpdate {
  // Values that take the place of none: a key of this kind is written once.
  std::map<std::string, Sums> written;
  // Sums that are added.
  std::map<std::string, Sums> added;
};

// Not thread-safe: the applier owns it, and asks in the order of the batches, each before it is written. Deterministic:
// the books follow from entries and changes alone.
class BookWriter {
 public:
  explicit BookWriter(std::shared_ptr<const Database> database) : database_(std::move(database)) {}

  // `entries`: the batch's stored bytes. `changes`: its record changes, ascending by key. `size`: the ledger's size
  // after it. Aborts where the entries don't parse, and where stored state can't be read.
  BookUpdate Update(const std::vector<std::string_view>& entries, const std::vector<state::Change>& changes,
                    uint64_t size);

 private:
  // Balances of the accounts that stand for all of an owner's that come and go, by key prefix; read when first needed.
  // As many as organisations, at most twice.
  std::map<std::string, Sums> moving_;
  std::shared_ptr<const Database> database_;
};

}  // namespace ingot::storage

#endif  // INGOT_STORAGE_BOOKS_BOOK_WRITER_H_
