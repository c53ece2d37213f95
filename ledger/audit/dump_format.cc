#include "ledger/audit/dump_format.h"

#include "ledger/base/strings.h"
#include "ledger/entry/canonical.h"

namespace ingot::audit {

absl::StatusOr<std::string> FrameDumpMessage(const v1::StreamEntriesResponse& message) {
  const std::string bytes = entry::Serialise(message);
  if (bytes.size() > kMaxDumpMessageBytes || message.entries_size() > kMaxDumpMessageEntries) {
    return absl::InvalidArgumentError(Cat("a message of ", bytes.size(), " bytes and ", message.entries_size(),
                                          " entries exceeds the dump format's bound"));
  }
  if (const absl::Status known = entry::CheckKnown(message); !known.ok()) {
    return absl::InvalidArgumentError(Cat("a message can't be kept in a dump: ", FromAbsl(known.message())));
  }
  std::string frame;
  for (size_t rest = bytes.size(); true; rest >>= 7) {
    if (rest < 0x80) {
      frame.push_back(static_cast<char>(rest));
      break;
    }
    frame.push_back(static_cast<char>((rest & 0x7f) | 0x80));
  }
  frame.append(bytes);
  return frame;
}

}  // namespace ingot::audit
