// Notes, checkpoints and verifier keys from untrusted bytes: no crash, and what is accepted has exactly one text.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/check.h"
#include "ledger/note/checkpoint.h"
#include "ledger/note/note.h"

namespace ingot::note {
namespace {

// The keys of the seed corpus (golang/mod, sumdb/note/note_test.go, and its witness form).
const std::vector<VerifierKey>& LedgerKeys() {
  static const std::vector<VerifierKey> keys = {
      VerifierKey::Parse("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW").value()};
  return keys;
}

const std::vector<VerifierKey>& WitnessKeys() {
  static const std::vector<VerifierKey> keys = {
      VerifierKey::Parse("PeterNeumann+18b9780b+BBpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW").value()};
  return keys;
}

void CheckNote(std::string_view bytes) {
  const absl::StatusOr<OpenedNote> opened = Open(bytes, LedgerKeys());
  const absl::StatusOr<std::string> text = TextOf(bytes);
  if (opened.ok()) {
    INGOT_CHECK(text.ok() && *text == opened->text);
    INGOT_CHECK(opened->signatures.size() == 1);
    INGOT_CHECK(opened->text == bytes.substr(0, opened->text.size()));
  }
  const absl::StatusOr<OpenedCheckpoint> checkpoint =
      OpenCheckpoint(bytes, "ledger.example/ingot", LedgerKeys(), WitnessKeys());
  if (checkpoint.ok()) INGOT_CHECK(opened.ok() && FormatCheckpoint(checkpoint->checkpoint).value() == opened->text);
}

void CheckTexts(std::string_view bytes) {
  const absl::StatusOr<Checkpoint> checkpoint = ParseCheckpoint(bytes);
  if (checkpoint.ok()) INGOT_CHECK(FormatCheckpoint(*checkpoint).value() == bytes);
  const absl::StatusOr<VerifierKey> key = VerifierKey::Parse(bytes);
  if (key.ok()) INGOT_CHECK(key->Format() == bytes);
}

}  // namespace
}  // namespace ingot::note

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  ingot::note::CheckNote(bytes);
  ingot::note::CheckTexts(bytes);
  return 0;
}
