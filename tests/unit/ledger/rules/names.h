// Short names that many tests of the rules use. Ids are those of tests/support/works.h's organisations.
#ifndef INGOT_TESTS_UNIT_LEDGER_RULES_NAMES_H_
#define INGOT_TESTS_UNIT_LEDGER_RULES_NAMES_H_

#include "ingot/v1/contract_events.pb.h"
#include "ingot/v1/trouble_events.pb.h"

namespace ingot::testing {

inline constexpr auto kLease = v1::CONTRACT_KIND_LEASE;
inline constexpr auto kLeaseToOwn = v1::CONTRACT_KIND_LEASE_TO_OWN;
inline constexpr auto kSale = v1::CONTRACT_KIND_SALE;
inline constexpr auto kPapers = v1::EVIDENCE_KIND_SURRENDERED_DOCUMENT;
inline constexpr char kYard[] = "treater/yard";
inline constexpr char kBatch[] = "shredder/b1";
inline constexpr char kLot[] = "shredder/l1";
inline constexpr char kHeat[] = "smelter/h1";

}  // namespace ingot::testing

#endif  // INGOT_TESTS_UNIT_LEDGER_RULES_NAMES_H_
