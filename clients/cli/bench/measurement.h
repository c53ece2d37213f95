// What a benchmark measured.
#ifndef INGOT_CLIENTS_CLI_BENCH_MEASUREMENT_H_
#define INGOT_CLIENTS_CLI_BENCH_MEASUREMENT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/time/time.h"

namespace ingot::cli {

struct Measurement {
  // "single submits, 64 in flight".
  std::string name;
  uint64_t submissions = 0;
  uint64_t events = 0;
  absl::Duration took;
  // Of a submission, from sending to its answer; in any order, sorted by Finish.
  std::vector<absl::Duration> latencies;

  // Sorts the latencies. Call it once, before the figures below.
  void Finish();
  uint64_t EventsPerSecond() const;
  // The smallest latency that `ppm` of a million submissions do not exceed; zero where there are none.
  absl::Duration Percentile(uint32_t ppm) const;
};

// A table, and {"name":...} objects separated by commas.
std::string MeasurementsText(const std::vector<Measurement>& measurements);
std::string MeasurementsJson(const std::vector<Measurement>& measurements);

// The machine, in a line for each fact: processor, number of them, memory, kernel.
std::vector<std::pair<std::string, std::string>> Environment();

}  // namespace ingot::cli

#endif  // INGOT_CLIENTS_CLI_BENCH_MEASUREMENT_H_
