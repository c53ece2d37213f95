// KeyAdded and KeyRevoked.
#include <functional>
#include <string>

#include "gtest/gtest.h"
#include "ledger/base/hash.h"
#include "ledger/crypto/ed25519.h"
#include "ledger/entry/submission.h"
#include "ledger/state/record_key.h"
#include "tests/support/test_ledger.h"

namespace ingot::rules {
namespace {

using testing::Fact;
using testing::TestKey;
using testing::TestLedger;

std::string IdOf(const std::string& label) { return ToBytes(crypto::KeyId(TestKey(label).public_key())); }

class KeyTest : public ::testing::Test {
 protected:
  KeyTest() {
    ledger_.Enrol("hansa", {v1::ROLE_DEALER});
    ledger_.Enrol("other", {v1::ROLE_DEALER});
  }

  v1::RefusalReason Add(const std::string& actor, const std::string& organisation, const std::string& label,
                        v1::KeyKind kind = v1::KEY_KIND_ORGANISATION) {
    return ledger_.ReasonOf(actor, Fact(ledger_.AddKey(organisation, TestKey(label), kind)));
  }
  v1::RefusalReason Changed(const std::function<void(v1::KeyAdded&)>& change) {
    v1::KeyAdded added = ledger_.AddKey("hansa", TestKey("hansa 2"));
    change(added);
    return ledger_.ReasonOf("hansa", Fact(added));
  }
  v1::RefusalReason Revoke(const std::string& actor, const std::string& organisation, const std::string& key_id,
                           int64_t compromised_since_us = 0) {
    v1::KeyRevoked revoked;
    revoked.set_organisation_id(organisation);
    revoked.set_key_id(key_id);
    revoked.set_compromised_since_us(compromised_since_us);
    return ledger_.ReasonOf(actor, Fact(revoked));
  }
  v1::OrganisationState Organisation(const std::string& id) const {
    return ledger_.RecordOf(v1::SUBJECT_KIND_ORGANISATION, id).organisation();
  }
  v1::KeyState Key(const std::string& label) const { return ledger_.RecordOf(state::KeyKey(IdOf(label))).key(); }

  TestLedger ledger_;
};

TEST_F(KeyTest, AnOrganisationAddsItsNextKeyAndSignsWithIt) {
  EXPECT_EQ(Add("hansa", "hansa", "hansa 2"), v1::REFUSAL_REASON_UNSPECIFIED);
  EXPECT_EQ(Organisation("hansa").valid_keys(), 2u);
  EXPECT_EQ(Organisation("hansa").keys_added(), 2u);
  EXPECT_EQ(Organisation("hansa").flags_size(), 0);
  EXPECT_EQ(Key("hansa 2").organisation_id(), "hansa");
  EXPECT_EQ(Key("hansa 2").added_seq(), ledger_.entries().size() - 1);
  ledger_.UseKey("hansa", TestKey("hansa 2"));
  EXPECT_EQ(Add("hansa", "hansa", "hansa 3"), v1::REFUSAL_REASON_UNSPECIFIED);
}

TEST_F(KeyTest, StrangersAddNone) {
  EXPECT_EQ(Add("other", "hansa", "hansa 2"), v1::REFUSAL_REASON_ROLE_REQUIRED);
  const std::string message = ledger_.last_refusal()->message();
  EXPECT_EQ(Add("other", "nobody", "hansa 2"), v1::REFUSAL_REASON_ROLE_REQUIRED);
  EXPECT_EQ(ledger_.last_refusal()->message(), message) << "who is enrolled is not told";
  EXPECT_EQ(Add(TestLedger::kOperator, "nobody", "x"), v1::REFUSAL_REASON_NOT_FOUND);
}

TEST_F(KeyTest, ARecoveryByTheOperatorIsFlagged) {
  EXPECT_EQ(Revoke("hansa", "hansa", IdOf("hansa")), v1::REFUSAL_REASON_UNSPECIFIED);
  EXPECT_EQ(Organisation("hansa").valid_keys(), 0u);
  EXPECT_EQ(Add("hansa", "hansa", "hansa 2"), v1::REFUSAL_REASON_KEY_NOT_VALID);
  EXPECT_EQ(Add(TestLedger::kOperator, "hansa", "hansa 2"), v1::REFUSAL_REASON_UNSPECIFIED);
  ASSERT_EQ(Organisation("hansa").flags_size(), 1);
  EXPECT_EQ(Organisation("hansa").flags(0).kind(), v1::FLAG_KIND_KEY_RECOVERED);
  const v1::Entry entry = ledger_.EntryAt(ledger_.entries().size() - 1);
  ASSERT_EQ(entry.flags_size(), 1);
  EXPECT_EQ(entry.flags(0).subject_id(), "hansa");
  EXPECT_EQ(Organisation("other").flags_size(), 0) << "a first key is none";
}

TEST_F(KeyTest, AKeyOccursOnce) {
  EXPECT_EQ(Add("hansa", "hansa", "hansa"), v1::REFUSAL_REASON_ALREADY_EXISTS);
  EXPECT_EQ(Add("hansa", "hansa", "other"), v1::REFUSAL_REASON_ALREADY_EXISTS);
  EXPECT_EQ(Add("hansa", "hansa", "hansa 2"), v1::REFUSAL_REASON_UNSPECIFIED);
  EXPECT_EQ(Revoke("hansa", "hansa", IdOf("hansa 2")), v1::REFUSAL_REASON_UNSPECIFIED);
  EXPECT_EQ(Add("hansa", "hansa", "hansa 2"), v1::REFUSAL_REASON_ALREADY_EXISTS) << "also after revocation";
}

TEST_F(KeyTest, PossessionIsProvenForThisLedgerAndOrganisation) {
  EXPECT_EQ(Changed([](auto& e) { e.clear_possession_signature(); }), v1::REFUSAL_REASON_POSSESSION_NOT_PROVEN);
  const v1::KeyAdded for_other = ledger_.AddKey("other", TestKey("hansa 2"));
  EXPECT_EQ(Changed([&](auto& e) { e.set_possession_signature(for_other.possession_signature()); }),
            v1::REFUSAL_REASON_POSSESSION_NOT_PROVEN);
  const crypto::PrivateKey key = TestKey("hansa 2");
  const std::string elsewhere = key.Sign(entry::PossessionMessage(Hash{}, "hansa", key.public_key().bytes()));
  EXPECT_EQ(Changed([&](auto& e) { e.set_possession_signature(elsewhere); }), v1::REFUSAL_REASON_POSSESSION_NOT_PROVEN);
  EXPECT_EQ(Changed([](auto&) {}), v1::REFUSAL_REASON_UNSPECIFIED);
}

TEST_F(KeyTest, ChecksEveryField) {
  EXPECT_EQ(Changed([](auto& e) { e.clear_public_key(); }), v1::REFUSAL_REASON_FIELD_MISSING);
  EXPECT_EQ(Changed([](auto& e) { e.set_public_key("short"); }), v1::REFUSAL_REASON_INVALID_VALUE);
  EXPECT_EQ(Changed([](auto& e) { e.set_public_key(std::string(1, '\1') + std::string(31, '\0')); }),
            v1::REFUSAL_REASON_INVALID_VALUE)
      << "small order";
  EXPECT_EQ(Changed([](auto& e) { e.clear_algorithm(); }), v1::REFUSAL_REASON_FIELD_MISSING);
  EXPECT_EQ(Changed([](auto& e) { e.clear_kind(); }), v1::REFUSAL_REASON_FIELD_MISSING);
  EXPECT_EQ(Changed([](auto& e) { e.clear_organisation_id(); }), v1::REFUSAL_REASON_ROLE_REQUIRED);
}

TEST_F(KeyTest, LedgerKeysAreTheOperatorsAlone) {
  for (const v1::KeyKind kind : {v1::KEY_KIND_OPERATOR, v1::KEY_KIND_SERVICE, v1::KEY_KIND_CHECKPOINT}) {
    EXPECT_EQ(Add("hansa", "hansa", "x", kind), v1::REFUSAL_REASON_INVALID_VALUE);
    EXPECT_EQ(Add(TestLedger::kOperator, "hansa", "x", kind), v1::REFUSAL_REASON_INVALID_VALUE);
    EXPECT_EQ(Add("hansa", TestLedger::kOperator, "x", kind), v1::REFUSAL_REASON_ROLE_REQUIRED);
  }
  EXPECT_EQ(Add(TestLedger::kOperator, TestLedger::kOperator, "x"), v1::REFUSAL_REASON_INVALID_VALUE);
  EXPECT_EQ(Add(TestLedger::kOperator, TestLedger::kOperator, "service 2", v1::KEY_KIND_SERVICE),
            v1::REFUSAL_REASON_UNSPECIFIED);
  EXPECT_EQ(Organisation(TestLedger::kOperator).valid_keys(), 1u) << "service keys submit nothing";
  EXPECT_EQ(Add(TestLedger::kOperator, TestLedger::kOperator, "operator 2", v1::KEY_KIND_OPERATOR),
            v1::REFUSAL_REASON_UNSPECIFIED);
  EXPECT_EQ(Organisation(TestLedger::kOperator).valid_keys(), 2u);
  EXPECT_EQ(Organisation(TestLedger::kOperator).flags_size(), 0);
}

TEST_F(KeyTest, ANewCheckpointKeyTakesTheOldOnesPlace) {
  EXPECT_EQ(Add(TestLedger::kOperator, TestLedger::kOperator, "checkpoint 2", v1::KEY_KIND_CHECKPOINT),
            v1::REFUSAL_REASON_UNSPECIFIED);
  EXPECT_EQ(ledger_.RecordOf(v1::SUBJECT_KIND_LEDGER, "").ledger().checkpoint_key_id(), IdOf("checkpoint 2"));
  EXPECT_TRUE(Key("checkpoint").revoked());
  EXPECT_EQ(Key("checkpoint").revoked_seq(), ledger_.entries().size() - 1);
  EXPECT_FALSE(Key("checkpoint 2").revoked());
  const v1::Entry entry = ledger_.EntryAt(ledger_.entries().size() - 1);
  ASSERT_EQ(entry.subjects_size(), 2);
  EXPECT_EQ(entry.subjects(0).kind(), v1::SUBJECT_KIND_LEDGER);
}

TEST_F(KeyTest, ARevokedKeySignsNoMore) {
  EXPECT_EQ(Add("hansa", "hansa", "hansa 2"), v1::REFUSAL_REASON_UNSPECIFIED);
  EXPECT_EQ(Revoke("other", "hansa", IdOf("hansa 2")), v1::REFUSAL_REASON_ROLE_REQUIRED);
  EXPECT_EQ(Revoke("hansa", "hansa", IdOf("other")), v1::REFUSAL_REASON_NOT_FOUND);
  EXPECT_EQ(Revoke("hansa", "hansa", IdOf("nobody")), v1::REFUSAL_REASON_NOT_FOUND);
  EXPECT_EQ(Revoke("hansa", "hansa", ""), v1::REFUSAL_REASON_FIELD_MISSING);
  EXPECT_EQ(Revoke("hansa", "hansa", IdOf("hansa 2")), v1::REFUSAL_REASON_UNSPECIFIED);
  EXPECT_TRUE(Key("hansa 2").revoked());
  EXPECT_EQ(Organisation("hansa").valid_keys(), 1u);
  EXPECT_EQ(Organisation("hansa").flags_size(), 0);
  ledger_.UseKey("hansa", TestKey("hansa 2"));
  EXPECT_EQ(Add("hansa", "hansa", "hansa 3"), v1::REFUSAL_REASON_KEY_NOT_VALID);
  EXPECT_EQ(Revoke(TestLedger::kOperator, "other", IdOf("other")), v1::REFUSAL_REASON_UNSPECIFIED);
}

TEST_F(KeyTest, ACompromiseIsFlaggedAndMayBeStatedLater) {
  const int64_t since = ledger_.now_us() - TestLedger::kDayUs;
  EXPECT_EQ(Add("hansa", "hansa", "hansa 2"), v1::REFUSAL_REASON_UNSPECIFIED);
  const std::string key = IdOf("hansa 2");
  EXPECT_EQ(Revoke("hansa", "hansa", key, -1), v1::REFUSAL_REASON_OUT_OF_RANGE);
  EXPECT_EQ(Revoke("hansa", "hansa", key, ledger_.now_us() + 1), v1::REFUSAL_REASON_FUTURE);
  EXPECT_EQ(Revoke("hansa", "hansa", key), v1::REFUSAL_REASON_UNSPECIFIED);
  EXPECT_EQ(Revoke("hansa", "hansa", key), v1::REFUSAL_REASON_ALREADY_EXISTS);
  EXPECT_EQ(Revoke("hansa", "hansa", key, since), v1::REFUSAL_REASON_UNSPECIFIED);
  EXPECT_EQ(Key("hansa 2").compromised_since_us(), since);
  ASSERT_EQ(Organisation("hansa").flags_size(), 1);
  EXPECT_EQ(Organisation("hansa").flags(0).kind(), v1::FLAG_KIND_KEY_COMPROMISED);
  EXPECT_EQ(Organisation("hansa").valid_keys(), 1u) << "counted out once";
  EXPECT_EQ(Revoke("hansa", "hansa", key, since + 1), v1::REFUSAL_REASON_ALREADY_EXISTS) << "never later";
  EXPECT_EQ(Revoke("hansa", "hansa", key, since - 1), v1::REFUSAL_REASON_UNSPECIFIED);
  EXPECT_EQ(Organisation("hansa").flags(0).count(), 2u);
}

TEST_F(KeyTest, TheLedgerKeepsAnOperatorKeyAndACheckpointKey) {
  const std::string op = TestLedger::kOperator;
  EXPECT_EQ(Revoke(op, op, IdOf(op)), v1::REFUSAL_REASON_INVALID_VALUE);
  EXPECT_EQ(Revoke(op, op, IdOf("checkpoint")), v1::REFUSAL_REASON_INVALID_VALUE);
  EXPECT_EQ(Revoke(op, op, IdOf("service")), v1::REFUSAL_REASON_UNSPECIFIED);
  EXPECT_EQ(Add(op, op, "operator 2", v1::KEY_KIND_OPERATOR), v1::REFUSAL_REASON_UNSPECIFIED);
  EXPECT_EQ(Revoke(op, op, IdOf(op)), v1::REFUSAL_REASON_UNSPECIFIED);
  ledger_.UseKey(op, TestKey("operator 2"));
  EXPECT_EQ(Revoke(op, op, IdOf("operator 2")), v1::REFUSAL_REASON_INVALID_VALUE);
  EXPECT_EQ(Add(op, op, "checkpoint 2", v1::KEY_KIND_CHECKPOINT), v1::REFUSAL_REASON_UNSPECIFIED);
  EXPECT_EQ(Revoke(op, op, IdOf("checkpoint"), ledger_.now_us()), v1::REFUSAL_REASON_UNSPECIFIED)
      << "a retired one may turn out compromised";
}

TEST_F(KeyTest, AuditorsKeepTheirOwnKeys) {
  ledger_.Enrol("eye", {v1::ROLE_AUDITOR});
  EXPECT_EQ(Add("eye", "eye", "eye 2"), v1::REFUSAL_REASON_UNSPECIFIED);
  EXPECT_EQ(Revoke("eye", "eye", IdOf("eye")), v1::REFUSAL_REASON_UNSPECIFIED);
}

}  // namespace
}  // namespace ingot::rules
