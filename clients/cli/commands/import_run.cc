#include "clients/cli/commands/import_run.h"

#include <map>
#include <memory>
#include <optional>
#include <utility>

#include "clients/cli/commands/interrupt.h"
#include "clients/cli/commands/progress.h"
#include "clients/cli/import/journal.h"
#include "clients/cli/import/report.h"
#include "clients/cli/import/row_sender.h"
#include "clients/cli/import/row_source.h"
#include "clients/cli/tabular/row_checks.h"
#include "clients/cli/text/format.h"
#include "clients/cli/text/json_document.h"
#include "clients/cli/text/table.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"

namespace ingot::cli {
namespace {

// Rows that are told on the terminal; a report has all.
constexpr uint64_t kMaxToldRows = 500;
constexpr size_t kMaxToldValueBytes = 60;

// How many rows came to what.
class Tally {
 public:
  void Count(const ImportRow& row) { ++counts_[row.state]; }
  uint64_t of(RowState state) const {
    const auto found = counts_.find(state);
    return found == counts_.end() ? 0 : found->second;
  }
  uint64_t all() const {
    uint64_t sum = 0;
    for (const auto& [state, count] : counts_) sum += count;
    return sum;
  }

 private:
  std::map<RowState, uint64_t> counts_;
};

std::string ProblemText(const ImportRow& row, const Problem& problem) {
  std::string value = Printable(problem.value);
  // Most messages cite the cell themselves.
  if (!value.empty() && problem.message.find(problem.value) != std::string::npos) value.clear();
  if (value.size() > kMaxToldValueBytes) value.clear();
  return Cat("row ", row.number, problem.column.empty() ? "" : ", ", Printable(problem.column),
             value.empty() ? "" : Cat(" \"", value, "\""), ": ", problem.note ? "note: " : "",
             Printable(problem.message), row.reason.empty() ? "" : Cat(" [", row.reason, "]"), "\n");
}

std::string RowJson(const ImportRow& row) {
  std::string problems;
  for (const Problem& problem : row.reading.problems) {
    problems += Cat(problems.empty() ? "" : ",", "{\"column\":", JsonQuote(problem.column),
                    ",\"value\":", JsonQuote(problem.value), ",\"message\":", JsonQuote(problem.message),
                    ",\"note\":", problem.note ? "true" : "false", "}");
  }
  return Cat("{\"row\":\"", row.number, "\",\"status\":", JsonQuote(StateWord(row.state)),
             ",\"reason\":", JsonQuote(row.reason), ",\"problems\":[", problems, "]}");
}

class ImportRun {
 public:
  ImportRun(Context& context, const Group& group, const ImportOptions& options)
      : context_(context), group_(group), options_(options) {}

  absl::Status Run() {
    INGOT_ASSIGN_OR_RETURN(profile_, context_.profile());
    INGOT_RETURN_IF_ERROR(ReadOptions());
    if (!options_.dry_run) INGOT_RETURN_IF_ERROR(context_.signer().status());
    INGOT_ASSIGN_OR_RETURN(journal_, Journal::Open(profile_->state, profile_->ledger_id, profile_->organisation));
    const absl::Status checked = CheckPass();
    if (absl::IsCancelled(checked) && interruptible_.signal() != 0) {
      context_.Remark("Interrupted. Nothing was sent.\n");
      context_.set_exit_code(128 + interruptible_.signal());
      return absl::OkStatus();
    }
    INGOT_RETURN_IF_ERROR(checked);
    if (options_.dry_run) {
      TellSummary(checked_, absl::OkStatus(), 0);
      if (checked_.of(RowState::kWrong) > 0) context_.set_exit_code(kExitUsage);
      return absl::OkStatus();
    }
    if (options_.all_or_nothing && checked_.of(RowState::kWrong) > 0) {
      return absl::InvalidArgumentError(
          Cat(checked_.of(RowState::kWrong), " rows are wrong, so nothing was sent, as --all-or-nothing demands"));
    }
    if (!context_.json && checked_.of(RowState::kWrong) > 0) {
      context_.Remark(Cat("Recording the other rows; those that are wrong are left out.\n"));
    }
    return SendPass();
  }

 private:
  absl::Status ReadOptions() {
    source_.path = options_.file;
    source_.group = &group_;
    source_.jsonl = options_.jsonl;
    source_.sheet.organisation = profile_->organisation;
    source_.sheet.ignored = options_.ignored;
    source_.sheet.ignore_unknown = options_.ignore_unknown;
    ValueStyle& style = source_.sheet.style;
    if (options_.delimiter == "tab" || options_.delimiter == "\t") {
      source_.delimiter = '\t';
    } else if (options_.delimiter == "," || options_.delimiter == ";") {
      source_.delimiter = options_.delimiter.front();
    } else if (options_.delimiter != "auto") {
      return UsageError("--delimiter", "is auto, ',', ';' or tab");
    }
    if (options_.decimal != "." && options_.decimal != ",") return UsageError("--decimal", "is '.' or ','");
    style.decimal = options_.decimal.front();
    const std::optional<DateOrder> order = ParseDateOrder(options_.date_format);
    if (!order)
      return UsageError("--date-format", "is iso (2026-05-01), dmy (1.5.2026), mdy (5/1/2026) or ymd (2026/5/1)");
    style.dates = *order;
    if (!options_.time_zone.empty()) {
      const absl::StatusOr<int32_t> offset = ParseOffset(options_.time_zone);
      if (!offset.ok()) return UsageError("--time-zone", FromAbsl(offset.status().message()));
      style.offset_minutes = *offset;
    }
    return absl::OkStatus();
  }

  absl::Status OpenReports(const SourceLayout& layout) {
    layout_ = layout;
    if (!options_.report.empty()) {
      INGOT_ASSIGN_OR_RETURN(report_, Report::Create(options_.report, layout, Report::Rows::kAll));
    }
    if (!options_.drafts.empty()) {
      INGOT_ASSIGN_OR_RETURN(drafts_, Report::Create(options_.drafts, layout, Report::Rows::kOpen));
    }
    return absl::OkStatus();
  }

  absl::Status AddToReports(const ImportRow& row) {
    if (drafts_ != nullptr) INGOT_RETURN_IF_ERROR(drafts_->Add(row));
    return report_ == nullptr ? absl::OkStatus() : report_->Add(row);
  }

  absl::Status CommitReports() {
    if (drafts_ != nullptr) INGOT_RETURN_IF_ERROR(std::exchange(drafts_, nullptr)->Commit());
    return report_ == nullptr ? absl::OkStatus() : std::exchange(report_, nullptr)->Commit();
  }

  // Rows that are wrong, refused or held back are told; others only where something is to note.
  void Tell(const ImportRow& row) {
    if (row.reading.problems.empty()) return;
    if (context_.json) return context_.PrintJson(RowJson(row));
    if (++told_ > kMaxToldRows) return;
    if (progress_ != nullptr) progress_->Hide();
    for (const Problem& problem : row.reading.problems) context_.Print(ProblemText(row, problem));
    if (told_ == kMaxToldRows) {
      context_.Print("More rows have something to say: --report FILE writes all of it.\n");
    }
  }

  // Reads the file for the first time: nothing is sent.
  absl::Status CheckPass() {
    Progress progress("bytes", !context_.quiet && !context_.json);
    progress_ = &progress;
    SourceSinks sinks;
    sinks.layout = [this](const SourceLayout& layout) {
      return options_.dry_run ? OpenReports(layout) : absl::OkStatus();
    };
    sinks.row = [this](ImportRow row) -> absl::Status {
      if (interruptible_.signal() != 0) return absl::CancelledError("interrupted");
      if (row.state == RowState::kGood && journal_->Find(Fingerprint(row.reading.draft)))
        row.state = RowState::kAlready;
      checked_.Count(row);
      if (row.state != RowState::kAlready) Tell(row);
      return AddToReports(row);
    };
    sinks.progress = [&progress](uint64_t done, uint64_t total) { progress.Show(done, total); };
    INGOT_RETURN_IF_ERROR(ReadRows(source_, sinks));
    return CommitReports();
  }

  SenderSinks MakeSenderSinks(client::LedgerClient* ledger, Progress* progress) {
    SenderSinks sinks;
    sinks.submit = [ledger](const v1::Submission& submission) { return ledger->Submit(submission); };
    sinks.find = [ledger](const std::string& idempotency_key) { return ledger->GetReceiptByKey(idempotency_key); };
    sinks.column_of = [this](const ImportRow& row, std::string_view field) {
      return layout_.sheet && row.reading.event != nullptr ? layout_.sheet->ColumnOf(*row.reading.event, field)
                                                           : std::string();
    };
    sinks.done = [this, progress](const ImportRow& row) {
      outcome_.Count(row);
      progress->Show(outcome_.all(), checked_.all());
      // What the first pass told is not told again.
      if (row.state == RowState::kRefused || row.state == RowState::kWaits) Tell(row);
      return AddToReports(row);
    };
    sinks.interrupted = [this] { return interruptible_.signal() != 0; };
    return sinks;
  }

  absl::Status SendPass() {
    INGOT_ASSIGN_OR_RETURN(client::LedgerClient* const ledger, context_.ledger());
    INGOT_ASSIGN_OR_RETURN(const client::Signer* const signer, context_.signer());
    Progress progress("rows", !context_.quiet && !context_.json);
    progress_ = &progress;
    RowSender sender(*journal_, *signer, static_cast<size_t>(options_.batch), MakeSenderSinks(ledger, &progress));
    INGOT_RETURN_IF_ERROR(sender.Resume());
    SourceSinks sinks;
    sinks.layout = [this](const SourceLayout& layout) { return OpenReports(layout); };
    sinks.row = [&sender](ImportRow row) { return sender.Add(std::move(row)); };
    INGOT_RETURN_IF_ERROR(ReadRows(source_, sinks));
    INGOT_RETURN_IF_ERROR(sender.Finish());
    progress.Hide();
    INGOT_RETURN_IF_ERROR(CommitReports());
    TellSummary(outcome_, sender.stopped(), interruptible_.signal());
    return SetExitCode(sender.stopped());
  }

  absl::Status SetExitCode(const absl::Status& stopped) {
    if (interruptible_.signal() != 0 && absl::IsCancelled(stopped)) {
      context_.set_exit_code(128 + interruptible_.signal());
      return absl::OkStatus();
    }
    if (!stopped.ok()) return stopped;
    if (outcome_.of(RowState::kRefused) + outcome_.of(RowState::kWaits) > 0) {
      context_.set_exit_code(kExitRefused);
    } else if (outcome_.of(RowState::kWrong) > 0) {
      context_.set_exit_code(kExitUsage);
    }
    return absl::OkStatus();
  }

  void TellSummary(const Tally& tally, const absl::Status& stopped, int signal) {
    constexpr std::pair<RowState, std::string_view> kWords[] = {
        {RowState::kGood, "good"},          {RowState::kRecorded, "recorded"},
        {RowState::kAlready, "in already"}, {RowState::kWrong, "wrong"},
        {RowState::kRefused, "refused"},    {RowState::kWaits, "waiting for another row"},
        {RowState::kNotSent, "not sent"},   {RowState::kUnknown, "without an answer"}};
    std::string text;
    std::string json;
    for (const auto& [state, words] : kWords) {
      const uint64_t count = tally.of(state);
      if (count > 0) text += Cat(", ", Thousands(static_cast<int64_t>(count)), " ", words);
      json += Cat(",", JsonQuote(StateWord(state)), ":", count);
    }
    if (context_.json) {
      context_.PrintJson(
          Cat("{\"rows\":", tally.all(), json, ",\"dryRun\":", options_.dry_run ? "true" : "false", "}"));
      return;
    }
    context_.Print(Cat(Thousands(static_cast<int64_t>(tally.all())), " rows", text, ".",
                       options_.dry_run ? " Nothing was sent.\n" : "\n"));
    if (signal != 0 || !stopped.ok()) {
      context_.Remark("Ended early. Run the same command again: it goes on where this one stopped.\n");
    }
    if (!options_.report.empty()) context_.Remark(Cat("Row by row: ", options_.report, "\n"));
    const uint64_t open = tally.all() - tally.of(RowState::kRecorded) - tally.of(RowState::kAlready);
    if (!options_.drafts.empty() && open > 0) {
      context_.Remark(Cat("Complete the rows in ", options_.drafts, " and import that file.\n"));
    }
  }

  Context& context_;
  const Group& group_;
  const ImportOptions& options_;
  const client::Profile* profile_ = nullptr;
  Interruptible interruptible_;
  SourceOptions source_;
  SourceLayout layout_;
  std::unique_ptr<Journal> journal_;
  std::unique_ptr<Report> report_;
  std::unique_ptr<Report> drafts_;
  Tally checked_;
  Tally outcome_;
  uint64_t told_ = 0;
  // Of the pass that runs.
  Progress* progress_ = nullptr;
};

}  // namespace

absl::Status RunImport(Context& context, const Group& group, const ImportOptions& options) {
  return ImportRun(context, group, options).Run();
}

}  // namespace ingot::cli
