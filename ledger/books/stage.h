// Stages of the metal's life: classes of accounts together (docs/DOMAIN.md, "Balance sheet").
#ifndef INGOT_LEDGER_BOOKS_STAGE_H_
#define INGOT_LEDGER_BOOKS_STAGE_H_

#include "ingot/v1/balance_service.pb.h"
#include "ingot/v1/common.pb.h"

namespace ingot::books {

// Aborts for UNSPECIFIED and unknown classes: only rules name accounts.
v1::BalanceStage StageOf(v1::AccountClass account_class);

// Metal that the bank answers for: STOCK to BACK_IN_PRODUCTION.
bool IsInLoop(v1::BalanceStage stage);

// Accounts that carry a brand's id as their party.
bool IsByBrand(v1::AccountClass account_class);

}  // namespace ingot::books

#endif  // INGOT_LEDGER_BOOKS_STAGE_H_
