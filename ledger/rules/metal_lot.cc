// Lots on their way: TicketVoided, LotSent, LotReceived.
#include <string>
#include <string_view>

#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/directory/roles.h"
#include "ledger/mass/account_class.h"
#include "ledger/mass/amounts.h"
#include "ledger/refusal/refusal.h"
#include "ledger/rules/directory_access.h"
#include "ledger/rules/handlers.h"
#include "ledger/rules/metal.h"
#include "ledger/rules/recovery.h"
#include "ledger/rules/transfer.h"
#include "ledger/rules/values.h"
#include "ledger/rules/weigh_ticket.h"
#include "ledger/state/record_key.h"

namespace ingot::rules {
namespace {

using refusal::Refuse;

constexpr int kMaxSentLots = 16;

// A load leaves from one site.
absl::Status CheckLoad(const Transaction& t, const v1::LotSent& e) {
  INGOT_RETURN_IF_ERROR(CheckGiven(!e.lot_ids().empty(), "lot_sent.lot_ids"));
  INGOT_RETURN_IF_ERROR(CheckAscending(e.lot_ids(), kMaxSentLots, "lot_sent.lot_ids"));
  std::string site_id;
  for (int i = 0; i < e.lot_ids_size(); ++i) {
    const std::string field = Cat("lot_sent.lot_ids[", i, "]");
    INGOT_ASSIGN_OR_RETURN(const v1::LotState* const lot, FindUsableLot(t, e.lot_ids(i), field));
    if (i == 0) site_id = lot->site_id();
    if (lot->site_id() != site_id) {
      return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, field,
                    "lies at another site than the first: the lots of a transfer leave from one site");
    }
  }
  return absl::OkStatus();
}

// Nobody for metal that is sold off the ledger.
absl::Status CheckBuyer(const Transaction& t, const std::string& organisation_id) {
  constexpr std::string_view kField = "lot_sent.to_organisation";
  if (organisation_id.empty()) return absl::OkStatus();
  INGOT_RETURN_IF_ERROR(CheckOrganisation(t, organisation_id, kField));
  const auto& roles = t.Find(state::OrganisationKey(organisation_id))->organisation().roles();
  if (directory::HasRole(roles, v1::ROLE_RECYCLER) || directory::HasRole(roles, v1::ROLE_SMELTER)) {
    return absl::OkStatus();
  }
  return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, kField,
                "lots go to a recycler or a smelter; leave it empty for a buyer who is not on the ledger");
}

void SellLots(Transaction& t, const v1::LotSent& e) {
  const v1::Account open_loop = mass::MakeAccount(v1::ACCOUNT_CLASS_OPEN_LOOP);
  for (const std::string& lot_id : e.lot_ids()) PostCells(t, open_loop, ConsumeLot(t, lot_id, ""), 1);
}

// The lot's content goes to another account.
void MoveLot(Transaction& t, v1::LotState& lot, const v1::Account& to) {
  const mass::Cells content = mass::ToCells(lot.content());
  TakeOut(t, lot.position(), content, lot.site_id());
  PostCells(t, to, content, 1);
  *lot.mutable_position() = to;
}

void SendLots(Transaction& t, const v1::LotSent& e, v1::TransferState& transfer) {
  const v1::Account transit = mass::MakeAccount(v1::ACCOUNT_CLASS_TRANSIT, e.transfer_id());
  for (const std::string& lot_id : e.lot_ids()) {
    v1::LotState& lot = EditLot(t, lot_id);
    lot.set_transfer_id(e.transfer_id());
    MoveLot(t, lot, transit);
    transfer.add_lot_ids(lot_id);
  }
}

// A lot at its new place: a smelter melts what it holds at a plant, a recycler trades by grade.
v1::Account PlaceOf(const Transaction& t, const v1::LotState& lot, const std::string& holder,
                    const std::string& site_id) {
  return t.HasRole(v1::ROLE_SMELTER) ? mass::MakeAccount(v1::ACCOUNT_CLASS_SCRAP_STOCK, site_id)
                                     : Recovered(lot, holder);
}

// What the sender weighed: the load, or else its lots, each on an instrument of its own.
struct SentNet {
  int64_t net_g = 0;
  int64_t divisions_g = 0;
};

SentNet NetOf(const Transaction& t, const v1::TransferState& transfer) {
  if (transfer.net_g() != 0) return {.net_g = transfer.net_g(), .divisions_g = transfer.division_g()};
  SentNet sent;
  for (const std::string& lot_id : transfer.lot_ids()) {
    const v1::LotState& lot = t.Find(state::SubjectKey(v1::SUBJECT_KIND_LOT, lot_id))->lot();
    const v1::Record* const instrument =
        t.Find(state::SubjectKey(v1::SUBJECT_KIND_INSTRUMENT, lot.ticket().instrument_id()));
    sent.net_g += lot.net_g();
    sent.divisions_g += instrument->instrument().division_g();
  }
  return sent;
}

absl::Status CheckArrival(const Transaction& t, const FoundTransfer& found) {
  constexpr std::string_view kField = "lot_received.transfer_id";
  if (found.transfer->lot_ids().empty()) {
    return Refuse(v1::REFUSAL_REASON_TRANSFER_MISMATCH, kField,
                  "none of its lots is under way: they have arrived, or were sold off the ledger");
  }
  if (found.part.sender || t.HasRole(v1::ROLE_RECYCLER) || t.HasRole(v1::ROLE_SMELTER)) return absl::OkStatus();
  return Refuse(v1::REFUSAL_REASON_ROLE_REQUIRED, kField, "only a recycler or a smelter receives lots");
}

absl::Status ReceiveLot(Transaction& t, const v1::LotReceived& e, const std::string& lot_id, bool passes) {
  v1::LotState& lot = EditLot(t, lot_id);
  const std::string holder = passes ? t.actor() : lot.holder();
  MoveLot(t, lot, PlaceOf(t, lot, holder, e.site_id()));
  lot.clear_transfer_id();
  lot.set_site_id(e.site_id());
  return SetHolder(t, lot, holder, "lot_received.transfer_id");
}

}  // namespace

absl::Status Handle(Transaction& t, const v1::TicketVoided& e) {
  INGOT_RETURN_IF_ERROR(CheckGiven(e.reason() != v1::TICKET_VOID_REASON_UNSPECIFIED, "ticket_voided.reason"));
  return VoidTicket(t, e.instrument_id(), e.number(), "ticket_voided");
}

absl::Status Handle(Transaction& t, const v1::LotSent& e) {
  INGOT_RETURN_IF_ERROR(CheckLoad(t, e));
  INGOT_RETURN_IF_ERROR(CheckNewTransfer(t, e.transfer_id(), "lot_sent.transfer_id"));
  INGOT_RETURN_IF_ERROR(CheckBuyer(t, e.to_organisation()));

  v1::TransferState& transfer = EditTransfer(t, e.transfer_id());
  transfer.set_transfer_id(e.transfer_id());
  transfer.set_kind(v1::TRANSFER_KIND_LOTS);
  transfer.set_sender(t.actor());
  transfer.set_receiver(e.to_organisation());
  INGOT_ASSIGN_OR_RETURN(const Weighing weighing,
                         WeighLoad(t, e.has_ticket(), e.ticket(), e.transfer_id(), "lot_sent.ticket"));
  transfer.set_net_g(weighing.net_g);
  transfer.set_division_g(weighing.division_g);
  if (e.to_organisation().empty()) {
    SellLots(t, e);
  } else {
    SendLots(t, e, transfer);
  }
  return absl::OkStatus();
}

absl::Status Handle(Transaction& t, const v1::LotReceived& e) {
  INGOT_ASSIGN_OR_RETURN(const FoundTransfer found,
                         FindTransfer(t, e.transfer_id(), v1::TRANSFER_KIND_LOTS, "lot_received.transfer_id"));
  INGOT_RETURN_IF_ERROR(CheckArrival(t, found));
  INGOT_RETURN_IF_ERROR(FindOwnSite(t, e.site_id(), "lot_received.site_id").status());

  v1::TransferState& transfer = EditTransfer(t, e.transfer_id());
  INGOT_ASSIGN_OR_RETURN(const Weighing weighing,
                         WeighLoad(t, e.has_ticket(), e.ticket(), e.transfer_id(), "lot_received.ticket"));
  const SentNet sent = NetOf(t, transfer);
  const bool differs = NetsDiffer(sent.net_g, weighing.net_g, sent.divisions_g + weighing.division_g);
  if (differs) t.Flag(v1::FLAG_KIND_WEIGHT_DIFFERS, v1::SUBJECT_KIND_TRANSFER, e.transfer_id());
  for (const std::string& lot_id : transfer.lot_ids()) {
    INGOT_RETURN_IF_ERROR(ReceiveLot(t, e, lot_id, found.part.receiver));
    if (differs) t.Flag(v1::FLAG_KIND_WEIGHT_DIFFERS, v1::SUBJECT_KIND_LOT, lot_id);
  }
  transfer.clear_lot_ids();
  return absl::OkStatus();
}

}  // namespace ingot::rules
