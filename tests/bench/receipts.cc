// What it takes to verify a receipt offline: in a process that is there, and as a whole run of `ingot verify receipt`.
// The ledgers are as large as their proofs say; a receipt holds the same hashes whether the other entries exist or not.
//
//   bench_receipts [INGOT]       INGOT: the program; beside this one where not given
#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "ingot/v1/receipt.pb.h"
#include "ledger/audit/receipt.h"
#include "ledger/base/check.h"
#include "ledger/base/strings.h"
#include "ledger/crypto/sha256.h"
#include "ledger/merkle/leaf_hash.h"
#include "ledger/note/checkpoint.h"
#include "ledger/verify/trust.h"
#include "ledger/witness/policy.h"
#include "server/files/files.h"
#include "tests/support/temp/temp_dir.h"
#include "tests/support/test_ledger.h"

extern char** environ;

namespace ingot {
namespace {

using testing::TestKey;
using testing::TestLedger;

constexpr int kInProcess = 2'000;
constexpr int kRuns = 100;
constexpr char kOrigin[] = "bank.example/aluminium";

note::VerifierKey KeyOf(const std::string& name, note::SignatureType type, const std::string& seed) {
  return note::VerifierKey::Create(name, type, TestKey(seed).public_key()).value();
}

// The receipt of entry 0 in a tree of that size: whatever hashes stand beside its way, they give some root.
v1::Receipt ReceiptIn(const TestLedger& ledger, uint64_t size, bool cosigned) {
  v1::Receipt receipt;
  receipt.set_ledger_id(ToBytes(ledger.ledger_id()));
  receipt.add_entries(ledger.entries().front().bytes);
  Hash root = ledger.entries().front().leaf;
  for (uint64_t covered = 1; covered < size; covered *= 2) {
    const Hash sibling = crypto::Sha256(Cat(covered));
    receipt.add_range_proof(ToBytes(sibling));
    root = merkle::NodeHash(root, sibling);
  }
  const crypto::PrivateKey key = TestKey("checkpoint");
  const crypto::PrivateKey* const keys[] = {&key};
  std::string note = note::SignCheckpoint({kOrigin, size, root}, keys).value();
  const std::string text = note::TextOf(note).value();
  for (const std::string name : {"w1", "w2"}) {
    if (cosigned) note += note::CosignatureLine(text, name, TestKey(name), 1'772'352'000).value();
  }
  receipt.set_checkpoint(note);
  return receipt;
}

verify::Trust TrustOf(bool cosigned) {
  verify::Trust trust{
      .keys = {KeyOf(kOrigin, note::SignatureType::kEd25519, "checkpoint")}, .policy = std::nullopt, .origin = ""};
  if (cosigned) {
    const note::VerifierKey witnesses[] = {KeyOf("w1", note::SignatureType::kCosignatureV1, "w1"),
                                           KeyOf("w2", note::SignatureType::kCosignatureV1, "w2")};
    trust.policy = witness::Policy::AnyOf(witnesses, 2).value();
  }
  return trust;
}

struct Figures {
  double median_ms = 0;
  double p99_ms = 0;
};

template <typename Work>
Figures Measure(int count, const Work& work) {
  std::vector<double> took;
  took.reserve(static_cast<size_t>(count));
  for (int i = 0; i < count; ++i) {
    const absl::Time began = absl::Now();
    work();
    took.push_back(absl::ToDoubleMilliseconds(absl::Now() - began));
  }
  std::sort(took.begin(), took.end());
  return {took[took.size() / 2], took[took.size() * 99 / 100]};
}

Figures InProcess(const std::string& bytes, const verify::Trust& trust) {
  return Measure(kInProcess, [&] {
    v1::Receipt receipt;
    INGOT_CHECK(receipt.ParseFromString(bytes));
    const auto opened = verify::OpenTrusted(receipt.checkpoint(), trust);
    INGOT_CHECK_OK(opened);
    INGOT_CHECK_OK(audit::VerifyReceiptIn(receipt, opened->checkpoint, std::nullopt));
  });
}

// Of the program's runs; `processor_ms` gets their mean processor time, which a busy machine changes little.
Figures WholeRun(std::vector<std::string> words, double* processor_ms) {
  std::vector<char*> argv;
  argv.reserve(words.size() + 1);
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  INGOT_CHECK(posix_spawn_file_actions_init(&actions) == 0);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  absl::Duration processor;
  const Figures figures = Measure(kRuns, [&] {
    pid_t pid = -1;
    int status = -1;
    rusage used{};
    INGOT_CHECK(posix_spawnp(&pid, argv[0], &actions, nullptr, argv.data(), environ) == 0);
    INGOT_CHECK(wait4(pid, &status, 0, &used) == pid);
    INGOT_CHECK_MSG(status == 0, "the receipt was not verified");
    processor += absl::DurationFromTimeval(used.ru_utime) + absl::DurationFromTimeval(used.ru_stime);
  });
  posix_spawn_file_actions_destroy(&actions);
  *processor_ms = absl::ToDoubleMilliseconds(processor) / kRuns;
  return figures;
}

void Run(const std::string& program) {
  const testing::TempDir folder;
  const TestLedger ledger;
  const std::string path = folder.Sub("receipt");
  std::printf("%-28s %18s %33s\n", "", "in process, ms", "whole run, ms");
  std::printf("%-28s %9s %8s %12s %8s %10s\n", "entries in the ledger", "median", "p99", "median", "p99", "processor");
  for (const bool cosigned : {false, true}) {
    const verify::Trust trust = TrustOf(cosigned);
    std::vector<std::string> words = {program, "verify", "receipt", path, "--vkey", trust.keys.front().Format()};
    for (const std::string name : {"w1", "w2"}) {
      if (!cosigned) continue;
      words.emplace_back("--witness-key");
      words.push_back(KeyOf(name, note::SignatureType::kCosignatureV1, name).Format());
    }
    for (const uint64_t size : {uint64_t{1}, uint64_t{1'000}, uint64_t{1'000'000}, uint64_t{1'000'000'000}}) {
      const std::string bytes = ReceiptIn(ledger, size, cosigned).SerializeAsString();
      INGOT_CHECK_OK(files::Write(path, bytes, files::Access::kPublic));
      const Figures here = InProcess(bytes, trust);
      double processor_ms = 0;
      const Figures whole = WholeRun(words, &processor_ms);
      std::printf("%-28s %9.3f %8.3f %12.1f %8.1f %10.1f\n", Cat(size, cosigned ? ", two cosignatures" : "").c_str(),
                  here.median_ms, here.p99_ms, whole.median_ms, whole.p99_ms, processor_ms);
    }
  }
}

std::string Beside(const std::string& program, const std::string& name) {
  return program.substr(0, program.rfind('/') + 1) + name;
}

}  // namespace
}  // namespace ingot

int main(int argc, char** argv) {
  ingot::Run(argc > 1 ? std::string(argv[1]) : ingot::Beside(argv[0], "ingot"));
  return 0;
}
