// The vehicles alive, each in 52 bytes, and their agenda: which of them has something to do on which day.
#ifndef INGOT_CLIENTS_SIMULATE_FLEET_H_
#define INGOT_CLIENTS_SIMULATE_FLEET_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <vector>

#include "clients/simulate/cast.h"
#include "ingot/v1/common.pb.h"

namespace ingot::simulate {

// What a vehicle does next.
enum class Step : uint8_t {
  kRest,  // nothing of its own: others move it (a hulk in a yard), or its story is over
  kRestate,
  kSend,
  kReceive,
  kOffer,
  kHandOver,
  kInsure,
  kTerm,  // an instalment is due
  kDunning,
  kCorrect,  // a payment recorded with a wrong amount
  kRepay,    // a payment that the bank took back
  kService,
  kKeeper,  // half a year with an owner
  kReturn,
  kRestock,
  kRenew,
  kStolen,
  kRepair,
  kRebuild,
  kInspect,
  kRetire,
  kDeliver,
  kArrive,
  kTreat,
  kAbroad,
  kLost,
  kDispute,
  kClose,
  kSighted,
  kRefute,
};

// Things that are true of a vehicle.
enum class Mark : uint16_t {
  kMassUnknown = 1 << 0,
  kDeposit = 1 << 1,
  kCommercial = 1 << 2,
  kRecallDone = 1 << 3,
  kOwned = 1 << 4,  // SOLD: nobody on the ledger holds it
  kTotalLoss = 1 << 5,
  kDefaulted = 1 << 6,
  kUsed = 1 << 7,  // had a contract before
  kOpened = 1 << 8,
  kInsured = 1 << 9,
  kExcessKm = 1 << 10,
  kOdometerNew = 1 << 11,  // replaced, and not read since
};

// Indexes of vehicles; a slot is used again once its vehicle is forgotten.
using Slot = uint32_t;
inline constexpr Slot kNoSlot = UINT32_MAX;

struct Vehicle {
  // The next one on the same day.
  Slot next = kNoSlot;
  // In the order of birth.
  uint32_t number = 0;
  // Of the VIN, in its model and model year.
  uint32_t serial = 0;
  // What repairs and dismantling changed in the body.
  int32_t body_delta_g = 0;
  // Hundreds of metres.
  uint32_t odometer_hm = 0;
  // Minor units: of an instalment, or of a sale.
  uint32_t instalment = 0;
  // Days.
  int16_t born = 0;
  int16_t started = 0;
  int16_t insured_until = 0;
  int16_t end_of_life = 0;
  int16_t noted = 0;
  uint16_t marks = 0;
  // Holder, or who sold it last.
  Who dealer = 0;
  // Whose turn it is besides the dealer: a facility, a shredder.
  Who place = 0;
  uint16_t steps = 0;
  uint8_t model = 0;
  // From Calendar::first_year() - kEarliestModelYears.
  uint8_t model_year = 0;
  Step step = Step::kRest;
  uint8_t kind = v1::CONTRACT_KIND_UNSPECIFIED;
  // Of the contract: quarters agreed, quarters paid.
  uint8_t quarters = 0;
  uint8_t paid = 0;
  uint8_t contracts = 0;
  uint8_t repairs = 0;
  // So many of its contracts bear the name of the dealer whom the present one succeeded.
  uint8_t inherited = 0;

  bool Is(Mark mark) const { return (marks & static_cast<uint16_t>(mark)) != 0; }
  void Set(Mark mark) { marks = static_cast<uint16_t>(marks | static_cast<uint16_t>(mark)); }
  void Clear(Mark mark) { marks = static_cast<uint16_t>(marks & ~static_cast<uint16_t>(mark)); }
};

inline constexpr int kEarliestModelYears = 4;

static_assert(sizeof(Vehicle) == 52, "the memory of ten million vehicles is counted by this");

// Not thread-safe. Memory grows with the vehicles alive, not with what happened.
class Fleet {
 public:
  explicit Fleet(int days) : first_(static_cast<size_t>(days), kNoSlot) {}

  Slot Add();
  // Its slot is free again.
  void Forget(Slot slot);
  Vehicle& operator[](Slot slot) { return vehicles_[slot]; }
  const Vehicle& operator[](Slot slot) const { return vehicles_[slot]; }

  // On a later day; nothing where that day lies beyond the last one.
  void Schedule(Slot slot, Step step, int day);
  // Takes the vehicles that are due that day, in the order in which they were scheduled, youngest first.
  Slot TakeDue(int day);

  size_t alive() const { return vehicles_.size() - free_.size(); }
  size_t slots() const { return vehicles_.size(); }

 private:
  // A deque: no copy while it grows, and references stay good.
  std::deque<Vehicle> vehicles_;
  std::vector<Slot> free_;
  // By day.
  std::vector<Slot> first_;
};

}  // namespace ingot::simulate

#endif  // INGOT_CLIENTS_SIMULATE_FLEET_H_
