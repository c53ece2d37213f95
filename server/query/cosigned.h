// The cosigned checkpoint that an answer is proven against.
#ifndef INGOT_SERVER_QUERY_COSIGNED_H_
#define INGOT_SERVER_QUERY_COSIGNED_H_

#include <cstdint>
#include <memory>
#include <string_view>

#include "absl/status/statusor.h"
#include "server/cosign/board.h"
#include "server/query/context.h"

namespace ingot::query {

// The newest one, if it covers `size` entries and the context's snapshot covers it; else NOT_COSIGNED.
absl::StatusOr<std::shared_ptr<const cosign::Cosigned>> CosignedAtLeast(const Context& context, uint64_t size,
                                                                        std::string_view field);

}  // namespace ingot::query

#endif  // INGOT_SERVER_QUERY_COSIGNED_H_
