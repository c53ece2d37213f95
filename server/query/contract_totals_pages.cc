#include "ledger/base/arithmetic.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/contract/arrears.h"
#include "ledger/contract/stage.h"
#include "ledger/iso/date.h"
#include "ledger/refusal/refusal.h"
#include "ledger/state/record_key.h"
#include "server/query/owned.h"
#include "server/query/trial_pages.h"

namespace ingot::query {
namespace {

constexpr size_t kMaxExaminedContracts = 5'000;

// Contracts of an organisation: their ids begin with its own.
std::string ContractsOf(std::string_view organisation_id) {
  return state::SubjectKey(v1::SUBJECT_KIND_CONTRACT, Cat(organisation_id, "/"));
}

absl::StatusOr<int64_t> Sum(int64_t a, int64_t b) {
  const std::optional<int64_t> sum = CheckedAdd(a, b);
  if (sum.has_value()) return *sum;
  return refusal::Refuse(v1::REFUSAL_REASON_LIMIT_REACHED, "organisation_id",
                         "a sum is beyond 2^63 minor units: ask for one organisation at a time");
}

}  // namespace

absl::Status ContractTotalsPages::Begin(const Context& context) {
  if (request_.has_on() && !iso::IsValid(request_.on())) {
    return refusal::Refuse(v1::REFUSAL_REASON_INVALID_VALUE, "on", "is not a calendar date");
  }
  v1::LocalTime last_recorded;
  last_recorded.set_unix_us(context.snapshot().head().last_recorded_at_us);
  on_ = request_.has_on() ? request_.on() : iso::DateOf(last_recorded);
  const std::string& wanted = request_.organisation_id();
  if (context.caller().sees_everything()) {
    prefixes_ = {wanted.empty() ? std::string(1, state::kContractPrefix) : ContractsOf(wanted)};
  } else if (wanted.empty()) {
    INGOT_ASSIGN_OR_RETURN(const std::vector<std::string> owners, OwnedOrganisations(context, "organisation_id"));
    for (const std::string& owner : owners) prefixes_.push_back(ContractsOf(owner));
  } else if (context.caller().Owns(context.view(), wanted)) {
    prefixes_ = {ContractsOf(wanted)};
  }
  begun_ = true;
  return absl::OkStatus();
}

absl::Status ContractTotalsPages::Add(const v1::ContractState& contract) {
  // Without its terms nothing is known of its money.
  if (contract.terms_unexamined()) return absl::OkStatus();
  const int64_t arrears = contract::ArrearsBy(contract, on_).value_or(0);
  const bool open = contract::IsOpen(contract.stage());
  if (!open && arrears == 0) return absl::OkStatus();
  v1::ContractTotalsRow& row = rows_[{contract.organisation_id(), contract.currency()}];
  row.set_organisation_id(contract.organisation_id());
  row.set_currency(contract.currency());
  if (open) {
    row.set_open_contracts(row.open_contracts() + 1);
    INGOT_ASSIGN_OR_RETURN(const int64_t residual,
                           Sum(row.residual_minor_units(), contract.terms().residual_minor_units()));
    if (contract.kind() != v1::CONTRACT_KIND_SALE) row.set_residual_minor_units(residual);
  }
  if (arrears > 0) {
    row.set_contracts_in_arrears(row.contracts_in_arrears() + 1);
    INGOT_ASSIGN_OR_RETURN(const int64_t sum, Sum(row.arrears_minor_units(), arrears));
    row.set_arrears_minor_units(sum);
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> ContractTotalsPages::Next(const Context& page, Response* response) {
  if (over_) return false;
  INGOT_ASSIGN_OR_RETURN(const Context* const context, pinned_.Get(page));
  if (!begun_) INGOT_RETURN_IF_ERROR(Begin(*context));
  if (prefix_ < prefixes_.size()) {
    size_t examined = 0;
    absl::Status status;
    INGOT_RETURN_IF_ERROR(context->snapshot().ScanState(prefixes_[prefix_], last_key_, kMaxExaminedContracts,
                                                        [&](std::string_view key, const state::RecordPtr& record) {
                                                          ++examined;
                                                          last_key_ = std::string(key);
                                                          // Without a state: a signing that was reversed.
                                                          if (record->has_contract()) status = Add(record->contract());
                                                          return status.ok();
                                                        }));
    INGOT_RETURN_IF_ERROR(status);
    examined_ += examined;
    if (examined < kMaxExaminedContracts) {
      ++prefix_;
      last_key_.clear();
    }
  }
  if (prefix_ >= prefixes_.size()) {
    for (const auto& [key, row] : rows_) *response->add_rows() = row;
    response->set_last(true);
    over_ = true;
  }
  response->set_examined(examined_);
  *response->mutable_on() = on_;
  response->set_checkpoint(context->checkpoint());
  return true;
}

}  // namespace ingot::query
