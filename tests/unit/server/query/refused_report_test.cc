// From a refusal to the auditor's list.
#include <string>
#include <vector>

#include "ledger/base/bytes.h"
#include "server/query/page.h"
#include "tests/unit/server/query/query_fixture.h"

namespace ingot::testing {
namespace {

class RefusedReportTest : public QueryTest {
 protected:
  RefusedReportTest() {
    fleet_.Stock(Vin(1));
    CatchUp();
  }

  // A submission that the rules refuse: another dealer's vehicle.
  v1::Submission Theft(const std::string& organisation) {
    return fleet_.ledger().Build(organisation, {Fact(RetiredOf(Vin(1)))});
  }
  // Stops the writer, so that everything that was offered is written.
  void Settle() {
    node_.node().pipeline().Stop();
    node_.node().StopKeeping();
  }
  v1::ListRefusedResponse List(const v1::ListRefusedRequest& request = {}) {
    return Ask<v1::ListRefusedResponse>(Fleet::kAuditor, request);
  }
};

TEST_F(RefusedReportTest, ASignedRefusalIsKeptAsItWasSigned) {
  const v1::Submission submission = Theft(Fleet::kOther);
  EXPECT_EQ(node_.Submit(submission)->Reason(), v1::REFUSAL_REASON_NOT_HOLDER);
  const uint64_t size = node_.node().published().Get()->head().size;
  Settle();
  v1::ListRefusedRequest request;
  request.set_events(true);
  const v1::ListRefusedResponse response = List(request);
  ASSERT_EQ(response.rows_size(), 1);
  const v1::RefusedRow& row = response.rows(0);
  EXPECT_EQ(row.number(), 1u);
  EXPECT_EQ(row.refused_at_us(), node_.source().WallUs());
  EXPECT_EQ(row.organisation_id(), Fleet::kOther);
  EXPECT_EQ(row.key_id(), submission.header().key_id());
  EXPECT_EQ(row.reason(), v1::REFUSAL_REASON_NOT_HOLDER);
  EXPECT_EQ(row.field(), "events[0].retired.vin");
  EXPECT_FALSE(row.message().empty());
  EXPECT_EQ(row.ledger_size(), size);
  EXPECT_EQ(row.header().SerializeAsString(), submission.header().SerializeAsString());
  ASSERT_EQ(row.events_size(), 1);
  EXPECT_EQ(row.events(0), submission.events(0).event());
  EXPECT_EQ(response.kept(), 1u);
  EXPECT_FALSE(response.checkpoint().empty());
  EXPECT_EQ(List().rows(0).events_size(), 0) << "not asked for";
}

TEST_F(RefusedReportTest, NobodyIsFramed) {
  v1::Submission forged = Theft(Fleet::kOther);
  forged.mutable_header()->mutable_signature()->back() ^= 1;
  EXPECT_EQ(node_.Submit(forged)->Reason(), v1::REFUSAL_REASON_BAD_SIGNATURE);
  v1::Submission foreign = Theft(Fleet::kOther);
  fleet_.ledger().Sign(foreign, fleet_.ledger().KeyOf(Fleet::kDealer));
  EXPECT_NE(node_.Submit(foreign)->Reason(), v1::REFUSAL_REASON_UNSPECIFIED);
  Settle();
  EXPECT_EQ(List().rows_size(), 0);
  EXPECT_EQ(List().kept(), 0u);
}

TEST_F(RefusedReportTest, RetriesAndAcceptancesAreNoRefusals) {
  const v1::Submission reading = fleet_.ledger().Build(Fleet::kDealer, {Fact(Reading(Vin(1), 5))});
  node_.MustSubmit(reading);
  node_.MustSubmit(reading);
  // The same key with other events.
  v1::Submission other = fleet_.ledger().Build(Fleet::kDealer, {Fact(Reading(Vin(1), 6))});
  other.mutable_header()->set_idempotency_key(reading.header().idempotency_key());
  fleet_.ledger().Sign(other, fleet_.ledger().KeyOf(Fleet::kDealer));
  EXPECT_EQ(node_.Submit(other)->Reason(), v1::REFUSAL_REASON_IDEMPOTENCY_CONFLICT);
  Settle();
  ASSERT_EQ(List().rows_size(), 1);
  EXPECT_EQ(List().rows(0).reason(), v1::REFUSAL_REASON_IDEMPOTENCY_CONFLICT);
}

TEST_F(RefusedReportTest, PagesFiltersAndRestart) {
  for (int i = 0; i < 5; ++i) EXPECT_EQ(node_.Submit(Theft(Fleet::kOther))->Reason(), v1::REFUSAL_REASON_NOT_HOLDER);
  EXPECT_NE(node_.Submit(Theft(Fleet::kTreater))->Reason(), v1::REFUSAL_REASON_UNSPECIFIED);
  Settle();
  node_.Stop();
  node_.MustStart();
  v1::ListRefusedRequest request;
  request.set_page_size(2);
  std::vector<uint64_t> numbers;
  v1::ListRefusedResponse page;
  do {
    page = List(request);
    EXPECT_LE(page.rows_size(), 2);
    for (const v1::RefusedRow& row : page.rows()) numbers.push_back(row.number());
    request.set_page_token(page.next_page_token());
  } while (!page.next_page_token().empty());
  EXPECT_EQ(numbers, (std::vector<uint64_t>{6, 5, 4, 3, 2, 1})) << "the newest first";
  request.Clear();
  request.set_organisation(Fleet::kTreater);
  EXPECT_EQ(List(request).rows_size(), 1);
  EXPECT_EQ(List(request).kept(), 1u);
  request.Clear();
  request.set_reason(v1::REFUSAL_REASON_NOT_HOLDER);
  EXPECT_EQ(List(request).rows_size(), 6);
  request.set_reason(v1::REFUSAL_REASON_EXPIRED);
  EXPECT_EQ(List(request).rows_size(), 0);
}

TEST_F(RefusedReportTest, IsForAuditorsAndTheOperator) {
  EXPECT_EQ((Try<v1::ListRefusedResponse>(Fleet::kOther, v1::ListRefusedRequest())), "ROLE_REQUIRED");
  EXPECT_EQ((Try<v1::ListRefusedResponse>(TestLedger::kOperator, v1::ListRefusedRequest())), "OK");
  v1::ListRefusedRequest request;
  request.set_page_token(query::MakePageToken({"ListRefused", "", "0", "0"}, "short"));
  EXPECT_EQ((Try<v1::ListRefusedResponse>(Fleet::kAuditor, request)), "INVALID_PAGE_TOKEN page_token");
}

}  // namespace
}  // namespace ingot::testing
