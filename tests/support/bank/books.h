// The books as an auditor reads them: what stands on every account, by name.
#ifndef INGOT_TESTS_SUPPORT_BANK_BOOKS_H_
#define INGOT_TESTS_SUPPORT_BANK_BOOKS_H_

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "ingot/v1/state.pb.h"

namespace ingot::testing {

// Grams by account ("CLASS/party/detail"), or by account and part of it ("CLASS/party/detail FAMILY ORIGIN", the origin
// only where one applies).
using Moves = std::map<std::string, int64_t>;

class Books {
 public:
  Books() = default;
  void Add(const v1::AccountState& account);

  // Grams of the whole account; 0 where there is none.
  int64_t Of(const std::string& account) const;
  // What moved since: every account whose total changed, and every part named in `parts`, by how much.
  Moves Since(const Books& before, const Moves& parts) const;
  // What can't be: a family that does not sum to zero over all accounts, a part of an internal account below zero.
  std::vector<std::string> Impossible() const;

 private:
  struct Part {
    std::string account;
    v1::AccountClass account_class;
    v1::AlloyFamily family;
    int64_t grams;
  };
  int64_t PartOf(const std::string& part) const;

  std::map<std::string, int64_t> totals_;
  // By full name.
  std::map<std::string, Part> parts_;
};

// The name of an enum's value without the prefix that all of its values share.
std::string Unprefixed(const std::string& name, std::string_view prefix);

// "{STOCK/a -5} {SALVAGE/a +5}".
std::string MovesText(const Moves& moves);

}  // namespace ingot::testing

#endif  // INGOT_TESTS_SUPPORT_BANK_BOOKS_H_
