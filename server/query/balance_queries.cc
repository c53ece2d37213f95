// The balance sheet, its history, and what is out of sight.
#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/time/civil_time.h"
#include "ingot/v1/entry.pb.h"
#include "ledger/base/check.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/books/stage.h"
#include "ledger/iso/date.h"
#include "ledger/mass/amounts.h"
#include "ledger/refusal/refusal.h"
#include "server/query/balance_lines.h"
#include "server/query/owned.h"
#include "server/query/queries.h"
#include "storage/books/book_keys.h"
#include "storage/books/book_reader.h"

namespace ingot::query {
namespace {

constexpr size_t kMaxRows = 10'000;
constexpr int64_t kWholePpm = 1'000'000;
constexpr int32_t kDefaultPoints = 48;
constexpr int32_t kMinPoints = 2;
constexpr int32_t kMaxPoints = 400;

// Stage, brand, mode, organisation.
using SheetGroup = std::tuple<v1::BalanceStage, std::string, std::string, std::string>;
using StageTotals = std::map<v1::BalanceStage, int64_t>;

absl::StatusOr<std::set<v1::BalanceDimension>> DimensionsOf(const v1::GetBalanceSheetRequest& request) {
  std::set<v1::BalanceDimension> by;
  for (int i = 0; i < request.by_size(); ++i) {
    const v1::BalanceDimension dimension = request.by(i);
    if (!v1::BalanceDimension_IsValid(dimension) || dimension == v1::BALANCE_DIMENSION_UNSPECIFIED) {
      return refusal::Refuse(v1::REFUSAL_REASON_UNKNOWN_ENUM, Cat("by[", i, "]"),
                             "must be STAGE, BRAND, MODE or ORGANISATION");
    }
    if (!by.insert(dimension).second) {
      return refusal::Refuse(v1::REFUSAL_REASON_INVALID_VALUE, Cat("by[", i, "]"), "is named already");
    }
  }
  if (by.empty()) by.insert(v1::BALANCE_DIMENSION_STAGE);
  return by;
}

SheetGroup GroupOf(const BalanceLine& line, v1::BalanceStage stage, const std::set<v1::BalanceDimension>& by) {
  const v1::AccountClass account_class = line.account.account_class();
  SheetGroup group;
  if (by.contains(v1::BALANCE_DIMENSION_STAGE)) std::get<0>(group) = stage;
  if (by.contains(v1::BALANCE_DIMENSION_BRAND) && books::IsByBrand(account_class)) {
    std::get<1>(group) = line.account.party();
  }
  if (by.contains(v1::BALANCE_DIMENSION_MODE) && account_class == v1::ACCOUNT_CLASS_IN_SERVICE) {
    std::get<2>(group) = line.account.detail();
  }
  if (by.contains(v1::BALANCE_DIMENSION_ORGANISATION)) std::get<3>(group) = line.organisation_id;
  return group;
}

bool CountsInLoop(v1::BalanceStage stage, const std::set<v1::BalanceDimension>& by) {
  return !by.contains(v1::BALANCE_DIMENSION_STAGE) || books::IsInLoop(stage);
}

// Shares of what is in the loop. As occurred a group may be below zero for a while: it has no share then.
void SetShares(const std::set<v1::BalanceDimension>& by, v1::GetBalanceSheetResponse* response) {
  std::vector<int64_t> weights;
  int64_t sum = 0;
  for (const v1::BalanceSheetRow& row : response->rows()) {
    const bool counts = CountsInLoop(row.stage(), by);
    weights.push_back(counts ? std::max<int64_t>(0, row.grams()) : 0);
    sum += weights.back();
  }
  if (sum == 0) return;
  const std::vector<int64_t> shares = mass::LargestRemainder(kWholePpm, weights);
  for (int i = 0; i < response->rows_size(); ++i) {
    response->mutable_rows(i)->set_share_ppm(static_cast<int32_t>(shares[static_cast<size_t>(i)]));
  }
}

absl::CivilDay ToCivil(const v1::Date& day) { return absl::CivilDay(day.year(), day.month(), day.day()); }

v1::Date FromCivil(const absl::CivilDay& day) {
  v1::Date date;
  date.set_year(static_cast<int32_t>(day.year()));
  date.set_month(day.month());
  date.set_day(day.day());
  return date;
}

void AddPoint(v1::BalancePoint point, const StageTotals& totals, v1::BalanceHistoryPoint* added) {
  *added->mutable_point() = std::move(point);
  for (const auto& [stage, grams] : totals) {
    if (grams == 0) continue;
    v1::StageAmount& amount = *added->add_stages();
    amount.set_stage(stage);
    amount.set_grams(grams);
  }
}

// Day (UTC) on which the last of the first `size` entries was recorded. REQUIRES: size > 0.
absl::StatusOr<v1::Date> DayRecorded(const Context& context, uint64_t size) {
  INGOT_ASSIGN_OR_RETURN(const std::string bytes, context.snapshot().Entry(size - 1));
  v1::Entry entry;
  if (!entry.ParseFromString(bytes)) {
    return refusal::Refuse(v1::REFUSAL_REASON_DATA_LOSS, "", Cat("the stored entry ", size - 1, " is damaged"));
  }
  v1::LocalTime recorded;
  recorded.set_unix_us(entry.recorded_at_us());
  return iso::DateOf(recorded);
}

absl::Status HistoryAsRecorded(const Context& context, int32_t points, v1::GetBalanceHistoryResponse* response) {
  uint64_t last_size = 0;
  for (int32_t i = 1; i <= points; ++i) {
    const uint64_t wanted =
        context.size() / static_cast<uint64_t>(points) * static_cast<uint64_t>(i) +
        context.size() % static_cast<uint64_t>(points) * static_cast<uint64_t>(i) / static_cast<uint64_t>(points);
    const absl::StatusOr<storage::CheckpointRecord> checkpoint = context.snapshot().CheckpointAtOrBefore(wanted);
    if (absl::IsOutOfRange(checkpoint.status())) continue;
    INGOT_RETURN_IF_ERROR(checkpoint.status());
    if (checkpoint->size == last_size) continue;
    last_size = checkpoint->size;
    v1::BalancePoint point;
    point.set_basis(v1::BALANCE_BASIS_AS_RECORDED);
    point.set_size(last_size);
    INGOT_ASSIGN_OR_RETURN(const std::unique_ptr<storage::Balances> balances, BalancesAt(context, point));
    StageTotals totals;
    INGOT_RETURN_IF_ERROR(ScanLines(context, *balances, [&](const BalanceLine& line, const mass::Cells& cells) {
      totals[books::StageOf(line.account.account_class())] += mass::Total(cells);
    }));
    v1::BalanceHistoryPoint* const added = response->add_points();
    AddPoint(point, totals, added);
    INGOT_ASSIGN_OR_RETURN(*added->mutable_day(), DayRecorded(context, last_size));
  }
  return absl::OkStatus();
}

// What occurred on every day, by stage.
absl::StatusOr<std::map<uint32_t, StageTotals>> DaysOf(const Context& context) {
  std::map<uint32_t, StageTotals> days;
  const auto add = [&days](const v1::Account& account, uint32_t day, const mass::Cells& cells) {
    days[day][books::StageOf(account.account_class())] += mass::Total(cells);
    return true;
  };
  if (context.caller().sees_everything()) {
    INGOT_RETURN_IF_ERROR(storage::ScanOccurred(context.snapshot().shared_from_this(), add));
    return days;
  }
  INGOT_ASSIGN_OR_RETURN(const std::vector<std::string> owners, OwnedOrganisations(context, ""));
  for (const std::string& owner : owners) {
    INGOT_ASSIGN_OR_RETURN(const std::vector<v1::Account> accounts,
                           OwnedAccounts(context, owner, storage::Accounts::kByOwner, {}, kMaxRows));
    for (const v1::Account& account : accounts) {
      const storage::Book book =
          storage::ComesAndGoes(account.account_class()) ? storage::Book::kMovingOccurred : storage::Book::kOccurred;
      INGOT_RETURN_IF_ERROR(storage::ScanSums(context.snapshot().shared_from_this(), storage::BookPrefix(book, account),
                                              [&](std::string_view key, const storage::Sums& sums) {
                                                return add(account, storage::OccurredDayOf(key),
                                                           storage::CellsOf(sums));
                                              }));
    }
  }
  return days;
}

absl::Status HistoryAsOccurred(const Context& context, const v1::GetBalanceHistoryRequest& request, int32_t points,
                               v1::GetBalanceHistoryResponse* response) {
  INGOT_ASSIGN_OR_RETURN(const auto days, DaysOf(context));
  if (days.empty()) return absl::OkStatus();
  const absl::CivilDay first = ToCivil(request.has_from() ? request.from() : storage::DayOfNumber(days.begin()->first));
  const absl::CivilDay last =
      ToCivil(request.has_until() ? request.until() : storage::DayOfNumber(days.rbegin()->first));
  if (last < first) {
    return refusal::Refuse(v1::REFUSAL_REASON_INVALID_VALUE, "until", "must not lie before the first day");
  }
  const int64_t span = last - first;
  StageTotals totals;
  auto next = days.begin();
  int64_t last_offset = -1;
  for (int32_t i = 0; i < points; ++i) {
    const int64_t offset = span * i / (points - 1);
    if (offset == last_offset) continue;
    last_offset = offset;
    v1::BalancePoint point;
    point.set_basis(v1::BALANCE_BASIS_AS_OCCURRED);
    *point.mutable_on() = FromCivil(first + offset);
    for (; next != days.end() && next->first <= storage::DayNumber(point.on()); ++next) {
      for (const auto& [stage, grams] : next->second) totals[stage] += grams;
    }
    v1::BalanceHistoryPoint* const added = response->add_points();
    *added->mutable_day() = point.on();
    AddPoint(point, totals, added);
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status Answer(const Context& context, const v1::GetBalanceSheetRequest& request,
                    v1::GetBalanceSheetResponse* response) {
  INGOT_ASSIGN_OR_RETURN(const std::set<v1::BalanceDimension> by, DimensionsOf(request));
  INGOT_ASSIGN_OR_RETURN(*response->mutable_point(), ResolvePoint(context, request.point(), "point"));
  INGOT_ASSIGN_OR_RETURN(const std::unique_ptr<storage::Balances> balances, BalancesAt(context, response->point()));
  std::map<SheetGroup, mass::Cells> groups;
  int64_t in_loop_g = 0;
  INGOT_RETURN_IF_ERROR(ScanLines(context, *balances, [&](const BalanceLine& line, const mass::Cells& cells) {
    const v1::BalanceStage stage = books::StageOf(line.account.account_class());
    if (books::IsInLoop(stage)) in_loop_g += mass::Total(cells);
    // Without stages only metal in the loop counts: what came in and what is left would cancel.
    if (cells.empty() || (!by.contains(v1::BALANCE_DIMENSION_STAGE) && !books::IsInLoop(stage))) return;
    mass::AddAll(groups[GroupOf(line, stage, by)], cells);
  }));
  if (groups.size() > kMaxRows) {
    return refusal::Refuse(v1::REFUSAL_REASON_LIMIT_REACHED, "by",
                           Cat("more than ", kMaxRows, " rows: group by fewer dimensions"));
  }
  for (const auto& [group, cells] : groups) {
    if (cells.empty()) continue;
    v1::BalanceSheetRow& row = *response->add_rows();
    row.set_stage(std::get<0>(group));
    row.set_brand_id(std::get<1>(group));
    row.set_mode(std::get<2>(group));
    row.set_organisation_id(std::get<3>(group));
    row.set_grams(mass::Total(cells));
    *row.mutable_amounts() = mass::ToAmounts(cells);
  }
  SetShares(by, response);
  response->set_in_loop_g(in_loop_g);
  response->set_checkpoint(context.checkpoint());
  return absl::OkStatus();
}

absl::Status Answer(const Context& context, const v1::GetBalanceHistoryRequest& request,
                    v1::GetBalanceHistoryResponse* response) {
  if (request.points() != 0 && (request.points() < kMinPoints || request.points() > kMaxPoints)) {
    return refusal::Refuse(v1::REFUSAL_REASON_OUT_OF_RANGE, "points", Cat("must be ", kMinPoints, " to ", kMaxPoints));
  }
  if (!v1::BalanceBasis_IsValid(request.basis())) {
    return refusal::Refuse(v1::REFUSAL_REASON_UNKNOWN_ENUM, "basis", "must be AS_RECORDED or AS_OCCURRED");
  }
  if (request.has_from() && !iso::IsValid(request.from())) {
    return refusal::Refuse(v1::REFUSAL_REASON_INVALID_VALUE, "from", "is not a calendar date");
  }
  if (request.has_until() && !iso::IsValid(request.until())) {
    return refusal::Refuse(v1::REFUSAL_REASON_INVALID_VALUE, "until", "is not a calendar date");
  }
  response->set_checkpoint(context.checkpoint());
  const int32_t points = request.points() == 0 ? kDefaultPoints : request.points();
  if (request.basis() != v1::BALANCE_BASIS_AS_RECORDED) return HistoryAsOccurred(context, request, points, response);
  if (request.has_from() || request.has_until()) {
    return refusal::Refuse(v1::REFUSAL_REASON_INVALID_VALUE, request.has_from() ? "from" : "until",
                           "a history as recorded goes over all entries: state no day");
  }
  return HistoryAsRecorded(context, points, response);
}

absl::Status Answer(const Context& context, const v1::GetUntracedRequest& request, v1::GetUntracedResponse* response) {
  INGOT_ASSIGN_OR_RETURN(*response->mutable_point(), ResolvePoint(context, request.point(), "point"));
  INGOT_ASSIGN_OR_RETURN(const std::unique_ptr<storage::Balances> balances, BalancesAt(context, response->point()));
  INGOT_RETURN_IF_ERROR(ScanLines(context, *balances, [&](const BalanceLine& line, const mass::Cells& cells) {
    if (line.account.account_class() != v1::ACCOUNT_CLASS_UNTRACED || cells.empty()) return;
    v1::UntracedRow& row = *response->add_rows();
    row.set_organisation_id(line.account.party());
    row.set_grams(mass::Total(cells));
    *row.mutable_amounts() = mass::ToAmounts(cells);
  }));
  std::sort(response->mutable_rows()->begin(), response->mutable_rows()->end(),
            [](const v1::UntracedRow& a, const v1::UntracedRow& b) {
              return std::make_tuple(-a.grams(), a.organisation_id()) <
                     std::make_tuple(-b.grams(), b.organisation_id());
            });
  response->set_checkpoint(context.checkpoint());
  return absl::OkStatus();
}

}  // namespace ingot::query
