// What an entry posts, and the day on which its postings occurred.
#ifndef INGOT_LEDGER_BOOKS_ENTRY_POSTINGS_H_
#define INGOT_LEDGER_BOOKS_ENTRY_POSTINGS_H_

#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "ingot/v1/entry.pb.h"

namespace ingot::books {

struct EntryPostings {
  std::vector<v1::Posting> postings;
  // Entry.posted_on, or else the calendar date of the event's occurred_at in its own offset. Absent where nothing is
  // posted.
  v1::Date day;
};

// Of stored bytes. Reads the fields concerned and skips all others, since most entries post nothing: an order of
// magnitude cheaper than a parse. InvalidArgument where the bytes are no entry, as far as they are looked at.
absl::StatusOr<EntryPostings> PostingsOf(std::string_view entry_bytes);

}  // namespace ingot::books

#endif  // INGOT_LEDGER_BOOKS_ENTRY_POSTINGS_H_
