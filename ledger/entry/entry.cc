#include "ledger/entry/entry.h"

#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/entry/canonical.h"
#include "ledger/entry/limits.h"
#include "ledger/refusal/refusal.h"

namespace ingot::entry {
namespace {

using refusal::Refuse;

absl::Status CheckBound(size_t value, size_t bound, std::string_view field) {
  if (value <= bound) return absl::OkStatus();
  return Refuse(v1::REFUSAL_REASON_TOO_LARGE, field, Cat("is ", value, ", at most ", bound, " is allowed"));
}

// A hash stands there exactly where `expected` says so.
absl::Status CheckHash(const std::string& hash, bool expected, std::string_view field) {
  if (hash.size() == (expected ? kHashSize : 0)) return absl::OkStatus();
  return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, field, expected ? "must be a hash of 32 bytes" : "must be empty");
}

absl::Status CheckSubject(const v1::SubjectLink& link) {
  if (link.kind() == v1::SUBJECT_KIND_UNSPECIFIED) {
    return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, "subjects", "a link names the kind of its subject");
  }
  INGOT_RETURN_IF_ERROR(CheckBound(link.id().size(), kMaxIdBytes, "subjects.id"));
  return CheckHash(link.prev_hash(), link.count_before() > 0, "subjects.prev_hash");
}

absl::Status CheckPosting(const v1::Posting& posting) {
  INGOT_RETURN_IF_ERROR(CheckBound(posting.account().party().size(), kMaxIdBytes, "postings.account.party"));
  return CheckBound(posting.account().detail().size(), kMaxIdBytes, "postings.account.detail");
}

}  // namespace

absl::StatusOr<v1::Entry> ParseEntry(std::string_view bytes) {
  v1::Entry entry;
  INGOT_RETURN_IF_ERROR(ParseEntry(bytes, entry));
  return entry;
}

absl::Status ParseEntry(std::string_view bytes, v1::Entry& entry) {
  INGOT_RETURN_IF_ERROR(CheckBound(bytes.size(), kMaxEntryBytes, ""));
  INGOT_RETURN_IF_ERROR(ParseCanonical(bytes, entry));
  INGOT_RETURN_IF_ERROR(CheckHash(entry.prev_hash(), entry.seq() > 0, "prev_hash"));
  if (entry.event().empty()) {
    return Refuse(v1::REFUSAL_REASON_FIELD_MISSING, "event", "an entry holds an event");
  }
  INGOT_RETURN_IF_ERROR(CheckBound(entry.event().size(), kMaxEventBytes, "event"));
  INGOT_RETURN_IF_ERROR(CheckBound(entry.subjects().size(), kMaxSubjects, "subjects"));
  INGOT_RETURN_IF_ERROR(CheckBound(entry.postings().size(), kMaxPostings, "postings"));
  INGOT_RETURN_IF_ERROR(CheckBound(entry.flags().size(), kMaxFlags, "flags"));
  INGOT_RETURN_IF_ERROR(CheckBound(entry.allocations().size(), kMaxAllocations, "allocations"));
  for (const v1::SubjectLink& link : entry.subjects()) INGOT_RETURN_IF_ERROR(CheckSubject(link));
  for (const v1::Posting& posting : entry.postings()) INGOT_RETURN_IF_ERROR(CheckPosting(posting));
  if (entry.index() >= kMaxSubmissionEvents || entry.index() > entry.seq()) {
    return Refuse(v1::REFUSAL_REASON_OUT_OF_RANGE, "index", "an entry's place in its submission is below 1000 and seq");
  }
  if (entry.has_submission() != (entry.index() == 0)) {
    return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, "submission",
                  "the first entry of a submission, and no other, holds its header");
  }
  return absl::OkStatus();
}

}  // namespace ingot::entry
