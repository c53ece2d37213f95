#include "ledger/vehicle/custody.h"

#include <map>
#include <set>
#include <sstream>
#include <string>

#include "gtest/gtest.h"

namespace ingot::vehicle {
namespace {

// The table of docs/DOMAIN.md, typed in apart from the code. A name may carry its condition after a colon.
const std::map<std::string, std::string>& Documented() {
  static const auto* const kTable = new std::map<std::string, std::string>{
      {"REGISTERED", "IN_STOCK EXPORTED STOLEN TOTAL_LOSS RETIRED"},
      {"IN_STOCK", "LEASED LEASE_TO_OWN SOLD IN_STOCK STOLEN TOTAL_LOSS EXPORTED RETIRED UNTRACED"},
      {"LEASED", "LEASED LEASE_TO_OWN SOLD RETURNED STOLEN TOTAL_LOSS EXPORTED UNTRACED"},
      {"LEASE_TO_OWN", "LEASE_TO_OWN SOLD RETURNED STOLEN TOTAL_LOSS EXPORTED UNTRACED"},
      {"SOLD", "SOLD IN_STOCK STOLEN TOTAL_LOSS EXPORTED RETIRED UNTRACED"},
      {"RETURNED", "IN_STOCK:report SOLD RETIRED STOLEN TOTAL_LOSS EXPORTED"},
      {"STOLEN",
       "REGISTERED:before IN_STOCK:before LEASED:before LEASE_TO_OWN:before SOLD:before RETURNED:before RETIRED:before "
       "AT_FACILITY:before TOTAL_LOSS"},
      {"TOTAL_LOSS", "RETIRED IN_STOCK:inspected SOLD:inspected EXPORTED:repairable TOTAL_LOSS STOLEN"},
      {"EXPORTED", "IN_STOCK:import SOLD:import RETIRED AT_FACILITY:foreign"},
      {"UNTRACED", "IN_STOCK:before LEASED:before LEASE_TO_OWN:before SOLD:before RETIRED"},
      {"RETIRED", "AT_FACILITY STOLEN"},
      {"AT_FACILITY",
       "AT_FACILITY:uncertified IN_STOCK:uncertified DISMANTLED:both SHREDDED:both STOLEN DESTROYED_BY_FIRE "
       "UNTRACED:refuted"},
      {"DISMANTLED", "SHREDDED RECOVERED:metal UNTRACED:refuted"},
      {"SHREDDED", "RECOVERED:metal UNTRACED:refuted"},
      {"RECOVERED", "CLOSED UNTRACED:refuted"},
      {"CLOSED", "UNTRACED:refuted"},
      {"DESTROYED_BY_FIRE", ""},
  };
  return *kTable;
}

const std::map<std::string, Condition>& Conditions() {
  static const auto* const kNames = new std::map<std::string, Condition>{
      {"", Condition::kNone},
      {"before", Condition::kStateBefore},
      {"report", Condition::kConditionReport},
      {"inspected", Condition::kRepairInspected},
      {"repairable", Condition::kRepairable},
      {"import", Condition::kImport},
      {"foreign", Condition::kForeignCertificate},
      {"uncertified", Condition::kNotCertified},
      {"both", Condition::kCertifiedAndDepolluted},
      {"metal", Condition::kMetalAccounted},
      {"refuted", Condition::kDestructionRefuted},
  };
  return *kNames;
}

TEST(CustodyTableTest, HoldsExactlyTheDocumentedTransitions) {
  std::map<std::pair<std::string, std::string>, Condition> documented;
  for (const auto& [from, list] : Documented()) {
    std::istringstream words(list);
    for (std::string word; words >> word;) {
      const size_t colon = word.find(':');
      const std::string condition = colon == std::string::npos ? "" : word.substr(colon + 1);
      documented[{from, word.substr(0, colon)}] = Conditions().at(condition);
    }
  }
  for (int from = v1::CustodyState_MIN; from <= v1::CustodyState_MAX; ++from) {
    for (int to = v1::CustodyState_MIN; to <= v1::CustodyState_MAX; ++to) {
      const auto from_state = static_cast<v1::CustodyState>(from);
      const auto to_state = static_cast<v1::CustodyState>(to);
      const auto it = documented.find({std::string(StateName(from_state)), std::string(StateName(to_state))});
      const auto found = FindTransition(from_state, to_state);
      EXPECT_EQ(found.has_value(), it != documented.end()) << StateName(from_state) << " -> " << StateName(to_state);
      if (found.has_value() && it != documented.end()) {
        EXPECT_EQ(*found, it->second) << StateName(from_state) << " -> " << StateName(to_state);
      }
    }
  }
  EXPECT_EQ(Transitions().size(), documented.size());
}

TEST(CustodyTableTest, EveryStateHasARow) {
  for (int state = v1::CustodyState_MIN + 1; state <= v1::CustodyState_MAX; ++state) {
    EXPECT_EQ(Documented().count(std::string(StateName(static_cast<v1::CustodyState>(state)))), 1u) << state;
  }
}

TEST(CustodyTableTest, LeavesTheRoadForGoodAfterACertificate) {
  const std::set<v1::CustodyState> road = {v1::CUSTODY_STATE_REGISTERED, v1::CUSTODY_STATE_IN_STOCK,
                                           v1::CUSTODY_STATE_LEASED,     v1::CUSTODY_STATE_LEASE_TO_OWN,
                                           v1::CUSTODY_STATE_SOLD,       v1::CUSTODY_STATE_RETURNED};
  for (const Transition& transition : Transitions()) {
    const bool after_certificate =
        transition.from == v1::CUSTODY_STATE_DISMANTLED || transition.from == v1::CUSTODY_STATE_SHREDDED ||
        transition.from == v1::CUSTODY_STATE_RECOVERED || transition.from == v1::CUSTODY_STATE_CLOSED;
    if (after_certificate) {
      EXPECT_EQ(road.count(transition.to), 0u) << StateName(transition.from) << " -> " << StateName(transition.to);
    }
    if (transition.from == v1::CUSTODY_STATE_AT_FACILITY && road.count(transition.to) > 0) {
      EXPECT_EQ(transition.condition, Condition::kNotCertified);
    }
  }
}

TEST(CustodyTableTest, EachKindOfContractLeadsToItsState) {
  EXPECT_EQ(StateUnder(v1::CONTRACT_KIND_LEASE), v1::CUSTODY_STATE_LEASED);
  EXPECT_EQ(StateUnder(v1::CONTRACT_KIND_LEASE_TO_OWN), v1::CUSTODY_STATE_LEASE_TO_OWN);
  EXPECT_EQ(StateUnder(v1::CONTRACT_KIND_SALE), v1::CUSTODY_STATE_SOLD);
}

}  // namespace
}  // namespace ingot::vehicle
