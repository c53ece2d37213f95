#include "clients/cli/bench/measurement.h"

#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "clients/cli/text/format.h"
#include "clients/cli/text/json_document.h"
#include "clients/cli/text/table.h"
#include "clients/cpp/files.h"
#include "ledger/base/strings.h"

namespace ingot::cli {
namespace {

constexpr uint32_t kP50 = 500'000;
constexpr uint32_t kP90 = 900'000;
constexpr uint32_t kP99 = 990'000;
constexpr uint32_t kMax = 1'000'000;

// Milliseconds with three decimals.
std::string Milliseconds(absl::Duration duration) {
  const int64_t us = absl::ToInt64Microseconds(duration);
  std::string fraction = std::to_string(us % 1000);
  fraction.insert(0, 3 - fraction.size(), '0');
  return Cat(Thousands(us / 1000), ".", fraction);
}

// The value of "name : value" in a file of such lines.
std::string ValueIn(const std::string& path, const std::string& name) {
  const absl::StatusOr<std::string> text = client::ReadFile(path, 1024 * 1024);
  if (!text.ok()) return "";
  const size_t at = text->find(name);
  if (at == std::string::npos) return "";
  const size_t colon = text->find(':', at);
  const size_t begin = colon == std::string::npos ? colon : text->find_first_not_of(" \t", colon + 1);
  if (begin == std::string::npos) return "";
  return text->substr(begin, text->find('\n', begin) - begin);
}

}  // namespace

void Measurement::Finish() { std::sort(latencies.begin(), latencies.end()); }

uint64_t Measurement::EventsPerSecond() const {
  const int64_t us = std::max<int64_t>(1, absl::ToInt64Microseconds(took));
  return static_cast<uint64_t>(__uint128_t{events} * 1'000'000 / static_cast<uint64_t>(us));
}

absl::Duration Measurement::Percentile(uint32_t ppm) const {
  if (latencies.empty()) return absl::ZeroDuration();
  // Nearest rank: the ceil(p * n)-th smallest.
  const uint64_t rank = (uint64_t{ppm} * latencies.size() + 999'999) / 1'000'000;
  return latencies[std::max<uint64_t>(rank, 1) - 1];
}

std::string MeasurementsText(const std::vector<Measurement>& measurements) {
  Table table({{"what"},
               {"events", Align::kRight},
               {"seconds", Align::kRight},
               {"events/s", Align::kRight},
               {"p50 ms", Align::kRight},
               {"p90 ms", Align::kRight},
               {"p99 ms", Align::kRight},
               {"max ms", Align::kRight}});
  for (const Measurement& m : measurements) {
    const auto latency = [&m](uint32_t ppm) { return m.latencies.empty() ? "" : Milliseconds(m.Percentile(ppm)); };
    table.Row({m.name, Thousands(static_cast<int64_t>(m.events)), Milliseconds(m.took / 1000),
               Thousands(static_cast<int64_t>(m.EventsPerSecond())), latency(kP50), latency(kP90), latency(kP99),
               latency(kMax)});
  }
  return table.Format();
}

std::string MeasurementsJson(const std::vector<Measurement>& measurements) {
  std::string json;
  for (const Measurement& m : measurements) {
    const auto us = [&m](uint32_t ppm) { return absl::ToInt64Microseconds(m.Percentile(ppm)); };
    json += Cat(json.empty() ? "" : ",", "{\"name\":", JsonQuote(m.name), ",\"submissions\":", m.submissions,
                ",\"events\":", m.events, ",\"microseconds\":", absl::ToInt64Microseconds(m.took),
                ",\"eventsPerSecond\":", m.EventsPerSecond(), ",\"latencyMicroseconds\":{\"p50\":", us(kP50),
                ",\"p90\":", us(kP90), ",\"p99\":", us(kP99), ",\"max\":", us(kMax), "}}");
  }
  return json;
}

std::vector<std::pair<std::string, std::string>> Environment() {
  utsname kernel{};
  uname(&kernel);
  return {{"processor", ValueIn("/proc/cpuinfo", "model name")},
          {"processors", std::to_string(sysconf(_SC_NPROCESSORS_ONLN))},
          {"memory", ValueIn("/proc/meminfo", "MemTotal")},
          {"kernel", Cat(kernel.sysname, " ", kernel.release, " ", kernel.machine)}};
}

}  // namespace ingot::cli
