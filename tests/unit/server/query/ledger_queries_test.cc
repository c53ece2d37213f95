#include <string>
#include <vector>

#include "ledger/audit/receipt.h"
#include "ledger/crypto/sha256.h"
#include "ledger/entry/entry.h"
#include "ledger/merkle/proof.h"
#include "ledger/note/tlog_proof.h"
#include "ledger/refusal/refusal.h"
#include "ledger/verify/proof.h"
#include "ledger/witness/policy.h"
#include "server/cosign/board.h"
#include "server/query/pages.h"
#include "tests/unit/server/query/query_fixture.h"

namespace ingot::testing {
namespace {

class LedgerQueriesTest : public QueryTest {
 protected:
  // The checkpoint's verifier key.
  note::VerifierKey Key() { return *note::VerifierKey::Parse(node_.node().VerifierKey()); }

  uint64_t Size() { return fleet_.ledger().entries().size(); }

  // Everything that a stream sends; aborts on a refusal.
  template <typename Pages>
  std::vector<typename Pages::Response> All(const std::string& organisation_id,
                                            const typename Pages::Request& request) {
    std::vector<typename Pages::Response> responses;
    Pages pages(request);
    while (true) {
      typename Pages::Response response;
      const absl::StatusOr<bool> filled = pages.Next(*As(organisation_id), &response);
      INGOT_CHECK_OK(filled);
      if (!*filled) return responses;
      responses.push_back(response);
    }
  }

  template <typename Pages>
  std::string Refused(const std::string& organisation_id, const typename Pages::Request& request) {
    typename Pages::Response response;
    const absl::StatusOr<bool> filled = Pages(request).Next(*As(organisation_id), &response);
    if (filled.ok()) return "OK";
    return std::string(refusal::ReasonName(refusal::RefusalOf(filled.status())->reason()));
  }
};

TEST_F(LedgerQueriesTest, AReceiptByKeyOrByAnyOfItsEntries) {
  std::vector<TestEvent> events;
  for (int i = 1; i <= 3; ++i) events.push_back(Fact(Registered(Vin(i))));
  const v1::Submission submission = fleet_.ledger().Build(Fleet::kMaker, std::move(events));
  CatchUp();
  const v1::Receipt receipt = node_.MustSubmit(submission);
  ASSERT_TRUE(audit::VerifyReceipt(receipt, Key(), fleet_.ledger().ledger_id()).ok());

  v1::GetReceiptRequest request;
  request.set_idempotency_key(submission.header().idempotency_key());
  EXPECT_EQ(Ask<v1::GetReceiptResponse>(Fleet::kMaker, request).receipt().SerializeAsString(),
            receipt.SerializeAsString());
  EXPECT_EQ((Try<v1::GetReceiptResponse>(Fleet::kDealer, request)), "NOT_FOUND idempotency_key");
  EXPECT_EQ((Try<v1::GetReceiptResponse>("auditor", request)), "NOT_FOUND idempotency_key") << "one's own only";
  for (int i = 0; i < 3; ++i) {
    request.set_seq(receipt.first_seq() + i);
    EXPECT_EQ(Ask<v1::GetReceiptResponse>(Fleet::kMaker, request).receipt().SerializeAsString(),
              receipt.SerializeAsString());
    EXPECT_EQ((Try<v1::GetReceiptResponse>(Fleet::kDealer, request)), "NOT_FOUND seq");
    EXPECT_EQ((Try<v1::GetReceiptResponse>("auditor", request)), "OK");
  }
  request.set_seq(receipt.first_seq() + 3);
  EXPECT_EQ((Try<v1::GetReceiptResponse>("auditor", request)), "NOT_FOUND seq");
  EXPECT_EQ((Try<v1::GetReceiptResponse>("auditor", v1::GetReceiptRequest())), "FIELD_MISSING by");
  request.set_idempotency_key("short");
  EXPECT_EQ((Try<v1::GetReceiptResponse>(Fleet::kMaker, request)), "OUT_OF_RANGE idempotency_key");
}

TEST_F(LedgerQueriesTest, AReceiptNeedsSightOfTheWholeSubmission) {
  fleet_.Bear(Vin(1));
  fleet_.Bear(Vin(2));
  std::vector<TestEvent> events;
  events.push_back(Fact(Sent(Vin(1), "maker/t-1", Fleet::kDealer)));
  events.push_back(Fact(Sent(Vin(2), "maker/t-2", Fleet::kOther)));
  fleet_.ledger().MustSubmit(Fleet::kMaker, std::move(events));
  CatchUp();
  v1::GetReceiptRequest request;
  request.set_seq(Size() - 2);
  v1::GetEntryRequest entry;
  entry.set_seq(Size() - 2);
  EXPECT_EQ((Try<v1::GetEntryResponse>(Fleet::kDealer, entry)), "OK") << "its own transfer";
  EXPECT_EQ((Try<v1::GetReceiptResponse>(Fleet::kDealer, request)), "NOT_FOUND seq") << "holds another's too";
}

TEST_F(LedgerQueriesTest, AnEntryIsItsStoredBytes) {
  CatchUp();
  v1::GetEntryRequest request;
  for (uint64_t seq = 0; seq < Size(); ++seq) {
    request.set_seq(seq);
    EXPECT_EQ(Ask<v1::GetEntryResponse>("auditor", request).entry().entry(), fleet_.ledger().entries()[seq].bytes);
  }
  request.set_seq(Size());
  EXPECT_EQ((Try<v1::GetEntryResponse>("auditor", request)), "NOT_FOUND seq");
}

TEST_F(LedgerQueriesTest, ProofsVerifyAgainstTheCheckpoint) {
  CatchUp();
  const auto checkpoint = Ask<v1::GetCheckpointResponse>(Fleet::kWorkshop, v1::GetCheckpointRequest());
  EXPECT_EQ(checkpoint.ledger_id(), ToBytes(fleet_.ledger().ledger_id()));
  for (uint64_t seq = 0; seq < Size(); seq += 3) {
    v1::GetInclusionProofRequest request;
    request.set_seq(seq);
    const auto response = Ask<v1::GetInclusionProofResponse>(Fleet::kWorkshop, request);
    EXPECT_EQ(response.leaf_hash(), ToBytes(fleet_.ledger().entries()[seq].leaf));
    const absl::StatusOr<note::TlogProof> proof = note::ParseTlogProof(response.tlog_proof());
    ASSERT_TRUE(proof.ok()) << proof.status();
    EXPECT_TRUE(note::VerifyTlogProof(*proof, fleet_.ledger().entries()[seq].leaf, Key().name(), {{Key()}}).ok());
  }
  const Hash new_root = node_.node().published().Get()->head().root;
  for (uint64_t size = 1; size <= Size(); size += 2) {
    v1::GetConsistencyProofRequest request;
    request.set_first_size(size);
    const auto response = Ask<v1::GetConsistencyProofResponse>(Fleet::kWorkshop, request);
    EXPECT_EQ(response.checkpoint(), checkpoint.checkpoint());
    std::vector<Hash> proof;
    for (const std::string& hash : response.proof()) proof.push_back(*HashFromBytes(hash));
    merkle::CompactRange range;
    for (uint64_t seq = 0; seq < size; ++seq) range.Append(fleet_.ledger().entries()[seq].leaf);
    EXPECT_TRUE(merkle::VerifyConsistency(size, Size(), range.Root(), new_root, proof).ok()) << size;
  }
}

TEST_F(LedgerQueriesTest, CosignedReceiptsAreProvenInALaterTree) {
  std::vector<TestEvent> events;
  for (int i = 1; i <= 3; ++i) events.push_back(Fact(Registered(Vin(i))));
  const v1::Submission submission = fleet_.ledger().Build(Fleet::kMaker, std::move(events));
  CatchUp();
  const v1::Receipt early = node_.MustSubmit(submission);
  v1::GetCosignedReceiptRequest request;
  request.set_idempotency_key(submission.header().idempotency_key());
  EXPECT_EQ((Try<v1::GetCosignedReceiptResponse>(Fleet::kMaker, request)), "NOT_COSIGNED by");
  EXPECT_EQ((Try<v1::GetCosignedCheckpointResponse>(Fleet::kMaker, v1::GetCosignedCheckpointRequest())),
            "NOT_COSIGNED min_size");

  node_.MustSubmit(fleet_.ledger().Build(Fleet::kMaker, {Fact(Registered(Vin(4)))}));
  const auto snapshot = node_.node().published().Get();
  const std::string text = *note::TextOf(snapshot->note());
  const std::string line = *note::CosignatureLine(text, "w.example", TestKey("witness"), 1'772'352'000);
  board_.SetNewest(std::make_shared<const cosign::Cosigned>(
      cosign::Cosigned{.size = snapshot->head().size, .root = snapshot->head().root, .note = snapshot->note() + line}));

  const v1::Receipt receipt = Ask<v1::GetCosignedReceiptResponse>(Fleet::kMaker, request).receipt();
  EXPECT_NE(receipt.checkpoint(), early.checkpoint());
  EXPECT_THAT(receipt.entries(), ::testing::ElementsAreArray(early.entries()));
  const note::VerifierKey witness =
      *note::VerifierKey::Create("w.example", note::SignatureType::kCosignatureV1, TestKey("witness").public_key());
  const verify::Trust trust{
      .keys = {Key()}, .policy = witness::Policy::AnyOf({{witness}}, 1).value(), .origin = Key().name()};
  const auto opened = verify::OpenReceipt(receipt.SerializeAsString(), trust, fleet_.ledger().ledger_id());
  ASSERT_TRUE(opened.ok()) << opened.status();
  EXPECT_EQ(opened->verified.tree_size, snapshot->head().size);
  EXPECT_EQ(opened->opened.cosignatures.size(), 1u);
  EXPECT_FALSE(verify::OpenReceipt(early.SerializeAsString(), trust, std::nullopt).ok()) << "nobody cosigned that one";

  EXPECT_EQ((Try<v1::GetCosignedReceiptResponse>(Fleet::kDealer, request)), "NOT_FOUND idempotency_key");
  EXPECT_EQ((Try<v1::GetCosignedReceiptResponse>("auditor", v1::GetCosignedReceiptRequest())), "FIELD_MISSING by");
  v1::GetCosignedCheckpointRequest checkpoint;
  checkpoint.set_min_size(snapshot->head().size);
  EXPECT_EQ(Ask<v1::GetCosignedCheckpointResponse>(Fleet::kDealer, checkpoint).checkpoint(), snapshot->note() + line);
  checkpoint.set_min_size(snapshot->head().size + 1);
  EXPECT_EQ((Try<v1::GetCosignedCheckpointResponse>(Fleet::kDealer, checkpoint)), "NOT_COSIGNED min_size");
}

TEST_F(LedgerQueriesTest, WitnessesAreListedAsTheBoardHasThem) {
  CatchUp();
  EXPECT_EQ(Ask<v1::ListWitnessesResponse>(Fleet::kDealer, v1::ListWitnessesRequest()).witnesses_size(), 0);
  v1::Witness one;
  one.set_name("w1");
  one.set_state(v1::WITNESS_STATE_NOT_ASKED);
  board_.SetPolicy("quorum none\n", {one});
  one.set_state(v1::WITNESS_STATE_COSIGNED);
  one.set_cosigned_size(7);
  board_.SetWitness(0, one);
  const auto response = Ask<v1::ListWitnessesResponse>(Fleet::kDealer, v1::ListWitnessesRequest());
  ASSERT_EQ(response.witnesses_size(), 1);
  EXPECT_EQ(response.witnesses(0).SerializeAsString(), one.SerializeAsString());
  EXPECT_EQ(response.policy(), "quorum none\n");
  EXPECT_EQ(response.cosigned_size(), 0u);
}

TEST_F(LedgerQueriesTest, TheTileEdgeIsThePartialTilesOfThePublishedTree) {
  CatchUp();
  ASSERT_GT(Size(), 1);
  ASSERT_LT(Size(), 256) << "one level";
  const auto response = Ask<v1::GetTileEdgeResponse>(Fleet::kWorkshop, v1::GetTileEdgeRequest());
  EXPECT_EQ(response.checkpoint(), node_.node().published().Get()->note());
  EXPECT_EQ(response.ledger_id(), ToBytes(fleet_.ledger().ledger_id()));
  std::string leaves;
  for (const auto& entry : fleet_.ledger().entries()) leaves.append(AsBytes(entry.leaf));
  EXPECT_THAT(response.tiles(), ::testing::ElementsAre(leaves));
}

TEST_F(LedgerQueriesTest, AnInnerSizesProofHasATlogProofOnlyAtAPublishedCheckpoint) {
  CatchUp();
  const v1::Submission two = [this] {
    std::vector<TestEvent> events;
    for (int i = 1; i <= 2; ++i) events.push_back(Fact(Registered(Vin(i))));
    return fleet_.ledger().Build(Fleet::kMaker, std::move(events));
  }();
  const uint64_t before = Size();
  node_.MustSubmit(two);
  v1::GetInclusionProofRequest request;
  request.set_seq(0);
  request.set_tree_size(before);
  EXPECT_FALSE(Ask<v1::GetInclusionProofResponse>("auditor", request).tlog_proof().empty());
  request.set_tree_size(before + 1);
  EXPECT_TRUE(Ask<v1::GetInclusionProofResponse>("auditor", request).tlog_proof().empty());
  request.set_tree_size(before + 3);
  EXPECT_EQ((Try<v1::GetInclusionProofResponse>("auditor", request)), "OUT_OF_RANGE tree_size");
  request.set_tree_size(before);
  request.set_seq(before);
  EXPECT_EQ((Try<v1::GetInclusionProofResponse>("auditor", request)), "OUT_OF_RANGE seq");
}

TEST_F(LedgerQueriesTest, ACheckpointThatIsNotThereYetIsAFailedPrecondition) {
  CatchUp();
  v1::GetCheckpointRequest request;
  request.set_min_size(Size());
  EXPECT_EQ((Try<v1::GetCheckpointResponse>("auditor", request)), "OK");
  request.set_min_size(Size() + 1);
  v1::GetCheckpointResponse response;
  const absl::Status status = query::Answer(*As("auditor"), request, &response);
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(refusal::RefusalOf(status)->field(), "min_size");
}

TEST_F(LedgerQueriesTest, StreamsSendEverythingInOrderToAuditorsAlone) {
  for (int i = 1; i <= 4; ++i) fleet_.Lease(Vin(i), v1::CONTRACT_KIND_LEASE);
  CatchUp();
  const auto responses = All<query::EntryPages>("auditor", v1::StreamEntriesRequest());
  EXPECT_EQ(responses.front().checkpoint(), node_.node().published().Get()->note());
  uint64_t seq = 0;
  for (const v1::StreamEntriesResponse& response : responses) {
    for (const v1::EntryBundle& bundle : response.entries()) {
      ASSERT_LT(seq, Size());
      EXPECT_EQ(bundle.entry(), fleet_.ledger().entries()[seq].bytes);
      EXPECT_EQ(bundle.has_terms(), fleet_.ledger().entries()[seq].terms.has_value());
      ++seq;
    }
  }
  EXPECT_EQ(seq, Size());
  EXPECT_EQ((Refused<query::EntryPages>(Fleet::kMaker, v1::StreamEntriesRequest())), "ROLE_REQUIRED");

  v1::StreamEntriesRequest part;
  part.set_first_seq(3);
  part.set_limit(4);
  const auto some = All<query::EntryPages>("operator", part);
  ASSERT_EQ(some.size(), 1u);
  EXPECT_EQ(some[0].entries_size(), 4);
  EXPECT_EQ(entry::ParseEntry(some[0].entries(0).entry())->seq(), 3u);
  part.set_first_seq(Size() + 10);
  const auto none = All<query::EntryPages>("operator", part);
  ASSERT_EQ(none.size(), 1u) << "the checkpoint alone";
  EXPECT_EQ(none[0].entries_size(), 0);
}

TEST_F(LedgerQueriesTest, AMessageOfAStreamIsBounded) {
  // 1000 events in submissions of 250, each of about 1.5 KB: more than one message by bytes and by number.
  CatchUp();
  uint64_t sent = 0;
  for (int part = 0; part < 6; ++part) {
    std::vector<TestEvent> events;
    for (int i = 0; i < 250; ++i) {
      v1::BrandRegistered brand;
      brand.set_brand_id("maker/b" + std::to_string(part * 250 + i));
      brand.set_name(std::string(150, 'n'));
      TestEvent event = Fact(brand);
      for (int e = 0; e < 16; ++e) event = std::move(event).With(v1::EVIDENCE_KIND_PHOTOGRAPH);
      events.push_back(std::move(event));
    }
    node_.MustSubmit(fleet_.ledger().Build(Fleet::kMaker, std::move(events)));
    sent += 250;
  }
  const auto responses = All<query::EntryPages>("auditor", v1::StreamEntriesRequest());
  uint64_t received = 0;
  for (const v1::StreamEntriesResponse& response : responses) {
    EXPECT_LE(response.entries_size(), static_cast<int>(query::kMaxStreamEntries));
    EXPECT_LE(response.ByteSizeLong(), query::kMaxStreamBytes + 64 * 1024);
    received += static_cast<uint64_t>(response.entries_size());
  }
  EXPECT_EQ(received, Size() + sent);
  EXPECT_GT(responses.size(), 1u);

  // Five full tiles by now; each hash in them is a leaf.
  const auto tiles = All<query::TilePages>(Fleet::kWorkshop, v1::StreamTilesRequest());
  ASSERT_EQ(tiles.size(), 1u);
  EXPECT_EQ(static_cast<uint64_t>(tiles[0].tiles_size()), (Size() + sent) / 256);
  EXPECT_EQ(tiles[0].tiles(0).substr(32, 32), ToBytes(fleet_.ledger().entries()[1].leaf));
  v1::StreamTilesRequest level;
  level.set_level(1);
  EXPECT_TRUE(All<query::TilePages>(Fleet::kWorkshop, level).empty());
  level.set_level(8);
  EXPECT_EQ((Refused<query::TilePages>(Fleet::kWorkshop, level)), "OUT_OF_RANGE");
}

}  // namespace
}  // namespace ingot::testing
