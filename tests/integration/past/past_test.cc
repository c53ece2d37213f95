// Reports at past entries, over mTLS with the command line: what was printed while a fleet grew is printed again, byte
// for byte, once the ledger has gone on.
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ledger/base/strings.h"
#include "tests/support/server/command.h"
#include "tests/support/server/desk.h"

namespace ingot {
namespace {

using testing::CheckpointSizeIn;
using testing::CommandResult;
using testing::DeskVin;
using ::testing::HasSubstr;

// A ledger with a manufacturer and its brand.
class PastTest : public testing::DeskTest {
 protected:
  void SetUp() override {
    DeskTest::SetUp();
    Enrol("maker", "manufacturer");
    Submit("maker", testing::kDeskBrand);
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
                                               {"vehicle", "show", DeskVin(1)},
                                               {"vehicle", "history", DeskVin(1)},
                                               {"balance"},
                                               {"report", "dealer", "stock", "--on", "2026-05-31"},
                                               {"report", "dealer", "expiries", "--on", "2026-05-31"},
                                               {"report", "balance", "--as", "occurred"},
                                               {"report", "trial", "--as", "occurred"},
                                               {"report", "untraced", "--as", "occurred"},
                                               {"report", "maturity", "--by-brand"},
                                               {"report", "recovery"},
                                               {"report", "closed-loop"},
                                               {"report", "ancestry", DeskVin(1)}}) {
      command.emplace_back("--json");
      Printed printed;
      printed.json = Expect(0, "maker", command).out;
      // The service's own entries may come between two commands.
      printed.size = CheckpointSizeIn(printed.json);
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
};

TEST_F(PastTest, WhatWasPrintedIsPrintedAgain) {
  std::vector<std::vector<Printed>> heads;
  for (int head = 0; head < 3; ++head) {
    Submit("maker", testing::BirthsInMay(1 + 2 * head, 2 + 2 * head));
    heads.push_back(PrintAll());
  }
  Submit("maker", testing::BirthsInMay(7, 9));
  EXPECT_NE(Expect(0, "maker", heads[0][0].command).out, heads[0][0].json);
  for (const std::vector<Printed>& head : heads) ExpectSame(head);
  ASSERT_EQ(server_.Terminate(), 0);
  ASSERT_TRUE(server_.Start());
  ExpectSame(heads[1]);
}

TEST_F(PastTest, RefusalsSayTheWayOut) {
  const uint64_t before = CheckpointSizeIn(Expect(0, "maker", {"vehicle", "list", "--json"}).out);
  Submit("maker", testing::BirthsInMay(1, 3));
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
  Submit("maker", testing::BirthsInMay(1, 2));
  const uint64_t size = CheckpointSizeIn(Expect(0, "maker", {"vehicle", "list", "--json"}).out);
  Enrol("rival", "manufacturer");
  EXPECT_THAT(Expect(0, "rival", {"vehicle", "list", "--at", Cat(size - 1)}).out, HasSubstr("No vehicles."));
  EXPECT_THAT(Expect(0, "maker", {"vehicle", "list", "--at", Cat(size - 1)}).out, HasSubstr(DeskVin(2)));
}

}  // namespace
}  // namespace ingot
