// A recycler's losses beside its peers'. Pure and thread-safe.
#ifndef INGOT_LEDGER_REPORT_COMPARISON_H_
#define INGOT_LEDGER_REPORT_COMPARISON_H_

#include <cstddef>
#include <string>
#include <vector>

#include "ingot/v1/report_service.pb.h"

namespace ingot::report {

// Fewer peers than this are not shown: a quartile of few would tell whose it is.
inline constexpr size_t kMinPeers = 5;

// Of all sites with shredding losses (site, organisation, expected loss and variance given): the rows of the
// organisations in `own` with their deviations, their sums, and quartiles (nearest rank) of the other organisations'
// deviations, an organisation's sites taken together. Organisations without an expected loss are no peers. The
// quartiles are shown from kMinPeers on, to who shreds itself or `sees_everything`. Without checkpoint.
v1::GetYieldComparisonResponse CompareYields(const std::vector<v1::SiteYieldRow>& sites,
                                             const std::vector<std::string>& own, bool sees_everything);

}  // namespace ingot::report

#endif  // INGOT_LEDGER_REPORT_COMPARISON_H_
