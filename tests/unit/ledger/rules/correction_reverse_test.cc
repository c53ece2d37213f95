// EntryReversed: exact mirrors, what stands in the way of one, and what stays.
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ledger/state/record_key.h"
#include "tests/support/fleet.h"
#include "tests/unit/ledger/rules/names.h"

namespace ingot::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class CorrectionReverseTest : public ::testing::Test {
 protected:
  // Does it, and returns its entry.
  uint64_t Do(const std::string& who, const google::protobuf::Message& body) {
    fleet_.Do(who, body);
    return fleet_.LastSeq();
  }
  uint64_t Do(const std::string& who, const google::protobuf::Message& body, const google::protobuf::Message& terms) {
    fleet_.Do(who, body, terms);
    return fleet_.LastSeq();
  }
  v1::Record Record(const std::string& key) { return fleet_.ledger().RecordOf(key); }
  const std::string& Message() { return fleet_.ledger().last_refusal()->message(); }

  Fleet fleet_;
  const std::string vin_ = Vin(1);
  const std::string contract_ = Fleet::ContractOf(Vin(1));
};

TEST_F(CorrectionReverseTest, MirrorsPostingsSubjectsAndState) {
  fleet_.Stock(vin_);
  Do("dealer", Signed(contract_, vin_, v1::CONTRACT_KIND_LEASE), TermsOf(v1::CONTRACT_KIND_LEASE));
  const v1::VehicleState before = fleet_.Vehicle(vin_);
  const uint64_t handed_over = Do("dealer", HandedOver(contract_, vin_, 0));
  ASSERT_EQ(fleet_.TryReversal("dealer", handed_over), "OK");
  EXPECT_THAT(fleet_.Postings(),
              ElementsAre("STOCK/maker/brand 5XXX +56000", "STOCK/maker/brand 6XXX +100000",
                          "IN_SERVICE/maker/brand/lease 5XXX -56000", "IN_SERVICE/maker/brand/lease 6XXX -100000"));
  EXPECT_THAT(fleet_.Subjects(), ElementsAre("VEHICLE " + vin_, "CONTRACT " + contract_));
  EXPECT_THAT(fleet_.Flags(), IsEmpty()) << "a correction speaks of another day on purpose";
  v1::VehicleState after = fleet_.Vehicle(vin_);
  EXPECT_GT(after.last_occurred_at_us(), before.last_occurred_at_us()) << "what was noted stands";
  after.set_last_occurred_at_us(before.last_occurred_at_us());
  EXPECT_EQ(after.SerializeAsString(), before.SerializeAsString());
  EXPECT_EQ(fleet_.Contract(contract_).stage(), v1::CONTRACT_STAGE_SIGNED);
  EXPECT_EQ(Record(state::VehicleKey(vin_)).head().last_seq(), fleet_.LastSeq()) << "the chain goes on";
  const v1::UndoState undo = Record(state::UndoKey(handed_over)).undo();
  EXPECT_EQ(undo.reversed_by(), fleet_.LastSeq());
  EXPECT_EQ(undo.prior_size() + undo.movements_size(), 0);
  EXPECT_EQ(fleet_.Try("dealer", HandedOver(contract_, vin_, 5)), "OK") << "the right fact is posted anew";
}

TEST_F(CorrectionReverseTest, ObservationsSinceStand) {
  fleet_.Stock(vin_);
  const uint64_t retired = Do("dealer", RetiredOf(vin_));
  Do("workshop", Reading(vin_, 70'000));
  Do("workshop", Reading(vin_, 60'000));
  ASSERT_EQ(fleet_.TryReversal("dealer", retired), "OK");
  EXPECT_EQ(fleet_.Vehicle(vin_).custody(), v1::CUSTODY_STATE_IN_STOCK);
  EXPECT_EQ(fleet_.Vehicle(vin_).odometer_max_m(), 70'000);
  ASSERT_EQ(fleet_.Vehicle(vin_).flags_size(), 1);
  EXPECT_EQ(fleet_.Vehicle(vin_).flags(0).kind(), v1::FLAG_KIND_ODOMETER_LOWER);
}

TEST_F(CorrectionReverseTest, OneWhatNoEntryDependsOn) {
  const uint64_t born = Do("maker", Registered(vin_));
  const uint64_t sent = Do("maker", Sent(vin_, "maker/deliveries", "dealer"));
  EXPECT_EQ(fleet_.TryReversal("maker", born), "DEPENDENT_EXISTS entry_reversed.target_seq");
  EXPECT_THAT(Message(), HasSubstr("your entry " + std::to_string(sent)));
  const uint64_t received = Do("dealer", Received(vin_, "maker/deliveries"));
  EXPECT_EQ(fleet_.TryReversal("maker", sent), "DEPENDENT_EXISTS entry_reversed.target_seq");
  EXPECT_THAT(Message(), Not(HasSubstr(std::to_string(received)))) << "names nothing of another party";
  EXPECT_THAT(Message(), Not(HasSubstr("dealer")));
  ASSERT_EQ(fleet_.TryReversal("dealer", received), "OK");
  EXPECT_EQ(fleet_.Vehicle(vin_).holder(), "maker");
  EXPECT_EQ(fleet_.Vehicle(vin_).transfer_id(), "maker/deliveries");
  ASSERT_EQ(fleet_.TryReversal("maker", sent), "OK");
  ASSERT_EQ(fleet_.TryReversal("maker", born), "OK");
  EXPECT_FALSE(Record(state::VehicleKey(vin_)).has_vehicle());
  EXPECT_EQ(Record(state::VehicleKey(vin_)).head().count(), 6u);
}

TEST_F(CorrectionReverseTest, WhatIsReversedIsFreeAgain) {
  const uint64_t born = Do("maker", Registered(vin_));
  ASSERT_EQ(fleet_.TryReversal("maker", born), "OK");
  EXPECT_EQ(fleet_.Try("maker", Sent(vin_, "maker/t1", "dealer")), "NOT_FOUND vehicle_sent.vin");
  EXPECT_EQ(fleet_.Try("workshop", Reading(vin_, 5)), "NOT_FOUND odometer_read.vin");
  // The VIN.
  fleet_.Stock(vin_);
  EXPECT_EQ(fleet_.Vehicle(vin_).holder(), "dealer");
  // A contract's number.
  const uint64_t agreed =
      Do("dealer", Signed(contract_, vin_, v1::CONTRACT_KIND_LEASE), TermsOf(v1::CONTRACT_KIND_LEASE));
  ASSERT_EQ(fleet_.TryReversal("dealer", agreed), "OK");
  EXPECT_EQ(fleet_.Try("dealer", HandedOver(contract_, vin_)), "NOT_FOUND vehicle_handed_over.contract_id");
  Do("dealer", Signed(contract_, vin_, v1::CONTRACT_KIND_SALE), TermsOf(v1::CONTRACT_KIND_SALE));
  EXPECT_EQ(fleet_.Contract(contract_).kind(), v1::CONTRACT_KIND_SALE);
  EXPECT_EQ(fleet_.Contract(contract_).term_months(), 0) << "nothing of the first one is left";
  // A payment's reference.
  const uint64_t paid = Do("dealer", Paid(contract_, "P1"), AmountOf(100));
  EXPECT_EQ(fleet_.Try("dealer", Paid(contract_, "P1"), AmountOf(100)), "DUPLICATE_NUMBER payment_recorded.payment_id");
  ASSERT_EQ(fleet_.TryReversal("dealer", paid), "OK");
  EXPECT_EQ(fleet_.Contract(contract_).paid_minor_units(), 0);
  EXPECT_EQ(fleet_.Try("dealer", Paid(contract_, "P1"), AmountOf(110)), "OK");
  EXPECT_EQ(fleet_.Contract(contract_).paid_minor_units(), 110);
}

TEST_F(CorrectionReverseTest, SerialTransferAndTicketAreFreeAgain) {
  fleet_.ToYard(vin_);
  const uint64_t certified = Do("treater", Certificate(vin_, "treater/yard", "S1"));
  ASSERT_EQ(fleet_.TryReversal("treater", certified), "OK");
  EXPECT_FALSE(fleet_.Vehicle(vin_).certified());
  EXPECT_EQ(fleet_.Try("treater", Certificate(vin_, "treater/yard", "S1")), "OK");
  fleet_.Do("treater", DepollutedAt(vin_, "treater/yard"));
  const uint64_t sent = Do("treater", HulksSent("treater/t1", {vin_}, "shredder"));
  ASSERT_EQ(fleet_.TryReversal("treater", sent), "OK");
  EXPECT_EQ(fleet_.Try("shredder", HulksReceived("treater/t1", {vin_}, "shredder/mill")),
            "NOT_FOUND hulk_received.transfer_id");
  fleet_.Do("treater", HulksSent("treater/t1", {vin_}, "shredder"));
  fleet_.Do("shredder", HulksReceived("treater/t1", {vin_}, "shredder/mill"));
  const uint64_t fed = Do("shredder", Fed(kBatch, {vin_}));
  const uint64_t weighed = Do("shredder", Weighed(kLot, kBatch, fleet_.Ticket("1", 20'100'000, 20'000'000)));
  EXPECT_EQ(fleet_.TryReversal("shredder", fed), "DEPENDENT_EXISTS entry_reversed.target_seq");
  ASSERT_EQ(fleet_.TryReversal("shredder", weighed), "OK");
  EXPECT_EQ(fleet_.Batch(kBatch).lots(), 0u);
  EXPECT_EQ(fleet_.Try("shredder", Assayed(kLot, 0, 0, 900'000)), "NOT_FOUND lot_assayed.lot_id");
  EXPECT_EQ(fleet_.Try("shredder", Weighed(kLot, kBatch, fleet_.Ticket("1", 20'140'000, 20'000'000))), "OK");
  EXPECT_EQ(fleet_.Lot(kLot).net_g(), 140'000);
}

TEST_F(CorrectionReverseTest, ABatchOpensAgainAndTakesBackWhatItGave) {
  fleet_.ToMill({Vin(1), Vin(2)});
  Do("shredder", Fed(kBatch, Ascending({Vin(1), Vin(2)})));
  Do("shredder", Weighed(kLot, kBatch, fleet_.Ticket("1", 20'440'000, 20'000'000)));
  Do("shredder", Assayed(kLot, 0, 0, 1'000'000));
  const uint64_t closed = Do("shredder", Closed(kBatch));
  const v1::Entry closing = fleet_.ledger().EntryAt(closed);
  const int64_t recovered = fleet_.Vehicle(Vin(1)).recovered_g();
  ASSERT_GT(recovered, 0);
  ASSERT_EQ(fleet_.TryReversal("shredder", closed), "OK");
  const v1::Entry mirror = fleet_.ledger().EntryAt(fleet_.LastSeq());
  ASSERT_EQ(mirror.allocations_size(), closing.allocations_size());
  for (int i = 0; i < mirror.allocations_size(); ++i) {
    EXPECT_EQ(mirror.allocations(i).vin(), closing.allocations(i).vin());
    EXPECT_EQ(mirror.allocations(i).grams(), -closing.allocations(i).grams());
  }
  ASSERT_EQ(mirror.postings_size(), closing.postings_size());
  for (int i = 0; i < mirror.postings_size(); ++i) {
    ASSERT_EQ(mirror.postings(i).amounts_size(), closing.postings(i).amounts_size());
    EXPECT_EQ(mirror.postings(i).amounts(0).grams(), -closing.postings(i).amounts(0).grams());
  }
  EXPECT_EQ(fleet_.Vehicle(Vin(1)).recovered_g(), 0);
  EXPECT_EQ(fleet_.Vehicle(Vin(1)).custody(), v1::CUSTODY_STATE_SHREDDED);
  EXPECT_FALSE(fleet_.Batch(kBatch).closed());
  EXPECT_EQ(fleet_.Try("shredder", Closed(kBatch)), "OK");
  EXPECT_EQ(fleet_.Vehicle(Vin(1)).recovered_g(), recovered);
}

TEST_F(CorrectionReverseTest, MoneyGoesBackInAnyOrder) {
  fleet_.Lease(vin_, v1::CONTRACT_KIND_LEASE);
  const uint64_t first = Do("dealer", Paid(contract_, "P1"), AmountOf(100));
  const uint64_t deposit = Do("dealer", Paid(contract_, "D1", v1::PAYMENT_PURPOSE_DEPOSIT), AmountOf(500));
  const uint64_t last = Do("dealer", Paid(contract_, "P2"), AmountOf(250));
  fleet_.EndLease(vin_, v1::CONTRACT_END_REASON_TERM_REACHED, 350);
  ASSERT_EQ(fleet_.TryReversal("dealer", first), "OK");
  EXPECT_EQ(fleet_.Contract(contract_).paid_minor_units(), 250);
  EXPECT_EQ(fleet_.Contract(contract_).stage(), v1::CONTRACT_STAGE_ENDED) << "facts since then stand";
  EXPECT_THAT(fleet_.Subjects(), ElementsAre("CONTRACT " + contract_));
  ASSERT_EQ(fleet_.TryReversal("dealer", deposit), "OK");
  EXPECT_EQ(fleet_.Contract(contract_).deposit_held_minor_units(), 0);
  ASSERT_EQ(fleet_.TryReversal("dealer", last), "OK");
  EXPECT_EQ(fleet_.Contract(contract_).paid_minor_units(), 0);
  EXPECT_EQ(fleet_.TryReversal("dealer", first), "NOT_REVERSIBLE entry_reversed.target_seq");
}

TEST_F(CorrectionReverseTest, MoneyBesidePaymentsGoesBackToo) {
  fleet_.Lease(vin_, v1::CONTRACT_KIND_LEASE);
  const uint64_t paid = Do("dealer", Paid(contract_, "P1"), AmountOf(1'000));
  const uint64_t fee = Do("dealer", Fee(contract_, "F1"), AmountOf(50));
  const uint64_t waived = Do("dealer", Waiver(contract_, "W1"), AmountOf(30));
  const uint64_t returned = Do("dealer", Bounced(contract_, "P1"));
  EXPECT_EQ(fleet_.Contract(contract_).paid_minor_units(), 0);
  EXPECT_EQ(fleet_.TryReversal("dealer", paid), "DEPENDENT_EXISTS entry_reversed.target_seq")
      << "its return needs the payment";
  ASSERT_EQ(fleet_.TryReversal("dealer", returned), "OK");
  EXPECT_EQ(fleet_.Contract(contract_).paid_minor_units(), 1'000);
  ASSERT_EQ(fleet_.TryReversal("dealer", fee), "OK");
  ASSERT_EQ(fleet_.TryReversal("dealer", waived), "OK");
  EXPECT_EQ(fleet_.Contract(contract_).fees_minor_units(), 0);
  EXPECT_EQ(fleet_.Contract(contract_).waived_minor_units(), 0);
  EXPECT_EQ(fleet_.Try("dealer", Fee(contract_, "F1"), AmountOf(60)), "OK") << "the reference is free again";
  ASSERT_EQ(fleet_.TryReversal("dealer", paid), "OK");
  EXPECT_EQ(fleet_.Contract(contract_).paid_minor_units(), 0);
}

TEST_F(CorrectionReverseTest, ADefaultIsCuredAndNotReversed) {
  fleet_.Lease(vin_, v1::CONTRACT_KIND_LEASE);
  fleet_.ledger().Advance(100 * TestLedger::kDayUs);
  const v1::Date due_on = MakeDate(2026, 4, 1);
  const uint64_t reported = Do("dealer", Defaulted(contract_, due_on));
  EXPECT_EQ(fleet_.TryReversal("dealer", reported), "NOT_REVERSIBLE entry_reversed.target_seq");
  Do("dealer", Defaulted(contract_, due_on, true));
  EXPECT_EQ(fleet_.Contract(contract_).defaults(), 0u);
}

TEST_F(CorrectionReverseTest, ARefundKeepsWhatItPaidBackFrom) {
  fleet_.Lease(vin_, v1::CONTRACT_KIND_LEASE);
  const uint64_t deposit = Do("dealer", Paid(contract_, "D1", v1::PAYMENT_PURPOSE_DEPOSIT), AmountOf(500));
  const uint64_t refund = Do("dealer", Refund(contract_, "R1", v1::REFUND_PURPOSE_DEPOSIT), AmountOf(200));
  EXPECT_EQ(fleet_.TryReversal("dealer", deposit), "AMOUNT_EXCEEDS entry_reversed.target_seq");
  ASSERT_EQ(fleet_.TryReversal("dealer", refund), "OK");
  EXPECT_EQ(fleet_.TryReversal("dealer", deposit), "OK");
}

TEST_F(CorrectionReverseTest, MoneyKeepsItsContract) {
  fleet_.Stock(vin_);
  const uint64_t agreed =
      Do("dealer", Signed(contract_, vin_, v1::CONTRACT_KIND_LEASE), TermsOf(v1::CONTRACT_KIND_LEASE));
  const uint64_t paid = Do("dealer", Paid(contract_, "P1"), AmountOf(100));
  EXPECT_EQ(fleet_.TryReversal("dealer", agreed), "DEPENDENT_EXISTS entry_reversed.target_seq");
  EXPECT_THAT(Message(), HasSubstr("money"));
  ASSERT_EQ(fleet_.TryReversal("dealer", paid), "OK");
  EXPECT_EQ(fleet_.TryReversal("dealer", agreed), "OK");
}

TEST_F(CorrectionReverseTest, MoneyStaysOnceTheContractIsSettled) {
  fleet_.Lease(vin_, v1::CONTRACT_KIND_LEASE);
  const uint64_t paid = Do("dealer", Paid(contract_, "P1"), AmountOf(1'200));
  fleet_.EndLease(vin_, v1::CONTRACT_END_REASON_TERM_REACHED, 1'200);
  Do("dealer", Returned(contract_, vin_));
  const uint64_t settled = Do("dealer", Settled(contract_));
  EXPECT_EQ(fleet_.TryReversal("dealer", paid), "DEPENDENT_EXISTS entry_reversed.target_seq");
  ASSERT_EQ(fleet_.TryReversal("dealer", settled), "OK");
  EXPECT_EQ(fleet_.TryReversal("dealer", paid), "OK");
}

TEST_F(CorrectionReverseTest, MoneyStaysOnceTitleHasPassedOnIt) {
  fleet_.Lease(vin_, v1::CONTRACT_KIND_LEASE_TO_OWN);
  const uint64_t paid = Do("dealer", Paid(contract_, "P1"), AmountOf(1'200));
  const uint64_t title = Do("dealer", TitleTo(vin_, contract_));
  const uint64_t late = Do("dealer", Paid(contract_, "P2"), AmountOf(7));
  EXPECT_EQ(fleet_.TryReversal("dealer", paid), "DEPENDENT_EXISTS entry_reversed.target_seq");
  EXPECT_THAT(Message(), HasSubstr("title"));
  EXPECT_EQ(fleet_.TryReversal("dealer", late), "OK") << "title did not pass on the strength of this one";
  ASSERT_EQ(fleet_.TryReversal("dealer", title), "OK");
  EXPECT_EQ(fleet_.Vehicle(vin_).custody(), v1::CUSTODY_STATE_LEASE_TO_OWN);
  EXPECT_EQ(fleet_.Vehicle(vin_).holder(), "dealer");
  EXPECT_EQ(fleet_.Contract(contract_).stage(), v1::CONTRACT_STAGE_ACTIVE);
  EXPECT_EQ(fleet_.TryReversal("dealer", paid), "OK");
}

TEST_F(CorrectionReverseTest, WhatIsNotReversed) {
  fleet_.Bear(vin_);
  const uint64_t born = fleet_.LastSeq();
  const uint64_t read = Do("workshop", Reading(vin_, 5));
  EXPECT_EQ(fleet_.TryReversal("maker", fleet_.LastSeq() + 1), "NOT_FOUND entry_reversed.target_seq");
  EXPECT_EQ(fleet_.TryReversal("maker", 1'000'000), "NOT_FOUND entry_reversed.target_seq");
  EXPECT_EQ(fleet_.TryReversal("maker", 0), "NOT_REVERSIBLE entry_reversed.target_seq");
  EXPECT_EQ(fleet_.TryReversal("workshop", read), "NOT_REVERSIBLE entry_reversed.target_seq");
  EXPECT_EQ(fleet_.Try("maker", Reversed(born, v1::REVERSAL_REASON_UNSPECIFIED)),
            "FIELD_MISSING entry_reversed.reason");
  ASSERT_EQ(fleet_.TryReversal("maker", born), "OK");
  const uint64_t mirror = fleet_.LastSeq();
  EXPECT_EQ(fleet_.TryReversal("maker", born), "NOT_REVERSIBLE entry_reversed.target_seq");
  EXPECT_EQ(fleet_.TryReversal("maker", mirror), "NOT_REVERSIBLE entry_reversed.target_seq");
  EXPECT_EQ(fleet_.TryReversal("auditor", born), "COUNTERSIGNATURE entry_reversed.countersignatures")
      << "whether it was reversed is told to its submitter alone";
}

TEST_F(CorrectionReverseTest, AnotherNeedsTheSubmittersConsent) {
  fleet_.Bear(vin_);
  const uint64_t born = fleet_.LastSeq();
  EXPECT_EQ(fleet_.TryReversal("dealer", born), "COUNTERSIGNATURE entry_reversed.countersignatures");
  EXPECT_EQ(fleet_.TryReversal("dealer", born, {"treater"}), "COUNTERSIGNATURE entry_reversed.countersignatures");
  // Consent is to one reversal: this target, this reason, this actor, this ledger, by a key that may sign.
  const auto with = [&](v1::Countersignature consent) {
    v1::EntryReversed reversal = Reversed(born);
    *reversal.add_countersignatures() = std::move(consent);
    return fleet_.Try("dealer", reversal);
  };
  const std::string refused = "COUNTERSIGNATURE entry_reversed.countersignatures[0]";
  EXPECT_EQ(with(fleet_.Consent("maker", "treater", Reversed(born))), refused);
  EXPECT_EQ(with(fleet_.Consent("maker", "dealer", Reversed(born - 1))), refused);
  EXPECT_EQ(with(fleet_.Consent("maker", "dealer", Reversed(born, v1::REVERSAL_REASON_INCORRECT_DATA))), refused);
  v1::Countersignature consent = fleet_.Consent("maker", "dealer", Reversed(born));
  consent.set_organisation_id("treater");
  EXPECT_EQ(with(consent), refused) << "another's key";
  consent.set_organisation_id("nobody");
  EXPECT_EQ(with(consent), refused);
  consent.set_organisation_id("maker");
  consent.mutable_signature()->at(0) ^= 1;
  EXPECT_EQ(with(consent), refused);
  consent.clear_signature();
  EXPECT_EQ(with(consent), "FIELD_MISSING entry_reversed.countersignatures[0].signature");
  consent.clear_key_id();
  EXPECT_EQ(with(consent), "FIELD_MISSING entry_reversed.countersignatures[0].key_id");
  consent.clear_organisation_id();
  EXPECT_EQ(with(consent), "FIELD_MISSING entry_reversed.countersignatures[0].organisation_id");
  EXPECT_EQ(fleet_.TryReversal("dealer", born, {"treater", "maker"}),
            "INVALID_VALUE entry_reversed.countersignatures[1].organisation_id");
  EXPECT_EQ(fleet_.TryReversal("dealer", born, {"auditor", "maker", "other-dealer", "shredder", "treater"}),
            "TOO_LARGE entry_reversed.countersignatures");
  EXPECT_EQ(fleet_.TryReversal("dealer", born, {"maker"}), "OK");
  EXPECT_FALSE(Record(state::VehicleKey(vin_)).has_vehicle());
}

TEST_F(CorrectionReverseTest, ARevokedKeyConsentsToNothing) {
  fleet_.Bear(vin_);
  const uint64_t born = fleet_.LastSeq();
  v1::EntryReversed reversal = Reversed(born);
  *reversal.add_countersignatures() = fleet_.Consent("maker", "dealer", reversal);
  v1::KeyRevoked revoked;
  revoked.set_organisation_id("maker");
  revoked.set_key_id(reversal.countersignatures(0).key_id());
  fleet_.Do(TestLedger::kOperator, revoked);
  EXPECT_EQ(fleet_.Try("dealer", reversal), "COUNTERSIGNATURE entry_reversed.countersignatures[0]");
}

TEST_F(CorrectionReverseTest, AfterTenDaysTheOperatorWithAnAuditor) {
  fleet_.Bear(vin_);
  const uint64_t born = fleet_.LastSeq();
  const int64_t recorded_at = fleet_.ledger().EntryAt(born).recorded_at_us();
  EXPECT_EQ(fleet_.TryReversal("operator", born, {"auditor"}), "COUNTERSIGNATURE entry_reversed.countersignatures");
  fleet_.ledger().Advance(recorded_at + 10 * TestLedger::kDayUs - fleet_.ledger().now_us() - TestLedger::kSecondUs);
  EXPECT_EQ(fleet_.TryReversal("operator", born, {"auditor"}), "COUNTERSIGNATURE entry_reversed.countersignatures")
      << "a second early";
  EXPECT_EQ(fleet_.TryReversal("operator", born), "COUNTERSIGNATURE entry_reversed.countersignatures");
  EXPECT_EQ(fleet_.TryReversal("operator", born, {"treater"}), "COUNTERSIGNATURE entry_reversed.countersignatures");
  EXPECT_EQ(fleet_.TryReversal("dealer", born, {"auditor"}), "COUNTERSIGNATURE entry_reversed.countersignatures");
  EXPECT_EQ(fleet_.TryReversal("operator", born, {"auditor"}), "OK");
}

TEST_F(CorrectionReverseTest, ASuccessorReversesAndConsents) {
  fleet_.Bear(vin_);
  const uint64_t first = fleet_.LastSeq();
  fleet_.Bear(Vin(2));
  const uint64_t second = fleet_.LastSeq();
  v1::OrganisationSucceeded succeeded;
  succeeded.set_organisation_id("maker");
  succeeded.set_successor_id("dealer");
  fleet_.Do(TestLedger::kOperator, succeeded);
  EXPECT_EQ(fleet_.TryReversal("treater", first, {"maker"}), "COUNTERSIGNATURE entry_reversed.countersignatures[0]");
  EXPECT_EQ(fleet_.TryReversal("treater", first, {"dealer"}), "OK");
  EXPECT_EQ(fleet_.TryReversal("dealer", second), "OK");
}

TEST_F(CorrectionReverseTest, ReversesWithinOneSubmission) {
  std::vector<TestEvent> events;
  events.push_back(Fact(Registered(vin_)));
  events.push_back(Fact(Reversed(fleet_.LastSeq() + 1)));
  events.push_back(Fact(Registered(vin_)));
  fleet_.ledger().MustSubmit("maker", std::move(events));
  EXPECT_EQ(Record(state::VehicleKey(vin_)).head().count(), 3u);
  EXPECT_EQ(Record(state::VehicleKey(vin_)).settled_seq(), fleet_.LastSeq());
}

}  // namespace
}  // namespace ingot::testing
