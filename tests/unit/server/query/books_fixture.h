// A life from the press shop to a new body in a node, and the books asked as any of its organisations.
#ifndef INGOT_TESTS_UNIT_SERVER_QUERY_BOOKS_FIXTURE_H_
#define INGOT_TESTS_UNIT_SERVER_QUERY_BOOKS_FIXTURE_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ingot/v1/balance_service.pb.h"
#include "ledger/base/check.h"
#include "ledger/refusal/refusal.h"
#include "server/cosign/board.h"
#include "server/pipeline/lane.h"
#include "server/query/context.h"
#include "server/query/queries.h"
#include "tests/support/works.h"
#include "tests/unit/server/support/test_node.h"

namespace ingot::testing {

inline std::string OutcomeOf(const absl::Status& status) {
  if (status.ok()) return "OK";
  const std::optional<v1::Refusal> refusal = refusal::RefusalOf(status);
  INGOT_CHECK_MSG(refusal.has_value(), status.ToString());
  const std::string reason(refusal::ReasonName(refusal->reason()));
  return refusal->field().empty() ? reason : reason + " " + refusal->field();
}

class BooksTest : public ::testing::Test {
 protected:
  BooksTest() : node_(works_.ledger()) { node_.MustStart(); }

  // Brings the node to where the works' ledger is, in batches of several submissions: the first of each `together` goes
  // alone while the others gather behind it.
  void CatchUp(size_t together = 1) {
    const std::vector<RecordedSubmission> all = SubmissionsOf(works_.ledger());
    const auto lane = std::make_shared<pipeline::Lane>();
    for (; replayed_ < all.size();) {
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

  std::unique_ptr<const query::Context> As(const std::string& organisation_id) {
    absl::StatusOr<std::unique_ptr<const query::Context>> context =
        query::Context::Create(node_.node().published().Get(), node_.node().notary(), board_, organisation_id);
    INGOT_CHECK_OK(context);
    return *std::move(context);
  }

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

  // All messages of a stream, together.
  template <typename Pages>
  absl::StatusOr<typename Pages::Response> Read(const std::string& organisation_id,
                                                const typename Pages::Request& request) {
    Pages pages(request);
    typename Pages::Response all;
    while (true) {
      typename Pages::Response next;
      const absl::StatusOr<bool> more = pages.Next(*As(organisation_id), &next);
      if (!more.ok()) return more.status();
      if (!*more) return all;
      all.MergeFrom(next);
    }
  }

  Works works_;
  TestNode node_;
  cosign::Board board_;
  // Submissions that the node has; the genesis is its own.
  size_t replayed_ = 1;
};

}  // namespace ingot::testing

#endif  // INGOT_TESTS_UNIT_SERVER_QUERY_BOOKS_FIXTURE_H_
