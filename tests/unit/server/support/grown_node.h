// A node that grows with a ledger which a test makes, and is asked as any of its organisations.
#ifndef INGOT_TESTS_UNIT_SERVER_SUPPORT_GROWN_NODE_H_
#define INGOT_TESTS_UNIT_SERVER_SUPPORT_GROWN_NODE_H_

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "ledger/base/check.h"
#include "server/cosign/board.h"
#include "server/pipeline/lane.h"
#include "server/query/context.h"
#include "server/query/queries.h"
#include "tests/unit/server/support/test_node.h"

namespace ingot::testing {

// "OK", or the refusal as "REASON field"; aborts on an error that is none.
std::string OutcomeOf(const absl::Status& status);

// Setting: Fleet, or what is one. Not thread-safe.
template <typename Setting>
class GrownNodeTest : public ::testing::Test {
 protected:
  GrownNodeTest() : node_(setting_.ledger()) { node_.MustStart(); }

  // Brings the node to where the setting's ledger is, `together` submissions a batch: the first goes alone while the
  // others gather behind it.
  void CatchUp(size_t together = 1) {
    const std::vector<RecordedSubmission> all = SubmissionsOf(setting_.ledger());
    const auto lane = std::make_shared<pipeline::Lane>();
    while (replayed_ < all.size()) {
      const size_t end = std::min(all.size(), replayed_ + together);
      node_.log().Hold();
      std::vector<std::shared_ptr<Reply>> replies;
      for (; replayed_ < end; ++replayed_) {
        node_.source().Advance(all[replayed_].recorded_at_us - node_.source().WallUs());
        replies.push_back(node_.Submit(all[replayed_].submission, lane));
      }
      node_.log().Release();
      for (const std::shared_ptr<Reply>& reply : replies) INGOT_CHECK_OK(reply->Get());
    }
  }

  std::shared_ptr<const storage::Snapshot> Head() { return node_.node().published().Get(); }

  // Of the head, or of an earlier state.
  std::unique_ptr<const query::Context> As(const std::string& organisation_id,
                                           std::shared_ptr<const storage::Snapshot> past = nullptr) {
    absl::StatusOr<std::unique_ptr<const query::Context>> context =
        query::Context::Create(Head(), node_.node().notary(), board_, organisation_id, node_.node().sealing(),
                               /*commitment=*/nullptr, &node_.node().refused(), std::move(past));
    INGOT_CHECK_OK(context);
    return *std::move(context);
  }

  // The answer; aborts on a refusal.
  template <typename Response, typename Request>
  Response Ask(const std::string& organisation_id, const Request& request) {
    Response response;
    const auto context = As(organisation_id);
    INGOT_CHECK_OK(query::Answer(*context, request, &response));
    INGOT_CHECK_OK(context->view().status());
    return response;
  }

  template <typename Response, typename Request>
  std::string Try(const std::string& organisation_id, const Request& request) {
    Response response;
    return OutcomeOf(query::Answer(*As(organisation_id), request, &response));
  }

  Setting setting_;
  TestNode node_;
  cosign::Board board_;

 private:
  // Submissions that the node has; the genesis is its own.
  size_t replayed_ = 1;
};

}  // namespace ingot::testing

#endif  // INGOT_TESTS_UNIT_SERVER_SUPPORT_GROWN_NODE_H_
