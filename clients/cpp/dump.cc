#include "clients/cpp/dump.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string_view>
#include <utility>

#include "ledger/audit/dump_format.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/entry/canonical.h"

namespace ingot::client {
namespace {

using audit::kDumpMagic;
constexpr int kMaxVarintBytes = 10;

}  // namespace

absl::StatusOr<std::unique_ptr<DumpWriter>> DumpWriter::Create(const std::string& path) {
  INGOT_ASSIGN_OR_RETURN(std::unique_ptr<PendingFile> file, PendingFile::Create(path, kPublicFile, Existing::kRefuse));
  INGOT_RETURN_IF_ERROR(file->Write(kDumpMagic));
  return std::unique_ptr<DumpWriter>(new DumpWriter(std::move(file)));
}

absl::Status DumpWriter::Write(const v1::StreamEntriesResponse& message) {
  INGOT_ASSIGN_OR_RETURN(const std::string frame, audit::FrameDumpMessage(message));
  return file_->Write(frame);
}

absl::Status DumpWriter::Finish() { return file_->Commit(); }

absl::StatusOr<std::unique_ptr<DumpReader>> DumpReader::Open(const std::string& path) {
  const bool piped = path == "-";
  const std::string name = piped ? "standard input" : path;
  // A descriptor of its own, so that the reader may close it.
  std::FILE* const file =
      piped ? fdopen(fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0), "rb") : std::fopen(path.c_str(), "rbe");
  if (file == nullptr) return absl::NotFoundError(Cat("can't open ", name, ": ", std::strerror(errno)));
  struct stat info;
  const uint64_t size =
      fstat(fileno(file), &info) == 0 && S_ISREG(info.st_mode) ? static_cast<uint64_t>(info.st_size) : 0;
  std::unique_ptr<DumpReader> reader(new DumpReader(name, file, size));
  char magic[kDumpMagic.size()];
  if (std::fread(magic, 1, sizeof magic, file) != sizeof magic || std::string_view(magic, sizeof magic) != kDumpMagic) {
    return absl::InvalidArgumentError(Cat(name, " is not a dump: it does not begin with \"ingot/v1/dump\""));
  }
  reader->offset_ = sizeof magic;
  return reader;
}

DumpReader::~DumpReader() { std::fclose(file_); }

absl::StatusOr<std::optional<uint64_t>> DumpReader::ReadLength() {
  uint64_t length = 0;
  for (int i = 0; i < kMaxVarintBytes; ++i) {
    const int byte = std::fgetc(file_);
    if (byte == EOF) {
      if (std::ferror(file_)) return absl::InvalidArgumentError("can't read");
      if (i == 0) return std::optional<uint64_t>();
      return absl::InvalidArgumentError("the dump is cut off");
    }
    ++offset_;
    const auto bits = static_cast<uint64_t>(byte & 0x7f);
    if (i == kMaxVarintBytes - 1 && bits > 1) break;
    length |= bits << (7 * i);
    if ((byte & 0x80) != 0) continue;
    if (byte == 0 && i > 0) return absl::InvalidArgumentError("the varint of a message's length is not minimal");
    return std::optional<uint64_t>(length);
  }
  return absl::InvalidArgumentError("a message's length is no varint below 2^64");
}

absl::StatusOr<bool> DumpReader::Next(v1::StreamEntriesResponse* message) {
  const uint64_t begin = offset_;
  const auto bad = [&](std::string_view what) {
    return absl::InvalidArgumentError(Cat(path_, ": ", what, " at byte ", begin));
  };
  const absl::StatusOr<std::optional<uint64_t>> length = ReadLength();
  if (!length.ok()) return bad(FromAbsl(length.status().message()));
  if (!length->has_value()) return false;
  if (**length > audit::kMaxDumpMessageBytes) return bad("a message is too long");
  buffer_.resize(**length);
  const size_t got = std::fread(buffer_.data(), 1, buffer_.size(), file_);
  offset_ += got;
  if (got != buffer_.size()) return bad(std::ferror(file_) ? "can't read" : "the dump is cut off");
  if (const absl::Status parsed = entry::ParseCanonical(buffer_, *message); !parsed.ok()) {
    return bad(Cat("a message is not canonical (", FromAbsl(parsed.message()), ")"));
  }
  if (message->entries_size() > audit::kMaxDumpMessageEntries) return bad("a message has too many entries");
  return true;
}

}  // namespace ingot::client
