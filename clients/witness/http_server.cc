#include "clients/witness/http_server.h"

#include <httplib.h>

#include <deque>
#include <functional>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "ledger/base/bytes.h"
#include "ledger/base/strings.h"

namespace ingot::witness {
namespace {

constexpr time_t kReadTimeoutSeconds = 10;
constexpr time_t kWriteTimeoutSeconds = 10;
// Between the requests of one connection.
constexpr time_t kKeepAliveSeconds = 5;
constexpr size_t kKeepAliveRequests = 100;
constexpr size_t kMaxWaiting = 64;

// The library's own pool queues without bound; here the accepting thread waits instead.
class BoundedPool : public httplib::TaskQueue {
 public:
  BoundedPool() {
    for (int i = 0; i < kServerThreads; ++i) threads_.emplace_back([this] { Work(); });
  }

  void enqueue(std::function<void()> task) override {
    const absl::MutexLock lock(&mutex_, absl::Condition(this, &BoundedPool::HasRoom));
    tasks_.push_back(std::move(task));
  }

  void shutdown() override {
    {
      const absl::MutexLock lock(&mutex_);
      stopping_ = true;
    }
    for (std::thread& thread : threads_) thread.join();
  }

 private:
  bool HasRoom() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return tasks_.size() < kMaxWaiting; }
  bool HasWork() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return stopping_ || !tasks_.empty(); }

  void Work() {
    while (true) {
      std::function<void()> task;
      {
        const absl::MutexLock lock(&mutex_, absl::Condition(this, &BoundedPool::HasWork));
        if (tasks_.empty()) return;
        task = std::move(tasks_.front());
        tasks_.pop_front();
      }
      task();
    }
  }

  absl::Mutex mutex_;
  std::deque<std::function<void()>> tasks_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::thread> threads_;
};

}  // namespace

HttpServer::HttpServer() : server_(std::make_unique<httplib::Server>()) {}

absl::StatusOr<std::unique_ptr<HttpServer>> HttpServer::Start(const std::string& listen, Witness& witness) {
  const size_t colon = listen.rfind(':');
  const std::optional<uint64_t> port =
      colon == std::string::npos ? std::nullopt : ParseDecimal(std::string_view(listen).substr(colon + 1));
  if (!port.has_value() || *port > 65535 || colon == 0) {
    return absl::InvalidArgumentError(Cat("--listen ", listen, ": must be host:port"));
  }
  std::string host = listen.substr(0, colon);
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);

  std::unique_ptr<HttpServer> started(new HttpServer);
  httplib::Server& server = *started->server_;
  server.new_task_queue = [] { return new BoundedPool; };
  server.set_payload_max_length(kMaxRequestBytes);
  server.set_read_timeout(kReadTimeoutSeconds);
  server.set_write_timeout(kWriteTimeoutSeconds);
  server.set_keep_alive_timeout(kKeepAliveSeconds);
  server.set_keep_alive_max_count(kKeepAliveRequests);
  // The default would let a second witness take the same port.
  server.set_socket_options([](socket_t socket) {
    const int on = 1;
    setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  });
  server.Post("/add-checkpoint", [&witness](const httplib::Request& request, httplib::Response& response) {
    const Reply reply = witness.AddCheckpoint(request.body, absl::ToUnixSeconds(absl::Now()));
    response.status = reply.status;
    response.set_content(reply.body, reply.content_type);
  });
  int bound = static_cast<int>(*port);
  if (bound == 0) {
    bound = server.bind_to_any_port(host);
  } else if (!server.bind_to_port(host, bound)) {
    bound = -1;
  }
  if (bound <= 0) return absl::UnavailableError(Cat("can't listen on ", listen, "; is another program there?"));
  started->address_ = Cat(listen.substr(0, colon), ":", bound);
  started->thread_ = std::thread([&server] { server.listen_after_bind(); });
  // The library's stop() does nothing before its loop runs.
  while (!server.is_running()) absl::SleepFor(absl::Milliseconds(1));
  return started;
}

void HttpServer::Stop() {
  if (!thread_.joinable()) return;
  server_->stop();
  thread_.join();
}

HttpServer::~HttpServer() { Stop(); }

}  // namespace ingot::witness
