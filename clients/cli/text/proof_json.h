// Inclusion and consistency proofs as numbers and base64 hashes in one JSON object (docs/CLI.md), judged.
#ifndef INGOT_CLIENTS_CLI_TEXT_PROOF_JSON_H_
#define INGOT_CLIENTS_CLI_TEXT_PROOF_JSON_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "absl/status/statusor.h"

namespace ingot::cli {

inline constexpr size_t kMaxProofJsonBytes = 64 * 1024;

struct ProvenInclusion {
  uint64_t index = 0;
  uint64_t size = 0;
};
// {"index", "size", "leaf", "root", "proof"}: MALFORMED_INPUT, OUT_OF_TREE, NOT_INCLUDED of ledger/verdict.
absl::StatusOr<ProvenInclusion> CheckInclusionJson(std::string_view text);

struct ProvenGrowth {
  uint64_t old_size = 0;
  uint64_t new_size = 0;
};
// {"oldSize", "newSize", "oldRoot", "newRoot", "proof"}: MALFORMED_INPUT, OUT_OF_TREE, NOT_CONSISTENT.
absl::StatusOr<ProvenGrowth> CheckConsistencyJson(std::string_view text);

}  // namespace ingot::cli

#endif  // INGOT_CLIENTS_CLI_TEXT_PROOF_JSON_H_
