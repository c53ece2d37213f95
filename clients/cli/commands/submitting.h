// Signing, sending and reporting submissions: shared by `submit` and by the commands that record one event.
#ifndef INGOT_CLIENTS_CLI_COMMANDS_SUBMITTING_H_
#define INGOT_CLIENTS_CLI_COMMANDS_SUBMITTING_H_

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "clients/cli/commands/context.h"
#include "ingot/v1/receipt.pb.h"

namespace ingot::cli {

inline constexpr absl::Duration kDefaultExpiry = absl::Hours(1);

// Submits, with retries. Where the outcome stays unknown, the signed bytes are kept in the state folder and the error
// says how to send them again; they are removed once it is known.
absl::StatusOr<v1::Receipt> SubmitSigned(Context& context, const v1::Submission& submission);

// Prints where the submission stands.
void PrintReceipt(Context& context, const v1::Submission& submission, const v1::Receipt& receipt);

// An event that happened now, with `body` filled in by the caller.
v1::Event EventNow();

// What was submitted, and where it stands.
struct Recorded {
  v1::Submission submission;
  v1::Receipt receipt;
};
// Signs events in one submission with the profile's key, and submits it.
absl::StatusOr<Recorded> Record(Context& context, std::vector<v1::Event> events);

// Signs the event with the profile's key, submits it and prints its place.
absl::Status SubmitOne(Context& context, v1::Event event);
// Several in one submission.
absl::Status SubmitAll(Context& context, std::vector<v1::Event> events);

}  // namespace ingot::cli

#endif  // INGOT_CLIENTS_CLI_COMMANDS_SUBMITTING_H_
