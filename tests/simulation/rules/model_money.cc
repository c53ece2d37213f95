// The model's money.
#include <algorithm>

#include "tests/simulation/rules/model.h"

namespace ingot::simulation {

int64_t DueFor(const Deal& deal, bool settlement) {
  int64_t due = deal.total + (deal.exercised ? deal.fee : 0);
  if (settlement && deal.settlement_stated) due = deal.settlement;
  return std::max<int64_t>(due + deal.fees - deal.waived, 0);
}

Reasons Model::Moneyed(const std::string& who, const std::string& deal, const std::string& reference) {
  Reasons reasons;
  if (who != "dealer" && who != "other-dealer" && who != "maker") reasons.insert("ROLE_REQUIRED");
  const Deal* const found = DealOf(who, deal);
  if (found == nullptr) {
    reasons.insert("NOT_FOUND");
    return reasons;
  }
  if (found->stage == "SETTLED") reasons.insert("CONTRACT_STAGE");
  if (found->money.count(reference) > 0) reasons.insert("DUPLICATE_NUMBER");
  return reasons;
}

Reasons Model::Pay(const std::string& who, const std::string& deal, const std::string& payment, int64_t amount,
                   bool deposit) {
  Reasons reasons = Moneyed(who, deal, payment);
  if (!reasons.empty()) return reasons;
  Deal& paid = deals[deal];
  paid.money[payment] = {.kind = deposit ? "deposit" : "payment", .amount = amount};
  (deposit ? paid.deposit : paid.paid) += amount;
  return {};
}

Reasons Model::Bounce(const std::string& who, const std::string& deal, const std::string& payment) {
  Reasons reasons = Moneyed(who, deal, "");
  if (reasons.count("NOT_FOUND") > 0) return reasons;
  Deal& bounced = deals[deal];
  const auto found = bounced.money.find(payment);
  if (found == bounced.money.end() || (found->second.kind != "payment" && found->second.kind != "deposit")) {
    reasons.insert("NOT_FOUND");
    return reasons;
  }
  if (found->second.returned) reasons.insert("DUPLICATE_NUMBER");
  if (!reasons.empty()) return reasons;
  found->second.returned = true;
  (found->second.kind == "deposit" ? bounced.deposit : bounced.paid) -= found->second.amount;
  return {};
}

Reasons Model::Refund(const std::string& who, const std::string& deal, const std::string& refund, int64_t amount,
                      bool deposit) {
  Reasons reasons = Moneyed(who, deal, refund);
  reasons.erase("CONTRACT_STAGE");
  if (reasons.count("NOT_FOUND") > 0) return reasons;
  Deal& repaid = deals[deal];
  const int64_t there = deposit ? repaid.deposit : repaid.paid - DueFor(repaid, true);
  if (amount > there) reasons.insert("AMOUNT_EXCEEDS");
  if (!reasons.empty()) return reasons;
  repaid.money[refund] = {.kind = "refund", .amount = amount};
  repaid.refunded += amount;
  (deposit ? repaid.deposit : repaid.paid) -= amount;
  return {};
}

Reasons Model::Waive(const std::string& who, const std::string& deal, const std::string& waiver, int64_t amount) {
  Reasons reasons = Moneyed(who, deal, waiver);
  if (reasons.count("NOT_FOUND") > 0) return reasons;
  Deal& spared = deals[deal];
  if (spared.paid + amount > DueFor(spared, true)) reasons.insert("AMOUNT_EXCEEDS");
  if (!reasons.empty()) return reasons;
  spared.money[waiver] = {.kind = "waiver", .amount = amount};
  spared.waived += amount;
  return {};
}

Reasons Model::Charge(const std::string& who, const std::string& deal, const std::string& fee, int64_t amount) {
  Reasons reasons = Moneyed(who, deal, fee);
  if (!reasons.empty()) return reasons;
  Deal& charged = deals[deal];
  charged.money[fee] = {.kind = "fee", .amount = amount};
  charged.fees += amount;
  return {};
}

}  // namespace ingot::simulation
