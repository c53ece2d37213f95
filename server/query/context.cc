#include "server/query/context.h"

#include <utility>

#include "ledger/base/strings.h"
#include "ledger/refusal/refusal.h"

namespace ingot::query {

absl::StatusOr<std::unique_ptr<const Context>> Context::Create(std::shared_ptr<const storage::Snapshot> snapshot,
                                                               const notary::Notary& notary, const cosign::Board& board,
                                                               std::string_view organisation_id,
                                                               const seal::Sealing* sealing,
                                                               std::shared_ptr<const commitment::Commitment> commitment,
                                                               const storage::RefusedReader* refused) {
  std::unique_ptr<Context> context(new Context(std::move(snapshot), notary, board, sealing, refused));
  context->commitment_ = std::move(commitment);
  absl::StatusOr<auth::Caller> caller = auth::Caller::Resolve(context->view_, organisation_id);
  if (!context->view_.status().ok()) return context->view_.status();
  if (!caller.ok()) return caller.status();
  context->caller_ = std::make_unique<const auth::Caller>(*std::move(caller));
  return context;
}

absl::Status NotFound(std::string_view field, std::string_view what) {
  return refusal::Refuse(v1::REFUSAL_REASON_NOT_FOUND, field, Cat("no such ", what, ", or not this caller's to see"));
}

}  // namespace ingot::query
