// Figures that the operator publishes: YieldStandardPublished, EmissionFactorPublished. Each once: another figure is
// another standard, so that no loss and no report changes with hindsight.
#include <string>

#include "ledger/base/status.h"
#include "ledger/directory/ids.h"
#include "ledger/refusal/refusal.h"
#include "ledger/rules/handlers.h"
#include "ledger/rules/values.h"
#include "ledger/state/record_key.h"

namespace ingot::rules {
namespace {

constexpr int64_t kMaxCo2eGPerKg = 1'000'000;

absl::Status CheckNew(const Transaction& t, v1::SubjectKind kind, const std::string& id, std::string_view field) {
  INGOT_RETURN_IF_ERROR(directory::CheckOwnId(t.actor(), id, field));
  if (t.Find(state::SubjectKey(kind, id)) == nullptr) return absl::OkStatus();
  return refusal::Refuse(v1::REFUSAL_REASON_ALREADY_EXISTS, field,
                         "is published already: publish another figure under another id");
}

}  // namespace

absl::Status Handle(Transaction& t, const v1::YieldStandardPublished& e) {
  INGOT_RETURN_IF_ERROR(
      CheckNew(t, v1::SUBJECT_KIND_YIELD_STANDARD, e.standard_id(), "yield_standard_published.standard_id"));
  INGOT_RETURN_IF_ERROR(
      CheckGiven(e.process() != v1::RECOVERY_PROCESS_UNSPECIFIED, "yield_standard_published.process"));
  INGOT_RETURN_IF_ERROR(
      CheckRange(e.expected_loss_ppm(), 0, kMaxPpm - 1, "yield_standard_published.expected_loss_ppm"));
  INGOT_RETURN_IF_ERROR(
      CheckRange(e.band_low_ppm(), 0, e.expected_loss_ppm(), "yield_standard_published.band_low_ppm"));
  INGOT_RETURN_IF_ERROR(
      CheckRange(e.band_high_ppm(), e.expected_loss_ppm(), kMaxPpm, "yield_standard_published.band_high_ppm"));

  *t.EditSubject(v1::SUBJECT_KIND_YIELD_STANDARD, e.standard_id()).mutable_yield_standard()->mutable_standard() = e;
  return absl::OkStatus();
}

absl::Status Handle(Transaction& t, const v1::EmissionFactorPublished& e) {
  INGOT_RETURN_IF_ERROR(
      CheckNew(t, v1::SUBJECT_KIND_EMISSION_FACTOR, e.factor_id(), "emission_factor_published.factor_id"));
  INGOT_RETURN_IF_ERROR(CheckGiven(e.origin() != v1::ORIGIN_UNSPECIFIED, "emission_factor_published.origin"));
  INGOT_RETURN_IF_ERROR(CheckRange(e.co2e_g_per_kg(), 0, kMaxCo2eGPerKg, "emission_factor_published.co2e_g_per_kg"));
  INGOT_RETURN_IF_ERROR(directory::CheckName(e.source(), "emission_factor_published.source"));

  *t.EditSubject(v1::SUBJECT_KIND_EMISSION_FACTOR, e.factor_id()).mutable_emission_factor()->mutable_factor() = e;
  return absl::OkStatus();
}

}  // namespace ingot::rules
