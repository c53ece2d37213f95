// A ledger as one file (docs/FORMAT.md, "Dump"): "ingot/v1/dump\n", then StreamEntriesResponse messages, each preceded
// by its length as a varint. For audits without a server.
#ifndef INGOT_CLIENTS_CPP_DUMP_H_
#define INGOT_CLIENTS_CPP_DUMP_H_

#include <cstdint>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "clients/cpp/files.h"
#include "ingot/v1/ledger_service.pb.h"

namespace ingot::client {

// Writes a dump that gets its name with Finish. Not thread-safe.
class DumpWriter {
 public:
  // ALREADY_EXISTS where the file exists: a dump is evidence and never replaced.
  static absl::StatusOr<std::unique_ptr<DumpWriter>> Create(const std::string& path);

  // INVALID_ARGUMENT for a message that no reader would accept (audit::FrameDumpMessage).
  absl::Status Write(const v1::StreamEntriesResponse& message);
  absl::Status Finish();

 private:
  explicit DumpWriter(std::unique_ptr<PendingFile> file) : file_(std::move(file)) {}
  std::unique_ptr<PendingFile> file_;
};

// Reads a dump, one message at a time. Not thread-safe.
class DumpReader {
 public:
  // `path` may be "-": standard input. INVALID_ARGUMENT where the file is not a dump.
  static absl::StatusOr<std::unique_ptr<DumpReader>> Open(const std::string& path);
  ~DumpReader();
  DumpReader(const DumpReader&) = delete;
  DumpReader& operator=(const DumpReader&) = delete;

  // False at the end. INVALID_ARGUMENT for a message that is truncated, beyond the bounds or not canonical, its length
  // included; names the offset.
  absl::StatusOr<bool> Next(v1::StreamEntriesResponse* message);

  // Bytes read so far, and in all (0 where unknown: a pipe).
  uint64_t offset() const { return offset_; }
  uint64_t size() const { return size_; }

 private:
  DumpReader(std::string path, std::FILE* file, uint64_t size) : path_(std::move(path)), file_(file), size_(size) {}

  // The varint before a message; nullopt at the end of the file. Errors are those of Next, without place.
  absl::StatusOr<std::optional<uint64_t>> ReadLength();

  std::string path_;
  std::FILE* file_;
  uint64_t size_;
  uint64_t offset_ = 0;
  std::string buffer_;
};

}  // namespace ingot::client

#endif  // INGOT_CLIENTS_CPP_DUMP_H_
