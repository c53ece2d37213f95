#include "server/query/trial_pages.h"

#include "ledger/base/check.h"
#include "ledger/base/status.h"
#include "ledger/mass/amounts.h"
#include "ledger/state/record_key.h"
#include "server/query/balance_lines.h"
#include "server/query/owned.h"

namespace ingot::query {
namespace {

constexpr int kMaxRowsAMessage = 500;
// Accounts that one page looks at: empty ones may be many.
constexpr size_t kMaxExaminedAccounts = 20'000;

std::string RestOfKey(const std::optional<v1::Account>& account) {
  return account.has_value() ? state::AccountKey(*account).substr(1) : std::string();
}

}  // namespace

absl::Status TrialPages::Begin(const Context& context) {
  INGOT_ASSIGN_OR_RETURN(point_, ResolvePoint(context, request_.point(), "point"));
  INGOT_ASSIGN_OR_RETURN(balances_, BalancesAt(context, point_));
  if (context.caller().sees_everything()) return absl::OkStatus();
  INGOT_ASSIGN_OR_RETURN(owners_, OwnedOrganisations(context, ""));
  exhausted_ = owners_.empty();
  return absl::OkStatus();
}

void TrialPages::Add(const v1::Account& account, std::string_view owner, const mass::Cells& cells, Response* response) {
  last_ = account;
  if (cells.empty()) return;
  ++accounts_;
  v1::TrialBalanceRow& row = *response->add_rows();
  *row.mutable_account() = account;
  *row.mutable_balance() = mass::ToAmounts(cells);
  row.set_organisation_id(std::string(owner));
  for (const auto& [cell, grams] : cells) {
    auto& [positive, negative] = sums_[cell.first];
    if (grams > 0) {
      positive += grams;
    } else {
      negative -= grams;
    }
  }
}

absl::Status TrialPages::AddAll(const Context& context, Response* response) {
  size_t examined = 0;
  absl::Status status;
  INGOT_RETURN_IF_ERROR(balances_->Scan(storage::Accounts::kEach, v1::ACCOUNT_CLASS_UNSPECIFIED, last_,
                                        kMaxExaminedAccounts,
                                        [&](const v1::Account& account, const mass::Cells& cells) {
                                          ++examined;
                                          absl::StatusOr<std::string> owner;
                                          if (cells.empty()) {
                                            owner = std::string();
                                          } else {
                                            owner = OwnerOf(context, account);
                                          }
                                          status = owner.status();
                                          if (!owner.ok()) return false;
                                          Add(account, *owner, cells, response);
                                          return response->rows_size() < kMaxRowsAMessage;
                                        }));
  INGOT_RETURN_IF_ERROR(status);
  exhausted_ = response->rows_size() < kMaxRowsAMessage && examined < kMaxExaminedAccounts;
  return absl::OkStatus();
}

absl::Status TrialPages::AddOwned(const Context& context, Response* response) {
  const std::string& owner = owners_[owner_];
  INGOT_ASSIGN_OR_RETURN(const std::vector<v1::Account> accounts,
                         OwnedAccounts(context, owner, storage::Accounts::kEach, RestOfKey(last_), kMaxRowsAMessage));
  for (const v1::Account& account : accounts) {
    INGOT_ASSIGN_OR_RETURN(const mass::Cells cells, balances_->Of(account));
    Add(account, owner, cells, response);
  }
  if (accounts.size() < kMaxRowsAMessage) {
    last_.reset();
    exhausted_ = ++owner_ == owners_.size();
  }
  return absl::OkStatus();
}

void TrialPages::AddSums(Response* response) const {
  for (const auto& [family, sum] : sums_) {
    v1::TrialBalanceSum& added = *response->add_sums();
    added.set_family(family);
    added.set_positive_g(sum.first);
    added.set_negative_g(sum.second);
  }
  response->set_accounts(accounts_);
  response->set_last(true);
}

absl::StatusOr<bool> TrialPages::Next(const Context& page, Response* response) {
  if (over_) return false;
  INGOT_ASSIGN_OR_RETURN(const Context* const context, pinned_.Get(page));
  if (balances_ == nullptr) INGOT_RETURN_IF_ERROR(Begin(*context));
  if (!exhausted_) {
    INGOT_RETURN_IF_ERROR(context->caller().sees_everything() ? AddAll(*context, response)
                                                              : AddOwned(*context, response));
  }
  if (exhausted_) {
    AddSums(response);
    over_ = true;
  }
  *response->mutable_point() = point_;
  response->set_checkpoint(context->checkpoint());
  return true;
}

}  // namespace ingot::query
