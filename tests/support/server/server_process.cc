#include "tests/support/server/server_process.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <random>
#include <utility>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "clients/cpp/files.h"
#include "ledger/base/check.h"
#include "ledger/base/strings.h"
#include "ledger/crypto/pem.h"

namespace ingot::testing {

// Below the ports that the system gives to clients, where no connection of another test takes it while the server is
// down between two starts.
int FreePort() {
  static std::mt19937 random{std::random_device{}()};
  constexpr int kAttempts = 1000;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    INGOT_CHECK(fd >= 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int port = std::uniform_int_distribution<int>(12'000, 32'000)(random);
    address.sin_port = htons(static_cast<uint16_t>(port));
    const bool bound = bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0;
    close(fd);
    if (bound) return port;
  }
  INGOT_CHECK_MSG(false, "no free port");
  return 0;
}

ServerProcess::ServerProcess(std::string folder, std::vector<std::string> flags, std::vector<std::string> prefix)
    : folder_(std::move(folder)),
      listen_(Cat("127.0.0.1:", FreePort())),
      flags_(std::move(flags)),
      prefix_(std::move(prefix)) {}

ServerProcess::~ServerProcess() { Kill(); }

std::string ServerProcess::ProfilePath(const std::string& organisation) const {
  return Cat(folder_, "/orgs/", organisation, "/profile");
}

void ServerProcess::Spawn() {
  std::vector<std::string> words = prefix_;
  words.insert(words.end(), {INGOTD_PATH, "--dev", "--dir", folder_, "--listen", listen_});
  words.insert(words.end(), flags_.begin(), flags_.end());
  // The ledger grows by the test's entries alone, unless it asks for more.
  constexpr char kCommitments[] = "--commitment-seconds";
  if (std::find(flags_.begin(), flags_.end(), kCommitments) == flags_.end()) {
    words.insert(words.end(), {kCommitments, "3600"});
  }
  std::vector<char*> argv;
  argv.reserve(words.size() + 1);
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  const std::string log = log_path();
  const pid_t parent = getpid();
  pid_ = fork();
  INGOT_CHECK_MSG(pid_ >= 0, "can't fork");
  if (pid_ > 0) {
    // Here too: whoever comes first. Fails where the child has begun its program, which then did it itself.
    setpgid(pid_, pid_);
    return;
  }
  // In the child, only calls that are safe after fork: it dies with the test program, however that ends. In a group of
  // its own, so that what a prefix such as strace has started can be killed with it.
  setpgid(0, 0);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(127);
  const int out = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  if (out < 0 || dup2(out, STDOUT_FILENO) < 0 || dup2(out, STDERR_FILENO) < 0) _exit(127);
  execvp(argv[0], argv.data());
  _exit(127);
}

bool ServerProcess::Answers() const {
  if (!std::filesystem::exists(ProfilePath("bank"))) return false;
  const auto profile = client::LoadProfile(ProfilePath("bank"));
  if (!profile.ok()) return false;
  const auto channel = client::Channel::Open(*profile, {.own_connection = true});
  if (!channel.ok()) return false;
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::milliseconds(500));
  v1::GetCheckpointResponse response;
  return (*channel)->audit().GetCheckpoint(&context, v1::GetCheckpointRequest(), &response).ok();
}

void ServerProcess::ShowLog(int status) const {
  constexpr std::streamoff kTailBytes = 4'000;
  std::ifstream log(log_path(), std::ios::binary | std::ios::ate);
  if (!log) return;
  log.seekg(std::max<std::streamoff>(0, static_cast<std::streamoff>(log.tellg()) - kTailBytes));
  std::cerr << "The server ended with wait status " << status << ". The end of its log:\n" << log.rdbuf() << "\n";
}

bool ServerProcess::Start() {
  INGOT_CHECK(!running());
  Spawn();
  const absl::Time limit = absl::Now() + absl::Seconds(60);
  while (absl::Now() < limit) {
    int status = 0;
    if (waitpid(pid_, &status, WNOHANG) == pid_) {
      pid_ = -1;
      ShowLog(status);
      return false;
    }
    if (Answers()) return true;
    absl::SleepFor(absl::Milliseconds(20));
  }
  return false;
}

int ServerProcess::Wait() {
  int status = 0;
  INGOT_CHECK(waitpid(pid_, &status, 0) == pid_);
  pid_ = -1;
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

void ServerProcess::Kill() {
  if (!running()) return;
  kill(-pid_, SIGKILL);
  Wait();
}

int ServerProcess::Terminate() {
  INGOT_CHECK(running());
  kill(pid_, SIGTERM);
  return Wait();
}

Party OpenParty(const std::string& profile_path) {
  Party party;
  auto profile = client::LoadProfile(profile_path);
  INGOT_CHECK_OK(profile);
  party.profile = *std::move(profile);
  auto opened = client::LedgerClient::Open(party.profile);
  INGOT_CHECK_OK(opened);
  party.client = *std::move(opened);
  const auto pem = client::ReadFile(party.profile.signing_key, 16 * 1024);
  INGOT_CHECK_OK(pem);
  auto key = crypto::PrivateKeyFromPem(*pem);
  INGOT_CHECK_OK(key);
  party.signer = std::make_unique<client::Signer>(party.profile.ledger_id, party.profile.organisation, *std::move(key));
  return party;
}

int64_t NowUs() { return absl::ToUnixMicros(absl::Now()); }

int64_t SoonUs() { return NowUs() + int64_t{3600} * 1'000'000; }

}  // namespace ingot::testing
