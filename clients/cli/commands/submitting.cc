#include "clients/cli/commands/submitting.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <string>
#include <string_view>
#include <utility>

#include "absl/time/clock.h"
#include "clients/cli/text/format.h"
#include "clients/cpp/files.h"
#include "ingot/v1/entry.pb.h"
#include "ledger/base/bytes.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/merkle/leaf_hash.h"
#include "ledger/note/checkpoint.h"

namespace ingot::cli {
namespace {

// Whether the answer tells what became of these bytes, also of an attempt before this one. Refusals of who asks come
// before the ledger looks whether it has them already: a key may have been revoked since.
bool IsSettled(const absl::Status& answer) {
  if (answer.ok()) return true;
  const client::ClientError error = client::ErrorOf(answer);
  if (error.kind != client::ErrorKind::kRefused || error.reason.empty()) return false;
  static constexpr std::array<std::string_view, 5> kOfTheCaller = {
      "BAD_SIGNATURE", "IDENTITY_MISMATCH", "KEY_NOT_VALID", "UNAUTHENTICATED", "UNKNOWN_ORGANISATION"};
  return std::find(kOfTheCaller.begin(), kOfTheCaller.end(), error.reason) == kOfTheCaller.end();
}

}  // namespace

absl::StatusOr<v1::Receipt> SubmitSigned(Context& context, const v1::Submission& submission) {
  INGOT_ASSIGN_OR_RETURN(client::LedgerClient* const ledger, context.ledger());
  absl::StatusOr<v1::Receipt> receipt = ledger->Submit(submission);
  const std::string path =
      Cat(ledger->profile().state, "/unanswered-", HexEncode(submission.header().idempotency_key()), ".submission");
  // Mostly not there: an earlier attempt may have left it.
  if (IsSettled(receipt.status())) std::remove(path.c_str());
  if (receipt.ok() || client::ErrorOf(receipt.status()).kind != client::ErrorKind::kUnavailable) return receipt;
  const absl::Status kept =
      client::WriteFile(path, submission.SerializeAsString(), client::kSecretFile, client::Existing::kReplace);
  std::string_view why = FromAbsl(receipt.status().message());
  if (!why.empty() && why.back() == '.') why.remove_suffix(1);
  absl::Status status(receipt.status().code(),
                      ToAbsl(Cat(why, ". The outcome is unknown. ",
                                 kept.ok() ? Cat("Learn it with: ingot submit --signed ", path)
                                           : Cat("The signed bytes could not be kept: ", kept.message()))));
  receipt.status().ForEachPayload(
      [&](absl::string_view url, const absl::Cord& payload) { status.SetPayload(url, payload); });
  return status;
}

void PrintReceipt(Context& context, const v1::Submission& submission, const v1::Receipt& receipt) {
  const uint64_t last = receipt.first_seq() + static_cast<uint64_t>(receipt.entries_size()) - 1;
  const absl::StatusOr<note::Checkpoint> checkpoint = note::PeekCheckpoint(receipt.checkpoint());
  const uint64_t size = checkpoint.ok() ? checkpoint->size : 0;
  const std::string key = HexEncode(submission.header().idempotency_key());
  if (context.json) {
    std::string leaves;
    for (const std::string& entry : receipt.entries()) {
      const Hash leaf = merkle::LeafHash(entry);
      leaves += Cat(leaves.empty() ? "" : ",", "\"", ToHex(leaf), "\"");
    }
    context.PrintJson(Cat("{\"firstSeq\":\"", receipt.first_seq(), "\",\"lastSeq\":\"", last,
                          "\",\"idempotencyKey\":\"", key, "\",\"checkpointSize\":\"", size, "\",\"leafHashes\":[",
                          leaves, "]}"));
    return;
  }
  if (context.quiet) return;
  const std::string where =
      receipt.entries_size() == 1 ? Cat("entry ", last) : Cat("entries ", receipt.first_seq(), " to ", last);
  context.Print(Cat("Recorded as ", where, "; receipt verified (checkpoint of size ", size, ", key ", key, ")\n"));
}

v1::Event EventNow() {
  v1::Event event;
  *event.mutable_occurred_at() = LocalTimeOf(absl::Now());
  return event;
}

absl::Status SubmitOne(Context& context, v1::Event event) {
  std::vector<v1::Event> events;
  events.push_back(std::move(event));
  return SubmitAll(context, std::move(events));
}

absl::StatusOr<Recorded> Record(Context& context, std::vector<v1::Event> events) {
  INGOT_ASSIGN_OR_RETURN(const client::Signer* const signer, context.signer());
  std::vector<client::Draft> drafts;
  for (v1::Event& event : events) drafts.push_back({.event = std::move(event)});
  client::SubmissionOptions options;
  options.expires_at_us = absl::ToUnixMicros(absl::Now() + kDefaultExpiry);
  Recorded recorded;
  INGOT_ASSIGN_OR_RETURN(recorded.submission, signer->Sign(std::move(drafts), options));
  INGOT_ASSIGN_OR_RETURN(recorded.receipt, SubmitSigned(context, recorded.submission));
  return recorded;
}

absl::Status SubmitAll(Context& context, std::vector<v1::Event> events) {
  INGOT_ASSIGN_OR_RETURN(const Recorded recorded, Record(context, std::move(events)));
  PrintReceipt(context, recorded.submission, recorded.receipt);
  return absl::OkStatus();
}

}  // namespace ingot::cli
