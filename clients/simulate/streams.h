// The kinds of random streams (random.h): one for each thing that is drawn.
#ifndef INGOT_CLIENTS_SIMULATE_STREAMS_H_
#define INGOT_CLIENTS_SIMULATE_STREAMS_H_

#include <cstdint>

namespace ingot::simulate {

inline constexpr uint64_t kSaltStream = 1;
inline constexpr uint64_t kIdempotencyStream = 2;
inline constexpr uint64_t kVehicleStream = 3;
inline constexpr uint64_t kBirthStream = 4;
inline constexpr uint64_t kDayStream = 5;
inline constexpr uint64_t kYardStream = 6;
inline constexpr uint64_t kFurnaceStream = 7;
inline constexpr uint64_t kDirectoryStream = 8;
inline constexpr uint64_t kMistakeStream = 9;
inline constexpr uint64_t kBodyStream = 10;
inline constexpr uint64_t kKeyStream = 11;
inline constexpr uint64_t kSuccessionStream = 12;

}  // namespace ingot::simulate

#endif  // INGOT_CLIENTS_SIMULATE_STREAMS_H_
