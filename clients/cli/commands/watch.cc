// ingot watch.
#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/time/clock.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/interrupt.h"
#include "clients/cli/commands/progress.h"
#include "clients/cli/text/format.h"
#include "clients/cli/text/json_document.h"
#include "clients/cpp/audit_state.h"
#include "clients/cpp/files.h"
#include "clients/cpp/ledger_follower.h"
#include "ledger/audit/finding.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"

namespace ingot::cli {
namespace {

// A stream of everything new; the server may end it earlier, and then the next round goes on.
constexpr absl::Duration kStreamTimeout = absl::Hours(24);
// The state is written again only so often: it is as large as the ledger's state.
constexpr absl::Duration kKeepEvery = absl::Minutes(10);
// Between attempts where the server is not reached: doubled each time, up to this.
constexpr absl::Duration kLongestPause = absl::Minutes(1);
// A line is printed at least so often, so that silence means that nobody watches.
constexpr absl::Duration kHeartbeat = absl::Minutes(1);
// Between looks at whether a signal came.
constexpr absl::Duration kNap = absl::Milliseconds(100);

struct WatchOptions {
  int interval_s = 10;
  bool once = false;
  std::string metrics;
  int workers = 0;
};

class Watch {
 public:
  Watch(Context& context, const WatchOptions& options, client::LedgerClient& ledger, client::LedgerFollower follower)
      : context_(context),
        options_(options),
        ledger_(ledger),
        follower_(std::move(follower)),
        state_path_(client::AuditStatePath(ledger.profile())),
        kept_size_(follower_.size()) {}

  // Until a signal, a finding, misbehaviour, or after one round with --once.
  absl::Status Run() {
    const Interruptible interruptible;
    absl::Duration pause = absl::Seconds(1);
    while (true) {
      absl::Duration wait = absl::Seconds(options_.interval_s);
      const absl::Status status = Round();
      if (!status.ok()) {
        const client::ClientError error = client::ErrorOf(status);
        if (error.kind != client::ErrorKind::kUnavailable || options_.once) return End(status, error);
        Say("unreachable", Cat(",\"message\":", JsonQuote(error.message)), Cat("not reached: ", error.message));
        WriteMetrics(/*reached=*/false);
        wait = pause;
        pause = std::min(2 * pause, kLongestPause);
      } else {
        pause = absl::Seconds(1);
        if (!follower_.findings().empty() || options_.once) break;
      }
      if (Sleep(wait, interruptible)) break;
    }
    return End();
  }

 private:
  // Catches up and says so.
  absl::Status Round() {
    const uint64_t before = follower_.size();
    {
      Progress progress("entries", !context_.quiet && !context_.json);
      client::ReplayOptions replay;
      replay.workers = options_.workers;
      replay.progress = [&progress](uint64_t done, uint64_t total) { progress.Show(done, total); };
      INGOT_RETURN_IF_ERROR(follower_.CatchUp(replay, kStreamTimeout));
    }
    for (const audit::Finding& finding : follower_.findings()) Tell(finding);
    WriteMetrics(/*reached=*/true);
    if (!follower_.findings().empty()) return absl::OkStatus();
    const absl::Time now = absl::Now();
    if (follower_.size() != before || now >= next_heartbeat_) {
      Say("verified",
          Cat(",\"size\":\"", follower_.size(), "\",\"new\":\"", follower_.size() - before, "\",\"root\":\"",
              ToHex(follower_.root()), "\""),
          Cat("verified ", Thousands(static_cast<int64_t>(follower_.size())), " entries, ",
              Thousands(static_cast<int64_t>(follower_.size() - before)), " of them new, root ",
              ToHex(follower_.root())));
      next_heartbeat_ = now + kHeartbeat;
    }
    if (now >= next_keep_) return Keep();
    return absl::OkStatus();
  }

  absl::Status Keep() {
    next_keep_ = absl::Now() + kKeepEvery;
    if (follower_.size() == kept_size_ || !follower_.findings().empty()) return absl::OkStatus();
    INGOT_RETURN_IF_ERROR(
        client::SaveAuditState(state_path_, ledger_.profile(), follower_.checkpoint(), follower_.replayer()));
    kept_size_ = follower_.size();
    return absl::OkStatus();
  }

  absl::Status End() {
    if (follower_.findings().empty()) return Keep();
    const bool rules_unknown =
        std::all_of(follower_.findings().begin(), follower_.findings().end(),
                    [](const audit::Finding& finding) { return finding.kind == audit::FindingKind::kUnknownRules; });
    context_.set_exit_code(rules_unknown ? kExitUsage : kExitRefused);
    return absl::OkStatus();
  }

  // Misbehaviour, or an error that waiting does not help.
  absl::Status End(const absl::Status& status, const client::ClientError& error) {
    if (error.kind != client::ErrorKind::kMisbehaviour) return status;
    findings_beside_ = 1;
    WriteMetrics(/*reached=*/true);
    const std::string proof = ledger_.checkpoints().ProofPath();
    Say("finding",
        Cat(",\"kind\":\"", audit::FindingName(audit::FindingKind::kRewrittenHistory),
            "\",\"message\":", JsonQuote(error.message), ",\"proof\":", proof.empty() ? "null" : JsonQuote(proof)),
        Cat("REWRITTEN HISTORY: ", error.message));
    return status;
  }

  void Tell(const audit::Finding& finding) {
    Say("finding",
        Cat(",\"kind\":\"", audit::FindingName(finding.kind), "\",\"seq\":\"", finding.seq,
            "\",\"message\":", JsonQuote(finding.message)),
        Cat("REFUTED: entry ", finding.seq, " (", audit::FindingName(finding.kind), "): ", finding.message));
  }

  // One line, as it happens.
  void Say(std::string_view event, std::string_view json_members, std::string_view text) {
    const std::string at = absl::FormatTime(absl::RFC3339_sec, absl::Now(), absl::UTCTimeZone());
    if (context_.json) {
      context_.PrintJson(Cat("{\"at\":\"", at, "\",\"event\":\"", event, "\"", json_members, "}"));
    } else if (!context_.quiet || event == "finding") {
      context_.Print(Cat(at, " ", text, "\n"));
    }
  }

  // For a node exporter's textfile collector. A monitor that can't be written stops nothing.
  void WriteMetrics(bool reached) {
    if (options_.metrics.empty()) return;
    if (reached) last_reached_s_ = absl::ToUnixSeconds(absl::Now());
    const std::string text = Cat(
        "# TYPE ingot_watch_verified_entries gauge\ningot_watch_verified_entries ", follower_.size(),
        "\n# TYPE ingot_watch_findings gauge\ningot_watch_findings ", follower_.findings().size() + findings_beside_,
        "\n# TYPE ingot_watch_reached gauge\ningot_watch_reached ", reached ? 1 : 0,
        "\n# TYPE ingot_watch_last_reached_timestamp_seconds gauge\ningot_watch_last_reached_timestamp_seconds ",
        last_reached_s_, "\n");
    const absl::Status written =
        client::WriteFile(options_.metrics, text, client::kPublicFile, client::Existing::kReplace);
    if (!written.ok()) context_.Remark(Cat("the metrics are not written: ", written.message(), "\n"));
  }

  // True where a signal came.
  static bool Sleep(absl::Duration duration, const Interruptible& interruptible) {
    const absl::Time end = absl::Now() + duration;
    while (interruptible.signal() == 0 && absl::Now() < end) absl::SleepFor(std::min(kNap, end - absl::Now()));
    return interruptible.signal() != 0;
  }

  Context& context_;
  const WatchOptions& options_;
  client::LedgerClient& ledger_;
  client::LedgerFollower follower_;
  const std::string state_path_;
  uint64_t kept_size_;
  uint64_t findings_beside_ = 0;
  int64_t last_reached_s_ = 0;
  absl::Time next_heartbeat_ = absl::InfinitePast();
  absl::Time next_keep_ = absl::InfinitePast();
};

absl::Status RunWatch(Context& context, const WatchOptions& options) {
  INGOT_ASSIGN_OR_RETURN(client::LedgerClient* const ledger, context.ledger());
  INGOT_ASSIGN_OR_RETURN(std::optional<audit::ReplayState> earlier,
                         client::LoadAuditState(client::AuditStatePath(ledger->profile()), ledger->profile()));
  INGOT_ASSIGN_OR_RETURN(client::LedgerFollower follower, client::LedgerFollower::Create(*ledger, std::move(earlier)));
  return Watch(context, options, *ledger, std::move(follower)).Run();
}

}  // namespace

void AddWatchCommand(CLI::App& app, Context& context) {
  const auto options = std::make_shared<WatchOptions>();
  CLI::App* const command = AddCommand(
      app, "watch",
      "Follow a live ledger: verify every new entry and demand that every checkpoint continues the last one. Goes on "
      "from where the last watch or `audit --resume` ended. Ends with 1 where an entry is refuted, with 4 where "
      "history "
      "was rewritten, and names the proof",
      {"ingot watch", "ingot watch --interval 60 --metrics /var/lib/node_exporter/ingot.prom", "ingot watch --once"});
  command->add_option("--interval", options->interval_s, "Seconds between looks (10)")->check(CLI::Range(1, 86'400));
  command->add_flag("--once", options->once, "Catch up once, and end");
  command->add_option("--metrics", options->metrics, "Write what is known as Prometheus text, after each look")
      ->type_name("FILE");
  command->add_option("--workers", options->workers, "Threads beside the one that replays the rules (0: by processors)")
      ->check(CLI::Range(0, 64));
  SetAction(command, context, [&context, options] { return RunWatch(context, *options); });
}

}  // namespace ingot::cli
