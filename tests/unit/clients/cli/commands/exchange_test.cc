// Exchange commands: what needs no server. The evidence file is the one that both verifiers are held against.
#include <string>

#include "clients/cli/commands/context.h"
#include "clients/cpp/files.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ledger/base/check.h"
#include "tests/unit/clients/cli/commands/run_program.h"
#include "tests/unit/clients/support/reference.h"

namespace ingot::cli {
namespace {

using ::testing::HasSubstr;

constexpr char kEvidence[] = "clients/python/tests/vectors/evidence.json";

std::string Read(const std::string& path) {
  absl::StatusOr<std::string> text = client::ReadFile(path, 1 << 20);
  INGOT_CHECK_OK(text);
  return *std::move(text);
}

std::string Key() {
  const std::string line = Read("clients/python/tests/vectors/evidence.vkey");
  return line.substr(0, line.find('\n'));
}

std::string Written(const std::string& text) {
  std::string path = client::FreshFolder("evidence") + "/file";
  INGOT_CHECK_OK(client::WriteFile(path, text, client::kPublicFile, client::Existing::kReplace));
  return path;
}

TEST(EvidenceVerifyTest, AnHonestFileExitsWith0) {
  const Outcome outcome = Ingot({"evidence", "verify", kEvidence, "--vkey", Key()});
  EXPECT_EQ(outcome.code, kExitOk) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("the certificate of destruction of WLVKW1568NA000001 is entry 34"));
  EXPECT_THAT(outcome.out, HasSubstr("Not examined"));
  const Outcome json = Ingot({"--json", "evidence", "verify", kEvidence, "--vkey", Key()});
  EXPECT_THAT(json.out, HasSubstr("\"verified\":true,\"vin\":\"WLVKW1568NA000001\""));
}

TEST(EvidenceVerifyTest, ALieExitsWith1) {
  std::string text = Read(kEvidence);
  const size_t at = text.find("\"value\": \"DESTROYED\"");
  ASSERT_NE(at, std::string::npos);
  text.replace(at, 20, "\"value\": \"ATTACHED\"");
  const std::string path = Written(text);
  const Outcome outcome = Ingot({"evidence", "verify", path, "--vkey", Key()});
  EXPECT_EQ(outcome.code, kExitRefused);
  EXPECT_THAT(outcome.out, HasSubstr("REFUTED: " + path));
  EXPECT_THAT(outcome.out, HasSubstr("scheme eu states at /items/3/facts/2/value"));
  EXPECT_THAT(Ingot({"--json", "evidence", "verify", path, "--vkey", Key()}).out, HasSubstr("\"verified\":false"));
}

TEST(EvidenceVerifyTest, WhatIsNoEvidenceExitsWith2) {
  EXPECT_EQ(Ingot({"evidence", "verify", Written("no json"), "--vkey", Key()}).code, kExitUsage);
  EXPECT_EQ(Ingot({"evidence", "verify", Written("{}"), "--vkey", Key()}).code, kExitUsage);
  EXPECT_EQ(Ingot({"evidence", "verify", kEvidence, "--vkey", "nonsense"}).code, kExitUsage);
  EXPECT_EQ(Ingot({"evidence", "verify", "/nonexistent", "--vkey", Key()}).code, kExitUsage);
}

TEST(ExchangeUsageTest, MistakesExitWith2AndSayWhatIsNeeded) {
  EXPECT_THAT(Ingot({"evidence"}).err, HasSubstr("needs a VIN, or verify and a file"));
  const Outcome stray = Ingot({"evidence", "verify", kEvidence, "--vkey", Key(), "--html", "page.html"});
  EXPECT_EQ(stray.code, kExitUsage);
  EXPECT_THAT(stray.err, HasSubstr("--html: does not belong to evidence verify"));
  EXPECT_THAT(Ingot({"export", "epcis"}).err, HasSubstr("needs VINs, or --from-seq and --to-seq"));
  EXPECT_EQ(Ingot({"export", "epcis", "--from-seq", "5"}).code, kExitUsage);
  EXPECT_THAT(Ingot({"export", "epcis", "--from-seq", "5", "--to-seq", "4"}).err, HasSubstr("--to-seq"));
  EXPECT_THAT(Ingot({"export", "epcis", "--from-seq", "0", "--to-seq", "100000"}).err, HasSubstr("100000 entries"));
  EXPECT_EQ(Ingot({"evidence", "1M8GDM9AXKP042788", "--scheme", "us"}).code, kExitUsage);
  const Outcome details = Ingot({"export", "catena-x", "batch", "a/b", "--details", Written("[]")});
  EXPECT_EQ(details.code, kExitUsage);
  EXPECT_THAT(details.err, HasSubstr("must hold a JSON object"));
}

}  // namespace
}  // namespace ingot::cli
