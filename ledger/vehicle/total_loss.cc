#include "ledger/vehicle/total_loss.h"

namespace ingot::vehicle {

const std::vector<LossCode>& LossCodes() {
  static const auto* const kCodes = new std::vector<LossCode>{
      // ABI Code of Practice for the Categorisation of Motor Vehicle Salvage (2017): A scrap, B break for parts
      // (bodyshell
      // crushed), S structurally damaged repairable, N non-structurally damaged repairable.
      {v1::LOSS_SCHEME_GB_ABI, "A", false},
      {v1::LOSS_SCHEME_GB_ABI, "B", false},
      {v1::LOSS_SCHEME_GB_ABI, "S", true},
      {v1::LOSS_SCHEME_GB_ABI, "N", true},
      // 28 CFR 25.52: a salvage automobile's repair would cost more than it is worth; a junk automobile can't be
      // operated
      // on the road and is a source of parts or scrap only. Non-repairable: title brand of the states (AAMVA) with the
      // same effect.
      {v1::LOSS_SCHEME_US_TITLE, "SALVAGE", true},
      {v1::LOSS_SCHEME_US_TITLE, "JUNK", false},
      {v1::LOSS_SCHEME_US_TITLE, "NON_REPAIRABLE", false},
      // Motor insurance clauses of the Insurance Association of China: constructive total loss (repair and salvage cost
      // the actual value or more) and actual total loss (destroyed, or beyond restoring).
      {v1::LOSS_SCHEME_CN, "CONSTRUCTIVE", true},
      {v1::LOSS_SCHEME_CN, "ACTUAL", false},
      // Economic: repair costs more than the difference between replacement and residual value (BGB section 249);
      // technical: it can't be repaired.
      {v1::LOSS_SCHEME_EU, "ECONOMIC", true},
      {v1::LOSS_SCHEME_EU, "TECHNICAL", false},
  };
  return *kCodes;
}

std::optional<bool> IsRepairable(v1::LossScheme scheme, std::string_view code) {
  for (const LossCode& known : LossCodes()) {
    if (known.scheme == scheme && known.code == code) return known.repairable;
  }
  return std::nullopt;
}

}  // namespace ingot::vehicle
