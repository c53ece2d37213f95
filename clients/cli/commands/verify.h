// What the commands of `ingot verify` share: whom to trust, how files are read, how a verdict is told.
#ifndef INGOT_CLIENTS_CLI_COMMANDS_VERIFY_H_
#define INGOT_CLIENTS_CLI_COMMANDS_VERIFY_H_

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "clients/cli/commands/context.h"
#include "clients/cli/text/table.h"
#include "ledger/verdict/verdict.h"
#include "ledger/verify/trust.h"

namespace ingot::cli {

// What there is to say besides the verdict.
struct VerdictFacts {
  // Members of the JSON document, with a comma before each; empty for none.
  std::string json;
  // Lines for people.
  std::string text;
};

// A command that ends in a verdict: exit code 0 verified, 1 refuted, 2 unusable (docs/CLI.md). `what` names the thing
// in front of people; `verify` fills the facts, with nothing unverified where it returns OK. A failure without a reason
// of ledger/verdict ends as every command's.
void SetVerdict(CLI::App* command, Context& context, const std::string& what,
                std::function<absl::Status(VerdictFacts* facts)> verify);

// --vkey, --policy, --witness-key, --quorum and --origin.
struct TrustOptions {
  std::vector<std::string> vkeys;
  std::vector<std::string> witness_keys;
  std::string policy;
  std::string origin;
  size_t quorum = 0;
};
void AddTrustOptions(CLI::App* command, TrustOptions* options);
// MALFORMED_KEY, MALFORMED_POLICY, UNREADABLE. The profile's keys where no option names any.
absl::StatusOr<verify::Trust> TrustOf(Context& context, const TrustOptions& options);
absl::StatusOr<std::vector<note::VerifierKey>> ReadVerifierKeys(const std::vector<std::string>& texts);

// A file, or standard input for "-". UNREADABLE; `too_long` where it has more bytes.
absl::StatusOr<std::string> ReadInput(const std::string& path, size_t max_bytes, verdict::Reason too_long);

// What a checkpoint says and who signed it.
VerdictFacts CheckpointFacts(const verify::TrustedCheckpoint& opened);

// The commands, each in a file of its own.
void AddVerifyNote(CLI::App& group, Context& context);
void AddVerifyProof(CLI::App& group, Context& context);
void AddVerifyReceipt(CLI::App& group, Context& context);
void AddVerifyInclusion(CLI::App& group, Context& context);
void AddVerifyConsistency(CLI::App& group, Context& context);
void AddVerifyTiles(CLI::App& group, Context& context);
void AddVerifyIndexProofs(CLI::App& group, Context& context);
void AddVerifyEquivocation(CLI::App& group, Context& context);

}  // namespace ingot::cli

#endif  // INGOT_CLIENTS_CLI_COMMANDS_VERIFY_H_
