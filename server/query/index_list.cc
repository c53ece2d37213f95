#include "server/query/index_list.h"

#include <algorithm>

#include "ledger/base/bytes.h"
#include "ledger/base/strings.h"
#include "ledger/iso/date.h"
#include "ledger/refusal/refusal.h"
#include "server/query/owned.h"
#include "storage/index/index_keys.h"

namespace ingot::query {

absl::StatusOr<Whose> WhoseOf(const Context& context, const std::string& organisation) {
  Whose whose;
  if (organisation.empty()) {
    whose.everything = context.caller().sees_everything();
    if (!whose.everything) {
      INGOT_ASSIGN_OR_RETURN(whose.organisations, OwnedOrganisations(context, "organisation"));
    }
  } else if (organisation.size() <= storage::kMaxIndexedIdBytes &&
             (context.caller().sees_everything() || context.caller().Owns(context.view(), organisation))) {
    whose.organisations = {organisation};
  }
  return whose;
}

absl::Status CheckSeesEverything(const Context& context) {
  if (context.caller().sees_everything()) return absl::OkStatus();
  return refusal::Refuse(v1::REFUSAL_REASON_ROLE_REQUIRED, "", "this report needs the role AUDITOR or OPERATOR");
}

absl::StatusOr<v1::Date> ReportDay(const Context& context, bool given, const v1::Date& on) {
  if (!given) {
    v1::LocalTime recorded;
    recorded.set_unix_us(context.snapshot().head().last_recorded_at_us);
    return iso::DateOf(recorded);
  }
  if (iso::IsValid(on)) return on;
  return refusal::Refuse(v1::REFUSAL_REASON_INVALID_VALUE, "on", "no such date in the years 1900 to 9999");
}

absl::Status CheckKnown(bool known, std::string_view field) {
  if (known) return absl::OkStatus();
  return refusal::Refuse(v1::REFUSAL_REASON_UNKNOWN_ENUM, field, "not a value that this server knows");
}

absl::Status CheckDays(int32_t days, std::string_view field) {
  // A century.
  constexpr int32_t kMaxDays = 36'500;
  if (days >= 0 && days <= kMaxDays) return absl::OkStatus();
  return refusal::Refuse(v1::REFUSAL_REASON_OUT_OF_RANGE, field, Cat("must be 0 to ", kMaxDays));
}

std::string RowAfterDay(const v1::Date& on, int32_t days) {
  std::string day;
  storage::AppendDay(on, &day);
  std::string row;
  AppendBe32(static_cast<uint32_t>(static_cast<int64_t>(ReadBe32(day)) + days + 1), &row);
  return row;
}

std::string ScopePart(bool given, const v1::Date& on) { return given ? iso::ToString(on) : std::string(); }

void AddRanges(const IdIndex& index, const Whose& whose, const std::vector<uint8_t>& states, IndexList* list) {
  if (whose.everything) {
    list->order = storage::MergeOrder::kByKey;
    list->prefixes.push_back(storage::IndexPrefix(index.letter));
    // Every organisation has its own.
    list->end.clear();
    return;
  }
  for (const std::string& organisation : whose.organisations) {
    if (!index.has_state) list->prefixes.push_back(storage::OrganisationPrefix(index.letter, organisation));
    for (const uint8_t state : states) {
      list->prefixes.push_back(storage::StatePrefix(index.letter, organisation, state));
    }
  }
}

std::optional<IndexedId> IdOf(const IdIndex& index, const IndexList& list, std::string_view row) {
  IndexedId found;
  size_t skip = index.fixed_bytes;
  if (list.order == storage::MergeOrder::kByKey) {
    const size_t organisation = 1 + static_cast<unsigned char>(row.front());
    if (index.has_state && organisation < row.size()) found.state = static_cast<uint8_t>(row[organisation]);
    skip += organisation + (index.has_state ? 1 : 0);
  }
  if (row.size() <= skip) return std::nullopt;
  found.id = row.substr(skip);
  return found;
}

}  // namespace ingot::query
