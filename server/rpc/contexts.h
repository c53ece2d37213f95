// The context that a call is answered from.
#ifndef INGOT_SERVER_RPC_CONTEXTS_H_
#define INGOT_SERVER_RPC_CONTEXTS_H_

#include <memory>

#include "absl/status/statusor.h"
#include "server/commitment/latest.h"
#include "server/query/context.h"
#include "server/rpc/backend.h"
#include "server/rpc/call.h"
#include "storage/db/snapshot.h"

namespace ingot::rpc {

// Of the newest state, or of the earlier one that was asked for. `past`: that state, where an earlier page has it;
// filled in where it is null. Refusals of Context::Create and PastStates::At. The caller comes first: who is not
// enrolled has no state made.
absl::StatusOr<std::unique_ptr<const query::Context>> MakeContext(
    const Backend& backend, const Admission& admission, std::shared_ptr<const commitment::Commitment> commitment,
    std::shared_ptr<const storage::Snapshot>& past);

}  // namespace ingot::rpc

#endif  // INGOT_SERVER_RPC_CONTEXTS_H_
