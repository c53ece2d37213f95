#include "clients/cpp/signer.h"

#include <set>
#include <utility>

#include "gtest/gtest.h"
#include "ledger/crypto/sha256.h"
#include "ledger/entry/canonical.h"
#include "ledger/entry/limits.h"
#include "ledger/entry/submission.h"
#include "ledger/rules/execute.h"
#include "tests/support/test_ledger.h"
#include "tests/unit/clients/support/reference.h"

namespace ingot::client {
namespace {

constexpr char kOrganisation[] = "rhein-mobil";

Draft Reading(int64_t metres) {
  Draft draft;
  draft.event.mutable_occurred_at()->set_unix_us(1'700'000'000'000'000);
  draft.event.mutable_odometer_read()->set_vin("5GZCZ43D13S812715");
  draft.event.mutable_odometer_read()->set_odometer_m(metres);
  return draft;
}

Draft Payment() {
  Draft draft = Reading(0);
  draft.event.mutable_payment_recorded()->set_contract_id("rhein-mobil/c-1");
  draft.event.mutable_payment_recorded()->set_payment_id("p-1");
  draft.event.mutable_payment_recorded()->set_purpose(v1::PAYMENT_PURPOSE_INSTALMENT);
  v1::PaymentTerms& terms = *draft.terms.emplace().mutable_payment();
  terms.mutable_amount()->set_currency("EUR");
  terms.mutable_amount()->set_minor_units(49'900);
  return draft;
}

std::vector<Draft> List(Draft a) {
  std::vector<Draft> list;
  list.push_back(std::move(a));
  return list;
}

std::vector<Draft> List(Draft a, Draft b) {
  std::vector<Draft> list = List(std::move(a));
  list.push_back(std::move(b));
  return list;
}

class SignerTest : public ::testing::Test {
 protected:
  SignerTest() : ledger_id_(crypto::Sha256("a ledger")), signer_(ledger_id_, kOrganisation, KeyOf('s')) {
    key_.set_public_key(std::string(signer_.key().public_key().bytes()));
    key_.set_organisation_id(kOrganisation);
  }

  const Hash ledger_id_;
  const Signer signer_;
  v1::KeyState key_;
};

TEST_F(SignerTest, TheFormChecksAndTheSignatureCheckAcceptIt) {
  const auto submission = signer_.Sign(List(Reading(1'000), Payment()), {.expires_at_us = 5});
  ASSERT_TRUE(submission.ok()) << submission.status();
  const auto admitted = entry::Admit(ledger_id_, *submission);
  ASSERT_TRUE(admitted.ok()) << admitted.status();
  EXPECT_TRUE(rules::VerifySignature(ledger_id_, admitted->header, key_).ok());
  EXPECT_EQ(admitted->header.expires_at_us(), 5);
  EXPECT_EQ(admitted->header.count(), 2u);
  EXPECT_EQ(admitted->header.key_id(), ToBytes(crypto::Sha256(signer_.key().public_key().bytes())));
  ASSERT_TRUE(admitted->events[1].terms.has_value());
  EXPECT_EQ(admitted->events[1].terms->payment().amount().minor_units(), 49'900);
}

TEST_F(SignerTest, ASignatureIsForOneLedgerAndOneKey) {
  const auto submission = signer_.Sign(List(Reading(1'000)), {});
  ASSERT_TRUE(submission.ok());
  EXPECT_FALSE(rules::VerifySignature(crypto::Sha256("another"), submission->header(), key_).ok());
  v1::KeyState other = key_;
  other.set_public_key(std::string(KeyOf('t').public_key().bytes()));
  EXPECT_FALSE(rules::VerifySignature(ledger_id_, submission->header(), other).ok());
}

TEST_F(SignerTest, FillsWhatIsOpenAndKeepsWhatIsGiven) {
  Draft given = Reading(1);
  given.event.set_salt("0123456789abcdef");
  given.event.mutable_actor()->set_user("u-17");
  const auto submission = signer_.Sign(List(std::move(given), Reading(2)), {.idempotency_key = "0123456789ABCDEF"});
  ASSERT_TRUE(submission.ok());
  EXPECT_EQ(submission->header().idempotency_key(), "0123456789ABCDEF");
  v1::Event first, second;
  ASSERT_TRUE(first.ParseFromString(submission->events(0).event()));
  ASSERT_TRUE(second.ParseFromString(submission->events(1).event()));
  EXPECT_EQ(first.salt(), "0123456789abcdef");
  EXPECT_EQ(first.actor().user(), "u-17");
  EXPECT_EQ(first.actor().organisation_id(), kOrganisation);
  EXPECT_EQ(second.salt().size(), entry::kSaltBytes);
  EXPECT_EQ(second.actor().organisation_id(), kOrganisation);
}

TEST_F(SignerTest, SaltsAndKeysDifferEachTime) {
  std::set<std::string> salts, keys, terms_salts;
  for (int i = 0; i < 64; ++i) {
    const auto submission = signer_.Sign(List(Payment()), {});
    ASSERT_TRUE(submission.ok());
    v1::Event event;
    ASSERT_TRUE(event.ParseFromString(submission->events(0).event()));
    salts.insert(event.salt());
    keys.insert(submission->header().idempotency_key());
    terms_salts.insert(submission->events(0).terms().salt());
  }
  EXPECT_EQ(salts.size(), 64u);
  EXPECT_EQ(keys.size(), 64u);
  EXPECT_EQ(terms_salts.size(), 64u);
}

TEST_F(SignerTest, RefusesWhatCanNotBeSigned) {
  EXPECT_FALSE(signer_.Sign({}, {}).ok());
  EXPECT_FALSE(signer_.Sign(List(Reading(1)), {.idempotency_key = "short"}).ok());
  Draft by_hand = Payment();
  by_hand.event.set_terms_commitment(std::string(32, 'c'));
  EXPECT_FALSE(signer_.Sign(List(std::move(by_hand)), {}).ok());
  std::vector<Draft> many;
  for (size_t i = 0; i <= entry::kMaxSubmissionEvents; ++i) many.push_back(Reading(1));
  EXPECT_FALSE(signer_.Sign(std::move(many), {}).ok());
}

TEST_F(SignerTest, AThousandEventsAreTheBound) {
  std::vector<Draft> many;
  for (size_t i = 0; i < entry::kMaxSubmissionEvents; ++i) many.push_back(Reading(1));
  const auto submission = signer_.Sign(std::move(many), {.expires_at_us = 5});
  ASSERT_TRUE(submission.ok());
  EXPECT_EQ(entry::Admit(ledger_id_, *submission).status().ToString(), "OK");
}

// The rules themselves take the proof of possession.
TEST_F(SignerTest, ALedgerTakesAKeyWithItsProof) {
  ingot::testing::TestLedger ledger;
  ledger.Enrol(kOrganisation, {v1::ROLE_DEALER});
  const crypto::PrivateKey key = KeyOf('n');
  v1::KeyAdded added;
  added.set_organisation_id(kOrganisation);
  added.set_public_key(std::string(key.public_key().bytes()));
  added.set_algorithm(v1::KEY_ALGORITHM_ED25519);
  added.set_kind(v1::KEY_KIND_ORGANISATION);
  added.set_possession_signature(Signer::ProvePossession(crypto::Sha256("another"), kOrganisation, key));
  EXPECT_EQ(ledger.ReasonOf(kOrganisation, ingot::testing::Fact(added)), v1::REFUSAL_REASON_POSSESSION_NOT_PROVEN);
  added.set_possession_signature(Signer::ProvePossession(ledger.ledger_id(), kOrganisation, key));
  EXPECT_TRUE(ledger.Submit(kOrganisation, ingot::testing::Fact(added)).ok());
}

}  // namespace
}  // namespace ingot::client
