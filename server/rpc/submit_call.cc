#include "server/rpc/submit_call.h"

#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "server/pipeline/answer.h"
#include "server/rpc/call.h"

namespace ingot::rpc {

grpc::ServerUnaryReactor* SubmitCall::Start(const Backend& backend, const grpc::CallbackServerContext& context,
                                            const v1::SubmitRequest& request, v1::SubmitResponse* response) {
  auto* const call = new SubmitCall;
  const absl::StatusOr<std::string> organisation_id = Guard(context);
  if (!organisation_id.ok()) {
    call->Finish(ToGrpc(organisation_id.status()));
    return call;
  }
  // Response and reactor stay until OnDone, which comes after Finish: the last thing that is done here.
  backend.pipeline.Submit(*organisation_id, request.submission(), /*lane=*/nullptr,
                          [call, response, &notary = backend.notary](absl::StatusOr<pipeline::Outcome> outcome) {
                            absl::StatusOr<v1::Receipt> receipt =
                                outcome.ok() ? pipeline::ReceiptOf(notary, *std::move(outcome)) : outcome.status();
                            if (receipt.ok()) *response->mutable_receipt() = *std::move(receipt);
                            call->Finish(ToGrpc(receipt.status()));
                          });
  return call;
}

}  // namespace ingot::rpc
