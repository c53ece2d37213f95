#include "server/boot/genesis.h"

#include <utility>

#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/crypto/sha256.h"
#include "ledger/entry/canonical.h"
#include "ledger/entry/entry.h"
#include "ledger/rules/execute.h"
#include "ledger/state/view.h"
#include "server/files/files.h"
#include "storage/batch/batch_builder.h"

namespace ingot::boot {

absl::StatusOr<Genesis> ReadGenesis(const std::string& path) {
  INGOT_ASSIGN_OR_RETURN(const std::string bytes, files::Read(path, kMaxGenesisBytes));
  v1::Submission submission;
  if (!submission.ParseFromString(bytes)) {
    return absl::InvalidArgumentError(Cat(path, " is not a serialised ingot.v1.Submission"));
  }
  // What a genesis signs stands in no ledger yet: its ledger id is zeros.
  const Hash no_ledger{};
  Genesis genesis;
  INGOT_ASSIGN_OR_RETURN(genesis.admitted, entry::Admit(no_ledger, std::move(submission)));
  if (genesis.admitted.events.size() != 1 || !genesis.admitted.events[0].event.has_ledger_created()) {
    return absl::InvalidArgumentError(Cat(path, " must hold exactly one event, LedgerCreated"));
  }
  INGOT_ASSIGN_OR_RETURN(const v1::KeyState key, rules::GenesisKey(genesis.admitted));
  INGOT_RETURN_IF_ERROR(rules::VerifySignature(no_ledger, genesis.admitted.header, key));
  if (genesis.admitted.events[0].sealed_part.has_value()) {
    return absl::InvalidArgumentError(Cat(path, " has a sealed part: there is no ledger yet whose keys could seal it"));
  }
  const v1::LedgerCreated& created = genesis.admitted.events[0].event.ledger_created();
  genesis.origin = created.origin();
  genesis.checkpoint_key_id = ToBytes(crypto::Sha256(created.checkpoint_key()));
  return genesis;
}

absl::StatusOr<pipeline::Batch> GenesisBatch(const Genesis& genesis, const storage::Head& head,
                                             int64_t recorded_at_us) {
  const state::MemoryView nothing;
  const rules::Position position{.ledger_id = {}, .seq = 0, .prev_hash = {}, .recorded_at_us = recorded_at_us};
  INGOT_ASSIGN_OR_RETURN(const rules::Execution execution, rules::Execute(nothing, position, genesis.admitted));
  storage::BatchBuilder builder(head);
  builder.Add(execution, recorded_at_us);
  INGOT_ASSIGN_OR_RETURN(const Hash key_id, HashFromBytes(genesis.checkpoint_key_id));
  pipeline::Batch batch;
  static_cast<storage::BuiltBatch&>(batch) = builder.Close({key_id}, /*epoch=*/0);
  return batch;
}

absl::Status CheckSameGenesis(const Genesis& genesis, const storage::Snapshot& snapshot) {
  INGOT_ASSIGN_OR_RETURN(const std::string bytes, snapshot.Entry(0));
  INGOT_ASSIGN_OR_RETURN(const v1::Entry entry, entry::ParseEntry(bytes));
  const bool same = entry.event() == genesis.admitted.events[0].bytes &&
                    entry::Serialise(entry.submission()) == entry::Serialise(genesis.admitted.header);
  if (same) return absl::OkStatus();
  return absl::FailedPreconditionError(
      "the database holds a ledger that begins with another genesis; start without --genesis, or with another --db");
}

}  // namespace ingot::boot
