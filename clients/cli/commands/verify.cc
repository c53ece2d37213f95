// ingot verify: what can be checked offline, of any log. The commands are in verify_*.cc.
#include "clients/cli/commands/verify.h"

#include <utility>

#include "clients/cli/commands/commands.h"
#include "clients/cli/text/format.h"
#include "clients/cli/text/json_document.h"
#include "clients/cpp/files.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/witness/policy.h"

namespace ingot::cli {
namespace {

using verdict::Outcome;
using verdict::Reason;

constexpr int64_t kMicrosPerSecond = 1'000'000;
// Beyond the year 9999 no calendar text exists.
constexpr int64_t kLastShownSecond = 253'402'300'799;

int ExitCodeOfOutcome(Outcome outcome) {
  switch (outcome) {
    case Outcome::kVerified:
      return kExitOk;
    case Outcome::kRefuted:
      return kExitRefused;
    case Outcome::kUnusable:
      return kExitUsage;
  }
  return kExitUsage;
}

void TellVerified(Context& context, const std::string& what, const VerdictFacts& facts) {
  if (context.json) {
    context.PrintJson(Cat("{\"verdict\":\"verified\",\"reason\":\"OK\"", facts.json, "}"));
  } else if (!context.quiet) {
    context.Print(Cat("VERIFIED: ", what, "\n", facts.text));
  }
}

// Failures are results here, not errors: they go to standard output.
void TellFailed(Context& context, const std::string& what, Reason reason, const absl::Status& status,
                const VerdictFacts& facts) {
  const Outcome outcome = verdict::OutcomeOf(reason);
  const std::string why(FromAbsl(status.message()));
  context.set_exit_code(ExitCodeOfOutcome(outcome));
  if (context.json) {
    context.PrintJson(Cat("{\"verdict\":\"", verdict::OutcomeName(outcome), "\",\"reason\":\"",
                          verdict::ReasonName(reason), "\",\"why\":", JsonQuote(why), facts.json, "}"));
  } else {
    context.Print(Cat(outcome == Outcome::kRefuted ? "REFUTED: " : "UNUSABLE: ", what, ": ", Printable(why), " [",
                      verdict::ReasonName(reason), "]\n", context.quiet ? "" : facts.text));
  }
}

std::string CosignedAt(const note::VerifiedSignature& cosignature) {
  const int64_t time = cosignature.time.value_or(0);
  return time > kLastShownSecond ? Cat("second ", time) : TimeText(time * kMicrosPerSecond);
}

std::string SignatureJson(const note::VerifiedSignature& signature) {
  return Cat("{\"name\":", JsonQuote(signature.name),
             signature.time.has_value() ? Cat(",\"time\":\"", *signature.time, "\"") : "", "}");
}

std::string SignaturesJson(const std::vector<note::VerifiedSignature>& signatures) {
  std::string json = "[";
  for (const note::VerifiedSignature& signature : signatures) {
    json += Cat(json.size() == 1 ? "" : ",", SignatureJson(signature));
  }
  return json + "]";
}

}  // namespace

void SetVerdict(CLI::App* command, Context& context, const std::string& what,
                std::function<absl::Status(VerdictFacts* facts)> verify) {
  SetAction(command, context, [&context, what, verify = std::move(verify)]() -> absl::Status {
    VerdictFacts facts;
    const absl::Status status = verify(&facts);
    if (status.ok()) {
      TellVerified(context, what, facts);
      return status;
    }
    const std::optional<Reason> reason = verdict::ReasonOf(status);
    if (!reason.has_value()) return status;
    TellFailed(context, what, *reason, status, facts);
    return absl::OkStatus();
  });
}

void AddTrustOptions(CLI::App* command, TrustOptions* options) {
  command->add_option("--vkey", options->vkeys, "Verifier key of the log; the profile's where none is given")
      ->type_name("KEY");
  CLI::Option* const policy =
      command->add_option("--policy", options->policy, "Logs, witnesses and quorum that are trusted (tlog-policy)")
          ->type_name("FILE");
  CLI::Option* const witness =
      command->add_option("--witness-key", options->witness_keys, "Verifier key of a witness that must have cosigned")
          ->type_name("KEY")
          ->excludes(policy);
  command->add_option("--quorum", options->quorum, "How many of those witnesses must have (all)")
      ->check(CLI::Range(size_t{1}, witness::kMaxPolicyWitnesses))
      ->needs(witness);
  command->add_option("--origin", options->origin, "The log that it must be of");
}

absl::StatusOr<std::vector<note::VerifierKey>> ReadVerifierKeys(const std::vector<std::string>& texts) {
  std::vector<note::VerifierKey> keys;
  for (const std::string& text : texts) {
    const absl::StatusOr<note::VerifierKey> key = note::VerifierKey::Parse(text);
    if (!key.ok()) return verdict::Fail(Reason::kMalformedKey, FromAbsl(key.status().message()));
    keys.push_back(*key);
  }
  return keys;
}

absl::StatusOr<verify::Trust> TrustOf(Context& context, const TrustOptions& options) {
  verify::Trust trust;
  trust.origin = options.origin;
  INGOT_ASSIGN_OR_RETURN(trust.keys, ReadVerifierKeys(options.vkeys));
  if (!options.policy.empty()) {
    INGOT_ASSIGN_OR_RETURN(const std::string text,
                           ReadInput(options.policy, witness::kMaxPolicyBytes, Reason::kMalformedPolicy));
    INGOT_ASSIGN_OR_RETURN(trust.policy, witness::Policy::Parse(text));
  } else if (!options.witness_keys.empty()) {
    INGOT_ASSIGN_OR_RETURN(const std::vector<note::VerifierKey> witnesses, ReadVerifierKeys(options.witness_keys));
    const size_t quorum = options.quorum == 0 ? witnesses.size() : options.quorum;
    INGOT_ASSIGN_OR_RETURN(trust.policy, witness::Policy::AnyOf(witnesses, quorum));
  }
  const bool has_log = !trust.keys.empty() || (trust.policy.has_value() && !trust.policy->logs().empty());
  if (!has_log) {
    INGOT_ASSIGN_OR_RETURN(const client::Profile* const profile, context.profile());
    trust.keys = profile->verifier_keys;
  }
  return trust;
}

absl::StatusOr<std::string> ReadInput(const std::string& path, size_t max_bytes, Reason too_long) {
  absl::StatusOr<std::string> bytes =
      path == "-" ? client::ReadStream(stdin, "standard input", max_bytes) : client::ReadFile(path, max_bytes);
  if (bytes.ok()) return bytes;
  return verdict::Fail(absl::IsInvalidArgument(bytes.status()) ? too_long : Reason::kUnreadable,
                       FromAbsl(bytes.status().message()));
}

VerdictFacts CheckpointFacts(const verify::TrustedCheckpoint& opened) {
  const note::Checkpoint& checkpoint = opened.checkpoint;
  Fields fields;
  fields.Add("Origin", checkpoint.origin);
  fields.Add("Size", Thousands(static_cast<int64_t>(checkpoint.size)));
  fields.Add("Root", ToHex(checkpoint.root));
  for (const note::VerifiedSignature& signature : opened.signatures) fields.Add("Signed by", signature.name);
  for (const note::VerifiedSignature& cosignature : opened.cosignatures) {
    fields.Add("Cosigned by", Cat(cosignature.name, ", ", CosignedAt(cosignature)));
  }
  if (!opened.extensions.empty()) fields.Add("Not verified", "lines that the log adds to its checkpoint");
  return {.json = Cat(",\"origin\":", JsonQuote(checkpoint.origin), ",\"size\":\"", checkpoint.size, "\",\"root\":\"",
                      ToHex(checkpoint.root), "\",\"signedBy\":", SignaturesJson(opened.signatures),
                      ",\"cosignedBy\":", SignaturesJson(opened.cosignatures)),
          .text = fields.Format()};
}

void AddVerifyCommands(CLI::App& app, Context& context) {
  CLI::App* const group =
      AddGroup(app, "verify", "Verify offline what any log signed: notes, proofs, receipts, histories, trees of tiles");
  AddVerifyNote(*group, context);
  AddVerifyProof(*group, context);
  AddVerifyReceipt(*group, context);
  AddVerifyInclusion(*group, context);
  AddVerifyConsistency(*group, context);
  AddVerifyTiles(*group, context);
  AddVerifyIndexProofs(*group, context);
  AddVerifyEquivocation(*group, context);
}

}  // namespace ingot::cli
