// How a witness is reached.
#ifndef INGOT_SERVER_COSIGN_ENDPOINT_H_
#define INGOT_SERVER_COSIGN_ENDPOINT_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace ingot::cosign {

struct HttpAnswer {
  int status = 0;
  std::string content_type;
  std::string body;  // at most witness::kMaxAnswerBytes
};

// One witness. Post is called by one thread at a time; Cancel by any.
class Endpoint {
 public:
  virtual ~Endpoint() = default;
  // add-checkpoint. UNAVAILABLE where no whole answer came.
  virtual absl::StatusOr<HttpAnswer> Post(const std::string& body) = 0;
  // Ends a Post that is under way, and fails later ones.
  virtual void Cancel() = 0;
};

// By HTTP or HTTPS; the connection is kept. `url` is the witness's submission prefix, for example
// https://witness.example/prefix. `ca_path` names the authorities (PEM) that may vouch for it; empty for the system's.
// InvalidArgument for another URL.
absl::StatusOr<std::unique_ptr<Endpoint>> HttpEndpoint(const std::string& url, const std::string& ca_path,
                                                       absl::Duration timeout);

}  // namespace ingot::cosign

#endif  // INGOT_SERVER_COSIGN_ENDPOINT_H_
