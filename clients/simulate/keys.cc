#include "clients/simulate/keys.h"

#include <utility>

#include "clients/simulate/streams.h"

namespace ingot::simulate {
namespace {

// Each organisation on a day of its own, as far as there are enough of them.
constexpr int kFirstDay = 40;
constexpr int kRotationDays = 250;
constexpr uint32_t kRotatedPpm = 250'000;
constexpr uint32_t kCompromisedPpm = 150'000;
// Both keys are valid for so long; a thief had the old one for so long before.
constexpr int kOverlapDays = 6;
constexpr int kStolenDays = 12;

}  // namespace

void Keys::Day() {
  if (!stage_.parameters.ledger_bound) return;
  std::erase_if(under_way_, [this](const Rotation& rotation) {
    if (rotation.day + 1 == stage_.day) stage_.outbox.UseKey(rotation.who, used_[rotation.who]);
    if (rotation.day + kOverlapDays > stage_.day) return false;
    if (stage_.IsActive(rotation.who)) Revoke(rotation);
    return true;
  });
  const int of_year = stage_.day - stage_.calendar.NewYear(stage_.Today().year());
  const int first = of_year - kFirstDay;
  if (first < 0 || first >= kRotationDays) return;
  for (auto i = static_cast<size_t>(first); i < stage_.cast.all.size(); i += kRotationDays) Add(static_cast<Who>(i));
}

void Keys::Add(Who who) {
  // The operator's key is kept offline, and groups only read.
  if (who == stage_.cast.operator_ || who == stage_.cast.group || !stage_.IsActive(who)) return;
  Random random = stage_.Draw(kKeyStream, who, static_cast<uint64_t>(stage_.Today().year()));
  if (!random.Chance(kRotatedPpm)) return;
  Item& item = stage_.Say(who);
  item.key_added = ++used_[who];
  v1::KeyAdded& added = *item.event.mutable_key_added();
  added.set_organisation_id(stage_.org(who).id);
  added.set_algorithm(v1::KEY_ALGORITHM_ED25519);
  added.set_kind(v1::KEY_KIND_ORGANISATION);
  under_way_.push_back({who, stage_.day, random.Chance(kCompromisedPpm)});
}

void Keys::Revoke(const Rotation& rotation) {
  Item& item = stage_.Say(rotation.who);
  item.key_revoked = used_[rotation.who] - 1;
  v1::KeyRevoked& revoked = *item.event.mutable_key_revoked();
  revoked.set_organisation_id(stage_.org(rotation.who).id);
  if (!rotation.compromised) return;
  revoked.set_compromised_since_us(stage_.calendar.UnixUs(stage_.day - kStolenDays, 0));
  stage_.NoteFlag(v1::SUBJECT_KIND_ORGANISATION, stage_.org(rotation.who).id, v1::FLAG_KIND_KEY_COMPROMISED);
}

}  // namespace ingot::simulate
