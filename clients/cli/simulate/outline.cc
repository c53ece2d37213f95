#include "clients/cli/simulate/outline.h"

#include <algorithm>
#include <utility>

#include "ledger/base/status.h"

namespace ingot::cli {
namespace {

bool IsDealer(const simulate::Cast& cast, simulate::Who who) {
  return std::any_of(std::begin(cast.dealers), std::end(cast.dealers), [who](const std::vector<simulate::Who>& region) {
    return std::find(region.begin(), region.end(), who) != region.end();
  });
}

}  // namespace

absl::StatusOr<Outline> MakeOutline(const simulate::Parameters& parameters, const std::function<bool()>& interrupted) {
  simulate::Simulation simulation(parameters);
  Outline outline;
  simulate::Submission submission;
  while (simulation.Next(submission)) {
    if (submission.expected != v1::REFUSAL_REASON_UNSPECIFIED) continue;
    outline.events += submission.items.size();
    if (!outline.milestones.empty() && outline.milestones.back().day == submission.day) continue;
    if (IsDealer(simulation.cast(), submission.who)) continue;
    if (interrupted()) return absl::CancelledError("interrupted");
    outline.milestones.push_back({submission.day, submission.who, std::move(submission.idempotency_key)});
  }
  return outline;
}

absl::StatusOr<std::optional<size_t>> LastRecorded(const Outline& outline, const IsRecorded& is_recorded) {
  // Milestones below `low` are recorded, those from `high` on are not.
  size_t low = 0;
  size_t high = outline.milestones.size();
  while (low < high) {
    const size_t middle = low + (high - low) / 2;
    INGOT_ASSIGN_OR_RETURN(const bool recorded, is_recorded(outline.milestones[middle]));
    if (recorded) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  if (low == 0) return std::nullopt;
  return low - 1;
}

}  // namespace ingot::cli
