// What a query is answered from: one published snapshot, and the caller as the directory knew it there.
#ifndef INGOT_SERVER_QUERY_CONTEXT_H_
#define INGOT_SERVER_QUERY_CONTEXT_H_

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/auth/identity.h"
#include "server/commitment/latest.h"
#include "server/cosign/board.h"
#include "server/head/snapshot_view.h"
#include "server/notary/notary.h"
#include "server/seal/sealing.h"
#include "storage/db/snapshot.h"
#include "storage/refused/refused_reader.h"

namespace ingot::query {

// For one call (a page of a stream) on one thread.
class Context {
 public:
  // UNKNOWN_ORGANISATION unless the caller is enrolled. `notary`, `board`, `sealing` and `refused` outlive the context.
  // `commitment` was taken before the snapshot, which holds its entry; nullptr for none.
  static absl::StatusOr<std::unique_ptr<const Context>> Create(
      std::shared_ptr<const storage::Snapshot> snapshot, const notary::Notary& notary, const cosign::Board& board,
      std::string_view organisation_id, const seal::Sealing* sealing = nullptr,
      std::shared_ptr<const commitment::Commitment> commitment = nullptr,
      const storage::RefusedReader* refused = nullptr);

  const storage::Snapshot& snapshot() const { return *snapshot_; }
  const head::SnapshotView& view() const { return view_; }
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

 private:
  Context(std::shared_ptr<const storage::Snapshot> snapshot, const notary::Notary& notary, const cosign::Board& board,
          const seal::Sealing* sealing, const storage::RefusedReader* refused)
      : snapshot_(std::move(snapshot)),
        view_(*snapshot_),
        notary_(notary),
        board_(board),
        sealing_(sealing),
        refused_(refused) {}

  const std::shared_ptr<const storage::Snapshot> snapshot_;
  const head::SnapshotView view_;
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
