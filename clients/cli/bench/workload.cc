#include "clients/cli/bench/workload.h"

#include <string_view>
#include <utility>

#include "clients/cpp/random.h"
#include "ledger/base/check.h"
#include "ledger/base/strings.h"
#include "ledger/vehicle/vin.h"

namespace ingot::cli {
namespace {

// A VIN's alphabet: no I, O, Q.
constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKLMNPRSTUVWXYZ";
constexpr uint64_t kBase = kAlphabet.size();

// The last `digits` digits of `value` in the alphabet.
std::string Digits(uint64_t value, int digits) {
  std::string text(static_cast<size_t>(digits), '0');
  for (size_t i = text.size(); i-- > 0; value /= kBase) text[i] = kAlphabet[value % kBase];
  return text;
}

}  // namespace

std::string RandomRun() {
  std::string run;
  for (const char byte : client::RandomBytes(5)) run += kAlphabet[static_cast<uint8_t>(byte) % kBase];
  return run;
}

Lane::Lane(std::string brand_id, std::string model_id, const std::string& run, int number, absl::Time now)
    : brand_id_(std::move(brand_id)),
      model_id_(std::move(model_id)),
      // A maker of small numbers in Germany (WMI W..9 belongs to such); position 10 is model year 2026.
      prefix_(Cat("W09", run, "0T")),
      number_(number),
      time_us_(absl::ToUnixMicros(now)) {
  INGOT_CHECK(run.size() == 5 && number >= 0 && number < kMaxLanes);
}

std::string Lane::NextVin() {
  std::string vin = Cat(prefix_, Digits(static_cast<uint64_t>(number_), 2), Digits(vehicles_++, 5));
  vin[vehicle::kCheckCharacterIndex] = vehicle::CheckCharacterOf(vin);
  return vin;
}

client::Draft Lane::Next() {
  client::Draft draft;
  draft.event.mutable_occurred_at()->set_unix_us(time_us_++);
  if (readings_left_ > 0) {
    --readings_left_;
    odometer_m_ += 1'234'000;
    v1::OdometerRead& read = *draft.event.mutable_odometer_read();
    read.set_vin(vin_);
    read.set_odometer_m(odometer_m_);
    return draft;
  }
  vin_ = NextVin();
  odometer_m_ = 0;
  readings_left_ = kReadingsPerVehicle;
  v1::VehicleRegistered& born = *draft.event.mutable_vehicle_registered();
  born.set_vin(vin_);
  born.set_brand_id(brand_id_);
  born.set_model_id(model_id_);
  born.set_category(v1::VEHICLE_CATEGORY_N1);
  born.set_market("CN");
  born.set_model_year(2026);
  v1::FamilyMass& sheet = *born.add_body();
  sheet.set_family(v1::ALLOY_FAMILY_6XXX);
  sheet.set_grams(156'000);
  born.set_body_basis(v1::MASS_BASIS_WEIGHED);
  born.set_body_uncertainty_ppm(5'000);
  born.set_other_aluminium_g(70'000);
  born.set_kerb_mass_g(1'890'000);
  return draft;
}

std::vector<client::Draft> Lane::Next(size_t count) {
  std::vector<client::Draft> drafts;
  drafts.reserve(count);
  for (size_t i = 0; i < count; ++i) drafts.push_back(Next());
  return drafts;
}

}  // namespace ingot::cli
