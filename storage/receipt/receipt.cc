#include "storage/receipt/receipt.h"

#include <utility>

#include "absl/status/status.h"
#include "ledger/base/check.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/merkle/proof.h"

namespace ingot::storage {

absl::StatusOr<ingot::v1::Receipt> BuildReceipt(const Hash& ledger_id, uint64_t first_seq,
                                                std::vector<std::string> entries, const merkle::NodeReader& nodes,
                                                const CheckpointRecord& checkpoint) {
  INGOT_CHECK(!entries.empty() && !checkpoint.note.empty());
  const uint64_t end = first_seq + entries.size();
  INGOT_CHECK(end <= checkpoint.size);
  INGOT_ASSIGN_OR_RETURN(const merkle::Proof proof, merkle::RangeProof(nodes, first_seq, end, checkpoint.size));
  ingot::v1::Receipt receipt;
  receipt.set_ledger_id(ToBytes(ledger_id));
  receipt.set_first_seq(first_seq);
  for (std::string& entry : entries) {
    receipt.add_entries(std::move(entry));
  }
  for (const Hash& hash : proof) {
    receipt.add_range_proof(ToBytes(hash));
  }
  receipt.set_checkpoint(checkpoint.note);
  return receipt;
}

absl::StatusOr<ingot::v1::Receipt> MakeReceipt(const Snapshot& snapshot, uint64_t first_seq, uint64_t count,
                                               const CheckpointRecord& checkpoint) {
  const uint64_t size = snapshot.head().size;
  if (count == 0 || first_seq >= size || count > size - first_seq) {
    return absl::OutOfRangeError(
        Cat("Entries ", first_seq, " to ", first_seq + count, " are not in a ledger of ", size, " entries"));
  }
  INGOT_CHECK(checkpoint.size <= size);
  std::vector<std::string> entries;
  entries.reserve(count);
  INGOT_RETURN_IF_ERROR(snapshot.ScanEntries(first_seq, count, [&entries](const StoredEntry& entry) {
    entries.emplace_back(entry.entry);
    return true;
  }));
  return BuildReceipt(snapshot.head().ledger_id, first_seq, std::move(entries), snapshot.Nodes(), checkpoint);
}

}  // namespace ingot::storage
