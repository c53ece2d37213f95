#include "clients/simulate/cast.h"

#include <algorithm>
#include <cctype>
#include <initializer_list>
#include <span>

#include "ledger/base/strings.h"

namespace ingot::simulate {
namespace {

struct Town {
  std::string_view name;
  std::string_view country;
};

constexpr Town kChinese[] = {{"qingdao", "CN"},  {"jinan", "CN"},   {"shanghai", "CN"}, {"suzhou", "CN"},
                             {"hangzhou", "CN"}, {"wuhan", "CN"},   {"chengdu", "CN"},  {"xian", "CN"},
                             {"tianjin", "CN"},  {"nanjing", "CN"}, {"ningbo", "CN"},   {"hefei", "CN"}};
constexpr Town kEuropean[] = {{"koeln", "DE"},     {"hamburg", "DE"},  {"duisburg", "DE"}, {"utrecht", "NL"},
                              {"lyon", "FR"},      {"hannover", "DE"}, {"linz", "AT"},     {"gent", "BE"},
                              {"stuttgart", "DE"}, {"torino", "IT"},   {"bilbao", "ES"},   {"leipzig", "DE"}};
constexpr int kChinaOffset = 8 * 60;
constexpr int kEuropeOffset = 60;

constexpr int64_t kWeighbridgeDivisionG = 20'000;
constexpr int64_t kScaleDivisionG = 500;

struct Trade {
  std::string_view suffix;
  std::string_view title;
  std::vector<v1::Role> roles;
  // New vehicles a year for one of them in a region, and the most that there are.
  uint64_t vehicles_a_year;
  uint64_t most;
  int64_t division_g;
  bool site;
  bool permit;
};

std::string Title(std::string_view town) {
  std::string title(town);
  title.front() = static_cast<char>(std::toupper(title.front()));
  return title;
}

Organisation Make(const Trade& trade, Region region, size_t number) {
  const std::span<const Town> towns = region == Region::kChina ? std::span(kChinese) : std::span(kEuropean);
  const Town& town = towns[number % towns.size()];
  const size_t round = number / towns.size();
  Organisation made;
  made.id = Cat(town.name, "-", trade.suffix, round == 0 ? "" : Cat("-", round + 1));
  made.name = Cat(Title(town.name), " ", trade.title, round == 0 ? "" : Cat(" ", round + 1));
  made.country = town.country;
  made.roles = trade.roles;
  made.region = region;
  made.offset_minutes = region == Region::kChina ? kChinaOffset : kEuropeOffset;
  made.division_g = trade.division_g;
  if (trade.site) made.site_id = Cat(made.id, "/yard");
  if (trade.division_g > 0) made.instrument_id = Cat(made.id, "/scale-1");
  if (trade.permit) made.permit_number = Cat(region == Region::kChina ? "CN-" : "EU-", town.name, "-", number + 1);
  return made;
}

void Settle(Cast& cast, const Trade& trade, uint64_t vehicles_a_year, std::vector<Who> (&regions)[2]) {
  for (const Region region : {Region::kChina, Region::kEurope}) {
    // Half of the vehicles each, roughly; at least two, so that there is another one.
    const uint64_t count = std::clamp<uint64_t>(vehicles_a_year / 2 / trade.vehicles_a_year, 2, trade.most);
    for (size_t i = 0; i < count; ++i) {
      regions[static_cast<size_t>(region)].push_back(static_cast<Who>(cast.all.size()));
      cast.all.push_back(Make(trade, region, i));
    }
  }
}

Who Add(Cast& cast, std::string_view id, std::string_view name, std::string_view country, v1::Role role,
        Region region) {
  Organisation made;
  made.id = id;
  made.name = name;
  made.country = country;
  made.roles = {role};
  made.region = region;
  made.offset_minutes = region == Region::kChina ? kChinaOffset : kEuropeOffset;
  cast.all.push_back(std::move(made));
  return static_cast<Who>(cast.all.size() - 1);
}

}  // namespace

Cast MakeCast(std::string_view operator_id, uint64_t vehicles_a_year) {
  Cast cast;
  cast.operator_ = Add(cast, operator_id, "Operator", "DE", v1::ROLE_OPERATOR, Region::kEurope);
  cast.auditor = Add(cast, "aurora-audit", "Aurora Audit AG", "CH", v1::ROLE_AUDITOR, Region::kEurope);
  cast.group = Add(cast, "aluminium-group", "Aluminium Group", "CN", v1::ROLE_GROUP, Region::kChina);
  cast.makers = {
      Add(cast, "ruishi-auto", "Ruishi Automobile", "CN", v1::ROLE_MANUFACTURER, Region::kChina),
      Add(cast, "beifang-212", "Beifang Off-road", "CN", v1::ROLE_MANUFACTURER, Region::kChina),
      Add(cast, "lingtu-mobility", "Lingtu Mobility", "CN", v1::ROLE_MANUFACTURER, Region::kChina),
      Add(cast, "leichtbau-vans", "Leichtbau Vans GmbH", "DE", v1::ROLE_MANUFACTURER, Region::kEurope),
  };
  Settle(cast, {"auto", "Auto Trade", {v1::ROLE_LESSOR, v1::ROLE_DEALER}, 1'500, 150, 0, false, false}, vehicles_a_year,
         cast.dealers);
  Settle(cast, {"service", "Service", {v1::ROLE_WORKSHOP}, 3'000, 80, kScaleDivisionG, true, false}, vehicles_a_year,
         cast.workshops);
  Settle(cast, {"insurance", "Insurance", {v1::ROLE_INSURER}, 20'000, 12, 0, false, false}, vehicles_a_year,
         cast.insurers);
  Settle(cast, {"recycling", "Vehicle Recycling", {v1::ROLE_RECYCLER}, 4'000, 60, kWeighbridgeDivisionG, true, true},
         vehicles_a_year, cast.facilities);
  Settle(cast, {"shredder", "Shredder", {v1::ROLE_RECYCLER}, 20'000, 12, kWeighbridgeDivisionG, true, true},
         vehicles_a_year, cast.shredders);
  Settle(cast, {"aluminium", "Aluminium Works", {v1::ROLE_SMELTER}, 50'000, 6, kWeighbridgeDivisionG, true, false},
         vehicles_a_year, cast.smelters);
  return cast;
}

}  // namespace ingot::simulate
