// InventoryCounted: what was counted replaces the books.
#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/mass/account_class.h"
#include "ledger/mass/amounts.h"
#include "ledger/refusal/refusal.h"
#include "ledger/rules/directory_access.h"
#include "ledger/rules/handlers.h"
#include "ledger/rules/metal.h"
#include "ledger/rules/values.h"

namespace ingot::rules {
namespace {

using refusal::Refuse;

constexpr int64_t kMaxCountG = 1'000'000'000'000;
// Beyond 5 in 1 000 of the books.
constexpr int64_t kToleranceParts = 5;
constexpr int64_t kToleranceWhole = 1'000;

// The accounts of a site that can be counted, and the origin of what is found there beyond the books: none before
// shredding, and none that could be claimed after it.
absl::StatusOr<v1::Origin> OriginOfFound(v1::AccountClass account_class) {
  constexpr std::string_view kField = "inventory_counted.account_class";
  switch (account_class) {
    case v1::ACCOUNT_CLASS_REUSED_PARTS:
    case v1::ACCOUNT_CLASS_REPAIR_SCRAP:
      return v1::ORIGIN_UNSPECIFIED;
    case v1::ACCOUNT_CLASS_SCRAP_STOCK:
    case v1::ACCOUNT_CLASS_DROSS:
    case v1::ACCOUNT_CLASS_FURNACE:
    case v1::ACCOUNT_CLASS_REMELTED:
      return v1::ORIGIN_UNDOCUMENTED;
    default:
      break;
  }
  INGOT_RETURN_IF_ERROR(CheckGiven(account_class != v1::ACCOUNT_CLASS_UNSPECIFIED, kField));
  return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, kField,
                "is not counted at a site: name REUSED_PARTS, REPAIR_SCRAP, SCRAP_STOCK, DROSS, FURNACE or REMELTED");
}

absl::Status CheckCounted(const v1::InventoryCounted& e) {
  constexpr std::string_view kField = "inventory_counted.counted";
  constexpr int kFamilies = v1::AlloyFamily_MAX;
  if (e.counted_size() > kFamilies) {
    return Refuse(v1::REFUSAL_REASON_TOO_LARGE, kField,
                  Cat("has ", e.counted_size(), " elements, may have ", kFamilies));
  }
  for (int i = 0; i < e.counted_size(); ++i) {
    const std::string element = Cat(kField, "[", i, "]");
    INGOT_RETURN_IF_ERROR(CheckGiven(e.counted(i).family() != v1::ALLOY_FAMILY_UNSPECIFIED, Cat(element, ".family")));
    if (i > 0 && e.counted(i - 1).family() >= e.counted(i).family()) {
      return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, Cat(element, ".family"), "must be ascending, without doubles");
    }
    INGOT_RETURN_IF_ERROR(CheckRange(e.counted(i).grams(), 0, kMaxCountG, Cat(element, ".grams")));
  }
  return absl::OkStatus();
}

// Counted less booked, per family.
std::map<v1::AlloyFamily, int64_t> Differences(const v1::InventoryCounted& e, const mass::Cells& books) {
  std::map<v1::AlloyFamily, int64_t> differences;
  for (const v1::CountedMass& counted : e.counted()) differences[counted.family()] += counted.grams();
  for (const auto& [cell, grams] : books) differences[cell.first] -= grams;
  return differences;
}

}  // namespace

absl::Status Handle(Transaction& t, const v1::InventoryCounted& e) {
  INGOT_RETURN_IF_ERROR(FindOwnSite(t, e.site_id(), "inventory_counted.site_id").status());
  INGOT_ASSIGN_OR_RETURN(const v1::Origin origin_of_found, OriginOfFound(e.account_class()));
  INGOT_RETURN_IF_ERROR(CheckCounted(e));

  t.EditSubject(v1::SUBJECT_KIND_SITE, e.site_id());
  const v1::Account account = mass::MakeAccount(e.account_class(), e.site_id());
  const v1::Account variance = mass::MakeAccount(v1::ACCOUNT_CLASS_VARIANCE, e.site_id());
  const mass::Cells books = mass::ToCells(t.Balance(account));
  // Accounts are bounded below 2^63 each: the sum of differences in 128 bits.
  __int128 apart = 0;
  for (const auto& [family, difference] : Differences(e, books)) {
    if (difference < 0) {
      const mass::Cells missing = mass::ProRata(mass::OfFamily(books, family), -difference);
      PostCells(t, account, missing, -1);
      PostCells(t, variance, missing, 1);
    } else {
      PostMass(t, account, family, origin_of_found, difference);
      PostMass(t, variance, family, origin_of_found, -difference);
    }
    apart += difference < 0 ? -difference : difference;
  }
  if (apart * kToleranceWhole > static_cast<__int128>(mass::Total(books)) * kToleranceParts) {
    t.Flag(v1::FLAG_KIND_COUNT_DIFFERS, v1::SUBJECT_KIND_SITE, e.site_id());
  }
  return absl::OkStatus();
}

}  // namespace ingot::rules
