#include "clients/exchange/ledger_entry.h"

#include <utility>

#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/entry/canonical.h"
#include "ledger/entry/entry.h"
#include "ledger/merkle/leaf_hash.h"

namespace ingot::exchange {
namespace {

const google::protobuf::FieldDescriptor* BodyField(const v1::Event& event) {
  return v1::Event::descriptor()->FindFieldByNumber(event.body_case());
}

}  // namespace

absl::StatusOr<LedgerEntry> ReadLedgerEntry(std::string bytes) {
  LedgerEntry read;
  absl::StatusOr<v1::Entry> entry = entry::ParseEntry(bytes);
  if (!entry.ok()) return absl::InvalidArgumentError(Cat("an entry is malformed: ", entry.status().message()));
  absl::StatusOr<v1::Event> event = entry::ParseEvent(entry->event());
  if (!event.ok()) {
    return absl::InvalidArgumentError(
        Cat("the event of entry ", entry->seq(), " is malformed: ", event.status().message()));
  }
  read.entry = *std::move(entry);
  read.event = *std::move(event);
  read.leaf = merkle::LeafHash(bytes);
  read.bytes = std::move(bytes);
  return read;
}

const google::protobuf::Message& BodyOf(const v1::Event& event) {
  return event.GetReflection()->GetMessage(event, BodyField(event));
}

std::string FieldNameOf(const v1::Event& event) { return BodyField(event)->name(); }
std::string TypeNameOf(const v1::Event& event) { return BodyField(event)->message_type()->name(); }

const v1::SubjectLink* LinkOf(const v1::Entry& entry, v1::SubjectKind kind, std::string_view id) {
  for (const v1::SubjectLink& link : entry.subjects()) {
    if (link.kind() == kind && link.id() == id) return &link;
  }
  return nullptr;
}

absl::Status CheckHistory(v1::SubjectKind kind, std::string_view id, const std::vector<LedgerEntry>& entries) {
  if (entries.empty()) return absl::FailedPreconditionError(Cat("the history of ", id, " holds no entry"));
  for (size_t i = 0; i < entries.size(); ++i) {
    const v1::SubjectLink* const link = LinkOf(entries[i].entry, kind, id);
    if (link == nullptr) {
      return absl::FailedPreconditionError(Cat("entry ", entries[i].seq(), " is not about ", id));
    }
    const bool follows =
        link->count_before() == i &&
        (i == 0 || (link->prev_seq() == entries[i - 1].seq() && link->prev_hash() == AsBytes(entries[i - 1].leaf)));
    if (!follows) {
      return absl::FailedPreconditionError(
          Cat("entry ", entries[i].seq(), " does not follow the one before it in the history of ", id));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckConsecutive(const std::vector<LedgerEntry>& entries) {
  for (size_t i = 1; i < entries.size(); ++i) {
    if (entries[i].seq() != entries[i - 1].seq() + 1 || entries[i].entry.prev_hash() != AsBytes(entries[i - 1].leaf)) {
      return absl::FailedPreconditionError(
          Cat("entry ", entries[i].seq(), " does not follow entry ", entries[i - 1].seq()));
    }
  }
  return absl::OkStatus();
}

std::vector<std::string> SubjectsOf(const v1::Entry& entry, v1::SubjectKind kind) {
  std::vector<std::string> ids;
  for (const v1::SubjectLink& link : entry.subjects()) {
    if (link.kind() == kind) ids.push_back(link.id());
  }
  return ids;
}

int64_t PostedTo(const v1::Entry& entry, v1::AccountClass account_class) {
  int64_t grams = 0;
  for (const v1::Posting& posting : entry.postings()) {
    if (posting.account().account_class() != account_class) continue;
    for (const v1::Amount& amount : posting.amounts()) grams += amount.grams();
  }
  return grams;
}

}  // namespace ingot::exchange
