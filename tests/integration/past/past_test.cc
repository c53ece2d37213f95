// Reports at past entries, over mTLS with the command line: what was printed while a fleet grew is printed again, byte
// for byte, once the ledger has gone on.
#include <charconv>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "clients/cpp/files.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ledger/base/strings.h"
#include "tests/support/server/command.h"
#include "tests/support/server/server_process.h"
#include "tests/support/temp/temp_dir.h"

namespace ingot {
namespace {

using testing::CommandResult;
using ::testing::HasSubstr;
using testing::RunIngot;
using testing::ServerProcess;

// Of a market where the check character is a note.
std::string VinOf(int n) { return Cat("W09ZZZ00ZT000000", n); }

// Of an answer as JSON: the second line of its checkpoint.
uint64_t SizeIn(const std::string& json) {
  constexpr std::string_view kField = "\"checkpoint\":\"";
  size_t at = json.find(kField);
  if (at == std::string::npos) return 0;
  at = json.find("\\n", at + kField.size()) + 2;
  uint64_t size = 0;
  std::from_chars(json.data() + at, json.data() + json.size(), size);
  return size;
}

class PastTest : public ::testing::Test {
 protected:
  PastTest() : server_(ledger_folder_.path()) {}

  void SetUp() override {
    ASSERT_TRUE(server_.Start()) << "see " << server_.log_path();
    Enrol("maker");
    Submit(R"([{"brandRegistered":{"brandId":"maker/van","name":"Van"}}])");
  }

  void Enrol(const std::string& name) {
    const std::string dir = server_.folder();
    const std::string server = client::LoadProfile(server_.ProfilePath("bank"))->server;
    Expect(0, "", {"cert", "issue", "--dir", dir, name, "--server", server});
    Expect(0, "bank",
           {"org", "enrol", name, "--name", name, "--country", "DE", "--roles", "manufacturer", "--key",
            Cat(dir, "/orgs/", name, "/signing.key")});
  }

  // Vehicles `first` to `last`, in one submission.
  void Bear(int first, int last) {
    std::string births;
    for (int n = first; n <= last; ++n) {
      births += Cat(births.empty() ? "[" : ",", R"({"event":{"occurredAt":"2026-05-0)", n,
                    R"(T10:00:00+02:00","vehicleRegistered":{"vin":")", VinOf(n),
                    R"(","brandId":"maker/van","modelId":"maker/v1","category":"VEHICLE_CATEGORY_N1","market":"DE",)",
                    R"("bodyBasis":"MASS_BASIS_WEIGHED","body":[{"family":"ALLOY_FAMILY_6XXX","grams":"156000"}],)",
                    R"("kerbMassG":"1890000"}}})");
    }
    Submit(births + "]");
  }

  CommandResult Expect(int code, const std::string& organisation, std::vector<std::string> arguments) {
    if (!organisation.empty()) arguments.insert(arguments.begin(), {"--profile", server_.ProfilePath(organisation)});
    CommandResult result = RunIngot(arguments);
    EXPECT_EQ(result.exit_code, code) << ::testing::PrintToString(arguments) << "\n" << result.out << result.err;
    return result;
  }
  void Submit(const std::string& json) {
    const std::string path = folder_.path() + "/events.json";
    EXPECT_TRUE(client::WriteFile(path, json, 0600, client::Existing::kReplace).ok());
    Expect(0, "maker", {"submit", "--now", path});
  }

  struct Printed {
    std::vector<std::string> command;
    uint64_t size = 0;
    std::string json;
  };
  // Every command that takes --at and has something to say here.
  std::vector<Printed> PrintAll() {
    std::vector<Printed> all;
    for (std::vector<std::string> command :
         std::vector<std::vector<std::string>>{{"vehicle", "list"},
                                               {"vehicle", "show", VinOf(1)},
                                               {"vehicle", "history", VinOf(1)},
                                               {"balance"},
                                               {"report", "dealer", "stock", "--on", "2026-05-31"},
                                               {"report", "dealer", "expiries", "--on", "2026-05-31"},
                                               {"report", "balance", "--as", "occurred"},
                                               {"report", "trial", "--as", "occurred"},
                                               {"report", "untraced", "--as", "occurred"},
                                               {"report", "maturity", "--by-brand"},
                                               {"report", "recovery"},
                                               {"report", "closed-loop"},
                                               {"report", "ancestry", VinOf(1)}}) {
      command.emplace_back("--json");
      Printed printed;
      printed.json = Expect(0, "maker", command).out;
      // The service's own entries may come between two commands.
      printed.size = SizeIn(printed.json);
      EXPECT_GT(printed.size, 0u) << printed.json;
      printed.command = std::move(command);
      all.push_back(std::move(printed));
    }
    return all;
  }

  void ExpectSame(const std::vector<Printed>& before) {
    for (const Printed& printed : before) {
      std::vector<std::string> command = printed.command;
      command.insert(command.end(), {"--at", Cat(printed.size - 1)});
      EXPECT_EQ(Expect(0, "maker", command).out, printed.json) << ::testing::PrintToString(command);
    }
  }

  testing::TempDir ledger_folder_;
  testing::TempDir folder_;
  ServerProcess server_;
};

TEST_F(PastTest, WhatWasPrintedIsPrintedAgain) {
  std::vector<std::vector<Printed>> heads;
  for (int head = 0; head < 3; ++head) {
    Bear(1 + 2 * head, 2 + 2 * head);
    heads.push_back(PrintAll());
  }
  Bear(7, 9);
  EXPECT_NE(Expect(0, "maker", heads[0][0].command).out, heads[0][0].json);
  for (const std::vector<Printed>& head : heads) ExpectSame(head);
  ASSERT_EQ(server_.Terminate(), 0);
  ASSERT_TRUE(server_.Start());
  ExpectSame(heads[1]);
}

TEST_F(PastTest, RefusalsSayTheWayOut) {
  const uint64_t before = SizeIn(Expect(0, "maker", {"vehicle", "list", "--json"}).out);
  Bear(1, 3);
  const CommandResult within = Expect(1, "maker", {"vehicle", "list", "--at", Cat(before)});
  EXPECT_THAT(within.err, HasSubstr("OUT_OF_RANGE"));
  EXPECT_THAT(within.err, HasSubstr("ingot-at-size"));
  EXPECT_THAT(within.err, HasSubstr("the ledger never stood there"));
  EXPECT_THAT(Expect(1, "maker", {"vehicle", "list", "--at", "999999"}).err, HasSubstr("OUT_OF_RANGE"));
  EXPECT_THAT(Expect(2, "maker", {"vehicle", "list", "--at", "-1"}).err, HasSubstr("--at"));
  EXPECT_THAT(Expect(3, "maker", {"vehicle", "list", "--at", Cat(before - 1), "--wait", "0"}).err,
              HasSubstr("PAST_STATE_NOT_READY"));
  EXPECT_THAT(Expect(0, "maker", {"vehicle", "list", "--at", Cat(before - 1)}).out, HasSubstr("No vehicles."));
}

TEST_F(PastTest, WhoIsEnrolledLaterMayAskOfItsOwn) {
  Bear(1, 2);
  const uint64_t size = SizeIn(Expect(0, "maker", {"vehicle", "list", "--json"}).out);
  Enrol("rival");
  EXPECT_THAT(Expect(0, "rival", {"vehicle", "list", "--at", Cat(size - 1)}).out, HasSubstr("No vehicles."));
  EXPECT_THAT(Expect(0, "maker", {"vehicle", "list", "--at", Cat(size - 1)}).out, HasSubstr(VinOf(2)));
}

}  // namespace
}  // namespace ingot
