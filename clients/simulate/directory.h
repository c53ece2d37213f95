// What organisations register once and renew: sites, instruments, brands, standards; and what happens once a year.
#ifndef INGOT_CLIENTS_SIMULATE_DIRECTORY_H_
#define INGOT_CLIENTS_SIMULATE_DIRECTORY_H_

#include <string>

#include "clients/simulate/stage.h"

namespace ingot::simulate {

// Local ids of the standards that the operator publishes.
inline constexpr std::string_view kShredStandard = "sim-shred";
inline constexpr std::string_view kMeltStandard = "sim-melt";
// Within their bands everything is as usual; ppm of the input.
inline constexpr int64_t kShredLossLow = 5'000, kShredLossHigh = 60'000;
inline constexpr int64_t kMeltLossLow = 10'000, kMeltLossHigh = 80'000;

std::string BrandOf(const Stage& stage, const Model& model);
std::string ModelIdOf(const Stage& stage, const Model& model);

// Validity of what has one. Not thread-safe.
class Directory {
 public:
  explicit Directory(Stage& stage);

  // Day 0: nothing else is said on it.
  void Open();
  // Renewals, the years' closings, recalls, what auditors clear.
  void Day();

  bool PermitHolds(Who who) const { return permit_until_[who] >= stage_.day; }
  bool InstrumentHolds(Who who) const { return instrument_until_[who] >= stage_.day; }

 private:
  void Site(Who who);
  void Instrument(Who who);
  void ClosePeriods();
  void OpenRecalls();
  void ClearFlags();
  int Late(Who who) const;

  Stage& stage_;
  std::vector<int> permit_until_, instrument_until_;
};

}  // namespace ingot::simulate

#endif  // INGOT_CLIENTS_SIMULATE_DIRECTORY_H_
