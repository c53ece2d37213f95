// A witness's requests and policies from untrusted bytes: no crash, and what is accepted has exactly one reading.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/check.h"
#include "ledger/note/note.h"
#include "ledger/witness/add_checkpoint.h"
#include "ledger/witness/policy.h"

namespace ingot::witness {
namespace {

// golang/mod, sumdb/note/note_test.go, and its witness form.
note::VerifierKey LogKey() {
  return note::VerifierKey::Parse("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW").value();
}
note::VerifierKey WitnessKey() {
  return note::VerifierKey::Parse("PeterNeumann+18b9780b+BBpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW").value();
}

void CheckRequest(std::string_view bytes) {
  const absl::StatusOr<AddCheckpointRequest> request = ParseAddCheckpoint(bytes);
  if (!request.ok()) return;
  INGOT_CHECK(FormatAddCheckpoint(*request) == bytes);
  const std::vector<note::VerifierKey> keys = {LogKey()};
  const Judgement judgement = Judge(*request, keys, std::nullopt);
  if (judgement.ruling == Ruling::kCosign) {
    // From nothing, only an empty proof is one; then the same again is cosigned too.
    INGOT_CHECK(request->old_size == 0 && request->proof.empty());
    AddCheckpointRequest again = *request;
    again.old_size = judgement.checkpoint.size;
    INGOT_CHECK(Judge(again, keys, judgement.checkpoint).ruling == Ruling::kCosign);
  }
}

void CheckPolicy(std::string_view bytes) {
  const absl::StatusOr<Policy> policy = Policy::Parse(bytes);
  if (!policy.ok()) return;
  const std::string text = policy->Format();
  INGOT_CHECK(Policy::Parse(text).value().Format() == text);
  const bool nothing = policy->Satisfied({});
  INGOT_CHECK(nothing == policy->demands_nothing());
}

void CheckAnswer(std::string_view bytes) {
  const std::string_view text = "ledger.example/ingot\n5\nTjvv+c8RfM7x+2MWMVGaO8oSyprvyhYSv85ME6hiZNQ=\n";
  const absl::StatusOr<Cosignature> found = TakeCosignature(text, bytes, WitnessKey());
  if (found.ok()) INGOT_CHECK(bytes.find(found->line) != std::string_view::npos);
}

}  // namespace
}  // namespace ingot::witness

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  ingot::witness::CheckRequest(bytes);
  ingot::witness::CheckPolicy(bytes);
  ingot::witness::CheckAnswer(bytes);
  return 0;
}
