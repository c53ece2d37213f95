// What the benchmark records: real events with valid VINs. Each lane registers vehicles of its own and reads their
// odometers, so that lanes do not depend on each other's order.
#ifndef INGOT_CLIENTS_CLI_BENCH_WORKLOAD_H_
#define INGOT_CLIENTS_CLI_BENCH_WORKLOAD_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "clients/cpp/signer.h"
#include "ingot/v1/event.pb.h"

namespace ingot::cli {

// Not thread-safe.
class Lane {
 public:
  static constexpr int kMaxLanes = 1024;
  // Odometer readings after each registration.
  static constexpr int kReadingsPerVehicle = 4;

  // `run`: 5 characters that tell this run's VINs from all others'. `number` below kMaxLanes. `now` dates the events, a
  // microsecond apart.
  Lane(std::string brand_id, std::string model_id, const std::string& run, int number, absl::Time now);

  client::Draft Next();
  std::vector<client::Draft> Next(size_t count);

 private:
  std::string NextVin();

  const std::string brand_id_;
  const std::string model_id_;
  const std::string prefix_;
  const int number_;
  int64_t time_us_;
  uint64_t vehicles_ = 0;
  int readings_left_ = 0;
  int64_t odometer_m_ = 0;
  std::string vin_;
};

// 5 characters of a VIN's alphabet from random bytes.
std::string RandomRun();

}  // namespace ingot::cli

#endif  // INGOT_CLIENTS_CLI_BENCH_WORKLOAD_H_
