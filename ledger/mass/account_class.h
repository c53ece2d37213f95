// Classes of aluminium accounts (docs/DOMAIN.md, "Accounts"): which may be negative, and the accounts' names in rules.
#ifndef INGOT_LEDGER_MASS_ACCOUNT_CLASS_H_
#define INGOT_LEDGER_MASS_ACCOUNT_CLASS_H_

#include <string_view>

#include "ingot/v1/common.pb.h"

namespace ingot::mass {

enum class AccountNature {
  // The world outside the ledger: metal enters from it, so its balance is negative.
  kExternal,
  // Metal that the ledger answers for, and sinks: never below zero.
  kInternal,
  // Differences between what was expected and what was measured, and regrading: of either sign.
  kControl,
};

// Nature of a class. Aborts for UNSPECIFIED and unknown values: only rules name accounts.
AccountNature NatureOf(v1::AccountClass account_class);

// Whether any (family, origin) of an account of this class may be below zero.
bool MayBeNegative(v1::AccountClass account_class);

// Builds an account. party and detail as AccountClass documents them, at most 48 bytes each.
v1::Account MakeAccount(v1::AccountClass account_class, std::string_view party = "", std::string_view detail = "");

}  // namespace ingot::mass

#endif  // INGOT_LEDGER_MASS_ACCOUNT_CLASS_H_
