#include "server/boot/reconcile.h"

#include <vector>

#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/crypto/ed25519.h"
#include "ledger/merkle/proof.h"
#include "ledger/note/checkpoint.h"
#include "ledger/state/record_key.h"
#include "ledger/verdict/verdict.h"

namespace ingot::boot {
namespace {

// Keys of all organisations that are looked at; a ledger has a few for each.
constexpr size_t kMaxKeys = 1'000'000;

constexpr char kWayOn[] =
    "nothing was signed. Find the newer copy of the database and its anchor; if they are lost, go on with a successor "
    "ledger that cites this checkpoint (ingot init --predecessor; docs/OPERATIONS.md)";

absl::Status Unreconciled(std::string_view what) { return absl::FailedPreconditionError(Cat(what, "; ", kWayOn)); }

// Every key that signs, or ever signed, the ledger's checkpoints, as verifier keys of its origin.
absl::StatusOr<std::vector<note::VerifierKey>> CheckpointKeys(const storage::Snapshot& snapshot,
                                                              std::string_view origin) {
  std::vector<note::VerifierKey> keys;
  INGOT_RETURN_IF_ERROR(snapshot.ScanState(
      std::string(1, state::kKeyPrefix), "", kMaxKeys, [&](std::string_view, const state::RecordPtr& record) {
        if (record->key().kind() != v1::KEY_KIND_CHECKPOINT) return true;
        const absl::StatusOr<crypto::PublicKey> key = crypto::ParsePublicKey(record->key().public_key());
        if (!key.ok()) return true;  // the rules admit none
        auto verifier = note::VerifierKey::Create(origin, note::SignatureType::kEd25519, *key);
        if (verifier.ok()) keys.push_back(*std::move(verifier));
        return true;
      }));
  return keys;
}

}  // namespace

absl::Status Reconcile(std::string_view note, const storage::Snapshot& snapshot) {
  INGOT_ASSIGN_OR_RETURN(const note::Checkpoint stated, note::PeekCheckpoint(note));
  INGOT_ASSIGN_OR_RETURN(const state::RecordPtr ledger, snapshot.Record(state::LedgerKey()));
  if (ledger == nullptr) return absl::DataLossError("the ledger has entries, but no record of itself");
  const std::string& origin = ledger->ledger().origin();
  if (stated.origin != origin) {
    return absl::InvalidArgumentError(Cat("the checkpoint is of ", stated.origin, ", the ledger is ", origin));
  }
  INGOT_ASSIGN_OR_RETURN(const std::vector<note::VerifierKey> keys, CheckpointKeys(snapshot, origin));
  const absl::StatusOr<note::OpenedCheckpoint> opened = note::OpenCheckpoint(note, origin, keys);
  if (!opened.ok()) {
    if (verdict::ReasonOf(opened.status()) == verdict::Reason::kBadSignature) {
      return absl::InvalidArgumentError("the checkpoint's signature is false: it is no evidence of anything");
    }
    return Unreconciled(
        "the checkpoint is signed by a key that this ledger does not know: the entry that added it may be lost");
  }
  const storage::Head& head = snapshot.head();
  if (stated.size > head.size) {
    return Unreconciled(Cat("the database holds ", head.size, " entries, and a checkpoint of ", stated.size,
                            " was signed: the database was rolled back, and its anchor with it"));
  }
  INGOT_ASSIGN_OR_RETURN(const Hash root, merkle::RootFromNodes(snapshot.Nodes(), stated.size));
  if (root == stated.root) return absl::OkStatus();
  return Unreconciled(Cat("at ", stated.size, " entries the database has another root than the checkpoint: another ",
                          "history was signed"));
}

}  // namespace ingot::boot
