// ingot simulate: dumps that audits verify, files that other commands read.
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "clients/cli/commands/context.h"
#include "clients/cli/text/events_json.h"
#include "clients/cli/text/json_document.h"
#include "clients/cpp/files.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ledger/base/strings.h"
#include "tests/unit/clients/cli/commands/run_program.h"
#include "tests/unit/clients/support/reference.h"

namespace ingot::cli {
namespace {

using ::testing::HasSubstr;

constexpr size_t kMaxFile = 256 << 20;

std::string Value(const std::string& json, std::string_view name) {
  const absl::StatusOr<std::vector<JsonNode>> items = ParseJsonItems(json);
  EXPECT_TRUE(items.ok()) << items.status();
  const JsonNode* const value = items->front().Find(name);
  EXPECT_NE(value, nullptr) << name;
  return value == nullptr ? "" : value->string;
}

class SimulateTest : public ::testing::Test {
 protected:
  std::string Path(const std::string& name) const { return Cat(folder_, "/", name); }

  // Writes a dump; returns its verifier key.
  std::string Dump(const std::string& name, std::vector<std::string> more = {}) {
    std::vector<std::string> arguments = {"--json",  "simulate", "--vehicles", "60",
                                          "--years", "3",        "--dump",     Path(name)};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const Outcome outcome = Ingot(arguments);
    EXPECT_EQ(outcome.code, kExitOk) << outcome.err;
    out_ = outcome.out;
    return Value(outcome.out, "verifierKey");
  }

  const std::string folder_ = [] {
    std::string folder = client::FreshFolder("simulated");
    std::filesystem::create_directories(folder);
    return folder;
  }();
  std::string out_;
};

TEST_F(SimulateTest, ADumpIsVerifiedByAnAudit) {
  const std::string vkey = Dump("a.dump");
  const Outcome audit = Ingot({"--json", "audit", "--file", Path("a.dump"), "--vkey", vkey});
  EXPECT_EQ(audit.code, kExitOk) << audit.out << audit.err;
  EXPECT_THAT(audit.out, HasSubstr("\"verified\":true"));
  EXPECT_THAT(audit.out, HasSubstr("\"termsNotExamined\":\"0\""));
  EXPECT_EQ(Value(audit.out, "entries"), Value(out_, "entries"));
  EXPECT_EQ(Value(audit.out, "ledgerId"), Value(out_, "ledger"));
  EXPECT_FALSE(std::filesystem::exists(Path("a.dump.unfinished")));
}

// Long enough for everything that happens once in years: successions, new keys, contracts moved to another VIN.
TEST_F(SimulateTest, ALongDumpIsVerifiedToo) {
  const Outcome made = Ingot({"--json", "simulate", "--vehicles", "480", "--years", "8", "--first-year", "2010",
                              "--mistakes", "2000", "--dump", Path("a.dump")});
  ASSERT_EQ(made.code, kExitOk) << made.err;
  for (const std::string_view rare : {"organisation_succeeded", "key_added", "key_revoked", "contract_moved"}) {
    EXPECT_THAT(made.out, HasSubstr(Cat("\"", rare, "\":\"")));
  }
  const Outcome audit = Ingot({"--json", "audit", "--file", Path("a.dump"), "--vkey", Value(made.out, "verifierKey")});
  EXPECT_EQ(audit.code, kExitOk) << audit.out << audit.err;
}

TEST_F(SimulateTest, TheSameSeedMakesTheSameDump) {
  Dump("a.dump");
  Dump("b.dump");
  const auto a = client::ReadFile(Path("a.dump"), kMaxFile);
  ASSERT_TRUE(a.ok());
  EXPECT_EQ(*a, *client::ReadFile(Path("b.dump"), kMaxFile));
  const std::string ledger = Value(out_, "ledger");
  Dump("d.dump", {"--mistakes", "1"});
  EXPECT_NE(Value(out_, "ledger"), ledger) << "another fleet is another ledger";
  Dump("c.dump", {"--seed", "2"});
  EXPECT_NE(*a, *client::ReadFile(Path("c.dump"), kMaxFile));
}

TEST_F(SimulateTest, MistakesAreRefusedAndCounted) {
  const std::string vkey = Dump("a.dump", {"--mistakes", "100000"});
  EXPECT_THAT(out_, HasSubstr("\"NOT_HOLDER\":\""));
  EXPECT_EQ(Ingot({"audit", "--file", Path("a.dump"), "--vkey", vkey}).code, kExitOk);
}

TEST_F(SimulateTest, ADumpIsNeverReplaced) {
  Dump("a.dump");
  const Outcome again = Ingot({"simulate", "--vehicles", "60", "--years", "3", "--dump", Path("a.dump")});
  EXPECT_EQ(again.code, kExitUsage);
  EXPECT_THAT(again.err, HasSubstr("exists"));
}

TEST_F(SimulateTest, LinesAreThoseThatSubmitReads) {
  ASSERT_EQ(Ingot({"simulate", "--vehicles", "20", "--years", "2", "--out", Path("a.jsonl")}).code, kExitOk);
  const auto lines = client::ReadFile(Path("a.jsonl"), kMaxFile);
  ASSERT_TRUE(lines.ok());
  const auto drafts = ParseDrafts(*lines, "a.jsonl", std::nullopt);
  ASSERT_TRUE(drafts.ok()) << drafts.status();
  EXPECT_GT(drafts->size(), 300u);
  EXPECT_EQ(lines->find("entryReversed"), std::string::npos);
}

TEST_F(SimulateTest, StandardOutputHasTheSameLines) {
  const std::vector<std::string> arguments = {"simulate", "--vehicles", "20", "--years", "2", "--out"};
  std::vector<std::string> to_file = arguments;
  to_file.push_back(Path("a.jsonl"));
  std::vector<std::string> to_output = arguments;
  to_output.emplace_back("-");
  ASSERT_EQ(Ingot(to_file).code, kExitOk);
  const Outcome printed = Ingot(to_output);
  EXPECT_EQ(printed.code, kExitOk);
  EXPECT_EQ(printed.out, *client::ReadFile(Path("a.jsonl"), kMaxFile));
}

TEST_F(SimulateTest, AFolderHasAFileAnOrganisationAndAManifest) {
  ASSERT_EQ(Ingot({"simulate", "--vehicles", "20", "--years", "2", "--mistakes", "50000", "--out", Path("a.d")}).code,
            kExitOk);
  std::ifstream manifest(Path("a.d/manifest.tsv"));
  uint64_t number = 0, first = 0, count = 0, rows = 0, lines = 0;
  std::string day, organisation, key, expected;
  std::map<std::string, uint64_t> next;
  int refusals = 0;
  while (manifest >> number >> day >> organisation >> first >> count >> key >> expected) {
    EXPECT_EQ(number, rows++);
    EXPECT_EQ(first, next[organisation] + 1);
    next[organisation] += count;
    EXPECT_EQ(key.size(), 32u);
    refusals += expected != "-";
  }
  EXPECT_GT(rows, 200u);
  EXPECT_GT(refusals, 0);
  for (const auto& [id, wanted] : next) {
    std::ifstream file(Path(Cat("a.d/", id, ".jsonl")));
    lines = 0;
    for (std::string line; std::getline(file, line);) ++lines;
    EXPECT_EQ(lines, wanted) << id;
  }
}

TEST_F(SimulateTest, UsageIsChecked) {
  EXPECT_EQ(Ingot({"simulate"}).code, kExitUsage);
  EXPECT_EQ(Ingot({"simulate", "--dump", Path("x"), "--out", Path("y")}).code, kExitUsage);
  EXPECT_EQ(Ingot({"simulate", "--vehicles", "10000001", "--dump", Path("x")}).code, kExitUsage);
  EXPECT_EQ(Ingot({"simulate", "--vehicles", "5", "--dump", Path("x")}).code, kExitUsage) << "less than one a year";
  EXPECT_EQ(Ingot({"simulate", "--years", "31", "--dump", Path("x")}).code, kExitUsage);
  EXPECT_EQ(Ingot({"simulate", "--mistakes", "1", "--out", Path("y.jsonl")}).code, kExitUsage);
  EXPECT_FALSE(std::filesystem::exists(Path("x")));
  EXPECT_FALSE(std::filesystem::exists(Path("y.jsonl")));
}

}  // namespace
}  // namespace ingot::cli
