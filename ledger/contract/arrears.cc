#include "ledger/contract/arrears.h"

#include <algorithm>
#include <map>

#include "ledger/iso/date.h"

namespace ingot::contract {
namespace {

// A run with its place in the schedule, in months from the contract's first day.
struct PlacedRun {
  // Of its first instalment.
  int64_t first = 0;
  int64_t every = 0;
  int64_t count = 0;
  int64_t minor_units = 0;

  int64_t last() const { return first + (count - 1) * every; }
};

std::vector<PlacedRun> Place(const v1::ContractTerms& terms) {
  std::vector<PlacedRun> placed;
  int64_t begin = 0;
  for (const v1::Instalments& run : terms.schedule()) {
    const bool arrears = run.timing() == v1::INSTALMENT_TIMING_ARREARS;
    placed.push_back({.first = begin + (arrears ? run.every_months() : 0),
                      .every = run.every_months(),
                      .count = run.count(),
                      .minor_units = run.amount_minor_units()});
    begin += static_cast<int64_t>(run.count()) * run.every_months();
  }
  return placed;
}

int64_t BalloonMonth(int32_t term_months, const std::vector<PlacedRun>& runs) {
  int64_t month = term_months;
  for (const PlacedRun& run : runs) month = std::max(month, run.last());
  return month;
}

// The largest number of months after which `day` is reached or passed; -1 before starts_on.
int64_t MonthsUntil(const v1::Date& starts_on, const v1::Date& day) {
  if (iso::Compare(day, starts_on) < 0) return -1;
  const int64_t months = (static_cast<int64_t>(day.year()) - starts_on.year()) * 12 + day.month() - starts_on.month();
  return iso::Compare(iso::AddMonths(starts_on, months), day) <= 0 ? months : months - 1;
}

bool IsSettledBy(const v1::ContractState& contract, const v1::Date& day) {
  return contract.settlement_stated() && (!contract.has_ended_on() || iso::Compare(contract.ended_on(), day) <= 0);
}

}  // namespace

int64_t ScheduledBy(const v1::Date& starts_on, int32_t term_months, const v1::ContractTerms& terms,
                    const v1::Date& day) {
  const int64_t months = MonthsUntil(starts_on, day);
  const std::vector<PlacedRun> runs = Place(terms);
  __int128 sum = months >= BalloonMonth(term_months, runs) ? terms.balloon_minor_units() : 0;
  for (const PlacedRun& run : runs) {
    if (months < run.first) continue;
    sum += static_cast<__int128>(std::min(run.count, (months - run.first) / run.every + 1)) * run.minor_units;
  }
  return static_cast<int64_t>(sum);
}

std::vector<DueAmount> ScheduledAfter(const v1::Date& starts_on, int32_t term_months, const v1::ContractTerms& terms,
                                      const v1::Date& day) {
  const int64_t months = MonthsUntil(starts_on, day);
  const std::vector<PlacedRun> runs = Place(terms);
  std::map<int64_t, int64_t> by_month;
  for (const PlacedRun& run : runs) {
    const int64_t passed = months < run.first ? 0 : (months - run.first) / run.every + 1;
    for (int64_t i = passed; i < run.count; ++i) by_month[run.first + i * run.every] += run.minor_units;
  }
  const int64_t balloon = BalloonMonth(term_months, runs);
  if (terms.balloon_minor_units() != 0 && months < balloon) by_month[balloon] += terms.balloon_minor_units();

  std::vector<DueAmount> due;
  due.reserve(by_month.size());
  for (const auto& [month, minor_units] : by_month) {
    due.push_back({.due_on = iso::AddMonths(starts_on, month), .minor_units = minor_units});
  }
  return due;
}

std::optional<int64_t> DueBy(const v1::ContractState& contract, const v1::Date& day) {
  if (contract.terms_unexamined()) return std::nullopt;
  if (IsSettledBy(contract, day)) return contract.settled_total_minor_units() + contract.fees_minor_units();
  const int64_t option = contract.option_exercised() ? contract.option_fee_minor_units() : 0;
  return ScheduledBy(contract.starts_on(), contract.term_months(), contract.terms(), day) + option +
         contract.fees_minor_units();
}

std::optional<int64_t> ArrearsBy(const v1::ContractState& contract, const v1::Date& day) {
  const std::optional<int64_t> due = DueBy(contract, day);
  if (!due.has_value()) return std::nullopt;
  if (contract.stage() == v1::CONTRACT_STAGE_SETTLED) return 0;
  return std::max<int64_t>(0, *due - contract.waived_minor_units() - contract.paid_minor_units());
}

std::vector<DueAmount> DueAfter(const v1::ContractState& contract, const v1::Date& day) {
  if (contract.terms_unexamined() || contract.settlement_stated() || contract.stage() == v1::CONTRACT_STAGE_SETTLED) {
    return {};
  }
  return ScheduledAfter(contract.starts_on(), contract.term_months(), contract.terms(), day);
}

}  // namespace ingot::contract
