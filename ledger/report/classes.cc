#include "ledger/report/classes.h"

#include "ledger/iso/date.h"

namespace ingot::report {

bool IsStock(const v1::VehicleState& vehicle) {
  return !vehicle.holder().empty() &&
         (vehicle.custody() == v1::CUSTODY_STATE_REGISTERED || vehicle.custody() == v1::CUSTODY_STATE_IN_STOCK ||
          vehicle.custody() == v1::CUSTODY_STATE_RETURNED);
}

bool IsHulk(const v1::VehicleState& vehicle) {
  return !vehicle.holder().empty() &&
         (vehicle.custody() == v1::CUSTODY_STATE_AT_FACILITY || vehicle.custody() == v1::CUSTODY_STATE_DISMANTLED);
}

ContractClass ClassOf(const v1::ContractState& contract) {
  switch (contract.stage()) {
    case v1::CONTRACT_STAGE_SIGNED:
    case v1::CONTRACT_STAGE_ACTIVE:
      return contract.term_months() > 0 ? ContractClass::kTerm : ContractClass::kNoTerm;
    case v1::CONTRACT_STAGE_ENDED:
      return contract.return_due() ? ContractClass::kReturnDue : ContractClass::kEnded;
    default:
      return ContractClass::kSettled;
  }
}

v1::Date ClassDay(const v1::ContractState& contract) {
  switch (ClassOf(contract)) {
    case ContractClass::kTerm:
      return EndOf(contract);
    case ContractClass::kReturnDue:
    case ContractClass::kEnded:
      if (contract.has_ended_on()) return contract.ended_on();
      // A sale ends with its hand-over.
      return contract.has_handed_over_on() ? contract.handed_over_on() : contract.starts_on();
    default:
      return contract.starts_on();
  }
}

v1::Date EndOf(const v1::ContractState& contract) {
  return iso::AddMonths(contract.starts_on(), contract.term_months());
}

v1::LotStage StageOf(const v1::LotState& lot) {
  if (lot.consumed()) return v1::LOT_STAGE_CONSUMED;
  if (!lot.transfer_id().empty()) return v1::LOT_STAGE_UNDER_WAY;
  if (lot.assayed()) return v1::LOT_STAGE_IN_STOCK;
  return lot.net_g() == 0 ? v1::LOT_STAGE_TARE_AWAITED : v1::LOT_STAGE_ASSAY_AWAITED;
}

std::string OwnerOf(const v1::Record& record) {
  switch (record.state_case()) {
    case v1::Record::kOrganisation:
      return record.organisation().organisation_id();
    case v1::Record::kSite:
      return record.site().organisation_id();
    case v1::Record::kInstrument:
      return record.instrument().organisation_id();
    case v1::Record::kVehicle:
      return record.vehicle().holder();
    case v1::Record::kContract:
      return record.contract().organisation_id();
    case v1::Record::kTransfer:
      return record.transfer().sender();
    case v1::Record::kBatch:
      return record.batch().organisation_id();
    case v1::Record::kLot:
      return record.lot().holder();
    case v1::Record::kHeat:
      return record.heat().organisation_id();
    case v1::Record::kClaim:
      return record.claim().organisation_id();
    default:
      return {};
  }
}

}  // namespace ingot::report
