// ingot simulate --out: the events as files, for other programs.
#include <cstdio>
#include <memory>
#include <utility>
#include <vector>

#include "clients/cli/commands/progress.h"
#include "clients/cli/commands/simulate_run.h"
#include "clients/cli/text/message_json.h"
#include "clients/cpp/files.h"
#include "ledger/base/bytes.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/iso/date.h"

namespace ingot::cli {
namespace {

constexpr std::string_view kFolderEnding = ".d";
constexpr std::string_view kStandardOutput = "-";
constexpr size_t kBufferBytes = 64 * 1024;

std::string ItemLine(const simulate::Item& item) {
  const std::string terms = item.terms ? Cat(",\"terms\":", MessageJson(*item.terms)) : "";
  return Cat("{\"event\":", MessageJson(item.event), terms, "}\n");
}

// A file an organisation, opened only while something is appended: there may be more of them than a process may hold.
class Files {
 public:
  Files(const client::PendingFolder& folder, const simulate::Cast& cast)
      : folder_(folder), cast_(cast), buffers_(cast.all.size()), lines_(cast.all.size(), 0) {}

  absl::Status Add(const simulate::Submission& submission, const v1::Date& day) {
    std::string& buffer = buffers_[submission.who];
    const std::string expected =
        submission.expected == v1::REFUSAL_REASON_UNSPECIFIED
            ? "-"
            : v1::RefusalReason_Name(submission.expected).substr(std::string("REFUSAL_REASON_").size());
    manifest_ += Cat(submission.number, "\t", iso::ToString(day), "\t", cast_[submission.who].id, "\t",
                     lines_[submission.who] + 1, "\t", submission.items.size(), "\t",
                     HexEncode(submission.idempotency_key), "\t", expected, "\n");
    for (const simulate::Item& item : submission.items) buffer += ItemLine(item);
    lines_[submission.who] += submission.items.size();
    if (buffer.size() > kBufferBytes) INGOT_RETURN_IF_ERROR(Append(cast_[submission.who].id + ".jsonl", buffer));
    return manifest_.size() > kBufferBytes ? Append("manifest.tsv", manifest_) : absl::OkStatus();
  }

  absl::Status Finish() {
    for (size_t who = 0; who < buffers_.size(); ++who) {
      if (!buffers_[who].empty()) INGOT_RETURN_IF_ERROR(Append(cast_.all[who].id + ".jsonl", buffers_[who]));
    }
    return Append("manifest.tsv", manifest_);
  }

 private:
  // Empties the buffer.
  absl::Status Append(const std::string& name, std::string& buffer) {
    const std::string path = Cat(folder_.path(), "/", name);
    std::FILE* const file = std::fopen(path.c_str(), "abe");
    bool written = file != nullptr && std::fwrite(buffer.data(), 1, buffer.size(), file) == buffer.size();
    if (file != nullptr && std::fclose(file) != 0) written = false;
    buffer.clear();
    return written ? absl::OkStatus() : absl::InvalidArgumentError(Cat("can't write ", path));
  }

  const client::PendingFolder& folder_;
  const simulate::Cast& cast_;
  std::vector<std::string> buffers_;
  std::vector<uint64_t> lines_;
  std::string manifest_;
};

// Calls `add` for every submission.
template <typename Add>
absl::Status Run(Context& context, simulate::Simulation& simulation, Tally& tally, const Add& add) {
  Progress progress("days", !context.quiet && !context.json);
  simulate::Submission submission;
  while (simulation.Next(submission)) {
    if (submission.expected == v1::REFUSAL_REASON_UNSPECIFIED) tally.Note(submission);
    INGOT_RETURN_IF_ERROR(add(submission));
    progress.Show(static_cast<uint64_t>(simulation.day()), static_cast<uint64_t>(simulation.days()));
  }
  return absl::OkStatus();
}

absl::Status WriteFolder(Context& context, const std::string& path, simulate::Simulation& simulation, Tally& tally) {
  INGOT_ASSIGN_OR_RETURN(const std::unique_ptr<client::PendingFolder> folder, client::PendingFolder::Create(path));
  Files files(*folder, simulation.cast());
  INGOT_RETURN_IF_ERROR(Run(context, simulation, tally, [&](const simulate::Submission& submission) {
    return files.Add(submission, simulation.calendar().DateOf(submission.day));
  }));
  INGOT_RETURN_IF_ERROR(files.Finish());
  return folder->Commit();
}

std::string Lines(const simulate::Submission& submission) {
  std::string lines;
  for (const simulate::Item& item : submission.items) lines += ItemLine(item);
  return lines;
}

absl::Status WriteLines(Context& context, const std::string& path, simulate::Simulation& simulation, Tally& tally) {
  INGOT_ASSIGN_OR_RETURN(const std::unique_ptr<client::PendingFile> file,
                         client::PendingFile::Create(path, client::kPublicFile, client::Existing::kRefuse));
  INGOT_RETURN_IF_ERROR(Run(context, simulation, tally,
                            [&](const simulate::Submission& submission) { return file->Write(Lines(submission)); }));
  return file->Commit();
}

absl::Status PrintLines(Context& context, simulate::Simulation& simulation, Tally& tally) {
  return Run(context, simulation, tally, [&](const simulate::Submission& submission) {
    context.Print(Lines(submission));
    return absl::OkStatus();
  });
}

}  // namespace

absl::Status SimulateToFiles(Context& context, const SimulateOptions& options) {
  simulate::Parameters parameters = options.parameters;
  // Only a ledger knows the numbers of its entries, and what a new key has to sign.
  parameters.ledger_bound = false;
  simulate::Simulation simulation(parameters);
  Tally tally;
  const bool folder = std::string_view(options.out).ends_with(kFolderEnding);
  if (!folder && parameters.mistakes_ppm > 0) {
    return UsageError("--mistakes",
                      "needs a folder (--out NAME.d), whose manifest says which ones are meant to be refused");
  }
  // No summary: the lines are the output.
  if (options.out == kStandardOutput) return PrintLines(context, simulation, tally);
  INGOT_RETURN_IF_ERROR(folder ? WriteFolder(context, options.out, simulation, tally)
                               : WriteLines(context, options.out, simulation, tally));
  PrintSimulation(context, options, tally, {{folder ? "folder" : "file", options.out}});
  return absl::OkStatus();
}

}  // namespace ingot::cli
