#include "server/config/options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "ledger/base/strings.h"
#include "tests/support/temp/temp_dir.h"

namespace ingot::config {
namespace {

using ::testing::HasSubstr;

std::variant<Options, Exit> ParseWords(const std::vector<std::string>& words) {
  std::vector<const char*> argv{"ingotd"};
  for (const std::string& word : words) argv.push_back(word.c_str());
  return Parse(static_cast<int>(argv.size()), argv.data());
}

Options MustParse(const std::vector<std::string>& words) {
  auto parsed = ParseWords(words);
  if (const Exit* exit = std::get_if<Exit>(&parsed)) ADD_FAILURE() << "exit " << exit->code;
  return std::get<Options>(parsed);
}

int ExitOf(const std::vector<std::string>& words) {
  const auto parsed = ParseWords(words);
  const Exit* const exit = std::get_if<Exit>(&parsed);
  return exit == nullptr ? -1 : exit->code;
}

std::string WriteConfig(const std::string& text) {
  const std::string path = testing::FreshDir() + "/ingotd.conf";
  std::ofstream(path) << text;
  return path;
}

const std::vector<std::string> kNeeded = {"--db",  "d", "--anchor",         "a", "--ca", "c", "--cert", "s",
                                          "--key", "k", "--checkpoint-key", "p"};

TEST(OptionsTest, DefaultsNeedWhatOnlyAnOperatorKnows) {
  EXPECT_EQ(ExitOf({}), kExitUsage);
  const Options options = MustParse(kNeeded);
  EXPECT_EQ(options.listen, "127.0.0.1:7443");
  EXPECT_EQ(options.disk_reserve_mib, 4096u);
  EXPECT_FALSE(options.confirm_clock);
  EXPECT_FALSE(options.dev);
}

TEST(OptionsTest, RequiredWitnessesAreNamed) {
  std::vector<std::string> words = kNeeded;
  words.insert(words.end(), {"--require-witness", "--witness-wait-seconds", "5"});
  EXPECT_EQ(ExitOf(words), kExitUsage) << "whom should it ask?";
  EXPECT_EQ(ExitOf({"--dev", "--require-witness"}), kExitUsage);
  words.insert(words.end(), {"--witness-policy", "w"});
  const Options options = MustParse(words);
  EXPECT_TRUE(options.require_witness);
  EXPECT_EQ(options.witness_wait_seconds, 5);
  EXPECT_FALSE(MustParse(kNeeded).require_witness);
  EXPECT_EQ(MustParse(kNeeded).witness_wait_seconds, 60);
}

TEST(OptionsTest, DevNeedsNothing) {
  const Options options = MustParse({"--dev", "--dir", "/tmp/x", "--listen", "127.0.0.1:0"});
  EXPECT_TRUE(options.dev);
  EXPECT_EQ(options.dir, "/tmp/x");
  EXPECT_EQ(options.listen, "127.0.0.1:0");
  EXPECT_EQ(MustParse({"--dev"}).dir, "ingot-dev");
}

TEST(OptionsTest, AFileSaysTheSameAsFlagsAndFlagsOverrideIt) {
  const std::string path = WriteConfig(
      "# an installed ledger\n"
      "listen = \"0.0.0.0:7443\"\n"
      "db = \"db\"\n"
      "anchor = \"/var/lib/ingot/anchor\"\n"
      "ca = \"ca.pem\"\ncert = \"server.pem\"\nkey = \"server.key\"\n"
      "checkpoint-key = \"checkpoint.key\"\n"
      "drain-seconds = 5\n"
      "log-level = \"warning\"\n");
  const Options options = MustParse({"--config", path, "--drain-seconds=7", "--ca", "other.pem"});
  EXPECT_EQ(options.listen, "0.0.0.0:7443");
  EXPECT_EQ(options.drain_seconds, 7);
  EXPECT_EQ(options.log_level, log::Level::kWarning);
  // Relative to the file's folder; absolute ones and the command line's stay.
  const std::string folder = path.substr(0, path.rfind('/'));
  EXPECT_EQ(options.db, folder + "/db");
  EXPECT_EQ(options.anchor, "/var/lib/ingot/anchor");
  EXPECT_EQ(options.ca, "other.pem");
  EXPECT_TRUE(options.genesis.empty());
}

TEST(OptionsTest, AKeystoreNeedsTheServiceKey) {
  std::vector<std::string> words = kNeeded;
  words.insert(words.end(), {"--keystore", "ks"});
  EXPECT_EQ(ExitOf(words), kExitUsage);
  words.insert(words.end(), {"--service-key", "sk"});
  EXPECT_EQ(MustParse(words).keystore, "ks");
  EXPECT_EQ(MustParse(words).service_key, "sk");
}

TEST(OptionsTest, CopyingAKeystoreNeedsNothingElse) {
  EXPECT_EQ(ExitOf({"--back-up-keystore", "to"}), kExitUsage);
  const Options options = MustParse({"--keystore", "ks", "--back-up-keystore", "to"});
  EXPECT_EQ(options.back_up_keystore, "to");
  EXPECT_EQ(options.keep_days, 30);
  EXPECT_EQ(ExitOf({"--keystore", "ks", "--back-up-keystore", "to", "--keep-days", "0"}), kExitUsage);
  EXPECT_EQ(MustParse({"--keystore", "ks", "--back-up-keystore", "to", "--keep-days", "1"}).keep_days, 1);
}

TEST(OptionsTest, WhatIsWrongIsRefused) {
  std::vector<std::string> words = kNeeded;
  words.push_back("--no-such-flag");
  EXPECT_EQ(ExitOf(words), kExitUsage);
  EXPECT_EQ(ExitOf({"--dev", "--drain-seconds", "-1"}), kExitUsage);
  EXPECT_EQ(ExitOf({"--dev", "--log-level", "loud"}), kExitUsage);
  EXPECT_EQ(ExitOf({"--dev", "stray"}), kExitUsage);
  EXPECT_EQ(ExitOf({"--config", "/nowhere/ingotd.conf"}), kExitUsage);
  EXPECT_EQ(ExitOf({"--config", WriteConfig("lisssten = \"x\"\n")}), kExitUsage);
  EXPECT_EQ(ExitOf({"--config", WriteConfig("drain-seconds = 99999\n")}), kExitUsage);
}

TEST(OptionsTest, LogLevelsAreKnownByNameAlone) {
  const std::map<std::string, log::Level> levels = {{"debug", log::Level::kDebug},
                                                    {"info", log::Level::kInfo},
                                                    {"warning", log::Level::kWarning},
                                                    {"error", log::Level::kError}};
  for (const auto& [name, level] : levels) EXPECT_EQ(MustParse({"--dev", "--log-level", name}).log_level, level);
  for (const std::string wrong : {"0", "1", "3", "4", "Info", "warn", "fatal", "trace", ""}) {
    ::testing::internal::CaptureStderr();
    EXPECT_EQ(ExitOf({"--dev", Cat("--log-level=", wrong)}), kExitUsage) << wrong;
    const std::string by_flag = ::testing::internal::GetCapturedStderr();
    EXPECT_TRUE(wrong.empty() || by_flag.find("debug,info,warning,error") != std::string::npos) << by_flag;
    ::testing::internal::CaptureStderr();
    EXPECT_EQ(ExitOf({"--config", WriteConfig(Cat("dev = true\nlog-level = \"", wrong, "\"\n"))}), kExitUsage) << wrong;
    const std::string by_file = ::testing::internal::GetCapturedStderr();
    EXPECT_TRUE(wrong.empty() || by_file.find("debug,info,warning,error") != std::string::npos) << by_file;
  }
  ::testing::internal::CaptureStdout();
  EXPECT_EQ(ExitOf({"--help"}), kExitOk);
  EXPECT_THAT(::testing::internal::GetCapturedStdout(), HasSubstr("debug,info,warning,error"));
}

TEST(OptionsTest, HelpAndVersionEndWell) {
  EXPECT_EQ(ExitOf({"--help"}), kExitOk);
  EXPECT_EQ(ExitOf({"--version"}), kExitOk);
}

}  // namespace
}  // namespace ingot::config
