#include "clients/cpp/ledger_follower.h"

#include <memory>
#include <string>
#include <utility>

#include "clients/cpp/audit_state.h"
#include "clients/cpp/error.h"
#include "clients/cpp/files.h"
#include "gtest/gtest.h"
#include "ledger/base/check.h"
#include "ledger/base/strings.h"
#include "tests/unit/clients/support/fake_server.h"
#include "tests/unit/clients/support/reference.h"

namespace ingot::client {
namespace {

class LedgerFollowerTest : public ::testing::Test {
 protected:
  LedgerFollowerTest() : folder_(FreshFolder("follower")), server_(folder_) {
    absl::StatusOr<std::unique_ptr<LedgerClient>> client = LedgerClient::Open(server_.profile());
    INGOT_CHECK_OK(client);
    client_ = *std::move(client);
  }
  LedgerFollower Follower(std::optional<audit::ReplayState> earlier = std::nullopt) {
    absl::StatusOr<LedgerFollower> follower = LedgerFollower::Create(*client_, std::move(earlier));
    INGOT_CHECK_OK(follower);
    return *std::move(follower);
  }
  static absl::Status CatchUp(LedgerFollower& follower) { return follower.CatchUp({.workers = 2}, absl::Minutes(1)); }
  void Grow(int organisations) {
    for (int i = 0; i < organisations; ++i) server_.ledger().Enrol(Cat("new-", next_++), {v1::ROLE_DEALER});
  }
  uint64_t Size() { return server_.ledger().entries().size(); }

  const std::string folder_;
  FakeServer server_;
  std::unique_ptr<LedgerClient> client_;
  int next_ = 0;
};

TEST_F(LedgerFollowerTest, VerifiesWhatIsNewAndNothingTwice) {
  LedgerFollower follower = Follower();
  ASSERT_TRUE(CatchUp(follower).ok());
  EXPECT_EQ(follower.size(), Size());
  ASSERT_TRUE(CatchUp(follower).ok()) << "nothing new";
  Grow(3);
  ASSERT_TRUE(CatchUp(follower).ok());
  EXPECT_EQ(follower.size(), Size());
  EXPECT_EQ(follower.replayer().replayed(), Size());
  EXPECT_TRUE(follower.findings().empty());
}

TEST_F(LedgerFollowerTest, GoesOnWhereAStreamBrokeOff) {
  LedgerFollower follower = Follower();
  ASSERT_TRUE(CatchUp(follower).ok());
  Grow(2);
  server_.FailStreamsAfter(0, grpc::Status(grpc::StatusCode::UNAVAILABLE, "gone"));
  EXPECT_TRUE(absl::IsUnavailable(CatchUp(follower)));
  server_.FailStreamsAfter(100, grpc::Status::OK);
  ASSERT_TRUE(CatchUp(follower).ok());
  EXPECT_EQ(follower.size(), Size());
}

TEST_F(LedgerFollowerTest, GoesOnFromItsStateAfterARestart) {
  const Profile profile = server_.profile();
  const std::string path = AuditStatePath(profile);
  {
    LedgerFollower follower = Follower();
    ASSERT_TRUE(CatchUp(follower).ok());
    ASSERT_TRUE(SaveAuditState(path, profile, follower.checkpoint(), follower.replayer()).ok());
  }
  const uint64_t before = Size();
  Grow(2);
  auto state = LoadAuditState(path, profile);
  ASSERT_TRUE(state.ok()) << state.status();
  ASSERT_TRUE(state->has_value());
  LedgerFollower follower = Follower(*std::move(state));
  EXPECT_EQ(follower.size(), before);
  ASSERT_TRUE(CatchUp(follower).ok());
  EXPECT_EQ(follower.size(), Size());
  EXPECT_TRUE(follower.findings().empty());
}

TEST_F(LedgerFollowerTest, AStateIsGoodForItsLedgerKeysAndProgramAlone) {
  const Profile profile = server_.profile();
  const std::string path = folder_ + "/x.audit";
  EXPECT_FALSE(LoadAuditState(path, profile)->has_value());
  LedgerFollower follower = Follower();
  ASSERT_TRUE(CatchUp(follower).ok());
  ASSERT_TRUE(SaveAuditState(path, profile, follower.checkpoint(), follower.replayer()).ok());
  Profile other = profile;
  other.ledger_id[0] ^= 1;
  EXPECT_TRUE(absl::IsInvalidArgument(LoadAuditState(path, other).status()));
  other = profile;
  other.verifier_keys.push_back(VerifierOf(KeyOf('x'), profile.origin()));
  EXPECT_TRUE(absl::IsInvalidArgument(LoadAuditState(path, other).status()));
  std::string bytes = *ReadFile(path, 1 << 24);
  ASSERT_TRUE(WriteFile(path, bytes + "x", kSecretFile, Existing::kReplace).ok());
  EXPECT_TRUE(absl::IsInvalidArgument(LoadAuditState(path, profile).status()));
  bytes[bytes.size() / 2] ^= 1;
  ASSERT_TRUE(WriteFile(path, bytes, kSecretFile, Existing::kReplace).ok());
  EXPECT_TRUE(absl::IsInvalidArgument(LoadAuditState(path, profile).status()));
}

TEST_F(LedgerFollowerTest, ARollbackIsMisbehaviour) {
  LedgerFollower follower = Follower();
  Grow(2);
  ASSERT_TRUE(CatchUp(follower).ok());
  server_.RollBackTo(Size() - 2);
  const absl::Status status = CatchUp(follower);
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(ErrorOf(status).kind, ErrorKind::kMisbehaviour) << status;
}

}  // namespace
}  // namespace ingot::client
