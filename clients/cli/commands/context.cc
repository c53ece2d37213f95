#include "clients/cli/commands/context.h"

#include <cstdio>
#include <utility>

#include "clients/cli/commands/at_entry.h"
#include "clients/cli/text/json_document.h"
#include "clients/cli/text/table.h"
#include "clients/cpp/files.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/crypto/pem.h"

namespace ingot::cli {
namespace {

std::string_view KindName(client::ErrorKind kind) {
  switch (kind) {
    case client::ErrorKind::kRefused:
      return "refused";
    case client::ErrorKind::kInput:
      return "unusable";
    case client::ErrorKind::kUnavailable:
      return "unavailable";
    case client::ErrorKind::kMisbehaviour:
      return "the server misbehaves";
  }
  return "";
}

std::string ErrorText(const client::ClientError& error) {
  std::string text = Cat("ingot: ", KindName(error.kind), ": ", error.field, error.field.empty() ? "" : ": ",
                         Printable(error.message));
  if (!error.reason.empty()) text += Cat(" [", Printable(error.reason), "]");
  text += "\n";
  if (!error.way_out.empty() && error.message.find(error.way_out) == std::string::npos) {
    text += Cat("  way out: ", Printable(error.way_out), "\n");
  }
  if (error.retry_after) text += Cat("  try again in ", absl::FormatDuration(*error.retry_after), "\n");
  return text;
}

std::string ErrorJson(const client::ClientError& error, int exit_code) {
  return Cat("{\"error\":{\"kind\":", JsonQuote(KindName(error.kind)),
             ",\"code\":", JsonQuote(absl::StatusCodeToString(error.code)), ",\"reason\":", JsonQuote(error.reason),
             ",\"field\":", JsonQuote(error.field), ",\"message\":", JsonQuote(error.message),
             ",\"wayOut\":", JsonQuote(error.way_out), ",\"exitCode\":", exit_code, "}}\n");
}

}  // namespace

int ExitCodeOf(client::ErrorKind kind) {
  switch (kind) {
    case client::ErrorKind::kRefused:
      return kExitRefused;
    case client::ErrorKind::kInput:
      return kExitUsage;
    case client::ErrorKind::kUnavailable:
      return kExitUnavailable;
    case client::ErrorKind::kMisbehaviour:
      return kExitMisbehaviour;
  }
  return kExitUsage;
}

absl::StatusOr<const client::Profile*> Context::profile() {
  if (profile_ == nullptr) {
    if (profile_path.empty()) {
      return absl::InvalidArgumentError("this command needs a profile: pass --profile FILE or set INGOT_PROFILE");
    }
    INGOT_ASSIGN_OR_RETURN(client::Profile profile, client::LoadProfile(profile_path));
    profile_ = std::make_unique<client::Profile>(std::move(profile));
  }
  return profile_.get();
}

absl::StatusOr<client::LedgerClient*> Context::ledger() {
  if (ledger_ == nullptr) {
    INGOT_ASSIGN_OR_RETURN(const client::Profile* const loaded, profile());
    INGOT_ASSIGN_OR_RETURN(ledger_, client::LedgerClient::Open(*loaded));
    if (at_seq.has_value()) {
      ledger_->AskAt(*at_seq + 1, MakePastWaiter(absl::Seconds(wait_seconds), quiet || json));
    }
  }
  return ledger_.get();
}

absl::StatusOr<const client::Signer*> Context::signer() {
  if (signer_ == nullptr) {
    INGOT_ASSIGN_OR_RETURN(const client::Profile* const loaded, profile());
    if (loaded->signing_key.empty()) {
      return absl::InvalidArgumentError(Cat("profile ", profile_path, " names no signing-key: it can only read"));
    }
    INGOT_ASSIGN_OR_RETURN(crypto::PrivateKey key, LoadKey(loaded->signing_key));
    signer_ = std::make_unique<client::Signer>(loaded->ledger_id, loaded->organisation, std::move(key));
  }
  return signer_.get();
}

void Context::Print(std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) == text.size()) return;
  std::perror("ingot: can't write the output");
  client::RemovePending();
  std::_Exit(kExitUsage);
}

void Context::PrintJson(std::string_view document) {
  Print(document);
  Print("\n");
}

void Context::Remark(std::string_view text) {
  if (quiet || json) return;
  std::fwrite(text.data(), 1, text.size(), stderr);
}

void Context::Finish(const absl::Status& status) {
  if (status.ok()) return;
  const client::ClientError error = client::ErrorOf(status);
  exit_code_ = ExitCodeOf(error.kind);
  const std::string text = json ? ErrorJson(error, exit_code_) : ErrorText(error);
  std::fflush(stdout);
  std::fwrite(text.data(), 1, text.size(), stderr);
}

void AddGlobalOptions(CLI::App& app, Context& context) {
  app.add_option("--profile", context.profile_path, "Profile: server, certificate, keys, ledger")
      ->envname("INGOT_PROFILE")
      ->type_name("FILE");
  app.add_flag("--json", context.json, "Print JSON, one document a line; errors too");
  app.add_flag("-q,--quiet", context.quiet, "Print results and errors only");
}

CLI::App* AddGroup(CLI::App& parent, const std::string& name, const std::string& description) {
  CLI::App* const group = parent.add_subcommand(name, description);
  group->fallthrough();
  group->require_subcommand(1);
  return group;
}

CLI::App* AddCommand(CLI::App& parent, const std::string& name, const std::string& description,
                     std::initializer_list<std::string_view> examples) {
  CLI::App* const command = parent.add_subcommand(name, description);
  command->fallthrough();
  std::string footer = examples.size() == 1 ? "Example:" : "Examples:";
  for (const std::string_view example : examples) footer += Cat("\n  ", example);
  if (examples.size() > 0) command->footer(footer);
  return command;
}

void SetAction(CLI::App* command, Context& context, std::function<absl::Status()> action) {
  command->callback([&context, action = std::move(action)] { context.Finish(action()); });
}

absl::Status UsageError(std::string_view option, std::string_view message) {
  return absl::InvalidArgumentError(Cat(option, ": ", message));
}

absl::StatusOr<crypto::PrivateKey> LoadKey(const std::string& path) {
  INGOT_ASSIGN_OR_RETURN(std::string pem, client::ReadFile(path, crypto::kMaxKeyPemBytes));
  absl::StatusOr<crypto::PrivateKey> key = crypto::PrivateKeyFromPem(pem);
  crypto::WipeString(&pem);
  if (!key.ok()) return absl::InvalidArgumentError(Cat(path, ": ", key.status().message()));
  return key;
}

}  // namespace ingot::cli
