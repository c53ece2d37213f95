#include <utility>

#include "absl/strings/cord.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/merkle/proof.h"
#include "ledger/note/tlog_proof.h"
#include "ledger/refusal/refusal.h"
#include "server/query/cosigned.h"
#include "server/query/queries.h"

namespace ingot::query {
namespace {

absl::Status OutOfRange(std::string_view field, std::string_view message) {
  return refusal::Refuse(v1::REFUSAL_REASON_OUT_OF_RANGE, field, message);
}

// The same refusal with the code that says: not in this state of the ledger, but perhaps later.
absl::Status AsFailedPrecondition(const absl::Status& refusal) {
  absl::Status status(absl::StatusCode::kFailedPrecondition, refusal.message());
  refusal.ForEachPayload(
      [&status](absl::string_view url, const absl::Cord& payload) { status.SetPayload(url, payload); });
  return status;
}

}  // namespace

absl::Status Answer(const Context& context, const v1::GetCheckpointRequest& request,
                    v1::GetCheckpointResponse* response) {
  if (request.min_size() > context.size()) {
    return AsFailedPrecondition(
        OutOfRange("min_size", Cat("the ledger has ", context.size(), " entries so far; ask again later")));
  }
  response->set_checkpoint(context.checkpoint());
  response->set_ledger_id(ToBytes(context.snapshot().head().ledger_id));
  return absl::OkStatus();
}

absl::Status Answer(const Context& context, const v1::GetInclusionProofRequest& request,
                    v1::GetInclusionProofResponse* response) {
  const uint64_t tree_size = request.tree_size() == 0 ? context.size() : request.tree_size();
  if (tree_size > context.size()) return OutOfRange("tree_size", "above the published size; 0 stands for it");
  if (request.seq() >= tree_size) return OutOfRange("seq", "must be below tree_size");
  const merkle::TileReader nodes = context.snapshot().Nodes();
  INGOT_ASSIGN_OR_RETURN(merkle::Proof proof, merkle::InclusionProof(nodes, request.seq(), tree_size));
  INGOT_ASSIGN_OR_RETURN(const Hash leaf, nodes.Node(0, request.seq()));
  for (const Hash& hash : proof) response->add_proof(ToBytes(hash));
  response->set_leaf_hash(ToBytes(leaf));
  response->set_tree_size(tree_size);

  INGOT_ASSIGN_OR_RETURN(storage::CheckpointRecord checkpoint, context.snapshot().CheckpointAtOrAfter(tree_size));
  if (checkpoint.size != tree_size) return absl::OkStatus();
  if (tree_size == context.size()) checkpoint.note = context.checkpoint();
  note::TlogProof tlog_proof;
  tlog_proof.index = request.seq();
  tlog_proof.hashes = std::move(proof);
  INGOT_ASSIGN_OR_RETURN(tlog_proof.checkpoint, context.notary().NoteOf(checkpoint));
  INGOT_ASSIGN_OR_RETURN(*response->mutable_tlog_proof(), note::FormatTlogProof(tlog_proof));
  return absl::OkStatus();
}

absl::Status Answer(const Context& context, const v1::GetConsistencyProofRequest& request,
                    v1::GetConsistencyProofResponse* response) {
  const bool newest = request.second_size() == 0;
  const uint64_t second_size = newest ? context.size() : request.second_size();
  if (second_size > context.size()) return OutOfRange("second_size", "above the published size; 0 stands for it");
  if (request.first_size() > second_size) return OutOfRange("first_size", "must not be above second_size");
  const merkle::TileReader nodes = context.snapshot().Nodes();
  INGOT_ASSIGN_OR_RETURN(const merkle::Proof proof, merkle::ConsistencyProof(nodes, request.first_size(), second_size));
  for (const Hash& hash : proof) response->add_proof(ToBytes(hash));
  response->set_second_size(second_size);
  if (newest) response->set_checkpoint(context.checkpoint());
  return absl::OkStatus();
}

absl::Status Answer(const Context& context, const v1::GetTileEdgeRequest& /*request*/,
                    v1::GetTileEdgeResponse* response) {
  response->set_checkpoint(context.checkpoint());
  response->set_ledger_id(ToBytes(context.snapshot().head().ledger_id));
  for (const std::string& tile : *context.snapshot().head().edge) response->add_tiles(tile);
  return absl::OkStatus();
}

absl::StatusOr<std::shared_ptr<const cosign::Cosigned>> CosignedAtLeast(const Context& context, uint64_t size,
                                                                        std::string_view field) {
  std::shared_ptr<const cosign::Cosigned> newest = context.board().Newest();
  // One that is newer than this call's snapshot is for the next call.
  if (newest != nullptr && newest->size >= size && newest->size <= context.size()) return newest;
  return refusal::Refuse(v1::REFUSAL_REASON_NOT_COSIGNED, field,
                         context.board().policy().empty()
                             ? "this server asks no witnesses"
                             : "a quorum of witnesses has not cosigned a checkpoint that covers this, yet");
}

absl::Status Answer(const Context& context, const v1::GetCosignedCheckpointRequest& request,
                    v1::GetCosignedCheckpointResponse* response) {
  INGOT_ASSIGN_OR_RETURN(const std::shared_ptr<const cosign::Cosigned> cosigned,
                         CosignedAtLeast(context, request.min_size(), "min_size"));
  response->set_checkpoint(cosigned->note);
  response->set_ledger_id(ToBytes(context.snapshot().head().ledger_id));
  return absl::OkStatus();
}

absl::Status Answer(const Context& context, const v1::ListWitnessesRequest& /*request*/,
                    v1::ListWitnessesResponse* response) {
  for (v1::Witness& witness : context.board().Witnesses()) *response->add_witnesses() = std::move(witness);
  response->set_policy(context.board().policy());
  const std::shared_ptr<const cosign::Cosigned> newest = context.board().Newest();
  if (newest != nullptr) response->set_cosigned_size(newest->size);
  return absl::OkStatus();
}

}  // namespace ingot::query
