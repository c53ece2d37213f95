#include "clients/cli/commands/exchange_files.h"

#include "clients/cpp/files.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"

namespace ingot::cli {
namespace {

constexpr size_t kMaxDetailsBytes = 256 * 1024;

}  // namespace

void AddOutput(CLI::App* command, std::string* path) {
  command->add_option("--output", *path, "Write here instead of to standard output")->type_name("FILE");
}

void AddDetails(CLI::App* command, std::string* path) {
  command->add_option("--details", *path, "JSON: people, addresses and numbers that are not on the ledger")
      ->type_name("FILE");
}

absl::StatusOr<exchange::Json> ReadDetails(const std::string& path) {
  if (path.empty()) return exchange::Json::object();
  INGOT_ASSIGN_OR_RETURN(const std::string text, client::ReadFile(path, kMaxDetailsBytes));
  INGOT_ASSIGN_OR_RETURN(exchange::Json details, exchange::ParseJson(text, path));
  if (!details.is_object()) return absl::InvalidArgumentError(Cat(path, " must hold a JSON object"));
  return details;
}

absl::Status Deliver(Context& context, const std::string& path, const exchange::Json& document) {
  const std::string text = exchange::Dump(document);
  if (!path.empty()) return client::WriteFile(path, text, client::kPublicFile, client::Existing::kReplace);
  context.Print(text);
  return absl::OkStatus();
}

}  // namespace ingot::cli
