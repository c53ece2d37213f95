#include "server/main/witnesses.h"

#include <utility>

#include "absl/time/time.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/witness/policy.h"
#include "server/cosign/endpoint.h"
#include "server/cosign/inquiry.h"
#include "server/files/files.h"

namespace ingot {
namespace {

// For each step of asking a witness.
constexpr absl::Duration kWitnessTimeout = absl::Seconds(5);

absl::StatusOr<witness::Policy> ReadPolicy(const std::string& path) {
  INGOT_ASSIGN_OR_RETURN(const std::string text, files::Read(path, witness::kMaxPolicyBytes));
  absl::StatusOr<witness::Policy> policy = witness::Policy::Parse(text);
  if (!policy.ok()) return absl::InvalidArgumentError(Cat(path, ": ", FromAbsl(policy.status().message())));
  return policy;
}

cosign::EndpointFactory EndpointsOf(const config::Options& options) {
  return [ca = options.witness_ca](const witness::Policy::Witness& witness) {
    return cosign::HttpEndpoint(witness.url, ca, kWitnessTimeout);
  };
}

}  // namespace

absl::StatusOr<std::unique_ptr<cosign::Collector>> StartCollector(const config::Options& options,
                                                                  const head::Published& published,
                                                                  cosign::Board& board) {
  if (options.witness_policy.empty()) return nullptr;
  INGOT_ASSIGN_OR_RETURN(witness::Policy policy, ReadPolicy(options.witness_policy));
  cosign::CollectorOptions collector{
      .policy = std::move(policy), .file = options.cosigned.empty() ? options.anchor + ".cosigned" : options.cosigned};
  return cosign::Collector::Start(std::move(collector), published, board, EndpointsOf(options));
}

std::function<absl::Status(const storage::Snapshot& snapshot, const std::string& note)> WitnessInquiry(
    const config::Options& options, std::function<bool()> stopping) {
  if (!options.require_witness) return nullptr;
  return [options, stopping = std::move(stopping)](const storage::Snapshot& snapshot, const std::string& note) {
    absl::StatusOr<witness::Policy> policy = ReadPolicy(options.witness_policy);
    if (!policy.ok()) return policy.status();
    const cosign::InquiryOptions inquiry{
        .policy = *std::move(policy), .limit = absl::Seconds(options.witness_wait_seconds), .stopping = stopping};
    return cosign::AskBeforeSigning(inquiry, snapshot, note, EndpointsOf(options));
  };
}

}  // namespace ingot
