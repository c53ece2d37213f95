// What rows have in common. For this folder alone.
#ifndef INGOT_LEDGER_REPORT_ROW_PARTS_H_
#define INGOT_LEDGER_REPORT_ROW_PARTS_H_

#include <algorithm>
#include <cstdint>

#include "ingot/v1/report_service.pb.h"
#include "ingot/v1/state.pb.h"
#include "ledger/iso/date.h"

namespace ingot::report {

inline constexpr int64_t kMillion = 1'000'000;

// Days from one date to another, below 0 where it lies before.
inline int32_t DaysBetween(const v1::Date& from, const v1::Date& to) {
  return static_cast<int32_t>(iso::DayNumber(to) - iso::DayNumber(from));
}

// As DaysBetween, but what begins after the report's day has age 0.
inline int32_t AgeOn(const v1::Date& on, const v1::Date& since) { return std::max(0, DaysBetween(since, on)); }

inline bool Answers(v1::Answer wanted, bool is) {
  return wanted == v1::ANSWER_UNSPECIFIED || (wanted == v1::ANSWER_YES) == is;
}

inline bool Matches(const std::string& wanted, const std::string& is) { return wanted.empty() || wanted == is; }

// part / whole in ppm, rounded down; within int64. REQUIRES: whole > 0.
inline int64_t Ppm(int64_t part, int64_t whole) {
  const __int128 product = static_cast<__int128>(part) * kMillion;
  const __int128 floor = product / whole - (product % whole < 0 ? 1 : 0);
  constexpr __int128 kMax = INT64_MAX;
  return static_cast<int64_t>(std::clamp(floor, -kMax, kMax));
}

}  // namespace ingot::report

#endif  // INGOT_LEDGER_REPORT_ROW_PARTS_H_
