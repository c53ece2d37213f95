#include "ledger/rules/open_disputes.h"

namespace ingot::rules {

uint32_t OpenDisputes(const v1::Record& record) {
  switch (record.state_case()) {
    case v1::Record::kVehicle:
      return record.vehicle().disputes();
    case v1::Record::kContract:
      return record.contract().disputes();
    case v1::Record::kTransfer:
      return record.transfer().disputes();
    case v1::Record::kBatch:
      return record.batch().disputes();
    case v1::Record::kLot:
      return record.lot().disputes();
    case v1::Record::kHeat:
      return record.heat().disputes();
    default:
      return 0;
  }
}

}  // namespace ingot::rules
