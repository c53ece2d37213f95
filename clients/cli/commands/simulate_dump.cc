// ingot simulate --dump: a ledger without a server.
#include <algorithm>
#include <cstdio>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "clients/cli/commands/ceremony.h"
#include "clients/cli/commands/progress.h"
#include "clients/cli/commands/simulate_run.h"
#include "clients/cli/simulate/book.h"
#include "clients/cli/simulate/drafts.h"
#include "clients/cli/simulate/keyring.h"
#include "clients/cli/text/events_json.h"
#include "clients/cpp/dump.h"
#include "clients/cpp/error.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/entry/limits.h"
#include "ledger/note/checkpoint.h"
#include "ledger/rules/decide.h"

namespace ingot::cli {
namespace {

constexpr int64_t kSecondUs = 1'000'000;
constexpr int64_t kHourUs = 3600 * kSecondUs;
// Everything of a day is recorded late that day, UTC.
constexpr int64_t kRecordedUs = 23 * kHourUs;
constexpr std::string_view kOrigin = "simulation.ingot.example/aluminium";
// Below the bounds of a dump's message.
constexpr size_t kMessageBytes = 1024 * 1024;
constexpr int kMessageEntries = 1000;
constexpr size_t kEnrolledAtOnce = 50;

// Entries as they are made, without a checkpoint: that needs the last one. A dump beside the dump, removed at the end.
class Spool {
 public:
  static absl::StatusOr<std::unique_ptr<Spool>> Create(const std::string& dump) {
    std::unique_ptr<Spool> spool(new Spool(dump + ".unfinished"));
    std::remove(spool->path_.c_str());
    INGOT_ASSIGN_OR_RETURN(spool->writer_, client::DumpWriter::Create(spool->path_));
    return spool;
  }
  ~Spool() { std::remove(path_.c_str()); }
  Spool(const Spool&) = delete;
  Spool& operator=(const Spool&) = delete;

  absl::Status Add(std::vector<rules::NewEntry> entries) {
    for (rules::NewEntry& made : entries) {
      const size_t bytes = made.bytes.size() + (made.terms ? made.terms->ByteSizeLong() : 0) + 16;
      if (message_.entries_size() == kMessageEntries || bytes_ + bytes > kMessageBytes) INGOT_RETURN_IF_ERROR(Flush());
      bytes_ += bytes;
      v1::EntryBundle& bundle = *message_.add_entries();
      bundle.set_entry(std::move(made.bytes));
      if (made.terms) *bundle.mutable_terms() = *std::move(made.terms);
    }
    return absl::OkStatus();
  }

  // Writes the dump.
  absl::Status Finish(const std::string& dump, const std::string& checkpoint) {
    INGOT_RETURN_IF_ERROR(Flush());
    INGOT_RETURN_IF_ERROR(writer_->Finish());
    INGOT_ASSIGN_OR_RETURN(const std::unique_ptr<client::DumpReader> reader, client::DumpReader::Open(path_));
    INGOT_ASSIGN_OR_RETURN(const std::unique_ptr<client::DumpWriter> writer, client::DumpWriter::Create(dump));
    v1::StreamEntriesResponse message;
    for (bool first = true; true; first = false) {
      INGOT_ASSIGN_OR_RETURN(const bool more, reader->Next(&message));
      if (!more) break;
      if (first) message.set_checkpoint(checkpoint);
      INGOT_RETURN_IF_ERROR(writer->Write(message));
    }
    return writer->Finish();
  }

 private:
  explicit Spool(std::string path) : path_(std::move(path)) {}

  absl::Status Flush() {
    if (message_.entries().empty()) return absl::OkStatus();
    absl::Status status = writer_->Write(message_);
    message_.Clear();
    bytes_ = 0;
    return status;
  }

  const std::string path_;
  std::unique_ptr<client::DumpWriter> writer_;
  v1::StreamEntriesResponse message_;
  size_t bytes_ = 0;
};

// The ledger that the simulation is recorded in.
class Recorder {
 public:
  Recorder(simulate::Simulation& simulation, const simulate::Parameters& parameters, Spool& spool)
      : simulation_(simulation), parameters_(parameters), spool_(spool) {}

  absl::Status Begin() {
    const crypto::PrivateKey service = simulate::ThrowAwayKey(parameters_.seed, "service key");
    crypto::PrivateKey operator_key = Key(simulation_.cast().operator_);
    const simulate::Organisation& bank = simulation_.cast()[simulation_.cast().operator_];
    v1::LedgerCreated description;
    description.set_origin(std::string(kOrigin));
    description.set_rules_version(rules::kNewestRulesVersion);
    description.set_operator_id(bank.id);
    description.set_operator_name(bank.name);
    description.set_operator_country(bank.country);
    const std::string nonce = random_.Bytes(kHashSize);
    GenesisSecrets secrets{random_.Bytes(entry::kSaltBytes), random_.Bytes(entry::kIdempotencyKeyBytes)};
    INGOT_ASSIGN_OR_RETURN(Genesis genesis, MakeGenesis(std::move(description), operator_key, service, checkpoint_key_,
                                                        nonce, absl::FromUnixMicros(now_us_), std::move(secrets)));
    v1::Submission creation;
    creation.ParseFromString(genesis.submission);
    INGOT_RETURN_IF_ERROR(Append(std::move(creation), {false}));
    vkey_ = genesis.vkey;
    keyring_.emplace(simulation_.cast(), parameters_.seed, book_.ledger_id(), std::move(operator_key));
    return Enrol();
  }

  // Records a submission of the simulation, or finds the refusal that it is meant to meet.
  absl::Status Record(simulate::Submission submission, Tally& tally) {
    now_us_ = std::max(now_us_ + 1, simulation_.calendar().UnixUs(submission.day, kRecordedUs));
    const v1::RefusalReason expected = submission.expected;
    if (expected == v1::REFUSAL_REASON_UNSPECIFIED) tally.Note(submission);
    const simulate::Who who = submission.who;
    const std::vector<bool> reversible = Reversible(submission);
    handles_.Note(Handles::Of(submission), book_.size());
    keyring_->FillIn(submission);
    const client::Signer& signer = keyring_->SignerOf(who, submission.key);
    const std::string key = submission.idempotency_key;
    absl::Status status = Submit(signer, handles_.Drafts(std::move(submission)), key, reversible);
    if (expected == v1::REFUSAL_REASON_UNSPECIFIED) return status;
    const std::string reason = v1::RefusalReason_Name(expected).substr(std::string("REFUSAL_REASON_").size());
    if (!status.ok() && client::ErrorOf(status).reason == reason) {
      ++tally.refused[reason];
      return absl::OkStatus();
    }
    return status.ok() ? absl::InternalError(Cat("a deliberate mistake was recorded instead of refused as ", reason))
                       : status;
  }

  absl::StatusOr<std::string> Checkpoint() const {
    const crypto::PrivateKey* const keys[] = {&checkpoint_key_};
    return note::SignCheckpoint({std::string(kOrigin), book_.size(), book_.Root()}, keys);
  }

  const Book& book() const { return book_; }
  const std::string& vkey() const { return vkey_; }

 private:
  crypto::PrivateKey Key(simulate::Who who) const { return SimulatedKey(simulation_.cast(), parameters_.seed, who, 0); }

  absl::Status Append(v1::Submission submission, const std::vector<bool>& reversible) {
    INGOT_ASSIGN_OR_RETURN(std::vector<rules::NewEntry> entries,
                           book_.Record(std::move(submission), now_us_, reversible));
    return spool_.Add(std::move(entries));
  }

  absl::Status Submit(const client::Signer& signer, std::vector<client::Draft> drafts, const std::string& key,
                      const std::vector<bool>& reversible) {
    INGOT_ASSIGN_OR_RETURN(
        v1::Submission signed_submission,
        signer.Sign(std::move(drafts), {.idempotency_key = key, .expires_at_us = now_us_ + kHourUs}));
    return Append(std::move(signed_submission), reversible);
  }

  absl::Status Enrol() {
    const simulate::Cast& cast = simulation_.cast();
    std::vector<client::Draft> drafts;
    for (size_t i = 1; i < cast.all.size(); ++i) {
      const auto who = static_cast<simulate::Who>(i);
      v1::LocalTime now;
      now.set_unix_us(now_us_);
      for (client::Draft& draft : Enrolment(cast, who, Key(who), book_.ledger_id(), now)) {
        draft.event.set_salt(random_.Bytes(entry::kSaltBytes));
        drafts.push_back(std::move(draft));
      }
      if (i % kEnrolledAtOnce != 0 && i + 1 != cast.all.size()) continue;
      now_us_ += kSecondUs;
      const std::vector<bool> reversible(drafts.size(), false);
      INGOT_RETURN_IF_ERROR(Submit(keyring_->SignerOf(cast.operator_, 0), std::exchange(drafts, {}),
                                   random_.Bytes(entry::kIdempotencyKeyBytes), reversible));
    }
    return absl::OkStatus();
  }

  simulate::Simulation& simulation_;
  const simulate::Parameters& parameters_;
  Spool& spool_;
  Book book_;
  Handles handles_;
  std::optional<Keyring> keyring_;
  const crypto::PrivateKey checkpoint_key_ = simulate::ThrowAwayKey(parameters_.seed, "checkpoint key");
  std::string vkey_;
  simulate::Random random_ = EnrolmentDraws(parameters_);
  int64_t now_us_ = simulation_.calendar().UnixUs(0, 0);
};

}  // namespace

absl::Status SimulateToDump(Context& context, const SimulateOptions& options) {
  simulate::Simulation simulation(options.parameters);
  INGOT_ASSIGN_OR_RETURN(const std::unique_ptr<Spool> spool, Spool::Create(options.dump));
  Recorder recorder(simulation, options.parameters, *spool);
  INGOT_RETURN_IF_ERROR(recorder.Begin());
  Tally tally;
  {
    Progress progress("days", !context.quiet && !context.json);
    simulate::Submission submission;
    while (simulation.Next(submission)) {
      const std::string place =
          Cat("submission ", submission.number, " of ", simulation.cast()[submission.who].id, ", day ", submission.day,
              ", of ", submission.items.size(), " events from ", EventType(submission.items.front().event), " on");
      if (absl::Status status = recorder.Record(std::move(submission), tally); !status.ok()) {
        return absl::InternalError(Cat("the simulation and the rules disagree in ", place, ": ",
                                       FromAbsl(status.message()), " (", client::ErrorOf(status).field, ")"));
      }
      progress.Show(static_cast<uint64_t>(simulation.day()), static_cast<uint64_t>(simulation.days()));
    }
  }
  tally.Read(recorder.book().shelf());
  INGOT_ASSIGN_OR_RETURN(const std::string checkpoint, recorder.Checkpoint());
  INGOT_RETURN_IF_ERROR(spool->Finish(options.dump, checkpoint));
  PrintSimulation(context, options, tally,
                  {{"dump", options.dump},
                   {"ledger", ToHex(recorder.book().ledger_id())},
                   {"verifierKey", recorder.vkey()},
                   {"entries", std::to_string(recorder.book().size())}});
  context.Remark(Cat("\nVerify it: ingot audit --file ", options.dump, " --vkey '", recorder.vkey(),
                     "'\nIts keys are made from the seed: no secret protects it.\n"));
  return absl::OkStatus();
}

}  // namespace ingot::cli
