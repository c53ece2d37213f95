// Sealed parts: what the rules keep of them, SealRevealed and SealErased.
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "ledger/state/record_key.h"
#include "tests/support/fleet.h"
#include "tests/support/rule_events.h"
#include "tests/support/test_ledger.h"

namespace ingot::rules {
namespace {

using testing::Fact;
using testing::TestEvent;

// A fleet with an auditor, a second dealer, and service entries signed by the service's key.
class SealTest : public ::testing::Test {
 protected:
  SealTest() {
    ledger_.Enrol("hansa", {v1::ROLE_LESSOR, v1::ROLE_DEALER});
    ledger_.Enrol("rental", {v1::ROLE_DEALER});
    ledger_.Enrol("stranger", {v1::ROLE_DEALER});
    ledger_.Enrol("audit", {v1::ROLE_AUDITOR});
    ledger_.Enrol("maker", {v1::ROLE_MANUFACTURER});
  }

  static v1::SiteRegistered Site(const std::string& id) {
    v1::SiteRegistered site;
    site.set_site_id(id);
    site.set_name("Yard");
    site.set_country("DE");
    return site;
  }
  // Records something with a sealed part; returns its entry.
  uint64_t Sealed(const std::string& organisation = "hansa") {
    const uint64_t seq = ledger_.entries().size();
    ledger_.MustSubmit(organisation, Fact(Site(organisation + "/yard-" + std::to_string(seq))).About("K-1"));
    return seq;
  }
  static v1::SealRevealed Revealed(uint64_t seq, v1::RevealReason reason = v1::REVEAL_REASON_CONTRACT) {
    v1::SealRevealed revealed;
    revealed.set_sealed_seq(seq);
    revealed.set_reason(reason);
    return revealed;
  }
  static v1::SealErased Erased(const std::vector<uint64_t>& seqs, const std::string& requested_by = "hansa") {
    v1::SealErased erased;
    for (const uint64_t seq : seqs) erased.add_sealed_seqs(seq);
    erased.set_reason(v1::ERASURE_REASON_SUBJECT_REQUEST);
    erased.set_requested_by(requested_by);
    return erased;
  }
  // By the service's key, in the operator's name.
  v1::RefusalReason Service(const v1::SealErased& erased) {
    ledger_.UseKey(kOperator, testing::TestKey("service"));
    const v1::RefusalReason reason = ledger_.ReasonOf(kOperator, Fact(erased));
    ledger_.UseKey(kOperator, testing::TestKey(kOperator));
    return reason;
  }
  v1::SealState StateOf(uint64_t seq) const { return ledger_.RecordOf(state::SealKey(seq)).seal(); }
  std::string Field() const { return ledger_.last_refusal()->field(); }

  static constexpr const char* kOperator = testing::TestLedger::kOperator;
  testing::TestLedger ledger_;
};

TEST_F(SealTest, KeepsWhoSealedWhat) {
  const uint64_t seq = Sealed();
  EXPECT_EQ(StateOf(seq).seq(), seq);
  EXPECT_EQ(StateOf(seq).organisation_id(), "hansa");
  EXPECT_EQ(StateOf(seq).counterparty_organisation(), "");
  EXPECT_EQ(StateOf(seq).erased_seq(), 0u);
  ledger_.MustSubmit("hansa", Fact(Site("hansa/open")));
  EXPECT_EQ(StateOf(seq + 1).seq(), 0u) << "without a sealed part there is no seal";
}

TEST_F(SealTest, TheSubmitterAndAuditorsMayAsk) {
  const uint64_t seq = Sealed();
  EXPECT_EQ(ledger_.ReasonOf("hansa", Fact(Revealed(seq))), v1::REFUSAL_REASON_UNSPECIFIED);
  EXPECT_EQ(ledger_.ReasonOf("audit", Fact(Revealed(seq, v1::REVEAL_REASON_AUDIT))), v1::REFUSAL_REASON_UNSPECIFIED);
  EXPECT_EQ(ledger_.ReasonOf("stranger", Fact(Revealed(seq))), v1::REFUSAL_REASON_NOT_FOUND);
  EXPECT_EQ(Field(), "events[0].seal_revealed.sealed_seq");
  const std::string foreign = ledger_.last_refusal()->message();
  EXPECT_EQ(ledger_.ReasonOf("stranger", Fact(Revealed(1))), v1::REFUSAL_REASON_NOT_FOUND) << "no sealed part there";
  EXPECT_EQ(ledger_.last_refusal()->message(), foreign) << "foreign and absent look alike";
  EXPECT_EQ(ledger_.ReasonOf(kOperator, Fact(Revealed(seq))), v1::REFUSAL_REASON_ROLE_REQUIRED);
}

TEST_F(SealTest, AReasonIsGiven) {
  EXPECT_EQ(ledger_.ReasonOf("hansa", Fact(Revealed(Sealed(), v1::REVEAL_REASON_UNSPECIFIED))),
            v1::REFUSAL_REASON_FIELD_MISSING);
  EXPECT_EQ(Field(), "events[0].seal_revealed.reason");
}

TEST_F(SealTest, TheSubmitterLearnsWhoAsked) {
  const uint64_t seq = Sealed();
  ledger_.MustSubmit("audit", Fact(Revealed(seq)));
  const v1::Entry entry = ledger_.EntryAt(seq + 1);
  ASSERT_EQ(entry.subjects_size(), 2);
  EXPECT_EQ(entry.subjects(0).kind(), v1::SUBJECT_KIND_ORGANISATION);
  EXPECT_EQ(entry.subjects(0).id(), "audit");
  EXPECT_EQ(entry.subjects(1).id(), "hansa");
}

TEST_F(SealTest, TheServiceAloneErases) {
  const uint64_t seq = Sealed();
  EXPECT_EQ(ledger_.ReasonOf(kOperator, Fact(Erased({seq}))), v1::REFUSAL_REASON_KEY_NOT_VALID) << "the offline key";
  EXPECT_EQ(ledger_.ReasonOf("hansa", Fact(Erased({seq}))), v1::REFUSAL_REASON_KEY_NOT_VALID);
  EXPECT_EQ(Service(Erased({seq})), v1::REFUSAL_REASON_UNSPECIFIED);
  EXPECT_EQ(StateOf(seq).erased_seq(), seq + 1);
  EXPECT_EQ(ledger_.ReasonOf("hansa", Fact(Revealed(seq))), v1::REFUSAL_REASON_SEAL_STATE);
  EXPECT_EQ(Service(Erased({seq})), v1::REFUSAL_REASON_SEAL_STATE) << "once";
  EXPECT_EQ(Field(), "events[0].seal_erased.sealed_seqs[0]");
}

TEST_F(SealTest, ErasesExactlyTheNamedParts) {
  const uint64_t first = Sealed();
  const uint64_t second = Sealed();
  const uint64_t third = Sealed();
  ASSERT_EQ(Service(Erased({first, third})), v1::REFUSAL_REASON_UNSPECIFIED);
  EXPECT_EQ(StateOf(first).erased_seq(), third + 1);
  EXPECT_EQ(StateOf(second).erased_seq(), 0u);
  EXPECT_EQ(StateOf(third).erased_seq(), third + 1);
  EXPECT_EQ(ledger_.EntryAt(third + 1).subjects(0).id(), "hansa") << "who answers for them sees it";
}

TEST_F(SealTest, WhatAnErasureStates) {
  const uint64_t hansa = Sealed();
  const uint64_t again = Sealed();
  const uint64_t rental = Sealed("rental");
  EXPECT_EQ(Service(Erased({})), v1::REFUSAL_REASON_FIELD_MISSING);
  EXPECT_EQ(Service(Erased({again, hansa})), v1::REFUSAL_REASON_INVALID_VALUE);
  EXPECT_EQ(Service(Erased({hansa, hansa})), v1::REFUSAL_REASON_INVALID_VALUE);
  EXPECT_EQ(Service(Erased({hansa, rental})), v1::REFUSAL_REASON_INVALID_VALUE) << "no key seals parts of two";
  EXPECT_EQ(Service(Erased({1})), v1::REFUSAL_REASON_NOT_FOUND);
  v1::SealErased without_reason = Erased({hansa});
  without_reason.clear_reason();
  EXPECT_EQ(Service(without_reason), v1::REFUSAL_REASON_FIELD_MISSING);
  EXPECT_EQ(Service(Erased({hansa}, "")), v1::REFUSAL_REASON_FIELD_MISSING);
  EXPECT_EQ(Service(Erased({hansa}, "rental")), v1::REFUSAL_REASON_INVALID_VALUE) << "not theirs to erase";
  EXPECT_EQ(Field(), "events[0].seal_erased.requested_by");
  EXPECT_EQ(Service(Erased({hansa}, kOperator)), v1::REFUSAL_REASON_UNSPECIFIED) << "a court's order, for example";
}

TEST_F(SealTest, TwoHundredPartsAndNotOneMore) {
  std::vector<uint64_t> seqs;
  for (int i = 0; i < 201; ++i) seqs.push_back(Sealed());
  EXPECT_EQ(Service(Erased(seqs)), v1::REFUSAL_REASON_TOO_LARGE);
  seqs.pop_back();
  EXPECT_EQ(Service(Erased(seqs)), v1::REFUSAL_REASON_UNSPECIFIED);
}

TEST_F(SealTest, TheServiceKeySignsNothingElse) {
  const uint64_t seq = Sealed();
  ledger_.UseKey(kOperator, testing::TestKey("service"));
  EXPECT_EQ(ledger_.ReasonOf(kOperator, Fact(Revealed(seq))), v1::REFUSAL_REASON_KEY_NOT_VALID);
}

TEST_F(SealTest, ASuccessorTakesOver) {
  const uint64_t seq = Sealed();
  v1::OrganisationSucceeded succeeded;
  succeeded.set_organisation_id("hansa");
  succeeded.set_successor_id("rental");
  ledger_.MustSubmit(kOperator, Fact(succeeded));
  EXPECT_EQ(ledger_.ReasonOf("rental", Fact(Revealed(seq))), v1::REFUSAL_REASON_UNSPECIFIED);
  EXPECT_EQ(Service(Erased({seq}, "rental")), v1::REFUSAL_REASON_UNSPECIFIED);
}

// The counterparty that the contract names, also for what is recorded under it later.
TEST_F(SealTest, TheNamedCounterpartyMayAsk) {
  testing::Fleet fleet;
  fleet.Stock(testing::Vin(1));
  v1::ContractSigned contract = testing::Signed("dealer/c-1", testing::Vin(1), v1::CONTRACT_KIND_LEASE);
  contract.set_counterparty(v1::COUNTERPARTY_KIND_ORGANISATION);
  contract.set_counterparty_organisation("workshop");
  const uint64_t signed_seq = fleet.ledger().entries().size();
  fleet.ledger().MustSubmit("dealer", Fact(contract, testing::TermsOf(v1::CONTRACT_KIND_LEASE)).About("K-9"));
  const uint64_t handed_over = fleet.ledger().entries().size();
  fleet.ledger().MustSubmit("dealer", Fact(testing::HandedOver("dealer/c-1", testing::Vin(1))).About("K-9"));
  for (const uint64_t seq : {signed_seq, handed_over}) {
    EXPECT_EQ(fleet.ledger().RecordOf(state::SealKey(seq)).seal().counterparty_organisation(), "workshop");
    EXPECT_EQ(fleet.ledger().ReasonOf("workshop", Fact(Revealed(seq))), v1::REFUSAL_REASON_UNSPECIFIED);
    EXPECT_EQ(fleet.ledger().ReasonOf("maker", Fact(Revealed(seq))), v1::REFUSAL_REASON_NOT_FOUND);
  }
}

}  // namespace
}  // namespace ingot::rules
