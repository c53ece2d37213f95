// StreamAncestry: the whole answer is computed for the first message, within its limits, and sent in pieces.
#ifndef INGOT_SERVER_QUERY_ANCESTRY_PAGES_H_
#define INGOT_SERVER_QUERY_ANCESTRY_PAGES_H_

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ingot/v1/balance_service.pb.h"
#include "server/query/ancestry_graph.h"
#include "server/query/context.h"

namespace ingot::query {

// One stream's; not thread-safe.
class AncestryPages {
 public:
  using Request = v1::StreamAncestryRequest;
  using Response = v1::StreamAncestryResponse;

  explicit AncestryPages(Request request) : request_(std::move(request)) {}

  // Fills the next message; false (and an untouched message) where the stream is over.
  absl::StatusOr<bool> Next(const Context& context, Response* response);

 private:
  absl::Status Compute(const Context& context);

  const Request request_;
  std::vector<v1::AncestryNode> nodes_;
  int64_t grams_ = 0;
  int64_t not_followed_g_ = 0;
  std::string checkpoint_;
  size_t next_ = 0;
  bool computed_ = false;
  bool over_ = false;
};

// The answer's nodes: those that the caller may see one by one, the others together by kind; ascending by depth, kind,
// id, account. `*not_followed_g`: as StreamAncestryResponse has it.
std::vector<v1::AncestryNode> AncestryNodes(const AncestryGraph& graph, int64_t* not_followed_g);

}  // namespace ingot::query

#endif  // INGOT_SERVER_QUERY_ANCESTRY_PAGES_H_
