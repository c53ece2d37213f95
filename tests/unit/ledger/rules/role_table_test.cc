#include "ledger/rules/role_table.h"

#include <set>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "google/protobuf/descriptor.h"
#include "gtest/gtest.h"

namespace ingot::rules {
namespace {

using ::testing::ElementsAre;
using Roles = std::vector<v1::Role>;

std::vector<v1::Event::BodyCase> AllEvents() {
  std::vector<v1::Event::BodyCase> events;
  const auto* body = v1::Event::descriptor()->oneof_decl(0);
  events.reserve(static_cast<size_t>(body->field_count()));
  for (int i = 0; i < body->field_count(); ++i) {
    const auto event = static_cast<v1::Event::BodyCase>(body->field(i)->number());
    if (IsInForce(event)) events.push_back(event);
  }
  return events;
}

TEST(RoleTableTest, HasARuleForEveryEvent) {
  for (const v1::Event::BodyCase event : AllEvents()) {
    EXPECT_EQ(RuleOf(event).event, event);
    EXPECT_FALSE(RolesFor(event).empty());
    EXPECT_EQ(v1::Event::descriptor()->FindFieldByName(EventName(event))->number(), event);
  }
}

// The table of docs/DOMAIN.md, for one event of each group.
TEST(RoleTableTest, NamesTheRoles) {
  EXPECT_THAT(RolesFor(v1::Event::kOrganisationEnrolled), ElementsAre(v1::ROLE_OPERATOR));
  EXPECT_THAT(RolesFor(v1::Event::kBrandRegistered), ElementsAre(v1::ROLE_MANUFACTURER));
  EXPECT_THAT(RolesFor(v1::Event::kVehicleRegistered), ElementsAre(v1::ROLE_MANUFACTURER, v1::ROLE_RECYCLER));
  EXPECT_THAT(RolesFor(v1::Event::kVehicleSent),
              ElementsAre(v1::ROLE_MANUFACTURER, v1::ROLE_LESSOR, v1::ROLE_DEALER, v1::ROLE_RECYCLER));
  EXPECT_THAT(RolesFor(v1::Event::kOdometerRead), ElementsAre(v1::ROLE_MANUFACTURER, v1::ROLE_LESSOR, v1::ROLE_DEALER,
                                                              v1::ROLE_WORKSHOP, v1::ROLE_INSURER, v1::ROLE_RECYCLER));
  EXPECT_THAT(RolesFor(v1::Event::kContractSigned),
              ElementsAre(v1::ROLE_MANUFACTURER, v1::ROLE_LESSOR, v1::ROLE_DEALER));
  EXPECT_THAT(RolesFor(v1::Event::kOptionExercised), ElementsAre(v1::ROLE_LESSOR, v1::ROLE_DEALER));
  EXPECT_THAT(RolesFor(v1::Event::kBatchFed), ElementsAre(v1::ROLE_RECYCLER));
  EXPECT_THAT(RolesFor(v1::Event::kPanelReplaced), ElementsAre(v1::ROLE_MANUFACTURER, v1::ROLE_LESSOR, v1::ROLE_DEALER,
                                                               v1::ROLE_WORKSHOP, v1::ROLE_RECYCLER));
  EXPECT_THAT(RolesFor(v1::Event::kLotSent),
              ElementsAre(v1::ROLE_MANUFACTURER, v1::ROLE_LESSOR, v1::ROLE_DEALER, v1::ROLE_WORKSHOP, v1::ROLE_INSURER,
                          v1::ROLE_RECYCLER, v1::ROLE_SMELTER));
  EXPECT_THAT(RolesFor(v1::Event::kHeatMelted), ElementsAre(v1::ROLE_SMELTER));
  EXPECT_THAT(RolesFor(v1::Event::kContentClaimed), ElementsAre(v1::ROLE_MANUFACTURER, v1::ROLE_SMELTER));
  EXPECT_EQ(RolesFor(v1::Event::kKeyAdded).size(), 10u);
  EXPECT_THAT(RolesFor(v1::Event::kInsured), ElementsAre(v1::ROLE_INSURER));
  EXPECT_THAT(RolesFor(v1::Event::kServiced), ElementsAre(v1::ROLE_MANUFACTURER, v1::ROLE_DEALER, v1::ROLE_WORKSHOP));
  EXPECT_EQ(RolesFor(v1::Event::kSightingReported).size(), 9u) << "everyone but groups";
  EXPECT_THAT(RolesFor(v1::Event::kReportedStolen), ElementsAre(v1::ROLE_MANUFACTURER, v1::ROLE_LESSOR, v1::ROLE_DEALER,
                                                                v1::ROLE_INSURER, v1::ROLE_RECYCLER));
  EXPECT_THAT(RolesFor(v1::Event::kRepairInspected), ElementsAre(v1::ROLE_WORKSHOP));
  EXPECT_THAT(RolesFor(v1::Event::kDestructionRefuted), ElementsAre(v1::ROLE_AUDITOR));
  EXPECT_EQ(RolesFor(v1::Event::kDisputeOpened).size(), 8u) << "all but groups and the operator";
}

TEST(RoleTableTest, GroupsWriteNothingButTheirKeys) {
  for (const v1::Event::BodyCase event : AllEvents()) {
    const bool key = event == v1::Event::kKeyAdded || event == v1::Event::kKeyRevoked;
    EXPECT_EQ(MaySubmit(Roles{v1::ROLE_GROUP}, event), key) << EventName(event);
    EXPECT_EQ(MaySubmit(Roles{}, event), key) << EventName(event);
  }
}

TEST(RoleTableTest, AuditorsWriteWhatTheySawAndFound) {
  std::set<std::string> names;
  for (const v1::Event::BodyCase event : AllEvents()) {
    if (MaySubmit(Roles{v1::ROLE_AUDITOR}, event)) names.insert(EventName(event));
  }
  EXPECT_THAT(names,
              ElementsAre("destruction_refuted", "dispute_opened", "dispute_resolved", "entry_reversed", "flag_cleared",
                          "found", "key_added", "key_revoked", "seal_revealed", "sighting_reported"));
}

TEST(RoleTableTest, TheOperatorWritesTheDirectoryAlone) {
  std::set<std::string> names;
  for (const v1::Event::BodyCase event : AllEvents()) {
    if (IsOperatorEvent(event)) names.insert(EventName(event));
    const bool everyone =
        event == v1::Event::kKeyAdded || event == v1::Event::kKeyRevoked || event == v1::Event::kSightingReported;
    const bool correction = event == v1::Event::kEntryReversed || event == v1::Event::kPeriodClosed;
    EXPECT_EQ(MaySubmit(Roles{v1::ROLE_OPERATOR}, event),
              IsOperatorEvent(event) || IsServiceEvent(event) || everyone || correction)
        << EventName(event);
    EXPECT_FALSE(IsOperatorEvent(event) && IsServiceEvent(event)) << EventName(event);
  }
  EXPECT_THAT(names, ElementsAre("emission_factor_published", "ledger_created", "organisation_enrolled",
                                 "organisation_succeeded", "role_granted", "role_revoked", "rules_activated",
                                 "yield_standard_published"));
}

TEST(RoleTableTest, TheServiceHasEventsOfItsOwn) {
  std::set<std::string> names;
  for (const v1::Event::BodyCase event : AllEvents()) {
    if (IsServiceEvent(event)) names.insert(EventName(event));
  }
  EXPECT_THAT(names, ElementsAre("commitment_published", "seal_erased"));
}

TEST(RoleTableTest, EventsOfContractsMoneyAndOpeningsCarryTerms) {
  std::set<std::string> names;
  for (const v1::Event::BodyCase event : AllEvents()) {
    if (RuleOf(event).terms != v1::Terms::TERMS_NOT_SET) names.insert(EventName(event));
  }
  EXPECT_THAT(names, ElementsAre("amount_waived", "contract_amended", "contract_ended", "contract_extended",
                                 "contract_signed", "fee_charged", "payment_recorded", "refunded", "vehicle_opened"));
}

}  // namespace
}  // namespace ingot::rules
