#include "clients/cli/import/row_source.h"

#include <string>
#include <vector>

#include "clients/cli/import/report.h"
#include "clients/cpp/files.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ledger/base/strings.h"
#include "tests/unit/clients/support/reference.h"

namespace ingot::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

struct ReadBack {
  absl::Status status;
  SourceLayout layout;
  std::vector<ImportRow> rows;
};

SourceOptions Options(const std::string& group, const std::string& bytes) {
  const std::string path = client::FreshFolder("source") + "/file.csv";
  EXPECT_TRUE(client::WriteFile(path, bytes, 0600, client::Existing::kReplace).ok());
  SourceOptions options;
  options.path = path;
  options.group = FindGroup(group);
  options.sheet.organisation = "rhein-mobil";
  options.sheet.style.offset_minutes = 60;
  return options;
}

ReadBack Read(const SourceOptions& options) {
  ReadBack result;
  SourceSinks sinks;
  sinks.layout = [&result](const SourceLayout& layout) {
    result.layout = layout;
    return absl::OkStatus();
  };
  sinks.row = [&result](ImportRow row) {
    result.rows.push_back(std::move(row));
    return absl::OkStatus();
  };
  result.status = ReadRows(options, sinks);
  return result;
}

constexpr char kHeader[] = "event;occurred_at;vin;odometer_km;old_odometer_km;new_odometer_km;;\r\n";

TEST(RowSourceTest, ReadsWhatExcelWrites) {
  SourceOptions options = Options("odometer", Cat("\xEF\xBB\xBF", kHeader,
                                                  "read;1.5.2026 10:00;5GZCZ43D13S812715;12.345,6;;;;\r\n"
                                                  ";;;;;;;\r\n"
                                                  "read;2.5.2026 10:00;\"5GZCZ43D13S812715\r\n\";12346;;;;\r\n"));
  options.sheet.style.decimal = ',';
  options.sheet.style.dates = DateOrder::kDayMonthYear;
  const ReadBack read = Read(options);
  ASSERT_TRUE(read.status.ok()) << read.status;
  EXPECT_EQ(read.layout.delimiter, ';');
  EXPECT_TRUE(read.layout.marked);
  ASSERT_THAT(read.rows, SizeIs(2));
  EXPECT_EQ(read.rows[0].state, RowState::kGood) << RowMessage(read.rows[0]);
  EXPECT_EQ(read.rows[0].reading.draft.event.odometer_read().odometer_m(), 12345600);
  EXPECT_EQ(read.rows[1].number, 4u) << "as the spreadsheet counts: empty rows count, breaks in cells do not";
  EXPECT_EQ(read.rows[1].state, RowState::kGood) << RowMessage(read.rows[1]);
}

TEST(RowSourceTest, ExcelMaySayItsDelimiterInALineOfItsOwn) {
  const ReadBack read = Read(Options("retirements",
                                     "sep=;\r\nvin;reason;occurred_at\r\n"
                                     "5GZCZ43D13S812715;end_of_life;2026-05-01\r\n"));
  ASSERT_TRUE(read.status.ok()) << read.status;
  ASSERT_THAT(read.rows, SizeIs(1));
  EXPECT_EQ(read.rows[0].number, 3u);
}

TEST(RowSourceTest, NamesWhatMakesAFileUnreadable) {
  EXPECT_THAT(Read(Options("retirements", "")).status.ToString(), HasSubstr("is empty"));
  EXPECT_THAT(Read(Options("retirements", "\n\n")).status.ToString(), HasSubstr("is empty"));
  EXPECT_THAT(Read(Options("retirements", "vin,reason;occurred_at\n")).status.ToString(), HasSubstr("--delimiter"));
  EXPECT_THAT(Read(Options("retirements", "M\xFCller\n")).status.ToString(), HasSubstr("CSV UTF-8"));
  SourceOptions missing = Options("retirements", "");
  missing.path += ".none";
  EXPECT_THAT(Read(missing).status.ToString(), HasSubstr("can't open"));
  missing.path = "/dev/null";
  EXPECT_THAT(Read(missing).status.ToString(), HasSubstr("no ordinary file"));
}

TEST(RowSourceTest, FindsRepetitionsInTheFile) {
  const std::string header = "occurred_at,contract_id,payment_id,purpose,currency,amount,paid_on\n";
  const ReadBack read = Read(Options("payments", header + "2026-05-01,c,p,instalment,EUR,5,2026-05-01\n"
                                                          "2026-05-01,c,p,instalment,EUR,5,2026-05-01\n"
                                                          "2026-05-02,c,p,instalment,EUR,5,2026-05-02\n"
                                                          "2026-05-02,d,p,instalment,EUR,5,2026-05-02\n"));
  ASSERT_THAT(read.rows, SizeIs(4));
  EXPECT_EQ(read.rows[0].state, RowState::kGood);
  EXPECT_THAT(RowMessage(read.rows[1]), HasSubstr("says the same as row 2"));
  EXPECT_THAT(RowMessage(read.rows[2]), HasSubstr("payment_id: stands in row 2 already"));
  EXPECT_EQ(read.rows[3].state, RowState::kGood) << "a reference is one of its contract";
}

TEST(RowSourceTest, ReadsJsonLines) {
  SourceOptions options =
      Options("odometer",
              "{\"occurredAt\":\"2026-05-01T10:00:00+08:00\",\"odometerRead\":{\"vin\":"
              "\"5GZCZ43D13S812715\",\"odometerM\":\"5\"}}\n"
              "\n"
              "{\"odometerRead\":{}}\n"
              "{\"occurredAt\":\"2026-05-01T10:00:00Z\",\"retired\":{}}\n"
              "{\"occurredAt\":\"2026-05-01T10:00:00Z\",\"actor\":{\"organisationId\":\"other\"},\"odometerRead\":{}}\n"
              "nonsense");
  options.jsonl = true;
  const ReadBack read = Read(options);
  ASSERT_TRUE(read.status.ok()) << read.status;
  ASSERT_THAT(read.rows, SizeIs(5));
  EXPECT_EQ(read.rows[0].state, RowState::kGood) << RowMessage(read.rows[0]);
  EXPECT_EQ(read.rows[1].number, 3u);
  EXPECT_THAT(RowMessage(read.rows[1]), HasSubstr("occurred_at"));
  EXPECT_THAT(RowMessage(read.rows[2]), HasSubstr("it belongs to retirements"));
  EXPECT_THAT(RowMessage(read.rows[3]), HasSubstr("an event of other"));
  EXPECT_EQ(read.rows[4].state, RowState::kWrong);
}

TEST(ReportTest, ComesBackAsAnImport) {
  const std::string header = "vin;reason;occurred_at;note\n";
  SourceOptions options = Options("retirements", "\xEF\xBB\xBF" + header +
                                                     "5GZCZ43D13S812715;end_of_life;2026-05-01;=1+1\n"
                                                     "1M8GDM9AXKP042788;no_reason;2026-05-01;\"a;b\"\n");
  options.sheet.ignored = {"note"};
  ReadBack read = Read(options);
  ASSERT_THAT(read.rows, SizeIs(2));
  read.rows[0].state = RowState::kRecorded;
  read.rows[0].seq = 17;
  const std::string path = client::FreshFolder("report") + "/report.csv";
  {
    auto report = Report::Create(path, read.layout, Report::Rows::kAll);
    ASSERT_TRUE(report.ok()) << report.status();
    for (const ImportRow& row : read.rows) ASSERT_TRUE((*report)->Add(row).ok());
    EXPECT_FALSE(client::ReadFile(path, 1000).ok()) << "not there before it is complete";
    ASSERT_TRUE((*report)->Commit().ok());
  }
  const std::string text = client::ReadFile(path, 10000).value();
  EXPECT_THAT(
      text, HasSubstr("\xEF\xBB\xBFvin;reason;occurred_at;note;ingot_status;ingot_reason;ingot_message;ingot_seq\r\n"));
  EXPECT_THAT(text, HasSubstr("5GZCZ43D13S812715;end_of_life;2026-05-01;'=1+1;recorded;;;17\r\n"));
  EXPECT_THAT(text, HasSubstr(";\"a;b\";wrong;;"));
  options.path = path;
  const ReadBack again = Read(options);
  ASSERT_TRUE(again.status.ok()) << again.status;
  ASSERT_THAT(again.rows, SizeIs(2));
  EXPECT_EQ(again.rows[0].state, RowState::kAlready);
  EXPECT_EQ(again.rows[1].state, RowState::kWrong);
}

// Writes what is open of what was read.
std::string DraftOf(const ReadBack& read) {
  const std::string path = client::FreshFolder("drafts") + "/drafts";
  auto drafts = Report::Create(path, read.layout, Report::Rows::kOpen);
  EXPECT_TRUE(drafts.ok()) << drafts.status();
  for (const ImportRow& row : read.rows) EXPECT_TRUE((*drafts)->Add(row).ok());
  EXPECT_TRUE((*drafts)->Commit().ok());
  return client::ReadFile(path, 10000).value();
}

TEST(DraftTest, HoldsWhatIsNotOnTheLedgerInTheFilesOwnDialect) {
  SourceOptions options = Options("odometer", Cat("\xEF\xBB\xBF", kHeader,
                                                  "read;1.5.2026 10:00;5GZCZ43D13S812715;12.345,6;;;;\r\n"
                                                  "read;2.5.2026 10:00;1M8GDM9AXKP042788;;;;;\r\n"
                                                  "read;3.5.2026 10:00;1M8GDM9AXKP042788;7,5;;;;\r\n"));
  options.sheet.style.decimal = ',';
  options.sheet.style.dates = DateOrder::kDayMonthYear;
  ReadBack read = Read(options);
  ASSERT_THAT(read.rows, SizeIs(3));
  EXPECT_EQ(read.rows[1].state, RowState::kWrong);
  read.rows[0].state = RowState::kRecorded;
  read.rows[2].state = RowState::kRefused;
  read.rows[2].reason = "NOT_FOUND";
  const std::string draft = DraftOf(read);
  EXPECT_EQ(draft.rfind("\xEF\xBB\xBF"
                        "event;occurred_at;vin;",
                        0),
            0u)
      << draft;
  EXPECT_EQ(draft.find("5GZCZ43D13S812715"), std::string::npos);
  EXPECT_THAT(draft, HasSubstr("read;2.5.2026 10:00;1M8GDM9AXKP042788;;;;;;wrong;;"));
  EXPECT_THAT(draft, HasSubstr("read;3.5.2026 10:00;1M8GDM9AXKP042788;7,5;;;;;refused;NOT_FOUND;"));

  // The clerk fills in what was missing; what was refused is tried again.
  std::string completed = draft;
  completed.replace(completed.find("1M8GDM9AXKP042788;;"), 19, "1M8GDM9AXKP042788;6,25;");
  SourceOptions again = Options("odometer", completed);
  again.sheet.style = options.sheet.style;
  const ReadBack second = Read(again);
  ASSERT_TRUE(second.status.ok()) << second.status;
  ASSERT_THAT(second.rows, SizeIs(2));
  for (const ImportRow& row : second.rows) EXPECT_EQ(row.state, RowState::kGood) << RowMessage(row);
  EXPECT_EQ(second.rows[0].reading.draft.event.odometer_read().odometer_m(), 6250);
}

TEST(DraftTest, OfJsonLinesIsJsonLines) {
  const std::string good =
      R"({"event":{"occurredAt":"2026-05-01T10:00:00Z","odometerRead":{"vin":"5GZCZ43D13S812715","odometerM":"5"}}})";
  const std::string wrong =
      R"({"event":{"occurredAt":"2026-05-01T10:00:00Z","odometerRead":{"vin":"5GZCZ43D13S81271O","odometerM":"5"}}})";
  SourceOptions options = Options("odometer", Cat(good, "\n", wrong, "\n", R"({"event":)", "\n"));
  options.jsonl = true;
  ReadBack read = Read(options);
  ASSERT_THAT(read.rows, SizeIs(3));
  read.rows[0].state = RowState::kRecorded;
  std::string draft = DraftOf(read);
  EXPECT_EQ(draft.rfind("# line 2: wrong: ", 0), 0u) << draft;
  EXPECT_EQ(draft.find(good), std::string::npos);
  EXPECT_THAT(draft, HasSubstr(Cat("\n", wrong, "\n# line 3: wrong: ")));
  draft.replace(draft.find(wrong), wrong.size(), good);
  draft.replace(draft.find("{\"event\":\n"), 10, Cat(good.substr(0, good.size() - 4), "6\"}}}"));
  SourceOptions again = Options("odometer", draft);
  again.jsonl = true;
  const ReadBack second = Read(again);
  ASSERT_TRUE(second.status.ok()) << second.status;
  ASSERT_THAT(second.rows, SizeIs(2));
  EXPECT_EQ(second.rows[0].number, 2u);
  for (const ImportRow& row : second.rows) EXPECT_EQ(row.state, RowState::kGood) << RowMessage(row);
}

}  // namespace
}  // namespace ingot::cli
