#include "ledger/rules/weigh_ticket.h"

#include <algorithm>
#include <string>
#include <vector>

#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/directory/ids.h"
#include "ledger/iso/date.h"
#include "ledger/refusal/refusal.h"
#include "ledger/rules/succession.h"
#include "ledger/rules/values.h"
#include "ledger/state/record_key.h"

namespace ingot::rules {
namespace {

using refusal::Refuse;

constexpr size_t kMaxTicketNumberBytes = 32;
constexpr int kMaxRecentNets = 64;
constexpr int64_t kDayUs = int64_t{24} * 3600 * 1'000'000;
// 0.1 %.
constexpr int64_t kSameNetParts = 1'000;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

absl::Status CheckTicketNumber(std::string_view number, std::string_view field) {
  INGOT_RETURN_IF_ERROR(CheckGiven(!number.empty(), field));
  if (number.size() > kMaxTicketNumberBytes) {
    return Refuse(v1::REFUSAL_REASON_TOO_LARGE, field, Cat("must be at most ", kMaxTicketNumberBytes, " bytes"));
  }
  const bool known = std::all_of(number.begin(), number.end(), [](char c) {
    return IsDigit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '.' || c == '/' || c == '-';
  });
  if (known) return absl::OkStatus();
  return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, field, "must hold A-Z a-z 0-9 . / - only");
}

absl::Status WrongWeight(std::string_view field, std::string_view message) {
  return Refuse(v1::REFUSAL_REASON_WEIGHT_INVALID, field, message);
}

absl::StatusOr<const v1::InstrumentState*> FindOwnInstrument(const Transaction& t, const std::string& instrument_id,
                                                             std::string_view field) {
  INGOT_RETURN_IF_ERROR(directory::CheckScopedId(instrument_id, field));
  const v1::Record* const record = t.Find(state::SubjectKey(v1::SUBJECT_KIND_INSTRUMENT, instrument_id));
  if (record == nullptr || !ActsFor(t, record->instrument().organisation_id())) {
    return Refuse(v1::REFUSAL_REASON_NOT_FOUND, field,
                  "you have no such instrument: register it (InstrumentCertified) first");
  }
  return &record->instrument();
}

absl::Status CheckReadings(const v1::InstrumentState& instrument, const v1::WeighTicket& ticket,
                           std::string_view field) {
  const int64_t division = instrument.division_g();
  if (ticket.gross_g() <= 0 || ticket.gross_g() > instrument.capacity_g()) {
    return WrongWeight(Cat(field, ".gross_g"),
                       Cat("is ", ticket.gross_g(), ", this instrument reads 1 to ", instrument.capacity_g(), " g"));
  }
  if (ticket.gross_g() % division != 0) {
    return WrongWeight(Cat(field, ".gross_g"), Cat("is no multiple of the instrument's division of ", division, " g"));
  }
  if (ticket.tare_g() < 0 || ticket.tare_g() >= ticket.gross_g()) {
    return WrongWeight(Cat(field, ".tare_g"),
                       Cat("is ", ticket.tare_g(), ", must lie from 0 to below the gross of ", ticket.gross_g(), " g"));
  }
  if (ticket.tare_g() % division != 0) {
    return WrongWeight(Cat(field, ".tare_g"), Cat("is no multiple of the instrument's division of ", division, " g"));
  }
  return absl::OkStatus();
}

// Readings with their times. A ticket without tare_at is one whose tare comes later.
absl::Status CheckTicket(const Transaction& t, const v1::InstrumentState& instrument, const v1::WeighTicket& ticket,
                         TareRule tare_rule, std::string_view field) {
  INGOT_RETURN_IF_ERROR(CheckReadings(instrument, ticket, field));
  INGOT_RETURN_IF_ERROR(CheckMoment(t, ticket.has_gross_at(), ticket.gross_at(), Cat(field, ".gross_at")));
  if (ticket.has_tare_at() || tare_rule == TareRule::kNow) {
    return CheckMoment(t, ticket.has_tare_at(), ticket.tare_at(), Cat(field, ".tare_at"));
  }
  if (ticket.tare_g() == 0) return absl::OkStatus();
  return WrongWeight(Cat(field, ".tare_g"), "must be 0 while tare_at is absent: state when it was weighed");
}

bool IsExpiredAt(const v1::InstrumentState& instrument, const v1::LocalTime& time) {
  return iso::Compare(iso::DateOf(time), instrument.expires_on()) > 0;
}

// Tickets with missing numbers before them hint at weighings that were left out. The first ticket sets the base; one
// below the largest fills a gap late and says nothing.
void NoteRunningNumber(Transaction& t, v1::InstrumentState& instrument, const std::string& number) {
  const uint64_t running = directory::RunningNumber(number);
  const uint64_t last = instrument.last_ticket_number();
  if (last != 0 && running > last + 1) {
    t.Flag(v1::FLAG_KIND_TICKET_GAP, v1::SUBJECT_KIND_INSTRUMENT, instrument.instrument_id());
  }
  instrument.set_last_ticket_number(std::max(last, running));
}

bool IsSameNet(const v1::RecentNet& a, const v1::RecentNet& b) {
  const int64_t difference = std::max(a.net_g(), b.net_g()) - std::min(a.net_g(), b.net_g());
  const int64_t apart_us =
      std::max(a.weighed_at_us(), b.weighed_at_us()) - std::min(a.weighed_at_us(), b.weighed_at_us());
  return a.instrument_id() != b.instrument_id() && apart_us <= kDayUs &&
         difference * kSameNetParts <= std::max(a.net_g(), b.net_g());
}

// Compares a net with the organisation's others and remembers it: those of the 24 h before the newest, at most 64.
bool NoteNet(Transaction& t, const v1::WeighTicket& ticket) {
  v1::RecentNet net;
  net.set_net_g(ticket.gross_g() - ticket.tare_g());
  net.set_weighed_at_us(std::max(ticket.gross_at().unix_us(), ticket.tare_at().unix_us()));
  net.set_instrument_id(ticket.instrument_id());

  auto& recent = *t.Edit(state::OrganisationKey(t.actor())).mutable_organisation()->mutable_recent_nets();
  const bool same =
      std::any_of(recent.begin(), recent.end(), [&net](const v1::RecentNet& other) { return IsSameNet(net, other); });
  std::vector<v1::RecentNet> nets(recent.begin(), recent.end());
  const auto later = std::find_if(nets.begin(), nets.end(), [&net](const v1::RecentNet& other) {
    return other.weighed_at_us() > net.weighed_at_us();
  });
  nets.insert(later, net);
  const int64_t oldest_us = nets.back().weighed_at_us() - kDayUs;
  std::erase_if(nets, [oldest_us](const v1::RecentNet& other) { return other.weighed_at_us() < oldest_us; });
  if (nets.size() > kMaxRecentNets) nets.erase(nets.begin(), nets.end() - kMaxRecentNets);
  recent.Assign(nets.begin(), nets.end());
  return same;
}

// The actor's instrument, on which this number was not used.
absl::StatusOr<const v1::InstrumentState*> FindUnused(const Transaction& t, const std::string& instrument_id,
                                                      const std::string& number, std::string_view field) {
  const std::string number_field = Cat(field, ".number");
  INGOT_ASSIGN_OR_RETURN(const v1::InstrumentState* const instrument,
                         FindOwnInstrument(t, instrument_id, Cat(field, ".instrument_id")));
  INGOT_RETURN_IF_ERROR(CheckTicketNumber(number, number_field));
  if (t.Find(state::NumberKey(state::NumberKind::kTicket, instrument_id, number)) != nullptr) {
    return Refuse(v1::REFUSAL_REASON_DUPLICATE_NUMBER, number_field,
                  "this ticket of the instrument was used before: a ticket weighs one load once");
  }
  return instrument;
}

v1::InstrumentState& UseNumber(Transaction& t, const std::string& instrument_id, const std::string& number,
                               bool voided) {
  v1::UsedNumberState& used =
      *t.Edit(state::NumberKey(state::NumberKind::kTicket, instrument_id, number)).mutable_used_number();
  used.set_seq(t.context().seq);
  used.set_voided(voided);
  v1::InstrumentState& instrument = *t.EditSubject(v1::SUBJECT_KIND_INSTRUMENT, instrument_id).mutable_instrument();
  NoteRunningNumber(t, instrument, number);
  return instrument;
}

}  // namespace

absl::StatusOr<Weighing> TakeTicket(Transaction& t, const v1::WeighTicket& ticket, TareRule tare_rule, NetRule net_rule,
                                    std::string_view field) {
  INGOT_ASSIGN_OR_RETURN(const v1::InstrumentState* const before,
                         FindUnused(t, ticket.instrument_id(), ticket.number(), field));
  INGOT_RETURN_IF_ERROR(CheckTicket(t, *before, ticket, tare_rule, field));

  v1::InstrumentState& instrument = UseNumber(t, ticket.instrument_id(), ticket.number(), false);
  Weighing weighing;
  weighing.division_g = instrument.division_g();
  weighing.expired =
      IsExpiredAt(instrument, ticket.gross_at()) || (ticket.has_tare_at() && IsExpiredAt(instrument, ticket.tare_at()));
  if (ticket.has_tare_at()) {
    weighing.net_g = ticket.gross_g() - ticket.tare_g();
    weighing.same_net = net_rule == NetRule::kCompare && NoteNet(t, ticket);
  }
  return weighing;
}

absl::Status VoidTicket(Transaction& t, const std::string& instrument_id, const std::string& number,
                        std::string_view field) {
  INGOT_RETURN_IF_ERROR(FindUnused(t, instrument_id, number, field).status());
  UseNumber(t, instrument_id, number, true);
  return absl::OkStatus();
}

absl::StatusOr<Weighing> CompleteTicket(Transaction& t, const v1::WeighTicket& before, const v1::WeighTicket& ticket,
                                        std::string_view field) {
  if (ticket.instrument_id() != before.instrument_id() || ticket.number() != before.number() ||
      ticket.gross_g() != before.gross_g() || ticket.gross_at().unix_us() != before.gross_at().unix_us() ||
      ticket.gross_at().offset_minutes() != before.gross_at().offset_minutes()) {
    return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, field,
                  Cat("must be the ticket ", before.number(), " as first stated, with its tare"));
  }
  INGOT_ASSIGN_OR_RETURN(const v1::InstrumentState* const instrument,
                         FindOwnInstrument(t, ticket.instrument_id(), Cat(field, ".instrument_id")));
  INGOT_RETURN_IF_ERROR(CheckTicket(t, *instrument, ticket, TareRule::kNow, field));
  Weighing weighing;
  weighing.division_g = instrument->division_g();
  weighing.expired = IsExpiredAt(*instrument, ticket.tare_at());
  weighing.net_g = ticket.gross_g() - ticket.tare_g();
  weighing.same_net = NoteNet(t, ticket);
  return weighing;
}

absl::StatusOr<Weighing> CorrectTicket(const Transaction& t, const v1::WeighTicket& before,
                                       const v1::WeighTicket& ticket, std::string_view field) {
  if (ticket.instrument_id() != before.instrument_id() || ticket.number() != before.number()) {
    return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, field,
                  Cat("must be the ticket ", before.number(), " of the same instrument, with its right readings"));
  }
  INGOT_ASSIGN_OR_RETURN(const v1::InstrumentState* const instrument,
                         FindOwnInstrument(t, ticket.instrument_id(), Cat(field, ".instrument_id")));
  INGOT_RETURN_IF_ERROR(CheckTicket(t, *instrument, ticket, TareRule::kNow, field));
  Weighing weighing;
  weighing.division_g = instrument->division_g();
  weighing.expired = IsExpiredAt(*instrument, ticket.gross_at()) || IsExpiredAt(*instrument, ticket.tare_at());
  weighing.net_g = ticket.gross_g() - ticket.tare_g();
  return weighing;
}

}  // namespace ingot::rules
