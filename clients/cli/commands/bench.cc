// ingot bench.
#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "clients/cli/bench/load.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/submitting.h"
#include "clients/cli/text/format.h"
#include "clients/cli/text/json_document.h"
#include "clients/cli/text/table.h"
#include "clients/cpp/ledger_audit.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"

namespace ingot::cli {
namespace {

struct BenchOptions {
  int concurrency = 64;
  std::vector<int> streams = {1, 10, 100, 1000};
  int channels = 4;
  int parallel_streams = 1;
  size_t submissions = LoadBounds().submissions_max;
  size_t events = LoadBounds().events_max;
  int seconds = 10;
  // Who audits at the end; empty for no audit.
  std::string audit_profile;
  bool run_singles = true;
  bool run_streams = true;
};

absl::StatusOr<LoadTarget> Connect(Context& context, int connections) {
  INGOT_ASSIGN_OR_RETURN(const client::Profile* const profile, context.profile());
  LoadTarget target;
  INGOT_ASSIGN_OR_RETURN(target.signer, context.signer());
  target.brand_id = Cat(profile->organisation, "/bench");
  target.model_id = Cat(profile->organisation, "/bench-van");
  for (int i = 0; i < connections; ++i) {
    INGOT_ASSIGN_OR_RETURN(std::unique_ptr<client::LedgerClient> ledger,
                           client::LedgerClient::Open(*profile, {.own_connection = true}));
    target.clients.push_back(std::move(ledger));
  }
  return target;
}

// The brand of the benchmark's vehicles; there already after the first run.
absl::Status RegisterBrand(Context& context, const LoadTarget& target) {
  v1::Event event = EventNow();
  event.mutable_brand_registered()->set_brand_id(target.brand_id);
  event.mutable_brand_registered()->set_name("Benchmark");
  std::vector<client::Draft> drafts;
  drafts.push_back({std::move(event), std::nullopt});
  INGOT_ASSIGN_OR_RETURN(
      const v1::Submission submission,
      target.signer->Sign(std::move(drafts), {.expires_at_us = absl::ToUnixMicros(absl::Now() + kDefaultExpiry)}));
  absl::Status status = SubmitSigned(context, submission).status();
  if (status.ok() || client::ErrorOf(status).reason == "ALREADY_EXISTS") return absl::OkStatus();
  if (client::ErrorOf(status).reason == "ROLE_REQUIRED") {
    context.Remark(
        "The benchmark registers vehicles: use the profile of a manufacturer on a ledger for trying things.\n");
  }
  return status;
}

// Who audits at the end: never the manufacturer, which may not read everything. Asked for the first page here, so that
// a refusal comes before the measurements.
absl::StatusOr<std::unique_ptr<client::LedgerClient>> OpenAuditor(Context& context, const std::string& path) {
  INGOT_ASSIGN_OR_RETURN(const client::Profile* const own, context.profile());
  INGOT_ASSIGN_OR_RETURN(const client::Profile profile, client::LoadProfile(path));
  if (profile.ledger_id != own->ledger_id) return UsageError("--audit", Cat(path, " is a profile of another ledger"));
  INGOT_ASSIGN_OR_RETURN(std::unique_ptr<client::LedgerClient> auditor, client::LedgerClient::Open(profile));
  v1::StreamEntriesResponse page;
  const absl::Status status = client::EntriesFromServer(*auditor, absl::Minutes(1)).next(&page).status();
  if (!status.ok() && client::ErrorOf(status).reason == "ROLE_REQUIRED") {
    context.Remark("The audit reads every entry: pass the profile of an auditor or of the operator to --audit.\n");
  }
  if (!status.ok()) return status;
  return auditor;
}

absl::StatusOr<Measurement> MeasureAudit(Context& context, client::LedgerClient& auditor) {
  client::AuditInput input;
  input.keys = auditor.profile().verifier_keys;
  input.ledger_id = auditor.profile().ledger_id;
  input.entries = client::EntriesFromServer(auditor, absl::Hours(1));
  input.tiles = client::TilesFromServer(auditor, absl::Hours(1));
  const absl::Time began = absl::Now();
  INGOT_ASSIGN_OR_RETURN(const client::AuditReport report, client::AuditLedger(std::move(input)));
  Measurement measurement;
  measurement.name = report.verified() ? "full audit: verified" : "full audit: REFUTED";
  measurement.took = absl::Now() - began;
  measurement.events = report.entries;
  measurement.submissions = report.submissions;
  if (!report.verified()) context.set_exit_code(kExitRefused);
  return measurement;
}

void Print(Context& context, const std::vector<Measurement>& measurements, const BenchOptions& options) {
  auto environment = Environment();
  environment.emplace_back("server", context.profile().value()->server);
  environment.emplace_back("connections",
                           Cat(options.channels, " for single submits, ", options.parallel_streams, " for streams"));
  environment.emplace_back("events",
                           "1 vehicle registration to 4 odometer readings, signed beforehand; receipts "
                           "verified afterwards");
  if (context.json) {
    std::string facts;
    for (const auto& [name, value] : environment) {
      facts += Cat(facts.empty() ? "" : ",", JsonQuote(name), ":", JsonQuote(value));
    }
    context.PrintJson(Cat("{\"environment\":{", facts, "},\"measurements\":[", MeasurementsJson(measurements), "]}"));
    return;
  }
  Fields fields;
  for (const auto& [name, value] : environment) fields.Add(name, value);
  context.Print(Cat(fields.Format(), "\n", MeasurementsText(measurements)));
}

// Appends what it measured, also where it ends with an error.
absl::Status Measure(Context& context, const BenchOptions& options, std::vector<Measurement>& measurements) {
  std::unique_ptr<client::LedgerClient> auditor;
  if (!options.audit_profile.empty()) {
    INGOT_ASSIGN_OR_RETURN(auditor, OpenAuditor(context, options.audit_profile));
  }
  INGOT_ASSIGN_OR_RETURN(LoadTarget target, Connect(context, std::max(options.channels, options.parallel_streams)));
  INGOT_RETURN_IF_ERROR(RegisterBrand(context, target));
  const LoadBounds bounds{options.submissions, options.events, absl::Seconds(options.seconds)};
  if (options.run_singles) {
    context.Remark(Cat("single submits, ", options.concurrency, " in flight ...\n"));
    target.clients.resize(std::min(target.clients.size(), static_cast<size_t>(options.channels)));
    INGOT_ASSIGN_OR_RETURN(Measurement measurement, MeasureSingles(target, options.concurrency, bounds));
    measurements.push_back(std::move(measurement));
  }
  if (options.run_streams) {
    INGOT_ASSIGN_OR_RETURN(target, Connect(context, options.parallel_streams));
    for (const int size : options.streams) {
      context.Remark(Cat("submissions of ", size, " on a stream ...\n"));
      INGOT_ASSIGN_OR_RETURN(Measurement measurement, MeasureStream(target, size, bounds));
      measurements.push_back(std::move(measurement));
    }
  }
  if (auditor != nullptr) {
    context.Remark("audit ...\n");
    INGOT_ASSIGN_OR_RETURN(Measurement measurement, MeasureAudit(context, *auditor));
    measurements.push_back(std::move(measurement));
  }
  return absl::OkStatus();
}

absl::Status Bench(Context& context, const BenchOptions& options) {
  std::vector<Measurement> measurements;
  absl::Status status = Measure(context, options, measurements);
  if (!measurements.empty()) Print(context, measurements, options);
  return status;
}

}  // namespace

void AddBenchCommand(CLI::App& app, Context& context) {
  const auto o = std::make_shared<BenchOptions>();
  CLI::App* const command =
      AddCommand(app, "bench",
                 "Measure durable events a second and latencies. Records real events for good: "
                 "use a ledger for trying things, and "
                 "a manufacturer's profile",
                 {"ingot bench", "ingot bench --concurrency 256",
                  "ingot bench --stream 100 --events 1000000 --seconds 30", "ingot bench --audit ../bank/profile"});
  CLI::Option* const concurrency =
      command->add_option("--concurrency", o->concurrency, "Measure single submits, this many in flight (64)")
          ->check(CLI::Range(1, 1024));
  CLI::Option* const stream =
      command->add_option("--stream", o->streams, "Measure streams of submissions of so many events (1 10 100 1000)")
          ->check(CLI::Range(1, 1000));
  command->add_option("--channels", o->channels, "Connections for single submits (4)")->check(CLI::Range(1, 64));
  command->add_option("--streams", o->parallel_streams, "Streams at once, each on a connection of its own (1)")
      ->check(CLI::Range(1, 64));
  command->add_option("--submissions", o->submissions, "At most so many submissions a measurement (20000)")
      ->check(CLI::Range(size_t{1}, kMaxPreparedSubmissions));
  command->add_option("--events", o->events, "At most so many events a measurement (200000)")
      ->check(CLI::Range(size_t{1}, kMaxPreparedEvents));
  command->add_option("--seconds", o->seconds, "At most so long a measurement (10)")->check(CLI::Range(1, 3600));
  command
      ->add_option("--audit", o->audit_profile,
                   "Measure a full audit at the end, by this auditor's or operator's profile")
      ->type_name("FILE");
  SetAction(command, context, [&context, o, concurrency, stream] {
    // What is asked for by name is measured alone; without any, everything is.
    if (concurrency->count() + stream->count() > 0) {
      o->run_singles = concurrency->count() > 0;
      o->run_streams = stream->count() > 0;
    }
    return Bench(context, *o);
  });
}

}  // namespace ingot::cli
