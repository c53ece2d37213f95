#include "ledger/vehicle/custody.h"

#include <string_view>

#include "ledger/base/check.h"

namespace ingot::vehicle {
namespace {

constexpr auto kRegistered = v1::CUSTODY_STATE_REGISTERED;
constexpr auto kInStock = v1::CUSTODY_STATE_IN_STOCK;
constexpr auto kLeased = v1::CUSTODY_STATE_LEASED;
constexpr auto kLeaseToOwn = v1::CUSTODY_STATE_LEASE_TO_OWN;
constexpr auto kSold = v1::CUSTODY_STATE_SOLD;
constexpr auto kReturned = v1::CUSTODY_STATE_RETURNED;
constexpr auto kStolen = v1::CUSTODY_STATE_STOLEN;
constexpr auto kTotalLoss = v1::CUSTODY_STATE_TOTAL_LOSS;
constexpr auto kExported = v1::CUSTODY_STATE_EXPORTED;
constexpr auto kUntraced = v1::CUSTODY_STATE_UNTRACED;
constexpr auto kRetired = v1::CUSTODY_STATE_RETIRED;
constexpr auto kAtFacility = v1::CUSTODY_STATE_AT_FACILITY;
constexpr auto kDismantled = v1::CUSTODY_STATE_DISMANTLED;
constexpr auto kShredded = v1::CUSTODY_STATE_SHREDDED;
constexpr auto kRecovered = v1::CUSTODY_STATE_RECOVERED;
constexpr auto kClosed = v1::CUSTODY_STATE_CLOSED;
constexpr auto kDestroyedByFire = v1::CUSTODY_STATE_DESTROYED_BY_FIRE;

}  // namespace

const std::vector<Transition>& Transitions() {
  static const auto* const kTable = new std::vector<Transition>{
      {kRegistered, kInStock, Condition::kNone},
      {kRegistered, kExported, Condition::kNone},
      {kRegistered, kStolen, Condition::kNone},
      {kRegistered, kTotalLoss, Condition::kNone},
      {kRegistered, kRetired, Condition::kNone},

      {kInStock, kLeased, Condition::kNone},
      {kInStock, kLeaseToOwn, Condition::kNone},
      {kInStock, kSold, Condition::kNone},
      {kInStock, kInStock, Condition::kNone},
      {kInStock, kStolen, Condition::kNone},
      {kInStock, kTotalLoss, Condition::kNone},
      {kInStock, kExported, Condition::kNone},
      {kInStock, kRetired, Condition::kNone},
      {kInStock, kUntraced, Condition::kNone},

      {kLeased, kLeased, Condition::kNone},
      {kLeased, kLeaseToOwn, Condition::kNone},
      {kLeased, kSold, Condition::kNone},
      {kLeased, kReturned, Condition::kNone},
      {kLeased, kStolen, Condition::kNone},
      {kLeased, kTotalLoss, Condition::kNone},
      {kLeased, kExported, Condition::kNone},
      {kLeased, kUntraced, Condition::kNone},

      {kLeaseToOwn, kLeaseToOwn, Condition::kNone},
      {kLeaseToOwn, kSold, Condition::kNone},
      {kLeaseToOwn, kReturned, Condition::kNone},
      {kLeaseToOwn, kStolen, Condition::kNone},
      {kLeaseToOwn, kTotalLoss, Condition::kNone},
      {kLeaseToOwn, kExported, Condition::kNone},
      {kLeaseToOwn, kUntraced, Condition::kNone},

      {kSold, kSold, Condition::kNone},
      {kSold, kInStock, Condition::kNone},
      {kSold, kStolen, Condition::kNone},
      {kSold, kTotalLoss, Condition::kNone},
      {kSold, kExported, Condition::kNone},
      {kSold, kRetired, Condition::kNone},
      {kSold, kUntraced, Condition::kNone},

      {kReturned, kInStock, Condition::kConditionReport},
      {kReturned, kSold, Condition::kNone},
      {kReturned, kRetired, Condition::kNone},
      {kReturned, kStolen, Condition::kNone},
      {kReturned, kTotalLoss, Condition::kNone},
      {kReturned, kExported, Condition::kNone},

      // Found again, or declared a loss by theft.
      {kStolen, kRegistered, Condition::kStateBefore},
      {kStolen, kInStock, Condition::kStateBefore},
      {kStolen, kLeased, Condition::kStateBefore},
      {kStolen, kLeaseToOwn, Condition::kStateBefore},
      {kStolen, kSold, Condition::kStateBefore},
      {kStolen, kReturned, Condition::kStateBefore},
      {kStolen, kRetired, Condition::kStateBefore},
      {kStolen, kAtFacility, Condition::kStateBefore},
      {kStolen, kTotalLoss, Condition::kNone},

      {kTotalLoss, kRetired, Condition::kNone},
      {kTotalLoss, kInStock, Condition::kRepairInspected},
      {kTotalLoss, kSold, Condition::kRepairInspected},
      {kTotalLoss, kExported, Condition::kRepairable},
      {kTotalLoss, kTotalLoss, Condition::kNone},
      {kTotalLoss, kStolen, Condition::kNone},

      {kExported, kInStock, Condition::kImport},
      {kExported, kSold, Condition::kImport},
      {kExported, kRetired, Condition::kNone},
      {kExported, kAtFacility, Condition::kForeignCertificate},

      {kUntraced, kInStock, Condition::kStateBefore},
      {kUntraced, kLeased, Condition::kStateBefore},
      {kUntraced, kLeaseToOwn, Condition::kStateBefore},
      {kUntraced, kSold, Condition::kStateBefore},
      {kUntraced, kRetired, Condition::kNone},

      {kRetired, kAtFacility, Condition::kNone},
      {kRetired, kStolen, Condition::kNone},

      {kAtFacility, kAtFacility, Condition::kNotCertified},
      {kAtFacility, kInStock, Condition::kNotCertified},
      {kAtFacility, kDismantled, Condition::kCertifiedAndDepolluted},
      {kAtFacility, kShredded, Condition::kCertifiedAndDepolluted},
      {kAtFacility, kStolen, Condition::kNone},
      {kAtFacility, kDestroyedByFire, Condition::kNone},
      {kAtFacility, kUntraced, Condition::kDestructionRefuted},

      {kDismantled, kShredded, Condition::kNone},
      {kDismantled, kRecovered, Condition::kMetalAccounted},
      {kDismantled, kUntraced, Condition::kDestructionRefuted},

      {kShredded, kRecovered, Condition::kMetalAccounted},
      {kShredded, kUntraced, Condition::kDestructionRefuted},

      {kRecovered, kClosed, Condition::kNone},
      {kRecovered, kUntraced, Condition::kDestructionRefuted},

      {kClosed, kUntraced, Condition::kDestructionRefuted},
  };
  return *kTable;
}

std::optional<Condition> FindTransition(v1::CustodyState from, v1::CustodyState to) {
  for (const Transition& transition : Transitions()) {
    if (transition.from == from && transition.to == to) return transition.condition;
  }
  return std::nullopt;
}

v1::CustodyState StateUnder(v1::ContractKind kind) {
  switch (kind) {
    case v1::CONTRACT_KIND_LEASE:
      return kLeased;
    case v1::CONTRACT_KIND_LEASE_TO_OWN:
      return kLeaseToOwn;
    case v1::CONTRACT_KIND_SALE:
      return kSold;
    default:
      break;
  }
  INGOT_CHECK_MSG(false, "contract kind outside the table");
}

std::string_view StateName(v1::CustodyState state) {
  constexpr std::string_view kPrefix = "CUSTODY_STATE_";
  return std::string_view(v1::CustodyState_Name(state)).substr(kPrefix.size());
}

}  // namespace ingot::vehicle
