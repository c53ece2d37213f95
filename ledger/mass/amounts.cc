#include "ledger/mass/amounts.h"

#include <algorithm>
#include <cstddef>

#include "ledger/base/arithmetic.h"
#include "ledger/base/check.h"

namespace ingot::mass {
namespace {

constexpr int64_t kMillion = 1'000'000;

int64_t SumOrDie(int64_t a, int64_t b) {
  const std::optional<int64_t> sum = CheckedAdd(a, b);
  INGOT_CHECK_MSG(sum.has_value(), "a sum of masses overflows");
  return *sum;
}

template <typename List>
Cells CellsOf(const List& amounts) {
  Cells cells;
  for (const v1::Amount& amount : amounts) Add(cells, {amount.family(), amount.origin()}, amount.grams());
  return cells;
}

}  // namespace

Cells ToCells(const google::protobuf::RepeatedPtrField<v1::Amount>& amounts) { return CellsOf(amounts); }
Cells ToCells(const std::vector<v1::Amount>& amounts) { return CellsOf(amounts); }

google::protobuf::RepeatedPtrField<v1::Amount> ToAmounts(const Cells& cells) {
  google::protobuf::RepeatedPtrField<v1::Amount> amounts;
  for (const auto& [cell, grams] : cells) {
    if (grams == 0) continue;
    v1::Amount* amount = amounts.Add();
    amount->set_family(cell.first);
    amount->set_origin(cell.second);
    amount->set_grams(grams);
  }
  return amounts;
}

void Add(Cells& cells, const Cell& cell, int64_t grams) {
  if (grams == 0) return;
  const auto it = cells.try_emplace(cell, 0).first;
  it->second = SumOrDie(it->second, grams);
  if (it->second == 0) cells.erase(it);
}

void AddAll(Cells& cells, const Cells& other, int sign) {
  INGOT_CHECK(sign == 1 || sign == -1);
  for (const auto& [cell, grams] : other) Add(cells, cell, sign * grams);
}

int64_t Total(const Cells& cells) {
  int64_t total = 0;
  for (const auto& [cell, grams] : cells) total = SumOrDie(total, grams);
  return total;
}

int64_t TotalOf(const Cells& cells, v1::Origin origin) {
  int64_t total = 0;
  for (const auto& [cell, grams] : cells) {
    if (cell.second == origin) total = SumOrDie(total, grams);
  }
  return total;
}

Cells OfOrigin(const Cells& cells, v1::Origin origin) {
  Cells chosen;
  for (const auto& [cell, grams] : cells) {
    if (cell.second == origin) chosen.emplace(cell, grams);
  }
  return chosen;
}

Cells Common(const Cells& a, const Cells& b) {
  Cells common;
  for (const auto& [cell, grams] : a) {
    const auto other = b.find(cell);
    if (other != b.end() && grams > 0 && other->second > 0) common[cell] = std::min(grams, other->second);
  }
  return common;
}

Cells Regraded(const Cells& cells, v1::AlloyFamily family) {
  Cells regraded;
  for (const auto& [cell, grams] : cells) Add(regraded, {family, cell.second}, grams);
  return regraded;
}

Cells OfFamily(const Cells& cells, v1::AlloyFamily family) {
  Cells of_family;
  for (const auto& [cell, grams] : cells) {
    if (cell.first == family) of_family.emplace(cell, grams);
  }
  return of_family;
}

Cells ToCells(const google::protobuf::RepeatedPtrField<v1::FamilyMass>& masses) {
  Cells cells;
  for (const v1::FamilyMass& mass : masses) Add(cells, {mass.family(), v1::ORIGIN_UNSPECIFIED}, mass.grams());
  return cells;
}

google::protobuf::RepeatedPtrField<v1::FamilyMass> ToMasses(const Cells& cells) {
  std::map<v1::AlloyFamily, int64_t> families;
  for (const auto& [cell, grams] : cells) families[cell.first] = SumOrDie(families[cell.first], grams);
  google::protobuf::RepeatedPtrField<v1::FamilyMass> masses;
  for (const auto& [family, grams] : families) {
    if (grams == 0) continue;
    v1::FamilyMass* mass = masses.Add();
    mass->set_family(family);
    mass->set_grams(grams);
  }
  return masses;
}

int64_t Total(const google::protobuf::RepeatedPtrField<v1::FamilyMass>& masses) {
  int64_t total = 0;
  for (const v1::FamilyMass& mass : masses) total = SumOrDie(total, mass.grams());
  return total;
}

std::vector<int64_t> LargestRemainder(int64_t amount, const std::vector<int64_t>& weights) {
  INGOT_CHECK(amount >= 0);
  int64_t sum = 0;
  for (const int64_t weight : weights) {
    INGOT_CHECK(weight >= 0);
    sum = SumOrDie(sum, weight);
  }
  std::vector<int64_t> parts(weights.size(), 0);
  if (amount == 0) return parts;
  INGOT_CHECK_MSG(sum > 0, "nothing to divide an amount over");

  std::vector<int64_t> remainders(weights.size());
  int64_t missing = amount;
  for (size_t i = 0; i < weights.size(); ++i) {
    const __int128 product = static_cast<__int128>(amount) * weights[i];
    parts[i] = static_cast<int64_t>(product / sum);
    remainders[i] = static_cast<int64_t>(product % sum);
    missing -= parts[i];
  }
  // Fewer grams are missing than there are remainders above zero, since the remainders sum to missing * sum.
  std::vector<size_t> order(weights.size());
  for (size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) { return remainders[a] > remainders[b]; });
  for (size_t i = 0; i < static_cast<size_t>(missing); ++i) ++parts[order[i]];
  return parts;
}

Cells ProRata(const Cells& weights, int64_t amount) {
  std::vector<int64_t> grams;
  grams.reserve(weights.size());
  for (const auto& [cell, weight] : weights) grams.push_back(weight);
  const std::vector<int64_t> parts = LargestRemainder(amount, grams);
  Cells cells;
  size_t i = 0;
  for (const auto& [cell, weight] : weights) Add(cells, cell, parts[i++]);
  return cells;
}

Cells TakeProRata(Cells& cells, int64_t amount) {
  Cells taken = ProRata(cells, amount);
  AddAll(cells, taken, -1);
  return taken;
}

bool IsOutsideBand(int64_t loss_g, int64_t base_g, int32_t low_ppm, int32_t high_ppm) {
  const __int128 loss = static_cast<__int128>(loss_g) * kMillion;
  return loss < static_cast<__int128>(base_g) * low_ppm || loss > static_cast<__int128>(base_g) * high_ppm;
}

std::optional<int64_t> ContainedMetal(int64_t net_g, int32_t moisture_ppm, int32_t foreign_ppm, int32_t content_ppm) {
  if (net_g < 0 || moisture_ppm < 0 || foreign_ppm < 0 || content_ppm < 0 || content_ppm > kMillion) {
    return std::nullopt;
  }
  const int64_t clean_ppm = kMillion - moisture_ppm - foreign_ppm;
  if (clean_ppm <= 0) return std::nullopt;
  // net < 2^63 and the shares' product <= 10^12 < 2^40: below 2^103.
  const __int128 product = static_cast<__int128>(net_g) * clean_ppm * content_ppm;
  return static_cast<int64_t>(product / (static_cast<__int128>(kMillion) * kMillion));
}

}  // namespace ingot::mass
