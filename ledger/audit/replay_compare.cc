// Naming a difference: what an altered entry differs in.
#include <algorithm>
#include <map>

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

// Sums in 128 bits: stored grams may be anything.
bool Balanced(const google::protobuf::RepeatedPtrField<v1::Posting>& postings) {
  std::map<v1::AlloyFamily, __int128> sums;
  for (const v1::Posting& posting : postings) {
    for (const v1::Amount& amount : posting.amounts()) sums[amount.family()] += amount.grams();
  }
  return std::all_of(sums.begin(), sums.end(), [](const auto& sum) { return sum.second == 0; });
}

}  // namespace

void Replayer::Compare(std::string_view stored, std::string_view computed) {
  const auto read = entry::ParseEntry(stored);
  INGOT_CHECK_OK(read);  // it was before
  const auto parsed = entry::ParseEntry(computed);
  INGOT_CHECK_OK(parsed);  // the rules make well-formed entries
  const v1::Entry& is = *read;
  const v1::Entry& ought = *parsed;
  const uint64_t seq = ought.seq();
  if (!Balanced(is.postings())) {
    Report(FindingKind::kUnbalancedPosting, seq, "its postings do not sum to zero in each family of alloys");
  } else if (!Same(is.postings(), ought.postings())) {
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
