#include <utility>

#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/entry/limits.h"
#include "ledger/refusal/refusal.h"
#include "ledger/state/record_key.h"
#include "server/auth/visibility.h"
#include "server/pipeline/answer.h"
#include "server/query/cosigned.h"
#include "server/query/queries.h"
#include "server/query/read_entry.h"
#include "storage/receipt/receipt.h"

namespace ingot::query {
namespace {

// Where a submission stands.
struct Place {
  uint64_t first_seq = 0;
  uint64_t count = 0;
};

absl::StatusOr<Place> PlaceByKey(const Context& context, const std::string& idempotency_key) {
  if (idempotency_key.size() != entry::kIdempotencyKeyBytes) {
    return refusal::Refuse(v1::REFUSAL_REASON_OUT_OF_RANGE, "idempotency_key", "must be 16 bytes");
  }
  const state::RecordPtr record =
      context.view().Find(state::IdempotencyKey(context.caller().organisation_id(), idempotency_key));
  if (record == nullptr) return NotFound("idempotency_key", "submission");
  return Place{.first_seq = record->idempotency().first_seq(), .count = record->idempotency().count()};
}

// A receipt holds all entries of a submission, so the caller must see each of them.
absl::StatusOr<Place> PlaceBySeq(const Context& context, uint64_t seq) {
  if (seq >= context.size()) return NotFound("seq", "entry");
  INGOT_ASSIGN_OR_RETURN(const ReadEntry any, Read(context, seq));
  // Before anything else is read: a stranger must not make the server read a thousand entries.
  if (!auth::SeesEntry(context.view(), context.caller(), any.entry, any.event)) return NotFound("seq", "entry");
  Place place{.first_seq = seq - any.entry.index(), .count = 0};
  INGOT_ASSIGN_OR_RETURN(const ReadEntry first, Read(context, place.first_seq));
  place.count = first.entry.submission().count();
  for (uint64_t at = place.first_seq; at < place.first_seq + place.count; ++at) {
    INGOT_ASSIGN_OR_RETURN(const ReadEntry read, Read(context, at));
    if (!auth::SeesEntry(context.view(), context.caller(), read.entry, read.event)) return NotFound("seq", "entry");
  }
  return place;
}

// By either member of `by`, which both requests for receipts have.
template <typename Request>
absl::StatusOr<Place> PlaceOf(const Context& context, const Request& request) {
  switch (request.by_case()) {
    case Request::kIdempotencyKey:
      return PlaceByKey(context, request.idempotency_key());
    case Request::kSeq:
      return PlaceBySeq(context, request.seq());
    case Request::BY_NOT_SET:
      break;
  }
  return refusal::Refuse(v1::REFUSAL_REASON_FIELD_MISSING, "by", "set idempotency_key or seq");
}

}  // namespace

absl::Status Answer(const Context& context, const v1::GetReceiptRequest& request, v1::GetReceiptResponse* response) {
  INGOT_ASSIGN_OR_RETURN(const Place place, PlaceOf(context, request));
  INGOT_ASSIGN_OR_RETURN(*response->mutable_receipt(),
                         pipeline::StoredReceipt(context.notary(), context.snapshot(), place.first_seq, place.count));
  return absl::OkStatus();
}

absl::Status Answer(const Context& context, const v1::GetCosignedReceiptRequest& request,
                    v1::GetCosignedReceiptResponse* response) {
  INGOT_ASSIGN_OR_RETURN(const Place place, PlaceOf(context, request));
  INGOT_ASSIGN_OR_RETURN(const std::shared_ptr<const cosign::Cosigned> cosigned,
                         CosignedAtLeast(context, place.first_seq + place.count, "by"));
  const storage::CheckpointRecord checkpoint{
      .size = cosigned->size, .root = cosigned->root, .key_ids = {}, .note = cosigned->note};
  INGOT_ASSIGN_OR_RETURN(*response->mutable_receipt(),
                         storage::MakeReceipt(context.snapshot(), place.first_seq, place.count, checkpoint));
  return absl::OkStatus();
}

absl::Status Answer(const Context& context, const v1::GetEntryRequest& request, v1::GetEntryResponse* response) {
  if (request.seq() >= context.size()) return NotFound("seq", "entry");
  INGOT_ASSIGN_OR_RETURN(ReadEntry read, Read(context, request.seq()));
  if (!auth::SeesEntry(context.view(), context.caller(), read.entry, read.event)) return NotFound("seq", "entry");
  return FillBundle(context, std::move(read), response->mutable_entry());
}

}  // namespace ingot::query
