#include "clients/cli/simulate/player.h"

#include <algorithm>
#include <utility>

#include "absl/time/clock.h"
#include "clients/cli/simulate/patience.h"
#include "clients/cli/text/events_json.h"
#include "clients/cpp/error.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"

namespace ingot::cli {
namespace {

constexpr absl::Duration kExpiry = absl::Hours(1);

std::string ReasonName(v1::RefusalReason reason) {
  return v1::RefusalReason_Name(reason).substr(std::string_view("REFUSAL_REASON_").size());
}

// The same error, with what it is about before its message.
absl::Status Within(const std::string& place, const absl::Status& status) {
  absl::Status within(status.code(), ToAbsl(Cat(place, ": ", FromAbsl(status.message()))));
  status.ForEachPayload([&within](auto type, const auto& payload) { within.SetPayload(type, payload); });
  return within;
}

bool IsMistake(const simulate::Submission& submission) { return submission.expected != v1::REFUSAL_REASON_UNSPECIFIED; }

}  // namespace

Player::Player(simulate::Simulation& simulation, Keyring& keyring, const Outline& outline, std::optional<size_t> done,
               PlayerSinks sinks)
    : simulation_(simulation), keyring_(keyring), sinks_(std::move(sinks)), keys_(simulation.cast().all.size(), 0) {
  if (!done) return;
  first_day_ = outline.milestones[*done].day;
  const bool more = *done + 1 < outline.milestones.size();
  last_doubtful_day_ = more ? outline.milestones[*done + 1].day : simulation.days();
}

uint64_t Player::mistakes_left_out() const {
  const absl::MutexLock lock(&mutex_);
  return mistakes_left_out_;
}

absl::Status Player::failure() const {
  const absl::MutexLock lock(&mutex_);
  return failure_;
}

absl::Status Player::Play() {
  simulate::Submission submission;
  while (simulation_.Next(submission)) {
    if (submission.day != day_) {
      INGOT_RETURN_IF_ERROR(SettleAll());
      if (sinks_.interrupted()) return absl::CancelledError("interrupted");
      day_ = submission.day;
    }
    keys_[submission.who] = submission.key;
    if (day_ < first_day_) {
      PassOver(submission);
    } else {
      INGOT_RETURN_IF_ERROR(Say(std::move(submission)));
    }
  }
  INGOT_RETURN_IF_ERROR(SettleAll());
  while (!links_.empty()) INGOT_RETURN_IF_ERROR(CloseLink(links_.begin()->first));
  return absl::OkStatus();
}

void Player::PassOver(const simulate::Submission& submission) {
  if (IsMistake(submission)) return;
  tally_.Note(submission);
  passed_over_ += submission.items.size();
  sinks_.progress(tally_.events);
  const std::vector<uint64_t> handles = Handles::Of(submission);
  for (const uint64_t handle : handles) {
    if (handle != 0) passed_handles_[handle] = {submission.who, submission.idempotency_key, handles};
  }
  for (const simulate::Item& item : submission.items) passed_handles_.erase(item.reverses);
}

absl::Status Player::FindTargets(const simulate::Submission& submission) {
  for (const simulate::Item& item : submission.items) {
    const auto passed = passed_handles_.find(item.reverses);
    if (passed == passed_handles_.end()) continue;
    INGOT_ASSIGN_OR_RETURN(Link* const link, LinkOf(passed->second.who));
    v1::Receipt receipt;
    INGOT_RETURN_IF_ERROR(Patiently(link->client(), sinks_.interrupted, [&]() -> absl::Status {
      INGOT_ASSIGN_OR_RETURN(receipt, link->client().GetReceiptByKey(passed->second.idempotency_key));
      return absl::OkStatus();
    }));
    const absl::MutexLock lock(&mutex_);
    handles_.Note(passed->second.handles, receipt.first_seq());
    passed_handles_.erase(passed);
  }
  return absl::OkStatus();
}

absl::Status Player::Say(simulate::Submission submission) {
  Sent sent;
  sent.expected = submission.expected;
  if (IsMistake(submission)) {
    if (day_ <= last_doubtful_day_) {
      const absl::MutexLock lock(&mutex_);
      ++mistakes_left_out_;
      return absl::OkStatus();
    }
  } else {
    tally_.Note(submission);
  }
  for (const simulate::Item& item : submission.items) {
    if (!item.event.has_organisation_succeeded()) continue;
    // Nobody may speak for it from now on.
    for (size_t who = 0; who < simulation_.cast().all.size(); ++who) {
      if (simulation_.cast().all[who].id != item.event.organisation_succeeded().organisation_id()) continue;
      INGOT_RETURN_IF_ERROR(CloseLink(static_cast<simulate::Who>(who)));
    }
  }
  sent.handles = Handles::Of(submission);
  sent.place = Cat("submission ", submission.number, " of ", simulation_.cast()[submission.who].id, ", day ", day_,
                   ", of ", submission.items.size(), " events from ", EventType(submission.items.front().event), " on");
  INGOT_RETURN_IF_ERROR(FindTargets(submission));
  keyring_.FillIn(submission);
  const simulate::Who who = submission.who;
  const client::Signer& signer = keyring_.SignerOf(who, submission.key);
  const std::string key = submission.idempotency_key;
  std::vector<client::Draft> drafts = [&] {
    const absl::MutexLock lock(&mutex_);
    return handles_.Drafts(std::move(submission));
  }();
  INGOT_ASSIGN_OR_RETURN(sent.submission,
                         signer.Sign(std::move(drafts), {.idempotency_key = key,
                                                         .expires_at_us = absl::ToUnixMicros(absl::Now() + kExpiry)}));
  INGOT_ASSIGN_OR_RETURN(Link* const link, LinkOf(who));
  INGOT_RETURN_IF_ERROR(link->Send(std::move(sent)));
  if (++unanswered_ < kMaxUnanswered) return failure();
  return SettleAll();
}

absl::StatusOr<Link*> Player::LinkOf(simulate::Who who) {
  const auto present = links_.find(who);
  if (present != links_.end()) {
    present->second.day = day_;
    return present->second.link.get();
  }
  if (links_.size() >= kMaxLinks) {
    const auto oldest = std::min_element(links_.begin(), links_.end(),
                                         [](const auto& a, const auto& b) { return a.second.day < b.second.day; });
    INGOT_RETURN_IF_ERROR(CloseLink(oldest->first));
  }
  INGOT_ASSIGN_OR_RETURN(const client::Profile profile, sinks_.profile(who));
  INGOT_ASSIGN_OR_RETURN(std::unique_ptr<client::LedgerClient> client, client::LedgerClient::Open(profile));
  auto link = std::make_unique<Link>(
      std::move(client), [this](const Sent& sent, const client::StreamOutcome& outcome) { Answered(sent, outcome); },
      sinks_.interrupted);
  return (links_[who] = {std::move(link), day_}).link.get();
}

absl::Status Player::CloseLink(simulate::Who who) {
  const auto used = links_.find(who);
  if (used == links_.end()) return absl::OkStatus();
  absl::Status status = used->second.link->Close();
  links_.erase(used);
  return status;
}

absl::Status Player::SettleAll() {
  for (auto& [who, used] : links_) {
    if (used.day == day_) INGOT_RETURN_IF_ERROR(used.link->Settle());
  }
  unanswered_ = 0;
  INGOT_RETURN_IF_ERROR(failure());
  {
    const absl::MutexLock lock(&mutex_);
    tally_.refused = refused_;
  }
  sinks_.progress(tally_.events);
  return absl::OkStatus();
}

void Player::Answered(const Sent& sent, const client::StreamOutcome& outcome) {
  const absl::MutexLock lock(&mutex_);
  if (sent.expected == v1::REFUSAL_REASON_UNSPECIFIED) {
    if (outcome.ok()) {
      handles_.Note(sent.handles, outcome->first_seq());
    } else if (failure_.ok()) {
      failure_ = Within(sent.place, outcome.status());
    }
    return;
  }
  const std::string reason = ReasonName(sent.expected);
  if (outcome.ok()) {
    if (failure_.ok()) {
      failure_ = absl::InternalError(
          ToAbsl(Cat(sent.place, ": a deliberate mistake was recorded instead of refused as ", reason)));
    }
  } else if (client::ErrorOf(outcome.status()).reason == reason) {
    ++refused_[reason];
  } else if (absl::IsUnavailable(outcome.status())) {
    ++mistakes_left_out_;
  } else if (failure_.ok()) {
    failure_ = Within(Cat(sent.place, ", a mistake to be refused as ", reason), outcome.status());
  }
}

}  // namespace ingot::cli
