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

}  // namespace
}  // namespace ingot::testing
