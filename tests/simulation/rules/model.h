// An obvious model of the domain, written from docs/DOMAIN.md apart from the rules: plain structs, strings for states
// and accounts, its own table and its own arithmetic. Every operation answers with the set of reasons for which it may
// be refused; an empty set means that it is accepted, and then the model has done it.
#ifndef INGOT_TESTS_SIMULATION_RULES_MODEL_H_
#define INGOT_TESTS_SIMULATION_RULES_MODEL_H_

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace ingot::simulation {

using Reasons = std::set<std::string>;
using Grams = int64_t;

// Families and origins in the order in which ties are resolved; 0 for no origin.
enum Family { k5xxx = 1, k6xxx = 2, k7xxx = 3, kCast = 4, kMixed = 6, kNotStated = 7 };
enum Origin { kNone = 0, kOwnBody = 1, kOwnOther = 2, kRepair = 3, kThirdParty = 4, kPrimary = 5, kUndocumented = 6 };
using Pile = std::map<std::pair<int, int>, Grams>;

// The day on which all random lives happen, as yyyymmdd.
inline constexpr int kToday = 20'260'301;

// An insurance policy; days as yyyymmdd.
struct Cover {
  bool own_damage = false;
  int from = 0;
  int until = 0;
  int claims = 0;
};

struct Car {
  std::string state;
  std::string holder;
  std::string transfer;
  std::string contract;
  std::string site;
  std::string account;
  std::map<int, Grams> body;
  Grams other = 0;
  bool foreign = false;
  bool certified = false;
  bool depolluted = false;
  int64_t odometer = 0;
  int leases = 0;
  Grams recovered = 0;
  // By kind, with their counts.
  std::map<std::string, int> flags;
  // While STOLEN or UNTRACED: the state before.
  std::string before;
  // All holders ever; and, while it has none, the last one.
  std::set<std::string> holders;
  std::string last_holder;
  bool repairable = false;
  bool repair_inspected = false;
  std::string exported_to;
  std::string batch;
  std::map<std::string, Cover> covers;
  std::set<std::string> recalls;
  int services = 0;
  int sightings = 0;
  int disputes = 0;
  bool restated_late = false;
  std::string registered_in;
};

struct Quarrel {
  std::string opener;
  std::string car;
  bool open = true;
};

// A payment, refund, waiver or fee.
struct Money {
  std::string kind;  // payment, deposit, refund, waiver, fee
  int64_t amount = 0;
  bool returned = false;
};

struct Deal {
  std::string owner;
  std::string car;
  std::string kind;  // lease, lease_to_own, sale
  std::string stage;
  std::string renews;
  bool return_due = false;
  bool bought_out = false;
  bool exercised = false;
  bool settlement_stated = false;
  int64_t total = 0;
  int64_t fee = 0;
  int64_t paid = 0;
  int64_t deposit = 0;
  int64_t settlement = 0;
  int64_t waived = 0;
  int64_t fees = 0;
  int64_t refunded = 0;
  int64_t odometer = -1;  // at the hand-over; -1 where there was none on the ledger
  int months = 0;
  int changes = 0;
  std::string lessee;  // an organisation, or empty for a person
  std::set<int> in_default;
  std::map<std::string, Money> money;
};

struct Trip {
  std::string from;
  std::string to;
  bool hulks = false;  // or heaps
  // Heaps under way.
  std::vector<std::string> heaps;
};

struct Shred {
  std::string owner;
  std::string site;
  bool closed = false;
  std::map<std::string, Grams> hulks;  // own body by VIN
  Pile inputs;
  Grams own_recovered = 0;
  int unassayed = 0;
  // Heaps fed into it, and metal in those weighed out of it, excess included.
  std::vector<std::string> fed;
  Grams measured = 0;
  // By something that freezes claims on its metal.
  bool flagged = false;
};

struct Heap {
  std::string owner;
  std::string batch;
  Grams net = 0;
  bool assayed = false;
  bool consumed = false;
  int family = 0;
  Pile content;
  std::string grade = "REMA:Twitch";
  std::string site;
  std::string trip;
  std::string account;
  bool flagged = false;
};

// A heat.
struct Smelt {
  std::vector<std::string> lots;
  Pile tapped;
  Pile content;
  Pile claimed;
  bool flagged = false;
};

struct ClaimMade {
  std::string melt;
  Pile taken;
  bool cancelled = false;
};

class Model {
 public:
  Reasons Register(const std::string& who, const std::string& car, bool foreign, Grams body5, Grams body6, Grams other);
  Reasons Send(const std::string& who, const std::string& car, const std::string& trip, const std::string& to);
  Reasons Receive(const std::string& who, const std::string& car, const std::string& trip);
  Reasons BuyBack(const std::string& who, const std::string& car, bool document);
  Reasons Inspect(const std::string& who, const std::string& car, int64_t odometer, bool restock);
  Reasons Read(const std::string& who, const std::string& car, int64_t odometer);
  Reasons Return(const std::string& who, const std::string& car, const std::string& deal, int64_t odometer);
  Reasons Retire(const std::string& who, const std::string& car, bool document);
  Reasons Arrive(const std::string& who, const std::string& car, const std::string& site, const std::string& trip);
  Reasons Certify(const std::string& who, const std::string& car, const std::string& site, const std::string& serial);
  Reasons Depollute(const std::string& who, const std::string& car, const std::string& site);

  Reasons ArriveForeign(const std::string& who, const std::string& car, const std::string& site, bool certificate);
  // `state`: IN_STOCK, SOLD or RETURNED, or LEASED under `deal`, of which `paid` was paid before.
  Reasons Open(const std::string& who, const std::string& car, const std::string& state, const std::string& deal,
               int64_t odometer, bool known_mass, int64_t paid, bool evidence);

  Reasons Steal(const std::string& who, const std::string& car, bool police_report);
  Reasons Find(const std::string& who, const std::string& car, bool police_report);
  Reasons WriteOff(const std::string& who, const std::string& car, bool repairable, bool by_theft, bool ends_deal);
  Reasons InspectRepair(const std::string& who, const std::string& car, int64_t odometer, bool passed);
  Reasons Lose(const std::string& who, const std::string& car);
  Reasons Export(const std::string& who, const std::string& car, bool document);
  Reasons Import(const std::string& who, const std::string& car, bool back, bool same_country, bool to_owner,
                 bool document);
  Reasons Refute(const std::string& who, const std::string& car);
  Reasons Burn(const std::string& who, const std::string& car);
  Reasons CloseFile(const std::string& who, const std::string& car);
  Reasons Dispute(const std::string& who, const std::string& quarrel, const std::string& car);
  // `outcome`: WITHDRAWN, REJECTED or UPHELD.
  Reasons Resolve(const std::string& who, const std::string& quarrel, const std::string& outcome);

  Reasons Road(const std::string& who, const std::string& car, const std::string& country);
  Reasons SwapOdometer(const std::string& who, const std::string& car, int64_t old_reading, int64_t new_reading);
  Reasons Insure(const std::string& who, const std::string& car, const std::string& policy, bool own_damage, int from,
                 int until);
  Reasons Lapse(const std::string& who, const std::string& car, const std::string& policy, int on);
  Reasons Indemnify(const std::string& who, const std::string& car, const std::string& policy,
                    const std::string& number, int on);
  // -1: not read.
  Reasons Maintain(const std::string& who, const std::string& car, int64_t odometer);
  Reasons Recall(const std::string& who, const std::string& recall, const std::vector<std::string>& cars);
  Reasons Remedy(const std::string& who, const std::string& recall, const std::string& car);
  Reasons See(const std::string& who, const std::string& car);

  Reasons Amend(const std::string& who, const std::string& deal, int months);
  Reasons Extend(const std::string& who, const std::string& deal, int months);
  Reasons Novate(const std::string& who, const std::string& deal, const std::string& lessee);
  // The instalment of the day yyyymmdd.
  Reasons Default(const std::string& who, const std::string& deal, int day, bool cured);

  Reasons Replace(const std::string& who, const std::string& car, const std::string& site, int out_family, Grams out,
                  int in_family, Grams in, const std::string& reused_from);
  Reasons Strip(const std::string& who, const std::string& car, const std::string& site, int family, Grams grams,
                bool sold, bool dismantled);
  Reasons Restate(const std::string& who, const std::string& car, Grams body5, Grams body6);
  Reasons ClearFlag(const std::string& who, const std::string& car, const std::string& flag);

  Reasons Sign(const std::string& who, const std::string& deal, const std::string& car, const std::string& kind,
               int64_t total, int64_t fee);
  Reasons HandOver(const std::string& who, const std::string& deal, const std::string& car, int64_t odometer);
  Reasons Pay(const std::string& who, const std::string& deal, const std::string& payment, int64_t amount,
              bool deposit);
  Reasons Exercise(const std::string& who, const std::string& deal);
  Reasons End(const std::string& who, const std::string& deal, const std::string& reason, int64_t settlement);
  Reasons Settle(const std::string& who, const std::string& deal);
  Reasons Bounce(const std::string& who, const std::string& deal, const std::string& payment);
  Reasons Refund(const std::string& who, const std::string& deal, const std::string& refund, int64_t amount,
                 bool deposit);
  Reasons Waive(const std::string& who, const std::string& deal, const std::string& waiver, int64_t amount);
  Reasons Charge(const std::string& who, const std::string& deal, const std::string& fee, int64_t amount);
  Reasons Move(const std::string& who, const std::string& deal, const std::string& from, const std::string& to);
  Reasons PassTitle(const std::string& who, const std::string& car, const std::string& deal, bool document);

  Reasons SendHulks(const std::string& who, const std::vector<std::string>& cars, const std::string& trip,
                    const std::string& to);
  Reasons ReceiveHulks(const std::string& who, const std::vector<std::string>& cars, const std::string& trip,
                       const std::string& site);
  // scrap: grams of third-party metal on a ticket that holds `ticket_g`; 0 for none.
  Reasons Feed(const std::string& who, const std::string& batch, const std::string& site,
               const std::vector<std::string>& cars, const std::vector<std::string>& heaps, const std::string& ticket,
               Grams ticket_g, Grams scrap);
  Reasons Weigh(const std::string& who, const std::string& heap, const std::string& batch, const std::string& ticket,
                Grams net, int family);
  Reasons Assay(const std::string& who, const std::string& heap, Grams moisture, Grams foreign, Grams content);
  Reasons Close(const std::string& who, const std::string& batch);

  Reasons Collect(const std::string& who, const std::string& heap, const std::string& site, int family, Grams grams,
                  const std::string& ticket, Grams ticket_g);
  // An empty `to`: sold off the ledger.
  Reasons SendLots(const std::string& who, const std::vector<std::string>& sent, const std::string& trip,
                   const std::string& to);
  Reasons ReceiveLots(const std::string& who, const std::string& trip, const std::string& site);
  // At smelter/plant, of family 6xxx; all of the dross is metal.
  Reasons Melt(const std::string& who, const std::string& name, const std::vector<std::string>& lots, Grams primary,
               Grams tapped, Grams heel_before, Grams heel_after, Grams dross);
  Reasons GiveBack(const std::string& who, const std::string& melt, Grams grams, const std::string& brand);
  // Of kind CLOSED_LOOP or RECYCLED; makers claim nothing here.
  Reasons Claim(const std::string& who, const std::string& claim, const std::string& melt, bool closed_loop,
                Grams grams);
  Reasons Unclaim(const std::string& who, const std::string& claim);
  Reasons Void(const std::string& who, const std::string& ticket);

  // The sites that exist; each belongs to the organisation that its id begins with.
  std::set<std::string> sites = {"treater/yard",    "treater/second", "treater/lapsed", "shredder/mill",
                                 "workshop/garage", "smelter/plant",  "smelter/annex"};
  std::map<std::string, Car> cars;
  std::map<std::string, Deal> deals;
  std::map<std::string, Trip> trips;
  std::map<std::string, Shred> shreds;
  std::map<std::string, Heap> heaps;
  std::map<std::string, Quarrel> quarrels;
  std::map<std::string, Smelt> melts;
  std::map<std::string, ClaimMade> claims;
  // Account -> what stands on it. Piles without any gram are absent.
  std::map<std::string, Pile> accounts;

 private:
  // NOT_FOUND, or all of NOT_HOLDER and IN_TRANSIT that apply.
  Reasons Held(const std::string& who, const std::string& car) const;
  bool Owns(const std::string& who, const std::string& site) const;
  // Open contract of the car.
  bool Reserved(const Car& car) const;
  // What money of a deal may be refused for, whatever it is.
  Reasons Moneyed(const std::string& who, const std::string& deal, const std::string& reference);
  // The deal, if it is `who`'s.
  Deal* DealOf(const std::string& who, const std::string& deal);
  void Odometer(Car& car, int64_t reading);
  void Put(const std::string& account, const std::pair<int, int>& cell, Grams grams);
  // Moves a car's body to the account where it belongs now.
  void Park(Car& car);
  std::string Home(const Car& car) const;
  std::string HomeIn(const Car& car, const std::string& state) const;
  // Why the car may not come into `state`, where the table needs nothing but a total loss's repair.
  Reasons Way(const Car& car, const std::string& state) const;
  void Enter(Car& car, const std::string& state);
  void Hold(Car& car, const std::string& who);
  void LetGo(Car& car);
  // What its deal comes to when the car is gone for good (`ends`) or its place changes.
  void Release(Car& car, bool ends);
  // Whether `who` may speak for a car: holder at rest, or insurer of the vehicle itself.
  Reasons Speaks(const std::string& who, const Car& car) const;
  Reasons ReportsTheft(const std::string& who, const Car& car, bool police_report) const;
  void Shift(const Pile& pile, const std::string& from, const std::string& to);
  // Onto an account, all of it in one family.
  Pile Pour(const Pile& pile, const std::string& to, int family);
  // Why the heap can't be fed, melted or sent by `who`.
  Reasons Usable(const std::string& who, const std::string& heap) const;
  // Whether something upstream of these heaps freezes claims.
  bool Frozen(const std::vector<std::string>& lots) const;
  // Takes grams of a family out of a body; what the family lacks, pro rata out of the others.
  void TakeOut(Car& car, int family, Grams grams);

  std::set<std::string> used_tickets_;
  std::set<std::string> used_serials_;
  std::set<std::string> indemnities_;
};

// The custody table of docs/DOMAIN.md: where each state leads, but for what Found, imports and refutations do.
const std::map<std::string, std::set<std::string>>& Legal();

// What a deal comes to for its settlement, or for the title.
int64_t DueFor(const Deal& deal, bool settlement);

// Shares of `grams` in proportion to the pile, to the gram: whole shares first, then one gram each to those that lost
// most by rounding.
Pile Share(const Pile& pile, Grams grams);
Grams Sum(const Pile& pile);

}  // namespace ingot::simulation

#endif  // INGOT_TESTS_SIMULATION_RULES_MODEL_H_
