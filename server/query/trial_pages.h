// StreamTrialBalance and StreamContractTotals: what server streams of the books send, page by page, all of one state.
#ifndef INGOT_SERVER_QUERY_TRIAL_PAGES_H_
#define INGOT_SERVER_QUERY_TRIAL_PAGES_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ingot/v1/balance_service.pb.h"
#include "server/query/context.h"
#include "server/query/pinned_context.h"
#include "storage/books/book_reader.h"

namespace ingot::query {

// One stream's; not thread-safe.
class TrialPages {
 public:
  using Request = v1::StreamTrialBalanceRequest;
  using Response = v1::StreamTrialBalanceResponse;

  explicit TrialPages(Request request) : request_(std::move(request)) {}

  // Fills the next message; false (and an untouched message) where the stream is over.
  absl::StatusOr<bool> Next(const Context& page, Response* response);

 private:
  absl::Status Begin(const Context& context);
  // Looks at the next accounts, and adds those that are not empty.
  absl::Status AddAll(const Context& context, Response* response);
  absl::Status AddOwned(const Context& context, Response* response);
  void Add(const v1::Account& account, std::string_view owner, const mass::Cells& cells, Response* response);
  void AddSums(Response* response) const;

  const Request request_;
  PinnedContext pinned_;
  v1::BalancePoint point_;
  std::unique_ptr<storage::Balances> balances_;
  // Whose accounts: of who sees everything the ledger's at once, else of these one after the other.
  std::vector<std::string> owners_;
  size_t owner_ = 0;
  std::optional<v1::Account> last_;
  uint64_t accounts_ = 0;
  // By family: positive, negative.
  std::map<v1::AlloyFamily, std::pair<int64_t, int64_t>> sums_;
  bool exhausted_ = false;
  bool over_ = false;
};

// One stream's; not thread-safe.
class ContractTotalsPages {
 public:
  using Request = v1::StreamContractTotalsRequest;
  using Response = v1::StreamContractTotalsResponse;

  explicit ContractTotalsPages(Request request) : request_(std::move(request)) {}

  // As above. A page looks at no more than 5000 contracts.
  absl::StatusOr<bool> Next(const Context& page, Response* response);

 private:
  absl::Status Begin(const Context& context);
  absl::Status Add(const v1::ContractState& contract);

  const Request request_;
  PinnedContext pinned_;
  v1::Date on_;
  // Beginnings of the contracts' keys: one, or one for each organisation.
  std::vector<std::string> prefixes_;
  size_t prefix_ = 0;
  std::string last_key_;
  uint64_t examined_ = 0;
  // By organisation and currency.
  std::map<std::pair<std::string, std::string>, v1::ContractTotalsRow> rows_;
  bool begun_ = false;
  bool over_ = false;
};

}  // namespace ingot::query

#endif  // INGOT_SERVER_QUERY_TRIAL_PAGES_H_
