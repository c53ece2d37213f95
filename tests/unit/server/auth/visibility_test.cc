#include "server/auth/visibility.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "ledger/entry/canonical.h"
#include "ledger/state/record_key.h"
#include "tests/support/fleet.h"
#include "tests/support/trouble_events.h"

namespace ingot::auth {
namespace {

using ::testing::ElementsAre;
using testing::Fact;
using testing::Fleet;

// A vehicle from the maker to the dealer, under a lease to a company of the ledger, with another vehicle on the way.
class VisibilityTest : public ::testing::Test {
 protected:
  VisibilityTest() : vin_(testing::Vin(1)), travelling_(testing::Vin(2)) {
    ledger().Enrol("lessee", {v1::ROLE_WORKSHOP});
    fleet_.Stock(vin_);
    hand_over_seq_ = fleet_.Vehicle(vin_).holders(0).until_seq();
    v1::ContractSigned contract = testing::Signed("dealer/c-1", vin_, v1::CONTRACT_KIND_LEASE);
    contract.set_counterparty(v1::COUNTERPARTY_KIND_ORGANISATION);
    contract.set_counterparty_organisation("lessee");
    fleet_.Do(Fleet::kDealer, contract, testing::TermsOf(v1::CONTRACT_KIND_LEASE));
    signed_seq_ = ledger().entries().size() - 1;
    fleet_.Bear(travelling_);
    fleet_.Do(Fleet::kMaker, testing::Sent(travelling_, "maker/t-9", Fleet::kDealer));
    sent_seq_ = ledger().entries().size() - 1;
  }

  testing::TestLedger& ledger() { return fleet_.ledger(); }
  const state::View& view() { return ledger().state(); }
  Caller As(const std::string& id) { return *Caller::Resolve(view(), id); }

  v1::Event EventAt(uint64_t seq) { return *entry::ParseEvent(ledger().EntryAt(seq).event()); }

  // Who of the fleet sees the entry, and its terms.
  std::vector<std::string> SeersOfEntry(uint64_t seq) {
    std::vector<std::string> seers;
    for (const std::string& id : Everyone()) {
      if (SeesEntry(view(), As(id), ledger().EntryAt(seq), EventAt(seq))) seers.push_back(id);
    }
    return seers;
  }
  std::vector<std::string> SeersOfTerms(uint64_t seq) {
    std::vector<std::string> seers;
    for (const std::string& id : Everyone()) {
      if (SeesTerms(view(), As(id), ledger().EntryAt(seq), EventAt(seq))) seers.push_back(id);
    }
    return seers;
  }
  template <typename State>
  std::vector<std::string> SeersOf(const State& state) {
    std::vector<std::string> seers;
    for (const std::string& id : Everyone()) {
      if (SightOf(view(), As(id), state).any) seers.push_back(id);
    }
    return seers;
  }
  static std::vector<std::string> Everyone() {
    return {"auditor", "dealer", "lessee", "maker", "operator", "other-dealer", "treater", "workshop"};
  }

  Fleet fleet_;
  const std::string vin_;
  const std::string travelling_;
  uint64_t hand_over_seq_ = 0;
  uint64_t signed_seq_ = 0;
  uint64_t sent_seq_ = 0;
};

TEST_F(VisibilityTest, HolderWholeFormerHolderUpToItsHandOverOthersNothing) {
  const v1::VehicleState vehicle = fleet_.Vehicle(vin_);
  EXPECT_TRUE(SightOf(view(), As("dealer"), vehicle).whole());
  EXPECT_TRUE(SightOf(view(), As("auditor"), vehicle).whole());
  EXPECT_TRUE(SightOf(view(), As("operator"), vehicle).whole());
  const Sight former = SightOf(view(), As("maker"), vehicle);
  EXPECT_TRUE(former.Reaches(hand_over_seq_));
  EXPECT_FALSE(former.Reaches(hand_over_seq_ + 1));
  EXPECT_FALSE(SightOf(view(), As("other-dealer"), vehicle).any);
  EXPECT_FALSE(SightOf(view(), As("lessee"), vehicle).any);
}

TEST_F(VisibilityTest, WhoHeldItTwiceSeesUpToTheLastHandOver) {
  v1::VehicleState vehicle;
  const std::vector<std::pair<std::string, uint64_t>> spans = {{"maker", 10}, {"dealer", 20}, {"maker", 30}};
  for (const auto& [holder, until] : spans) {
    v1::HolderSpan& span = *vehicle.add_holders();
    span.set_organisation_id(holder);
    span.set_until_seq(until);
  }
  EXPECT_EQ(SightOf(view(), As("maker"), vehicle).until_seq, 30u);
  EXPECT_EQ(SightOf(view(), As("dealer"), vehicle).until_seq, 20u);
}

TEST_F(VisibilityTest, TheTableOfRecords) {
  EXPECT_THAT(SeersOf(fleet_.Vehicle(vin_)), ElementsAre("auditor", "dealer", "maker", "operator"));
  EXPECT_THAT(SeersOf(fleet_.Contract("dealer/c-1")), ElementsAre("auditor", "dealer", "lessee", "operator"));
  EXPECT_THAT(SeersOf(fleet_.Transfer("maker/t-9")), ElementsAre("auditor", "dealer", "maker", "operator"));
  v1::BatchState batch;
  batch.set_organisation_id("treater");
  EXPECT_THAT(SeersOf(batch), ElementsAre("auditor", "operator", "treater"));
  v1::AccountState account;
  EXPECT_THAT(SeersOf(account), ElementsAre("auditor", "operator")) << "the ledger's own";
  account.set_organisation_id("maker");
  EXPECT_THAT(SeersOf(account), ElementsAre("auditor", "maker", "operator"));
  v1::LotState lot;
  lot.add_holders()->set_organisation_id("treater");
  EXPECT_THAT(SeersOf(lot), ElementsAre("auditor", "operator", "treater"));
  v1::HeatState heat;
  heat.set_organisation_id("treater");
  EXPECT_THAT(SeersOf(heat), ElementsAre("auditor", "operator", "treater"));
  v1::ClaimState claim;
  claim.set_organisation_id("maker");
  EXPECT_THAT(SeersOf(claim), ElementsAre("auditor", "maker", "operator"));
}

TEST_F(VisibilityTest, TheTableOfEntries) {
  // Of the directory: everybody.
  EXPECT_THAT(SeersOfEntry(0), ::testing::ElementsAreArray(Everyone()));
  // The hand-over: both, and nobody else.
  EXPECT_THAT(SeersOfEntry(hand_over_seq_), ElementsAre("auditor", "dealer", "maker", "operator"));
  // After it: not the former holder.
  EXPECT_THAT(SeersOfEntry(signed_seq_), ElementsAre("auditor", "dealer", "lessee", "operator"));
  EXPECT_THAT(SeersOfTerms(signed_seq_), ElementsAre("auditor", "dealer", "lessee", "operator"));
  // On its way: the addressee, by the transfer.
  EXPECT_THAT(SeersOfEntry(sent_seq_), ElementsAre("auditor", "dealer", "maker", "operator"));
}

TEST_F(VisibilityTest, AnObserverSeesItsOwnEntryAndNothingElseOfTheVehicle) {
  fleet_.Do(Fleet::kWorkshop, testing::Reading(vin_, 5'000));
  const uint64_t seq = ledger().entries().size() - 1;
  EXPECT_THAT(SeersOfEntry(seq), ElementsAre("auditor", "dealer", "operator", "workshop"));
  EXPECT_THAT(SeersOf(fleet_.Vehicle(vin_)), ElementsAre("auditor", "dealer", "maker", "operator"));
}

TEST_F(VisibilityTest, TheNextHolderSeesTheContractsEntriesButNotItsTerms) {
  fleet_.Do(Fleet::kDealer, testing::Ended("dealer/c-1", v1::CONTRACT_END_REASON_WITHDRAWN), testing::SettledAt(0));
  fleet_.Do(Fleet::kDealer, testing::Sent(vin_, "dealer/t-1", Fleet::kOther));
  fleet_.Do(Fleet::kOther, testing::Received(vin_, "dealer/t-1"));
  EXPECT_THAT(SeersOfEntry(signed_seq_), ElementsAre("auditor", "dealer", "lessee", "operator", "other-dealer"));
  EXPECT_THAT(SeersOfTerms(signed_seq_), ElementsAre("auditor", "dealer", "lessee", "operator"));
}

TEST_F(VisibilityTest, AmountsOfAContractsMoneyAreThePartiesAndTheAuditors) {
  fleet_.Do(Fleet::kDealer, testing::HandedOver("dealer/c-1", vin_));
  fleet_.Do(Fleet::kDealer, testing::Fee("dealer/c-1", "f1"), testing::AmountOf(25));
  const uint64_t charged = ledger().entries().size() - 1;
  EXPECT_THAT(SeersOfTerms(charged), ElementsAre("auditor", "dealer", "lessee", "operator"));
  fleet_.Do(Fleet::kDealer, testing::Novated("dealer/c-1", Fleet::kWorkshop));
  fleet_.Do(Fleet::kDealer, testing::Waiver("dealer/c-1", "w1"), testing::AmountOf(25));
  const uint64_t waived = ledger().entries().size() - 1;
  for (const uint64_t seq : {signed_seq_, charged, waived}) {
    EXPECT_THAT(SeersOfTerms(seq), ElementsAre("auditor", "dealer", "operator", "workshop"))
        << "the contract is its present parties'";
  }
  EXPECT_THAT(SeersOf(fleet_.Contract("dealer/c-1")), ElementsAre("auditor", "dealer", "operator", "workshop"));
}

TEST_F(VisibilityTest, SitesAndInstrumentsAreTheirOwners) {
  for (uint64_t seq = 0; seq < ledger().entries().size(); ++seq) {
    const v1::Event event = EventAt(seq);
    if (!event.has_site_registered() && !event.has_instrument_certified()) continue;
    std::set<std::string> expected = {"auditor", "operator", event.actor().organisation_id()};
    expected.erase(Fleet::kShredder);  // not among Everyone()
    const std::vector<std::string> seers = SeersOfEntry(seq);
    EXPECT_EQ(std::set<std::string>(seers.begin(), seers.end()), expected) << seq;
  }
}

TEST_F(VisibilityTest, ADisputeIsSeenByWhoSeesWhatIsDisputed) {
  const auto dispute = [this](const std::string& id) {
    return ledger().RecordOf(v1::SUBJECT_KIND_DISPUTE, id).dispute();
  };
  // Of the vehicle, by its former holder: it sees its own dispute, and the present holder sees it.
  fleet_.Do(Fleet::kMaker, testing::DisputeOf("maker/d-1", v1::SUBJECT_KIND_VEHICLE, vin_));
  EXPECT_THAT(SeersOfEntry(ledger().entries().size() - 1), ElementsAre("auditor", "dealer", "maker", "operator"));
  EXPECT_THAT(SeersOf(dispute("maker/d-1")), ElementsAre("auditor", "dealer", "maker", "operator"));
  // By the present holder: it comes after the former holder's time.
  fleet_.Do(Fleet::kDealer, testing::DisputeOf("dealer/d-1", v1::SUBJECT_KIND_VEHICLE, vin_));
  const uint64_t opened_seq = ledger().entries().size() - 1;
  EXPECT_THAT(SeersOfEntry(opened_seq), ElementsAre("auditor", "dealer", "operator"));
  EXPECT_FALSE(SightOf(view(), As("maker"), dispute("dealer/d-1")).Reaches(opened_seq));
  // Of the contract: its parties.
  fleet_.Do("lessee", testing::DisputeOf("lessee/d-1", v1::SUBJECT_KIND_CONTRACT, "dealer/c-1"));
  EXPECT_THAT(SeersOfEntry(ledger().entries().size() - 1), ElementsAre("auditor", "dealer", "lessee", "operator"));
  EXPECT_THAT(SeersOf(dispute("lessee/d-1")), ElementsAre("auditor", "dealer", "lessee", "operator"));
  fleet_.Do("auditor", testing::ResolutionOf("lessee/d-1", v1::DISPUTE_OUTCOME_REJECTED));
  EXPECT_THAT(SeersOfEntry(ledger().entries().size() - 1), ElementsAre("auditor", "dealer", "lessee", "operator"));
}

TEST_F(VisibilityTest, WhoeverLosesAVehicleFromSightKnowsNothingOfWhatComesAfter) {
  fleet_.Stock(testing::Vin(3));
  fleet_.Do(Fleet::kDealer, testing::ExportOf(testing::Vin(3)));
  const uint64_t export_seq = ledger().entries().size() - 1;
  EXPECT_THAT(SeersOfEntry(export_seq), ElementsAre("auditor", "dealer", "operator"));
  fleet_.Do(Fleet::kOther,
            testing::Fact(testing::ImportOf(testing::Vin(3))).With(v1::EVIDENCE_KIND_IMPORT_DECLARATION));
  EXPECT_THAT(SeersOfEntry(ledger().entries().size() - 1), ElementsAre("auditor", "operator", "other-dealer"));
  EXPECT_THAT(SeersOfEntry(export_seq), ElementsAre("auditor", "dealer", "operator", "other-dealer"));

  // A sold vehicle's theft is known to who reported it.
  fleet_.Sell(testing::Vin(4));
  fleet_.Do(Fleet::kOther, testing::Fact(testing::StolenOf(testing::Vin(4))).With(v1::EVIDENCE_KIND_POLICE_REPORT));
  EXPECT_THAT(SeersOfEntry(ledger().entries().size() - 1), ElementsAre("auditor", "operator", "other-dealer"));
  // A held one's holder stays, and sees what its insurer or an auditor posts.
  fleet_.Stock(testing::Vin(5));
  fleet_.Do(Fleet::kDealer, testing::StolenOf(testing::Vin(5)));
  fleet_.Do("auditor", testing::FoundOf(testing::Vin(5)));
  EXPECT_THAT(SeersOfEntry(ledger().entries().size() - 1), ElementsAre("auditor", "dealer", "operator"));
}

TEST_F(VisibilityTest, AFormerHolderIsShownTheIdentityAndItsOwnTimeOnly) {
  const v1::VehicleState vehicle = fleet_.Vehicle(vin_);
  const v1::VehicleState shown = Shown(view(), As("maker"), vehicle);
  EXPECT_EQ(shown.vin(), vin_);
  EXPECT_EQ(shown.brand_id(), vehicle.brand_id());
  ASSERT_EQ(shown.holders_size(), 1);
  EXPECT_EQ(shown.holders(0).organisation_id(), "maker");
  EXPECT_TRUE(shown.holder().empty());
  EXPECT_EQ(shown.custody(), v1::CUSTODY_STATE_UNSPECIFIED);
  EXPECT_TRUE(shown.contract_id().empty());
  EXPECT_EQ(shown.SerializeAsString().find("dealer"), std::string::npos);
  EXPECT_EQ(Shown(view(), As("dealer"), vehicle).SerializeAsString(), vehicle.SerializeAsString());
}

TEST_F(VisibilityTest, WhatABrandMadeOfAHeatIsItsManufacturers) {
  v1::HeatState heat;
  heat.set_organisation_id("treater");
  v1::HeatReturn& returned = *heat.add_returned();
  returned.set_brand_id(testing::kTestBrand);
  returned.set_returned_g(100);
  returned.set_consumed_g(40);
  returned.add_remaining()->set_grams(60);
  returned.add_claimed()->set_grams(10);
  const v1::HeatState shown = Shown(view(), As("treater"), heat);
  EXPECT_EQ(shown.returned(0).returned_g(), 100);
  EXPECT_EQ(shown.returned(0).consumed_g(), 0);
  EXPECT_EQ(shown.returned(0).remaining_size() + shown.returned(0).claimed_size(), 0);
  EXPECT_EQ(Shown(view(), As("maker"), heat).returned(0).consumed_g(), 40);
  EXPECT_EQ(Shown(view(), As("auditor"), heat).SerializeAsString(), heat.SerializeAsString());
}

TEST_F(VisibilityTest, AnOrganisationsWeighingsAndFlagsAreItsOwn) {
  v1::OrganisationState state;
  state.set_organisation_id("treater");
  state.set_name("Treater");
  state.add_flags()->set_kind(v1::FLAG_KIND_KEY_RECOVERED);
  state.add_recent_nets()->set_net_g(5);
  state.add_over_claimed_heats("treater/h1");
  EXPECT_EQ(Shown(view(), As("treater"), state).recent_nets_size(), 1);
  EXPECT_EQ(Shown(view(), As("auditor"), state).flags_size(), 1);
  const v1::OrganisationState other = Shown(view(), As("dealer"), state);
  EXPECT_EQ(other.name(), "Treater");
  EXPECT_EQ(other.flags_size() + other.recent_nets_size() + other.over_claimed_heats_size(), 0);
}

}  // namespace
}  // namespace ingot::auth
