// Rotating the checkpoint key: the batch with the rotation is the last one that the old key signs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "ledger/base/strings.h"
#include "ledger/note/checkpoint.h"
#include "ledger/refusal/refusal.h"
#include "tests/unit/server/support/test_node.h"

namespace ingot::testing {
namespace {

using ::testing::ElementsAre;

class RotationTest : public ::testing::Test {
 protected:
  RotationTest() : node_(ledger_) {
    ledger_.Enrol("maker", {v1::ROLE_MANUFACTURER});
    node_.MustStart();
    node_.Replay(ledger_);
  }

  v1::Submission Rotation() {
    std::vector<TestEvent> events;
    events.push_back(Fact(ledger_.AddKey(TestLedger::kOperator, TestKey("checkpoint-2"), v1::KEY_KIND_CHECKPOINT)));
    return ledger_.Build(TestLedger::kOperator, std::move(events));
  }

  v1::Submission Brand(const std::string& id) {
    v1::BrandRegistered brand;
    brand.set_brand_id(Cat("maker/", id));
    brand.set_name(id);
    std::vector<TestEvent> events;
    events.push_back(Fact(brand));
    return ledger_.Build("maker", std::move(events));
  }

  // Labels of the keys that signed the note, in the order of its lines.
  std::vector<std::string> SignersOf(const std::string& note) {
    std::vector<note::VerifierKey> keys;
    const std::string origin = node_.node().notary().origin();
    for (const char* label : {"checkpoint", "checkpoint-2"}) {
      keys.push_back(*note::VerifierKey::Create(origin, note::SignatureType::kEd25519, TestKey(label).public_key()));
    }
    const absl::StatusOr<note::OpenedCheckpoint> opened = note::OpenCheckpoint(note, origin, keys);
    EXPECT_TRUE(opened.ok()) << opened.status();
    std::vector<std::string> labels;
    for (const note::VerifiedSignature& signature : opened->signatures) {
      labels.push_back(signature.key_id == keys[0].id() ? "old" : "new");
    }
    return labels;
  }

  std::string Note() { return node_.node().published().Get()->note(); }

  TestLedger ledger_;
  TestNode node_;
};

TEST_F(RotationTest, AKeyThatIsNotHeldIsRefusedByItsField) {
  const auto reply = node_.Submit(Rotation());
  EXPECT_EQ(reply->Reason(), v1::REFUSAL_REASON_CHECKPOINT_KEY_NOT_HELD);
  EXPECT_EQ(refusal::RefusalOf(reply->Get().status())->field(), "events[0].key_added.public_key");
  // Nothing of it stayed.
  EXPECT_TRUE(node_.Submit(Brand("b"))->Get().ok());
  EXPECT_THAT(SignersOf(Note()), ElementsAre("old"));
}

TEST_F(RotationTest, TheRotationsBatchEndsWithItAndCarriesBothSignatures) {
  node_.options().next_checkpoint_key_path = node_.WriteKey("next", TestKey("checkpoint-2"));
  node_.MustStart();
  node_.log().Hold();
  auto before = node_.Submit(Brand("before"));
  node_.log().AwaitWaiting();
  const auto lane = std::make_shared<pipeline::Lane>();
  const v1::Submission rotation = Rotation();
  auto rotated = node_.Submit(rotation, lane);
  auto after = node_.Submit(Brand("after"), lane);
  node_.log().Release();
  EXPECT_THAT(SignersOf(node_.ReceiptOf(*before).checkpoint()), ElementsAre("old"));
  const std::string receipt = node_.ReceiptOf(*rotated).SerializeAsString();
  EXPECT_THAT(SignersOf(node_.ReceiptOf(*rotated).checkpoint()), ElementsAre("old", "new"));
  EXPECT_THAT(SignersOf(node_.ReceiptOf(*after).checkpoint()), ElementsAre("new"));

  // Outcomes hold the database open.
  before.reset();
  rotated.reset();
  after.reset();
  // From now on the new key is enough; the old note is stored.
  node_.options().checkpoint_key_path = node_.options().next_checkpoint_key_path;
  node_.options().next_checkpoint_key_path.clear();
  node_.options().genesis_path.clear();
  node_.MustStart();
  EXPECT_EQ(node_.MustSubmit(rotation).SerializeAsString(), receipt);
  EXPECT_THAT(SignersOf(Note()), ElementsAre("new"));
}

TEST_F(RotationTest, UntilTheRotationsNoteIsStoredAStartNeedsBothKeys) {
  const std::string old_path = node_.options().checkpoint_key_path;
  const std::string new_path = node_.WriteKey("next", TestKey("checkpoint-2"));
  node_.options().next_checkpoint_key_path = new_path;
  node_.MustStart();
  node_.MustSubmit(Rotation());
  const std::string note = Note();
  node_.Stop();

  node_.options().next_checkpoint_key_path.clear();
  const absl::Status only_old = node_.Start();
  EXPECT_EQ(only_old.code(), absl::StatusCode::kFailedPrecondition) << only_old;
  EXPECT_THAT(std::string(only_old.message()),
              ::testing::AllOf(::testing::HasSubstr(ToHex(crypto::KeyId(TestKey("checkpoint").public_key()))),
                               ::testing::HasSubstr(ToHex(crypto::KeyId(TestKey("checkpoint-2").public_key())))))
      << "names both";

  node_.options().checkpoint_key_path = new_path;
  const absl::Status only_new = node_.Start();
  EXPECT_EQ(only_new.code(), absl::StatusCode::kFailedPrecondition) << only_new;

  node_.options().next_checkpoint_key_path = old_path;
  node_.MustStart();
  EXPECT_EQ(Note(), note) << "signed again, the same bytes";
}

}  // namespace
}  // namespace ingot::testing
