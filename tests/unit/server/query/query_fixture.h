// A fleet's life in a node, and queries against it as any of its organisations.
#ifndef INGOT_TESTS_UNIT_SERVER_QUERY_QUERY_FIXTURE_H_
#define INGOT_TESTS_UNIT_SERVER_QUERY_QUERY_FIXTURE_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "ledger/base/check.h"
#include "ledger/refusal/refusal.h"
#include "server/cosign/board.h"
#include "server/query/context.h"
#include "server/query/queries.h"
#include "tests/support/fleet.h"
#include "tests/unit/server/support/test_node.h"

namespace ingot::testing {

// Setting: Fleet, or what is one.
template <typename Setting>
class QueryTestOf : public ::testing::Test {
 protected:
  QueryTestOf() : node_(fleet_.ledger()) { node_.MustStart(); }

  // Brings the node to where the fleet's ledger is.
  void CatchUp() { node_.Replay(fleet_.ledger()); }

  std::unique_ptr<const query::Context> As(const std::string& organisation_id) {
    absl::StatusOr<std::unique_ptr<const query::Context>> context =
        query::Context::Create(node_.node().published().Get(), node_.node().notary(), board_, organisation_id,
                               node_.node().sealing(), /*commitment=*/nullptr, &node_.node().refused());
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

  // "OK", or the refusal as "REASON field".
  template <typename Response, typename Request>
  std::string Try(const std::string& organisation_id, const Request& request) {
    Response response;
    const absl::Status status = query::Answer(*As(organisation_id), request, &response);
    if (status.ok()) return "OK";
    const std::optional<v1::Refusal> refusal = refusal::RefusalOf(status);
    INGOT_CHECK_MSG(refusal.has_value(), status.ToString());
    const std::string reason(refusal::ReasonName(refusal->reason()));
    return refusal->field().empty() ? reason : reason + " " + refusal->field();
  }

  Setting fleet_;
  TestNode node_;
  cosign::Board board_;
};

using QueryTest = QueryTestOf<Fleet>;

}  // namespace ingot::testing

#endif  // INGOT_TESTS_UNIT_SERVER_QUERY_QUERY_FIXTURE_H_
