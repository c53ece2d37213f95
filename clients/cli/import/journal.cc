#include "clients/cli/import/journal.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "clients/cli/tabular/row_checks.h"
#include "clients/cpp/files.h"
#include "ledger/base/bytes.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/entry/limits.h"

namespace ingot::cli {
namespace {

constexpr size_t kFingerprintDigits = 32;
// A line is at most a fingerprint, a blank, 20 digits and a line break.
constexpr size_t kMaxLineBytes = kFingerprintDigits + 1 + 20 + 1;

absl::Status FileError(std::string_view what, const std::string& path) {
  return absl::FailedPreconditionError(Cat("can't ", what, " ", path, ": ", std::strerror(errno)));
}

// REQUIRES: 16 bytes.
std::pair<uint64_t, uint64_t> KeyOf(std::string_view fingerprint) {
  return {ReadBe64(fingerprint), ReadBe64(fingerprint.substr(8))};
}

// "<fingerprint> <seq>"; nullopt for anything else.
std::optional<std::pair<std::string, uint64_t>> ParseLine(std::string_view line) {
  if (line.size() < kFingerprintDigits + 2 || line[kFingerprintDigits] != ' ') return std::nullopt;
  std::optional<std::string> fingerprint = HexDecode(line.substr(0, kFingerprintDigits));
  const std::optional<uint64_t> seq = ParseDecimal(line.substr(kFingerprintDigits + 1));
  if (!fingerprint || !seq) return std::nullopt;
  return std::make_pair(*std::move(fingerprint), *seq);
}

}  // namespace

absl::StatusOr<std::unique_ptr<Journal>> Journal::Open(const std::string& state, const Hash& ledger_id,
                                                       const std::string& organisation, size_t rows_max) {
  INGOT_RETURN_IF_ERROR(client::MakeFolder(state, 0700));
  const std::string base = Cat(state, "/", ToHex(ledger_id).substr(0, 16), "-", organisation);
  const std::string lock_path = base + ".import-lock";
  const int lock = open(lock_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock < 0) return FileError("open", lock_path);
  if (flock(lock, LOCK_EX | LOCK_NB) != 0) {
    close(lock);
    return absl::UnavailableError(Cat("another import of ", organisation, " is running: wait for its end"));
  }
  std::unique_ptr<Journal> journal(new Journal(base + ".imported", base + ".importing", lock));
  INGOT_RETURN_IF_ERROR(journal->Load(rows_max));
  return journal;
}

Journal::~Journal() {
  if (file_ >= 0) close(file_);
  close(lock_);
}

absl::Status Journal::Load(size_t rows_max) {
  absl::StatusOr<std::string> text = client::ReadFile(path_, (Journal::kMaxRows + kMaxLineBytes) * 2 * kMaxLineBytes);
  if (absl::IsNotFound(text.status())) text = std::string();
  if (!text.ok()) return text.status();
  // A line that lacks its end was being written when the power went: its submission is still kept beside.
  const size_t whole = text->rfind('\n') == std::string::npos ? 0 : text->rfind('\n') + 1;
  std::vector<std::string_view> lines;
  for (size_t begin = 0; begin < whole;) {
    const size_t end = text->find('\n', begin);
    lines.push_back(std::string_view(*text).substr(begin, end - begin));
    begin = end + 1;
  }
  const size_t forgotten = lines.size() > rows_max ? lines.size() - rows_max / 2 : 0;
  for (size_t i = forgotten; i < lines.size(); ++i) {
    auto line = ParseLine(lines[i]);
    if (!line) {
      return absl::InvalidArgumentError(Cat(path_, " is damaged in line ", i + 1, ": take that line out"));
    }
    rows_[KeyOf(line->first)] = line->second;
  }
  if (forgotten > 0 || whole < text->size()) {
    std::string kept;
    for (size_t i = forgotten; i < lines.size(); ++i) kept += Cat(lines[i], "\n");
    INGOT_RETURN_IF_ERROR(client::WriteFile(path_, kept, client::kSecretFile, client::Existing::kReplace));
  }
  file_ = open(path_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  return file_ < 0 ? FileError("open", path_) : absl::OkStatus();
}

std::optional<uint64_t> Journal::Find(const std::string& fingerprint) const {
  const auto found = rows_.find(KeyOf(fingerprint));
  if (found == rows_.end()) return std::nullopt;
  return found->second;
}

absl::StatusOr<std::optional<v1::Submission>> Journal::Unanswered() const {
  const absl::StatusOr<std::string> bytes = client::ReadFile(pending_, 4 * entry::kMaxSubmissionBytes);
  if (absl::IsNotFound(bytes.status())) return std::optional<v1::Submission>();
  if (!bytes.ok()) return bytes.status();
  v1::Submission submission;
  if (!submission.ParseFromString(*bytes)) {
    return absl::InvalidArgumentError(Cat(pending_, " is no submission: it was damaged after it had been written"));
  }
  return std::make_optional(std::move(submission));
}

absl::Status Journal::Begin(const v1::Submission& submission) {
  return client::WriteFile(pending_, submission.SerializeAsString(), client::kSecretFile, client::Existing::kReplace);
}

absl::Status Journal::Recorded(const v1::Submission& submission, uint64_t first_seq) {
  std::string lines;
  for (int i = 0; i < submission.events_size(); ++i) {
    const v1::SubmittedEvent& submitted = submission.events(i);
    const std::optional<std::string> fingerprint =
        FingerprintOf(submitted.event(), submitted.has_terms() ? submitted.terms().body() : "");
    if (!fingerprint) return absl::InvalidArgumentError(Cat(pending_, " holds no events"));
    const uint64_t seq = first_seq + static_cast<uint64_t>(i);
    lines += Cat(HexEncode(*fingerprint), " ", seq, "\n");
    rows_[KeyOf(*fingerprint)] = seq;
  }
  for (size_t written = 0; written < lines.size();) {
    const ssize_t count = write(file_, lines.data() + written, lines.size() - written);
    if (count < 0 && errno != EINTR) return FileError("write", path_);
    if (count > 0) written += static_cast<size_t>(count);
  }
  if (fdatasync(file_) != 0) return FileError("sync", path_);
  return Refused();
}

absl::Status Journal::Refused() {
  if (unlink(pending_.c_str()) != 0 && errno != ENOENT) return FileError("remove", pending_);
  return absl::OkStatus();
}

}  // namespace ingot::cli
