// ingot submit.
#include <algorithm>
#include <cstdio>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/time/clock.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/submitting.h"
#include "clients/cli/text/events_json.h"
#include "clients/cli/text/format.h"
#include "clients/cli/text/json_document.h"
#include "clients/cpp/files.h"
#include "ledger/base/bytes.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/entry/limits.h"
#include "ledger/entry/submission.h"

namespace ingot::cli {
namespace {

// A thousand events at their bound, with room for JSON's wordiness.
constexpr size_t kMaxInputBytes = 64 * 1024 * 1024;

struct SubmitOptions {
  std::string file = "-";
  std::string key = "auto";
  bool each = false;
  bool atomic = false;
  int chunk = 0;
  std::string expires, expires_at;
  std::string receipt, expect;
  bool now = false, dry_run = false, keep_going = false;
  std::string signed_in, signed_out;
};

// A submission and the lines of its events in the input.
struct Job {
  v1::Submission submission;
  std::vector<int> lines;
};

absl::StatusOr<int64_t> ExpiresAt(const SubmitOptions& options) {
  if (!options.expires_at.empty()) {
    const absl::StatusOr<v1::LocalTime> time = ParseTime(options.expires_at);
    if (!time.ok()) return UsageError("--expires-at", FromAbsl(time.status().message()));
    return time->unix_us();
  }
  absl::Duration expiry = kDefaultExpiry;
  if (!options.expires.empty() &&
      (!absl::ParseDuration(options.expires, &expiry) || absl::AbsDuration(expiry) > absl::Hours(24 * 366))) {
    return UsageError("--expires", "needs a duration like 90s, 15m or 1h");
  }
  return absl::ToUnixMicros(absl::Now() + expiry);
}

absl::StatusOr<std::string> IdempotencyKey(const SubmitOptions& options) {
  if (options.key == "auto") return std::string();
  const std::optional<std::string> key = HexDecode(options.key);
  if (!key || key->size() != entry::kIdempotencyKeyBytes) {
    return UsageError("--key", "needs 32 lower-case hexadecimal digits, or auto");
  }
  return *key;
}

absl::StatusOr<std::vector<Job>> ReadSigned(const std::string& path) {
  INGOT_ASSIGN_OR_RETURN(const std::string bytes, client::ReadFile(path, 2 * entry::kMaxSubmissionBytes));
  std::vector<Job> jobs(1);
  if (!jobs[0].submission.ParseFromString(bytes)) return absl::InvalidArgumentError(Cat(path, " is no submission"));
  return jobs;
}

absl::StatusOr<std::vector<Job>> Prepare(Context& context, const SubmitOptions& options) {
  if (!options.signed_in.empty()) return ReadSigned(options.signed_in);
  const bool standard_input = options.file == "-";
  const std::string name = standard_input ? "standard input" : options.file;
  INGOT_ASSIGN_OR_RETURN(const std::string text, standard_input ? client::ReadStream(stdin, name, kMaxInputBytes)
                                                                : client::ReadFile(name, kMaxInputBytes));
  std::optional<v1::LocalTime> now;
  if (options.now) now = LocalTimeOf(absl::Now());
  INGOT_ASSIGN_OR_RETURN(std::vector<LocatedDraft> drafts, ParseDrafts(text, name, now));
  INGOT_ASSIGN_OR_RETURN(const client::Signer* const signer, context.signer());
  client::SubmissionOptions submission_options;
  INGOT_ASSIGN_OR_RETURN(submission_options.expires_at_us, ExpiresAt(options));
  INGOT_ASSIGN_OR_RETURN(submission_options.idempotency_key, IdempotencyKey(options));

  const size_t size = options.each ? 1 : options.chunk > 0 ? static_cast<size_t>(options.chunk) : drafts.size();
  if (size < drafts.size() && !submission_options.idempotency_key.empty()) {
    return UsageError("--key", "names one submission, but the events make several: use --key auto");
  }
  std::vector<Job> jobs;
  for (size_t begin = 0; begin < drafts.size(); begin += size) {
    Job job;
    std::vector<client::Draft> part;
    for (size_t i = begin; i < std::min(begin + size, drafts.size()); ++i) {
      job.lines.push_back(drafts[i].line);
      part.push_back(std::move(drafts[i].draft));
    }
    INGOT_ASSIGN_OR_RETURN(job.submission, signer->Sign(std::move(part), submission_options));
    jobs.push_back(std::move(job));
  }
  return jobs;
}

// Shows what would be signed and checks its form; sends nothing.
absl::Status DryRun(Context& context, const std::vector<Job>& jobs) {
  INGOT_ASSIGN_OR_RETURN(const client::Profile* const profile, context.profile());
  for (const Job& job : jobs) {
    INGOT_RETURN_IF_ERROR(entry::Admit(profile->ledger_id, job.submission).status());
    context.PrintJson(SubmissionJson(job.submission));
  }
  context.Remark(Cat("Well-formed. Nothing was sent: the ledger's rules have not been asked.\n"));
  return absl::OkStatus();
}

// Puts the input's line before the field of a refusal: events[3].x of the second chunk says little to its author.
void RemarkLine(Context& context, const SubmitOptions& options, const Job& job, const client::ClientError& error) {
  constexpr std::string_view kPrefix = "events[";
  const size_t at = error.field.find(kPrefix);
  if (at == std::string::npos) return;
  const size_t begin = at + kPrefix.size();
  const std::optional<uint64_t> index = ParseDecimal(error.field.substr(begin, error.field.find(']') - begin));
  if (!index || *index >= job.lines.size()) return;
  context.Remark(Cat("The event at ", options.file == "-" ? "line " : options.file + ":", job.lines[*index],
                     " was refused; nothing of its submission was recorded.\n"));
}

absl::Status SaveReceipt(const SubmitOptions& options, size_t number, size_t count, const v1::Receipt& receipt) {
  if (options.receipt.empty()) return absl::OkStatus();
  const std::string path = count == 1 ? options.receipt : Cat(options.receipt, ".", number + 1);
  return client::WriteFile(path, receipt.SerializeAsString(), client::kPublicFile, client::Existing::kReplace);
}

// --expect: the submission must be refused for this reason.
absl::Status Expect(Context& context, const SubmitOptions& options, const absl::Status& status) {
  std::string wanted = options.expect;
  for (char& c : wanted) c = c == '-' ? '_' : absl::ascii_toupper(static_cast<unsigned char>(c));
  if (status.ok()) {
    context.set_exit_code(kExitRefused);
    std::fprintf(stderr, "ingot: the ledger accepted what should be refused with %s\n", wanted.c_str());
    return absl::OkStatus();
  }
  const client::ClientError error = client::ErrorOf(status);
  if (error.reason != wanted || error.kind != client::ErrorKind::kRefused) return status;
  if (context.json) {
    context.PrintJson(Cat("{\"refused\":", JsonQuote(error.reason), ",\"field\":", JsonQuote(error.field),
                          ",\"message\":", JsonQuote(error.message), "}"));
  } else if (!context.quiet) {
    context.Print(Cat("Refused as expected: ", error.field, error.field.empty() ? "" : ": ", error.message, " [",
                      error.reason, "]\n"));
  }
  return absl::OkStatus();
}

absl::Status Submit(Context& context, const SubmitOptions& options) {
  INGOT_ASSIGN_OR_RETURN(const std::vector<Job> jobs, Prepare(context, options));
  if (!options.signed_out.empty()) {
    if (jobs.size() != 1) return UsageError("--save-signed", "keeps one submission, but the events make several");
    INGOT_RETURN_IF_ERROR(client::WriteFile(options.signed_out, jobs[0].submission.SerializeAsString(),
                                            client::kSecretFile, client::Existing::kRefuse));
  }
  if (options.dry_run) return DryRun(context, jobs);
  if (!options.expect.empty() && jobs.size() != 1) {
    return UsageError("--expect", "judges one submission, but the events make several");
  }
  for (size_t i = 0; i < jobs.size(); ++i) {
    const absl::StatusOr<v1::Receipt> receipt = SubmitSigned(context, jobs[i].submission);
    if (receipt.ok()) {
      INGOT_RETURN_IF_ERROR(SaveReceipt(options, i, jobs.size(), *receipt));
      PrintReceipt(context, jobs[i].submission, *receipt);
    }
    if (!options.expect.empty()) return Expect(context, options, receipt.status());
    if (receipt.ok()) continue;
    const client::ClientError error = client::ErrorOf(receipt.status());
    RemarkLine(context, options, jobs[i], error);
    if (!options.keep_going || error.kind != client::ErrorKind::kRefused) {
      if (i > 0) context.Remark(Cat("The ", i, " submissions before it went through.\n"));
      return receipt.status();
    }
    context.Finish(receipt.status());
  }
  return absl::OkStatus();
}

}  // namespace

void AddSubmitCommand(CLI::App& app, Context& context) {
  const auto o = std::make_shared<SubmitOptions>();
  CLI::App* const command = AddCommand(
      app, "submit", "Sign events and record them; the receipt is verified",
      {"ingot submit sale.json --receipt sale.receipt", "ingot submit --each readings.jsonl --now",
       "echo '{\"odometerRead\":{\"vin\":\"5GZCZ43D13S812715\",\"odometerM\":\"120000\"}}' | ingot submit --now -",
       "ingot submit two-leases.json --expect CONTRACT_OPEN"});
  command
      ->add_option("file", o->file,
                   "Events: a JSON array or JSON Lines; each an ingot.v1.Event in proto3 JSON, or {\"event\":...,"
                   "\"terms\":...}. '-' for standard input")
      ->type_name("FILE");
  command->add_option("--key", o->key, "Idempotency key, 32 hexadecimal digits; auto draws one")->type_name("HEX|auto");
  CLI::Option* const atomic = command->add_flag("--atomic", o->atomic, "All events in one submission (the default)");
  CLI::Option* const each =
      command->add_flag("--each", o->each, "Every event a submission of its own")->excludes(atomic);
  command->add_option("--chunk", o->chunk, "Submissions of N events")
      ->check(CLI::Range(1, static_cast<int>(entry::kMaxSubmissionEvents)))
      ->type_name("N")
      ->excludes(atomic)
      ->excludes(each);
  CLI::Option* const expires =
      command->add_option("--expires", o->expires, "How long the signature is good for (1h)")->type_name("DURATION");
  command->add_option("--expires-at", o->expires_at, "Until when (RFC 3339)")->type_name("TIME")->excludes(expires);
  command->add_flag("--now", o->now, "Events without occurredAt happened now");
  command->add_option("--receipt", o->receipt, "Write the receipt here; of several submissions to FILE.1, FILE.2, ...")
      ->type_name("FILE");
  command->add_option("--expect", o->expect, "Succeed only if the ledger refuses with this reason")
      ->type_name("REASON");
  command->add_flag("--keep-going", o->keep_going, "Go on after a refused submission; the exit code still tells");
  command->add_flag("--dry-run", o->dry_run, "Show what would be signed, as JSON; send nothing");
  command->add_option("--save-signed", o->signed_out, "Write the signed submission here before it is sent")
      ->type_name("FILE");
  command->add_option("--signed", o->signed_in, "Send a signed submission that was kept: always safe to repeat")
      ->type_name("FILE")
      ->excludes("file");
  SetAction(command, context, [&context, o] { return Submit(context, *o); });
}

}  // namespace ingot::cli
