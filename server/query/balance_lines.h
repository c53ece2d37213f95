// What the balance queries share: points in time, and the accounts that a caller sees at one.
#ifndef INGOT_SERVER_QUERY_BALANCE_LINES_H_
#define INGOT_SERVER_QUERY_BALANCE_LINES_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ingot/v1/balance_service.pb.h"
#include "ledger/mass/amounts.h"
#include "server/query/context.h"
#include "storage/books/book_reader.h"

namespace ingot::query {

// The point that a request means, with everything filled in: AS_RECORDED its size, AS_OCCURRED its day (absent in the
// request: the last day of all, 9999-12-31). UNKNOWN_ENUM, INVALID_VALUE, OUT_OF_RANGE; fields below `field`.
absl::StatusOr<v1::BalancePoint> ResolvePoint(const Context& context, const v1::BalancePoint& point,
                                              std::string_view field);

// The balances of a resolved point.
absl::StatusOr<std::unique_ptr<storage::Balances>> BalancesAt(const Context& context, const v1::BalancePoint& point);

// An account, or (accounts that come and go) all of one owner's together, with who owns it; empty: the ledger's own.
struct BalanceLine {
  v1::Account account;
  std::string organisation_id;
};

// Calls back for every line that the caller sees, ascending within each owner, also empty ones. LIMIT_REACHED where
// they are more than half a million.
absl::Status ScanLines(const Context& context, storage::Balances& balances,
                       absl::FunctionRef<void(const BalanceLine& line, const mass::Cells& cells)> callback);

// The lines themselves, of a caller that does not see everything, after `start_after` (an account's key without its
// first letter) of one owner, at most `limit`. With kEach every account by itself.
absl::StatusOr<std::vector<v1::Account>> OwnedAccounts(const Context& context, std::string_view owner,
                                                       storage::Accounts accounts, std::string_view start_after,
                                                       size_t limit);

// Who owns an account.
absl::StatusOr<std::string> OwnerOf(const Context& context, const v1::Account& account);

// Brands whose manufacturer the caller owns; at most 10 000 are looked at. Whoever sees everything needs no list.
absl::StatusOr<std::vector<std::string>> OwnedBrands(const Context& context);

}  // namespace ingot::query

#endif  // INGOT_SERVER_QUERY_BALANCE_LINES_H_
