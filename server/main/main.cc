// ingotd: configuration, signals, start and stop.
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <iostream>
#include <memory>
#include <thread>
#include <utility>
#include <variant>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "ledger/base/check.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "server/boot/node.h"
#include "server/clock/clock.h"
#include "server/config/options.h"
#include "server/cosign/board.h"
#include "server/cosign/collector.h"
#include "server/dev/dev_ledger.h"
#include "server/files/files.h"
#include "server/log/log.h"
#include "server/log/protobuf.h"
#include "server/main/witnesses.h"
#include "server/offline/offline.h"
#include "server/past/past_states.h"
#include "server/rpc/server.h"
#include "server/scrub/background_scrub.h"
#include "storage/keystore/backup.h"

namespace ingot {
namespace {

// For calls that still run once everything in flight was answered.
constexpr absl::Duration kCallGrace = absl::Seconds(3);

// For writing memory to files at a stop, which spares the next start the log.
constexpr absl::Duration kFlushLimit = absl::Seconds(10);

// SIGTERM and SIGINT, blocked in every thread and taken by the main one.
sigset_t StopSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  return signals;
}

// Whether a signal waits for the main thread, which is busy with starting.
bool StopIsPending() {
  sigset_t pending;
  return sigpending(&pending) == 0 && (sigismember(&pending, SIGTERM) == 1 || sigismember(&pending, SIGINT) == 1);
}

// A second signal ends the process at once: nothing that was acknowledged is lost by that.
void ExitAtOnce(int signal_number) { _exit(128 + signal_number); }

void LetSecondSignalExit() {
  struct sigaction action {};
  action.sa_handler = ExitAtOnce;
  sigaction(SIGTERM, &action, nullptr);
  sigaction(SIGINT, &action, nullptr);
  const sigset_t signals = StopSignals();
  pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
}

int WorkersOf(const config::Options& options) {
  if (options.workers > 0) return options.workers;
  return std::clamp(static_cast<int>(std::thread::hardware_concurrency()), 1, 64);
}

boot::NodeOptions NodeOptionsOf(const config::Options& options) {
  boot::NodeOptions node;
  node.ledger.database.path = options.db;
  node.ledger.database.block_cache_bytes = options.block_cache_mib << 20;
  node.ledger.database.memtable_bytes = options.memtable_mib << 20;
  node.ledger.anchor_path = options.anchor;
  node.ledger.disk_reserve_bytes = options.disk_reserve_mib << 20;
  node.past.path = options.past_dir;
  node.past.states_max = options.past_states;
  node.past.disk_reserve_bytes = node.ledger.disk_reserve_bytes + past::kExtraReserveBytes;
  node.checkpoint_key_path = options.checkpoint_key;
  node.next_checkpoint_key_path = options.next_checkpoint_key;
  node.service_key_path = options.service_key;
  node.keystore_path = options.keystore;
  node.commitments.interval = absl::Seconds(options.commitment_seconds);
  node.genesis_path = options.genesis;
  node.known_checkpoint_paths = options.known_checkpoints;
  node.before_signing = WitnessInquiry(options, StopIsPending);
  node.confirm_clock = options.confirm_clock;
  node.state_cache_records = options.state_cache_records;
  node.pipeline.max_in_flight = options.max_in_flight;
  node.pipeline.max_in_flight_bytes = options.max_in_flight_mib << 20;
  node.pipeline.admission_threads = WorkersOf(options);
  node.pipeline.reply_threads = WorkersOf(options);
  return node;
}

int ExitCodeOf(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kDataLoss:
      return config::kExitRefused;
    case absl::StatusCode::kCancelled:
      return config::kExitOk;
    default:
      return config::kExitFailure;
  }
}

// What a person reads first, and a script waits for.
void Announce(const config::Options& options, const boot::Node& node, const std::string& address) {
  const auto snapshot = node.published().Get();
  std::cout << "ingotd listens on " << address << ", ledger " << ToHex(snapshot->head().ledger_id) << " ("
            << node.notary().origin() << "), " << snapshot->head().size << " entries" << std::endl;
  if (options.dev) {
    std::cout << "a client's profile: " << options.dir << "/orgs/" << dev::kOperatorId << "/profile" << std::endl;
  }
  log::Info("serving", {{"address", address},
                        {"ledger", ToHex(snapshot->head().ledger_id)},
                        {"origin", node.notary().origin()},
                        {"size", snapshot->head().size}});
}

int StopServing(const config::Options& options, boot::Node& node, rpc::Server& server) {
  server.BeginDrain();
  const bool all_answered = node.pipeline().Drain(absl::Seconds(options.drain_seconds));
  node.StopCommitments();
  node.pipeline().Stop();
  server.Stop(kCallGrace);
  node.StopKeeping();
  node.Flush(kFlushLimit);
  log::Info("stopped", {{"all_answered", all_answered ? "yes" : "no"}, {"size", node.published().Get()->head().size}});
  return all_answered ? config::kExitOk : config::kExitCutOff;
}

absl::StatusOr<int> BackUpKeystore(const config::Options& options) {
  INGOT_ASSIGN_OR_RETURN(const std::string copy,
                         storage::BackUpKeystore(options.keystore, options.back_up_keystore, absl::Now(),
                                                 absl::Hours(24) * options.keep_days));
  std::cout << copy << std::endl;
  return config::kExitOk;
}

// --dump and --verify.
absl::StatusOr<int> RunOffline(const config::Options& options) {
  INGOT_ASSIGN_OR_RETURN(const std::shared_ptr<const storage::Database> database,
                         offline::OpenReadOnly(options.db, options.block_cache_mib << 20));
  if (options.verify) {
    // Beside the database.
    const std::string scratch = options.scratch.empty() ? options.db + "/.." : options.scratch;
    INGOT_ASSIGN_OR_RETURN(const bool whole, offline::Verify(database, options.anchor, scratch, std::cout));
    return whole ? config::kExitOk : config::kExitRefused;
  }
  INGOT_ASSIGN_OR_RETURN(const offline::DumpedLedger dumped, offline::Dump(database, options.dump));
  log::Info("dumped", {{"file", options.dump}, {"entries", dumped.entries}});
  if (dumped.unsigned_entries > 0) {
    log::Warning("entries are left out: the database does not hold their checkpoint signed",
                 {{"entries", dumped.unsigned_entries}});
  }
  return config::kExitOk;
}

absl::StatusOr<int> Serve(config::Options options) {
  if (!options.back_up_keystore.empty()) return BackUpKeystore(options);
  if (options.verify || !options.dump.empty()) return RunOffline(options);
  if (options.dev) INGOT_RETURN_IF_ERROR(dev::Prepare(absl::Now(), &options));
  const clock::SystemSource source;
  INGOT_ASSIGN_OR_RETURN(const std::unique_ptr<boot::Node> node, boot::Node::Start(NodeOptionsOf(options), source));
  rpc::ServerOptions server_options;
  server_options.listen = options.listen;
  server_options.ca_path = options.ca;
  server_options.cert_path = options.cert;
  server_options.key_path = options.key;
  server_options.read_threads = WorkersOf(options);
  cosign::Board board;
  INGOT_ASSIGN_OR_RETURN(const std::unique_ptr<cosign::Collector> collector,
                         StartCollector(options, node->published(), board));
  INGOT_ASSIGN_OR_RETURN(const std::unique_ptr<rpc::Server> server, rpc::Server::Start(server_options, *node, board));
  if (options.dev) {
    INGOT_RETURN_IF_ERROR(dev::WriteProfiles(options.dir, server->address(), node->published().Get()->head().ledger_id,
                                             node->VerifierKey()));
  }
  if (!options.address_file.empty()) {
    INGOT_RETURN_IF_ERROR(files::Write(options.address_file, Cat(server->address(), "\n"), files::Access::kPublic));
  }
  Announce(options, *node, server->address());

  std::unique_ptr<scrub::BackgroundScrub> scrub;
  if (options.scrub_entries_per_second > 0) {
    scrub = std::make_unique<scrub::BackgroundScrub>(
        scrub::ScrubOptions{.entries_per_second = options.scrub_entries_per_second}, node->published(),
        [&server](const audit::Finding&) { server->ReportDamage(); });
  }

  const sigset_t signals = StopSignals();
  int signal_number = 0;
  INGOT_CHECK(sigwait(&signals, &signal_number) == 0);
  LetSecondSignalExit();
  scrub.reset();
  log::Info("stopping", {{"signal", signal_number}});
  if (collector != nullptr) collector->Stop();
  return StopServing(options, *node, *server);
}

}  // namespace
}  // namespace ingot

int main(int argc, char** argv) {
  auto parsed = ingot::config::Parse(argc, argv);
  if (const auto* exit = std::get_if<ingot::config::Exit>(&parsed)) return exit->code;
  auto& options = std::get<ingot::config::Options>(parsed);
  ingot::log::SetLevel(options.log_level);
  ingot::log::TakeProtobufLines();
  signal(SIGPIPE, SIG_IGN);
  const sigset_t signals = ingot::StopSignals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);

  const absl::StatusOr<int> code = ingot::Serve(std::move(options));
  if (code.ok()) return *code;
  ingot::log::Error("can't serve", {{"why", ingot::FromAbsl(code.status().message())}});
  return ingot::ExitCodeOf(code.status());
}
