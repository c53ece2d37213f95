#include "server/rpc/contexts.h"

#include <utility>

#include "ledger/base/status.h"

namespace ingot::rpc {

absl::StatusOr<std::unique_ptr<const query::Context>> MakeContext(
    const Backend& backend, const Admission& admission, std::shared_ptr<const commitment::Commitment> commitment,
    std::shared_ptr<const storage::Snapshot>& past) {
  const std::shared_ptr<const storage::Snapshot> head = backend.published.Get();
  absl::StatusOr<std::unique_ptr<const query::Context>> newest =
      query::Context::Create(head, backend.notary, backend.board, admission.organisation_id, backend.sealing,
                             std::move(commitment), &backend.refused);
  if (!newest.ok() || !admission.at_size.has_value()) return newest;
  if (past == nullptr) {
    INGOT_ASSIGN_OR_RETURN(past, backend.past.At(head, *admission.at_size));
  }
  return query::Context::Create(head, backend.notary, backend.board, admission.organisation_id, backend.sealing,
                                /*commitment=*/nullptr, &backend.refused, past);
}

}  // namespace ingot::rpc
