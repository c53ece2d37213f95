#include "server/query/ancestry_pages.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/refusal/refusal.h"
#include "ledger/state/record_key.h"
#include "server/auth/visibility.h"

namespace ingot::query {
namespace {

constexpr int32_t kDefaultDepth = 32;
constexpr int32_t kMaxDepth = 64;
constexpr int32_t kDefaultNodes = 5'000;
constexpr int32_t kMaxNodes = 20'000;
constexpr size_t kMaxNodesAMessage = 500;

absl::StatusOr<AncestryLimits> LimitsOf(const v1::StreamAncestryRequest& request) {
  if (request.max_depth() < 0 || request.max_depth() > kMaxDepth) {
    return refusal::Refuse(v1::REFUSAL_REASON_OUT_OF_RANGE, "max_depth", Cat("must be 1 to ", kMaxDepth));
  }
  if (request.max_nodes() < 0 || request.max_nodes() > kMaxNodes) {
    return refusal::Refuse(v1::REFUSAL_REASON_OUT_OF_RANGE, "max_nodes", Cat("must be 1 to ", kMaxNodes));
  }
  return AncestryLimits{
      .max_depth = request.max_depth() == 0 ? kDefaultDepth : request.max_depth(),
      .max_nodes = static_cast<size_t>(request.max_nodes() == 0 ? kDefaultNodes : request.max_nodes())};
}

void Fill(const AncestryPool& pool, const books::MixturePool& mixture, const books::MixtureShare& share,
          v1::AncestryNode* node) {
  node->set_kind(pool.kind);
  node->set_id(pool.id);
  if (pool.kind == v1::ANCESTRY_KIND_ACCOUNT) *node->mutable_account() = pool.account;
  node->set_depth(pool.depth);
  node->set_at_least_g(share.at_least_g);
  node->set_at_most_g(share.at_most_g);
  node->set_pro_rata_g(share.pro_rata_g);
  int64_t total_g = 0;
  for (const books::MixturePart& part : mixture.parts) total_g += part.grams;
  node->set_total_g(total_g);
  node->set_nodes(1);
}

// What is not the caller's to see: how much, of which kind, and not where.
void AddHidden(const AncestryPool& pool, const books::MixtureShare& share, int64_t grams, v1::AncestryNode& node) {
  node.set_kind(pool.kind);
  node.set_depth(node.nodes() == 0 ? pool.depth : std::min(node.depth(), pool.depth));
  node.set_at_least_g(node.at_least_g() + share.at_least_g);
  node.set_at_most_g(std::min(grams, node.at_most_g() + share.at_most_g));
  node.set_pro_rata_g(node.pro_rata_g() + share.pro_rata_g);
  node.set_nodes(node.nodes() + 1);
}

auto OrderOf(const v1::AncestryNode& node) {
  const v1::Account& account = node.account();
  return std::make_tuple(node.depth(), node.kind(), node.id(), account.account_class(), account.party(),
                         account.detail());
}

}  // namespace

std::vector<v1::AncestryNode> AncestryNodes(const AncestryGraph& graph, int64_t* not_followed_g) {
  const books::MixtureShares shares = books::FollowMixture(graph.mixture, graph.grams);
  std::vector<v1::AncestryNode> nodes;
  std::map<v1::AncestryKind, v1::AncestryNode> hidden;
  int64_t open_g = shares.circling.at_most_g;
  for (size_t i = 0; i < graph.pools.size(); ++i) {
    const AncestryPool& pool = graph.pools[i];
    const books::MixtureShare& share = shares.pools[i];
    if (pool.kind == v1::ANCESTRY_KIND_NOT_FOLLOWED || (pool.followable && !pool.followed)) {
      open_g = std::min(graph.grams, open_g + share.at_most_g);
    }
    if (pool.visible) {
      Fill(pool, graph.mixture[i], share, &nodes.emplace_back());
    } else {
      AddHidden(pool, share, graph.grams, hidden[pool.kind]);
    }
  }
  if (shares.circling.at_most_g > 0) {
    Fill({.kind = v1::ANCESTRY_KIND_NOT_FOLLOWED, .id = "circle", .account = {}}, {}, shares.circling,
         &nodes.emplace_back());
  }
  for (auto& [kind, node] : hidden) nodes.push_back(std::move(node));
  std::sort(nodes.begin(), nodes.end(),
            [](const v1::AncestryNode& a, const v1::AncestryNode& b) { return OrderOf(a) < OrderOf(b); });
  *not_followed_g = std::min(open_g, graph.grams);
  return nodes;
}

absl::Status AncestryPages::Compute(const Context& context) {
  if (!v1::AncestryDirection_IsValid(request_.direction())) {
    return refusal::Refuse(v1::REFUSAL_REASON_UNKNOWN_ENUM, "direction", "must be BACK or FORWARD");
  }
  INGOT_ASSIGN_OR_RETURN(const AncestryLimits limits, LimitsOf(request_));
  const state::RecordPtr record = context.view().Find(state::VehicleKey(request_.vin()));
  if (record == nullptr || !record->has_vehicle() ||
      !auth::SightOf(context.view(), context.caller(), record->vehicle()).any) {
    return NotFound("vin", "vehicle");
  }
  INGOT_ASSIGN_OR_RETURN(const AncestryGraph graph,
                         BuildAncestry(context, record->vehicle(), request_.direction(), limits));
  grams_ = graph.grams;
  nodes_ = AncestryNodes(graph, &not_followed_g_);
  checkpoint_ = context.checkpoint();
  return absl::OkStatus();
}

absl::StatusOr<bool> AncestryPages::Next(const Context& context, Response* response) {
  if (over_) return false;
  if (!computed_) {
    INGOT_RETURN_IF_ERROR(Compute(context));
    computed_ = true;
  }
  for (size_t sent = 0; sent < kMaxNodesAMessage && next_ < nodes_.size(); ++sent) {
    *response->add_nodes() = std::move(nodes_[next_++]);
  }
  over_ = next_ == nodes_.size();
  response->set_grams(grams_);
  response->set_not_followed_g(not_followed_g_);
  response->set_checkpoint(checkpoint_);
  return true;
}

}  // namespace ingot::query
