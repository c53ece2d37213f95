#include "server/query/read_entry.h"

#include <optional>
#include <utility>

#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/entry/canonical.h"
#include "ledger/entry/entry.h"
#include "ledger/refusal/refusal.h"
#include "server/auth/visibility.h"

namespace ingot::query {

absl::StatusOr<ReadEntry> Read(const Context& context, uint64_t seq) {
  ReadEntry read;
  INGOT_ASSIGN_OR_RETURN(read.bytes, context.snapshot().Entry(seq));
  absl::StatusOr<v1::Entry> entry = entry::ParseEntry(read.bytes);
  absl::StatusOr<v1::Event> event = entry.ok() ? entry::ParseEvent(entry->event()) : entry.status();
  if (!event.ok()) {
    return refusal::Refuse(v1::REFUSAL_REASON_DATA_LOSS, "", Cat("the stored bytes of entry ", seq, " are damaged"));
  }
  read.entry = *std::move(entry);
  read.event = *std::move(event);
  return read;
}

absl::Status FillBundle(const Context& context, ReadEntry read, v1::EntryBundle* bundle) {
  if (!read.event.terms_commitment().empty() &&
      auth::SeesTerms(context.view(), context.caller(), read.entry, read.event)) {
    INGOT_ASSIGN_OR_RETURN(std::optional<v1::DetachedPart> terms, context.snapshot().Terms(read.entry.seq()));
    if (terms.has_value()) *bundle->mutable_terms() = *std::move(terms);
  }
  bundle->set_entry(std::move(read.bytes));
  return absl::OkStatus();
}

}  // namespace ingot::query
