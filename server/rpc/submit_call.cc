#include "server/rpc/submit_call.h"

#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "ingot/v1/ledger_service.pb.h"
#include "server/pipeline/answer.h"
#include "server/rpc/call.h"
#include "server/rpc/wire.h"

namespace ingot::rpc {

grpc::ServerUnaryReactor* SubmitCall::Start(const Backend& backend, const grpc::CallbackServerContext& context,
                                            const grpc::ByteBuffer& bytes, grpc::ByteBuffer* response) {
  auto* const call = new SubmitCall;
  const absl::StatusOr<Admission> admission = Guard(context);
  v1::SubmitRequest request;
  const absl::Status parsed = admission.ok() ? Parse(bytes, &request) : admission.status();
  if (!parsed.ok()) {
    call->Finish(ToGrpc(parsed));
    return call;
  }
  // Response and reactor stay until OnDone, which comes after Finish: the last thing that is done here.
  backend.pipeline.Submit(admission->organisation_id, std::move(*request.mutable_submission()), /*lane=*/nullptr,
                          [call, response, &notary = backend.notary](absl::StatusOr<pipeline::Outcome> outcome) {
                            absl::StatusOr<v1::Receipt> receipt =
                                outcome.ok() ? pipeline::ReceiptOf(notary, *std::move(outcome)) : outcome.status();
                            if (receipt.ok()) {
                              v1::SubmitResponse message;
                              *message.mutable_receipt() = *std::move(receipt);
                              Serialise(message, response);
                              call->Finish(grpc::Status::OK);
                            } else {
                              call->Finish(ToGrpc(receipt.status()));
                            }
                          });
  return call;
}

}  // namespace ingot::rpc
