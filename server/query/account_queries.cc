#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/refusal/refusal.h"
#include "ledger/state/record_key.h"
#include "server/query/owned.h"
#include "server/query/page.h"
#include "server/query/queries.h"
#include "storage/index/scan.h"

namespace ingot::query {
namespace {

// Accounts that one page looks at.
constexpr size_t kMaxExaminedAccounts = 10'000;
constexpr size_t kChunk = 1'000;

// An account's key without its first letter: orders accounts by class, party, detail.
std::string RestOfKey(const v1::AccountState& account) { return state::AccountKey(account.account()).substr(1); }

// The next accounts after `after` among those that may be shown, by key, at most `limit`.
absl::StatusOr<std::vector<state::RecordPtr>> NextAccounts(const Context& context,
                                                           const std::vector<std::string>& owners,
                                                           const std::string& after, size_t limit) {
  std::vector<state::RecordPtr> records;
  if (context.caller().sees_everything()) {
    const std::string prefix(1, state::kAccountPrefix);
    const std::string start = after.empty() ? std::string() : Cat(prefix, after);
    INGOT_RETURN_IF_ERROR(
        context.snapshot().ScanState(prefix, start, limit, [&](std::string_view, const state::RecordPtr& record) {
          records.push_back(record);
          return true;
        }));
    return records;
  }
  for (const std::string& owner : owners) {
    INGOT_ASSIGN_OR_RETURN(storage::Page page,
                           storage::ScanOwned(context.snapshot(), storage::OwnedKind::kAccount, owner, after, limit));
    records.insert(records.end(), page.records.begin(), page.records.end());
  }
  std::sort(records.begin(), records.end(), [](const state::RecordPtr& a, const state::RecordPtr& b) {
    return RestOfKey(a->account()) < RestOfKey(b->account());
  });
  if (records.size() > limit) records.resize(limit);
  return records;
}

bool Passes(const v1::GetAccountsRequest& request, const v1::Account& account) {
  return (request.account_class() == v1::ACCOUNT_CLASS_UNSPECIFIED ||
          request.account_class() == account.account_class()) &&
         (request.party().empty() || request.party() == account.party());
}

// Where a scan for the filter may begin: just below the first key of the class.
std::string StartOf(const v1::GetAccountsRequest& request) {
  if (request.account_class() == v1::ACCOUNT_CLASS_UNSPECIFIED) return {};
  return std::string(1, static_cast<char>(request.account_class()));
}

}  // namespace

absl::Status Answer(const Context& context, const v1::GetAccountsRequest& request, v1::GetAccountsResponse* response) {
  INGOT_ASSIGN_OR_RETURN(const size_t page_size, PageSize(request.page_size()));
  if (!v1::AccountClass_IsValid(request.account_class())) {
    return refusal::Refuse(v1::REFUSAL_REASON_UNKNOWN_ENUM, "account_class",
                           "not an account class that this server knows");
  }
  const PageScope scope =
      context.Scope({"GetAccounts", Cat(static_cast<int>(request.account_class())), request.party()});
  INGOT_ASSIGN_OR_RETURN(std::string after, ReadPageToken(scope, request.page_token()));
  response->set_checkpoint(context.checkpoint());
  std::vector<std::string> owners;
  if (!context.caller().sees_everything()) {
    INGOT_ASSIGN_OR_RETURN(owners, OwnedOrganisations(context, "party"));
  }
  if (after.empty()) after = StartOf(request);

  for (size_t examined = 0; examined < kMaxExaminedAccounts; examined += kChunk) {
    INGOT_ASSIGN_OR_RETURN(const std::vector<state::RecordPtr> records, NextAccounts(context, owners, after, kChunk));
    for (size_t i = 0; i < records.size(); ++i) {
      const v1::AccountState& account = records[i]->account();
      if (request.account_class() != v1::ACCOUNT_CLASS_UNSPECIFIED &&
          account.account().account_class() > request.account_class()) {
        return absl::OkStatus();
      }
      after = RestOfKey(account);
      if (Passes(request, account.account())) *response->add_accounts() = account;
      if (static_cast<size_t>(response->accounts_size()) == page_size) {
        const bool more = i + 1 < records.size() || records.size() == kChunk;
        if (more) response->set_next_page_token(MakePageToken(scope, after));
        return absl::OkStatus();
      }
    }
    if (records.size() < kChunk) return absl::OkStatus();
  }
  response->set_next_page_token(MakePageToken(scope, after));
  return absl::OkStatus();
}

}  // namespace ingot::query
