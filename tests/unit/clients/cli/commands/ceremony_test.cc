#include "clients/cli/commands/ceremony.h"

#include <string>

#include "clients/cpp/error.h"
#include "gtest/gtest.h"
#include "ingot/v1/entry.pb.h"
#include "ledger/entry/submission.h"
#include "ledger/note/note.h"
#include "ledger/rules/decide.h"
#include "ledger/rules/execute.h"
#include "ledger/state/view.h"
#include "tests/unit/clients/support/reference.h"

namespace ingot::cli {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'777'600'800);

v1::LedgerCreated Description() {
  v1::LedgerCreated description;
  description.set_origin("bank.example/al");
  description.set_rules_version(rules::kNewestRulesVersion);
  description.set_operator_id("bank");
  description.set_operator_name("Aluminium Bank");
  description.set_operator_country("DE");
  return description;
}

absl::StatusOr<Genesis> Make(const v1::LedgerCreated& description, const std::string& nonce = std::string(32, 'n')) {
  return MakeGenesis(description, client::KeyOf('o'), client::KeyOf('s'), client::KeyOf('c'), nonce, kNow);
}

// A server that records it at its own occurred_at gets the ledger id that the ceremony printed.
TEST(CeremonyTest, AServerMakesTheSameLedgerOfIt) {
  const absl::StatusOr<Genesis> genesis = Make(Description());
  ASSERT_TRUE(genesis.ok()) << genesis.status();
  v1::Submission submission;
  ASSERT_TRUE(submission.ParseFromString(genesis->submission));
  const auto admitted = entry::Admit(Hash{}, submission);
  ASSERT_TRUE(admitted.ok()) << admitted.status();
  const auto key = rules::GenesisKey(*admitted);
  ASSERT_TRUE(key.ok());
  EXPECT_TRUE(rules::VerifySignature(Hash{}, admitted->header, *key).ok());
  rules::Position position;
  position.recorded_at_us = admitted->events[0].event.occurred_at().unix_us();
  const state::MemoryView nothing;
  const auto execution = rules::Execute(nothing, position, *admitted);
  ASSERT_TRUE(execution.ok()) << execution.status();
  EXPECT_EQ(execution->entries[0].leaf, genesis->ledger_id);
}

TEST(CeremonyTest, TheVerifierKeyIsTheCheckpointKeyUnderTheOrigin) {
  const absl::StatusOr<Genesis> genesis = Make(Description());
  ASSERT_TRUE(genesis.ok());
  const auto vkey = note::VerifierKey::Parse(genesis->vkey);
  ASSERT_TRUE(vkey.ok());
  EXPECT_EQ(vkey->name(), "bank.example/al");
  EXPECT_EQ(vkey->public_key(), client::KeyOf('c').public_key());
}

TEST(CeremonyTest, AnotherNonceIsAnotherLedger) {
  EXPECT_NE(Make(Description())->ledger_id, Make(Description(), std::string(32, 'm'))->ledger_id);
}

TEST(CeremonyTest, TheRulesRefuseBeforeAnythingIsWritten) {
  v1::LedgerCreated description = Description();
  description.set_operator_country("XX");
  const absl::StatusOr<Genesis> genesis = Make(description);
  ASSERT_FALSE(genesis.ok());
  const client::ClientError error = client::ErrorOf(genesis.status());
  EXPECT_EQ(error.kind, client::ErrorKind::kRefused);
  EXPECT_NE(error.field.find("operator_country"), std::string::npos) << error.field;
  description = Description();
  description.set_rules_version(rules::kNewestRulesVersion + 1);
  EXPECT_FALSE(Make(description).ok());
  description = Description();
  description.set_origin("has space");
  EXPECT_FALSE(Make(description).ok());
}

TEST(CeremonyTest, NewKeysDiffer) { EXPECT_NE(NewKey().public_key(), NewKey().public_key()); }

}  // namespace
}  // namespace ingot::cli
