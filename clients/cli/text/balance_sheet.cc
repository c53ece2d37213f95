#include "clients/cli/text/balance_sheet.h"

#include <cstdint>
#include <map>
#include <vector>

#include "clients/cli/text/format.h"
#include "clients/cli/text/table.h"
#include "ledger/base/strings.h"

namespace ingot::cli {
namespace {

// Grams of millions of vehicles fit 63 bits; a sum of hostile values need not.
using Sum = __int128;

std::string SumText(Sum sum, std::string (*format)(int64_t)) {
  if (sum > INT64_MAX || sum < INT64_MIN) return "beyond 64 bits";
  return format(static_cast<int64_t>(sum));
}

Sum Total(const v1::AccountState& account) {
  Sum sum = 0;
  for (const v1::Amount& amount : account.balance()) sum += amount.grams();
  return sum;
}

std::string OriginText(v1::Origin origin) { return origin == v1::ORIGIN_UNSPECIFIED ? "" : EnumText(origin); }

using ByClass = std::map<v1::AccountClass, std::vector<const v1::AccountState*>>;

std::string Summary(const ByClass& classes) {
  Table table(
      {{"class"}, {"what it is"}, {"accounts", Align::kRight}, {"grams", Align::kRight}, {"kg", Align::kRight}});
  Sum all = 0;
  for (const auto& [account_class, accounts] : classes) {
    Sum sum = 0;
    for (const v1::AccountState* account : accounts) sum += Total(*account);
    table.Row({EnumText(account_class), std::string(ClassMeaning(account_class)), std::to_string(accounts.size()),
               SumText(sum, Thousands), SumText(sum, Kilograms)});
    all += sum;
  }
  table.Rule();
  table.Row({"all", "sum over the accounts shown", "", SumText(all, Thousands), SumText(all, Kilograms)});
  return table.Format();
}

std::string Full(const ByClass& classes) {
  Table table({{"account"}, {"detail"}, {"family"}, {"origin"}, {"grams", Align::kRight}, {"kg", Align::kRight}});
  Sum all = 0;
  for (const auto& [account_class, accounts] : classes) {
    table.Heading(Cat(EnumText(account_class), ": ", ClassMeaning(account_class)));
    Sum sum = 0;
    for (const v1::AccountState* account : accounts) {
      for (const v1::Amount& amount : account->balance()) {
        table.Row({Cat("  ", account->account().party()), account->account().detail(), EnumText(amount.family()),
                   OriginText(amount.origin()), Thousands(amount.grams()), Kilograms(amount.grams())});
      }
      sum += Total(*account);
    }
    table.Row({"  sum", "", "", "", SumText(sum, Thousands), SumText(sum, Kilograms)});
    table.Rule();
    all += sum;
  }
  table.Row({"all accounts shown", "", "", "", SumText(all, Thousands), SumText(all, Kilograms)});
  return table.Format();
}

}  // namespace

std::string_view ClassMeaning(v1::AccountClass account_class) {
  switch (account_class) {
    case v1::ACCOUNT_CLASS_PRODUCTION:
      return "what the makers put into vehicles (outside, hence negative)";
    case v1::ACCOUNT_CLASS_PARTS:
      return "spare parts bought (outside)";
    case v1::ACCOUNT_CLASS_THIRD_PARTY_SCRAP:
      return "scrap of third parties (outside)";
    case v1::ACCOUNT_CLASS_OTHER_BODY:
      return "other makes, wheels and castings (outside)";
    case v1::ACCOUNT_CLASS_PRIMARY:
      return "primary metal (outside)";
    case v1::ACCOUNT_CLASS_STOCK:
      return "in vehicles in stock";
    case v1::ACCOUNT_CLASS_IN_SERVICE:
      return "in vehicles on the road";
    case v1::ACCOUNT_CLASS_SALVAGE:
      return "in vehicles lost to damage or theft";
    case v1::ACCOUNT_CLASS_UNTRACED:
      return "in vehicles out of sight";
    case v1::ACCOUNT_CLASS_RETIRED:
      return "in retired vehicles";
    case v1::ACCOUNT_CLASS_AWAITING:
      return "awaiting treatment at facilities";
    case v1::ACCOUNT_CLASS_HULK:
      return "in depolluted hulks";
    case v1::ACCOUNT_CLASS_REUSED_PARTS:
      return "in parts kept for reuse";
    case v1::ACCOUNT_CLASS_REPAIR_SCRAP:
      return "scrap from repairs";
    case v1::ACCOUNT_CLASS_PARTS_SOLD:
      return "in parts sold";
    case v1::ACCOUNT_CLASS_TRANSIT:
      return "on its way between organisations";
    case v1::ACCOUNT_CLASS_IN_PROCESS:
      return "in open shredder batches";
    case v1::ACCOUNT_CLASS_RECOVERED:
      return "recovered, in lots";
    case v1::ACCOUNT_CLASS_SCRAP_STOCK:
      return "scrap at the smelters";
    case v1::ACCOUNT_CLASS_DROSS:
      return "in dross";
    case v1::ACCOUNT_CLASS_FURNACE:
      return "in furnaces";
    case v1::ACCOUNT_CLASS_REMELTED:
      return "remelted";
    case v1::ACCOUNT_CLASS_BACK_IN_PRODUCTION:
      return "back in production";
    case v1::ACCOUNT_CLASS_LOSS_SHRED:
      return "expected loss of shredding";
    case v1::ACCOUNT_CLASS_LOSS_MELT:
      return "loss of melting";
    case v1::ACCOUNT_CLASS_OPEN_LOOP:
      return "left to other uses";
    case v1::ACCOUNT_CLASS_EXPORTED:
      return "left the region";
    case v1::ACCOUNT_CLASS_VARIANCE:
      return "expected minus measured (either sign)";
    case v1::ACCOUNT_CLASS_EXCESS:
      return "measured beyond the sources, never claimable";
    case v1::ACCOUNT_CLASS_REGRADE:
      return "moved between families (sums to zero)";
    default:
      return "unknown to this program";
  }
}

std::string BalanceSheet(const google::protobuf::RepeatedPtrField<v1::AccountState>& accounts, bool summary) {
  ByClass classes;
  for (const v1::AccountState& account : accounts) {
    if (account.balance_size() > 0) classes[account.account().account_class()].push_back(&account);
  }
  if (classes.empty()) return "No balances.\n";
  return summary ? Summary(classes) : Full(classes);
}

}  // namespace ingot::cli
