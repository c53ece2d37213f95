// Entry 0: LedgerCreated, with everything that may be wrong about it.
#include <functional>
#include <string>

#include "gtest/gtest.h"
#include "ledger/base/hash.h"
#include "ledger/crypto/ed25519.h"
#include "ledger/entry/canonical.h"
#include "ledger/entry/submission.h"
#include "ledger/note/checkpoint.h"
#include "ledger/refusal/refusal.h"
#include "ledger/rules/decide.h"
#include "ledger/rules/execute.h"
#include "ledger/state/record_key.h"
#include "ledger/state/view.h"
#include "tests/support/test_ledger.h"

namespace ingot::rules {
namespace {

using testing::TestKey;
constexpr int64_t kNowUs = testing::TestLedger::kStartUs;

std::string PublicKey(const std::string& label) { return std::string(TestKey(label).public_key().bytes()); }

class GenesisTest : public ::testing::Test {
 protected:
  GenesisTest() {
    created_.set_origin("bank.example/aluminium");
    created_.set_nonce(std::string(32, 'n'));
    created_.set_format_version(1);
    created_.set_rules_version(1);
    created_.set_operator_id("bank");
    created_.set_operator_name("Aluminium Bank");
    created_.set_operator_country("CN");
    created_.set_operator_key(PublicKey("operator"));
    created_.set_service_key(PublicKey("service"));
    created_.set_checkpoint_key(PublicKey("checkpoint"));
  }

  entry::AdmittedSubmission Admitted(const v1::LedgerCreated& created) {
    entry::AdmittedSubmission submission;
    entry::AdmittedEvent& event = submission.events.emplace_back();
    event.event = testing::Fact(created).event;
    event.event.set_salt(std::string(16, 's'));
    event.event.mutable_actor()->set_organisation_id(organisation_);
    event.event.mutable_occurred_at()->set_unix_us(kNowUs);
    event.bytes = entry::Serialise(event.event);
    submission.header.set_organisation_id(organisation_);
    submission.header.set_key_id(ToBytes(crypto::KeyId(TestKey(signer_).public_key())));
    submission.header.set_idempotency_key(std::string(16, 'i'));
    submission.header.set_expires_at_us(kNowUs);
    submission.header.set_count(1);
    submission.header.set_events_root(ToBytes(entry::EventsRoot({event.bytes})));
    return submission;
  }
  absl::StatusOr<Execution> Run(const v1::LedgerCreated& created) {
    Position position;
    position.recorded_at_us = kNowUs;
    return Execute(state_, position, Admitted(created));
  }
  v1::RefusalReason With(const std::function<void(v1::LedgerCreated&)>& change) {
    v1::LedgerCreated created = created_;
    change(created);
    const absl::Status status = Run(created).status();
    return status.ok() ? v1::REFUSAL_REASON_UNSPECIFIED : refusal::RefusalOf(status)->reason();
  }

  v1::LedgerCreated created_;
  std::string organisation_ = "bank";
  std::string signer_ = "operator";
  state::MemoryView state_;
};

TEST_F(GenesisTest, MakesLedgerOperatorAndKeys) {
  const absl::StatusOr<Execution> execution = Run(created_);
  ASSERT_TRUE(execution.ok()) << execution.status();
  state_.Apply(execution->changes);
  const v1::LedgerState ledger = state_.Find(state::LedgerKey())->ledger();
  EXPECT_EQ(ledger.origin(), "bank.example/aluminium");
  EXPECT_EQ(ledger.rules_version(), 1);
  EXPECT_EQ(ledger.format_version(), 1);
  EXPECT_EQ(ledger.operator_id(), "bank");
  EXPECT_EQ(ledger.checkpoint_key_id(), ToBytes(crypto::KeyId(TestKey("checkpoint").public_key())));
  const v1::OrganisationState bank = state_.Find(state::OrganisationKey("bank"))->organisation();
  EXPECT_EQ(bank.roles_size(), 1);
  EXPECT_EQ(bank.roles(0), v1::ROLE_OPERATOR);
  EXPECT_EQ(bank.valid_keys(), 1u);
  for (const auto& [label, kind] :
       {std::pair("operator", v1::KEY_KIND_OPERATOR), std::pair("service", v1::KEY_KIND_SERVICE),
        std::pair("checkpoint", v1::KEY_KIND_CHECKPOINT)}) {
    const auto record = state_.Find(state::KeyKey(AsBytes(crypto::KeyId(TestKey(label).public_key()))));
    ASSERT_NE(record, nullptr) << label;
    EXPECT_EQ(record->key().kind(), kind);
    EXPECT_EQ(record->key().public_key(), PublicKey(label));
    EXPECT_FALSE(record->key().revoked());
  }
}

TEST_F(GenesisTest, ChecksEveryField) {
  EXPECT_EQ(With([](auto& c) { c.clear_origin(); }), v1::REFUSAL_REASON_FIELD_MISSING);
  EXPECT_EQ(With([](auto& c) { c.set_origin("bank example"); }), v1::REFUSAL_REASON_INVALID_VALUE);
  EXPECT_EQ(With([](auto& c) { c.set_origin(std::string(101, 'o')); }), v1::REFUSAL_REASON_INVALID_VALUE);
  EXPECT_EQ(With([](auto& c) { c.clear_nonce(); }), v1::REFUSAL_REASON_FIELD_MISSING);
  EXPECT_EQ(With([](auto& c) { c.set_nonce(std::string(31, 'n')); }), v1::REFUSAL_REASON_INVALID_VALUE);
  EXPECT_EQ(With([](auto& c) { c.set_format_version(2); }), v1::REFUSAL_REASON_OUT_OF_RANGE);
  EXPECT_EQ(With([](auto& c) { c.set_rules_version(0); }), v1::REFUSAL_REASON_RULES_VERSION);
  EXPECT_EQ(With([](auto& c) { c.set_rules_version(kNewestRulesVersion); }), v1::REFUSAL_REASON_UNSPECIFIED);
  EXPECT_EQ(With([](auto& c) { c.set_rules_version(kNewestRulesVersion + 1); }), v1::REFUSAL_REASON_RULES_VERSION);
  EXPECT_EQ(With([](auto& c) { c.clear_operator_name(); }), v1::REFUSAL_REASON_FIELD_MISSING);
  EXPECT_EQ(With([](auto& c) { c.set_operator_country("XX"); }), v1::REFUSAL_REASON_INVALID_VALUE);
  EXPECT_EQ(With([](auto& c) { c.clear_service_key(); }), v1::REFUSAL_REASON_FIELD_MISSING);
  EXPECT_EQ(With([](auto& c) { c.set_checkpoint_key("short"); }), v1::REFUSAL_REASON_INVALID_VALUE);
}

TEST_F(GenesisTest, KeysAreStrictAndNeverShared) {
  EXPECT_EQ(With([](auto& c) { c.set_service_key(c.operator_key()); }), v1::REFUSAL_REASON_INVALID_VALUE);
  EXPECT_EQ(With([](auto& c) { c.set_checkpoint_key(c.service_key()); }), v1::REFUSAL_REASON_INVALID_VALUE);
  // The identity point, which OpenSSL alone accepts.
  const std::string identity = std::string(1, '\1') + std::string(31, '\0');
  EXPECT_EQ(With([&](auto& c) { c.set_service_key(identity); }), v1::REFUSAL_REASON_INVALID_VALUE);
  EXPECT_EQ(With([&](auto& c) { c.set_operator_key(identity); }), v1::REFUSAL_REASON_INVALID_VALUE);
}

TEST_F(GenesisTest, IsSignedByItsOwnOperator) {
  organisation_ = "other";
  EXPECT_EQ(With([](auto&) {}), v1::REFUSAL_REASON_IDENTITY_MISMATCH);
  organisation_ = "bank";
  signer_ = "service";
  EXPECT_EQ(With([](auto&) {}), v1::REFUSAL_REASON_KEY_NOT_VALID);
}

TEST_F(GenesisTest, IsAlone) {
  Position position;
  position.recorded_at_us = kNowUs;
  entry::AdmittedSubmission two = Admitted(created_);
  two.events.push_back(two.events.front());
  two.header.set_count(2);
  EXPECT_EQ(refusal::RefusalOf(Execute(state_, position, two).status())->reason(), v1::REFUSAL_REASON_INVALID_VALUE);
  EXPECT_EQ(refusal::RefusalOf(GenesisKey(two).status())->reason(), v1::REFUSAL_REASON_INVALID_VALUE);
  entry::AdmittedSubmission other = Admitted(created_);
  other.events.front().event.mutable_role_granted();
  EXPECT_EQ(refusal::RefusalOf(Execute(state_, position, other).status())->reason(), v1::REFUSAL_REASON_INVALID_VALUE);
}

TEST_F(GenesisTest, MayCiteThePredecessorsCheckpoint) {
  note::Checkpoint last;
  last.origin = "old.example/aluminium";
  last.size = 17;
  const crypto::PrivateKey key = TestKey("old");
  const crypto::PrivateKey* const keys[] = {&key};
  const std::string note = *note::SignCheckpoint(last, keys);
  EXPECT_EQ(With([&](auto& c) { c.set_predecessor_checkpoint(note); }), v1::REFUSAL_REASON_UNSPECIFIED);
  EXPECT_EQ(With([&](auto& c) { c.set_predecessor_checkpoint(note.substr(0, note.size() - 1)); }),
            v1::REFUSAL_REASON_INVALID_VALUE);
  EXPECT_EQ(With([&](auto& c) { c.set_predecessor_checkpoint("17 entries"); }), v1::REFUSAL_REASON_INVALID_VALUE);
  EXPECT_EQ(With([&](auto& c) { c.set_predecessor_checkpoint(std::string(4097, 'x')); }), v1::REFUSAL_REASON_TOO_LARGE);
  EXPECT_EQ(With([&](auto& c) {
              c.set_origin(last.origin);
              c.set_predecessor_checkpoint(note);
            }),
            v1::REFUSAL_REASON_INVALID_VALUE)
      << "a successor has an origin of its own";
}

}  // namespace
}  // namespace ingot::rules
