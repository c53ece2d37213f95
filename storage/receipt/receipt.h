// Receipts, rebuilt from what is stored: the same bytes at publication, for every retry and after every restart.
#ifndef INGOT_STORAGE_RECEIPT_RECEIPT_H_
#define INGOT_STORAGE_RECEIPT_RECEIPT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "ingot/v1/receipt.pb.h"
#include "ledger/base/hash.h"
#include "ledger/merkle/node_reader.h"
#include "storage/db/head.h"
#include "storage/db/snapshot.h"

namespace ingot::storage {

// The receipt of a submission whose entries are at hand. `checkpoint` is that of the submission's own batch, with its
// note; `nodes` answers for the range in the tree of checkpoint.size leaves (merkle::BatchTree while publishing).
// REQUIRES: at least one entry, checkpoint.size >= first_seq + entries.size(), a note. Errors are the reader's.
absl::StatusOr<ingot::v1::Receipt> BuildReceipt(const Hash& ledger_id, uint64_t first_seq,
                                                std::vector<std::string> entries, const merkle::NodeReader& nodes,
                                                const CheckpointRecord& checkpoint);

// The same from stored data. `checkpoint` is what snapshot.CheckpointAtOrAfter(first_seq + count) returned, or a later
// one of the snapshot; where its note is empty the caller signs it again first. OutOfRange beyond the snapshot;
// DATA_LOSS for damaged bytes.
absl::StatusOr<ingot::v1::Receipt> MakeReceipt(const Snapshot& snapshot, uint64_t first_seq, uint64_t count,
                                               const CheckpointRecord& checkpoint);

}  // namespace ingot::storage

#endif  // INGOT_STORAGE_RECEIPT_RECEIPT_H_
