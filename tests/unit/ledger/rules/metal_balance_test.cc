// Random sequences of the events that move metal around bodies and behind the shredder, against a trial balance that
// the test keeps from the entries alone: after every entry, nothing is made or lost, no internal account is below zero,
// and lots, heats and accounts tell the same.
//
// INGOT_SIMULATION_SEED chooses another seed, INGOT_SIMULATION_STEPS another length.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "ledger/state/record_key.h"
#include "tests/support/works.h"

namespace ingot::testing {
namespace {

using Cell = std::pair<int, int>;  // family, origin
using Pile = std::map<Cell, int64_t>;

// Classes of docs/DOMAIN.md, "Accounts", that may be negative.
bool MayBeNegative(const std::string& account) {
  for (const char* name :
       {"PRODUCTION", "PARTS", "THIRD_PARTY_SCRAP", "OTHER_BODY", "PRIMARY", "VARIANCE", "EXCESS", "REGRADE"}) {
    const std::string prefix(name);
    if (account == prefix || account.rfind(prefix + "/", 0) == 0) return true;
  }
  return false;
}

std::string Name(const v1::Account& account) {
  std::string name = v1::AccountClass_Name(account.account_class()).substr(14);
  if (!account.party().empty()) name += "/" + account.party();
  if (!account.detail().empty()) name += "/" + account.detail();
  return name;
}

void AddTo(Pile& pile, const google::protobuf::RepeatedPtrField<v1::Amount>& amounts) {
  for (const v1::Amount& amount : amounts) {
    int64_t& grams = pile[{amount.family(), amount.origin()}];
    grams += amount.grams();
    if (grams == 0) pile.erase({amount.family(), amount.origin()});
  }
}

int64_t Sum(const google::protobuf::RepeatedPtrField<v1::Amount>& amounts) {
  int64_t sum = 0;
  for (const v1::Amount& amount : amounts) sum += amount.grams();
  return sum;
}

class MetalBalanceTest : public ::testing::Test {
 protected:
  static uint64_t FromEnvironment(const char* name, uint64_t otherwise) {
    const char* const value = std::getenv(name);
    return value == nullptr ? otherwise : std::strtoull(value, nullptr, 10);
  }

  MetalBalanceTest() : random_(FromEnvironment("INGOT_SIMULATION_SEED", 13'920)) {
    v1::RoleGranted granted;
    granted.set_organisation_id("shredder");
    granted.set_role(v1::ROLE_SMELTER);
    works_.Do(TestLedger::kOperator, granted);
  }

  int64_t Below(int64_t n) { return static_cast<int64_t>(random_() % static_cast<uint64_t>(n)); }
  bool Chance(int percent) { return Below(100) < percent; }
  template <typename T>
  const T& Any(const std::vector<T>& list) {
    return list[static_cast<size_t>(Below(static_cast<int64_t>(list.size())))];
  }
  std::string New(const std::string& owner, const char* kind) {
    return owner + "/" + kind + std::to_string(++numbers_);
  }

  // Submits, counts the outcome, and checks what was written.
  bool Try(const std::string& what, const std::string& who, const google::protobuf::Message& body) {
    const std::string outcome = works_.Try(who, body);
    ++outcomes_[what + (outcome == "OK" ? " OK" : " refused")];
    Follow();
    return outcome == "OK";
  }

  // Takes the entries since last time into the balance.
  void Follow() {
    for (; followed_ < works_.ledger().entries().size(); ++followed_) {
      const v1::Entry entry = works_.ledger().EntryAt(followed_);
      std::map<int, int64_t> families;
      std::map<int, int64_t> origins;
      for (const v1::Posting& posting : entry.postings()) {
        Pile& pile = balance_[Name(posting.account())];
        AddTo(pile, posting.amounts());
        for (const v1::Amount& amount : posting.amounts()) {
          families[amount.family()] += amount.grams();
          origins[amount.origin()] += amount.grams();
        }
        for (const auto& [cell, grams] : pile) {
          ASSERT_TRUE(grams > 0 || MayBeNegative(Name(posting.account()))) << Name(posting.account());
        }
        ExpectAsStored(posting.account(), pile);
      }
      for (const auto& [family, grams] : families) ASSERT_EQ(grams, 0) << "family " << family;
      ExpectOriginsKept(entry, origins);
    }
  }

  void ExpectAsStored(const v1::Account& account, const Pile& pile) {
    Pile stored;
    AddTo(stored, works_.ledger().RecordOf(state::AccountKey(account)).account().balance());
    // The state is that after the last entry.
    if (followed_ + 1 < works_.ledger().entries().size()) return;
    ASSERT_EQ(stored, pile) << Name(account);
  }

  // Metal takes on an origin where it enters (feed, collection, charge) and loses it in a new body; everything else
  // keeps the sum of each.
  static void ExpectOriginsKept(const v1::Entry& entry, const std::map<int, int64_t>& origins) {
    v1::Event event;
    ASSERT_TRUE(event.ParseFromString(entry.event()));
    switch (event.body_case()) {
      case v1::Event::kLotAssayed:
      case v1::Event::kBatchClosed:
      case v1::Event::kLotSent:
      case v1::Event::kLotReceived:
      case v1::Event::kReturnedToProduction:
      case v1::Event::kInventoryCounted:
        for (const auto& [origin, grams] : origins) ASSERT_EQ(grams, 0) << "origin " << origin;
        break;
      case v1::Event::kHeatMelted: {
        int64_t scrap = 0;
        int64_t primary = 0;
        for (const v1::ThirdPartyTicket& ticket : event.heat_melted().tickets()) scrap += ticket.aluminium_g();
        for (const v1::PrimaryMetal& metal : event.heat_melted().primary()) primary += metal.grams();
        for (const auto& [origin, grams] : origins) {
          const int64_t entered = origin == v1::ORIGIN_THIRD_PARTY   ? scrap
                                  : origin == v1::ORIGIN_PRIMARY     ? primary
                                  : origin == v1::ORIGIN_UNSPECIFIED ? -scrap - primary
                                                                     : 0;
          ASSERT_EQ(grams, entered) << "origin " << origin;
        }
        break;
      }
      default:
        break;
    }
  }

  // What lots, heats and accounts say of the same metal.
  void ExpectOneStory() {
    std::map<std::string, Pile> lots;
    std::map<std::string, Pile> brands;
    for (const auto& [key, record] : works_.ledger().state().records()) {
      if (record->has_lot() && record->lot().has_position()) {
        AddTo(lots[Name(record->lot().position())], record->lot().content());
      }
      EXPECT_FALSE(record->has_lot() && record->lot().consumed() && record->lot().content_size() > 0);
      if (record->has_heat()) ExpectHeat(record->heat(), brands);
    }
    for (const auto& [account, pile] : balance_) {
      const bool of_lots = account.rfind("RECOVERED/", 0) == 0 || account.find("/lots") != std::string::npos;
      const bool of_brand = account.rfind("BACK_IN_PRODUCTION/", 0) == 0;
      if (of_lots) {
        EXPECT_EQ(pile, lots[account]) << account;
      } else if (of_brand) {
        EXPECT_EQ(pile, brands[account]) << account;
      }
    }
    Pile all;
    for (const auto& [account, pile] : balance_) {
      for (const auto& [cell, grams] : pile) all[{cell.first, 0}] += grams;
    }
    for (const auto& [cell, grams] : all) EXPECT_EQ(grams, 0) << "family " << cell.first;
  }

  static void ExpectHeat(const v1::HeatState& heat, std::map<std::string, Pile>& brands) {
    Pile tapped;
    AddTo(tapped, heat.tapped());
    Pile claimed;
    AddTo(claimed, heat.claimed());
    for (const auto& [cell, grams] : claimed) {
      EXPECT_GT(grams, 0);
      EXPECT_LE(grams, tapped[cell]) << heat.heat_id();
      EXPECT_NE(cell.second, static_cast<int>(v1::ORIGIN_PRIMARY));
      EXPECT_NE(cell.second, static_cast<int>(v1::ORIGIN_UNDOCUMENTED));
    }
    Pile left;
    AddTo(left, heat.content());
    for (const v1::HeatReturn& returned : heat.returned()) {
      AddTo(left, returned.returned());
      AddTo(brands["BACK_IN_PRODUCTION/" + returned.brand_id()], returned.remaining());
      Pile own;
      AddTo(own, returned.returned());
      for (const v1::Amount& amount : returned.claimed()) {
        EXPECT_LE(amount.grams(), (own[{amount.family(), amount.origin()}])) << heat.heat_id();
      }
    }
    for (const auto& [cell, grams] : left) EXPECT_LE(grams, tapped[cell]) << heat.heat_id();
    const v1::HeatMelted& melted = heat.melted();
    EXPECT_EQ(heat.input_g() + heat.excess_g(),
              melted.tapped_g() + melted.heel_after_g() + melted.dross_metal_g() + heat.loss_g())
        << heat.heat_id();
  }

  void OpLot() {
    const std::string batch = New("shredder", "b");
    v1::BatchFed fed = Fed(batch, {});
    if (Chance(70)) {
      const std::string vin = Vin(static_cast<int>(++vehicles_));
      works_.ToMill({vin});
      if (Chance(30)) {
        v1::PartsRemoved parts = PartOff(vin, "shredder/mill", Mass(Family(), 1 + Below(60'000)));
        parts.set_dismantled(Chance(30));
        Try("Parts", "shredder", parts);
      }
      fed.add_vins(vin);
    }
    if (fed.vins().empty() || Chance(60)) {
      const int64_t grams = 1 + Below(400'000);
      *fed.add_tickets() = Scrap(works_.NextTicket((grams + 19'999) / 20'000 * 20'000, "shredder/bridge-2"), grams);
      fed.mutable_tickets(0)->set_family(Family());
    }
    for (const std::string& lot : LotsOf("shredder")) {
      if (Chance(10) && fed.lot_ids_size() < 8) fed.add_lot_ids(lot);
    }
    if (!Try("Feed", "shredder", fed)) return;
    for (int i = 0; i < 2; ++i) {
      const std::string lot = New("shredder", "l");
      v1::LotWeighed weighed = Weighed(lot, batch, works_.NextTicket((1 + Below(15)) * 20'000));
      if (Chance(30)) weighed.set_family(Family());
      if (!Try("Weigh", "shredder", weighed)) continue;
      Try("Assay", "shredder", Assayed(lot, 0, 0, static_cast<int32_t>(300'000 + Below(700'001))));
    }
    // Most stay open: a closed one is flagged as often as not, and freezes what came of it.
    if (Chance(30)) Try("Close", "shredder", Closed(batch));
  }

  v1::AlloyFamily Family() { return static_cast<v1::AlloyFamily>(1 + Below(v1::AlloyFamily_MAX)); }

  // Lots that the organisation can use, in the order of their ids.
  std::vector<std::string> LotsOf(const std::string& holder, const std::string& site = "") {
    std::vector<std::string> lots;
    for (const auto& [key, record] : works_.ledger().state().records()) {
      if (!record->has_lot()) continue;
      const v1::LotState& lot = record->lot();
      if (lot.holder() == holder && lot.assayed() && !lot.consumed() && lot.transfer_id().empty() &&
          (site.empty() || lot.site_id() == site)) {
        lots.push_back(lot.lot_id());
      }
    }
    return lots;
  }

  void OpRepair() {
    const std::string vin = Vin(static_cast<int>(++vehicles_));
    if (Chance(20)) {
      works_.Do("shredder", ForeignMake(vin));
    } else {
      works_.Sell(vin);
    }
    v1::PanelReplaced event = Repair(vin, Works::kGarage);
    *event.add_removed() = Mass(Family(), 1 + Below(20'000));
    v1::FittedPanel& panel = *event.add_fitted();
    panel.set_source(v1::PANEL_SOURCE_NEW);
    *panel.mutable_metal() = Mass(Family(), 1 + Below(20'000));
    Try("Repair", "workshop", event);
    const int64_t grams = 1 + Below(15'000);
    Try("Collect", "workshop",
        Collected(New("workshop", "l"), Works::kGarage, {Mass(event.removed(0).family(), grams)},
                  works_.NextTicket((grams + 999) / 1'000 * 1'000, "workshop/scales")));
  }

  void OpSend() {
    const std::string who = Any<std::string>({"shredder", "shredder", "workshop", "smelter"});
    const std::string site = who == "shredder" ? "shredder/mill" : who == "workshop" ? Works::kGarage : Works::kPlant;
    std::vector<std::string> lots;
    for (const std::string& lot : LotsOf(who, site)) {
      if (Chance(40) && lots.size() < 16) lots.push_back(lot);
    }
    if (lots.empty()) return;
    const std::string transfer = New(who, "lots");
    const std::string to = Chance(8) ? "" : Any<std::string>({"smelter", "smelter", "shredder", "treater"});
    if (!Try("Send", who, LotsSent(transfer, lots, to)) || to.empty()) return;
    const bool back = Chance(10);
    const std::string receiver = back ? who : to;
    const std::string place = receiver == "smelter"    ? Works::kPlant
                              : receiver == "shredder" ? "shredder/mill"
                              : receiver == "treater"  ? "treater/yard"
                                                       : Works::kGarage;
    if (Chance(90)) Try("Receive", receiver, LotsReceived(transfer, place));
  }

  void OpMelt() {
    const std::string who = Chance(80) ? "smelter" : "shredder";
    const std::string site = who == "smelter" ? Works::kPlant : "shredder/mill";
    v1::HeatMelted event = Melted(New(who, "h"), {}, 1);
    event.set_site_id(site);
    int64_t input = 0;
    const int lots = Chance(40) ? 0 : 50;
    for (const std::string& lot : LotsOf(who, site)) {
      if (!Chance(lots) || event.lot_ids_size() == 32) continue;
      event.add_lot_ids(lot);
      input += Sum(works_.Lot(lot).content());
    }
    const int64_t heel = works_.ledger().TotalOf(Furnace(site));
    event.set_heel_before_g(std::max<int64_t>(0, heel + (Chance(60) ? 0 : Below(4'001) - 2'000)));
    input += event.heel_before_g();
    if (Chance(30)) {
      v1::PrimaryMetal& primary = *event.add_primary();
      primary.set_family(Family());
      primary.set_grams(1 + Below(200'000));
      input += primary.grams();
    }
    if (Chance(60)) {
      const int64_t grams = 1 + Below(100'000);
      *event.add_tickets() = Scrap(works_.NextTicket((grams + 19'999) / 20'000 * 20'000,
                                                     who == "smelter" ? "smelter/bridge" : "shredder/bridge-1"),
                                   grams);
      input += grams;
    }
    event.set_heel_after_g(Chance(50) ? 0 : Below(input / 4 + 1));
    event.set_dross_metal_g(Below(input / 20 + 1));
    event.set_dross_g(event.dross_metal_g() + Below(1'000));
    const int64_t rest = input - event.heel_after_g() - event.dross_metal_g();
    const int64_t charge = input - event.heel_before_g();
    const int64_t loss = Chance(75) ? charge * (12 + Below(45)) / 1'000 : rest * (Below(120) - 20) / 1'000;
    event.set_tapped_g(std::max<int64_t>(1, rest - loss));
    event.set_family(Family());
    if (Try("Melt", who, event)) heats_.emplace_back(who, event.heat_id());
  }

  static v1::Account Furnace(const std::string& site) {
    v1::Account account;
    account.set_account_class(v1::ACCOUNT_CLASS_FURNACE);
    account.set_party(site);
    return account;
  }

  void OpReturn() {
    if (heats_.empty()) return;
    const auto& [who, heat] = Any(heats_);
    const int64_t left = Sum(works_.Heat(heat).content());
    const int64_t grams = Chance(5) ? left + 1 : left == 0 ? 1 : 1 + Below(left);
    Try("Return", who, BackTo(Any<std::string>({"maker/brand", "maker/brand", "maker-2/brand", ""}), heat, grams));
  }

  void OpBuild() {
    if (heats_.empty()) return;
    v1::VehicleRegistered event = Registered(Vin(static_cast<int>(++vehicles_)));
    std::set<std::string> named;
    for (int i = 0; i < 3; ++i) named.insert(Any(heats_).second);
    for (const std::string& heat : named) {
      int64_t left = 0;
      const v1::HeatState state = works_.Heat(heat);
      for (const v1::HeatReturn& returned : state.returned()) {
        if (returned.brand_id() == kTestBrand) left = returned.returned_g() - returned.consumed_g();
      }
      if (left == 0) continue;
      v1::ConsumedHeat& consumed = *event.add_heats();
      consumed.set_heat_id(heat);
      consumed.set_grams(std::min<int64_t>(left, 1 + Below(52'000)));
    }
    Try("Build", "maker", event);
  }

  void OpClaim() {
    if (heats_.empty()) return;
    const auto& [smelter, heat] = Any(heats_);
    const std::string who = Chance(60) ? smelter : Any<std::string>({"maker", "maker-2"});
    v1::ContentClaimed event = Claimed(New(who, "c"), heat, 1 + Below(Chance(50) ? 5'000 : 150'000));
    event.set_kind(static_cast<v1::ClaimKind>(1 + Below(v1::ClaimKind_MAX)));
    if (Try("Claim", who, event) && Chance(40)) Try("Cancel", who, Cancelled(event.claim_id()));
  }

  void OpCount() {
    const v1::AccountClass account_class =
        Any<v1::AccountClass>({v1::ACCOUNT_CLASS_SCRAP_STOCK, v1::ACCOUNT_CLASS_REMELTED, v1::ACCOUNT_CLASS_DROSS,
                               v1::ACCOUNT_CLASS_FURNACE});
    v1::Account account = Furnace(Works::kPlant);
    account.set_account_class(account_class);
    std::map<int, int64_t> families;
    const v1::Record record = works_.ledger().RecordOf(state::AccountKey(account));
    for (const v1::Amount& amount : record.account().balance()) {
      families[amount.family()] += amount.grams();
    }
    std::vector<v1::FamilyMass> counted;
    for (const auto& [family, grams] : families) {
      if (Chance(5)) continue;
      counted.push_back(Mass(static_cast<v1::AlloyFamily>(family), grams * (970 + Below(50)) / 1'000));
    }
    Try("Count", "smelter", Counted(Works::kPlant, account_class, counted));
  }

  void Step() {
    switch (Below(12)) {
      case 0:
      case 1:
        return OpLot();
      case 2:
      case 3:
        return OpSend();
      case 4:
        return OpRepair();
      case 5:
        return OpMelt();
      case 6:
        return OpReturn();
      case 7:
        return OpBuild();
      case 8:
      case 9:
      case 10:
        return OpClaim();
      default:
        return OpCount();
    }
  }

  Works works_;
  std::mt19937_64 random_;
  std::map<std::string, Pile> balance_;
  std::map<std::string, int> outcomes_;
  std::vector<std::pair<std::string, std::string>> heats_;  // smelter, heat
  uint64_t followed_ = 0;
  int numbers_ = 0;
  int64_t vehicles_ = 0;
};

TEST_F(MetalBalanceTest, NothingIsMadeOrLost) {
  constexpr int kDefaultSteps = 600;
  const int steps = static_cast<int>(FromEnvironment("INGOT_SIMULATION_STEPS", kDefaultSteps));
  for (int step = 0; step < steps; ++step) {
    Step();
    Follow();
    if (step % 20 == 0) ExpectOneStory();
    ASSERT_FALSE(HasFailure()) << "step " << step;
  }
  ExpectOneStory();
  // It must not degenerate.
  if (steps < kDefaultSteps) return;
  for (const char* what : {"Parts", "Feed", "Weigh", "Assay", "Close", "Repair", "Collect", "Send", "Receive", "Melt",
                           "Return", "Build", "Claim", "Cancel", "Count"}) {
    EXPECT_GT(outcomes_[std::string(what) + " OK"], 5) << what;
  }
  EXPECT_GT(outcomes_["Claim refused"], 5);
  EXPECT_GT(outcomes_["Return refused"], 0);
}

}  // namespace
}  // namespace ingot::testing
