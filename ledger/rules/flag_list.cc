#include "ledger/rules/flag_list.h"

#include <algorithm>

namespace ingot::rules {

FlagList* FlagsOf(v1::Record& record) {
  switch (record.state_case()) {
    case v1::Record::kOrganisation:
      return record.mutable_organisation()->mutable_flags();
    case v1::Record::kSite:
      return record.mutable_site()->mutable_flags();
    case v1::Record::kInstrument:
      return record.mutable_instrument()->mutable_flags();
    case v1::Record::kVehicle:
      return record.mutable_vehicle()->mutable_flags();
    case v1::Record::kContract:
      return record.mutable_contract()->mutable_flags();
    case v1::Record::kTransfer:
      return record.mutable_transfer()->mutable_flags();
    case v1::Record::kBatch:
      return record.mutable_batch()->mutable_flags();
    case v1::Record::kLot:
      return record.mutable_lot()->mutable_flags();
    case v1::Record::kHeat:
      return record.mutable_heat()->mutable_flags();
    case v1::Record::kClaim:
      return record.mutable_claim()->mutable_flags();
    default:
      return nullptr;
  }
}

bool RemoveFlag(FlagList& flags, v1::FlagKind kind) {
  const auto flag =
      std::find_if(flags.begin(), flags.end(), [kind](const v1::Flag& other) { return other.kind() == kind; });
  if (flag == flags.end()) return false;
  flags.erase(flag);
  return true;
}

}  // namespace ingot::rules
