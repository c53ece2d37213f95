// The ledger's own service as a submitter: the entries that the rules take from its key alone (kind SERVICE), in the
// operator's name, through the same pipeline as everybody's.
#ifndef INGOT_SERVER_SERVICE_SERVICE_H_
#define INGOT_SERVER_SERVICE_SERVICE_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "ingot/v1/event.pb.h"
#include "ledger/base/hash.h"
#include "ledger/crypto/ed25519.h"
#include "server/clock/clock.h"
#include "server/head/published.h"
#include "server/pipeline/pipeline.h"

namespace ingot::service {

// Thread-safe.
class Service {
 public:
  // All outlive the service. FailedPrecondition unless `key` is, in the published state, a key of kind SERVICE that is
  // not revoked.
  static absl::StatusOr<std::unique_ptr<Service>> Create(crypto::PrivateKey key, const clock::Source& source,
                                                         const head::Published& published,
                                                         pipeline::Pipeline& pipeline);

  // Submits events of which only the bodies are set, as one submission, and waits until it is published: blocks, so
  // never on a thread of the pipeline. The pipeline's refusals; a submission that was refused may be made again.
  absl::StatusOr<pipeline::Outcome> Submit(std::vector<v1::Event> events);

 private:
  Service(crypto::PrivateKey key, std::string operator_id, const clock::Source& source,
          const head::Published& published, pipeline::Pipeline& pipeline);

  v1::Submission Sign(std::vector<v1::Event> events) const;

  const crypto::PrivateKey key_;
  const std::string operator_id_;
  const Hash ledger_id_;
  const clock::Source& source_;
  pipeline::Pipeline& pipeline_;
};

}  // namespace ingot::service

#endif  // INGOT_SERVER_SERVICE_SERVICE_H_
