// What ingotd is told: one configuration file, and flags that override it. docs/OPERATIONS.md describes each.
#ifndef INGOT_SERVER_CONFIG_OPTIONS_H_
#define INGOT_SERVER_CONFIG_OPTIONS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "server/log/log.h"

namespace ingot::config {

struct Options {
  // --dev: everything below `dir` is made where missing.
  bool dev = false;
  std::string dir = "ingot-dev";

  // host:port; port 0 takes a free one.
  std::string listen = "127.0.0.1:7443";
  // Names in the address file, if any, what is listened on: for whoever asked for port 0.
  std::string address_file;

  // Paths. `db` is a directory, the others are files.
  std::string db;
  std::string anchor;
  std::string ca;
  std::string cert;
  std::string key;
  std::string checkpoint_key;
  std::string next_checkpoint_key;
  std::string service_key;
  // A directory, for sealed parts; they are refused where it is empty.
  std::string keystore;
  std::string genesis;
  // Whom to ask for cosignatures; empty for nobody.
  std::string witness_policy;
  // Where the newest cosigned checkpoint is kept; empty for beside the anchor.
  std::string cosigned;
  // Authorities of the witnesses' certificates; empty for the system's.
  std::string witness_ca;
  // Nothing is signed before a quorum of them has confirmed that the ledger was not rolled back, which is waited for
  // this long.
  bool require_witness = false;
  int witness_wait_seconds = 60;

  // With a path: the keystore is copied there, and nothing is served.
  std::string back_up_keystore;
  int keep_days = 30;
  // Signed notes that the database must reach.
  std::vector<std::string> known_checkpoints;
  // Instead of serving: write a dump of --db to this file ("-": standard output), or verify --db against itself.
  std::string dump;
  bool verify = false;
  // Where --verify makes the books again; empty for beside the database.
  std::string scratch;

  bool confirm_clock = false;
  uint64_t disk_reserve_mib = 4096;
  // States of the ledger as it was, at a time; 0 makes none.
  size_t past_states = 2;
  // Their folder; empty for beside the database.
  std::string past_dir;
  uint64_t block_cache_mib = 512;
  uint64_t memtable_mib = 256;
  size_t state_cache_records = 65'536;
  size_t max_in_flight = 4096;
  uint64_t max_in_flight_mib = 256;
  // 0: as many as the machine has processors.
  int workers = 0;
  int drain_seconds = 20;
  int commitment_seconds = 5;
  // Entries a second that the scrub reads again in the background; 0 for none.
  uint64_t scrub_entries_per_second = 2'000;
  log::Level log_level = log::Level::kInfo;
};

// Parsing ended the program: --help, --version, or an error that was printed.
struct Exit {
  int code = 0;
};

// Exit codes of ingotd.
inline constexpr int kExitOk = 0;
// It could not start or serve: an address in use, an unreadable file.
inline constexpr int kExitFailure = 1;
// The command line or the configuration file is wrong.
inline constexpr int kExitUsage = 2;
// What is stored and what was given do not agree: database, anchor, genesis, checkpoint key, known checkpoints; or
// --verify found something. An operator decides.
inline constexpr int kExitRefused = 3;
// Stopped as asked, but submissions in flight were cut off after --drain-seconds.
inline constexpr int kExitCutOff = 4;

// Reads the command line, and the file that --config names. Relative paths in the file are relative to the file's
// folder, those on the command line to the working folder. Prints help and errors (stdout, stderr).
std::variant<Options, Exit> Parse(int argc, const char* const* argv);

}  // namespace ingot::config

#endif  // INGOT_SERVER_CONFIG_OPTIONS_H_
