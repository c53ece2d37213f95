// A client of one ledger: submits and reads, and believes nothing that it has not verified.
#ifndef INGOT_CLIENTS_CPP_LEDGER_CLIENT_H_
#define INGOT_CLIENTS_CPP_LEDGER_CLIENT_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "clients/cpp/channel.h"
#include "clients/cpp/checkpoint_store.h"
#include "clients/cpp/error.h"
#include "clients/cpp/past_waiter.h"
#include "clients/cpp/profile.h"
#include "clients/cpp/retry.h"
#include "ingot/v1/receipt.pb.h"
#include "ledger/audit/receipt.h"

namespace ingot::client {

// Verifies a receipt with any of the keys (around a rotation there are two). Errors as audit::VerifyReceipt's.
absl::StatusOr<audit::VerifiedReceipt> VerifyReceiptWithAny(const v1::Receipt& receipt,
                                                            const std::vector<note::VerifierKey>& keys,
                                                            const std::optional<Hash>& ledger_id);

// That a verified receipt answers this very submission: same header, signature and events. Misbehaviour BAD_RECEIPT.
absl::Status CheckReceiptIsFor(const audit::VerifiedReceipt& receipt, const v1::Submission& submission);

// Thread-safe.
class LedgerClient {
 public:
  // Connects by the profile (with the first call) and opens its memory of checkpoints.
  static absl::StatusOr<std::unique_ptr<LedgerClient>> Open(const Profile& profile, const ChannelOptions& options = {});

  // Submits, and where the outcome is unknown or the server busy submits the same bytes again within the policy. The
  // receipt is verified (form, proof, signature, this submission's bytes) and its checkpoint held against the
  // remembered one before it is returned. Errors: the ledger's refusal; UNAVAILABLE and the like with the outcome
  // unknown: submit the same message again; misbehaviour.
  absl::StatusOr<v1::Receipt> Submit(const v1::Submission& submission, const RetryPolicy& policy = {});

  // The receipt of an earlier submission of our own by its idempotency key (16 bytes), or of any by an entry that we
  // may see. Verified as in Submit, but for the bytes.
  absl::StatusOr<v1::Receipt> GetReceiptByKey(const std::string& idempotency_key);
  absl::StatusOr<v1::Receipt> GetReceiptBySeq(uint64_t seq);

  // The newest checkpoint (of at least min_size), held against the remembered one. Returns the note.
  absl::StatusOr<std::string> GetCheckpoint(uint64_t min_size = 0);

  // Holds a checkpoint that came with any answer against the remembered one.
  absl::Status Observe(std::string_view note);

  // From here on Query, QueryPages and QueryStream ask for the answer as if the ledger had only its first `size`
  // entries; `waiter` waits while the server makes that state. Before the first of these calls, and not while others
  // run.
  void AskAt(uint64_t size, std::unique_ptr<PastWaiter> waiter);
  // Asks a call of a stream likewise.
  void PrepareQuery(grpc::ClientContext& context) const;
  // OK where what failed with `status` is to be asked again, for a state that was not ready; otherwise `status`, or
  // what the waiter ended with.
  absl::Status AwaitPast(const absl::Status& status);

  // One unary read, tried again where the server is not reached:
  // Read(channel().audit(), &v1::AuditService::Stub::GetInclusionProof, request).
  template <typename Stub, typename Request, typename Response>
  absl::StatusOr<Response> Read(Stub& stub,
                                grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                                const Request& request) {
    return ReadWith(stub, method, request, [](grpc::ClientContext&) {});
  }

  // Read of the state that AskAt asked for, and the checkpoint that the answer was computed from is held against the
  // remembered one.
  template <typename Stub, typename Request, typename Response>
  absl::StatusOr<Response> Query(Stub& stub,
                                 grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                                 const Request& request) {
    while (true) {
      absl::StatusOr<Response> response =
          ReadWith(stub, method, request, [this](grpc::ClientContext& context) { PrepareQuery(context); });
      absl::Status status = AwaitPast(response.status());
      if (!status.ok()) return status;
      if (!response.ok()) continue;
      status = Observe(response->checkpoint());
      if (!status.ok()) return status;
      return response;
    }
  }

  // Queries page after page, from the request's own token on, until the last or until `page` returns an error.
  template <typename Stub, typename Request, typename Response>
  absl::Status QueryPages(Stub& stub, grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                          Request request, const std::function<absl::Status(const Response&)>& page) {
    while (true) {
      const absl::StatusOr<Response> response = Query(stub, method, request);
      if (!response.ok()) return response.status();
      absl::Status status = page(*response);
      if (!status.ok() || response->next_page_token().empty()) return status;
      if (response->next_page_token() == request.page_token()) {
        return Misbehaviour("BAD_PAGE", "the server's next page is the same page again");
      }
      request.set_page_token(response->next_page_token());
    }
  }

  Channel& channel() { return *channel_; }
  CheckpointStore& checkpoints() { return *checkpoints_; }
  const Profile& profile() const { return profile_; }

 private:
  LedgerClient(const Profile& profile, std::unique_ptr<Channel> channel, std::unique_ptr<CheckpointStore> checkpoints);

  template <typename Stub, typename Request, typename Response, typename Prepare>
  absl::StatusOr<Response> ReadWith(Stub& stub,
                                    grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                                    const Request& request, Prepare prepare) {
    Response response;
    const absl::Status status = WithRetry(
        read_policy_,
        [&] {
          grpc::ClientContext context;
          channel_->Prepare(context);
          prepare(context);
          response.Clear();
          return FromRpc((stub.*method)(&context, request, &response));
        },
        [this](absl::Duration delay) { channel_->Pause(delay); });
    if (!status.ok()) return status;
    return response;
  }

  absl::StatusOr<audit::VerifiedReceipt> Verify(const v1::Receipt& receipt);
  absl::StatusOr<v1::Receipt> GetReceipt(const v1::GetReceiptRequest& request);
  absl::StatusOr<merkle::Proof> ProveConsistency(uint64_t first, uint64_t second);
  absl::StatusOr<FirstEntryProof> ProveFirstEntry(uint64_t size);

  const Profile profile_;
  const std::unique_ptr<Channel> channel_;
  const std::unique_ptr<CheckpointStore> checkpoints_;
  const RetryPolicy read_policy_;
  std::optional<uint64_t> at_size_;
  std::unique_ptr<PastWaiter> waiter_;
};

}  // namespace ingot::client

#endif  // INGOT_CLIENTS_CPP_LEDGER_CLIENT_H_
