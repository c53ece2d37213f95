// Proofs in JSON from untrusted bytes: a verdict with a reason for each, never a crash.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "clients/cli/text/proof_json.h"
#include "ledger/base/check.h"
#include "ledger/verdict/verdict.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto inclusion = ingot::cli::CheckInclusionJson(text);
  INGOT_CHECK(ingot::verdict::ReasonOf(inclusion.status()).has_value());
  if (inclusion.ok()) INGOT_CHECK(inclusion->index < inclusion->size);
  const auto growth = ingot::cli::CheckConsistencyJson(text);
  INGOT_CHECK(ingot::verdict::ReasonOf(growth.status()).has_value());
  if (growth.ok()) INGOT_CHECK(growth->old_size <= growth->new_size);
  // No text is both.
  INGOT_CHECK(!inclusion.ok() || !growth.ok());
  return 0;
}
