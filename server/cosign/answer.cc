#include "server/cosign/answer.h"

#include <utility>

#include "ledger/base/bytes.h"
#include "ledger/base/strings.h"

namespace ingot::cosign {
namespace {

using witness::Ruling;

constexpr std::string_view kAnotherHistory = "it has seen another history";

Answer Refused(v1::WitnessState state, std::string_view why) {
  return {.state = state, .why = std::string(why), .cosignature = std::nullopt, .known_size = std::nullopt};
}

v1::WitnessState StateOf(int status) {
  switch (status) {
    case static_cast<int>(Ruling::kKeyRefused):
      return v1::WITNESS_STATE_KEY_REFUSED;
    case static_cast<int>(Ruling::kLogUnknown):
      return v1::WITNESS_STATE_LOG_UNKNOWN;
    default:
      // 429 and 5xx: later, perhaps.
      return status == 429 || status >= 500 ? v1::WITNESS_STATE_UNREACHABLE : v1::WITNESS_STATE_ANSWER_INVALID;
  }
}

// 200: a cosignature, or what pretends to be one.
Answer OfCosignature(const Question& question, const HttpAnswer& answer, const note::VerifierKey& key) {
  absl::StatusOr<witness::Cosignature> cosignature = witness::TakeCosignature(question.text, answer.body, key);
  if (!cosignature.ok()) return Refused(v1::WITNESS_STATE_ANSWER_INVALID, FromAbsl(cosignature.status().message()));
  Answer understood;
  understood.state = v1::WITNESS_STATE_COSIGNED;
  understood.cosignature = *std::move(cosignature);
  return understood;
}

// 409: the old size is not what the witness knows, or it is and the root at it is another one.
Answer OfConflict(const Question& question, const HttpAnswer& answer) {
  std::optional<uint64_t> size;
  if (answer.content_type.starts_with(witness::kSizeContentType) && answer.body.ends_with('\n')) {
    size = ParseDecimal(std::string_view(answer.body).substr(0, answer.body.size() - 1));
  }
  if (!size.has_value() || *size == question.old_size) {
    if (question.old_size == question.size) return Refused(v1::WITNESS_STATE_CONFLICT, kAnotherHistory);
    return Refused(v1::WITNESS_STATE_ANSWER_INVALID, "HTTP status 409 without the size that it knows");
  }
  Answer understood;
  understood.known_size = size;
  return understood;
}

}  // namespace

Answer Understand(const Question& question, const absl::StatusOr<HttpAnswer>& answer, const note::VerifierKey& key) {
  if (!answer.ok()) return Refused(v1::WITNESS_STATE_UNREACHABLE, FromAbsl(answer.status().message()));
  switch (answer->status) {
    case static_cast<int>(Ruling::kCosign):
      return OfCosignature(question, *answer, key);
    case static_cast<int>(Ruling::kConflict):
      return OfConflict(question, *answer);
    case static_cast<int>(Ruling::kProofRefused):
      if (question.old_size > 0) return Refused(v1::WITNESS_STATE_CONFLICT, kAnotherHistory);
      return Refused(v1::WITNESS_STATE_ANSWER_INVALID, "it refuses a proof from nothing, which is empty");
    default:
      return Refused(StateOf(answer->status), Cat("HTTP status ", answer->status));
  }
}

}  // namespace ingot::cosign
