// ingot verify and ingot witness vkey: what they print and how they exit. What they verify is ledger/verify's and
// tests/conformance's to test.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "clients/cli/commands/context.h"
#include "clients/cpp/files.h"
#include "ledger/base/check.h"
#include "tests/support/temp/temp_dir.h"
#include "tests/unit/clients/cli/commands/run_program.h"

namespace ingot::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

// sum.golang.org, as kept in transparency-dev/formats, log/checkpoint_test.go.
constexpr char kSumVkey[] = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8";
constexpr char kPeterVkey[] = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
constexpr char kSumNote[] =
    "go.sum database tree\n"
    "6476701\n"
    "mb8QLQIs0Z0yP5Cstq6guj87oXWeC9gEM8oVikmm9Wk=\n"
    "\n"
    "\u2014 sum.golang.org "
    "Az3grsLX85Gz+s1SiTbgkuqxgItqFq7gsMUEyVnrsa9LM7Us9S+1xbFIGu95949rj4nPRYfvimWEPWL+o3GeoWwOoAw=\n";

class VerifyTest : public ::testing::Test {
 protected:
  std::string File(const std::string& name, const std::string& bytes) {
    const std::string path = dir_.path() + "/" + name;
    INGOT_CHECK_OK(client::WriteFile(path, bytes, client::kPublicFile, client::Existing::kReplace));
    return path;
  }

  testing::TempDir dir_;
};

TEST_F(VerifyTest, VerdictsStandOnStandardOutput) {
  const std::string note = File("note", kSumNote);
  Outcome run = Ingot({"verify", "note", note, "--vkey", kSumVkey});
  EXPECT_EQ(run.code, kExitOk);
  EXPECT_THAT(run.out, StartsWith("VERIFIED: signed note\n"));
  EXPECT_THAT(run.out, HasSubstr("sum.golang.org"));
  run = Ingot({"--json", "verify", "note", note, "--vkey", kSumVkey});
  EXPECT_THAT(run.out,
              StartsWith("{\"verdict\":\"verified\",\"reason\":\"OK\",\"text\":\"go.sum database tree\\u000a"));

  std::string changed = kSumNote;
  changed[21] = '7';
  const std::string false_note = File("false", changed);
  run = Ingot({"verify", "note", false_note, "--vkey", kSumVkey});
  EXPECT_EQ(run.code, kExitRefused);
  EXPECT_THAT(run.out, StartsWith("REFUTED: signed note: "));
  EXPECT_THAT(run.out, HasSubstr("[BAD_SIGNATURE]"));
  EXPECT_EQ(run.err, "");
  run = Ingot({"--json", "verify", "note", note, "--vkey", kPeterVkey});
  EXPECT_EQ(run.code, kExitUsage);
  EXPECT_THAT(run.out, StartsWith("{\"verdict\":\"unusable\",\"reason\":\"NOT_SIGNED\",\"why\":"));
  EXPECT_EQ(Ingot({"--json", "verify", "note", dir_.path() + "/absent", "--vkey", kSumVkey}).code, kExitUsage);
  EXPECT_EQ(Ingot({"verify", "note", note}).code, kExitUsage) << "it needs a key";
}

TEST_F(VerifyTest, AReceiptIsVerifiedUnderBothNames) {
  const std::string file = File("receipt", "no receipt");
  for (const std::string group : {"verify", "receipt"}) {
    const std::string command = group == "verify" ? "receipt" : "verify";
    const Outcome run = Ingot({"--json", group, command, file, "--vkey", kSumVkey});
    EXPECT_EQ(run.code, kExitUsage);
    EXPECT_THAT(run.out, HasSubstr("\"reason\":\"MALFORMED_RECEIPT\""));
  }
  EXPECT_THAT(Ingot({"verify", "receipt", file, "--vkey", "x"}).out, HasSubstr("[MALFORMED_KEY]"));
  EXPECT_THAT(Ingot({"verify", "receipt", file}).err, HasSubstr("profile")) << "whose keys are taken else";
}

TEST_F(VerifyTest, OptionsOfTrustExcludeEachOther) {
  const std::string file = File("proof", "no proof");
  const std::string policy = File("policy", "quorum none\n");
  EXPECT_THAT(Ingot({"verify", "proof", file, "--vkey", kSumVkey, "--policy", policy}).out,
              HasSubstr("[MALFORMED_PROOF]"));
  EXPECT_EQ(Ingot({"verify", "proof", file, "--policy", policy, "--witness-key", kSumVkey}).code, kExitUsage);
  EXPECT_EQ(Ingot({"verify", "proof", file, "--vkey", kSumVkey, "--quorum", "1"}).code, kExitUsage);
  EXPECT_THAT(Ingot({"verify", "proof", file, "--vkey", kSumVkey, "--witness-key", kPeterVkey}).out,
              HasSubstr("[MALFORMED_POLICY]"))
      << "not a witness's key";
}

TEST_F(VerifyTest, ATreesProblemsAreListed) {
  File("checkpoint", kSumNote);
  const Outcome run = Ingot({"--json", "verify", "tiles", dir_.path(), "--vkey", kSumVkey});
  EXPECT_EQ(run.code, kExitRefused);
  EXPECT_THAT(run.out, HasSubstr("\"reason\":\"FILE_MISSING\""));
  EXPECT_THAT(run.out, HasSubstr("\"path\":\"tile/0/099\""));
  EXPECT_THAT(run.out, HasSubstr("\"cutShort\":true"));
}

TEST_F(VerifyTest, AWitnesssKeyIsOfTheCosignaturesType) {
  const std::string key = dir_.path() + "/witness.pem";
  ASSERT_EQ(Ingot({"--quiet", "key", "new", "--out", key}).code, kExitOk);
  const Outcome run = Ingot({"witness", "vkey", "--key", key, "--name", "witness.example/w1"});
  EXPECT_EQ(run.code, kExitOk);
  EXPECT_THAT(run.out, StartsWith("witness.example/w1+"));
  const std::string note = File("note", kSumNote);
  EXPECT_THAT(Ingot({"verify", "note", note, "--vkey", run.out.substr(0, run.out.size() - 1)}).out,
              HasSubstr("[NOT_SIGNED]"));
  EXPECT_EQ(Ingot({"witness", "vkey", "--key", key, "--name", "no name"}).code, kExitUsage);
  const std::string logs = File("logs", "quorum none\n");
  EXPECT_EQ(
      Ingot({"witness", "serve", "--key", key, "--name", "w", "--logs", logs, "--state", dir_.path() + "/s"}).code,
      kExitUsage)
      << "no log to watch";
}

}  // namespace
}  // namespace ingot::cli
