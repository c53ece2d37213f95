// ingot verify: inclusion, consistency.
#include <memory>

#include "clients/cli/commands/verify.h"
#include "clients/cli/text/proof_json.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"

namespace ingot::cli {
namespace {

using JsonCheck = absl::Status (*)(const std::string& text, VerdictFacts* facts);

absl::Status VerifyInclusionJson(const std::string& text, VerdictFacts* facts) {
  INGOT_ASSIGN_OR_RETURN(const ProvenInclusion proven, CheckInclusionJson(text));
  facts->json = Cat(",\"index\":\"", proven.index, "\",\"size\":\"", proven.size, "\"");
  facts->text = Cat("Entry ", proven.index, " is in the tree of ", proven.size, " entries\n");
  return absl::OkStatus();
}

absl::Status VerifyConsistencyJson(const std::string& text, VerdictFacts* facts) {
  INGOT_ASSIGN_OR_RETURN(const ProvenGrowth proven, CheckConsistencyJson(text));
  facts->json = Cat(",\"oldSize\":\"", proven.old_size, "\",\"newSize\":\"", proven.new_size, "\"");
  facts->text = Cat("The tree of ", proven.old_size, " entries is the beginning of that of ", proven.new_size, "\n");
  return absl::OkStatus();
}

void SetJsonCheck(CLI::App* command, Context& context, const std::string& what, JsonCheck check) {
  const auto file = std::make_shared<std::string>("-");
  command->add_option("file", *file, "JSON object (standard input)")->type_name("FILE");
  SetVerdict(command, context, what, [file, check](VerdictFacts* facts) -> absl::Status {
    INGOT_ASSIGN_OR_RETURN(const std::string text,
                           ReadInput(*file, kMaxProofJsonBytes, verdict::Reason::kMalformedInput));
    return check(text, facts);
  });
}

}  // namespace

void AddVerifyInclusion(CLI::App& group, Context& context) {
  SetJsonCheck(AddCommand(group, "inclusion", "An inclusion proof, as numbers and base64 hashes in JSON",
                          {"ingot verify inclusion < proof.json"}),
               context, "inclusion proof", VerifyInclusionJson);
}

void AddVerifyConsistency(CLI::App& group, Context& context) {
  SetJsonCheck(AddCommand(group, "consistency", "A consistency proof, as numbers and base64 hashes in JSON",
                          {"ingot verify consistency < proof.json"}),
               context, "consistency proof", VerifyConsistencyJson);
}

}  // namespace ingot::cli
