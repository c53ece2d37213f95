// Replay of a whole ledger: every hash, link, signature, rule and posting, from entry 0 on, trusting nobody.
#ifndef INGOT_LEDGER_AUDIT_REPLAY_H_
#define INGOT_LEDGER_AUDIT_REPLAY_H_

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "ingot/v1/entry.pb.h"
#include "ledger/audit/finding.h"
#include "ledger/audit/prepared_entry.h"
#include "ledger/base/hash.h"
#include "ledger/commitment/replay.h"
#include "ledger/entry/submission.h"
#include "ledger/merkle/tile.h"
#include "ledger/note/note.h"
#include "ledger/state/view.h"

namespace ingot::audit {

// Where a replay stands between two submissions, beside the state's records: enough to go on from there.
struct ReplayBase {
  uint64_t size = 0;
  // The tree's partial tiles.
  merkle::TileEdge edge;
  Hash ledger_id{};
  // Leaf hash and time of entry size - 1.
  Hash last_leaf{};
  int64_t last_recorded_at_us = 0;
  uint64_t submissions = 0;
  uint64_t replayed = 0;
  uint64_t terms_not_examined = 0;
  // Signed note that entry 0 cites: the last known checkpoint of the ledger that this one continues; else empty.
  std::string predecessor;
  // Of the index, for the commitments to come.
  commitment::Lag commitments;
};

// Feed entries in order with Add, then Finish with the checkpoint. Findings are collected (at most kMaxFindings); after
// the first finding that makes the state unreliable the rules are no longer replayed, hashes and links still are.
// Memory grows with the state (vehicles, accounts), not with the entries. Not thread-safe.
class Replayer {
 public:
  static constexpr size_t kMaxFindings = 100;

  // Gets every full hash tile as the entries complete it, for comparison with stored ones. May be empty.
  using TileSink = std::function<void(const merkle::FullTile&)>;
  explicit Replayer(TileSink tiles = nullptr) : tile_sink_(std::move(tiles)) {}

  // Goes on from where another replay stood. INVALID_ARGUMENT where the edge does not fit the size.
  // REQUIRES: nothing was added yet, base.size > 0.
  absl::Status Continue(ReplayBase base, state::MemoryView state);
  // Where this one stands. REQUIRES: FinishEntries (or Finish) was called last, and there is no finding.
  ReplayBase Base() const;

  // The next entry: stored bytes, and its detached terms where they may be seen.
  void Add(std::string bytes, std::optional<v1::DetachedPart> terms);
  // The same, taken apart before with the ledger's id (zeros for entry 0).
  void Add(std::unique_ptr<PreparedEntry> entry);

  // Decides the last submission. More entries may follow, if a submission begins with them.
  void FinishEntries();
  // And compares the tree with the signed note. `keys`: the verifier keys that the auditor
  // trusts; the note must carry a signature by one of them, for the ledger's own origin and checkpoint key. More
  // entries may follow as well, up to a later checkpoint.
  void Finish(std::string_view checkpoint, const std::vector<note::VerifierKey>& keys);

  const std::vector<Finding>& findings() const { return findings_; }
  // Further findings that were not kept.
  uint64_t findings_dropped() const { return findings_dropped_; }
  bool verified() const { return findings_.empty() && finished_; }
  uint64_t size() const { return tree_.size(); }
  Hash root() const { return tree_.Root(); }
  // The tree's partial tiles, which no sink got.
  const merkle::TileEdge& edge() const { return tree_.edge(); }
  uint64_t submissions() const { return submissions_; }
  // Events whose terms were not to be seen, so that amounts were not checked.
  uint64_t terms_not_examined() const { return terms_not_examined_; }
  // Entries whose rules were replayed.
  uint64_t replayed() const { return replayed_; }
  const Hash& ledger_id() const { return ledger_id_; }
  // Signed note that entry 0 cites, as the ledger that this one continues; empty where it cites none, or was not
  // replayed. Nobody verified its signature: the key is the other ledger's.
  const std::string& predecessor() const { return predecessor_; }
  // The recomputed state, for balances.
  const state::MemoryView& state() const { return state_; }

 private:
  struct Pending {
    // Its place in the stream.
    uint64_t place = 0;
    std::unique_ptr<PreparedEntry> entry;
    // By the hash chain its bytes are not those that the ledger meant.
    bool altered = false;
    // The link to the next entry is broken, and too few entries follow to tell whose fault it is.
    bool suspect = false;
  };

  void Report(FindingKind kind, uint64_t seq, std::string message);
  // Judges the oldest entry of the window by its links and consumes it.
  void Shift();
  void JudgeChain();
  void Consume(Pending entry);
  // The entry's place in the ledger and in its submission, and its time.
  void CheckPlace(const Pending& entry);
  // Decides the submission in pending_.
  void DecideSubmission();
  void Replay();
  bool CheckSignature(const entry::AdmittedSubmission& submission);
  void Execute(const entry::AdmittedSubmission& submission);
  // Recomputes what the submission's commitments state, and feeds its entries to the index.
  void CheckCommitments(const entry::AdmittedSubmission& submission);
  void CheckCommitment(const v1::CommitmentPublished& stated, uint64_t place);
  // Names how a stored entry differs from the computed one.
  void Compare(std::string_view stored, std::string_view computed);

  std::vector<Finding> findings_;
  uint64_t findings_dropped_ = 0;
  bool finished_ = false;
  // False once the state is no longer reliable.
  bool replaying_ = true;
  TileSink tile_sink_;
  merkle::TileBuilder tree_;
  // Entries that wait for the two after them, which tell by their links whose bytes were altered.
  std::deque<Pending> window_;
  // Whether the entry before the window's first is linked to it.
  bool linked_before_ = true;
  // Leaf of the last consumed entry, and of the entry before pending_.
  Hash last_leaf_{};
  Hash base_leaf_{};
  int64_t last_recorded_at_us_ = 0;
  Hash ledger_id_{};
  std::vector<Pending> pending_;
  uint64_t submissions_ = 0;
  uint64_t terms_not_examined_ = 0;
  uint64_t replayed_ = 0;
  std::string predecessor_;
  state::MemoryView state_;
  commitment::Replay commitments_;
};

}  // namespace ingot::audit

#endif  // INGOT_LEDGER_AUDIT_REPLAY_H_
