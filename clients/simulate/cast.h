// The simulated organisations: who makes, leases, repairs, insures, treats, shreds and melts.
#ifndef INGOT_CLIENTS_SIMULATE_CAST_H_
#define INGOT_CLIENTS_SIMULATE_CAST_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "clients/simulate/catalogue.h"
#include "ingot/v1/common.pb.h"

namespace ingot::simulate {

struct Organisation {
  std::string id, name, country;
  // Ascending.
  std::vector<v1::Role> roles;
  Region region = Region::kChina;
  int offset_minutes = 0;
  // Its only site and instrument; empty for none.
  std::string site_id, instrument_id;
  // Of the instrument, grams.
  int64_t division_g = 0;
  // Of the site where it treats end-of-life vehicles; empty for none.
  std::string permit_number;
};

// Indexes into Cast::all.
using Who = uint16_t;

struct Cast {
  std::vector<Organisation> all;
  // The ledger's operator, which is enrolled already: index 0.
  Who operator_ = 0;
  Who auditor = 0;
  Who group = 0;
  std::vector<Who> makers;
  // By Region.
  std::vector<Who> dealers[2], workshops[2], insurers[2], facilities[2], shredders[2], smelters[2];

  const Organisation& operator[](Who who) const { return all[who]; }
};

// As many of each trade as a fleet of so many new vehicles a year needs: 26 organisations for the smallest, at most
// about a thousand.
Cast MakeCast(std::string_view operator_id, uint64_t vehicles_a_year);

}  // namespace ingot::simulate

#endif  // INGOT_CLIENTS_SIMULATE_CAST_H_
