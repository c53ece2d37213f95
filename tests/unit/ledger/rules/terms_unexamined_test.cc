// A replay that may not see the terms: checks on amounts are left out, everything else comes out the same.
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ledger/base/hash.h"
#include "ledger/entry/canonical.h"
#include "ledger/rules/decide.h"
#include "ledger/state/record_key.h"
#include "tests/support/fleet.h"

namespace ingot::testing {
namespace {

// Decides an entry again on `state`, without terms, and applies it.
rules::Effects DecideAgain(state::MemoryView& state, const v1::Entry& entry) {
  const v1::Event event = *entry::ParseEvent(entry.event());
  rules::Context context;
  context.seq = entry.seq();
  context.recorded_at_us = entry.recorded_at_us();
  context.organisation_id = event.actor().organisation_id();
  context.key_kind = v1::KEY_KIND_ORGANISATION;
  context.rules_version = 1;
  const state::RecordPtr organisation = state.Find(state::OrganisationKey(context.organisation_id));
  for (const int role : organisation->organisation().roles()) context.roles.push_back(static_cast<v1::Role>(role));
  auto effects = rules::Decide(state, context, event, nullptr);
  EXPECT_TRUE(effects.ok()) << entry.seq() << ": " << effects.status();
  if (!effects.ok()) return {};
  std::vector<state::Change> changes;
  for (const auto& [key, record] : effects->records) {
    changes.push_back({key, state.Find(key), std::make_shared<const v1::Record>(record)});
  }
  state.Apply(changes);
  return *std::move(effects);
}

std::string Text(const std::vector<v1::Posting>& postings) {
  std::string text;
  for (const v1::Posting& posting : postings) text += posting.ShortDebugString() + "\n";
  return text;
}

TEST(TermsUnexaminedTest, AReplayWithoutTermsFollowsTheSameLife) {
  Fleet fleet;
  const std::string vin = Vin(1);
  const std::string contract = Fleet::ContractOf(vin);
  fleet.Stock(vin);
  state::MemoryView state = fleet.ledger().state();
  const size_t first = fleet.ledger().entries().size();
  fleet.Do("dealer", Signed(contract, vin, v1::CONTRACT_KIND_LEASE), TermsOf(v1::CONTRACT_KIND_LEASE, 50));
  fleet.Do("dealer", HandedOver(contract, vin));
  fleet.Do("dealer", Exercised(contract));
  fleet.Do("dealer", Paid(contract, "p1"), AmountOf(1'250));
  fleet.Do("dealer", TitleTo(vin, contract));
  fleet.Do("dealer", Settled(contract));
  fleet.Do("dealer", Fact(BoughtBack(vin)).With(v1::EVIDENCE_KIND_SURRENDERED_DOCUMENT));
  fleet.Do("dealer", Signed("dealer/c2", vin, v1::CONTRACT_KIND_LEASE), TermsOf(v1::CONTRACT_KIND_LEASE));
  fleet.Do("dealer", HandedOver("dealer/c2", vin));
  fleet.Do("dealer", Ended("dealer/c2", v1::CONTRACT_END_REASON_BUY_OUT), SettledAt(900));
  fleet.Do("dealer", Paid("dealer/c2", "p1"), AmountOf(900));
  fleet.Do("dealer", TitleTo(vin, "dealer/c2"));
  fleet.Do("dealer", Settled("dealer/c2"));

  for (size_t seq = first; seq < fleet.ledger().entries().size(); ++seq) {
    const v1::Entry entry = fleet.ledger().EntryAt(seq);
    const rules::Effects effects = DecideAgain(state, entry);
    EXPECT_EQ(Text(effects.postings), Text({entry.postings().begin(), entry.postings().end()})) << seq;
  }
  const v1::ContractState replayed = state.Find(state::SubjectKey(v1::SUBJECT_KIND_CONTRACT, contract))->contract();
  EXPECT_TRUE(replayed.terms_unexamined());
  EXPECT_EQ(replayed.stage(), v1::CONTRACT_STAGE_SETTLED);
  EXPECT_EQ(replayed.total_minor_units(), 0);
  EXPECT_EQ(replayed.paid_minor_units(), 0);
  EXPECT_FALSE(fleet.Contract(contract).terms_unexamined());
  EXPECT_EQ(state.Find(state::VehicleKey(vin))->vehicle().custody(), v1::CUSTODY_STATE_SOLD);
}

TEST(TermsUnexaminedTest, AReplayWithoutTermsFollowsChangesAndMoney) {
  Fleet fleet;
  const std::string wrong = Vin(1);
  const std::string right = Vin(2);
  fleet.Stock(wrong);
  fleet.Stock(right);
  state::MemoryView state = fleet.ledger().state();
  const size_t first = fleet.ledger().entries().size();
  fleet.Do("dealer", Signed("dealer/c", wrong, v1::CONTRACT_KIND_LEASE), TermsOf(v1::CONTRACT_KIND_LEASE));
  v1::ContractTerms terms = TermsOf(v1::CONTRACT_KIND_LEASE);
  terms.mutable_schedule(0)->set_amount_minor_units(50);
  terms.set_total_minor_units(600);
  fleet.Do("dealer", Amended("dealer/c", 24), terms);
  fleet.Do("dealer", HandedOver("dealer/c", wrong));
  fleet.Do("dealer", Moved("dealer/c", wrong, right));
  fleet.Do("dealer", Extended("dealer/c", 6), terms);
  fleet.Do("dealer", Novated("dealer/c", "other-dealer"));
  fleet.Do("dealer", Paid("dealer/c", "p1"), AmountOf(700));
  fleet.Do("dealer", Paid("dealer/c", "p2"), AmountOf(50));
  fleet.Do("dealer", Paid("dealer/c", "d1", v1::PAYMENT_PURPOSE_DEPOSIT), AmountOf(30));
  fleet.Do("dealer", Bounced("dealer/c", "p2"));
  fleet.Do("dealer", Refund("dealer/c", "r1"), AmountOf(100));
  fleet.Do("dealer", Refund("dealer/c", "r2", v1::REFUND_PURPOSE_DEPOSIT), AmountOf(30));
  fleet.Do("dealer", Fee("dealer/c", "f1"), AmountOf(20));
  fleet.Do("dealer", Waiver("dealer/c", "w1"), AmountOf(20));
  fleet.Do("dealer", Fee("dealer/c", "f2"), AmountOf(900, "JPY"));
  fleet.Do("dealer", Paid("dealer/c", "f2", v1::PAYMENT_PURPOSE_FEE), AmountOf(900, "JPY"));
  fleet.Do("dealer", Bounced("dealer/c", "f2"));
  fleet.Do("dealer", Defaulted("dealer/c", MakeDate(2026, 3, 1)));
  fleet.Do("dealer", Ended("dealer/c", v1::CONTRACT_END_REASON_TERM_REACHED), SettledAt(600));
  fleet.Do("dealer", Returned("dealer/c", right));
  fleet.Do("dealer", Settled("dealer/c"));

  for (size_t seq = first; seq < fleet.ledger().entries().size(); ++seq) {
    const v1::Entry entry = fleet.ledger().EntryAt(seq);
    const rules::Effects effects = DecideAgain(state, entry);
    EXPECT_EQ(Text(effects.postings), Text({entry.postings().begin(), entry.postings().end()})) << seq;
  }
  // The same contract, but for its amounts.
  v1::ContractState expected = fleet.Contract("dealer/c");
  EXPECT_EQ(expected.paid_minor_units(), 600);
  EXPECT_EQ(expected.amendments(), 2u);
  expected.set_terms_unexamined(true);
  expected.clear_currency();
  expected.clear_total_minor_units();
  expected.clear_paid_minor_units();
  expected.clear_waived_minor_units();
  expected.clear_fees_minor_units();
  expected.clear_refunded_minor_units();
  expected.clear_settled_total_minor_units();
  expected.clear_terms();
  const auto replayed = state.Find(state::SubjectKey(v1::SUBJECT_KIND_CONTRACT, "dealer/c"));
  EXPECT_EQ(replayed->contract().DebugString(), expected.DebugString());
}

}  // namespace
}  // namespace ingot::testing
