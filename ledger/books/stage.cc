#include "ledger/books/stage.h"

#include "ledger/base/check.h"

namespace ingot::books {

v1::BalanceStage StageOf(v1::AccountClass account_class) {
  switch (account_class) {
    case v1::ACCOUNT_CLASS_PRODUCTION:
    case v1::ACCOUNT_CLASS_PARTS:
    case v1::ACCOUNT_CLASS_THIRD_PARTY_SCRAP:
    case v1::ACCOUNT_CLASS_OTHER_BODY:
    case v1::ACCOUNT_CLASS_PRIMARY:
      return v1::BALANCE_STAGE_EXTERNAL;
    case v1::ACCOUNT_CLASS_STOCK:
      return v1::BALANCE_STAGE_STOCK;
    case v1::ACCOUNT_CLASS_IN_SERVICE:
      return v1::BALANCE_STAGE_IN_SERVICE;
    case v1::ACCOUNT_CLASS_SALVAGE:
      return v1::BALANCE_STAGE_SALVAGE;
    case v1::ACCOUNT_CLASS_UNTRACED:
      return v1::BALANCE_STAGE_UNTRACED;
    case v1::ACCOUNT_CLASS_RETIRED:
    case v1::ACCOUNT_CLASS_AWAITING:
    case v1::ACCOUNT_CLASS_HULK:
    case v1::ACCOUNT_CLASS_REUSED_PARTS:
    case v1::ACCOUNT_CLASS_REPAIR_SCRAP:
      return v1::BALANCE_STAGE_RETIREMENT;
    case v1::ACCOUNT_CLASS_TRANSIT:
      return v1::BALANCE_STAGE_IN_TRANSIT;
    case v1::ACCOUNT_CLASS_IN_PROCESS:
    case v1::ACCOUNT_CLASS_RECOVERED:
    case v1::ACCOUNT_CLASS_SCRAP_STOCK:
    case v1::ACCOUNT_CLASS_DROSS:
      return v1::BALANCE_STAGE_RECOVERY;
    case v1::ACCOUNT_CLASS_FURNACE:
    case v1::ACCOUNT_CLASS_REMELTED:
      return v1::BALANCE_STAGE_MELT;
    case v1::ACCOUNT_CLASS_BACK_IN_PRODUCTION:
      return v1::BALANCE_STAGE_BACK_IN_PRODUCTION;
    case v1::ACCOUNT_CLASS_PARTS_SOLD:
    case v1::ACCOUNT_CLASS_LOSS_SHRED:
    case v1::ACCOUNT_CLASS_LOSS_MELT:
    case v1::ACCOUNT_CLASS_OPEN_LOOP:
    case v1::ACCOUNT_CLASS_EXPORTED:
      return v1::BALANCE_STAGE_GONE;
    case v1::ACCOUNT_CLASS_VARIANCE:
    case v1::ACCOUNT_CLASS_EXCESS:
    case v1::ACCOUNT_CLASS_REGRADE:
      return v1::BALANCE_STAGE_CONTROL;
    default:
      break;
  }
  INGOT_CHECK_MSG(false, "account class outside the table");
}

bool IsInLoop(v1::BalanceStage stage) {
  return stage >= v1::BALANCE_STAGE_STOCK && stage <= v1::BALANCE_STAGE_BACK_IN_PRODUCTION;
}

bool IsByBrand(v1::AccountClass account_class) {
  switch (account_class) {
    case v1::ACCOUNT_CLASS_PRODUCTION:
    case v1::ACCOUNT_CLASS_STOCK:
    case v1::ACCOUNT_CLASS_IN_SERVICE:
    case v1::ACCOUNT_CLASS_SALVAGE:
    case v1::ACCOUNT_CLASS_RETIRED:
    case v1::ACCOUNT_CLASS_BACK_IN_PRODUCTION:
      return true;
    default:
      return false;
  }
}

}  // namespace ingot::books
