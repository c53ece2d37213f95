// Naming a difference: what an altered entry differs in.
#include "google/protobuf/util/message_differencer.h"
#include "ledger/audit/replay.h"
#include "ledger/base/check.h"
#include "ledger/entry/entry.h"

namespace ingot::audit {
namespace {

template <typename Field>
bool Same(const google::protobuf::RepeatedPtrField<Field>& a, const google::protobuf::RepeatedPtrField<Field>& b) {
  if (a.size() != b.size()) return false;
  for (int i = 0; i < a.size(); ++i) {
    if (!google::protobuf::util::MessageDifferencer::Equals(a[i], b[i])) return false;
  }
  return true;
}

}  // namespace

void Replayer::Compare(const Pending& stored, std::string_view computed) {
  const auto parsed = entry::ParseEntry(computed);
  INGOT_CHECK_OK(parsed);  // the rules make well-formed entries
  const v1::Entry& is = stored.entry;
  const v1::Entry& ought = *parsed;
  const uint64_t seq = ought.seq();
  if (!Same(is.postings(), ought.postings())) {
    Report(FindingKind::kAlteredPosting, seq, "its postings are not those that the rules make");
  } else if (!Same(is.subjects(), ought.subjects())) {
    Report(FindingKind::kBrokenLink, seq, "its links to the subjects' earlier entries are wrong");
  } else if (is.prev_hash() != ought.prev_hash()) {
    Report(FindingKind::kBrokenHash, seq, "its prev_hash is not the leaf hash of the entry before it");
  } else if (!Same(is.flags(), ought.flags())) {
    Report(FindingKind::kAlteredEffect, seq, "its flags are not those that the rules raise");
  } else if (!Same(is.allocations(), ought.allocations())) {
    Report(FindingKind::kAlteredEffect, seq, "its allocations are not those that the rules make");
  } else if (!google::protobuf::util::MessageDifferencer::Equals(is.posted_on(), ought.posted_on())) {
    Report(FindingKind::kAlteredEffect, seq, "it is posted on another day than the rules say");
  } else {
    Report(FindingKind::kAlteredEffect, seq, "its bytes are not those that the rules make");
  }
}

}  // namespace ingot::audit
