// What an outcome becomes on the wire.
#ifndef INGOT_SERVER_PIPELINE_ANSWER_H_
#define INGOT_SERVER_PIPELINE_ANSWER_H_

#include "absl/status/statusor.h"
#include "ingot/v1/ledger_service.pb.h"
#include "ingot/v1/receipt.pb.h"
#include "server/notary/notary.h"
#include "server/pipeline/batch.h"

namespace ingot::pipeline {

// The receipt: the same bytes for the first answer and every retry. DATA_LOSS for damaged stored bytes. Thread-safe.
absl::StatusOr<v1::Receipt> ReceiptOf(const notary::Notary& notary, Outcome outcome);

// The receipt of the submission at [first_seq, first_seq + count), from a published state that holds it.
absl::StatusOr<v1::Receipt> StoredReceipt(const notary::Notary& notary, const storage::Snapshot& snapshot,
                                          uint64_t first_seq, uint64_t count);

// Indices and hashes alone. Thread-safe.
absl::StatusOr<v1::SubmissionAcknowledgement> AcknowledgementOf(const Outcome& outcome);

}  // namespace ingot::pipeline

#endif  // INGOT_SERVER_PIPELINE_ANSWER_H_
