#include "clients/cli/bench/measurement.h"

#include "gtest/gtest.h"

namespace ingot::cli {
namespace {

Measurement Of(int count) {
  Measurement measurement;
  measurement.name = "m";
  for (int i = count; i >= 1; --i) measurement.latencies.push_back(absl::Milliseconds(i));
  measurement.Finish();
  return measurement;
}

// Nearest rank: the ceil(p n)-th smallest.
TEST(MeasurementTest, PercentilesByNearestRank) {
  const Measurement hundred = Of(100);
  EXPECT_EQ(hundred.Percentile(500'000), absl::Milliseconds(50));
  EXPECT_EQ(hundred.Percentile(990'000), absl::Milliseconds(99));
  EXPECT_EQ(hundred.Percentile(1'000'000), absl::Milliseconds(100));
  EXPECT_EQ(hundred.Percentile(0), absl::Milliseconds(1));
  EXPECT_EQ(Of(3).Percentile(500'000), absl::Milliseconds(2));
  EXPECT_EQ(Of(4).Percentile(500'000), absl::Milliseconds(2));
  EXPECT_EQ(Of(1).Percentile(990'000), absl::Milliseconds(1));
  EXPECT_EQ(Of(0).Percentile(990'000), absl::ZeroDuration());
}

TEST(MeasurementTest, Rates) {
  Measurement measurement;
  measurement.events = 1'000;
  measurement.took = absl::Milliseconds(500);
  EXPECT_EQ(measurement.EventsPerSecond(), 2'000u);
  measurement.took = absl::ZeroDuration();
  EXPECT_GT(measurement.EventsPerSecond(), 0u) << "no division by zero";
}

TEST(MeasurementTest, TextAndJson) {
  Measurement measurement = Of(2);
  measurement.submissions = measurement.events = 2;
  measurement.took = absl::Milliseconds(1'500);
  EXPECT_EQ(MeasurementsText({measurement}),
            "what  events  seconds  events/s  p50 ms  p90 ms  p99 ms  max ms\n"
            "m          2    1.500         1   1.000   2.000   2.000   2.000\n");
  EXPECT_EQ(MeasurementsJson({measurement}),
            "{\"name\":\"m\",\"submissions\":2,\"events\":2,\"microseconds\":1500000,\"eventsPerSecond\":1,"
            "\"latencyMicroseconds\":{\"p50\":1000,\"p90\":2000,\"p99\":2000,\"max\":2000}}");
}

TEST(MeasurementTest, TheEnvironmentIsNamed) {
  for (const auto& [name, value] : Environment()) {
    if (name == "processor") continue;  // some machines do not name theirs
    EXPECT_NE(value, "") << name;
  }
}

}  // namespace
}  // namespace ingot::cli
