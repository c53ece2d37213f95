// What a witness's answer to add-checkpoint (c2sp.org/tlog-witness) means to the ledger that asked.
#ifndef INGOT_SERVER_COSIGN_ANSWER_H_
#define INGOT_SERVER_COSIGN_ANSWER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "ingot/v1/witness_service.pb.h"
#include "ledger/note/note.h"
#include "ledger/witness/add_checkpoint.h"
#include "server/cosign/endpoint.h"

namespace ingot::cosign {

struct Answer {
  // COSIGNED, or why not; UNSPECIFIED where the witness only told which size it knows: ask again from there.
  v1::WitnessState state = v1::WITNESS_STATE_UNSPECIFIED;
  std::string why;
  // Of COSIGNED: verified.
  std::optional<witness::Cosignature> cosignature;
  // Of UNSPECIFIED. No signature stands behind it.
  std::optional<uint64_t> known_size;
};

// What was asked.
struct Question {
  // The size that the witness was supposed to know, and whose proof was sent.
  uint64_t old_size = 0;
  // The checkpoint, and its text without signatures.
  uint64_t size = 0;
  std::string_view text;
};

// CONFLICT is concluded only where the witness knows the old size with another root than ours, since our proof is made
// from our tree: at that size there are two histories. Never AHEAD: the caller knows how large the ledger is.
Answer Understand(const Question& question, const absl::StatusOr<HttpAnswer>& answer, const note::VerifierKey& key);

}  // namespace ingot::cosign

#endif  // INGOT_SERVER_COSIGN_ANSWER_H_
