// Claims beyond what a correction left of a heat. They stand, since others have built on them; but their smelter's next
// claims make them good, origin by origin, before they get any metal.
#ifndef INGOT_LEDGER_RULES_OVER_CLAIM_H_
#define INGOT_LEDGER_RULES_OVER_CLAIM_H_

#include <map>
#include <string>
#include <vector>

#include "ledger/mass/amounts.h"
#include "ledger/rules/transaction.h"

namespace ingot::rules {

// Heats in OrganisationState.over_claimed_heats.
inline constexpr int kMaxOverClaimedHeats = 64;

// What claims took of the heat beyond what it holds by now and beyond what was made good.
mass::Cells OverClaimed(const v1::HeatState& heat);

// After a correction of the heat: notes it with the organisation that melted it, where claims took more than is left.
void NoteOverClaim(Transaction& t, const v1::HeatState& heat);

// What one claim makes good.
class Amends {
 public:
  explicit Amends(const Transaction& t) : t_(t) {}

  // Takes out of `free`, which is the heat's, what it can of the over-claims of the heat's smelter; returns it.
  mass::Cells TakeFrom(const v1::HeatState& heat, mass::Cells& free);
  // Notes on the over-claimed heats what was taken; they become subjects of the entry.
  void Note(Transaction& t) const;

 private:
  struct Debt {
    std::string heat_id;
    mass::Cells left;
    mass::Cells made_good;
  };
  std::vector<Debt>& DebtsOf(const std::string& smelter);

  const Transaction& t_;
  std::map<std::string, std::vector<Debt>> debts_;
};

}  // namespace ingot::rules

#endif  // INGOT_LEDGER_RULES_OVER_CLAIM_H_
