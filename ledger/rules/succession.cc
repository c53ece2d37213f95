#include "ledger/rules/succession.h"

#include "ledger/state/record_key.h"

namespace ingot::rules {
namespace {

// `find` gives the record of an organisation, or nullptr.
template <typename FindOrganisation>
std::string Follow(std::string_view organisation, FindOrganisation find) {
  std::string current(organisation);
  for (int hops = 0; hops < kMaxSuccessions; ++hops) {
    const auto record = find(state::OrganisationKey(current));
    if (record == nullptr || record->organisation().successor_id().empty()) break;
    current = std::string(record->organisation().successor_id());
  }
  return current;
}

}  // namespace

std::string Successor(const Transaction& t, std::string_view organisation) {
  return Follow(organisation, [&t](const std::string& key) { return t.Find(key); });
}

std::string ResolveHolder(const state::View& view, std::string_view organisation) {
  return Follow(organisation, [&view](const std::string& key) { return view.Find(key); });
}

bool ActsFor(const Transaction& t, std::string_view holder) {
  return !holder.empty() && (holder == t.actor() || Successor(t, holder) == t.actor());
}

}  // namespace ingot::rules
