// Before a server signs anything, it asks its witnesses what they have seen of its ledger. The anchor tells of a
// database that was rolled back by itself; where the anchor went back with it (a disk's snapshot, a machine restored
// from an image) only somebody else remembers, and witnesses always do.
//
// The question is add-checkpoint of c2sp.org/tlog-witness with a checkpoint that was signed before, so every witness of
// that protocol can answer it: who cosigns it says that it has seen nothing that does not lie before it, and who has
// seen more names the size.
#ifndef INGOT_SERVER_COSIGN_INQUIRY_H_
#define INGOT_SERVER_COSIGN_INQUIRY_H_

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "ledger/witness/policy.h"
#include "server/cosign/collector.h"
#include "storage/db/snapshot.h"

namespace ingot::cosign {

struct InquiryOptions {
  // Each witness with a URL; the quorum demands something.
  witness::Policy policy;
  // No further round begins after this.
  absl::Duration limit = absl::Seconds(60);
  // Between two rounds.
  absl::Duration pause = absl::Seconds(1);
  // Looked at between rounds; may be null.
  std::function<bool()> stopping;
};

// Asks all witnesses at once, and those that did not answer again, until a quorum of them has cosigned `note`: a signed
// checkpoint of the ledger of `snapshot`, the largest one that is known to have been signed or announced to the anchor.
// A witness that has seen nothing yet agrees to everything. Errors, each with the way on:
//   FAILED_PRECONDITION  a witness, even one that the quorum does not need, has seen more or another history
//   UNAVAILABLE          no quorum within the limit
//   CANCELLED            stopping
//   INVALID_ARGUMENT     a policy that demands nothing, or a witness without a usable URL
absl::Status AskBeforeSigning(const InquiryOptions& options, const storage::Snapshot& snapshot, const std::string& note,
                              const EndpointFactory& make_endpoint);

}  // namespace ingot::cosign

#endif  // INGOT_SERVER_COSIGN_INQUIRY_H_
