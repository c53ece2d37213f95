#include "server/query/context.h"

#include <utility>

#include "ledger/base/strings.h"
#include "ledger/refusal/refusal.h"

namespace ingot::query {

absl::StatusOr<std::unique_ptr<const Context>> Context::Create(std::shared_ptr<const storage::Snapshot> head,
                                                               const notary::Notary& notary, const cosign::Board& board,
                                                               std::string_view organisation_id,
                                                               const seal::Sealing* sealing,
                                                               std::shared_ptr<const commitment::Commitment> commitment,
                                                               const storage::RefusedReader* refused,
                                                               std::shared_ptr<const storage::Snapshot> past) {
  std::unique_ptr<Context> context(new Context(std::move(head), notary, board, sealing, refused, std::move(past)));
  context->commitment_ = std::move(commitment);
  absl::StatusOr<auth::Caller> caller = auth::Caller::Resolve(context->directory_view_, organisation_id);
  if (!context->status().ok()) return context->status();
  if (!caller.ok()) return caller.status();
  context->caller_ = std::make_unique<const auth::Caller>(
      context->past_ == nullptr ? *std::move(caller) : caller->JudgedBy(context->directory_view_));
  return context;
}

absl::StatusOr<std::unique_ptr<const Context>> Context::Again() const {
  return Create(head_, notary_, board_, caller_->organisation_id(), sealing_, commitment_, refused_, past_);
}

PageScope Context::Scope(PageScope parts) const {
  if (past_ != nullptr) parts.push_back(Cat("at ", size()));
  return parts;
}

absl::Status NotFound(std::string_view field, std::string_view what) {
  return refusal::Refuse(v1::REFUSAL_REASON_NOT_FOUND, field, Cat("no such ", what, ", or not this caller's to see"));
}

}  // namespace ingot::query
