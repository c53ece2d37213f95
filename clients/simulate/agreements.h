// What a dealer states of a contract: terms, signatures, money, ends. Each function is one event, but PayOff.
#ifndef INGOT_CLIENTS_SIMULATE_AGREEMENTS_H_
#define INGOT_CLIENTS_SIMULATE_AGREEMENTS_H_

#include <cstdint>
#include <string>

#include "clients/simulate/stage.h"

namespace ingot::simulate {

inline constexpr int kMonthsOfQuarter = 3;
// Minor units, and metres, that every contract agrees on.
inline constexpr int64_t kOptionFee = 10'000;
inline constexpr int64_t kMetresOfYear = 20'000'000;

// The contract in force; of the one before it, `back` is 1.
std::string ContractOf(const Stage& stage, const Vehicle& vehicle, int back = 0);
// Whether a lease or lease-to-own is running.
bool IsLeased(const Vehicle& vehicle);
// The terms as agreed now.
v1::ContractTerms TermsOf(const Stage& stage, const Vehicle& vehicle);
bool IsLeaseToOwn(const Vehicle& vehicle);
// Sum of the instalments, or the price.
int64_t Total(const Vehicle& vehicle);
// Worth less every year, and a fifth in the end.
int64_t Worth(const Stage& stage, const Vehicle& vehicle);

v1::ContractSigned& Sign(Stage& stage, Vehicle& vehicle, int starts);
void GiveKeys(Stage& stage, const Vehicle& vehicle);
void End(Stage& stage, const Vehicle& vehicle, v1::ContractEndReason reason, int64_t settled_total);
void PassTitle(Stage& stage, Vehicle& vehicle);
void Settle(Stage& stage, const Vehicle& vehicle, int back = 0);
void SetAmount(const Stage& stage, const Vehicle& vehicle, int64_t amount, Item& item);
void Charge(Stage& stage, const Vehicle& vehicle, const std::string& fee_id, v1::FeeKind kind, int64_t amount);
// The deposit, where one is held.
void Refund(Stage& stage, Vehicle& vehicle);
// The instalment that is due now.
void PayInstalment(Stage& stage, Vehicle& vehicle);
// Money that came. The handle names the entry for a later reversal.
Item& Pay(Stage& stage, const Vehicle& vehicle, const std::string& payment_id, int64_t amount,
          v1::PaymentPurpose purpose);
// Whoever pays the rest of a contract that a total loss has ended.
void PayOff(Stage& stage, Vehicle& vehicle);

}  // namespace ingot::simulate

#endif  // INGOT_CLIENTS_SIMULATE_AGREEMENTS_H_
