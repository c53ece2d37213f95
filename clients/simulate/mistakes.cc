#include "clients/simulate/mistakes.h"

#include <algorithm>

#include "clients/simulate/agreements.h"
#include "clients/simulate/directory.h"
#include "clients/simulate/keeping.h"
#include "clients/simulate/streams.h"

namespace ingot::simulate {
namespace {

Item& Wrong(Stage& stage, Who who, v1::RefusalReason expected) {
  Item& item = stage.Say(who);
  item.expected = expected;
  return item;
}

// An insurer retires a vehicle.
void ActBeyondRole(Stage& stage, const Vehicle& vehicle) {
  v1::Retired& retired =
      *Wrong(stage, InsurerOf(stage, vehicle), v1::REFUSAL_REASON_ROLE_REQUIRED).event.mutable_retired();
  retired.set_vin(VinOf(stage, vehicle));
  retired.set_reason(v1::RETIREMENT_REASON_END_OF_LIFE);
}

// Another dealer sends what it does not hold.
void SendForeign(Stage& stage, const Vehicle& vehicle) {
  const auto& dealers = stage.cast.dealers[static_cast<size_t>(RegionOf(stage, vehicle))];
  const auto other_dealer = [&](Who who) { return who != vehicle.dealer && stage.IsActive(who); };
  const auto found = std::find_if(dealers.begin(), dealers.end(), other_dealer);
  // Where one has taken over all others: an insurer, which holds nothing.
  if (found == dealers.end()) return ActBeyondRole(stage, vehicle);
  const Who other = *found;
  v1::VehicleSent& sent = *Wrong(stage, other, v1::REFUSAL_REASON_NOT_HOLDER).event.mutable_vehicle_sent();
  sent.set_vin(VinOf(stage, vehicle));
  sent.set_transfer_id(stage.NewId(other, "x"));
  sent.set_to_organisation(stage.org(vehicle.dealer).id);
}

// Born a second time, or under a VIN that was misread.
void BearAgain(Stage& stage, const Vehicle& vehicle, bool misread) {
  const Model& model = ModelOf(vehicle);
  if (model.maker == kNoMaker) return;
  v1::VehicleRegistered& registered =
      *Wrong(stage, stage.cast.makers[static_cast<size_t>(model.maker)],
             misread ? v1::REFUSAL_REASON_VIN_INVALID : v1::REFUSAL_REASON_ALREADY_EXISTS)
           .event.mutable_vehicle_registered();
  std::string vin = VinOf(stage, vehicle);
  if (misread) vin.back() = 'O';
  registered.set_vin(vin);
  registered.set_brand_id(BrandOf(stage, model));
  registered.set_model_id(ModelIdOf(stage, model));
  registered.set_category(model.category);
  registered.set_market("CN");
  registered.set_body_basis(v1::MASS_BASIS_UNKNOWN);
}

// A reading of a vehicle that nobody knows.
void ReadUnknown(Stage& stage, const Vehicle& vehicle) {
  v1::OdometerRead& read =
      *Wrong(stage, WorkshopOf(stage, vehicle), v1::REFUSAL_REASON_NOT_FOUND).event.mutable_odometer_read();
  read.set_vin("1M8GDM9AXKP042788");
  read.set_odometer_m(1'000);
}

// A contract whose instalments do not come to its total, or in a currency that is no more.
void SignBadly(Stage& stage, const Vehicle& vehicle, bool currency) {
  Item& item = Wrong(stage, vehicle.dealer, currency ? v1::REFUSAL_REASON_CURRENCY : v1::REFUSAL_REASON_SCHEDULE_SUM);
  v1::ContractSigned& signed_ = *item.event.mutable_contract_signed();
  signed_.set_contract_id(stage.NewId(vehicle.dealer, "x"));
  signed_.set_vin(VinOf(stage, vehicle));
  signed_.set_kind(v1::CONTRACT_KIND_LEASE);
  signed_.set_counterparty(v1::COUNTERPARTY_KIND_PERSON);
  *signed_.mutable_starts_on() = stage.Today();
  signed_.set_term_months(12);
  v1::ContractTerms& terms = *item.terms.emplace().mutable_contract();
  terms.set_currency(currency ? "DEM" : "EUR");
  terms.set_total_minor_units(currency ? 120'000 : 119'999);
  v1::Instalments& run = *terms.add_schedule();
  run.set_count(12);
  run.set_every_months(1);
  run.set_amount_minor_units(10'000);
  run.set_timing(v1::INSTALMENT_TIMING_ADVANCE);
}

// The same payment again.
void PayTwice(Stage& stage, const Vehicle& vehicle) {
  Pay(stage, vehicle, "p1", vehicle.instalment, v1::PAYMENT_PURPOSE_INSTALMENT).expected =
      v1::REFUSAL_REASON_DUPLICATE_NUMBER;
}

}  // namespace

void Mistakes::Perhaps(const Vehicle& vehicle) {
  Random random = stage_.Draw(kMistakeStream, vehicle.number, vehicle.steps);
  if (!random.Chance(stage_.parameters.mistakes_ppm)) return;
  switch (random.Below(7)) {
    case 0:
      return SendForeign(stage_, vehicle);
    case 1:
      return BearAgain(stage_, vehicle, false);
    case 2:
      return BearAgain(stage_, vehicle, true);
    case 3:
      return ActBeyondRole(stage_, vehicle);
    case 4:
      return ReadUnknown(stage_, vehicle);
    case 5:
      // Only about a vehicle in stock is the contract itself what is wrong.
      if (vehicle.step == Step::kOffer) return SignBadly(stage_, vehicle, random.Chance(500'000));
      return SendForeign(stage_, vehicle);
    default:
      if (vehicle.step == Step::kTerm && vehicle.paid > 0 && !vehicle.Is(Mark::kOpened)) {
        return PayTwice(stage_, vehicle);
      }
      return ReadUnknown(stage_, vehicle);
  }
}

}  // namespace ingot::simulate
