// The model's contracts and titles.
#include <utility>

#include "tests/simulation/rules/model.h"

namespace ingot::simulation {
namespace {

std::string StateOf(const std::string& kind) {
  if (kind == "sale") return "SOLD";
  return kind == "lease" ? "LEASED" : "LEASE_TO_OWN";
}

bool Sells(const std::string& who) { return who == "dealer" || who == "other-dealer" || who == "maker"; }

}  // namespace

Reasons Model::Sign(const std::string& who, const std::string& deal, const std::string& car, const std::string& kind,
                    int64_t total, int64_t fee) {
  Reasons reasons = Held(who, car);
  if (!Sells(who) || (who == "maker" && kind != "sale")) reasons.insert("ROLE_REQUIRED");
  if (deal.rfind(who + "/", 0) != 0) reasons.insert("ID_NOT_OWN");
  if (deals.count(deal) > 0) reasons.insert("ALREADY_EXISTS");
  if (cars.count(car) == 0) return reasons;
  Car& reserved = cars[car];
  if (Reserved(reserved)) reasons.insert("CONTRACT_OPEN");
  reasons.merge(Way(reserved, StateOf(kind)));
  if (!reasons.empty()) return reasons;
  Deal& made = deals[deal];
  made.owner = who;
  made.car = car;
  made.kind = kind;
  made.stage = "SIGNED";
  made.total = total;
  made.fee = fee;
  made.months = kind == "sale" ? 0 : 12;
  made.renews = reserved.contract;
  reserved.contract = deal;
  return {};
}

Reasons Model::HandOver(const std::string& who, const std::string& deal, const std::string& car, int64_t odometer) {
  Reasons reasons = Held(who, car);
  if (!Sells(who)) reasons.insert("ROLE_REQUIRED");
  Deal* const made = DealOf(who, deal);
  if (made == nullptr) reasons.insert("NOT_FOUND");
  if (reasons.count("NOT_FOUND") > 0) return reasons;
  Car& gone = cars[car];
  if (made->car != car) reasons.insert("INVALID_VALUE");
  if (made->stage != "SIGNED") reasons.insert("CONTRACT_STAGE");
  reasons.merge(Way(gone, StateOf(made->kind)));
  if (!reasons.empty()) return reasons;
  if (!made->renews.empty()) deals[made->renews].return_due = false;
  gone.state = StateOf(made->kind);
  Odometer(gone, odometer);
  made->odometer = odometer;
  if (made->kind == "sale") {
    made->stage = "ENDED";
    LetGo(gone);
    gone.contract.clear();
  } else {
    made->stage = "ACTIVE";
    ++gone.leases;
  }
  Park(gone);
  return {};
}

Reasons Model::Move(const std::string& who, const std::string& deal, const std::string& from, const std::string& to) {
  Reasons reasons = Held(who, from);
  reasons.merge(Held(who, to));
  if (!Sells(who)) reasons.insert("ROLE_REQUIRED");
  Deal* const moved = DealOf(who, deal);
  if (moved == nullptr) reasons.insert("NOT_FOUND");
  if (reasons.count("NOT_FOUND") > 0) return reasons;
  Car& wrong = cars[from];
  Car& right = cars[to];
  if (moved->car != from) reasons.insert("INVALID_VALUE");
  if (wrong.contract != deal) reasons.insert("CONTRACT_STAGE");
  if (Reserved(right)) reasons.insert("CONTRACT_OPEN");
  const bool free = right.state == "REGISTERED" || right.state == "IN_STOCK" || right.state == "RETURNED";
  const bool reserved = moved->stage == "SIGNED";
  const std::string state = StateOf(moved->kind);
  if (!free || (reserved ? !Way(right, state).empty() : wrong.state != state)) reasons.insert("ILLEGAL_TRANSITION");
  if (wrong.covers.size() + right.covers.size() > 8) reasons.insert("LIMIT_REACHED");
  if (!reasons.empty()) return reasons;
  right.covers.merge(wrong.covers);
  wrong.covers.clear();
  moved->car = to;
  right.contract = deal;
  wrong.contract.clear();
  if (reserved) {
    std::swap(wrong.contract, moved->renews);
    return {};
  }
  std::swap(wrong.state, right.state);
  wrong.state = "IN_STOCK";
  --wrong.leases;
  ++right.leases;
  if (moved->odometer >= 0) Odometer(right, moved->odometer);
  Park(wrong);
  Park(right);
  return {};
}

Reasons Model::Exercise(const std::string& who, const std::string& deal) {
  Reasons reasons;
  if (who != "dealer" && who != "other-dealer") reasons.insert("ROLE_REQUIRED");
  Deal* const chosen = DealOf(who, deal);
  if (chosen == nullptr) reasons.insert("NOT_FOUND");
  if (chosen == nullptr) return reasons;
  if (chosen->stage != "ACTIVE" || chosen->exercised) reasons.insert("CONTRACT_STAGE");
  if (chosen->kind == "lease" && chosen->fee == 0) reasons.insert("INVALID_VALUE");
  if (!reasons.empty()) return reasons;
  chosen->exercised = true;
  return {};
}

Reasons Model::End(const std::string& who, const std::string& deal, const std::string& reason, int64_t settlement) {
  Reasons reasons;
  if (!Sells(who)) reasons.insert("ROLE_REQUIRED");
  Deal* const over = DealOf(who, deal);
  if (over == nullptr) reasons.insert("NOT_FOUND");
  if (over == nullptr) return reasons;
  const bool signed_only = over->stage == "SIGNED" && reason == "WITHDRAWN";
  const bool active = over->stage == "ACTIVE" && reason != "WITHDRAWN";
  if (!signed_only && !active) reasons.insert("CONTRACT_STAGE");
  if (!reasons.empty()) return reasons;
  if (active) {
    // The car may be gone: declared a loss, or not there any more.
    Car& car = cars[over->car];
    const std::string state = car.before.empty() ? car.state : car.before;
    over->return_due = state == "LEASED" || state == "LEASE_TO_OWN";
    if (!over->return_due) car.contract.clear();
  } else {
    cars[over->car].contract = over->renews;
  }
  over->stage = "ENDED";
  over->bought_out = reason == "BUY_OUT";
  over->settlement_stated = true;
  over->settlement = settlement;
  return {};
}

Reasons Model::Settle(const std::string& who, const std::string& deal) {
  Reasons reasons;
  if (!Sells(who)) reasons.insert("ROLE_REQUIRED");
  Deal* const over = DealOf(who, deal);
  if (over == nullptr) reasons.insert("NOT_FOUND");
  if (over == nullptr) return reasons;
  if (over->stage != "ENDED" || over->return_due) reasons.insert("CONTRACT_STAGE");
  if (over->paid != DueFor(*over, true)) reasons.insert("NOT_PAID");
  if (!reasons.empty()) return reasons;
  over->stage = "SETTLED";
  return {};
}

Reasons Model::PassTitle(const std::string& who, const std::string& car, const std::string& deal, bool document) {
  Reasons reasons;
  if (!Sells(who)) reasons.insert("ROLE_REQUIRED");
  if (cars.count(car) == 0) reasons.insert("NOT_FOUND");
  if (cars.count(car) == 0) return reasons;
  Car& sold = cars[car];
  if (deal.empty()) {
    // To a person off the ledger: only what is sold already can change hands so.
    const bool wreck = sold.state == "TOTAL_LOSS" && sold.holder.empty();
    if (sold.state == "SOLD" || wreck) {
      reasons.merge(Way(sold, "SOLD"));
      if (who == "maker") reasons.insert("ROLE_REQUIRED");
      if (!document) reasons.insert("EVIDENCE_MISSING");
      if (!reasons.empty() || !wreck) return reasons;
      sold.state = "SOLD";
      Park(sold);
      return {};
    }
    reasons.merge(Held(who, car));
    if (Reserved(sold)) reasons.insert("CONTRACT_OPEN");
    const bool in_stock = sold.state == "IN_STOCK" || sold.state == "REGISTERED";
    reasons.insert(in_stock ? "INVALID_VALUE" : "ILLEGAL_TRANSITION");
    return reasons;
  }
  reasons.merge(Held(who, car));
  Deal* const made = DealOf(who, deal);
  if (made == nullptr) reasons.insert("NOT_FOUND");
  if (made == nullptr) return reasons;
  if (made->car != car) reasons.insert("INVALID_VALUE");
  if (sold.contract != deal) reasons.insert(Reserved(sold) ? "CONTRACT_OPEN" : "CONTRACT_STAGE");
  reasons.merge(Way(sold, "SOLD"));
  // The title goes to the lessee, and these draws name nobody on the ledger.
  if (!made->lessee.empty()) reasons.insert("INVALID_VALUE");
  if (made->stage == "ENDED" && made->bought_out && made->return_due) {
    if (made->paid < DueFor(*made, true)) reasons.insert("NOT_PAID");
  } else if (made->stage == "ACTIVE") {
    if (!made->exercised && (made->kind == "lease" || made->fee > 0)) reasons.insert("STEP_MISSING");
    if (made->paid < DueFor(*made, false)) reasons.insert("NOT_PAID");
  } else {
    reasons.insert("CONTRACT_STAGE");
  }
  if (!reasons.empty()) return reasons;
  made->stage = "ENDED";
  made->return_due = false;
  sold.state = "SOLD";
  LetGo(sold);
  sold.contract.clear();
  Park(sold);
  return {};
}

}  // namespace ingot::simulation
