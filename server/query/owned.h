// Whose things a list shows.
#ifndef INGOT_SERVER_QUERY_OWNED_H_
#define INGOT_SERVER_QUERY_OWNED_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "server/query/context.h"

namespace ingot::query {

// Organisations whose things are the caller's to see (auth::Caller::Owns): itself, predecessors, members of its group;
// ascending. LIMIT_REACHED, naming `field`, where they are more than one scan can merge (storage::kMaxFilterHolders).
// REQUIRES: a caller that does not see everything.
absl::StatusOr<std::vector<std::string>> OwnedOrganisations(const Context& context, std::string_view field);

}  // namespace ingot::query

#endif  // INGOT_SERVER_QUERY_OWNED_H_
