#include "ledger/base/status.h"
#include "ledger/state/record_key.h"
#include "server/auth/visibility.h"
#include "server/query/queries.h"

namespace ingot::query {

absl::Status Answer(const Context& context, const v1::GetContractRequest& request, v1::GetContractResponse* response) {
  const state::RecordPtr record =
      context.view().Find(state::SubjectKey(v1::SUBJECT_KIND_CONTRACT, request.contract_id()));
  if (record == nullptr || !record->has_contract() ||
      !auth::SightOf(context.view(), context.caller(), record->contract()).any) {
    return NotFound("contract_id", "contract");
  }
  *response->mutable_contract() = record->contract();
  *response->mutable_head() = record->head();
  response->set_checkpoint(context.checkpoint());
  return absl::OkStatus();
}

absl::Status Answer(const Context& context, const v1::GetLotRequest& request, v1::GetLotResponse* response) {
  const state::RecordPtr record = context.view().Find(state::SubjectKey(v1::SUBJECT_KIND_LOT, request.lot_id()));
  if (record == nullptr || !record->has_lot()) return NotFound("lot_id", "lot");
  const auth::Sight sight = auth::SightOf(context.view(), context.caller(), record->lot());
  if (!sight.any) return NotFound("lot_id", "lot");
  *response->mutable_lot() = auth::Shown(context.view(), context.caller(), record->lot());
  if (sight.whole()) *response->mutable_head() = record->head();
  response->set_checkpoint(context.checkpoint());
  return absl::OkStatus();
}

absl::Status Answer(const Context& context, const v1::GetBatchRequest& request, v1::GetBatchResponse* response) {
  const state::RecordPtr record = context.view().Find(state::SubjectKey(v1::SUBJECT_KIND_BATCH, request.batch_id()));
  if (record == nullptr || !record->has_batch() ||
      !auth::SightOf(context.view(), context.caller(), record->batch()).any) {
    return NotFound("batch_id", "batch");
  }
  *response->mutable_batch() = record->batch();
  *response->mutable_head() = record->head();
  v1::Account account;
  account.set_account_class(v1::ACCOUNT_CLASS_IN_PROCESS);
  account.set_party(request.batch_id());
  if (const state::RecordPtr balance = context.view().Find(state::AccountKey(account)); balance != nullptr) {
    *response->mutable_in_process() = balance->account().balance();
  }
  response->set_checkpoint(context.checkpoint());
  return absl::OkStatus();
}

absl::Status Answer(const Context& context, const v1::GetHeatRequest& request, v1::GetHeatResponse* response) {
  const state::RecordPtr record = context.view().Find(state::SubjectKey(v1::SUBJECT_KIND_HEAT, request.heat_id()));
  if (record == nullptr || !auth::SightOf(context.view(), context.caller(), record->heat()).any) {
    return NotFound("heat_id", "heat");
  }
  *response->mutable_heat() = auth::Shown(context.view(), context.caller(), record->heat());
  *response->mutable_head() = record->head();
  response->set_checkpoint(context.checkpoint());
  return absl::OkStatus();
}

absl::Status Answer(const Context& context, const v1::GetClaimRequest& request, v1::GetClaimResponse* response) {
  const state::RecordPtr record = context.view().Find(state::SubjectKey(v1::SUBJECT_KIND_CLAIM, request.claim_id()));
  if (record == nullptr || !auth::SightOf(context.view(), context.caller(), record->claim()).any) {
    return NotFound("claim_id", "claim");
  }
  *response->mutable_claim() = record->claim();
  *response->mutable_head() = record->head();
  response->set_checkpoint(context.checkpoint());
  return absl::OkStatus();
}

}  // namespace ingot::query
