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
#include "tests/support/fleet.h"

namespace ingot::simulation {

class RandomLife {
 public:
  explicit RandomLife(uint64_t seed);

  // Does one operation. Returns how ledger and model differ in the outcome or in the records concerned.
  std::vector<std::string> Step();

  const testing::Fleet& fleet() const { return fleet_; }
  // For what goes on beside the random operations; the model knows nothing of it.
  testing::Fleet& mutable_fleet() { return fleet_; }
  const Model& model() const { return model_; }
  // Accepted and refused operations by name ("Send OK", "Send CONTRACT_OPEN").
  const std::map<std::string, int>& outcomes() const { return outcomes_; }

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
  // One of the operations that suit the car's state, or any.
  void Fitting(const std::string& car);
  void Arbitrary(const std::string& car);

  // Submits and notes the outcome beside the model's.
  void Both(const std::string& op, const std::string& who, testing::TestEvent event, const Reasons& expected);
  void Both(const std::string& op, const std::string& who, const google::protobuf::Message& body,
            const Reasons& expected);
  v1::WeighTicket TicketOf(const std::string& who, const std::string& number, Grams net);

  std::mt19937_64 random_;
  testing::Fleet fleet_;
  Model model_;
  int born_ = 0;
  int numbers_ = 0;
  std::vector<std::string> differences_;
  std::vector<std::string> touched_cars_;
  std::string touched_deal_;
  std::map<std::string, int> outcomes_;
};

}  // namespace ingot::simulation

#endif  // INGOT_TESTS_SIMULATION_RULES_RANDOM_LIFE_H_
