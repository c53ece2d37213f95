// A real ingotd in a process of its own, with its data in a folder of the test: for tests that talk over TLS, and that
// kill.
#ifndef INGOT_TESTS_SUPPORT_SERVER_SERVER_PROCESS_H_
#define INGOT_TESTS_SUPPORT_SERVER_SERVER_PROCESS_H_

#include <sys/types.h>

#include <memory>
#include <string>
#include <vector>

#include "clients/cpp/ledger_client.h"
#include "clients/cpp/signer.h"

namespace ingot::testing {

// A loopback port that nobody listened on a moment ago.
int FreePort();

// `ingotd --dev` on a fixed port. Aborts the test program where the server can't be started at all.
class ServerProcess {
 public:
  // `prefix` goes before the command, for example {"strace", "-f", ...}; `flags` after it.
  explicit ServerProcess(std::string folder, std::vector<std::string> flags = {}, std::vector<std::string> prefix = {});
  // Kills it.
  ~ServerProcess();
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;

  // Starts it and waits until it answers the operator's call (60 s at most); false where it exits before.
  bool Start();
  // SIGKILL, and reaps.
  void Kill();
  // SIGTERM; the exit code.
  int Terminate();
  // Waits for its end; the exit code, or 128 + the signal.
  int Wait();
  bool running() const { return pid_ > 0; }
  pid_t pid() const { return pid_; }
  const std::string& folder() const { return folder_; }
  // Where its output goes.
  std::string log_path() const { return folder_ + "/ingotd.log"; }
  std::string ProfilePath(const std::string& organisation) const;

 private:
  // To standard error: the folder goes with the test.
  void ShowLog(int status) const;
  void Spawn();
  bool Answers() const;

  std::string folder_;
  std::string listen_;
  std::vector<std::string> flags_;
  std::vector<std::string> prefix_;
  pid_t pid_ = -1;
};

// The identity of an organisation: its profile, a client and a signer. Aborts where the profile does not load.
struct Party {
  client::Profile profile;
  std::unique_ptr<client::LedgerClient> client;
  std::unique_ptr<client::Signer> signer;
};
Party OpenParty(const std::string& profile_path);

// UTC microseconds since 1970, by this machine's clock.
int64_t NowUs();
// An expiry that a submission made now may carry.
int64_t SoonUs();

}  // namespace ingot::testing

#endif  // INGOT_TESTS_SUPPORT_SERVER_SERVER_PROCESS_H_
