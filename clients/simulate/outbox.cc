#include "clients/simulate/outbox.h"

#include <utility>

#include "clients/simulate/random.h"
#include "clients/simulate/streams.h"
#include "ledger/entry/limits.h"

namespace ingot::simulate {

Item& Outbox::Add(Who who) {
  Item& item = by_who_[who].emplace_back();
  Random random = StreamOf(seed_, kSaltStream, items_++, 0);
  item.event.set_salt(random.Bytes(entry::kSaltBytes));
  item.terms_salt = random.Bytes(entry::kDetachedSaltBytes);
  return item;
}

void Outbox::Flush(int day, std::deque<Submission>& submissions) {
  for (size_t who = 0; who < by_who_.size(); ++who) {
    // Whether the last submission may take more of this organisation.
    bool open = false;
    for (Item& item : by_who_[who]) {
      const bool mistake = item.expected != v1::REFUSAL_REASON_UNSPECIFIED;
      if (!open || mistake || submissions.back().items.size() == kMaxItems) {
        Submission& submission = submissions.emplace_back();
        submission.number = submissions_++;
        submission.who = static_cast<Who>(who);
        submission.day = day;
        submission.key = keys_[who];
        submission.idempotency_key =
            StreamOf(seed_, kIdempotencyStream, submission.number, 0).Bytes(entry::kIdempotencyKeyBytes);
        submission.expected = item.expected;
      }
      open = !mistake;
      if (!item.terms.has_value()) item.terms_salt.clear();
      submissions.back().items.push_back(std::move(item));
    }
    by_who_[who].clear();
  }
}

}  // namespace ingot::simulate
