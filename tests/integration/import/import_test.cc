// A clerk's spreadsheet against a real server: a dry run, an import, its report, a second run, the corrected report,
// and kills in the middle.
#include <algorithm>
#include <csignal>
#include <string>
#include <string_view>
#include <vector>

#include "clients/cpp/files.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ledger/base/strings.h"
#include "tests/support/server/command.h"
#include "tests/support/server/desk.h"

namespace ingot {
namespace {

using testing::CommandResult;
using testing::DeskVin;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::RunIngot;

constexpr int kRows = 50;

// Each test has a ledger with a manufacturer "maker" and its brand and model.
class ImportTest : public testing::DeskTest {
 protected:
  void SetUp() override {
    DeskTest::SetUp();
    Enrol("maker", "manufacturer");
    Submit("maker", testing::kDeskBrand);
  }

  std::string Read(std::string_view name) const { return client::ReadFile(Path(name), 1 << 24).value(); }
  std::vector<std::string> Maker(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {"--profile", server_.ProfilePath("maker")});
    return arguments;
  }
  CommandResult Expect(int code, const std::vector<std::string>& arguments) const {
    return DeskTest::Expect(code, "", arguments);
  }
  // One as Excel in Germany writes it. Rows 10, 20 and 30 are wrong: the letter O in a VIN, a number that Excel has
  // damaged, and a brand that is another's, which only the ledger knows.
  std::string Births() const {
    std::string text =
        "\xEF\xBB\xBFVIN;brand_id;model_id;category;market;body_basis;body_6xxx_kg;kerb_mass_kg;occurred_at;;\r\n";
    for (int row = 2; row <= kRows + 1; ++row) {
      std::string vin = DeskVin(row);
      if (row == 10) vin[10] = 'O';
      text += Cat(vin, ";", row == 30 ? "other/van" : "van", ";van-m;n1;DE;weighed;",
                  row == 20 ? "1,23457E+16" : "156,25", ";1.890,0;1.5.2026 10:00;;\r\n");
    }
    return text + "; ;;;;;;;;;\r\n";
  }
  std::vector<std::string> Import(std::string_view file, std::vector<std::string> more = {}) const {
    std::vector<std::string> arguments =
        Maker({"import", "vehicles", Path(file), "--decimal", ",", "--date-format", "dmy", "--time-zone", "+02:00"});
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
  }
};

TEST_F(ImportTest, ThreeOfFiftyRowsAreWrong) {
  Write("births.csv", Births());
  const int64_t before = Size();

  const CommandResult dry = Expect(2, Import("births.csv", {"--dry-run"}));
  EXPECT_THAT(dry.out, HasSubstr("50 rows, 48 good, 2 wrong. Nothing was sent."));
  EXPECT_THAT(dry.out, HasSubstr("row 10, VIN: "));
  EXPECT_THAT(dry.out, HasSubstr("it is probably the digit 0"));
  EXPECT_THAT(dry.out, HasSubstr("row 20, body_6xxx_kg: "));
  EXPECT_THAT(dry.out, HasSubstr("lost its digits"));
  EXPECT_EQ(Size(), before);
  EXPECT_EQ(Expect(2, Import("births.csv", {"--all-or-nothing"})).exit_code, 2);
  EXPECT_EQ(Size(), before);

  const CommandResult first = Expect(1, Import("births.csv", {"--report", Path("report.csv"), "--batch", "7"}));
  EXPECT_THAT(first.out, HasSubstr("50 rows, 47 recorded, 2 wrong, 1 refused."));
  EXPECT_THAT(first.out, HasSubstr("row 30, brand_id: "));
  EXPECT_EQ(Size(), before + 47);

  const CommandResult second = Expect(1, Import("births.csv", {"--json"}));
  EXPECT_THAT(second.out, HasSubstr("\"recorded\":0,\"already\":47,\"wrong\":2,\"refused\":1"));
  EXPECT_EQ(Size(), before + 47);

  // The report is corrected in the spreadsheet and comes back.
  std::string report = Read("report.csv");
  EXPECT_THAT(report, HasSubstr(";recorded;;;"));
  const auto correct = [&report](std::string_view wrong, std::string_view right) {
    const size_t at = report.find(wrong);
    ASSERT_NE(at, std::string::npos) << wrong;
    report.replace(at, wrong.size(), right);
  };
  std::string mistyped = DeskVin(10);
  mistyped[10] = 'O';
  correct(mistyped, DeskVin(10));
  correct("1,23457E+16", "156,25");
  correct("other/van", "van");
  Write("corrected.csv", report);
  const CommandResult third = Expect(0, Import("corrected.csv"));
  EXPECT_THAT(third.out, HasSubstr("50 rows, 3 recorded, 47 in already."));
  EXPECT_EQ(Size(), before + 50);

  // So does a corrected copy of the first file, without the report.
  const CommandResult fourth = Expect(1, Import("births.csv"));
  EXPECT_THAT(fourth.out, HasSubstr("47 in already, 2 wrong, 1 refused"));
  EXPECT_EQ(Size(), before + 50);

  const CommandResult stock = Expect(0, Maker({"export", "vehicles"}));
  EXPECT_EQ(std::count(stock.out.begin(), stock.out.end(), '\n'), 51);
  EXPECT_THAT(stock.out, HasSubstr(DeskVin(10)));
}

TEST_F(ImportTest, ADraftIsCompletedAndImported) {
  Write("births.csv", Births());
  const int64_t before = Size();
  const CommandResult first = Expect(1, Import("births.csv", {"--drafts", Path("draft.csv")}));
  EXPECT_THAT(first.err, HasSubstr("import that file"));
  std::string draft = Read("draft.csv");
  EXPECT_EQ(std::count(draft.begin(), draft.end(), '\n'), 4) << "a heading, and the rows that are open: " << draft;
  EXPECT_EQ(draft.rfind("\xEF\xBB\xBFVIN;brand_id;", 0), 0u);

  // One is completed, in the draft itself; the others stay in it.
  const size_t at = draft.find("1,23457E+16");
  ASSERT_NE(at, std::string::npos);
  draft.replace(at, 11, "156,25");
  Write("draft.csv", draft);
  const CommandResult second = Expect(1, Import("draft.csv", {"--drafts", Path("draft.csv")}));
  EXPECT_THAT(second.out, HasSubstr("3 rows, 1 recorded, 1 wrong, 1 refused."));
  draft = Read("draft.csv");
  EXPECT_EQ(std::count(draft.begin(), draft.end(), '\n'), 3) << draft;

  draft.replace(draft.find("other/van"), 9, "van");
  std::string mistyped = DeskVin(10);
  mistyped[10] = 'O';
  draft.replace(draft.find(mistyped), mistyped.size(), DeskVin(10));
  Write("draft.csv", draft);
  const CommandResult third = Expect(0, Import("draft.csv", {"--drafts", Path("draft.csv")}));
  EXPECT_THAT(third.out, HasSubstr("2 rows, 2 recorded."));
  draft = Read("draft.csv");
  EXPECT_EQ(std::count(draft.begin(), draft.end(), '\n'), 1) << "nothing is open";
  EXPECT_EQ(Size(), before + 50);
  Expect(2, Import("draft.csv", {"--drafts", Path("draft.csv"), "--dry-run"}));
}

TEST_F(ImportTest, KilledInTheMiddleRecordsEveryRowOnce) {
  Write("births.csv", Births());
  Expect(1, Import("births.csv"));
  const int64_t before = Size();
  constexpr int kReadings = 3000;
  std::string text = "event,occurred_at,vin,odometer_km\n";
  for (int i = 0; i < kReadings; ++i) {
    text += Cat("read,2026-06-01 10:00:", i % 60 < 10 ? "0" : "", i % 60, ",", DeskVin(2 + i % 8), ",", i, "\n");
  }
  Write("readings.csv", text);
  const std::vector<std::string> import = Maker(
      {"import", "odometer", Path("readings.csv"), "--time-zone", "Z", "--batch", "5", "--report", Path("r.csv")});
  int killed = 0;
  for (int run = 0; run < 12; ++run) {
    const CommandResult result = testing::RunIngotAndSignal(import, absl::Milliseconds(120 + 35 * run), SIGKILL);
    if (result.exit_code == 128 + SIGKILL) ++killed;
  }
  EXPECT_GE(killed, 3) << "the kills are to hit imports that run";
  const int64_t halfway = Size();

  // Ctrl-C ends it in order, with a report of what it did.
  const CommandResult interrupted = testing::RunIngotAndSignal(import, absl::Milliseconds(400), SIGINT);
  if (interrupted.exit_code != 0) {
    EXPECT_EQ(interrupted.exit_code, 128 + SIGINT) << interrupted.out << interrupted.err;
    // Before the first submission there is nothing to go on from.
    if (interrupted.err.find("Nothing was sent") == std::string::npos) {
      EXPECT_THAT(interrupted.out, HasSubstr("not sent"));
      EXPECT_THAT(interrupted.err, HasSubstr("Run the same command again"));
      EXPECT_THAT(Read("r.csv"), HasSubstr(",not sent,"));
    }
  }

  const CommandResult last = Expect(0, import);
  EXPECT_THAT(last.out, HasSubstr("3 000 rows"));
  EXPECT_THAT(last.out, HasSubstr("in already"));
  EXPECT_EQ(Size(), before + kReadings) << "halfway there were " << halfway;
  EXPECT_THAT(Read("r.csv"), Not(HasSubstr("not sent")));
}

TEST_F(ImportTest, AServerThatIsKilledMeanwhileLosesAndDoublesNothing) {
  Write("births.csv", Births());
  const int64_t before = Size();
  server_.Kill();
  const CommandResult down = RunIngot(Import("births.csv", {"--report", Path("report.csv")}));
  EXPECT_EQ(down.exit_code, 3) << down.out << down.err;
  EXPECT_THAT(Read("report.csv"), HasSubstr(";unknown;"));
  ASSERT_TRUE(server_.Start()) << "see " << server_.log_path();
  Expect(1, Import("births.csv"));
  EXPECT_EQ(Size(), before + 47);
}

TEST_F(ImportTest, AnExportIsAnImport) {
  Write("births.csv", Births());
  Expect(1, Import("births.csv"));
  const int64_t before = Size();
  Expect(0, Maker({"export", "entries", "--group", "vehicles", "--output", Path("export.csv")}));
  const CommandResult again = Expect(0, Maker({"import", "vehicles", Path("export.csv")}));
  EXPECT_THAT(again.out, HasSubstr("47 rows, 47 in already."));
  Expect(0, Maker({"export", "entries", "--format", "jsonl", "--group", "vehicles", "--output", Path("export.jsonl")}));
  const CommandResult lines = Expect(0, Maker({"import", "vehicles", "--jsonl", Path("export.jsonl")}));
  EXPECT_THAT(lines.out, HasSubstr("47 rows, 47 in already."));
  EXPECT_EQ(Size(), before);

  // What another recorded is not recorded again under one's own name.
  std::string foreign = Read("export.csv");
  const size_t at = foreign.find(",maker,");
  ASSERT_NE(at, std::string::npos);
  foreign.replace(at, 7, ",other,");
  Write("foreign.csv", foreign);
  const CommandResult other = Expect(2, Maker({"import", "vehicles", Path("foreign.csv")}));
  EXPECT_THAT(other.out, HasSubstr("row 2, recorded_by: is an entry of other"));
  EXPECT_THAT(other.out, HasSubstr("47 rows, 46 in already, 1 wrong."));
  EXPECT_EQ(Size(), before);
}

}  // namespace
}  // namespace ingot
