#include "server/query/owned.h"

#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/refusal/refusal.h"
#include "ledger/state/record_key.h"
#include "storage/index/scan.h"

namespace ingot::query {
namespace {

// Organisations of a ledger that a list looks at.
constexpr size_t kMaxOrganisations = 20'000;

}  // namespace

absl::StatusOr<std::vector<std::string>> OwnedOrganisations(const Context& context, std::string_view field) {
  std::vector<std::string> owned;
  INGOT_RETURN_IF_ERROR(context.directory().ScanState(std::string(1, state::kOrganisationPrefix), {}, kMaxOrganisations,
                                                      [&](std::string_view, const state::RecordPtr& record) {
                                                        const v1::OrganisationState& state = record->organisation();
                                                        const std::string& id = state.organisation_id();
                                                        // Nobody else can be the caller's: spares a walk through the
                                                        // directory for each organisation.
                                                        const bool candidate =
                                                            id == context.caller().organisation_id() ||
                                                            !state.group_id().empty() || !state.successor_id().empty();
                                                        if (candidate && context.caller().Owns(context.view(), id))
                                                          owned.push_back(id);
                                                        return owned.size() <= storage::kMaxFilterHolders;
                                                      }));
  if (owned.size() > storage::kMaxFilterHolders) {
    return refusal::Refuse(
        v1::REFUSAL_REASON_LIMIT_REACHED, field,
        Cat("the group has more than ", storage::kMaxFilterHolders, " members: name one of them in the filter"));
  }
  return owned;
}

}  // namespace ingot::query
