// Errors of a client, in one form: what went wrong, with which field, for which stable reason, and the way out.
// Functions of this library return absl::Status; ErrorOf reads everything out of one that they returned.
#ifndef INGOT_CLIENTS_CPP_ERROR_H_
#define INGOT_CLIENTS_CPP_ERROR_H_

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "google/rpc/status.pb.h"
#include "grpcpp/support/status.h"

namespace ingot::client {

// Whose fault it is, and so what to do.
enum class ErrorKind {
  // The ledger said no: the same request will be refused again.
  kRefused,
  // What the caller handed in (files, options, a profile) can't be used; nothing was sent.
  kInput,
  // Not reached, overloaded, or no answer: for a submission the outcome may be unknown, and sending the same bytes
  // again
  // is safe.
  kUnavailable,
  // The server's answers contradict each other or what it signed: rollback, fork, a proof or receipt that does not
  // verify.
  kMisbehaviour,
};

struct ClientError {
  ErrorKind kind = ErrorKind::kInput;
  absl::StatusCode code = absl::StatusCode::kUnknown;
  // A name of v1.RefusalReason without its prefix (also one that this client does not know yet); of misbehaviour
  // ROLLBACK, FORK, BAD_PROOF, BAD_RECEIPT, BAD_CHECKPOINT, WRONG_LEDGER or BAD_PAGE; empty for others.
  std::string reason;
  // Path of the field to blame; empty for none.
  std::string field;
  // What is wrong, and mostly the way out.
  std::string message;
  // Where the server states it apart from the message.
  std::string way_out;
  // The server's own wish when to be asked again.
  std::optional<absl::Duration> retry_after;
};

// The error of an RPC with its google.rpc details (bounded: details that do not parse are ignored). OK stays OK.
absl::Status FromRpc(const grpc::Status& status);
// The same for a refusal inside a stream's answer.
absl::Status FromRpc(const google::rpc::Status& status);

// DATA_LOSS with a reason of ErrorKind::kMisbehaviour.
absl::Status Misbehaviour(std::string_view reason, std::string_view message);

// Reads an error of this library, of ledger/refusal or any other absl::Status. REQUIRES: !status.ok().
ClientError ErrorOf(const absl::Status& status);

}  // namespace ingot::client

#endif  // INGOT_CLIENTS_CPP_ERROR_H_
