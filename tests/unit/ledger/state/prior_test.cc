#include "ledger/state/prior.h"

#include <string>

#include "gtest/gtest.h"
#include "ledger/state/record_key.h"

namespace ingot::state {
namespace {

v1::Record Leased() {
  v1::Record record;
  record.set_settled_seq(7);
  record.mutable_head()->set_count(3);
  v1::VehicleState& vehicle = *record.mutable_vehicle();
  vehicle.set_vin("V");
  vehicle.set_custody(v1::CUSTODY_STATE_LEASED);
  vehicle.set_holder("hansa");
  vehicle.add_holders()->set_organisation_id("hansa");
  vehicle.mutable_position()->set_party("ruishi/m8");
  vehicle.set_odometer_max_m(5);
  return record;
}

// Sold: values change, a list grows, one message goes, another comes.
v1::Record Sold() {
  v1::Record record = Leased();
  v1::VehicleState& vehicle = *record.mutable_vehicle();
  vehicle.set_custody(v1::CUSTODY_STATE_SOLD);
  vehicle.clear_holder();
  vehicle.mutable_holders(0)->set_until_seq(9);
  vehicle.add_holders()->set_organisation_id("other");
  vehicle.clear_position();
  vehicle.mutable_registered_on()->set_year(2026);
  vehicle.set_title(v1::TITLE_HOLDER_KIND_OFF_LEDGER);
  vehicle.set_odometer_max_m(8);
  vehicle.set_last_occurred_at_us(70);
  vehicle.add_flags()->set_kind(v1::FLAG_KIND_ODOMETER_LOWER);
  return record;
}

TEST(PriorTest, KeepsTheChangedFieldsAlone) {
  const v1::Record before = Leased();
  const v1::PriorRecord prior = PriorOf(VehicleKey("V"), &before, Sold());
  EXPECT_EQ(prior.key(), "vV");
  v1::Record expected;
  expected.set_settled_seq(7);
  expected.mutable_vehicle()->set_custody(v1::CUSTODY_STATE_LEASED);
  expected.mutable_vehicle()->set_holder("hansa");
  expected.mutable_vehicle()->add_holders()->set_organisation_id("hansa");
  expected.mutable_vehicle()->mutable_position()->set_party("ruishi/m8");
  EXPECT_EQ(prior.record().SerializeAsString(), expected.SerializeAsString());
  ASSERT_EQ(prior.cleared_size(), 2);
  EXPECT_EQ(prior.cleared(0), static_cast<uint32_t>(v1::VehicleState::kTitleFieldNumber));
  EXPECT_EQ(prior.cleared(1), static_cast<uint32_t>(v1::VehicleState::kRegisteredOnFieldNumber));
}

TEST(PriorTest, GivesThemBackAndLeavesTheRest) {
  const v1::Record before = Leased();
  v1::Record record = Sold();
  record.set_settled_seq(9);
  const v1::PriorRecord prior = PriorOf(VehicleKey("V"), &before, record);
  // Noted since.
  record.mutable_head()->set_count(5);
  record.mutable_vehicle()->set_services(2);
  Restore(prior, record);
  v1::Record expected = Leased();
  expected.mutable_head()->set_count(5);
  expected.mutable_vehicle()->set_services(2);
  expected.mutable_vehicle()->set_odometer_max_m(8);
  expected.mutable_vehicle()->set_last_occurred_at_us(70);
  expected.mutable_vehicle()->add_flags()->set_kind(v1::FLAG_KIND_ODOMETER_LOWER);
  EXPECT_EQ(record.SerializeAsString(), expected.SerializeAsString());
}

TEST(PriorTest, WhatWasNotThereGoes) {
  v1::Record head_alone;
  head_alone.mutable_head()->set_count(2);
  const v1::Record* const none[] = {nullptr, &head_alone};
  for (const v1::Record* const before : none) {
    v1::Record record = Sold();
    const v1::PriorRecord prior = PriorOf(VehicleKey("V"), before, record);
    EXPECT_FALSE(prior.has_record());
    Restore(prior, record);
    EXPECT_EQ(record.state_case(), v1::Record::STATE_NOT_SET);
    EXPECT_EQ(record.settled_seq(), 0u);
    EXPECT_EQ(record.head().count(), 3u);
  }
}

TEST(PriorTest, WhatWasNotChangedKeepsItsSettlementAlone) {
  const v1::Record before = Leased();
  const v1::PriorRecord prior = PriorOf(VehicleKey("V"), &before, before);
  EXPECT_EQ(prior.record().state_case(), v1::Record::STATE_NOT_SET);
  v1::Record record = before;
  record.set_settled_seq(9);
  Restore(prior, record);
  EXPECT_EQ(record.SerializeAsString(), before.SerializeAsString());
}

TEST(PriorTest, TellsSubjectsFromRecordsChangedAside) {
  v1::PriorRecord prior;
  prior.set_key(SubjectKey(v1::SUBJECT_KIND_HEAT, "hansa/h"));
  EXPECT_TRUE(IsSubject(prior));
  prior.add_cleared(kNoSubject);
  prior.add_cleared(4);
  EXPECT_FALSE(IsSubject(prior));
  prior.clear_cleared();
  prior.set_key(PaymentKey("hansa/c", "1"));
  EXPECT_FALSE(IsSubject(prior));
}

TEST(PriorTest, MirrorsFactsAndNotTheDirectory) {
  EXPECT_TRUE(IsMirrored(VehicleKey("V")));
  EXPECT_TRUE(IsMirrored(NumberKey(NumberKind::kTicket, "hansa/i", "1")));
  EXPECT_FALSE(IsMirrored(OrganisationKey("hansa")));
  EXPECT_FALSE(IsMirrored(UndoKey(1)));
}

TEST(PriorTest, MoneyIsTakenOutInAnyOrder) {
  v1::ContractState start;
  start.set_paid_minor_units(100);
  start.set_defaults(1);
  v1::ContractState paid = start;
  paid.set_paid_minor_units(150);
  v1::ContractState cured = paid;
  cured.set_defaults(0);
  v1::ContractState refunded = cured;
  refunded.set_paid_minor_units(120);
  refunded.set_refunded_minor_units(30);
  const v1::ContractState payment = MoneyOf("c", start, paid).record().contract();
  const v1::ContractState cure = MoneyOf("c", paid, cured).record().contract();
  const v1::ContractState refund = MoneyOf("c", cured, refunded).record().contract();
  v1::ContractState contract = refunded;
  ASSERT_TRUE(TakeOut(cure, contract));
  ASSERT_TRUE(TakeOut(payment, contract));
  ASSERT_TRUE(TakeOut(refund, contract));
  EXPECT_EQ(contract.SerializeAsString(), start.SerializeAsString());
  EXPECT_TRUE(HoldsMoney(contract));
  // Not there to be taken.
  contract.set_paid_minor_units(49);
  EXPECT_FALSE(TakeOut(payment, contract));
  EXPECT_EQ(contract.paid_minor_units(), 49);
  // Not known.
  contract.set_terms_unexamined(true);
  EXPECT_TRUE(TakeOut(payment, contract));
  EXPECT_EQ(contract.paid_minor_units(), 49);
}

}  // namespace
}  // namespace ingot::state
