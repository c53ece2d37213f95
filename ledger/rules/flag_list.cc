#include "ledger/rules/flag_list.h"

#include <algorithm>

namespace ingot::rules {

FlagList* FlagsOf(v1::Record& record) {
  // The record is the caller's to change.
  return const_cast<FlagList*>(state::FlagsOf(record));  // NOLINT(cppcoreguidelines-pro-type-const-cast)
}

bool RemoveFlag(FlagList& flags, v1::FlagKind kind) {
  const auto flag =
      std::find_if(flags.begin(), flags.end(), [kind](const v1::Flag& other) { return other.kind() == kind; });
  if (flag == flags.end()) return false;
  flags.erase(flag);
  return true;
}

}  // namespace ingot::rules
