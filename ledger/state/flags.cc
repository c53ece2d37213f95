#include "ledger/state/flags.h"

namespace ingot::state {

const FlagList* FlagsOf(const v1::Record& record) {
  switch (record.state_case()) {
    case v1::Record::kOrganisation:
      return &record.organisation().flags();
    case v1::Record::kSite:
      return &record.site().flags();
    case v1::Record::kInstrument:
      return &record.instrument().flags();
    case v1::Record::kVehicle:
      return &record.vehicle().flags();
    case v1::Record::kContract:
      return &record.contract().flags();
    case v1::Record::kTransfer:
      return &record.transfer().flags();
    case v1::Record::kBatch:
      return &record.batch().flags();
    case v1::Record::kLot:
      return &record.lot().flags();
    case v1::Record::kHeat:
      return &record.heat().flags();
    case v1::Record::kClaim:
      return &record.claim().flags();
    default:
      return nullptr;
  }
}

}  // namespace ingot::state
