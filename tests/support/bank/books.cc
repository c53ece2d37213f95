#include "tests/support/bank/books.h"

#include "ledger/base/strings.h"

namespace ingot::testing {
namespace {

std::string NameOf(const v1::Account& account) {
  std::string name = Unprefixed(v1::AccountClass_Name(account.account_class()), "ACCOUNT_CLASS_");
  if (!account.party().empty()) name += "/" + account.party();
  if (!account.detail().empty()) name += "/" + account.detail();
  return name;
}

std::string PartName(const std::string& account, const v1::Amount& amount) {
  std::string name = Cat(account, " ", Unprefixed(v1::AlloyFamily_Name(amount.family()), "ALLOY_FAMILY_"));
  if (amount.origin() != v1::ORIGIN_UNSPECIFIED) {
    name += " " + Unprefixed(v1::Origin_Name(amount.origin()), "ORIGIN_");
  }
  return name;
}

// As docs/DOMAIN.md lists them; the rules' own table is not asked.
bool MayBeBelowZero(v1::AccountClass account_class) {
  switch (account_class) {
    case v1::ACCOUNT_CLASS_PRODUCTION:
    case v1::ACCOUNT_CLASS_PARTS:
    case v1::ACCOUNT_CLASS_THIRD_PARTY_SCRAP:
    case v1::ACCOUNT_CLASS_OTHER_BODY:
    case v1::ACCOUNT_CLASS_PRIMARY:
    case v1::ACCOUNT_CLASS_VARIANCE:
    case v1::ACCOUNT_CLASS_EXCESS:
    case v1::ACCOUNT_CLASS_REGRADE:
      return true;
    default:
      return false;
  }
}

}  // namespace

std::string Unprefixed(const std::string& name, std::string_view prefix) { return name.substr(prefix.size()); }

void Books::Add(const v1::AccountState& account) {
  const std::string name = NameOf(account.account());
  for (const v1::Amount& amount : account.balance()) {
    totals_[name] += amount.grams();
    parts_[PartName(name, amount)] = {name, account.account().account_class(), amount.family(), amount.grams()};
  }
}

int64_t Books::Of(const std::string& account) const {
  const auto found = totals_.find(account);
  return found != totals_.end() ? found->second : 0;
}

int64_t Books::PartOf(const std::string& part) const {
  const auto found = parts_.find(part);
  return found != parts_.end() ? found->second.grams : 0;
}

Moves Books::Since(const Books& before, const Moves& parts) const {
  Moves moves;
  for (const auto& [account, grams] : totals_) moves[account] = grams - before.Of(account);
  for (const auto& [account, grams] : before.totals_) moves[account] = Of(account) - grams;
  std::erase_if(moves, [](const auto& move) { return move.second == 0; });
  for (const auto& [name, grams] : parts) {
    if (name.find(' ') != std::string::npos && totals_.count(name) == 0 && before.totals_.count(name) == 0) {
      moves[name] = PartOf(name) - before.PartOf(name);
    }
  }
  return moves;
}

std::vector<std::string> Books::Impossible() const {
  std::vector<std::string> wrong;
  std::map<v1::AlloyFamily, int64_t> sums;
  for (const auto& [name, part] : parts_) {
    sums[part.family] += part.grams;
    if (part.grams < 0 && !MayBeBelowZero(part.account_class)) wrong.push_back(Cat(name, " is ", part.grams));
  }
  for (const auto& [family, grams] : sums) {
    if (grams != 0) wrong.push_back(Cat(v1::AlloyFamily_Name(family), " sums to ", grams));
  }
  return wrong;
}

std::string MovesText(const Moves& moves) {
  std::string text;
  for (const auto& [name, grams] : moves) text += Cat("{", name, grams > 0 ? " +" : " ", grams, "} ");
  return text.empty() ? "nothing" : text;
}

}  // namespace ingot::testing
