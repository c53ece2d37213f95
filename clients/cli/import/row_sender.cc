#include "clients/cli/import/row_sender.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/time/clock.h"
#include "clients/cli/tabular/row_checks.h"
#include "clients/cli/text/events_json.h"
#include "ledger/base/bytes.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"

namespace ingot::cli {
namespace {

// How long a submission's signature is good for.
constexpr absl::Duration kExpiry = absl::Hours(1);

// Reasons that lie with the submitter, the service or this program, and with no row.
constexpr std::string_view kEveryonesReasons[] = {"UNAUTHENTICATED",      "IDENTITY_MISMATCH",
                                                  "UNKNOWN_ORGANISATION", "KEY_NOT_VALID",
                                                  "BAD_SIGNATURE",        "EXPIRED",
                                                  "EXPIRY_TOO_FAR",       "CLOCK",
                                                  "DISK_RESERVE",         "OVERLOADED",
                                                  "SHUTTING_DOWN",        "DATA_LOSS",
                                                  "DEADLINE_REQUIRED",    "IDEMPOTENCY_CONFLICT"};
// Reasons that every event of the same type shares.
constexpr std::string_view kTypesReasons[] = {"ROLE_REQUIRED", "EVENT_NOT_IN_FORCE"};

template <typename List>
bool IsOneOf(std::string_view reason, const List& list) {
  return std::find(std::begin(list), std::end(list), reason) != std::end(list);
}

// The event that a refusal blames: 3 of "events[3].vehicle_sent.vin".
std::optional<size_t> EventIndex(std::string_view field) {
  constexpr std::string_view kPrefix = "events[";
  if (field.substr(0, kPrefix.size()) != kPrefix) return std::nullopt;
  const std::optional<uint64_t> index = ParseDecimal(field.substr(kPrefix.size(), field.find(']') - kPrefix.size()));
  if (!index) return std::nullopt;
  return static_cast<size_t>(*index);
}

}  // namespace

RowSender::RowSender(Journal& journal, const client::Signer& signer, size_t batch, SenderSinks sinks)
    : journal_(journal), signer_(signer), batch_(batch), sinks_(std::move(sinks)) {}

absl::Status RowSender::Resume() {
  INGOT_ASSIGN_OR_RETURN(const std::optional<v1::Submission> unanswered, journal_.Unanswered());
  if (!unanswered) return absl::OkStatus();
  absl::StatusOr<v1::Receipt> receipt = sinks_.submit(*unanswered);
  client::ClientError error = receipt.ok() ? client::ClientError() : client::ErrorOf(receipt.status());
  if (!receipt.ok() && error.kind == client::ErrorKind::kRefused && error.reason == "KEY_NOT_VALID") {
    // Signed by a key that has been revoked since: it can't be recorded any more, but it may have been.
    receipt = sinks_.find(unanswered->header().idempotency_key());
    if (!receipt.ok()) error = client::ErrorOf(receipt.status());
  }
  if (receipt.ok()) return journal_.Recorded(*unanswered, receipt->first_seq());
  // Refused now and for ever: bytes that were recorded are answered with their receipt, however old they are.
  const bool for_ever = error.kind == client::ErrorKind::kRefused &&
                        (!IsOneOf(error.reason, kEveryonesReasons) || error.reason == "EXPIRED");
  if (for_ever) return journal_.Refused();
  stopped_ = receipt.status();
  return absl::OkStatus();
}

absl::Status RowSender::Add(ImportRow row) {
  Waiting waiting{std::move(row), {}, {}};
  if (waiting.row.state == RowState::kGood) {
    waiting.fingerprint = Fingerprint(waiting.row.reading.draft);
    if (const std::optional<uint64_t> seq = journal_.Find(waiting.fingerprint)) {
      waiting.row.state = RowState::kAlready;
      waiting.row.seq = *seq;
    }
  }
  if (waiting.row.state == RowState::kGood || waiting.row.state == RowState::kWrong) {
    waiting.subjects = SubjectsOf(waiting.row.reading.draft.event);
  }
  if (waiting.row.state == RowState::kGood) ++good_;
  for (const std::string& cell : waiting.row.cells) window_bytes_ += cell.size();
  window_.push_back(std::move(waiting));
  const bool full = good_ >= batch_ || window_.size() >= kMaxWindow || window_bytes_ >= kMaxWindowBytes;
  return full ? Flush() : absl::OkStatus();
}

absl::Status RowSender::Finish() { return Flush(); }

absl::Status RowSender::Flush() {
  std::vector<size_t> places;
  for (size_t i = 0; i < window_.size(); ++i) {
    Waiting& waiting = window_[i];
    if (waiting.row.state == RowState::kWrong) Block(waiting);
    if (waiting.row.state != RowState::kGood) continue;
    if (!stopped_.ok()) {
      waiting.row.state = RowState::kNotSent;
    } else if (!HeldBack(&waiting)) {
      places.push_back(i);
    }
  }
  INGOT_RETURN_IF_ERROR(Send(std::move(places)));
  for (Waiting& waiting : window_) {
    if (waiting.row.state == RowState::kGood) waiting.row.state = RowState::kNotSent;
    INGOT_RETURN_IF_ERROR(sinks_.done(waiting.row));
  }
  window_.clear();
  good_ = 0;
  window_bytes_ = 0;
  return absl::OkStatus();
}

absl::Status RowSender::Send(std::vector<size_t> places) {
  while (!places.empty() && stopped_.ok()) {
    if (sinks_.interrupted()) {
      stopped_ = absl::CancelledError("interrupted");
      return absl::OkStatus();
    }
    INGOT_ASSIGN_OR_RETURN(const v1::Submission submission, Sign(places));
    INGOT_RETURN_IF_ERROR(journal_.Begin(submission));
    const absl::StatusOr<v1::Receipt> receipt = sinks_.submit(submission);
    if (receipt.ok()) return Record(places, submission, *receipt);
    const client::ClientError error = client::ErrorOf(receipt.status());
    if (error.kind != client::ErrorKind::kRefused) {
      stopped_ = receipt.status();
      for (const size_t place : places) window_[place].row.state = RowState::kUnknown;
      return absl::OkStatus();
    }
    INGOT_RETURN_IF_ERROR(journal_.Refused());
    if (IsOneOf(error.reason, kEveryonesReasons)) {
      stopped_ = receipt.status();
      return absl::OkStatus();
    }
    std::optional<size_t> index = EventIndex(error.field);
    if (!index && places.size() == 1) index = 0;
    if (!index || *index >= places.size()) {
      // The ledger names no row (a submission too large, for example): halves find it.
      const auto middle = places.begin() + static_cast<std::ptrdiff_t>(places.size() / 2);
      INGOT_RETURN_IF_ERROR(Send({places.begin(), middle}));
      places.erase(places.begin(), middle);
    } else {
      Refuse(&window_[places[*index]], error);
      places.erase(places.begin() + static_cast<std::ptrdiff_t>(*index));
    }
    places.erase(std::remove_if(places.begin(), places.end(), [&](size_t place) { return HeldBack(&window_[place]); }),
                 places.end());
  }
  return absl::OkStatus();
}

absl::StatusOr<v1::Submission> RowSender::Sign(const std::vector<size_t>& places) const {
  std::vector<client::Draft> drafts;
  drafts.reserve(places.size());
  for (const size_t place : places) drafts.push_back(window_[place].row.reading.draft);
  client::SubmissionOptions options;
  options.expires_at_us = absl::ToUnixMicros(absl::Now() + kExpiry);
  return signer_.Sign(std::move(drafts), options);
}

absl::Status RowSender::Record(const std::vector<size_t>& places, const v1::Submission& submission,
                               const v1::Receipt& receipt) {
  INGOT_RETURN_IF_ERROR(journal_.Recorded(submission, receipt.first_seq()));
  for (size_t i = 0; i < places.size(); ++i) {
    window_[places[i]].row.state = RowState::kRecorded;
    window_[places[i]].row.seq = receipt.first_seq() + i;
  }
  return absl::OkStatus();
}

void RowSender::Refuse(Waiting* waiting, const client::ClientError& error) {
  ImportRow& row = waiting->row;
  row.state = RowState::kRefused;
  row.reason = error.reason;
  const bool way_out = !error.way_out.empty() && error.message.find(error.way_out) == std::string::npos;
  const std::string message = Cat(error.message, way_out ? ": " : "", way_out ? error.way_out : "");
  const std::string column = sinks_.column_of(row, error.field);
  row.reading.Wrong(column, "", column.empty() && !error.field.empty() ? Cat(error.field, ": ", message) : message);
  if (IsOneOf(error.reason, kTypesReasons)) {
    refused_types_[std::string(EventType(row.reading.draft.event))] = {error.reason, message};
  }
  Block(*waiting);
}

bool RowSender::HeldBack(Waiting* waiting) {
  ImportRow& row = waiting->row;
  const auto type = refused_types_.find(std::string(EventType(row.reading.draft.event)));
  if (type != refused_types_.end()) {
    row.state = RowState::kRefused;
    row.reason = type->second.reason;
    row.reading.Wrong("", "", type->second.message);
    Block(*waiting);
    return true;
  }
  for (const std::string& subject : waiting->subjects) {
    const auto blocked = blocked_.find(subject);
    if (blocked == blocked_.end() || blocked->second >= row.number) continue;
    row.state = RowState::kWaits;
    row.reading.Wrong("", "",
                      Cat("waits for row ", blocked->second, ", which is about ", subject,
                          " too and is not recorded: correct that one, then import again"));
    Block(*waiting);
    return true;
  }
  return false;
}

void RowSender::Block(const Waiting& waiting) {
  for (const std::string& subject : waiting.subjects) blocked_.try_emplace(subject, waiting.row.number);
}

}  // namespace ingot::cli
