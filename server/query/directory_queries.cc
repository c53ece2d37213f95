#include <string>

#include "ledger/base/status.h"
#include "ledger/state/record_key.h"
#include "server/auth/visibility.h"
#include "server/query/page.h"
#include "server/query/queries.h"
#include "storage/index/scan.h"

namespace ingot::query {
namespace {

// One page of a kind of record in the order of their keys; `add` takes each.
template <typename Request, typename Response, typename Add>
absl::Status ListByPrefix(const Context& context, const char* method, char prefix, const Request& request,
                          Response* response, Add add) {
  INGOT_ASSIGN_OR_RETURN(const size_t page_size, PageSize(request.page_size()));
  const PageScope scope{method};
  INGOT_ASSIGN_OR_RETURN(const std::string cursor, ReadPageToken(scope, request.page_token()));
  std::string last;
  size_t taken = 0;
  bool more = false;
  INGOT_RETURN_IF_ERROR(context.snapshot().ScanState(std::string(1, prefix), cursor, page_size + 1,
                                                     [&](std::string_view key, const state::RecordPtr& record) {
                                                       more = taken == page_size;
                                                       if (more) return false;
                                                       add(*record);
                                                       last = std::string(key);
                                                       ++taken;
                                                       return true;
                                                     }));
  if (more) response->set_next_page_token(MakePageToken(scope, last));
  response->set_checkpoint(context.checkpoint());
  return absl::OkStatus();
}

// One page of what an organisation owns.
template <typename Request, typename Response, typename Add>
absl::Status ListByOwner(const Context& context, const char* method, storage::OwnedKind kind,
                         const std::string& organisation_id, const Request& request, Response* response, Add add) {
  INGOT_ASSIGN_OR_RETURN(const size_t page_size, PageSize(request.page_size()));
  const PageScope scope{method, organisation_id};
  INGOT_ASSIGN_OR_RETURN(const std::string cursor, ReadPageToken(scope, request.page_token()));
  INGOT_ASSIGN_OR_RETURN(const storage::Page page,
                         storage::ScanOwned(context.snapshot(), kind, organisation_id, cursor, page_size));
  for (const state::RecordPtr& record : page.records) add(*record);
  if (!page.next_after.empty()) response->set_next_page_token(MakePageToken(scope, page.next_after));
  response->set_checkpoint(context.checkpoint());
  return absl::OkStatus();
}

}  // namespace

absl::Status Answer(const Context& context, const v1::GetOrganisationRequest& request,
                    v1::GetOrganisationResponse* response) {
  const state::RecordPtr record = context.view().Find(state::OrganisationKey(request.organisation_id()));
  if (record == nullptr) return NotFound("organisation_id", "organisation");
  *response->mutable_organisation() = auth::Shown(context.view(), context.caller(), record->organisation());
  response->set_checkpoint(context.checkpoint());
  return absl::OkStatus();
}

absl::Status Answer(const Context& context, const v1::ListOrganisationsRequest& request,
                    v1::ListOrganisationsResponse* response) {
  return ListByPrefix(
      context, "ListOrganisations", state::kOrganisationPrefix, request, response, [&](const v1::Record& record) {
        *response->add_organisations() = auth::Shown(context.view(), context.caller(), record.organisation());
      });
}

absl::Status Answer(const Context& context, const v1::ListKeysRequest& request, v1::ListKeysResponse* response) {
  const state::RecordPtr record = context.view().Find(state::OrganisationKey(request.organisation_id()));
  if (record == nullptr) return NotFound("organisation_id", "organisation");
  return ListByOwner(context, "ListKeys", storage::OwnedKind::kKey, request.organisation_id(), request, response,
                     [&](const v1::Record& key) { *response->add_keys() = key.key(); });
}

absl::Status Answer(const Context& context, const v1::ListSitesRequest& request, v1::ListSitesResponse* response) {
  const std::string organisation_id =
      request.organisation_id().empty() ? context.caller().organisation_id() : request.organisation_id();
  const bool visible = context.caller().sees_everything() || context.caller().Owns(context.view(), organisation_id);
  if (!visible || context.view().Find(state::OrganisationKey(organisation_id)) == nullptr) {
    return NotFound("organisation_id", "organisation");
  }
  if (request.page_token().empty()) {
    INGOT_ASSIGN_OR_RETURN(
        const storage::Page instruments,
        storage::ScanOwned(context.snapshot(), storage::OwnedKind::kInstrument, organisation_id, {}, kMaxPageSize));
    for (const state::RecordPtr& record : instruments.records) *response->add_instruments() = record->instrument();
  }
  return ListByOwner(context, "ListSites", storage::OwnedKind::kSite, organisation_id, request, response,
                     [&](const v1::Record& site) { *response->add_sites() = site.site(); });
}

absl::Status Answer(const Context& context, const v1::ListBrandsRequest& request, v1::ListBrandsResponse* response) {
  return ListByPrefix(context, "ListBrands", state::kBrandPrefix, request, response,
                      [&](const v1::Record& record) { *response->add_brands() = record.brand(); });
}

absl::Status Answer(const Context& context, const v1::ListYieldStandardsRequest& request,
                    v1::ListYieldStandardsResponse* response) {
  return ListByPrefix(context, "ListYieldStandards", state::kYieldStandardPrefix, request, response,
                      [&](const v1::Record& record) { *response->add_standards() = record.yield_standard(); });
}

}  // namespace ingot::query
