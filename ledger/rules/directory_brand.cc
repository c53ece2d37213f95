// Names under which vehicles are built: BrandRegistered, BrandRenamed, ModelMovedToBrand. By manufacturers.
#include <string>

#include "ledger/base/status.h"
#include "ledger/directory/ids.h"
#include "ledger/refusal/refusal.h"
#include "ledger/rules/directory_access.h"
#include "ledger/rules/handlers.h"
#include "ledger/state/record_key.h"

namespace ingot::rules {

using refusal::Refuse;

absl::Status Handle(Transaction& t, const v1::BrandRegistered& e) {
  INGOT_RETURN_IF_ERROR(directory::CheckOwnId(t.actor(), e.brand_id(), "brand_registered.brand_id"));
  if (t.Find(state::SubjectKey(v1::SUBJECT_KIND_BRAND, e.brand_id())) != nullptr) {
    return Refuse(v1::REFUSAL_REASON_ALREADY_EXISTS, "brand_registered.brand_id",
                  "is registered already: rename it (BrandRenamed), or choose another id");
  }
  INGOT_RETURN_IF_ERROR(directory::CheckName(e.name(), "brand_registered.name"));

  v1::BrandState& brand = *t.EditSubject(v1::SUBJECT_KIND_BRAND, e.brand_id()).mutable_brand();
  brand.set_brand_id(e.brand_id());
  brand.set_organisation_id(t.actor());
  brand.set_name(e.name());
  return absl::OkStatus();
}

absl::Status Handle(Transaction& t, const v1::BrandRenamed& e) {
  INGOT_RETURN_IF_ERROR(FindOwnBrand(t, e.brand_id(), "brand_renamed.brand_id").status());
  INGOT_RETURN_IF_ERROR(directory::CheckName(e.name(), "brand_renamed.name"));

  t.EditSubject(v1::SUBJECT_KIND_BRAND, e.brand_id()).mutable_brand()->set_name(e.name());
  return absl::OkStatus();
}

absl::Status Handle(Transaction& t, const v1::ModelMovedToBrand& e) {
  const v1::Record* const before = t.Find(state::SubjectKey(v1::SUBJECT_KIND_MODEL, e.model_id()));
  const std::string owner = before != nullptr ? before->model().organisation_id() : std::string();
  INGOT_RETURN_IF_ERROR(CheckWritable(t, e.model_id(), owner, "model_moved_to_brand.model_id"));
  INGOT_RETURN_IF_ERROR(FindOwnBrand(t, e.brand_id(), "model_moved_to_brand.brand_id").status());
  if (before != nullptr && before->model().brand_id() == e.brand_id()) {
    return Refuse(v1::REFUSAL_REASON_ALREADY_EXISTS, "model_moved_to_brand.brand_id",
                  "the model belongs to this brand already");
  }

  v1::ModelState& model = *t.EditSubject(v1::SUBJECT_KIND_MODEL, e.model_id()).mutable_model();
  model.set_model_id(e.model_id());
  model.set_organisation_id(t.actor());
  model.set_brand_id(e.brand_id());
  return absl::OkStatus();
}

}  // namespace ingot::rules
