// A recycler's shredding: batch by batch, and against its standards and peers.
#include <algorithm>
#include <map>
#include <vector>

#include "ledger/base/strings.h"
#include "ledger/mass/amounts.h"
#include "ledger/refusal/refusal.h"
#include "ledger/report/comparison.h"
#include "ledger/report/rows.h"
#include "ledger/state/record_key.h"
#include "server/query/index_list.h"
#include "server/query/owned.h"
#include "server/query/queries.h"

namespace ingot::query {
namespace {

// Batches that one page looks at: each may hold 240 hulks.
constexpr size_t kMaxExaminedBatches = 1'000;
// Sites of a ledger that a comparison looks at, and of a caller that it shows.
constexpr size_t kMaxSites = 20'000;
constexpr int kMaxShownSites = 1'000;

// Ranges of the state that hold the batches of `whose`, in order: a batch's id begins with its organisation's.
std::vector<std::string> BatchRanges(const Whose& whose) {
  const std::string all(1, state::kBatchPrefix);
  if (whose.everything) return {all};
  std::vector<std::string> ranges;
  for (const std::string& organisation : whose.organisations) ranges.push_back(Cat(all, organisation, "/"));
  std::sort(ranges.begin(), ranges.end());
  return ranges;
}

absl::Status ScanAccounts(const Context& context, v1::AccountClass account_class,
                          const std::function<void(const v1::AccountState&)>& visit) {
  std::string prefix(1, state::kAccountPrefix);
  prefix.push_back(static_cast<char>(account_class));
  size_t accounts = 0;
  INGOT_RETURN_IF_ERROR(
      context.snapshot().ScanState(prefix, {}, kMaxSites + 1, [&](std::string_view, const state::RecordPtr& record) {
        visit(record->account());
        ++accounts;
        return true;
      }));
  if (accounts <= kMaxSites) return absl::OkStatus();
  return refusal::Refuse(v1::REFUSAL_REASON_LIMIT_REACHED, "",
                         Cat("the ledger has more than ", kMaxSites, " sites: too many to compare at once"));
}

}  // namespace

absl::Status Answer(const Context& context, const v1::ListYieldsRequest& request, v1::ListYieldsResponse* response) {
  INGOT_ASSIGN_OR_RETURN(const size_t page_size, PageSize(request.page_size()));
  const PageScope scope =
      context.Scope({"ListYields", request.organisation(), request.site_id(), Cat(request.outside_band())});
  INGOT_ASSIGN_OR_RETURN(std::string last, ReadPageToken(scope, request.page_token()));
  INGOT_ASSIGN_OR_RETURN(const Whose whose, WhoseOf(context, request.organisation()));
  response->set_checkpoint(context.checkpoint());
  size_t examined = 0;
  size_t bytes = 0;
  bool full = false;
  for (const std::string& range : BatchRanges(whose)) {
    if (last > range && last.compare(0, range.size(), range) != 0) continue;
    INGOT_RETURN_IF_ERROR(context.snapshot().ScanState(
        range, last, kMaxExaminedBatches + 1, [&](std::string_view key, const state::RecordPtr& record) {
          full = static_cast<size_t>(response->rows_size()) == page_size || examined == kMaxExaminedBatches ||
                 bytes >= kMaxPageBytes;
          if (full) return false;
          ++examined;
          last = std::string(key);
          if (std::optional<v1::YieldRow> row = report::RowOf(context.view(), *record, request, v1::Date())) {
            bytes += row->ByteSizeLong();
            *response->add_rows() = *std::move(row);
          }
          return true;
        }));
    if (full) {
      response->set_next_page_token(MakePageToken(scope, last));
      break;
    }
  }
  return absl::OkStatus();
}

absl::Status Answer(const Context& context, const v1::GetYieldComparisonRequest& request,
                    v1::GetYieldComparisonResponse* response) {
  std::vector<std::string> own;
  if (!request.organisation().empty() || !context.caller().sees_everything()) {
    INGOT_ASSIGN_OR_RETURN(const Whose whose, WhoseOf(context, request.organisation()));
    own = whose.organisations;
  }
  std::map<std::string, v1::SiteYieldRow> sites;
  INGOT_RETURN_IF_ERROR(ScanAccounts(context, v1::ACCOUNT_CLASS_LOSS_SHRED, [&](const v1::AccountState& account) {
    v1::SiteYieldRow& site = sites[account.account().party()];
    site.set_site_id(account.account().party());
    site.set_organisation_id(account.organisation_id());
    site.set_expected_loss_g(mass::Total(mass::ToCells(account.balance())));
  }));
  INGOT_RETURN_IF_ERROR(ScanAccounts(context, v1::ACCOUNT_CLASS_VARIANCE, [&](const v1::AccountState& account) {
    const auto site = sites.find(account.account().party());
    if (site != sites.end()) site->second.set_variance_g(mass::Total(mass::ToCells(account.balance())));
  }));
  std::vector<v1::SiteYieldRow> rows;
  for (auto& [id, site] : sites) rows.push_back(std::move(site));
  *response = report::CompareYields(rows, own, context.caller().sees_everything());
  while (response->sites_size() > kMaxShownSites) response->mutable_sites()->RemoveLast();
  response->set_checkpoint(context.checkpoint());
  return absl::OkStatus();
}

}  // namespace ingot::query
