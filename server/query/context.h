// What a query is answered from: one published snapshot, or an earlier state of the ledger, and the caller as the
// newest directory knows it.
#ifndef INGOT_SERVER_QUERY_CONTEXT_H_
#define INGOT_SERVER_QUERY_CONTEXT_H_

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/auth/identity.h"
#include "server/commitment/latest.h"
#include "server/cosign/board.h"
#include "server/head/snapshot_view.h"
#include "server/notary/notary.h"
#include "server/query/page.h"
#include "server/seal/sealing.h"
#include "storage/db/snapshot.h"
#include "storage/refused/refused_reader.h"

namespace ingot::query {

// For one call (a page of a stream) on one thread.
class Context {
 public:
  // UNKNOWN_ORGANISATION unless the caller is enrolled at `head`, the published snapshot. `notary`, `board`, `sealing`
  // and `refused` outlive the context. `commitment` was taken before the snapshot, which holds its entry; nullptr for
  // none. `past`: the earlier state that was asked for (past::PastStates), or null for the newest. Then everything is
  // answered from it, but who the caller is, and which organisations are its own, is the newest directory's to say: who
  // was enrolled later may ask, and who has no right any more gets nothing of what it once could see.
  static absl::StatusOr<std::unique_ptr<const Context>> Create(
      std::shared_ptr<const storage::Snapshot> head, const notary::Notary& notary, const cosign::Board& board,
      std::string_view organisation_id, const seal::Sealing* sealing = nullptr,
      std::shared_ptr<const commitment::Commitment> commitment = nullptr,
      const storage::RefusedReader* refused = nullptr, std::shared_ptr<const storage::Snapshot> past = nullptr);

  // The same for a later page of a stream.
  absl::StatusOr<std::unique_ptr<const Context>> Again() const;

  const storage::Snapshot& snapshot() const { return *snapshot_; }
  // The newest directory of organisations.
  const storage::Snapshot& directory() const { return *head_; }
  // The number of entries that was asked for, as if there were no more; nullopt for the newest state.
  std::optional<uint64_t> at_size() const { return past_ == nullptr ? std::nullopt : std::make_optional(size()); }
  const head::SnapshotView& view() const { return view_; }
  // OK, or the first failure of a read through a view: then the answer is worth nothing.
  const absl::Status& status() const { return view_.status().ok() ? directory_view_.status() : view_.status(); }
  const notary::Notary& notary() const { return notary_; }
  // What witnesses cosigned.
  const cosign::Board& board() const { return board_; }
  // The commitment that proofs are made by, or nullptr.
  const commitment::Commitment* commitment() const { return commitment_.get(); }
  // Refused submissions; null where none are kept.
  const storage::RefusedReader* refused() const { return refused_; }
  const auth::Caller& caller() const { return *caller_; }
  // Null where the server keeps no vault.
  const seal::Sealing* sealing() const { return sealing_; }
  uint64_t size() const { return snapshot_->head().size; }
  // The signed note that every answer names.
  const std::string& checkpoint() const { return snapshot_->note(); }
  // A page's scope: tokens don't travel between states.
  PageScope Scope(PageScope parts) const;

 private:
  Context(std::shared_ptr<const storage::Snapshot> head, const notary::Notary& notary, const cosign::Board& board,
          const seal::Sealing* sealing, const storage::RefusedReader* refused,
          std::shared_ptr<const storage::Snapshot> past)
      : head_(std::move(head)),
        past_(std::move(past)),
        snapshot_(past_ == nullptr ? head_.get() : past_.get()),
        view_(*snapshot_),
        directory_view_(*head_),
        notary_(notary),
        board_(board),
        sealing_(sealing),
        refused_(refused) {}

  const std::shared_ptr<const storage::Snapshot> head_;
  const std::shared_ptr<const storage::Snapshot> past_;
  const storage::Snapshot* const snapshot_;
  const head::SnapshotView view_;
  const head::SnapshotView directory_view_;
  const notary::Notary& notary_;
  const cosign::Board& board_;
  const seal::Sealing* const sealing_;
  std::shared_ptr<const commitment::Commitment> commitment_;
  const storage::RefusedReader* const refused_;
  std::unique_ptr<const auth::Caller> caller_;
};

// Foreign and absent alike. `what` and the way out name nothing but the kind of thing.
absl::Status NotFound(std::string_view field, std::string_view what);

}  // namespace ingot::query

#endif  // INGOT_SERVER_QUERY_CONTEXT_H_
