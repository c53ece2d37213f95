// Hulks on their way to a shredder: HulkSent, HulkReceived.
#include <string>

#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/directory/roles.h"
#include "ledger/refusal/refusal.h"
#include "ledger/rules/custody.h"
#include "ledger/rules/directory_access.h"
#include "ledger/rules/facility.h"
#include "ledger/rules/handlers.h"
#include "ledger/rules/metal.h"
#include "ledger/rules/transfer.h"
#include "ledger/rules/values.h"
#include "ledger/rules/weigh_ticket.h"
#include "ledger/state/record_key.h"

namespace ingot::rules {
namespace {

using refusal::Refuse;
using VinList = google::protobuf::RepeatedPtrField<std::string>;

constexpr int kMaxHulks = 100;

absl::Status CheckList(const VinList& vins, std::string_view field) {
  INGOT_RETURN_IF_ERROR(CheckGiven(!vins.empty(), field));
  return CheckAscending(vins, kMaxHulks, field);
}

// A load leaves from one site.
absl::Status CheckLoad(const Transaction& t, const VinList& vins) {
  std::string site_id;
  for (int i = 0; i < vins.size(); ++i) {
    const std::string field = Cat("hulk_sent.vins[", i, "]");
    INGOT_ASSIGN_OR_RETURN(const v1::VehicleState* const hulk, FindHeldVehicle(t, vins[i], field));
    INGOT_RETURN_IF_ERROR(CheckHulk(*hulk, field));
    if (i == 0) site_id = hulk->site_id();
    if (hulk->site_id() != site_id) {
      return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, field,
                    "stands at another site than the first: the hulks of a transfer leave from one site");
    }
  }
  return absl::OkStatus();
}

absl::Status CheckReceiver(const Transaction& t, const std::string& organisation_id) {
  constexpr std::string_view kField = "hulk_sent.to_organisation";
  INGOT_RETURN_IF_ERROR(CheckOrganisation(t, organisation_id, kField));
  const v1::Record* const record = t.Find(state::OrganisationKey(organisation_id));
  if (directory::HasRole(record->organisation().roles(), v1::ROLE_RECYCLER)) return absl::OkStatus();
  return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, kField, "hulks go to a recycler only");
}

// Only a whole load can be compared.
bool WeightDiffers(const v1::TransferState& sent, const Weighing& received, int arrived) {
  return static_cast<uint32_t>(arrived) == sent.sent() &&
         NetsDiffer(sent.net_g(), received.net_g, sent.division_g() + received.division_g);
}

}  // namespace

absl::Status Handle(Transaction& t, const v1::HulkSent& e) {
  INGOT_RETURN_IF_ERROR(CheckList(e.vins(), "hulk_sent.vins"));
  INGOT_RETURN_IF_ERROR(CheckLoad(t, e.vins()));
  INGOT_RETURN_IF_ERROR(CheckNewTransfer(t, e.transfer_id(), "hulk_sent.transfer_id"));
  INGOT_RETURN_IF_ERROR(CheckReceiver(t, e.to_organisation()));

  v1::TransferState& transfer = EditTransfer(t, e.transfer_id());
  transfer.set_transfer_id(e.transfer_id());
  transfer.set_kind(v1::TRANSFER_KIND_HULKS);
  transfer.set_sender(t.actor());
  transfer.set_receiver(e.to_organisation());
  INGOT_ASSIGN_OR_RETURN(const Weighing weighing,
                         WeighLoad(t, e.has_ticket(), e.ticket(), e.transfer_id(), "hulk_sent.ticket"));
  transfer.set_net_g(weighing.net_g);
  transfer.set_division_g(weighing.division_g);
  for (const std::string& vin : e.vins()) {
    v1::VehicleState& hulk = EditVehicle(t, vin);
    Send(transfer, hulk);
    MoveMetal(t, hulk);
  }
  return absl::OkStatus();
}

absl::Status Handle(Transaction& t, const v1::HulkReceived& e) {
  INGOT_ASSIGN_OR_RETURN(const FoundTransfer found,
                         FindTransfer(t, e.transfer_id(), v1::TRANSFER_KIND_HULKS, "hulk_received.transfer_id"));
  INGOT_RETURN_IF_ERROR(CheckList(e.vins(), "hulk_received.vins"));
  for (int i = 0; i < e.vins_size(); ++i) {
    const std::string field = Cat("hulk_received.vins[", i, "]");
    INGOT_ASSIGN_OR_RETURN(const v1::VehicleState* const hulk, FindVehicle(t, e.vins(i), field));
    INGOT_RETURN_IF_ERROR(CheckUnderWay(*hulk, e.transfer_id(), field));
  }
  INGOT_ASSIGN_OR_RETURN(const v1::SiteState* const site, FindOwnSite(t, e.site_id(), "hulk_received.site_id"));

  v1::TransferState& transfer = EditTransfer(t, e.transfer_id());
  INGOT_ASSIGN_OR_RETURN(const Weighing weighing,
                         WeighLoad(t, e.has_ticket(), e.ticket(), e.transfer_id(), "hulk_received.ticket"));
  if (WeightDiffers(transfer, weighing, e.vins_size())) {
    t.Flag(v1::FLAG_KIND_WEIGHT_DIFFERS, v1::SUBJECT_KIND_TRANSFER, e.transfer_id());
  }
  if (!HasPermitOn(*site, t.OccurredOn())) {
    FlagPermit(t, e.site_id());
    t.Flag(v1::FLAG_KIND_PERMIT_EXPIRED, v1::SUBJECT_KIND_TRANSFER, e.transfer_id());
  }
  for (int i = 0; i < e.vins_size(); ++i) {
    v1::VehicleState& hulk = EditVehicle(t, e.vins(i));
    Arrive(transfer, hulk);
    if (found.part.receiver) {
      INGOT_RETURN_IF_ERROR(SetHolder(t, hulk, t.actor(), Cat("hulk_received.vins[", i, "]")));
    }
    hulk.set_site_id(e.site_id());
    MoveMetal(t, hulk);
  }
  return absl::OkStatus();
}

}  // namespace ingot::rules
