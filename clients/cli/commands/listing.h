// Lists that come in pages.
#ifndef INGOT_CLIENTS_CLI_COMMANDS_LISTING_H_
#define INGOT_CLIENTS_CLI_COMMANDS_LISTING_H_

#include <algorithm>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "clients/cli/commands/context.h"
#include "clients/cli/text/message_json.h"
#include "ledger/base/strings.h"

namespace ingot::cli {

struct PageOptions {
  int limit = 100;
  std::string token;
  bool all = false;
};

inline constexpr int kMaxPageSize = 1000;

inline void AddPageOptions(CLI::App* command, PageOptions* options) {
  command->add_option("--limit", options->limit, "At most so many, 1 to 1000 (100 where not given)")
      ->check(CLI::Range(1, kMaxPageSize));
  command->add_option("--page", options->token, "Go on where an earlier list ended (its page token)");
  command->add_flag("--all", options->all, "Everything, page after page")->excludes("--limit");
}

// Queries a list by the options and prints it: with --json what `to_json` makes of the answer (one document; with --all
// one a page), else what `format` makes of it. `items` says how many an answer holds.
template <typename Stub, typename Request, typename Response>
absl::Status PrintPages(Context& context, client::LedgerClient& ledger, Stub& stub,
                        grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*), Request request,
                        const PageOptions& options, const std::function<int(const Response&)>& items,
                        const std::function<std::string(const Response&)>& format,
                        const std::function<std::string(const Response&)>& to_json = MessageJson) {
  const auto print = [&](const Response& response) {
    if (context.json) {
      context.PrintJson(to_json(response));
    } else {
      context.Print(format(response));
    }
  };
  request.set_page_token(options.token);
  if (options.all) {
    request.set_page_size(kMaxPageSize);
    return ledger.QueryPages<Stub, Request, Response>(stub, method, request, [&](const Response& response) {
      if (items(response) > 0 || response.next_page_token().empty()) print(response);
      return absl::OkStatus();
    });
  }
  // A page may hold fewer than asked for, even none, before the last one.
  Response merged;
  while (true) {
    request.set_page_size(options.limit - items(merged));
    absl::StatusOr<Response> response = ledger.Query(stub, method, request);
    if (!response.ok()) return response.status();
    merged.MergeFrom(*response);
    merged.set_next_page_token(response->next_page_token());
    if (merged.next_page_token().empty() || items(merged) >= options.limit) break;
    if (merged.next_page_token() == request.page_token()) {
      return client::Misbehaviour("BAD_PAGE", "the server's next page is the same page again");
    }
    request.set_page_token(merged.next_page_token());
  }
  print(merged);
  if (!merged.next_page_token().empty()) {
    context.Remark(Cat("There are more: --page ", merged.next_page_token(), ", or --all\n"));
  }
  return absl::OkStatus();
}

}  // namespace ingot::cli

#endif  // INGOT_CLIENTS_CLI_COMMANDS_LISTING_H_
