// The pools of metal that a vehicle's metal came from, or went to, as the records tell (docs/DOMAIN.md, "Ancestry").
#ifndef INGOT_SERVER_QUERY_ANCESTRY_GRAPH_H_
#define INGOT_SERVER_QUERY_ANCESTRY_GRAPH_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <queue>
#include <string>
#include <tuple>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ingot/v1/balance_service.pb.h"
#include "ingot/v1/state.pb.h"
#include "ledger/books/mixture.h"
#include "server/query/context.h"

namespace ingot::query {

struct AncestryPool {
  v1::AncestryKind kind = v1::ANCESTRY_KIND_UNSPECIFIED;
  std::string id;
  // ACCOUNT only.
  v1::Account account;
  int32_t depth = 0;
  // Whether the caller may see it.
  bool visible = false;
  // Whether it leads on, and was looked into.
  bool followable = false;
  bool followed = false;
};

struct AncestryGraph {
  // Pool 0 is the vehicle. `mixture` has the same indices.
  std::vector<AncestryPool> pools;
  std::vector<books::MixturePool> mixture;
  // The vehicle's metal that is followed.
  int64_t grams = 0;
};

struct AncestryLimits {
  int32_t max_depth = 32;
  size_t max_nodes = 5'000;
};

// Breadth first from the vehicle, within the limits: what lies beyond is one pool of kind NOT_FOLLOWED. Reads some
// records a pool. REQUIRES: `vehicle` is a record of the context's snapshot.
absl::StatusOr<AncestryGraph> BuildAncestry(const Context& context, const v1::VehicleState& vehicle,
                                            v1::AncestryDirection direction, AncestryLimits limits);

// For BuildAncestry: collects pools and their parts.
class AncestryBuilder {
 public:
  AncestryBuilder(const Context& context, AncestryLimits limits) : context_(context), limits_(limits) {}

  const Context& context() const { return context_; }

  // The pool that is looked into now.
  void Enter(size_t pool);
  // Adds a part to it, of a pool that is new or known; nothing for grams <= 0. `visible` counts for a new one.
  void AddPart(v1::AncestryKind kind, std::string_view id, int64_t grams, bool visible, bool followable);
  void AddAccount(const v1::Account& account, int64_t grams);
  void AddNotFollowed(int64_t grams);
  // A source or an account of the pool that is looked into: seen by whoever sees that one.
  void AddLeaf(v1::AncestryKind kind, std::string_view id, int64_t grams);

  // The next pool to look into; nullopt where there is none within the limits.
  std::optional<size_t> Next();
  const AncestryPool& pool(size_t index) const { return graph_.pools[index]; }
  size_t AddRoot(std::string_view vin);
  AncestryGraph Take(int64_t grams) &&;

  // Records of the snapshot; nullptr where there is none, or (a reversed making) one without a state.
  const v1::VehicleState* Vehicle(std::string_view vin);
  const v1::HeatState* Heat(std::string_view heat_id);
  const v1::LotState* Lot(std::string_view lot_id);
  const v1::BatchState* Batch(std::string_view batch_id);
  bool Sees(v1::SubjectKind kind, std::string_view id) const;

 private:
  size_t PoolOf(v1::AncestryKind kind, std::string_view id, const v1::Account& account, bool visible, bool followable);
  const v1::Record* Find(v1::SubjectKind kind, std::string_view id);

  const Context& context_;
  const AncestryLimits limits_;
  AncestryGraph graph_;
  std::map<std::tuple<int, std::string, std::string>, size_t> known_;
  std::queue<size_t> queue_;
  size_t current_ = 0;
  // The last record of each kind that was asked for.
  std::map<v1::SubjectKind, state::RecordPtr> last_;
};

// ancestry_back.cc, ancestry_forward.cc: the parts of the pool, which the builder has entered.
absl::Status LookBack(AncestryBuilder& builder, const AncestryPool& pool);
absl::Status LookForward(AncestryBuilder& builder, const AncestryPool& pool);

// Metal that a lot holds, or held when it was consumed, by what is known now.
int64_t MetalOf(const v1::LotState& lot);

// The heats before and after one in its furnace that are not reversed; nullptr where it left nothing there and found
// nothing. (The pointers hold until the builder's next Heat.)
absl::StatusOr<std::string> HeatBefore(const Context& context, const v1::HeatState& heat);
absl::StatusOr<std::string> HeatAfter(const Context& context, const v1::HeatState& heat);

}  // namespace ingot::query

#endif  // INGOT_SERVER_QUERY_ANCESTRY_GRAPH_H_
