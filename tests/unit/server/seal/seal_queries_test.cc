// Showing and finding sealed parts.
#include <filesystem>

#include "tests/unit/server/seal/sealed_node.h"

namespace ingot {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class SealQueriesTest : public testing::SealedNodeTest {};

TEST_F(SealQueriesTest, APartIsShownForARecordedReasonAlone) {
  const uint64_t seq = Seal("K-1001", "HH-KX 1234");
  EXPECT_EQ(Reveal("hansa", seq), "NOT_FOUND revealed_seq") << "the entry itself gives no right";
  const uint64_t by = Record("hansa", seq);
  EXPECT_EQ(Reveal("hansa", by), "about K-1001");
  EXPECT_EQ(Reveal("hansa", by), "about K-1001") << "as often as it is asked";
  EXPECT_EQ(Reveal("audit", by), "NOT_FOUND revealed_seq") << "another's reason";
  EXPECT_EQ(Reveal("audit", Record("audit", seq)), "about K-1001");
  EXPECT_EQ(Reveal("stranger", by), "NOT_FOUND revealed_seq");
  EXPECT_EQ(Reveal("operator", by), "NOT_FOUND revealed_seq");
  EXPECT_EQ(Reveal("hansa", by + 1000), "NOT_FOUND revealed_seq");
}

TEST_F(SealQueriesTest, TheAnswerProvesItselfByTheCommitment) {
  const v1::Submission submission = Sealing("K-1001", "HH-KX 1234");
  const uint64_t seq = node_.MustSubmit(submission).first_seq();
  v1::RevealSealedRequest request;
  request.set_revealed_seq(Record("hansa", seq));
  v1::RevealSealedResponse response;
  ASSERT_EQ(Call("hansa", request, &response), "OK");
  EXPECT_EQ(response.sealed_seq(), seq);
  EXPECT_EQ(response.sealed().salt(), submission.events(0).sealed().salt());
  EXPECT_EQ(response.sealed().body(), submission.events(0).sealed().body());
  EXPECT_FALSE(response.checkpoint().empty());
}

TEST_F(SealQueriesTest, ARoleThatWasRevokedGivesNoRight) {
  const uint64_t seq = Seal("K-1001", "HH-KX 1234");
  const uint64_t by = Record("audit", seq);
  v1::RoleRevoked revoked;
  revoked.set_organisation_id("audit");
  revoked.set_role(v1::ROLE_AUDITOR);
  node_.MustSubmit(Built("operator", testing::Fact(revoked)));
  EXPECT_EQ(Reveal("audit", by), "NOT_FOUND revealed_seq");
}

TEST_F(SealQueriesTest, EverybodyFindsWhatItMayAskFor) {
  const uint64_t mine = Seal("K-1001", "HH-KX 1234");
  const uint64_t other = Seal("K-1002", "B-AA 1");
  const uint64_t theirs = Seal("K-1001", "hh kx 1234", "rental");
  EXPECT_THAT(Found("hansa", ByPlate("HHKX1234")), ElementsAre(mine));
  EXPECT_THAT(Found("rental", ByPlate("HHKX1234")), ElementsAre(theirs));
  EXPECT_THAT(Found("audit", ByPlate("HHKX1234")), ElementsAre(mine, theirs));
  EXPECT_THAT(Found("stranger", ByPlate("HHKX1234")), IsEmpty());
  EXPECT_THAT(Found("operator", ByPlate("HHKX1234")), IsEmpty());
  EXPECT_THAT(Found("audit", ByPlate("HHKX123")), IsEmpty());
  EXPECT_THAT(Found("hansa", ByCustomer("K-1001")), ElementsAre(mine));
  EXPECT_THAT(Found("hansa", ByCustomer("K-1002")), ElementsAre(other));
  EXPECT_THAT(Found("rental", ByCustomer("K-1001")), ElementsAre(theirs));
  EXPECT_THAT(Found("stranger", ByCustomer("K-1001", "hansa")), IsEmpty());
  EXPECT_THAT(Found("audit", ByCustomer("K-1001", "hansa")), ElementsAre(mine));
}

TEST_F(SealQueriesTest, APlateFindsThePartsThatHaveItAlone) {
  const uint64_t first = Seal("K-1001", "B-AA 1");
  Seal("K-1001", "B-AA 2");
  const uint64_t third = Seal("K-1001", "b aa 1");
  EXPECT_THAT(Found("hansa", ByPlate("B-AA 1")), ElementsAre(first, third)) << "one key, two plates";
}

TEST_F(SealQueriesTest, PagesGoOnWhereTheyEnded) {
  std::vector<uint64_t> all;
  for (int i = 0; i < 5; ++i) all.push_back(Seal("K-1001", "B-AA 1"));
  std::vector<uint64_t> seen;
  v1::FindSealedRequest request = ByCustomer("K-1001");
  request.set_page_size(2);
  for (int page = 0; page < 4; ++page) {
    v1::FindSealedResponse response;
    ASSERT_EQ(Call("hansa", request, &response), "OK");
    for (const v1::SealState& seal : response.seals()) seen.push_back(seal.seq());
    request.set_page_token(response.next_page_token());
    if (response.next_page_token().empty()) break;
  }
  EXPECT_EQ(seen, all);
  request = ByPlate("B-AA 1");
  request.set_page_size(2);
  v1::FindSealedResponse response;
  ASSERT_EQ(Call("hansa", request, &response), "OK");
  v1::FindSealedRequest other = ByPlate("B-AA 2");
  other.set_page_token(response.next_page_token());
  EXPECT_EQ(Call("hansa", other, &response), "INVALID_PAGE_TOKEN page_token");
}

TEST_F(SealQueriesTest, AQuestionIsWhole) {
  v1::FindSealedResponse response;
  v1::FindSealedRequest request = ByPlate("B-AA 1");
  request.clear_reason();
  EXPECT_EQ(Call("hansa", request, &response), "FIELD_MISSING reason");
  request = ByPlate(std::string(33, 'B'));
  EXPECT_EQ(Call("hansa", request, &response), "TOO_LARGE plate");
  request = ByPlate("B-AA 1");
  request.set_organisation_id("hansa");
  EXPECT_EQ(Call("hansa", request, &response), "INVALID_VALUE organisation_id");
  request = ByCustomer("Anna Schmidt");
  EXPECT_EQ(Call("hansa", request, &response), "INVALID_VALUE customer_ref");
  request = ByCustomer("K-1001", "Hansa");
  EXPECT_EQ(Call("hansa", request, &response), "INVALID_VALUE organisation_id");
  request = ByCustomer("K-1001");
  request.clear_by();
  EXPECT_EQ(Call("hansa", request, &response), "FIELD_MISSING by");
  request = ByCustomer("K-1001");
  request.set_page_size(1001);
  EXPECT_EQ(Call("hansa", request, &response), "OUT_OF_RANGE page_size");
}

TEST_F(SealQueriesTest, ARetryGetsTheSameReceipt) {
  const v1::Submission submission = Sealing("K-1001", "B-AA 1");
  const std::string first = node_.MustSubmit(submission).SerializeAsString();
  EXPECT_EQ(node_.MustSubmit(submission).SerializeAsString(), first);
  node_.Stop();
  node_.MustStart();
  EXPECT_EQ(node_.MustSubmit(submission).SerializeAsString(), first);
  EXPECT_THAT(Found("hansa", ByCustomer("K-1001")), ::testing::SizeIs(1));
}

TEST_F(SealQueriesTest, WithoutAKeystoreNothingIsTakenOrShown) {
  const uint64_t seq = Seal("K-1001", "B-AA 1");
  const uint64_t by = Record("hansa", seq);
  node_.Stop();
  const std::string keystore = std::exchange(node_.options().keystore_path, std::string());
  node_.MustStart();
  EXPECT_EQ(node_.Submit(Sealing("K-1001", "B-AA 1"))->Reason(), v1::REFUSAL_REASON_SEALED_UNAVAILABLE);
  EXPECT_EQ(Reveal("hansa", by), "SEALED_UNAVAILABLE");
  v1::FindSealedResponse found;
  EXPECT_EQ(Call("hansa", ByPlate("B-AA 1"), &found), "SEALED_UNAVAILABLE");
  EXPECT_EQ(Erase("hansa", Erasing("K-1001")), "SEALED_UNAVAILABLE");
  node_.Stop();
  node_.options().keystore_path = keystore;
  node_.MustStart();
  EXPECT_EQ(Reveal("hansa", by), "about K-1001");
}

TEST_F(SealQueriesTest, ALostKeystoreAndAForeignServiceKeyStopTheStart) {
  Seal("K-1001", "B-AA 1");
  node_.Stop();
  std::filesystem::rename(node_.options().keystore_path, node_.options().keystore_path + ".lost");
  EXPECT_EQ(node_.Start().code(), absl::StatusCode::kFailedPrecondition);
  std::filesystem::rename(node_.options().keystore_path + ".lost", node_.options().keystore_path);
  node_.options().service_key_path = node_.WriteKey("other", testing::TestKey("other"));
  EXPECT_EQ(node_.Start().code(), absl::StatusCode::kFailedPrecondition);
  node_.options().service_key_path = node_.WriteKey("operator", testing::TestKey("operator"));
  EXPECT_EQ(node_.Start().code(), absl::StatusCode::kFailedPrecondition) << "a key of another kind";
}

}  // namespace
}  // namespace ingot
