#include "server/cosign/endpoint.h"

#include <httplib.h>

#include <atomic>
#include <optional>
#include <string_view>
#include <utility>

#include "ledger/base/strings.h"
#include "ledger/witness/add_checkpoint.h"

namespace ingot::cosign {
namespace {

// Where a URL's path begins; nullopt for anything but http://host... and https://host....
std::optional<size_t> PathStart(std::string_view url) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!url.starts_with(scheme)) continue;
    const size_t path = std::min(url.find('/', scheme.size()), url.size());
    if (path == scheme.size() || url.find_first_of("?#@ ") != std::string_view::npos) return std::nullopt;
    return path;
  }
  return std::nullopt;
}

class HttpWitness : public Endpoint {
 public:
  HttpWitness(const std::string& host, std::string path, const std::string& ca_path, absl::Duration timeout)
      : client_(host), path_(std::move(path)) {
    const auto seconds = static_cast<time_t>(absl::ToInt64Seconds(timeout));
    client_.set_connection_timeout(seconds);
    client_.set_read_timeout(seconds);
    client_.set_write_timeout(seconds);
    client_.set_keep_alive(true);
    client_.set_follow_location(false);
    // A few bytes must not unfold into many.
    client_.set_decompress(false);
    if (!ca_path.empty()) client_.set_ca_cert_path(ca_path);
    client_.enable_server_certificate_verification(true);
  }

  bool usable() const { return client_.is_valid(); }

  absl::StatusOr<HttpAnswer> Post(const std::string& body) override {
    if (cancelled_.load()) return absl::UnavailableError("the server stops");
    HttpAnswer answer;
    httplib::Request request;
    request.method = "POST";
    request.path = path_;
    request.body = body;
    request.set_header("Content-Type", "text/plain; charset=utf-8");
    bool too_long = false;
    request.content_receiver = [&](const char* data, size_t size, uint64_t, uint64_t) {
      too_long = size > witness::kMaxAnswerBytes - answer.body.size();
      if (!too_long) answer.body.append(data, size);
      return !too_long;
    };
    httplib::Response response;
    httplib::Error error = httplib::Error::Success;
    if (!client_.send(request, response, error)) {
      return absl::UnavailableError(too_long ? "the answer is too long" : Cat("HTTP: ", httplib::to_string(error)));
    }
    answer.status = response.status;
    answer.content_type = response.get_header_value("Content-Type");
    return answer;
  }

  void Cancel() override {
    cancelled_.store(true);
    client_.stop();
  }

 private:
  httplib::Client client_;
  const std::string path_;
  std::atomic<bool> cancelled_{false};
};

}  // namespace

absl::StatusOr<std::unique_ptr<Endpoint>> HttpEndpoint(const std::string& url, const std::string& ca_path,
                                                       absl::Duration timeout) {
  const std::optional<size_t> path = PathStart(url);
  if (!path.has_value()) return absl::InvalidArgumentError(Cat("not the URL of a witness: ", url));
  std::string prefix = url.substr(*path);
  while (!prefix.empty() && prefix.back() == '/') prefix.pop_back();
  auto endpoint = std::make_unique<HttpWitness>(url.substr(0, *path), prefix + "/add-checkpoint", ca_path, timeout);
  if (!endpoint->usable()) return absl::InvalidArgumentError(Cat("a witness at ", url, " can't be asked"));
  return endpoint;
}

}  // namespace ingot::cosign
