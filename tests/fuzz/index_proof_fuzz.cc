// Proofs by the index from untrusted bytes, and honest ones with bytes changed: no crash, and whatever verifies is
// true. Pages of the index, which a disk may hand over in any shape.
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "ledger/audit/index_proof.h"
#include "ledger/base/bytes.h"
#include "ledger/base/check.h"
#include "ledger/commitment/page.h"
#include "ledger/entry/canonical.h"
#include "ledger/note/checkpoint.h"
#include "ledger/state/record_key.h"
#include "tests/support/proved_ledger.h"

namespace ingot {
namespace {

struct Honest {
  testing::ProvedLedger ledger;
  note::Checkpoint checkpoint;
  std::array<std::string, 3> proofs;
};

const Honest& Truth() {
  static const Honest* const honest = [] {
    auto* const made = new Honest();
    made->proofs = {entry::Serialise(made->ledger.History("1M8GDM9AXKP042788")),
                    entry::Serialise(made->ledger.History("WDB11111111111120")),
                    entry::Serialise(made->ledger.Balance(made->ledger.stock()))};
    const v1::IndexProof proof = made->ledger.History("1M8GDM9AXKP042788");
    made->checkpoint = note::PeekCheckpoint(proof.commitment().checkpoint()).value();
    return made;
  }();
  return *honest;
}

void CheckProof(std::string_view bytes) {
  v1::IndexProof proof;
  if (!entry::ParseCanonical(bytes, proof).ok()) return;
  const auto verified = audit::VerifyIndexProofIn(proof, Truth().checkpoint, Truth().ledger.ledger_id());
  if (!verified.ok()) return;
  const std::string key = proof.has_subject() ? state::SubjectKey(proof.subject().kind(), proof.subject().id())
                                              : state::AccountKey(proof.account().account());
  INGOT_CHECK(verified->present == (Truth().ledger.ledger().state().Find(key) != nullptr));
}

// Triples of place, place, change.
void CheckChanged(std::string_view changes) {
  for (const std::string& honest : Truth().proofs) {
    std::string bytes = honest;
    for (size_t i = 0; i + 3 <= changes.size(); i += 3) {
      char& byte = bytes[ReadBe16(changes.substr(i)) % bytes.size()];
      byte = static_cast<char>(byte ^ changes[i + 2]);
    }
    CheckProof(bytes);
  }
}

void CheckPage(std::string_view bytes) {
  const auto page = commitment::Page::Decode(bytes);
  if (!page.has_value()) return;
  INGOT_CHECK(page->Encode() == bytes);
  (void)page->Top();
}

}  // namespace
}  // namespace ingot

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  ingot::CheckProof(bytes);
  ingot::CheckChanged(bytes);
  ingot::CheckPage(bytes);
  return 0;
}
