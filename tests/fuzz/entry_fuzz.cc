// Stored entries from untrusted bytes (a dump, a receipt, a damaged disk): no crash, and what is accepted has exactly
// one spelling and holds the format's bounds.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "google/protobuf/stubs/logging.h"
#include "ledger/base/check.h"
#include "ledger/entry/canonical.h"
#include "ledger/entry/entry.h"
#include "ledger/entry/limits.h"
#include "ledger/entry/submission.h"

namespace ingot::entry {
namespace {

void CheckEntry(std::string_view bytes) {
  const absl::StatusOr<v1::Entry> entry = ParseEntry(bytes);
  if (!entry.ok()) return;
  INGOT_CHECK(Serialise(*entry) == bytes);
  INGOT_CHECK(bytes.size() <= kMaxEntryBytes && entry->event().size() <= kMaxEventBytes);
  INGOT_CHECK(entry->has_submission() == (entry->index() == 0));
  // An auditor reads the submission from the entry; without its terms, whether it has any or not.
  const absl::StatusOr<AdmittedSubmission> submission = Readmit(Hash{}, {*entry}, {std::nullopt});
  if (submission.ok()) INGOT_CHECK(submission->events.at(0).bytes == entry->event());
}

}  // namespace
}  // namespace ingot::entry

extern "C" int LLVMFuzzerInitialize(int* /*argc*/, char*** /*argv*/) {
  google::protobuf::SetLogHandler(nullptr);
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  ingot::entry::CheckEntry({reinterpret_cast<const char*>(data), size});
  return 0;
}
