#include "ledger/mass/account_class.h"

#include <string>

#include "ledger/base/check.h"

namespace ingot::mass {

AccountNature NatureOf(v1::AccountClass account_class) {
  switch (account_class) {
    case v1::ACCOUNT_CLASS_PRODUCTION:
    case v1::ACCOUNT_CLASS_PARTS:
    case v1::ACCOUNT_CLASS_THIRD_PARTY_SCRAP:
    case v1::ACCOUNT_CLASS_OTHER_BODY:
    case v1::ACCOUNT_CLASS_PRIMARY:
      return AccountNature::kExternal;
    case v1::ACCOUNT_CLASS_STOCK:
    case v1::ACCOUNT_CLASS_IN_SERVICE:
    case v1::ACCOUNT_CLASS_SALVAGE:
    case v1::ACCOUNT_CLASS_UNTRACED:
    case v1::ACCOUNT_CLASS_RETIRED:
    case v1::ACCOUNT_CLASS_AWAITING:
    case v1::ACCOUNT_CLASS_HULK:
    case v1::ACCOUNT_CLASS_REUSED_PARTS:
    case v1::ACCOUNT_CLASS_REPAIR_SCRAP:
    case v1::ACCOUNT_CLASS_PARTS_SOLD:
    case v1::ACCOUNT_CLASS_TRANSIT:
    case v1::ACCOUNT_CLASS_IN_PROCESS:
    case v1::ACCOUNT_CLASS_RECOVERED:
    case v1::ACCOUNT_CLASS_SCRAP_STOCK:
    case v1::ACCOUNT_CLASS_DROSS:
    case v1::ACCOUNT_CLASS_FURNACE:
    case v1::ACCOUNT_CLASS_REMELTED:
    case v1::ACCOUNT_CLASS_BACK_IN_PRODUCTION:
    case v1::ACCOUNT_CLASS_LOSS_SHRED:
    case v1::ACCOUNT_CLASS_LOSS_MELT:
    case v1::ACCOUNT_CLASS_OPEN_LOOP:
    case v1::ACCOUNT_CLASS_EXPORTED:
      return AccountNature::kInternal;
    case v1::ACCOUNT_CLASS_VARIANCE:
    case v1::ACCOUNT_CLASS_EXCESS:
    case v1::ACCOUNT_CLASS_REGRADE:
      return AccountNature::kControl;
    default:
      break;
  }
  INGOT_CHECK_MSG(false, "account class outside the table");
}

bool MayBeNegative(v1::AccountClass account_class) { return NatureOf(account_class) != AccountNature::kInternal; }

v1::Account MakeAccount(v1::AccountClass account_class, std::string_view party, std::string_view detail) {
  v1::Account account;
  account.set_account_class(account_class);
  account.set_party(std::string(party));
  account.set_detail(std::string(detail));
  return account;
}

}  // namespace ingot::mass
