// Contracts as EPCIS TransactionEvents: the link between a vehicle and its contract begins, is seen, and ends.
#include "clients/cli/text/format.h"
#include "clients/exchange/epcis_draft.h"
#include "clients/exchange/uri.h"

namespace ingot::exchange {
namespace {

// In lower case: lease, lease_to_own, sale.
std::string KindName(v1::ContractKind kind) {
  switch (kind) {
    case v1::CONTRACT_KIND_LEASE:
      return "lease";
    case v1::CONTRACT_KIND_LEASE_TO_OWN:
      return "lease_to_own";
    case v1::CONTRACT_KIND_SALE:
      return "sale";
    default:
      return "contract";
  }
}

// The vehicle is the event's own, or else that of the entry's subjects.
EpcisDraft OfContract(const LedgerEntry& entry, std::string_view action, std::string_view biz_step,
                      std::string_view disposition, const std::string& contract, std::string_view kind = "contract") {
  EpcisDraft draft = TransactionEvent(action, biz_step, disposition);
  AddTransaction(draft, OwnTransactionType(kind), Uri("contract", contract));
  AddVehicles(draft, SubjectsOf(entry.entry, v1::SUBJECT_KIND_VEHICLE));
  return draft;
}

EpcisDraft Signed(const LedgerEntry& entry) {
  const v1::ContractSigned& e = entry.event.contract_signed();
  EpcisDraft draft = OfContract(entry, "ADD", OwnBizStep("signing_contract"), "sellable_not_accessible",
                                e.contract_id(), KindName(e.kind()));
  draft.extension["ingot:startsOn"] = cli::DateText(e.starts_on());
  if (e.term_months() != 0) draft.extension["ingot:termMonths"] = e.term_months();
  return draft;
}

// The kind of contract is on the account that the vehicle's metal went to; a vehicle of unknown mass has none.
std::string ServiceKind(const v1::Entry& entry) {
  for (const v1::Posting& posting : entry.postings()) {
    if (posting.account().account_class() != v1::ACCOUNT_CLASS_IN_SERVICE) continue;
    for (const v1::Amount& amount : posting.amounts()) {
      if (amount.grams() > 0) return posting.account().detail();
    }
  }
  return "contract";
}

EpcisDraft HandedOver(const LedgerEntry& entry) {
  const v1::VehicleHandedOver& e = entry.event.vehicle_handed_over();
  const std::string kind = ServiceKind(entry.entry);
  const bool sale = kind == "sale";
  EpcisDraft draft = OfContract(entry, "OBSERVE", sale ? "retail_selling" : OwnBizStep("handing_over"),
                                sale ? "retail_sold" : "active", e.contract_id(), kind);
  AddSource(draft, "possessing_party", entry.event.actor().organisation_id());
  draft.extension["ingot:odometerMetres"] = e.odometer_m();
  draft.extension["ingot:use"] = cli::EnumText(e.use());
  return draft;
}

EpcisDraft Ended(const LedgerEntry& entry) {
  const v1::ContractEnded& e = entry.event.contract_ended();
  EpcisDraft draft = OfContract(entry, "DELETE", OwnBizStep("ending_contract"), "", e.contract_id());
  draft.extension["ingot:reason"] = cli::EnumText(e.reason());
  return draft;
}

// From here on the contract is about the right vehicle; the wrong one is named beside it.
EpcisDraft Moved(const LedgerEntry& entry) {
  const v1::ContractMoved& e = entry.event.contract_moved();
  EpcisDraft draft = TransactionEvent("ADD", OwnBizStep("moving_contract"), "");
  AddTransaction(draft, OwnTransactionType("contract"), Uri("contract", e.contract_id()));
  AddVehicle(draft, e.to_vin());
  draft.extension["ingot:fromVehicle"] = Uri("vin", e.from_vin());
  return draft;
}

}  // namespace

std::optional<EpcisDraft> DraftOfContractEvent(const LedgerEntry& entry) {
  const v1::Event& event = entry.event;
  switch (event.body_case()) {
    case v1::Event::kContractSigned:
      return Signed(entry);
    case v1::Event::kVehicleHandedOver:
      return HandedOver(entry);
    case v1::Event::kContractAmended:
      return OfContract(entry, "OBSERVE", OwnBizStep("amending_contract"), "", event.contract_amended().contract_id());
    case v1::Event::kContractExtended:
      return OfContract(entry, "OBSERVE", OwnBizStep("extending_contract"), "",
                        event.contract_extended().contract_id());
    case v1::Event::kContractNovated:
      return OfContract(entry, "OBSERVE", OwnBizStep("novating_contract"), "", event.contract_novated().contract_id());
    case v1::Event::kContractEnded:
      return Ended(entry);
    case v1::Event::kContractMoved:
      return Moved(entry);
    default:
      return std::nullopt;
  }
}

}  // namespace ingot::exchange
