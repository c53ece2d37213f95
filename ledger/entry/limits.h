// Bounds of the format. They are part of it: an auditor refuses what exceeds them.
#ifndef INGOT_LEDGER_ENTRY_LIMITS_H_
#define INGOT_LEDGER_ENTRY_LIMITS_H_

#include <cstddef>
#include <cstdint>

namespace ingot::entry {

inline constexpr size_t kMaxEventBytes = 24 * 1024;
inline constexpr size_t kMaxDetachedBytes = 16 * 1024;
inline constexpr size_t kMaxEntryBytes = 65'535;
inline constexpr size_t kMaxSubmissionEvents = 1000;
// Entries and detached parts that a submission may come to. Admission counts kEntryOverheadBytes for what an entry adds
// to its event (two links and a few postings); the rules hold the exact sum against the same bound.
inline constexpr size_t kMaxSubmissionBytes = 1024 * 1024;
inline constexpr size_t kEntryOverheadBytes = 256;
inline constexpr size_t kMaxSubjects = 256;
inline constexpr size_t kMaxPostings = 64;
inline constexpr size_t kMaxFlags = 256;
inline constexpr size_t kMaxAllocations = 240;
inline constexpr size_t kMaxIdBytes = 48;
inline constexpr size_t kMaxNameBytes = 200;
inline constexpr size_t kMaxEvidence = 16;
inline constexpr size_t kSaltBytes = 16;
inline constexpr size_t kDetachedSaltBytes = 32;
inline constexpr size_t kIdempotencyKeyBytes = 16;
inline constexpr int64_t kMaxExpiryAheadUs = int64_t{7} * 24 * 3600 * 1'000'000;
// How far occurred_at may lie after recorded_at (clocks of submitters).
inline constexpr int64_t kMaxFutureSkewUs = int64_t{5} * 60 * 1'000'000;
inline constexpr int32_t kFormatVersion = 1;

}  // namespace ingot::entry

#endif  // INGOT_LEDGER_ENTRY_LIMITS_H_
