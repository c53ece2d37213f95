#include "storage/books/book_reader.h"

#include <algorithm>
#include <utility>

#include "ingot/v1/entry.pb.h"
#include "ledger/base/bytes.h"
#include "ledger/base/check.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/books/entry_postings.h"
#include "ledger/iso/date.h"
#include "ledger/state/record_key.h"
#include "storage/db/damage.h"
#include "storage/db/keys.h"

namespace ingot::storage {
namespace {

// Rows of an account that are stepped over one by one before a seek is cheaper.
constexpr int kStepsBeforeSeek = 8;

absl::StatusOr<Sums> SumsAt(const BookCursor& cursor) {
  std::optional<Sums> sums = DecodeSums(cursor.value());
  if (!sums.has_value()) return Damaged("the books", "a value is no list of sums");
  return *std::move(sums);
}

// The key's part before its number, which all keys of the account share.
absl::StatusOr<std::string> AccountPrefixOf(std::string_view key, Book book) {
  const std::optional<ingot::v1::Account> account = AccountOfBookKey(key);
  if (!account.has_value()) return Damaged("the books", "a key names no account");
  return BookPrefix(book, *account);
}

}  // namespace

Balances::Balances(std::shared_ptr<const Snapshot> snapshot) : snapshot_(std::move(snapshot)), cursor_(snapshot_) {}

absl::StatusOr<std::unique_ptr<Balances>> Balances::AsRecorded(std::shared_ptr<const Snapshot> snapshot,
                                                               uint64_t size) {
  INGOT_CHECK(size <= snapshot->head().size);
  std::unique_ptr<Balances> balances(new Balances(std::move(snapshot)));
  INGOT_RETURN_IF_ERROR(balances->ReadPart(size));
  return balances;
}

std::unique_ptr<Balances> Balances::AsOccurred(std::shared_ptr<const Snapshot> snapshot, const ingot::v1::Date& day) {
  std::unique_ptr<Balances> balances(new Balances(std::move(snapshot)));
  balances->occurred_ = true;
  balances->day_ = DayNumber(day);
  return balances;
}

absl::Status Balances::ReadPart(uint64_t size) {
  const absl::StatusOr<CheckpointRecord> checkpoint = snapshot_->CheckpointAtOrBefore(size);
  if (checkpoint.ok()) {
    batch_size_ = checkpoint->size;
  } else if (!absl::IsOutOfRange(checkpoint.status())) {
    return checkpoint.status();
  }
  absl::Status read;
  INGOT_RETURN_IF_ERROR(snapshot_->ScanEntries(batch_size_, size - batch_size_, [&](const StoredEntry& stored) {
    const absl::StatusOr<books::EntryPostings> posted = books::PostingsOf(stored.entry);
    if (!posted.ok()) {
      read = Damaged(Cat("entry ", stored.seq), "it can't be parsed");
      return false;
    }
    for (const ingot::v1::Posting& posting : posted->postings) {
      const Sums sums = SumsOf(mass::ToCells(posting.amounts()));
      AddSums(part_[BookPrefix(Book::kRecorded, posting.account())], sums);
      if (!ComesAndGoes(posting.account().account_class())) continue;
      const absl::StatusOr<state::RecordPtr> record = snapshot_->Record(state::AccountKey(posting.account()));
      if (!record.ok() || *record == nullptr) {
        read = record.ok() ? Damaged("an account", "an entry posts to it, the state lacks it") : record.status();
        return false;
      }
      const ingot::v1::Account owners =
          OwnersAccount(posting.account().account_class(), (*record)->account().organisation_id());
      AddSums(part_[BookPrefix(Book::kMovingRecorded, owners)], sums);
    }
    return true;
  }));
  return read;
}

Book Balances::BookOf(Accounts accounts) const {
  if (accounts == Accounts::kEach) return occurred_ ? Book::kOccurred : Book::kRecorded;
  return occurred_ ? Book::kMovingOccurred : Book::kMovingRecorded;
}

absl::StatusOr<Sums> Balances::LastRecorded(std::string_view prefix) {
  // The cursor stands on the account's first key as often as not: few rows are stepped over.
  std::string last_key(prefix);
  AppendBe64(batch_size_, &last_key);
  Sums sums;
  int steps = 0;
  for (; cursor_.valid() && cursor_.key().substr(0, prefix.size()) == prefix && cursor_.key() <= last_key;
       cursor_.Next()) {
    if (++steps > kStepsBeforeSeek) {
      cursor_.SeekForPrev(last_key);
      INGOT_RETURN_IF_ERROR(cursor_.status());
      return SumsAt(cursor_);
    }
    INGOT_ASSIGN_OR_RETURN(sums, SumsAt(cursor_));
  }
  INGOT_RETURN_IF_ERROR(cursor_.status());
  return sums;
}

absl::StatusOr<Sums> Balances::SumOccurred(std::string_view prefix) {
  Sums sums;
  for (; cursor_.valid() && cursor_.key().substr(0, prefix.size()) == prefix && OccurredDayOf(cursor_.key()) <= day_;
       cursor_.Next()) {
    INGOT_ASSIGN_OR_RETURN(const Sums day, SumsAt(cursor_));
    AddSums(sums, day);
  }
  INGOT_RETURN_IF_ERROR(cursor_.status());
  return sums;
}

// REQUIRES: the cursor stands on the first key at or behind `prefix`.
absl::StatusOr<Sums> Balances::Stored(std::string_view prefix) {
  return occurred_ ? SumOccurred(prefix) : LastRecorded(prefix);
}

absl::StatusOr<mass::Cells> Balances::Of(const ingot::v1::Account& account, Accounts accounts) {
  const std::string prefix = BookPrefix(BookOf(accounts), account);
  cursor_.Seek(prefix);
  INGOT_ASSIGN_OR_RETURN(Sums sums, Stored(prefix));
  if (const auto part = part_.find(prefix); part != part_.end()) AddSums(sums, part->second);
  return CellsOf(sums);
}

absl::Status Balances::Scan(Accounts accounts, ingot::v1::AccountClass account_class,
                            const std::optional<ingot::v1::Account>& start_after, size_t limit,
                            absl::FunctionRef<bool(const ingot::v1::Account&, const mass::Cells&)> callback) {
  const Book book = BookOf(accounts);
  const std::string range = account_class == ingot::v1::ACCOUNT_CLASS_UNSPECIFIED
                                ? std::string(1, static_cast<char>(book))
                                : BookPrefix(book, account_class);
  std::string from = start_after.has_value() ? PrefixEnd(BookPrefix(book, *start_after)) : range;
  auto part = part_.lower_bound(from);
  cursor_.Seek(from);
  for (size_t examined = 0; examined < limit; ++examined) {
    // The next account: of the books, or of the part of a batch that is not in them yet.
    std::string prefix;
    if (cursor_.valid() && cursor_.key().substr(0, range.size()) == range) {
      INGOT_ASSIGN_OR_RETURN(prefix, AccountPrefixOf(cursor_.key(), book));
    }
    INGOT_RETURN_IF_ERROR(cursor_.status());
    const bool in_part = part != part_.end() && part->first.substr(0, range.size()) == range &&
                         (prefix.empty() || part->first <= prefix);
    const bool in_books = !prefix.empty() && !(in_part && part->first < prefix);
    if (!in_part && !in_books) return absl::OkStatus();
    if (in_part) prefix = part->first;
    Sums sums;
    if (in_books) {
      INGOT_ASSIGN_OR_RETURN(sums, Stored(prefix));
      from = PrefixEnd(prefix);
      if (cursor_.valid() && cursor_.key() < from) cursor_.Seek(from);
    }
    if (in_part) AddSums(sums, (part++)->second);
    // The prefix is a key's beginning; any number completes it.
    const std::optional<ingot::v1::Account> account =
        AccountOfBookKey(Cat(prefix, std::string(occurred_ ? sizeof(uint32_t) : sizeof(uint64_t), '\0')));
    INGOT_CHECK(account.has_value());
    if (!callback(*account, CellsOf(sums))) return absl::OkStatus();
  }
  return absl::OkStatus();
}

absl::StatusOr<uint64_t> SizeRecordedThrough(const Snapshot& snapshot, const ingot::v1::Date& day) {
  uint64_t low = 0;
  uint64_t high = snapshot.head().size;
  while (low < high) {
    const uint64_t middle = low + (high - low) / 2;
    INGOT_ASSIGN_OR_RETURN(const std::string bytes, snapshot.Entry(middle));
    ingot::v1::Entry entry;
    if (!entry.ParseFromString(bytes)) return Damaged(Cat("entry ", middle), "it can't be parsed");
    ingot::v1::LocalTime recorded;
    recorded.set_unix_us(entry.recorded_at_us());
    if (iso::Compare(iso::DateOf(recorded), day) <= 0) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

absl::Status ScanSums(std::shared_ptr<const Snapshot> snapshot, std::string_view prefix,
                      absl::FunctionRef<bool(std::string_view key, const Sums& sums)> callback) {
  BookCursor cursor(std::move(snapshot));
  for (cursor.Seek(prefix); cursor.valid() && cursor.key().substr(0, prefix.size()) == prefix; cursor.Next()) {
    INGOT_ASSIGN_OR_RETURN(const Sums sums, SumsAt(cursor));
    if (!callback(cursor.key(), sums)) return absl::OkStatus();
  }
  return cursor.status();
}

absl::Status ScanOccurred(
    std::shared_ptr<const Snapshot> snapshot,
    absl::FunctionRef<bool(const ingot::v1::Account& account, uint32_t day, const mass::Cells& cells)> callback) {
  for (int number = ingot::v1::AccountClass_MIN; number <= ingot::v1::AccountClass_MAX; ++number) {
    if (number == ingot::v1::ACCOUNT_CLASS_UNSPECIFIED || !ingot::v1::AccountClass_IsValid(number)) continue;
    const auto account_class = static_cast<ingot::v1::AccountClass>(number);
    const Book book = ComesAndGoes(account_class) ? Book::kMovingOccurred : Book::kOccurred;
    bool stopped = false;
    bool damaged = false;
    INGOT_RETURN_IF_ERROR(
        ScanSums(snapshot, BookPrefix(book, account_class), [&](std::string_view key, const Sums& sums) {
          const std::optional<ingot::v1::Account> account = AccountOfBookKey(key);
          damaged = !account.has_value();
          stopped = !damaged && !callback(*account, OccurredDayOf(key), CellsOf(sums));
          return !damaged && !stopped;
        }));
    if (damaged) return Damaged("the books", "a key names no account");
    if (stopped) return absl::OkStatus();
  }
  return absl::OkStatus();
}

}  // namespace ingot::storage
