// Builders of events of theft, loss, borders, ends, disputes and openings, as rule_events.h has them of the others; and
// a check of all books, for tests that move metal on ways off the ordinary.
#ifndef INGOT_TESTS_SUPPORT_TROUBLE_EVENTS_H_
#define INGOT_TESTS_SUPPORT_TROUBLE_EVENTS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "ingot/v1/event.pb.h"
#include "tests/support/test_ledger.h"

namespace ingot::testing {

// All on 2026-03-01, abroad in PL.
v1::ReportedStolen StolenOf(const std::string& vin);
v1::Found FoundOf(const std::string& vin);
// By the code of the British scheme; cause COLLISION.
v1::TotalLossDeclared LossOf(const std::string& vin, const std::string& code, bool repairable);
v1::RepairInspected RepairOf(const std::string& vin, int64_t odometer_m, bool passed = true);
v1::LostFromSight LostOf(const std::string& vin);
v1::Exported ExportOf(const std::string& vin);
v1::Imported ImportOf(const std::string& vin, bool to_owner = false);
v1::Reimported ReimportOf(const std::string& vin, bool to_owner = false);
v1::DestructionRefuted RefutationOf(const std::string& vin);
v1::DestroyedByFire FireOf(const std::string& vin);
v1::VehicleClosed ClosingOf(const std::string& vin);
v1::DisputeOpened DisputeOf(const std::string& dispute, v1::SubjectKind kind, const std::string& subject);
v1::DisputeResolved ResolutionOf(const std::string& dispute, v1::DisputeOutcome outcome);
// As Registered(vin), with 12 000 000 m; under contract: 12 months from 2026-01-01 with a person, private use.
v1::VehicleOpened OpeningOf(const std::string& vin, v1::CustodyState state, const std::string& contract = "");
v1::OpeningTerms OpeningTermsOf(v1::ContractKind kind, int64_t paid, int64_t deposit = 0);

// What is wrong with the books, nothing if all is well: postings of all accounts sum to zero per family, internal
// accounts are not negative, and every account of vehicles holds exactly the bodies that stand on it.
std::vector<std::string> Imbalances(const TestLedger& ledger);

}  // namespace ingot::testing

#endif  // INGOT_TESTS_SUPPORT_TROUBLE_EVENTS_H_
