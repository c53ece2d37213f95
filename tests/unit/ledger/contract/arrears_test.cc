#include "ledger/contract/arrears.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ledger/contract/schedule.h"
#include "ledger/iso/date.h"

namespace ingot::contract {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr auto kAdvance = v1::INSTALMENT_TIMING_ADVANCE;
constexpr auto kArrears = v1::INSTALMENT_TIMING_ARREARS;

v1::Date Day(int year, int month, int day) {
  v1::Date date;
  date.set_year(year);
  date.set_month(month);
  date.set_day(day);
  return date;
}

void AddRun(v1::ContractTerms& terms, int32_t count, int32_t every, int64_t amount, v1::InstalmentTiming timing) {
  v1::Instalments* run = terms.add_schedule();
  run->set_count(count);
  run->set_every_months(every);
  run->set_amount_minor_units(amount);
  run->set_timing(timing);
}

// "2026-01-31 100" an element.
std::vector<std::string> Texts(const std::vector<DueAmount>& due) {
  std::vector<std::string> texts;
  for (const DueAmount& amount : due)
    texts.push_back(iso::ToString(amount.due_on) + " " + std::to_string(amount.minor_units));
  return texts;
}

TEST(ScheduledTest, MonthEndsDoNotDrift) {
  v1::ContractTerms terms;
  AddRun(terms, 4, 1, 100, kArrears);
  EXPECT_THAT(Texts(ScheduledAfter(Day(2023, 1, 31), 4, terms, Day(2023, 1, 31))),
              ElementsAre("2023-02-28 100", "2023-03-31 100", "2023-04-30 100", "2023-05-31 100"));
  EXPECT_THAT(Texts(ScheduledAfter(Day(2024, 1, 30), 4, terms, Day(2024, 1, 30))),
              ElementsAre("2024-02-29 100", "2024-03-30 100", "2024-04-30 100", "2024-05-30 100"));
  EXPECT_EQ(ScheduledBy(Day(2023, 1, 31), 4, terms, Day(2023, 2, 27)), 0);
  EXPECT_EQ(ScheduledBy(Day(2023, 1, 31), 4, terms, Day(2023, 2, 28)), 100);
  EXPECT_EQ(ScheduledBy(Day(2023, 1, 31), 4, terms, Day(2023, 3, 30)), 100);
  EXPECT_EQ(ScheduledBy(Day(2023, 1, 31), 4, terms, Day(2023, 3, 31)), 200);
}

TEST(ScheduledTest, AdvanceIsDueAtTheBeginningOfItsPeriod) {
  v1::ContractTerms terms;
  AddRun(terms, 3, 1, 100, kAdvance);
  EXPECT_EQ(ScheduledBy(Day(2026, 3, 1), 3, terms, Day(2026, 2, 28)), 0);
  EXPECT_EQ(ScheduledBy(Day(2026, 3, 1), 3, terms, Day(2026, 3, 1)), 100);
  EXPECT_EQ(ScheduledBy(Day(2026, 3, 1), 3, terms, Day(2026, 4, 30)), 200);
  EXPECT_EQ(ScheduledBy(Day(2026, 3, 1), 3, terms, Day(2026, 5, 1)), 300);
  EXPECT_EQ(ScheduledBy(Day(2026, 3, 1), 3, terms, Day(9999, 12, 31)), 300);
}

TEST(ScheduledTest, RunsFollowEachOther) {
  v1::ContractTerms terms;
  AddRun(terms, 1, 1, 5'000, kAdvance);  // a larger first one
  AddRun(terms, 2, 3, 900, kArrears);    // then quarterly
  AddRun(terms, 2, 1, 300, kAdvance);    // the first with the last quarter's
  terms.set_balloon_minor_units(20'000);
  EXPECT_THAT(
      Texts(ScheduledAfter(Day(2026, 1, 15), 9, terms, Day(2026, 1, 14))),
      ElementsAre("2026-01-15 5000", "2026-05-15 900", "2026-08-15 1200", "2026-09-15 300", "2026-10-15 20000"));
}

TEST(ScheduledTest, TheBalloonIsDueAtTheEndOfTheTermOrWithTheLastInstalment) {
  v1::ContractTerms sale;
  sale.set_balloon_minor_units(1'200);
  EXPECT_THAT(Texts(ScheduledAfter(Day(2026, 3, 1), 0, sale, Day(2026, 2, 28))), ElementsAre("2026-03-01 1200"));
  AddRun(sale, 2, 1, 100, kArrears);
  EXPECT_THAT(Texts(ScheduledAfter(Day(2026, 3, 1), 0, sale, Day(2026, 3, 1))),
              ElementsAre("2026-04-01 100", "2026-05-01 1300"));
  EXPECT_THAT(Texts(ScheduledAfter(Day(2026, 3, 1), 3, sale, Day(2026, 4, 1))),
              ElementsAre("2026-05-01 100", "2026-06-01 1200"));
}

TEST(ScheduledTest, HoldsTheLongestSchedule) {
  v1::ContractTerms terms;
  for (int i = 0; i < kMaxRuns; ++i) AddRun(terms, 600, 12, 1, kArrears);
  const std::vector<DueAmount> due = ScheduledAfter(Day(9999, 12, 31), 600, terms, Day(9999, 12, 31));
  ASSERT_EQ(due.size(), 38'400u);
  EXPECT_EQ(due.back().due_on.year(), 9999 + 38'400);
  EXPECT_EQ(ScheduledBy(Day(9999, 12, 31), 600, terms, due.back().due_on), 38'400);
}

// The obvious way: walk through the calendar day by day, count the days on which a month is full, and look up what is
// due after so many months.
class Walk {
 public:
  Walk(const v1::Date& starts_on, int32_t term_months, const v1::ContractTerms& terms) : start_(Civil(starts_on)) {
    int64_t begin = 0;
    int64_t last = term_months;
    for (const v1::Instalments& run : terms.schedule()) {
      for (int i = 0; i < run.count(); ++i) {
        int64_t month = begin;
        begin += run.every_months();
        if (run.timing() == kArrears) month = begin;
        months_[month] += run.amount_minor_units();
        last = std::max(last, month);
      }
    }
    if (terms.balloon_minor_units() > 0) months_[last] += terms.balloon_minor_units();
  }

  int64_t By(const v1::Date& date) const {
    int64_t sum = 0;
    int64_t month = -1;
    for (absl::CivilDay day = start_; day <= Civil(date); ++day) {
      const bool last_of_month = (day + 1).day() == 1;
      if (day.day() != start_.day() && !(last_of_month && start_.day() > day.day())) continue;
      ++month;
      const auto due = months_.find(month);
      if (due != months_.end()) sum += due->second;
    }
    return sum;
  }

 private:
  static absl::CivilDay Civil(const v1::Date& date) { return absl::CivilDay(date.year(), date.month(), date.day()); }

  absl::CivilDay start_;
  std::map<int64_t, int64_t> months_;
};

TEST(ScheduledTest, AgreesWithAWalkThroughTheCalendar) {
  std::mt19937_64 random(20'260'301);
  const auto draw = [&random](int64_t low, int64_t high) {
    return std::uniform_int_distribution<int64_t>(low, high)(random);
  };
  for (int round = 0; round < 400; ++round) {
    const absl::CivilDay start = absl::CivilDay(2019, 12, 1) + draw(0, 900);
    const v1::Date starts_on = Day(static_cast<int>(start.year()), start.month(), start.day());
    v1::ContractTerms terms;
    for (int64_t runs = draw(0, 4); runs > 0; --runs) {
      AddRun(terms, static_cast<int32_t>(draw(1, 14)), static_cast<int32_t>(draw(1, 12)), draw(1, 1'000'000),
             draw(0, 1) == 0 ? kAdvance : kArrears);
    }
    if (draw(0, 1) == 0) terms.set_balloon_minor_units(draw(1, 1'000'000'000));
    const int32_t term_months = static_cast<int32_t>(draw(0, 60));
    const Walk walk(starts_on, term_months, terms);
    const absl::CivilDay until = start + draw(-40, 2'500);
    const v1::Date day = Day(static_cast<int>(until.year()), until.month(), until.day());
    const int64_t by = ScheduledBy(starts_on, term_months, terms, day);
    ASSERT_EQ(by, walk.By(day)) << iso::ToString(starts_on) << " " << iso::ToString(day) << "\n" << terms.DebugString();
    // What is due later makes up the rest, date by date.
    int64_t sum = by;
    v1::Date before = day;
    for (const DueAmount& due : ScheduledAfter(starts_on, term_months, terms, day)) {
      ASSERT_TRUE(iso::Compare(before, due.due_on) < 0);
      ASSERT_GT(due.minor_units, 0);
      sum += due.minor_units;
      ASSERT_EQ(ScheduledBy(starts_on, term_months, terms, due.due_on), sum) << iso::ToString(due.due_on);
      before = due.due_on;
    }
    ASSERT_EQ(std::optional<int64_t>(sum), ScheduleSum(terms));
  }
}

class ArrearsTest : public ::testing::Test {
 protected:
  ArrearsTest() {
    *contract_.mutable_starts_on() = Day(2026, 1, 31);
    contract_.set_term_months(12);
    contract_.set_stage(v1::CONTRACT_STAGE_ACTIVE);
    contract_.set_total_minor_units(1'200);
    AddRun(*contract_.mutable_terms(), 12, 1, 100, kArrears);
  }
  std::optional<int64_t> On(int month, int day) { return ArrearsBy(contract_, Day(2026, month, day)); }

  v1::ContractState contract_;
};

TEST_F(ArrearsTest, AreWhatIsDueAndNeitherPaidNorWaived) {
  EXPECT_EQ(On(2, 27), 0);
  EXPECT_EQ(On(2, 28), 100);
  EXPECT_EQ(On(5, 1), 300);
  contract_.set_paid_minor_units(150);
  contract_.set_waived_minor_units(30);
  EXPECT_EQ(On(5, 1), 120);
  EXPECT_EQ(DueBy(contract_, Day(2026, 5, 1)), 300);
  contract_.set_paid_minor_units(5'000);
  EXPECT_EQ(On(5, 1), 0) << "paid ahead";
  contract_.set_paid_minor_units(-100);
  EXPECT_EQ(On(2, 28), 170) << "a refund went out of a payment that did not stay";
}

TEST_F(ArrearsTest, FeesAndTheExercisedOptionAreDueAtOnce) {
  contract_.set_fees_minor_units(25);
  contract_.set_option_fee_minor_units(50);
  EXPECT_EQ(On(2, 1), 25);
  contract_.set_option_exercised(true);
  EXPECT_EQ(On(2, 1), 75);
}

TEST_F(ArrearsTest, ASettlementTakesThePlaceOfTheSchedule) {
  contract_.set_stage(v1::CONTRACT_STAGE_ENDED);
  contract_.set_settlement_stated(true);
  contract_.set_settled_total_minor_units(700);
  contract_.set_fees_minor_units(25);
  *contract_.mutable_ended_on() = Day(2026, 6, 15);
  EXPECT_EQ(On(6, 14), 425) << "the schedule's four, and the fees";
  EXPECT_EQ(On(6, 15), 725);
  EXPECT_THAT(DueAfter(contract_, Day(2026, 2, 1)), IsEmpty());
  contract_.set_paid_minor_units(725);
  contract_.set_stage(v1::CONTRACT_STAGE_SETTLED);
  EXPECT_EQ(On(12, 31), 0);
}

TEST_F(ArrearsTest, ListWhatIsStillToCome) {
  const std::vector<DueAmount> due = DueAfter(contract_, Day(2026, 11, 29));
  EXPECT_THAT(Texts(due), ElementsAre("2026-11-30 100", "2026-12-31 100", "2027-01-31 100"));
  EXPECT_EQ(due[0], (DueAmount{.due_on = Day(2026, 11, 30), .minor_units = 100}));
  EXPECT_THAT(DueAfter(contract_, Day(2027, 1, 31)), IsEmpty());
}

TEST_F(ArrearsTest, AreUnknownWithoutTerms) {
  contract_.set_terms_unexamined(true);
  EXPECT_EQ(On(12, 31), std::nullopt);
  EXPECT_EQ(DueBy(contract_, Day(2026, 12, 31)), std::nullopt);
  EXPECT_THAT(DueAfter(contract_, Day(2026, 1, 1)), IsEmpty());
}

}  // namespace
}  // namespace ingot::contract
