#include "ledger/verdict/verdict.h"

#include <array>
#include <string>

#include "absl/strings/cord.h"
#include "ledger/base/check.h"
#include "ledger/base/strings.h"

namespace ingot::verdict {
namespace {

constexpr std::string_view kReasonUrl = "ingot/verdict-reason";

struct Named {
  Reason reason;
  Outcome outcome;
  std::string_view name;
};

// In the order of the enum.
constexpr std::array kReasons = {
    Named{Reason::kOk, Outcome::kVerified, "OK"},
    Named{Reason::kUnreadable, Outcome::kUnusable, "UNREADABLE"},
    Named{Reason::kMalformedKey, Outcome::kUnusable, "MALFORMED_KEY"},
    Named{Reason::kMalformedPolicy, Outcome::kUnusable, "MALFORMED_POLICY"},
    Named{Reason::kMalformedNote, Outcome::kUnusable, "MALFORMED_NOTE"},
    Named{Reason::kMalformedCheckpoint, Outcome::kUnusable, "MALFORMED_CHECKPOINT"},
    Named{Reason::kMalformedProof, Outcome::kUnusable, "MALFORMED_PROOF"},
    Named{Reason::kMalformedReceipt, Outcome::kUnusable, "MALFORMED_RECEIPT"},
    Named{Reason::kMalformedInput, Outcome::kUnusable, "MALFORMED_INPUT"},
    Named{Reason::kNotSigned, Outcome::kUnusable, "NOT_SIGNED"},
    Named{Reason::kBadSignature, Outcome::kRefuted, "BAD_SIGNATURE"},
    Named{Reason::kWrongOrigin, Outcome::kRefuted, "WRONG_ORIGIN"},
    Named{Reason::kWrongLedger, Outcome::kRefuted, "WRONG_LEDGER"},
    Named{Reason::kQuorumMissing, Outcome::kRefuted, "QUORUM_MISSING"},
    Named{Reason::kOutOfTree, Outcome::kRefuted, "OUT_OF_TREE"},
    Named{Reason::kNotIncluded, Outcome::kRefuted, "NOT_INCLUDED"},
    Named{Reason::kNotConsistent, Outcome::kRefuted, "NOT_CONSISTENT"},
    Named{Reason::kNoContradiction, Outcome::kRefuted, "NO_CONTRADICTION"},
    Named{Reason::kNotWhole, Outcome::kRefuted, "NOT_WHOLE"},
    Named{Reason::kNotCommitted, Outcome::kRefuted, "NOT_COMMITTED"},
    Named{Reason::kFileMissing, Outcome::kRefuted, "FILE_MISSING"},
    Named{Reason::kFileLength, Outcome::kRefuted, "FILE_LENGTH"},
    Named{Reason::kFileExtra, Outcome::kRefuted, "FILE_EXTRA"},
    Named{Reason::kTileWrong, Outcome::kRefuted, "TILE_WRONG"},
    Named{Reason::kBundleWrong, Outcome::kRefuted, "BUNDLE_WRONG"},
    Named{Reason::kRootWrong, Outcome::kRefuted, "ROOT_WRONG"},
};

const Named& NamedOf(Reason reason) {
  const auto index = static_cast<size_t>(reason);
  INGOT_CHECK(index < kReasons.size() && kReasons[index].reason == reason);
  return kReasons[index];
}

}  // namespace

std::string_view ReasonName(Reason reason) { return NamedOf(reason).name; }

Outcome OutcomeOf(Reason reason) { return NamedOf(reason).outcome; }

std::string_view OutcomeName(Outcome outcome) {
  switch (outcome) {
    case Outcome::kVerified:
      return "verified";
    case Outcome::kRefuted:
      return "refuted";
    case Outcome::kUnusable:
      return "unusable";
  }
  return "";
}

absl::Status Fail(Reason reason, std::string_view why) {
  INGOT_CHECK(reason != Reason::kOk);
  const absl::StatusCode code = OutcomeOf(reason) == Outcome::kRefuted ? absl::StatusCode::kFailedPrecondition
                                                                       : absl::StatusCode::kInvalidArgument;
  return WithReason(absl::Status(code, ToAbsl(why)), reason);
}

absl::Status WithReason(absl::Status status, Reason reason) {
  INGOT_CHECK(!status.ok());
  status.SetPayload(ToAbsl(kReasonUrl), absl::Cord(ToAbsl(ReasonName(reason))));
  return status;
}

std::optional<Reason> ReasonOf(const absl::Status& status) {
  if (status.ok()) return Reason::kOk;
  const auto payload = status.GetPayload(ToAbsl(kReasonUrl));
  if (!payload.has_value()) return std::nullopt;
  const std::string name(*payload);
  for (const Named& named : kReasons) {
    if (named.name == name) return named.reason;
  }
  return std::nullopt;
}

}  // namespace ingot::verdict
