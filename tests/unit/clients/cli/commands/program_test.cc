// The program as a whole, run in the test's process: what needs no server.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/completion.h"
#include "clients/cli/commands/progress.h"
#include "clients/cpp/files.h"
#include "clients/cpp/profile.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ledger/base/strings.h"
#include "tests/unit/clients/cli/commands/run_program.h"
#include "tests/unit/clients/support/reference.h"

namespace ingot::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::vector<std::string> InitArguments(const std::string& dir) {
  return {"init",   "--dir", dir,         "--origin", "bank.example/al", "--operator", "bank",
          "--name", "Bank",  "--country", "DE"};
}

// Every command, by its path of words.
void ForEachCommand(const CLI::App& app, const std::string& path,
                    const std::function<void(const std::string&, const CLI::App&)>& visit) {
  for (const CLI::App* command : app.get_subcommands(nullptr)) {
    const std::string below = path + (path.empty() ? "" : " ") + command->get_name();
    visit(below, *command);
    ForEachCommand(*command, below, visit);
  }
}

TEST(ProgramTest, UsageErrorsExitWith2) {
  EXPECT_EQ(Ingot({}).code, kExitUsage);
  EXPECT_EQ(Ingot({"vehicle"}).code, kExitUsage);
  EXPECT_EQ(Ingot({"vehicle", "show"}).code, kExitUsage);
  EXPECT_EQ(Ingot({"nonsense"}).code, kExitUsage);
  EXPECT_EQ(Ingot({"vehicle", "list", "--limit", "0"}).code, kExitUsage);
  EXPECT_EQ(Ingot({"vehicle", "list", "--limit", "5", "--all"}).code, kExitUsage);
  EXPECT_EQ(Ingot({"--help"}).code, kExitOk);
}

// More than a buffer, so that it fails before the end.
TEST(ProgramTest, AFullDiskUnderStandardOutputIsAnError) {
  Context context;
  EXPECT_EXIT(
      {
        if (std::freopen("/dev/full", "w", stdout) == nullptr) std::_Exit(99);
        for (int i = 0; i < 10'000; ++i) context.Print("a line of the output\n");
        std::_Exit(kExitOk);
      },
      ::testing::ExitedWithCode(kExitUsage), "can't write the output");
}

TEST(ProgramTest, EveryCommandHasADescriptionAndAnExample) {
  CLI::App app("", "ingot");
  Context context;
  AddCommands(app, context);
  int commands = 0;
  ForEachCommand(app, "", [&](const std::string& path, const CLI::App& command) {
    EXPECT_NE(command.get_description(), "") << path;
    if (!command.get_subcommands(nullptr).empty()) return;
    ++commands;
    EXPECT_THAT(command.get_footer(), HasSubstr("ingot " + path)) << path;
  });
  EXPECT_GE(commands, 30);
}

TEST(ProgramTest, TheManualKnowsEveryCommandAndOption) {
  const absl::StatusOr<std::string> manual = client::ReadFile("docs/CLI.md", 1 << 20);
  ASSERT_TRUE(manual.ok()) << manual.status();
  CLI::App app("", "ingot");
  Context context;
  AddCommands(app, context);
  ForEachCommand(app, "", [&](const std::string& path, const CLI::App& command) {
    if (!command.get_subcommands(nullptr).empty()) return;
    EXPECT_THAT(*manual, HasSubstr("ingot " + path)) << path;
    for (const CLI::Option* option : command.get_options(nullptr)) {
      for (const std::string& name : option->get_lnames()) {
        if (name == "help") continue;
        EXPECT_THAT(*manual, HasSubstr("--" + name)) << path;
      }
    }
  });
}

// What a start adds for one command is what --help lists of it.
TEST(ProgramTest, EveryCommandIsAddedByItsOwnName) {
  CLI::App all("", "ingot");
  Context context;
  AddCommands(all, context);
  for (const CLI::App* command : all.get_subcommands(nullptr)) {
    CLI::App one("", "ingot");
    AddCommands(one, context, {{"--profile", command->get_name()}});
    std::vector<std::string> expected, added;
    ForEachCommand(*command, "", [&](const std::string& path, const CLI::App&) { expected.push_back(path); });
    ForEachCommand(*one.get_subcommand(command->get_name()), "",
                   [&](const std::string& path, const CLI::App&) { added.push_back(path); });
    EXPECT_EQ(added, expected) << command->get_name();
    EXPECT_LE(one.get_subcommands(nullptr).size(), command->get_name() == "completion" ? 100u : 5u);
  }
  CLI::App unknown("", "ingot");
  AddCommands(unknown, context, {{"adit", ""}});
  EXPECT_EQ(unknown.get_subcommands(nullptr).size(), all.get_subcommands(nullptr).size());
}

TEST(ProgramTest, TheInstalledCompletionIsTheProgramsOwn) {
  CLI::App app("", "ingot");
  Context context;
  AddCommands(app, context);
  const absl::StatusOr<std::string> installed = client::ReadFile("deploy/completion/ingot.bash", 1 << 20);
  ASSERT_TRUE(installed.ok()) << installed.status();
  EXPECT_EQ(*installed, BashCompletion(app)) << "make it again: ingot completion bash > deploy/completion/ingot.bash";
}

TEST(ProgramTest, InitWritesAnInstallationThatProfilesCanBeLoadedFrom) {
  const std::string dir = client::FreshFolder("bank");
  const Outcome outcome = Ingot(InitArguments(dir));
  ASSERT_EQ(outcome.code, kExitOk) << outcome.err;
  for (const char* name : {"ca.pem", "ca.key", "server.pem", "server.key", "genesis.pb", "checkpoint.key",
                           "service.key", "vkey", "ledger-id", "ingotd.conf", "orgs/bank/client.pem",
                           "orgs/bank/client.key", "orgs/bank/signing.key", "orgs/bank/profile"}) {
    EXPECT_TRUE(client::ReadFile(Cat(dir, "/", name), 1 << 16).ok()) << name;
  }
  const auto profile = client::LoadProfile(dir + "/orgs/bank/profile");
  ASSERT_TRUE(profile.ok()) << profile.status();
  EXPECT_THAT(outcome.out, HasSubstr(ToHex(profile->ledger_id)));
  EXPECT_EQ(*client::ReadFile(dir + "/vkey", 1000), profile->verifier_keys[0].Format() + "\n");
  EXPECT_TRUE(LoadKey(profile->signing_key).ok());
  EXPECT_TRUE(client::ReadFile(profile->ca, 1 << 16).ok()) << "paths lead from the profile's folder";

  const Outcome again = Ingot(InitArguments(dir));
  EXPECT_EQ(again.code, kExitUsage) << "a ledger's keys are never overwritten";
  EXPECT_THAT(again.err, HasSubstr("exists already"));
}

TEST(ProgramTest, CertIssueMakesAMembersFolder) {
  const std::string dir = client::FreshFolder("bank");
  ASSERT_EQ(Ingot(InitArguments(dir)).code, kExitOk);
  ASSERT_EQ(Ingot({"cert", "issue", "--dir", dir, "rhein-mobil"}).code, kExitOk);
  const auto profile = client::LoadProfile(dir + "/orgs/rhein-mobil/profile");
  ASSERT_TRUE(profile.ok()) << profile.status();
  EXPECT_EQ(profile->organisation, "rhein-mobil");
  EXPECT_EQ(profile->ledger_id, client::LoadProfile(dir + "/orgs/bank/profile")->ledger_id);
  EXPECT_TRUE(LoadKey(profile->signing_key).ok());
  EXPECT_EQ(Ingot({"cert", "issue", "--dir", dir, "rhein-mobil"}).code, kExitUsage);
  const std::string before = *client::ReadFile(profile->cert, 1 << 16);
  EXPECT_EQ(Ingot({"cert", "issue", "--dir", dir, "rhein-mobil", "--renew"}).code, kExitOk);
  EXPECT_NE(*client::ReadFile(profile->cert, 1 << 16), before);
  EXPECT_EQ(Ingot({"cert", "issue", "--dir", dir, "No Such Id"}).code, kExitUsage);
}

TEST(ProgramTest, AFailedInitLeavesNothing) {
  const std::string parent = client::FreshFolder("parent");
  std::vector<std::string> arguments = InitArguments(parent + "/bank");
  arguments.back() = "XX";  // no country
  const Outcome outcome = Ingot(arguments);
  EXPECT_EQ(outcome.code, kExitRefused);
  EXPECT_THAT(outcome.err, HasSubstr("operator_country"));
  EXPECT_TRUE(std::filesystem::is_empty(parent));
}

TEST(ProgramTest, DryRunShowsWhatWouldBeSignedAndSignedBytesCanBeKept) {
  const std::string dir = client::FreshFolder("bank");
  ASSERT_EQ(Ingot(InitArguments(dir)).code, kExitOk);
  const std::string input = dir + "/in.json";
  ASSERT_TRUE(client::WriteFile(input, "[{\"odometerRead\":{\"vin\":\"V\",\"odometerM\":\"5\"}}]", client::kPublicFile,
                                client::Existing::kRefuse)
                  .ok());
  const std::string profile = dir + "/orgs/bank/profile";
  const Outcome missing = Ingot({"--profile", profile, "submit", input, "--dry-run"});
  EXPECT_EQ(missing.code, kExitUsage);
  EXPECT_THAT(missing.err, HasSubstr(input + ":1: occurred_at"));
  const Outcome shown = Ingot({"--profile", profile, "submit", input, "--now", "--dry-run", "--key",
                               "00112233445566778899aabbccddeeff", "--save-signed", dir + "/signed"});
  ASSERT_EQ(shown.code, kExitOk) << shown.err;
  EXPECT_THAT(shown.out, HasSubstr("\"idempotencyKey\":\"ABEiM0RVZneImaq7zN3u/w==\""));
  EXPECT_THAT(shown.out, HasSubstr("\"odometerM\":\"5\""));
  const Outcome kept = Ingot({"--profile", profile, "submit", "--signed", dir + "/signed", "--dry-run"});
  EXPECT_EQ(kept.out, shown.out) << "the very same bytes";
}

TEST(ProgramTest, ErrorsAreReadableForProgramsToo) {
  const Outcome text = Ingot({"checkpoint"});
  EXPECT_EQ(text.code, kExitUsage);
  EXPECT_THAT(text.err, HasSubstr("--profile"));
  const Outcome json = Ingot({"--json", "--profile", "/nonexistent", "checkpoint"});
  EXPECT_EQ(json.code, kExitUsage);
  EXPECT_THAT(json.err, HasSubstr("\"exitCode\":2"));
  EXPECT_THAT(json.err, HasSubstr("/nonexistent"));
}

TEST(ProgramTest, KeysAreMadeOnceAndProvenForOneOrganisation) {
  const std::string dir = client::FreshFolder("keys");
  const std::string path = dir + "/signing.key";
  const Outcome made = Ingot({"key", "new", "--out", path});
  ASSERT_EQ(made.code, kExitOk) << made.err;
  EXPECT_EQ(Ingot({"key", "new", "--out", path}).code, kExitUsage) << "a key is never overwritten";
  EXPECT_THAT(made.out, Not(HasSubstr("PRIVATE")));
  const std::string id(64, 'a');
  const Outcome one = Ingot({"key", "prove", "--key", path, "--organisation", "one-org", "--ledger-id", id});
  const Outcome two = Ingot({"key", "prove", "--key", path, "--organisation", "two-org", "--ledger-id", id});
  ASSERT_EQ(one.code, kExitOk) << one.err;
  EXPECT_NE(one.out, two.out);
}

TEST(ProgramTest, ConsentIsToOneReversalByOneOrganisation) {
  const std::string dir = client::FreshFolder("bank");
  ASSERT_EQ(Ingot(InitArguments(dir)).code, kExitOk);
  const auto consent = [&dir](const std::string& seq, const std::string& actor, const std::string& reason) {
    return Ingot({"--profile", dir + "/orgs/bank/profile", "countersign", seq, "--actor", actor, "--reason", reason});
  };
  const Outcome outcome = consent("7", "one-org", "incorrect-data");
  ASSERT_EQ(outcome.code, kExitOk) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("{\"organisationId\":\"bank\",\"keyId\":\""));
  EXPECT_EQ(consent("7", "one-org", "incorrect-data").out, outcome.out);
  EXPECT_NE(consent("8", "one-org", "incorrect-data").out, outcome.out);
  EXPECT_NE(consent("7", "two-org", "incorrect-data").out, outcome.out);
  EXPECT_NE(consent("7", "one-org", "did-not-occur").out, outcome.out);
  EXPECT_EQ(consent("7", "one-org", "whim").code, kExitUsage);
  EXPECT_EQ(consent("-7", "one-org", "incorrect-data").code, kExitUsage);
}

TEST(ProgramTest, UnusableReceiptsAndDumpsExitWith2) {
  const std::string dir = client::FreshFolder("input");
  const std::string vkey = client::VerifierOf(client::KeyOf('k'), "bank.example").Format();
  ASSERT_TRUE(client::WriteFile(dir + "/rubbish", "\xff\xff", client::kPublicFile, client::Existing::kRefuse).ok());
  EXPECT_EQ(Ingot({"receipt", "verify", dir + "/rubbish", "--vkey", vkey}).code, kExitUsage);
  EXPECT_EQ(Ingot({"receipt", "verify", dir + "/absent", "--vkey", vkey}).code, kExitUsage);
  EXPECT_EQ(Ingot({"receipt", "verify", dir + "/rubbish", "--vkey", "nonsense"}).code, kExitUsage);
  EXPECT_EQ(Ingot({"audit", "--file", dir + "/rubbish", "--vkey", vkey}).code, kExitUsage);
  EXPECT_EQ(Ingot({"audit", "--file", dir + "/absent", "--vkey", vkey}).code, kExitUsage);
}

TEST(ProgressTest, SaysHowFar) {
  EXPECT_EQ(ProgressText(500, 1000, "entries", absl::Seconds(2)),
            "[###############---------------]  50 %  500 of 1 000 entries, 250 a second");
  EXPECT_EQ(ProgressText(0, 0, "entries", absl::Milliseconds(1)).substr(0, 41),
            "[##############################] 100 %  0");
  EXPECT_THAT(ProgressText(2000, 1000, "entries", absl::Seconds(1)), HasSubstr("100 %"));
  EXPECT_THAT(ProgressText(900, 1000, "entries", absl::Seconds(2), 800),
              HasSubstr("900 of 1 000 entries, 50 a second"));
}

}  // namespace
}  // namespace ingot::cli
