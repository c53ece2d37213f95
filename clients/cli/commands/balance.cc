// ingot balance: the aluminium accounts, in double entry.
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "clients/cli/commands/at_entry.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/describe.h"
#include "clients/cli/text/balance_sheet.h"
#include "clients/cli/text/format.h"
#include "clients/cli/text/message_json.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"

namespace ingot::cli {
namespace {

// Accounts of one answer kept in memory; a ledger has some for every batch and transfer.
constexpr int kMaxAccounts = 1'000'000;

}  // namespace

void AddBalanceCommand(CLI::App& app, Context& context) {
  struct Options {
    std::string account_class, party;
    bool summary = false;
  };
  const auto options = std::make_shared<Options>();
  CLI::App* const command =
      AddCommand(app, "balance", "Aluminium accounts of your organisation (auditors and the operator: all), in grams",
                 {"ingot balance", "ingot balance --summary", "ingot balance --class recovered --json"});
  command->add_option("--class", options->account_class, "One class of accounts, for example stock or in_service");
  command->add_option("--party", options->party, "Accounts of one brand, site, organisation or batch");
  AddAtOptions(command, context);
  command->add_flag("--summary", options->summary, "One line a class");
  SetAction(command, context, [&context, options]() -> absl::Status {
    v1::GetAccountsRequest request;
    request.set_page_size(1000);
    request.set_party(options->party);
    if (!options->account_class.empty()) {
      const auto parsed = ParseEnum<v1::AccountClass>(options->account_class);
      if (!parsed.ok()) return UsageError("--class", FromAbsl(parsed.status().message()));
      request.set_account_class(*parsed);
    }
    INGOT_ASSIGN_OR_RETURN(client::LedgerClient* const ledger, context.ledger());
    v1::GetAccountsResponse all;
    absl::Status status = ledger->QueryPages<v1::QueryService::Stub, v1::GetAccountsRequest, v1::GetAccountsResponse>(
        ledger->channel().query(), &v1::QueryService::Stub::GetAccounts, request,
        [&](const v1::GetAccountsResponse& page) -> absl::Status {
          if (context.json) {
            context.PrintJson(MessageJson(page));
            return absl::OkStatus();
          }
          all.MergeFrom(page);
          if (all.accounts_size() > kMaxAccounts) {
            return absl::InvalidArgumentError(
                "too many accounts for one table: choose a --class or --party, or --json");
          }
          return absl::OkStatus();
        });
    if (!status.ok() || context.json) return status;
    context.Print(BalanceSheet(all.accounts(), options->summary));
    return absl::OkStatus();
  });
}

}  // namespace ingot::cli
