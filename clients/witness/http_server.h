// A witness on HTTP: POST /add-checkpoint. Plain HTTP, for loopback or a reverse proxy that speaks TLS.
#ifndef INGOT_CLIENTS_WITNESS_HTTP_SERVER_H_
#define INGOT_CLIENTS_WITNESS_HTTP_SERVER_H_

#include <memory>
#include <string>
#include <thread>

#include "absl/status/statusor.h"
#include "clients/witness/witness.h"

namespace httplib {
class Server;
}  // namespace httplib

namespace ingot::witness {

// Requests that are worked on at the same time; further connections wait in the system's queue.
inline constexpr int kServerThreads = 16;

// Serves until Stop. Thread-safe.
class HttpServer {
 public:
  // `listen` is host:port; port 0 takes a free one. `witness` outlives the server. UNAVAILABLE where the address is
  // taken.
  static absl::StatusOr<std::unique_ptr<HttpServer>> Start(const std::string& listen, Witness& witness);
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  // host:port that it listens on.
  const std::string& address() const { return address_; }
  // Answers what is under way, then ends.
  void Stop();

 private:
  HttpServer();

  const std::unique_ptr<httplib::Server> server_;
  std::string address_;
  std::thread thread_;
};

}  // namespace ingot::witness

#endif  // INGOT_CLIENTS_WITNESS_HTTP_SERVER_H_
