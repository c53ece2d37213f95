// A story: steps of several organisations through the public API, with the metal that each must move and nothing else,
// and a whole audit at the end. Failures point at the step.
#ifndef INGOT_TESTS_SUPPORT_BANK_STORY_H_
#define INGOT_TESTS_SUPPORT_BANK_STORY_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "google/protobuf/message.h"
#include "gtest/gtest.h"
#include "ingot/v1/query_service.pb.h"
#include "tests/support/bank/bank.h"
#include "tests/support/bank/books.h"

namespace ingot::testing {

// Where in a story a step stands.
struct Place {
  const char* file;
  int line;
  static Place Here(const char* file = __builtin_FILE(), int line = __builtin_LINE()) { return {file, line}; }
};

// What happens in one submission.
struct Happening {
  Happening(const google::protobuf::Message& body);                                          // NOLINT: reads as prose
  Happening(const google::protobuf::Message& body, const google::protobuf::Message& terms);  // with its terms
  Happening(TestEvent event);                                                                // NOLINT
  Happening(std::vector<TestEvent> events);                                                  // NOLINT
  std::vector<TestEvent> events;
};

class Story : public ::testing::Test {
 protected:
  // The cast of all stories, with a brand (ruishi/v7), sites with permits to 2035, weighbridges of 20 kg, and standards
  // of 2 % loss, band 1 to 6 %: ruishi (manufacturer), qingdao (dealer, lessor), shanghai (dealer), rhein (dealer,
  // lessor), garage (workshop), qilu (insurer), elbe (recycler: elbe/yard), ruhr (recycler: ruhr/mill), leine (smelter:
  // leine/plant). Each bridge is <organisation>/bridge; the garage has garage/shop with scales of 1 kg.
  Story();
  // Goes on at a bank that has this cast.
  explicit Story(Bank& bank);
  static void Cast(Bank& bank);
  // The whole ledger verifies.
  void TearDown() override;

  void On(int year, int month, int day) { bank_.On(year, month, day); }
  v1::Date Today() const { return bank_.Today(); }

  // It is accepted, moves exactly this metal and leaves the books balanced.
  void Step(const std::string& who, Happening what, const Moves& moves = {}, Place place = Place::Here());
  // It is refused, as "REASON" or "REASON field", and moves nothing.
  void Refused(const std::string& who, Happening what, const std::string& refusal, Place place = Place::Here());
  // What others did beside the story, through bank(), since the last step.
  void Meanwhile(const Moves& moves, Place place = Place::Here());

  // Of the last accepted entry: "KIND SUBJECT id" a flag, and "vin grams" an allocation.
  std::vector<std::string> Flags() const;
  std::vector<std::string> Allocations() const;
  // Reverses an entry with the countersignatures of these organisations, ascending.
  Happening Reversal(uint64_t seq, const std::string& actor, const std::vector<std::string>& consenting = {});

  // As the auditor reads them.
  v1::VehicleState Vehicle(const std::string& vin);
  v1::ContractState Contract(const std::string& contract);
  v1::BatchState Batch(const std::string& batch);
  v1::LotState Lot(const std::string& lot);
  v1::HeatState Heat(const std::string& heat);
  int64_t Grams(const std::string& account) const { return books_.Of(account); }

  // Complete, both readings now, numbered on from 1001 by instrument.
  v1::WeighTicket Ticket(const std::string& instrument, int64_t net_g);

  // Steps that many stories begin with. A body of 56 000 g 5xxx and 100 000 g 6xxx, castings of 70 000 g.
  void Bear(const std::string& vin);
  void Deliver(const std::string& vin, const std::string& dealer);  // born, sent and received: IN_STOCK
  // From the dealer's stock: retired, sent to the yard of elbe, certified and depolluted.
  void ToHulk(const std::string& vin, const std::string& dealer);
  void ToMill(const std::vector<std::string>& vins);  // hulks of elbe's come to ruhr's mill
  // A lot out of a batch of ruhr's: metal_g grams by weighing and an outside laboratory's assay.
  void Recover(const std::string& lot, const std::string& batch, int64_t metal_g, const Moves& moves,
               Place place = Place::Here());

  Bank& bank() { return bank_; }

 private:
  // Reads the books and holds them against the last ones.
  void Balance(const Moves& moves, Place place);

  std::unique_ptr<Bank> own_;
  Bank& bank_;
  Books books_;
};

}  // namespace ingot::testing

#endif  // INGOT_TESTS_SUPPORT_BANK_STORY_H_
