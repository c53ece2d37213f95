// What every command shares: the global options, the connection, how results and errors are printed, the exit code.
#ifndef INGOT_CLIENTS_CLI_COMMANDS_CONTEXT_H_
#define INGOT_CLIENTS_CLI_COMMANDS_CONTEXT_H_

#include <CLI/CLI.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "clients/cpp/ledger_client.h"
#include "clients/cpp/profile.h"
#include "clients/cpp/signer.h"

namespace ingot::cli {

// Exit codes of every command; documented in docs/CLI.md.
inline constexpr int kExitOk = 0;
// The ledger refused, or an audit or receipt is refuted.
inline constexpr int kExitRefused = 1;
// Usage, or input that can't be used; nothing was sent.
inline constexpr int kExitUsage = 2;
// Not reached, overloaded or no answer. A submission's outcome may be unknown; sending it again is safe.
inline constexpr int kExitUnavailable = 3;
// The server contradicts itself or what it signed.
inline constexpr int kExitMisbehaviour = 4;

int ExitCodeOf(client::ErrorKind kind);

// What an option that numbers an entry may be. CLI11 takes a negative number for one near 2^64: this refuses it.
inline CLI::Range EntryNumber() { return CLI::Range(uint64_t{0}, uint64_t{1} << 62); }

// Not thread-safe.
class Context {
 public:
  // Global options, bound by AddGlobalOptions.
  std::string profile_path;
  bool json = false;
  bool quiet = false;
  // Of commands that answer as of an earlier entry (at_entry.h).
  std::optional<uint64_t> at_seq;
  int wait_seconds = 3600;

  // The profile of --profile or INGOT_PROFILE. Loaded once.
  absl::StatusOr<const client::Profile*> profile();
  // Connected by the profile, once; asks as of at_seq, if that is set.
  absl::StatusOr<client::LedgerClient*> ledger();
  // By the profile's signing key, once.
  absl::StatusOr<const client::Signer*> signer();

  // Results, on standard output. What can't be written there (a full disk) ends the process: nobody would see the rest,
  // and nothing may look complete that is not.
  void Print(std::string_view text);
  // A JSON document on a line of its own.
  void PrintJson(std::string_view json);
  // Remarks for people, on standard error; none with --quiet or --json.
  void Remark(std::string_view text);

  // Prints an error on standard error (what, field, reason, way out; as JSON with --json) and sets the exit code.
  void Finish(const absl::Status& status);
  int exit_code() const { return exit_code_; }
  void set_exit_code(int code) { exit_code_ = code; }

 private:
  std::unique_ptr<client::Profile> profile_;
  std::unique_ptr<client::LedgerClient> ledger_;
  std::unique_ptr<client::Signer> signer_;
  int exit_code_ = kExitOk;
};

void AddGlobalOptions(CLI::App& app, Context& context);

// A command group: needs one of its commands.
CLI::App* AddGroup(CLI::App& parent, const std::string& name, const std::string& description);
// A command; `examples` are whole lines without indent.
CLI::App* AddCommand(CLI::App& parent, const std::string& name, const std::string& description,
                     std::initializer_list<std::string_view> examples);
// What a command does; its status becomes the exit code.
void SetAction(CLI::App* command, Context& context, std::function<absl::Status()> action);

// INVALID_ARGUMENT for an option's value.
absl::Status UsageError(std::string_view option, std::string_view message);

// An Ed25519 key from a PEM file; INVALID_ARGUMENT names the file.
absl::StatusOr<crypto::PrivateKey> LoadKey(const std::string& path);

}  // namespace ingot::cli

#endif  // INGOT_CLIENTS_CLI_COMMANDS_CONTEXT_H_
