#include "server/query/ancestry_graph.h"

#include <utility>

#include "ledger/base/bytes.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/mass/amounts.h"
#include "ledger/refusal/refusal.h"
#include "ledger/state/record_key.h"
#include "server/auth/visibility.h"
#include "storage/books/book_keys.h"
#include "storage/db/book_cursor.h"

namespace ingot::query {
namespace {

// Heats of a furnace that were reversed and are passed over.
constexpr int kMaxReversedHeats = 100;

absl::Status Damaged() { return refusal::Refuse(v1::REFUSAL_REASON_DATA_LOSS, "", "the books are damaged"); }

// Entry of the heat's melting; nullopt where it left nothing in the furnace and found nothing there.
absl::StatusOr<std::optional<uint64_t>> SeqOf(const Context& context, const std::string& heat_id) {
  storage::BookCursor cursor(context.snapshot().shared_from_this());
  const std::string key = storage::HeatSeqKey(heat_id);
  cursor.Seek(key);
  INGOT_RETURN_IF_ERROR(cursor.status());
  if (!cursor.valid() || cursor.key() != key) return std::nullopt;
  const std::optional<storage::Sums> sums = storage::DecodeSums(cursor.value());
  if (!sums.has_value() || !sums->contains(storage::kHeatSeq)) return Damaged();
  return static_cast<uint64_t>(sums->at(storage::kHeatSeq));
}

// Whether the furnace's row of the heat stands: the heat is there, and this entry made it.
absl::StatusOr<bool> Stands(const Context& context, const std::string& heat_id, uint64_t seq) {
  const state::RecordPtr record = context.view().Find(state::SubjectKey(v1::SUBJECT_KIND_HEAT, heat_id));
  if (record == nullptr || !record->has_heat()) return false;
  INGOT_ASSIGN_OR_RETURN(const std::optional<uint64_t> made, SeqOf(context, heat_id));
  return made == seq;
}

absl::StatusOr<std::string> Neighbour(const Context& context, const v1::HeatState& heat, bool before) {
  INGOT_ASSIGN_OR_RETURN(const std::optional<uint64_t> seq, SeqOf(context, heat.heat_id()));
  if (!seq.has_value()) return std::string();
  const std::string prefix = storage::FurnacePrefix(heat.site_id());
  storage::BookCursor cursor(context.snapshot().shared_from_this());
  uint64_t at = *seq;
  for (int i = 0; i < kMaxReversedHeats; ++i) {
    if (before) {
      // Keys of the same entry sort behind its number.
      cursor.SeekForPrev(storage::FurnaceKey(heat.site_id(), at, ""));
    } else {
      cursor.Seek(storage::FurnaceKey(heat.site_id(), at + 1, ""));
    }
    INGOT_RETURN_IF_ERROR(cursor.status());
    if (!cursor.valid() || cursor.key().substr(0, prefix.size()) != prefix) return std::string();
    const std::string_view rest = cursor.key().substr(prefix.size());
    if (rest.size() < sizeof(uint64_t)) return Damaged();
    at = ReadBe64(rest);
    std::string heat_id(rest.substr(sizeof(uint64_t)));
    INGOT_ASSIGN_OR_RETURN(const bool stands, Stands(context, heat_id, at));
    if (stands) return heat_id;
  }
  return std::string();
}

}  // namespace

absl::StatusOr<std::string> HeatBefore(const Context& context, const v1::HeatState& heat) {
  return Neighbour(context, heat, /*before=*/true);
}

absl::StatusOr<std::string> HeatAfter(const Context& context, const v1::HeatState& heat) {
  return Neighbour(context, heat, /*before=*/false);
}

int64_t MetalOf(const v1::LotState& lot) {
  return lot.consumed() ? lot.contained_g() - lot.excess_g() : mass::Total(mass::ToCells(lot.content()));
}

size_t AncestryBuilder::PoolOf(v1::AncestryKind kind, std::string_view id, const v1::Account& account, bool visible,
                               bool followable) {
  const std::string account_key = kind == v1::ANCESTRY_KIND_ACCOUNT ? state::AccountKey(account) : std::string();
  const auto [at, added] = known_.try_emplace({kind, std::string(id), account_key}, graph_.pools.size());
  if (!added) return at->second;
  AncestryPool pool;
  pool.kind = kind;
  pool.id = std::string(id);
  pool.account = account;
  pool.depth = graph_.pools.empty() ? 0 : graph_.pools[current_].depth + 1;
  pool.visible = visible;
  pool.followable = followable;
  graph_.pools.push_back(std::move(pool));
  graph_.mixture.emplace_back();
  if (followable) queue_.push(at->second);
  return at->second;
}

size_t AncestryBuilder::AddRoot(std::string_view vin) {
  return PoolOf(v1::ANCESTRY_KIND_VEHICLE, vin, {}, /*visible=*/true, /*followable=*/true);
}

void AncestryBuilder::Enter(size_t pool) {
  current_ = pool;
  graph_.pools[pool].followed = true;
}

std::optional<size_t> AncestryBuilder::Next() {
  while (!queue_.empty()) {
    const size_t pool = queue_.front();
    queue_.pop();
    if (graph_.pools[pool].depth < limits_.max_depth && graph_.pools.size() < limits_.max_nodes) return pool;
  }
  return std::nullopt;
}

void AncestryBuilder::AddPart(v1::AncestryKind kind, std::string_view id, int64_t grams, bool visible,
                              bool followable) {
  if (grams <= 0) return;
  // One pool more than the limit stands for all that have no room.
  if (graph_.pools.size() >= limits_.max_nodes && kind != v1::ANCESTRY_KIND_NOT_FOLLOWED &&
      !known_.contains({kind, std::string(id), std::string()})) {
    AddNotFollowed(grams);
    return;
  }
  const size_t pool = PoolOf(kind, id, {}, visible, followable);
  graph_.mixture[current_].parts.push_back({.pool = pool, .grams = grams});
}

void AncestryBuilder::AddAccount(const v1::Account& account, int64_t grams) {
  if (grams <= 0) return;
  if (graph_.pools.size() >= limits_.max_nodes &&
      !known_.contains({v1::ANCESTRY_KIND_ACCOUNT, std::string(), state::AccountKey(account)})) {
    AddNotFollowed(grams);
    return;
  }
  const state::RecordPtr record = context_.view().Find(state::AccountKey(account));
  const bool visible = record != nullptr && auth::SightOf(context_.view(), context_.caller(), record->account()).any;
  const size_t pool = PoolOf(v1::ANCESTRY_KIND_ACCOUNT, {}, account, visible, /*followable=*/false);
  graph_.mixture[current_].parts.push_back({.pool = pool, .grams = grams});
}

void AncestryBuilder::AddNotFollowed(int64_t grams) {
  AddPart(v1::ANCESTRY_KIND_NOT_FOLLOWED, {}, grams, /*visible=*/true, /*followable=*/false);
}

void AncestryBuilder::AddLeaf(v1::AncestryKind kind, std::string_view id, int64_t grams) {
  AddPart(kind, id, grams, graph_.pools[current_].visible, /*followable=*/false);
}

AncestryGraph AncestryBuilder::Take(int64_t grams) && {
  graph_.grams = grams;
  return std::move(graph_);
}

const v1::Record* AncestryBuilder::Find(v1::SubjectKind kind, std::string_view id) {
  last_[kind] = context_.view().Find(state::SubjectKey(kind, id));
  return last_[kind].get();
}

const v1::VehicleState* AncestryBuilder::Vehicle(std::string_view vin) {
  const v1::Record* const record = Find(v1::SUBJECT_KIND_VEHICLE, vin);
  return record != nullptr && record->has_vehicle() ? &record->vehicle() : nullptr;
}

const v1::HeatState* AncestryBuilder::Heat(std::string_view heat_id) {
  const v1::Record* const record = Find(v1::SUBJECT_KIND_HEAT, heat_id);
  return record != nullptr && record->has_heat() ? &record->heat() : nullptr;
}

const v1::LotState* AncestryBuilder::Lot(std::string_view lot_id) {
  const v1::Record* const record = Find(v1::SUBJECT_KIND_LOT, lot_id);
  return record != nullptr && record->has_lot() ? &record->lot() : nullptr;
}

const v1::BatchState* AncestryBuilder::Batch(std::string_view batch_id) {
  const v1::Record* const record = Find(v1::SUBJECT_KIND_BATCH, batch_id);
  return record != nullptr && record->has_batch() ? &record->batch() : nullptr;
}

bool AncestryBuilder::Sees(v1::SubjectKind kind, std::string_view id) const {
  return auth::SightOfSubject(context_.view(), context_.caller(), kind, id).any;
}

absl::StatusOr<AncestryGraph> BuildAncestry(const Context& context, const v1::VehicleState& vehicle,
                                            v1::AncestryDirection direction, AncestryLimits limits) {
  AncestryBuilder builder(context, limits);
  builder.AddRoot(vehicle.vin());
  const auto look = direction == v1::ANCESTRY_DIRECTION_FORWARD ? LookForward : LookBack;
  while (const std::optional<size_t> pool = builder.Next()) {
    builder.Enter(*pool);
    // A copy: looking adds pools.
    const AncestryPool looked_into = builder.pool(*pool);
    INGOT_RETURN_IF_ERROR(look(builder, looked_into));
    INGOT_RETURN_IF_ERROR(context.status());
  }
  AncestryGraph graph = std::move(builder).Take(0);
  for (const books::MixturePart& part : graph.mixture[0].parts) graph.grams += part.grams;
  return graph;
}

}  // namespace ingot::query
