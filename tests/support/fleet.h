// A setting for tests of the rules: organisations with sites, instruments, a brand and standards, builders of events,
// and ways to bring a vehicle into any state. Outcomes are texts, so that a test reads as a table.
#ifndef INGOT_TESTS_SUPPORT_FLEET_H_
#define INGOT_TESTS_SUPPORT_FLEET_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "google/protobuf/message.h"
#include "ingot/v1/event.pb.h"
#include "ingot/v1/state.pb.h"
#include "tests/support/rule_events.h"
#include "tests/support/test_ledger.h"

namespace ingot::testing {

class Fleet {
 public:
  static constexpr char kMaker[] = "maker";
  static constexpr char kDealer[] = "dealer";       // dealer and lessor
  static constexpr char kOther[] = "other-dealer";  // dealer
  static constexpr char kTreater[] = "treater";     // recycler: sites yard, second; lapsed without valid permit
  static constexpr char kShredder[] = "shredder";   // recycler: site mill, instruments bridge-1, bridge-2, old-bridge
  static constexpr char kWorkshop[] = "workshop";
  static constexpr char kInsurer[] = "insurer";
  static constexpr char kAuditor[] = "auditor";

  Fleet();

  TestLedger& ledger() { return ledger_; }
  const TestLedger& ledger() const { return ledger_; }

  // "OK", or the refusal as "REASON field" with the field below the event.
  std::string Try(const std::string& organisation, TestEvent event);
  std::string Try(const std::string& organisation, const google::protobuf::Message& body);
  std::string Try(const std::string& organisation, const google::protobuf::Message& body,
                  const google::protobuf::Message& terms);
  // The same for steps that lead up to a test; aborts with the refusal.
  void Do(const std::string& organisation, TestEvent event);
  void Do(const std::string& organisation, const google::protobuf::Message& body);
  void Do(const std::string& organisation, const google::protobuf::Message& body,
          const google::protobuf::Message& terms);

  // Ways to a state. Contracts and transfers get ids from the VIN's serial number, made by `...Of` below.
  void Bear(const std::string& vin);
  void Stock(const std::string& vin);                                                 // IN_STOCK at the dealer
  void Lease(const std::string& vin, v1::ContractKind kind, int64_t option_fee = 0);  // under ContractOf(vin)
  void Sell(const std::string& vin);                                                  // SOLD by the dealer
  void EndLease(const std::string& vin, v1::ContractEndReason reason, int64_t settled_total);
  void TakeBack(const std::string& vin);                  // RETURNED, after a lease that ran its term
  void Retire(const std::string& vin);                    // RETIRED by the dealer
  void SendToYard(const std::string& vin);                // ... and sent to treater, TransferOf(vin)
  void ToYard(const std::string& vin);                    // AT_FACILITY treater/yard
  void ToHulk(const std::string& vin);                    // ... certified and depolluted
  void ToMill(const std::vector<std::string>& vins);      // hulks at shredder/mill
  static std::string ContractOf(const std::string& vin);  // dealer/c-<serial>
  static std::string TransferOf(const std::string& vin);  // dealer/t-<serial>

  // The last entry.
  uint64_t LastSeq() const { return ledger_.entries().size() - 1; }
  // Has the actor reverse an entry; the consenting organisations, ascending, countersign.
  std::string TryReversal(const std::string& actor, uint64_t target_seq,
                          const std::vector<std::string>& consenting = {});
  v1::Countersignature Consent(const std::string& organisation, const std::string& actor,
                               const v1::EntryReversed& reversal) const;

  // A ticket of shredder's instrument, both readings at the ledger's time.
  v1::WeighTicket Ticket(const std::string& number, int64_t gross_g, int64_t tare_g,
                         const std::string& instrument = "shredder/bridge-1") const;

  v1::VehicleState Vehicle(const std::string& vin) const;
  v1::ContractState Contract(const std::string& contract) const;
  v1::TransferState Transfer(const std::string& transfer) const;
  v1::BatchState Batch(const std::string& batch) const;
  v1::LotState Lot(const std::string& lot) const;

  // Of the last entry: "CLASS/party/detail FAMILY origin +grams" a line, in the entry's order (origin only where one
  // applies).
  std::vector<std::string> Postings() const;
  // "KIND SUBJECT id" a flag.
  std::vector<std::string> Flags() const;
  // "KIND id" a subject.
  std::vector<std::string> Subjects() const;

 private:
  TestLedger ledger_;
  int transfers_ = 0;
};

}  // namespace ingot::testing

#endif  // INGOT_TESTS_SUPPORT_FLEET_H_
