#include "server/config/options.h"

#include <CLI/CLI.hpp>
#include <array>
#include <fstream>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ledger/base/strings.h"

namespace ingot::config {
namespace {

constexpr char kDescription[] =
    "ingotd: the Ingot ledger server.\n\n"
    "  ingotd --dev                     a ledger of one's own, ready to use, in ./ingot-dev\n"
    "  ingotd --config /etc/ingotd.conf an installed one (docs/OPERATIONS.md)";

constexpr char kFooter[] =
    "Exit codes: 0 stopped as asked, 1 could not start or serve, 2 wrong flag or configuration, 3 what is stored and "
    "what was given do not agree or --verify found something, 4 stopped with submissions cut off.";

constexpr std::array<std::pair<std::string_view, log::Level>, 4> kLogLevels = {{{"debug", log::Level::kDebug},
                                                                                {"info", log::Level::kInfo},
                                                                                {"warning", log::Level::kWarning},
                                                                                {"error", log::Level::kError}}};

// The paths among the options.
std::vector<std::string*> PathsOf(Options& options) {
  return {&options.dir,
          &options.address_file,
          &options.db,
          &options.anchor,
          &options.ca,
          &options.cert,
          &options.key,
          &options.checkpoint_key,
          &options.next_checkpoint_key,
          &options.service_key,
          &options.keystore,
          &options.back_up_keystore,
          &options.genesis,
          &options.witness_policy,
          &options.cosigned,
          &options.past_dir,
          &options.scratch,
          &options.witness_ca};
}

// Everything that a file or the command line may say. Present values of `o` stay where nothing is said.
void Declare(CLI::App& app, Options& o) {
  app.add_flag("--dev,!--no-dev", o.dev, "Make what is missing below --dir (keys, certificates, genesis) and serve it");
  app.add_option("--dir", o.dir, "Directory of --dev (default ingot-dev)");
  app.add_option("--listen", o.listen, "Address, host:port (default 127.0.0.1:7443); port 0 takes a free one");
  app.add_option("--address-file", o.address_file, "Write the address that is listened on to this file");
  app.add_option("--db", o.db, "Directory of the database");
  app.add_option("--anchor", o.anchor, "Anchor file, outside the database's directory and its backups");
  app.add_option("--ca", o.ca, "PEM: authority of the clients' certificates");
  app.add_option("--cert", o.cert, "PEM: the server's certificate chain");
  app.add_option("--key", o.key, "PEM: its private key");
  app.add_option("--checkpoint-key", o.checkpoint_key, "PEM: the key that signs checkpoints");
  app.add_option("--next-checkpoint-key", o.next_checkpoint_key, "PEM: a second one, around a rotation");
  app.add_option("--service-key", o.service_key, "PEM: the key of the service's own entries");
  app.add_option("--keystore", o.keystore, "Directory of the keys of sealed parts, apart from the database");
  app.add_option("--back-up-keystore", o.back_up_keystore,
                 "Copy the keystore into a new folder below this directory, remove copies that are too old, and end");
  app.add_option("--keep-days", o.keep_days, "Age at which --back-up-keystore removes a copy (default 30)")
      ->check(CLI::Range(1, 3650));
  app.add_option("--genesis", o.genesis, "Signed genesis submission; begins the ledger where the database is empty");
  app.add_option("--witness-policy", o.witness_policy, "Witnesses to ask and the quorum to reach (tlog-policy file)");
  app.add_option("--cosigned", o.cosigned,
                 "Keeps the newest cosigned checkpoint (default: the anchor's path + .cosigned)");
  app.add_option("--witness-ca", o.witness_ca,
                 "PEM: authorities of the witnesses' certificates (default: the system's)");
  app.add_flag("--require-witness", o.require_witness,
               "Sign nothing before a quorum of the witnesses has confirmed that it has seen no more of the ledger");
  app.add_option("--witness-wait-seconds", o.witness_wait_seconds,
                 "How long --require-witness waits for them before the start is given up (default 60)")
      ->check(CLI::Range(1, 3600));
  app.add_option("--known-checkpoint", o.known_checkpoints,
                 "Signed checkpoint of this ledger, kept elsewhere, that the database must reach (may be repeated)");
  app.add_option("--dump", o.dump, "Instead of serving, write a dump of --db to this new file (-: standard output)");
  app.add_flag("--verify", o.verify, "Instead of serving, verify everything in --db against its own entries");
  app.add_option("--scratch", o.scratch,
                 "Folder with room for another such database, for --verify (default: that of --db)");
  app.add_flag("--confirm-clock", o.confirm_clock, "The operator vouches for the machine's clock as it stands now");
  app.add_option("--disk-reserve-mib", o.disk_reserve_mib, "Free space below which appends are refused (default 4096)")
      ->check(CLI::Range(uint64_t{1}, uint64_t{1} << 30));
  app.add_option("--past-states", o.past_states,
                 "States of the ledger as it was, for queries about earlier entries, at a time (default 2; 0: none)")
      ->check(CLI::Range(size_t{0}, size_t{64}));
  app.add_option("--past-dir", o.past_dir,
                 "Directory of past states, emptied at each start (default: the database's path + .past)");
  app.add_option("--block-cache-mib", o.block_cache_mib, "Cache for reads (default 512)")
      ->check(CLI::Range(uint64_t{8}, uint64_t{1} << 20));
  app.add_option("--memtable-mib", o.memtable_mib, "Memory for writes not yet flushed (default 256)")
      ->check(CLI::Range(uint64_t{16}, uint64_t{1} << 16));
  app.add_option("--state-cache-records", o.state_cache_records, "Records the sequencer remembers (default 65536)")
      ->check(CLI::Range(size_t{1}, size_t{100'000'000}));
  app.add_option("--max-in-flight", o.max_in_flight, "Submissions between arrival and answer (default 4096)")
      ->check(CLI::Range(size_t{1}, size_t{1'000'000}));
  app.add_option("--max-in-flight-mib", o.max_in_flight_mib, "What they may come to (default 256)")
      ->check(CLI::Range(uint64_t{2}, uint64_t{1} << 16));
  app.add_option("--workers", o.workers, "Threads of each worker pool (default 0: one a processor)")
      ->check(CLI::Range(0, 256));
  app.add_option("--scrub-entries-per-second", o.scrub_entries_per_second,
                 "Entries that are read again in the background (default 2000; 0: none)")
      ->check(CLI::Range(uint64_t{0}, uint64_t{10'000'000}));
  app.add_option("--drain-seconds", o.drain_seconds, "Longest wait for submissions in flight at a stop (default 20)")
      ->check(CLI::Range(0, 3600));
  app.add_option("--commitment-seconds", o.commitment_seconds,
                 "How long new entries wait before the index of subjects and accounts is committed to (default 5)")
      ->check(CLI::Range(1, 3600));
  // By name alone: CLI11's own transformer also takes the enum's numbers.
  std::vector<std::string> levels;
  for (const auto& [name, level] : kLogLevels) levels.emplace_back(name);
  const auto set_level = [&o](const std::string& wanted) {
    for (const auto& [name, level] : kLogLevels) {
      if (name == wanted) o.log_level = level;
    }
  };
  app.add_option_function<std::string>("--log-level", set_level, "Least level that is logged (default info)")
      ->check(CLI::IsMember(levels));
}

std::string FolderOf(const std::string& path) {
  const size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

// Reads the file into `options`; an error text, or nothing.
std::optional<std::string> ReadConfig(const std::string& path, Options& options) {
  std::ifstream file(path);
  if (!file) return Cat("--config: can't read ", path);
  Options read;
  for (std::string* p : PathsOf(read)) p->clear();
  CLI::App app;
  Declare(app, read);
  app.allow_config_extras(CLI::config_extras_mode::error);
  try {
    app.parse_from_stream(file);
  } catch (const CLI::ParseError& error) {
    return Cat(path, ": ", std::string_view(error.what()));
  }
  const std::string folder = FolderOf(path);
  for (std::string* p : PathsOf(read)) {
    if (!p->empty() && p->front() != '/') *p = Cat(folder, "/", *p);
  }
  for (std::string& p : read.known_checkpoints) {
    if (!p.empty() && p.front() != '/') p = Cat(folder, "/", p);
  }
  if (read.dir.empty()) read.dir = options.dir;
  options = read;
  return std::nullopt;
}

// The command line's --config, wherever it stands.
std::string ConfigPathOf(int argc, const char* const* argv) {
  std::string path;
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    constexpr std::string_view kJoined = "--config=";
    if (word == "--config" && i + 1 < argc) path = argv[i + 1];
    if (word.substr(0, kJoined.size()) == kJoined) path = word.substr(kJoined.size());
  }
  return path;
}

// What serving needs, beyond what --dev makes.
std::optional<std::string> Missing(const Options& o) {
  if (!o.back_up_keystore.empty()) {
    return o.keystore.empty() ? std::make_optional<std::string>("--keystore is missing: what should be copied?")
                              : std::nullopt;
  }
  const bool offline = o.verify || !o.dump.empty();
  if (offline && o.verify && !o.dump.empty()) return "--dump and --verify exclude each other";
  if (offline && o.db.empty()) return "--db is missing: the database to read";
  if (offline) return std::nullopt;
  if (o.require_witness && o.witness_policy.empty()) {
    return "--witness-policy is missing: whom should --require-witness ask?";
  }
  if (o.dev) return std::nullopt;
  if (!o.keystore.empty() && o.service_key.empty()) {
    return "--service-key is missing: erasures of what --keystore seals are entries of the service";
  }
  const std::map<std::string, const std::string*> needed{{"--db", &o.db},   {"--anchor", &o.anchor},
                                                         {"--ca", &o.ca},   {"--cert", &o.cert},
                                                         {"--key", &o.key}, {"--checkpoint-key", &o.checkpoint_key}};
  for (const auto& [name, value] : needed) {
    if (value->empty()) return Cat(name, " is missing (or use --dev for a ledger to try things with)");
  }
  return std::nullopt;
}

}  // namespace

std::variant<Options, Exit> Parse(int argc, const char* const* argv) {
  Options options;
  if (const std::string path = ConfigPathOf(argc, argv); !path.empty()) {
    if (const std::optional<std::string> error = ReadConfig(path, options); error.has_value()) {
      std::cerr << "ingotd: " << *error << "\n";
      return Exit{kExitUsage};
    }
  }
  CLI::App app(kDescription, "ingotd");
  app.footer(kFooter);
  app.set_version_flag("--version", "ingotd " INGOT_VERSION);
  Declare(app, options);
  std::string config_path;
  app.add_option("--config", config_path, "Configuration file: `name = value` lines, names as the flags without --");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const bool asked = error.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success);
    app.exit(error);
    return Exit{asked ? kExitOk : kExitUsage};
  }
  if (const std::optional<std::string> error = Missing(options); error.has_value()) {
    std::cerr << "ingotd: " << *error << "\n";
    return Exit{kExitUsage};
  }
  return options;
}

}  // namespace ingot::config
