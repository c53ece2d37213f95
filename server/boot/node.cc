#include "server/boot/node.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "ledger/base/check.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/crypto/pem.h"
#include "ledger/note/note.h"
#include "ledger/refusal/refusal.h"
#include "ledger/state/record_key.h"
#include "server/boot/disk_watch.h"
#include "server/boot/genesis.h"
#include "server/boot/reconcile.h"
#include "server/files/files.h"
#include "server/log/log.h"

namespace ingot::boot {
namespace {

absl::StatusOr<crypto::PrivateKey> ReadKey(const std::string& path) {
  if (files::IsReadableByOthers(path)) {
    log::Warning("a key's file is readable by others", {{"path", path}});
  }
  INGOT_ASSIGN_OR_RETURN(std::string pem, files::Read(path, crypto::kMaxKeyPemBytes));
  absl::StatusOr<crypto::PrivateKey> key = crypto::PrivateKeyFromPem(pem);
  crypto::WipeString(&pem);
  if (!key.ok()) return absl::InvalidArgumentError(Cat(path, ": ", FromAbsl(key.status().message())));
  return key;
}

absl::StatusOr<std::vector<crypto::PrivateKey>> ReadKeys(const NodeOptions& options) {
  std::vector<crypto::PrivateKey> keys;
  INGOT_ASSIGN_OR_RETURN(crypto::PrivateKey key, ReadKey(options.checkpoint_key_path));
  keys.push_back(std::move(key));
  if (!options.next_checkpoint_key_path.empty()) {
    INGOT_ASSIGN_OR_RETURN(crypto::PrivateKey next, ReadKey(options.next_checkpoint_key_path));
    keys.push_back(std::move(next));
  }
  return keys;
}

std::string IdsOf(const std::vector<crypto::PrivateKey>& keys) {
  std::string ids;
  for (const crypto::PrivateKey& key : keys) {
    ids = Cat(ids, ids.empty() ? "" : ", ", ToHex(crypto::KeyId(key.public_key())));
  }
  return ids;
}

// The notary, if one of the keys is the ledger's.
absl::StatusOr<std::unique_ptr<const notary::Notary>> MakeNotary(const std::string& origin,
                                                                 const std::string& checkpoint_key_id,
                                                                 std::vector<crypto::PrivateKey> keys) {
  INGOT_ASSIGN_OR_RETURN(const Hash wanted, HashFromBytes(checkpoint_key_id));
  const std::string held = IdsOf(keys);
  auto notary = std::make_unique<const notary::Notary>(origin, std::move(keys));
  if (!notary->Holds(checkpoint_key_id)) {
    return absl::FailedPreconditionError(Cat("the ledger's checkpoints are signed by key ", ToHex(wanted),
                                             ", but --checkpoint-key holds ", held,
                                             "; give the ledger's key, or rotate it first (docs/OPERATIONS.md)"));
  }
  return notary;
}

absl::StatusOr<v1::LedgerState> LedgerStateOf(const storage::Snapshot& snapshot) {
  INGOT_ASSIGN_OR_RETURN(const state::RecordPtr record, snapshot.Record(state::LedgerKey()));
  if (record == nullptr) return absl::DataLossError("the ledger has entries, but no record of itself");
  return record->ledger();
}

absl::Status ReconcileAll(const std::vector<std::string>& paths, const storage::Snapshot& snapshot) {
  for (const std::string& path : paths) {
    INGOT_ASSIGN_OR_RETURN(const std::string note, files::Read(path, note::kMaxNoteBytes));
    const absl::Status reconciled = Reconcile(note, snapshot);
    if (!reconciled.ok()) return absl::Status(reconciled.code(), Cat(path, ": ", reconciled.message()));
  }
  return absl::OkStatus();
}

// The note of the largest checkpoint that was signed, or announced to the anchor to be signed: signing that one again
// makes no second history, whatever became of the database since.
absl::StatusOr<std::string> LargestSigned(const notary::Notary& notary, const storage::OpenedLedger& opened) {
  const storage::Snapshot& snapshot = *opened.snapshot;
  uint64_t size = opened.anchor->record().size;
  if (opened.unsigned_checkpoints.empty()) {
    size = opened.head.size;
  } else {
    size = std::max(size, opened.unsigned_checkpoints.front().size - 1);
  }
  // The genesis batch was written and not yet announced: its checkpoint follows from the ledger's id.
  absl::StatusOr<storage::CheckpointRecord> checkpoint =
      size > 0 ? snapshot.CheckpointAtOrBefore(size) : snapshot.CheckpointAtOrAfter(1);
  if (!checkpoint.ok()) return checkpoint.status();
  return notary.NoteOf(*checkpoint);
}

// Begins the ledger; `snapshot` becomes its published state.
absl::Status Begin(const Genesis& genesis, const notary::Notary& notary, int64_t recorded_at_us,
                   storage::OpenedLedger& opened, storage::CommitLog& log,
                   std::shared_ptr<const storage::Snapshot>* snapshot) {
  INGOT_ASSIGN_OR_RETURN(pipeline::Batch batch, GenesisBatch(genesis, opened.head, recorded_at_us));
  storage::Applier applier(opened.database, opened.head, log.ApplyMustSync());
  pipeline::Committer committer(log, storage::Leadership{}, std::move(applier), *opened.anchor, notary, {});
  *snapshot = committer.Commit(batch);
  log::Info("ledger begun", {{"ledger", ToHex((*snapshot)->head().ledger_id)}, {"origin", notary.origin()}});
  return absl::OkStatus();
}

// The published state of a ledger that exists, with its note; notes that are not stored yet are signed again.
absl::StatusOr<std::shared_ptr<const storage::Snapshot>> Resume(const notary::Notary& notary,
                                                                storage::OpenedLedger& opened,
                                                                std::vector<storage::SignedNote>* notes) {
  const storage::Head& head = opened.head;
  // A crash between the write and the anchor: what is signed again below must be anchored first.
  if (opened.anchor->record().size < head.size) opened.anchor->Record(head.size, head.root, head.ledger_id);
  for (const storage::CheckpointRecord& checkpoint : opened.unsigned_checkpoints) {
    INGOT_ASSIGN_OR_RETURN(std::string note, notary.NoteOf(checkpoint));
    notes->push_back({.size = checkpoint.size, .note = std::move(note)});
  }
  if (!notes->empty() && notes->back().size == head.size) return opened.snapshot->WithNote(notes->back().note);
  INGOT_ASSIGN_OR_RETURN(const storage::CheckpointRecord stored, opened.snapshot->CheckpointAtOrAfter(head.size));
  INGOT_ASSIGN_OR_RETURN(std::string note, notary.NoteOf(stored));
  return opened.snapshot->WithNote(std::move(note));
}

}  // namespace

absl::StatusOr<std::unique_ptr<Node>> Node::Start(const NodeOptions& options, const clock::Source& source,
                                                  std::unique_ptr<storage::CommitLog> log) {
  std::optional<Genesis> genesis;
  if (!options.genesis_path.empty()) {
    INGOT_ASSIGN_OR_RETURN(genesis, ReadGenesis(options.genesis_path));
  }
  INGOT_ASSIGN_OR_RETURN(std::vector<crypto::PrivateKey> keys, ReadKeys(options));
  storage::LedgerOptions ledger = options.ledger;
  ledger.database.create_if_missing = genesis.has_value();

  std::unique_ptr<Node> node(new Node);
  INGOT_ASSIGN_OR_RETURN(node->opened_, storage::OpenLedger(ledger));
  storage::OpenedLedger& opened = node->opened_;
  node->log_ = log != nullptr ? std::move(log) : std::make_unique<storage::LocalCommitLog>();
  node->state_ = std::make_unique<const storage::StateView>(opened.database);

  std::shared_ptr<const storage::Snapshot> snapshot;
  std::vector<storage::SignedNote> notes;
  if (opened.head.size == 0) {
    if (!genesis.has_value()) {
      return absl::FailedPreconditionError("the database is empty: begin the ledger with --genesis FILE");
    }
    if (!options.known_checkpoint_paths.empty()) {
      return absl::FailedPreconditionError(
          "--known-checkpoint is given, and the database is empty: its ledger is lost, or --db names another folder");
    }
    INGOT_ASSIGN_OR_RETURN(node->notary_, MakeNotary(genesis->origin, genesis->checkpoint_key_id, std::move(keys)));
    INGOT_RETURN_IF_ERROR(Begin(*genesis, *node->notary_, genesis->recorded_at_us(), opened, *node->log_, &snapshot));
    notes.push_back({.size = snapshot->head().size, .note = snapshot->note()});
    if (options.before_signing) INGOT_RETURN_IF_ERROR(options.before_signing(*snapshot, snapshot->note()));
  } else {
    if (genesis.has_value()) INGOT_RETURN_IF_ERROR(CheckSameGenesis(*genesis, *opened.snapshot));
    INGOT_RETURN_IF_ERROR(ReconcileAll(options.known_checkpoint_paths, *opened.snapshot));
    INGOT_ASSIGN_OR_RETURN(const v1::LedgerState state, LedgerStateOf(*opened.snapshot));
    INGOT_ASSIGN_OR_RETURN(node->notary_, MakeNotary(state.origin(), state.checkpoint_key_id(), std::move(keys)));
    if (options.before_signing) {
      INGOT_ASSIGN_OR_RETURN(const std::string note, LargestSigned(*node->notary_, opened));
      INGOT_RETURN_IF_ERROR(options.before_signing(*opened.snapshot, note));
    }
    INGOT_ASSIGN_OR_RETURN(snapshot, Resume(*node->notary_, opened, &notes));
  }
  if (!options.keystore_path.empty()) {
    INGOT_ASSIGN_OR_RETURN(node->vault_, storage::Vault::Open(options.keystore_path, *snapshot));
  }
  // Nobody may hold a snapshot for longer than a call.
  opened.snapshot = nullptr;

  // A ceremony may lie weeks back, but not ahead.
  const int64_t last_recorded_at_us = snapshot->head().last_recorded_at_us;
  const bool begun_now = opened.head.size == 0;
  const bool confirmed = options.confirm_clock || (begun_now && last_recorded_at_us <= source.WallUs());
  clock::LedgerClock clock(source, last_recorded_at_us, confirmed);
  if (!clock.distrust().empty()) {
    log::Error("appends are refused: the clock is not trusted; check it, then start with --confirm-clock",
               {{"why", clock.distrust()}});
  }
  storage::DiskReserve* const disk = opened.disk_reserve.get();
  auto sequencer = std::make_unique<pipeline::Sequencer>(
      options.batches, options.state_cache_records, *node->state_, snapshot->head(), std::move(clock),
      LoggingDiskChecks([disk] { return disk->CheckAppend(); }), *node->notary_, /*epoch=*/0, node->vault_.get());
  storage::Applier applier(opened.database, snapshot->head(), node->log_->ApplyMustSync());
  auto committer =
      std::make_unique<pipeline::Committer>(*node->log_, storage::Leadership{}, std::move(applier), *opened.anchor,
                                            *node->notary_, std::move(notes), node->vault_.get());
  node->refused_ = std::make_unique<const storage::RefusedReader>(opened.database);
  INGOT_ASSIGN_OR_RETURN(node->refused_keeper_, refused::Keeper::Start(options.refused, opened.database, source,
                                                                       [disk] { return disk->CheckAppend(); }));
  node->published_ = std::make_unique<head::Published>(std::move(snapshot));
  past::PastOptions past = options.past;
  if (past.path.empty()) past.path = Cat(options.ledger.database.path, ".past");
  INGOT_ASSIGN_OR_RETURN(node->past_, past::PastStates::Start(std::move(past), *node->published_, *node->notary_));
  node->pipeline_ = std::make_unique<pipeline::Pipeline>(options.pipeline, *node->published_, std::move(sequencer),
                                                         std::move(committer), *node->refused_keeper_);
  INGOT_RETURN_IF_ERROR(node->StartService(options, source));
  return node;
}

absl::Status Node::StartService(const NodeOptions& options, const clock::Source& source) {
  if (options.service_key_path.empty()) return absl::OkStatus();
  INGOT_ASSIGN_OR_RETURN(crypto::PrivateKey key, ReadKey(options.service_key_path));
  INGOT_ASSIGN_OR_RETURN(service_, service::Service::Create(std::move(key), source, *published_, *pipeline_));
  builder_ = std::make_unique<commitment::Builder>(options.commitments, opened_.database, *published_, *service_,
                                                   source, commitment_);
  if (vault_ == nullptr) return absl::OkStatus();
  eraser_ = std::make_unique<seal::Eraser>(*vault_, *service_, *published_);
  sealing_ = std::make_unique<const seal::Sealing>(seal::Sealing{.vault = *vault_, .eraser = *eraser_});
  const absl::StatusOr<size_t> completed = eraser_->CompletePending();
  if (completed.ok()) return absl::OkStatus();
  // Appends may be refused (disk, clock): reads go on, and the next erasure begins with what is left.
  if (!refusal::RefusalOf(completed.status()).has_value()) return completed.status();
  log::Error("erasures wait for appends to be possible", {{"why", FromAbsl(completed.status().message())}});
  return absl::OkStatus();
}

void Node::Flush(absl::Duration timeout) const {
  constexpr char kNotFlushed[] = "memory is not written to files whole: the next start replays the log";
  const storage::Database& database = *opened_.database;
  const uint64_t bytes = database.UnflushedBytes();
  // A write onto a full disk would abort, over what the log holds anyway.
  const absl::StatusOr<uint64_t> free_bytes = storage::FreeDiskBytes(database.path());
  if (!free_bytes.ok() || *free_bytes < 2 * bytes) {
    log::Warning(kNotFlushed, {{"why", "the disk is full"}, {"bytes", bytes}});
    return;
  }
  if (const absl::Status stored = pipeline_->StoreNotes(); !stored.ok()) {
    log::Warning("the newest checkpoint's signature is not stored: it is made again at the next start",
                 {{"why", FromAbsl(stored.message())}});
  }
  const absl::Time began = absl::Now();
  const absl::Status flushed = database.Flush(timeout);
  const int64_t took_ms = absl::ToInt64Milliseconds(absl::Now() - began);
  if (flushed.ok()) {
    log::Info("memory written to files", {{"bytes", bytes}, {"took_ms", took_ms}});
  } else {
    log::Warning(kNotFlushed, {{"why", FromAbsl(flushed.message())}, {"took_ms", took_ms}});
  }
}

std::string Node::VerifierKey() const {
  const std::shared_ptr<const storage::Snapshot> snapshot = published_->Get();
  const absl::StatusOr<v1::LedgerState> state = LedgerStateOf(*snapshot);
  INGOT_CHECK_OK(state);
  const absl::StatusOr<state::RecordPtr> record = snapshot->Record(state::KeyKey(state->checkpoint_key_id()));
  INGOT_CHECK_OK(record);
  const absl::StatusOr<crypto::PublicKey> key = crypto::ParsePublicKey((*record)->key().public_key());
  INGOT_CHECK_OK(key);
  const absl::StatusOr<note::VerifierKey> verifier =
      note::VerifierKey::Create(state->origin(), note::SignatureType::kEd25519, *key);
  INGOT_CHECK_OK(verifier);
  return verifier->Format();
}

}  // namespace ingot::boot
