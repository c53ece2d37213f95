#include "server/query/balance_lines.h"

#include <optional>
#include <utility>

#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/iso/date.h"
#include "ledger/mass/account_class.h"
#include "ledger/refusal/refusal.h"
#include "ledger/state/record_key.h"
#include "server/query/owned.h"
#include "storage/books/book_keys.h"
#include "storage/index/index_keys.h"
#include "storage/index/scan.h"

namespace ingot::query {
namespace {

constexpr size_t kMaxLines = 500'000;
constexpr size_t kMaxBrands = 10'000;

absl::Status TooManyLines() {
  return refusal::Refuse(v1::REFUSAL_REASON_LIMIT_REACHED, "",
                         Cat("more than ", kMaxLines, " accounts: ask for the trial balance, which is streamed"));
}

v1::Date LastDay() {
  v1::Date day;
  day.set_year(iso::kMaxYear);
  day.set_month(12);
  day.set_day(31);
  return day;
}

// An account from its key without the first letter: class, party, 0x00, detail.
v1::Account AccountOfRest(std::string_view rest) {
  const size_t end_of_party = rest.find('\0');
  return mass::MakeAccount(static_cast<v1::AccountClass>(static_cast<unsigned char>(rest.front())),
                           rest.substr(1, end_of_party - 1), rest.substr(end_of_party + 1));
}

std::vector<v1::AccountClass> Classes() {
  std::vector<v1::AccountClass> classes;
  for (int number = v1::AccountClass_MIN; number <= v1::AccountClass_MAX; ++number) {
    if (number != v1::ACCOUNT_CLASS_UNSPECIFIED && v1::AccountClass_IsValid(number)) {
      classes.push_back(static_cast<v1::AccountClass>(number));
    }
  }
  return classes;
}

storage::Accounts ShownAs(v1::AccountClass account_class) {
  return storage::ComesAndGoes(account_class) ? storage::Accounts::kByOwner : storage::Accounts::kEach;
}

absl::Status ScanEverything(const Context& context, storage::Balances& balances,
                            absl::FunctionRef<void(const BalanceLine&, const mass::Cells&)> callback) {
  size_t lines = 0;
  absl::Status status;
  for (const v1::AccountClass account_class : Classes()) {
    const storage::Accounts shown = ShownAs(account_class);
    INGOT_RETURN_IF_ERROR(balances.Scan(shown, account_class, std::nullopt, kMaxLines,
                                        [&](const v1::Account& account, const mass::Cells& cells) {
                                          BalanceLine line{.account = account, .organisation_id = account.party()};
                                          if (shown == storage::Accounts::kEach) {
                                            absl::StatusOr<std::string> owner = OwnerOf(context, account);
                                            status = owner.status();
                                            if (!owner.ok()) return false;
                                            line.organisation_id = *std::move(owner);
                                          }
                                          callback(line, cells);
                                          return ++lines <= kMaxLines;
                                        }));
    INGOT_RETURN_IF_ERROR(status);
    if (lines > kMaxLines) return TooManyLines();
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::BalancePoint> ResolvePoint(const Context& context, const v1::BalancePoint& point,
                                              std::string_view field) {
  if (!v1::BalanceBasis_IsValid(point.basis())) {
    return refusal::Refuse(v1::REFUSAL_REASON_UNKNOWN_ENUM, Cat(field, ".basis"), "must be AS_RECORDED or AS_OCCURRED");
  }
  if (point.has_on() && !iso::IsValid(point.on())) {
    return refusal::Refuse(v1::REFUSAL_REASON_INVALID_VALUE, Cat(field, ".on"), "is not a calendar date");
  }
  v1::BalancePoint resolved;
  if (point.basis() == v1::BALANCE_BASIS_AS_OCCURRED) {
    if (point.size() != 0) {
      return refusal::Refuse(v1::REFUSAL_REASON_INVALID_VALUE, Cat(field, ".size"),
                             "as occurred all entries are looked at: state a day alone, and ask with ingot-at-size for "
                             "what was known after an earlier entry");
    }
    resolved.set_basis(v1::BALANCE_BASIS_AS_OCCURRED);
    *resolved.mutable_on() = point.has_on() ? point.on() : LastDay();
    return resolved;
  }
  resolved.set_basis(v1::BALANCE_BASIS_AS_RECORDED);
  if (point.size() != 0 && point.has_on()) {
    return refusal::Refuse(v1::REFUSAL_REASON_INVALID_VALUE, Cat(field, ".on"),
                           "state a number of entries or a day, not both");
  }
  if (point.size() != 0 && context.at_size().has_value()) {
    return refusal::Refuse(v1::REFUSAL_REASON_INVALID_VALUE, Cat(field, ".size"),
                           "the call asks for an earlier state with ingot-at-size already: state one of them");
  }
  if (point.size() > context.size()) {
    return refusal::Refuse(v1::REFUSAL_REASON_OUT_OF_RANGE, Cat(field, ".size"),
                           Cat("the ledger has ", context.size(), " entries"));
  }
  resolved.set_size(point.size() == 0 ? context.size() : point.size());
  if (point.has_on()) {
    INGOT_ASSIGN_OR_RETURN(const uint64_t size, storage::SizeRecordedThrough(context.snapshot(), point.on()));
    resolved.set_size(size);
    *resolved.mutable_on() = point.on();
  }
  return resolved;
}

absl::StatusOr<std::unique_ptr<storage::Balances>> BalancesAt(const Context& context, const v1::BalancePoint& point) {
  if (point.basis() == v1::BALANCE_BASIS_AS_OCCURRED) {
    return storage::Balances::AsOccurred(context.snapshot().shared_from_this(), point.on());
  }
  return storage::Balances::AsRecorded(context.snapshot().shared_from_this(), point.size());
}

absl::StatusOr<std::string> OwnerOf(const Context& context, const v1::Account& account) {
  INGOT_ASSIGN_OR_RETURN(const state::RecordPtr record, context.snapshot().Record(state::AccountKey(account)));
  return record == nullptr ? std::string() : record->account().organisation_id();
}

absl::StatusOr<std::vector<v1::Account>> OwnedAccounts(const Context& context, std::string_view owner,
                                                       storage::Accounts accounts, std::string_view start_after,
                                                       size_t limit) {
  std::vector<v1::Account> owned;
  const std::string prefix = storage::OwnedPrefix(state::kAccountPrefix, owner);
  if (accounts == storage::Accounts::kEach) {
    INGOT_RETURN_IF_ERROR(context.snapshot().ScanIndex(prefix, start_after, limit, [&](std::string_view rest) {
      owned.push_back(AccountOfRest(rest));
      return true;
    }));
    return owned;
  }
  for (const v1::AccountClass account_class : Classes()) {
    if (storage::ComesAndGoes(account_class)) {
      owned.push_back(storage::OwnersAccount(account_class, owner));
      continue;
    }
    const std::string letter(1, static_cast<char>(account_class));
    INGOT_RETURN_IF_ERROR(
        context.snapshot().ScanIndex(Cat(prefix, letter), {}, limit, [&](std::string_view party_and_detail) {
          owned.push_back(AccountOfRest(Cat(letter, party_and_detail)));
          return true;
        }));
  }
  return owned;
}

absl::Status ScanLines(const Context& context, storage::Balances& balances,
                       absl::FunctionRef<void(const BalanceLine& line, const mass::Cells& cells)> callback) {
  if (context.caller().sees_everything()) return ScanEverything(context, balances, callback);
  INGOT_ASSIGN_OR_RETURN(const std::vector<std::string> owners, OwnedOrganisations(context, ""));
  size_t lines = 0;
  for (const std::string& owner : owners) {
    INGOT_ASSIGN_OR_RETURN(const std::vector<v1::Account> accounts,
                           OwnedAccounts(context, owner, storage::Accounts::kByOwner, {}, kMaxLines));
    lines += accounts.size();
    if (lines > kMaxLines) return TooManyLines();
    for (const v1::Account& account : accounts) {
      INGOT_ASSIGN_OR_RETURN(const mass::Cells cells, balances.Of(account, ShownAs(account.account_class())));
      callback({.account = account, .organisation_id = owner}, cells);
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<std::string>> OwnedBrands(const Context& context) {
  std::vector<std::string> brands;
  INGOT_RETURN_IF_ERROR(context.snapshot().ScanState(
      std::string(1, state::kBrandPrefix), {}, kMaxBrands, [&](std::string_view, const state::RecordPtr& record) {
        const v1::BrandState& brand = record->brand();
        if (context.caller().Owns(context.view(), brand.organisation_id())) brands.push_back(brand.brand_id());
        return true;
      }));
  return brands;
}

}  // namespace ingot::query
