// Draws operations, legal and illegal, and does each on the ledger and on the model.
#ifndef INGOT_TESTS_SIMULATION_RULES_RANDOM_LIFE_H_
#define INGOT_TESTS_SIMULATION_RULES_RANDOM_LIFE_H_

#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "google/protobuf/message.h"
#include "tests/simulation/rules/model.h"
#include "tests/support/works.h"

namespace ingot::simulation {

class RandomLife {
 public:
  // What is drawn: all that the model knows, or of the facts beside a vehicle's ordinary life those that can be
  // reversed.
  enum class Draws { kAll, kReversible };

  explicit RandomLife(uint64_t seed, Draws draws = Draws::kAll);

  // Does one operation. Returns how ledger and model differ in the outcome or in the records concerned.
  std::vector<std::string> Step();

  const testing::Fleet& fleet() const { return fleet_; }
  // For what goes on beside the random operations; the model knows nothing of it.
  testing::Fleet& mutable_fleet() { return fleet_; }
  const Model& model() const { return model_; }
  // Accepted and refused operations by name ("Send OK", "Send CONTRACT_OPEN").
  const std::map<std::string, int>& outcomes() const { return outcomes_; }
  // Refusals for which the model had several reasons, any of which may come first.
  int ambiguous() const { return ambiguous_; }

 private:
  // Draws.
  int Below(int bound) { return static_cast<int>(random_() % static_cast<uint64_t>(bound)); }
  bool Chance(int percent) { return Below(100) < percent; }
  template <typename T>
  const T& Any(const std::vector<T>& list) {
    return list[static_cast<size_t>(Below(static_cast<int>(list.size())))];
  }
  std::string Someone();
  // The one who should act, most of the time.
  std::string Rather(const std::string& who);
  std::string AnyCar();
  std::string AnyDeal(const std::string& car);
  // A deal that may still take money.
  std::string MoneyDeal(const std::string& car);
  std::string OwnerOfDeal(const std::string& deal) const;
  std::string Reference();
  std::string SiteOf(const std::string& who);
  std::string Ticket(const std::string& who);
  // Who answers for the car.
  std::string HolderOrLast(const std::string& car) const;
  std::string PolicyOf(const std::string& car);
  std::string AnyMelt();
  // Where `who` has lots, and some of those lying at a site (empty for anywhere).
  std::string SiteWithLots(const std::string& who);
  std::vector<std::string> SomeLots(const std::string& who, const std::string& site);
  // Hulks that stand together with this one, some of them.
  std::vector<std::string> HulksWith(const std::string& car);

  // Operations; `car` is what they are about.
  void OpRegister();
  void OpSend(const std::string& car);
  void OpReceive(const std::string& car);
  void OpBuyBack(const std::string& car);
  void OpInspect(const std::string& car);
  void OpRead(const std::string& car);
  void OpReturn(const std::string& car);
  void OpRetire(const std::string& car);
  void OpArrive(const std::string& car);
  void OpCertify(const std::string& car);
  void OpDepollute(const std::string& car);
  void OpSign(const std::string& car);
  void OpHandOver(const std::string& car);
  void OpPay(const std::string& car);
  void OpBounce(const std::string& car);
  void OpRefund(const std::string& car);
  void OpWaive(const std::string& car);
  void OpCharge(const std::string& car);
  // One of the five, payments rather.
  void OpMoney(const std::string& car);
  void OpMove(const std::string& car);
  void OpExercise(const std::string& car);
  void OpEnd(const std::string& car);
  void OpSettle(const std::string& car);
  void OpTitle(const std::string& car);
  void OpSendHulks(const std::string& car);
  void OpReceiveHulks(const std::string& car);
  void OpFeed(const std::string& car);
  void OpWeigh();
  void OpAssay();
  void OpClose();
  void OpOpen();
  void OpArriveForeign(const std::string& car);
  void OpSteal(const std::string& car);
  void OpFind(const std::string& car);
  void OpWriteOff(const std::string& car);
  void OpInspectRepair(const std::string& car);
  void OpLose(const std::string& car);
  void OpExport(const std::string& car);
  void OpImport(const std::string& car);
  void OpRefute(const std::string& car);
  void OpBurn(const std::string& car);
  void OpCloseFile(const std::string& car);
  void OpDispute(const std::string& car);
  void OpResolve(const std::string& car);
  void OpRoad(const std::string& car);
  void OpSwapOdometer(const std::string& car);
  void OpInsure(const std::string& car);
  void OpLapse(const std::string& car);
  void OpIndemnify(const std::string& car);
  void OpMaintain(const std::string& car);
  void OpRecall(const std::string& car);
  void OpRemedy(const std::string& car);
  void OpSee(const std::string& car);
  void OpAmend(const std::string& car);
  void OpExtend(const std::string& car);
  void OpNovate(const std::string& car);
  void OpDefault(const std::string& car);
  void OpReplace(const std::string& car);
  void OpStrip(const std::string& car);
  void OpRestate(const std::string& car);
  void OpClearFlag(const std::string& car);
  void OpCollect(const std::string& car);
  void OpSendLots(const std::string& car);
  void OpReceiveLots(const std::string& car);
  void OpMelt(const std::string& car);
  void OpGiveBack(const std::string& car);
  void OpClaim(const std::string& car);
  void OpUnclaim(const std::string& car);
  void OpVoid(const std::string& car);
  // Any of those behind the shredder.
  void Behind(const std::string& car);
  // Any of those that don't lead on in a vehicle's ordinary life.
  void Aside(const std::string& car);
  // One of the operations that suit the car's state, or any.
  void Fitting(const std::string& car);
  void Arbitrary(const std::string& car);

  // Submits and notes the outcome beside the model's.
  void Both(const std::string& op, const std::string& who, testing::TestEvent event, const Reasons& expected);
  void Both(const std::string& op, const std::string& who, const google::protobuf::Message& body,
            const Reasons& expected);
  v1::WeighTicket TicketOf(const std::string& who, const std::string& number, Grams net);

  std::mt19937_64 random_;
  Draws draws_;
  testing::Works fleet_;
  Model model_;
  int born_ = 0;
  int numbers_ = 0;
  std::vector<std::string> differences_;
  std::vector<std::string> touched_cars_;
  std::string touched_deal_;
  std::map<std::string, int> outcomes_;
  int ambiguous_ = 0;
};

}  // namespace ingot::simulation

#endif  // INGOT_TESTS_SIMULATION_RULES_RANDOM_LIFE_H_
