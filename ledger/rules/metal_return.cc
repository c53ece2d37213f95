// ReturnedToProduction: metal of heats leaves for a brand's production, or out of the loop.
#include <algorithm>
#include <string>
#include <string_view>

#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/directory/ids.h"
#include "ledger/mass/account_class.h"
#include "ledger/mass/amounts.h"
#include "ledger/refusal/refusal.h"
#include "ledger/rules/handlers.h"
#include "ledger/rules/heat.h"
#include "ledger/rules/metal.h"
#include "ledger/rules/succession.h"
#include "ledger/state/record_key.h"

namespace ingot::rules {
namespace {

using refusal::Refuse;

// Brands that got metal of one heat.
constexpr int kMaxReturns = 32;

absl::Status CheckBrand(const Transaction& t, const std::string& brand_id) {
  constexpr std::string_view kField = "returned_to_production.brand_id";
  if (brand_id.empty()) return absl::OkStatus();
  INGOT_RETURN_IF_ERROR(directory::CheckScopedId(brand_id, kField));
  if (t.Find(state::SubjectKey(v1::SUBJECT_KIND_BRAND, brand_id)) != nullptr) return absl::OkStatus();
  return Refuse(v1::REFUSAL_REASON_NOT_FOUND, kField,
                "no such brand is registered: leave it empty for metal that is sold out of the loop");
}

absl::Status CheckHeat(const Transaction& t, const v1::ReturnedToProduction& e, int index) {
  const v1::HeatShare& share = e.heats(index);
  const std::string field = Cat("returned_to_production.heats[", index, "]");
  const v1::HeatState* const heat = LookUpHeat(t, share.heat_id());
  if (heat == nullptr || !ActsFor(t, heat->organisation_id())) {
    return Refuse(v1::REFUSAL_REASON_NOT_FOUND, Cat(field, ".heat_id"), "you hold no such heat: melt it (HeatMelted)");
  }
  const int64_t left_g = mass::Total(mass::ToCells(heat->content()));
  if (left_g == 0) {
    return Refuse(v1::REFUSAL_REASON_HEAT_STATE, Cat(field, ".heat_id"), "all of its metal has left the plant");
  }
  if (share.grams() > left_g) {
    return Refuse(v1::REFUSAL_REASON_MASS_EXCEEDS_SOURCE, Cat(field, ".grams"),
                  Cat("is ", share.grams(), ", ", left_g, " g are left of the heat"));
  }
  if (e.brand_id().empty() || FindReturn(*heat, e.brand_id()) != nullptr) return absl::OkStatus();
  if (heat->returned_size() < kMaxReturns) return absl::OkStatus();
  return Refuse(v1::REFUSAL_REASON_LIMIT_REACHED, Cat(field, ".heat_id"),
                Cat("went to ", kMaxReturns, " brands, which is the most that a record keeps"));
}

// In order of brand.
v1::HeatReturn& EditReturn(v1::HeatState& heat, const std::string& brand_id) {
  auto& returns = *heat.mutable_returned();
  const auto before = [](const v1::HeatReturn& a, const v1::HeatReturn& b) { return a.brand_id() < b.brand_id(); };
  const auto found = std::find_if(returns.begin(), returns.end(),
                                  [&brand_id](const v1::HeatReturn& other) { return other.brand_id() == brand_id; });
  if (found != returns.end()) return *found;
  returns.Add()->set_brand_id(brand_id);
  std::sort(returns.begin(), returns.end(), before);
  return *std::find_if(returns.begin(), returns.end(),
                       [&brand_id](const v1::HeatReturn& other) { return other.brand_id() == brand_id; });
}

void NoteReturn(v1::HeatReturn& returned, const mass::Cells& cells) {
  mass::Cells whole = mass::ToCells(returned.returned());
  mass::Cells remaining = mass::ToCells(returned.remaining());
  mass::AddAll(whole, cells);
  mass::AddAll(remaining, cells);
  *returned.mutable_returned() = mass::ToAmounts(whole);
  *returned.mutable_remaining() = mass::ToAmounts(remaining);
  returned.set_returned_g(mass::Total(whole));
}

}  // namespace

absl::Status Handle(Transaction& t, const v1::ReturnedToProduction& e) {
  INGOT_RETURN_IF_ERROR(CheckBrand(t, e.brand_id()));
  INGOT_RETURN_IF_ERROR(CheckHeatShares(e.heats(), "returned_to_production.heats"));
  for (int i = 0; i < e.heats_size(); ++i) INGOT_RETURN_IF_ERROR(CheckHeat(t, e, i));

  const v1::Account to = e.brand_id().empty() ? mass::MakeAccount(v1::ACCOUNT_CLASS_OPEN_LOOP)
                                              : mass::MakeAccount(v1::ACCOUNT_CLASS_BACK_IN_PRODUCTION, e.brand_id());
  for (const v1::HeatShare& share : e.heats()) {
    v1::HeatState& heat = EditHeat(t, share.heat_id());
    mass::Cells content = mass::ToCells(heat.content());
    const mass::Cells leaving = mass::TakeProRata(content, share.grams());
    *heat.mutable_content() = mass::ToAmounts(content);
    TakeOut(t, mass::MakeAccount(v1::ACCOUNT_CLASS_REMELTED, heat.site_id()), leaving, heat.site_id());
    PostCells(t, to, leaving, 1);
    if (!e.brand_id().empty()) NoteReturn(EditReturn(heat, e.brand_id()), leaving);
  }
  return absl::OkStatus();
}

}  // namespace ingot::rules
