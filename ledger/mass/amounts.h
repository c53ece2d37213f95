// Amounts of alloy by (family, origin), and their exact division. All in grams and in 128-bit products; nothing rounds
// without a rule, and nothing is lost or made: parts always sum to the whole.
#ifndef INGOT_LEDGER_MASS_AMOUNTS_H_
#define INGOT_LEDGER_MASS_AMOUNTS_H_

#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "google/protobuf/repeated_ptr_field.h"
#include "ingot/v1/common.pb.h"

namespace ingot::mass {

// Ascending by (family, origin), as lists of v1::Amount are.
using Cell = std::pair<v1::AlloyFamily, v1::Origin>;
using Cells = std::map<Cell, int64_t>;

// The cells of a list; equal cells add up, zero ones are left out.
Cells ToCells(const google::protobuf::RepeatedPtrField<v1::Amount>& amounts);
Cells ToCells(const std::vector<v1::Amount>& amounts);

// The list of the cells: ascending, without zeros.
google::protobuf::RepeatedPtrField<v1::Amount> ToAmounts(const Cells& cells);

// Adds grams to a cell; a cell that comes to zero is removed. Aborts on overflow: sums of masses that passed the rules'
// ranges can't reach 2^63.
void Add(Cells& cells, const Cell& cell, int64_t grams);
// Adds all of `other`, times `sign` (1 or -1).
void AddAll(Cells& cells, const Cells& other, int sign = 1);

// Sum of all cells; of the cells of one origin.
int64_t Total(const Cells& cells);
int64_t TotalOf(const Cells& cells, v1::Origin origin);

// The cells of one origin, in whatever family.
Cells OfOrigin(const Cells& cells, v1::Origin origin);

// Of each cell the smaller amount, cells at or below zero in either left out: what of `a` is covered by `b`.
Cells Common(const Cells& a, const Cells& b);

// All of it in one family, origins kept.
Cells Regraded(const Cells& cells, v1::AlloyFamily family);

// The cells of one family.
Cells OfFamily(const Cells& cells, v1::AlloyFamily family);

// Sum of a body's families. Aborts on overflow (as Add).
int64_t Total(const google::protobuf::RepeatedPtrField<v1::FamilyMass>& masses);

// The families as cells without origin, and the cells as families (ascending, origins added up).
Cells ToCells(const google::protobuf::RepeatedPtrField<v1::FamilyMass>& masses);
google::protobuf::RepeatedPtrField<v1::FamilyMass> ToMasses(const Cells& cells);

// Divides `amount` over `weights` by the largest-remainder method: each part is floor(amount * weight / sum), and the
// grams still missing go one each to the largest remainders, equal remainders in the order of the list. The parts sum
// to `amount`; where amount <= sum, no part exceeds its weight.
// REQUIRES: amount >= 0, every weight >= 0, and some weight > 0 unless amount is 0; aborts otherwise.
std::vector<int64_t> LargestRemainder(int64_t amount, const std::vector<int64_t>& weights);

// LargestRemainder over cells, in their order; zero parts are left out.
Cells ProRata(const Cells& weights, int64_t amount);

// Takes ProRata(cells, amount) out of `cells` and returns it: divided again and again, a whole is divided exactly.
// REQUIRES: 0 <= amount <= Total(cells), no cell below zero.
Cells TakeProRata(Cells& cells, int64_t amount);

// Whether a loss lies outside the band of a rate, in ppm of `base_g`; products in 128 bits.
bool IsOutsideBand(int64_t loss_g, int64_t base_g, int32_t low_ppm, int32_t high_ppm);

// Metal contained in material as received: floor(net * (10^6 - moisture - foreign) * content / 10^12), one division in
// 128 bits. nullopt where net < 0, a share is negative, moisture + foreign >= 10^6, or content > 10^6.
std::optional<int64_t> ContainedMetal(int64_t net_g, int32_t moisture_ppm, int32_t foreign_ppm, int32_t content_ppm);

}  // namespace ingot::mass

#endif  // INGOT_LEDGER_MASS_AMOUNTS_H_
