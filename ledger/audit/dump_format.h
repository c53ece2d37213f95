// The frames of a dump (docs/FORMAT.md, "Dump"): kDumpMagic, then ingot.v1.StreamEntriesResponse messages, each
// preceded by its length as a varint. Who writes a dump makes them here; the reader is clients/cpp's.
#ifndef INGOT_LEDGER_AUDIT_DUMP_FORMAT_H_
#define INGOT_LEDGER_AUDIT_DUMP_FORMAT_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "ingot/v1/ledger_service.pb.h"

namespace ingot::audit {

inline constexpr std::string_view kDumpMagic = "ingot/v1/dump\n";
// A message holds at most 1 MiB of entries; the rest is framing and the checkpoint.
inline constexpr size_t kMaxDumpMessageBytes = 2 * 1024 * 1024;
inline constexpr int kMaxDumpMessageEntries = 1024;

// A message with its length. INVALID_ARGUMENT for one that no reader would accept: beyond the bounds, or with fields
// that this version does not know.
absl::StatusOr<std::string> FrameDumpMessage(const v1::StreamEntriesResponse& message);

}  // namespace ingot::audit

#endif  // INGOT_LEDGER_AUDIT_DUMP_FORMAT_H_
