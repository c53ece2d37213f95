#include "clients/cli/simulate/outline.h"

#include <set>
#include <string>
#include <utility>

#include "clients/simulate/simulation.h"
#include "gtest/gtest.h"

namespace ingot::cli {
namespace {

simulate::Parameters Small() {
  simulate::Parameters parameters;
  parameters.vehicles = 200;
  parameters.years = 4;
  parameters.mistakes_ppm = 20'000;
  return parameters;
}

TEST(OutlineTest, CountsWhatWillBeRecordedAndNamesADayByWhoLasts) {
  const absl::StatusOr<Outline> outline = MakeOutline(Small(), [] { return false; });
  ASSERT_TRUE(outline.ok());
  simulate::Simulation simulation(Small());
  std::set<std::pair<int, std::string>> said;
  std::set<simulate::Who> succeeded;
  uint64_t events = 0;
  simulate::Submission submission;
  while (simulation.Next(submission)) {
    if (submission.expected != v1::REFUSAL_REASON_UNSPECIFIED) continue;
    events += submission.items.size();
    said.emplace(submission.day, submission.idempotency_key);
    for (const simulate::Item& item : submission.items) {
      if (!item.event.has_organisation_succeeded()) continue;
      for (size_t who = 0; who < simulation.cast().all.size(); ++who) {
        if (simulation.cast().all[who].id != item.event.organisation_succeeded().organisation_id()) continue;
        succeeded.insert(static_cast<simulate::Who>(who));
      }
    }
  }
  EXPECT_EQ(outline->events, events);
  EXPECT_EQ(succeeded.size(), 1u);
  ASSERT_FALSE(outline->milestones.empty());
  EXPECT_EQ(outline->milestones.front().day, 0);
  int day = -1;
  for (const Milestone& milestone : outline->milestones) {
    EXPECT_GT(milestone.day, day);
    day = milestone.day;
    EXPECT_EQ(said.count({milestone.day, milestone.idempotency_key}), 1u) << "a submission of that day";
    EXPECT_EQ(succeeded.count(milestone.who), 0u);
  }
}

TEST(OutlineTest, EndsWhereInterrupted) {
  EXPECT_EQ(MakeOutline(Small(), [] { return true; }).status().code(), absl::StatusCode::kCancelled);
}

TEST(LastRecordedTest, FindsTheLastWhereverItIs) {
  for (int count = 0; count <= 20; ++count) {
    Outline outline;
    for (int day = 0; day < count; ++day) outline.milestones.push_back({day, 0, ""});
    for (int recorded = 0; recorded <= count; ++recorded) {
      int asked = 0;
      const auto last = LastRecorded(outline, [&](const Milestone& milestone) -> absl::StatusOr<bool> {
        ++asked;
        return milestone.day < recorded;
      });
      ASSERT_TRUE(last.ok());
      EXPECT_EQ(last->has_value(), recorded > 0);
      if (recorded > 0) {
        EXPECT_EQ(**last, static_cast<size_t>(recorded - 1)) << "of " << count;
      }
      EXPECT_LE(asked, 5);
    }
  }
}

TEST(LastRecordedTest, AnErrorEndsTheSearch) {
  Outline outline;
  outline.milestones.resize(3);
  EXPECT_EQ(LastRecorded(outline,
                         [](const Milestone&) -> absl::StatusOr<bool> { return absl::UnavailableError("no server"); })
                .status()
                .code(),
            absl::StatusCode::kUnavailable);
}

}  // namespace
}  // namespace ingot::cli
