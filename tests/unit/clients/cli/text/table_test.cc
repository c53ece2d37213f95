#include "clients/cli/text/table.h"

#include "gtest/gtest.h"

namespace ingot::cli {
namespace {

// Widths as Unicode's East Asian Width (UAX #11) and terminals have them.
TEST(TableTest, WidthCountsTerminalCells) {
  EXPECT_EQ(DisplayWidth(""), 0u);
  EXPECT_EQ(DisplayWidth("abc"), 3u);
  EXPECT_EQ(DisplayWidth("Köln"), 4u);
  EXPECT_EQ(DisplayWidth("Ko\xcc\x88ln"), 4u) << "o and a combining diaeresis";
  EXPECT_EQ(DisplayWidth("瑞狮"), 4u);
  EXPECT_EQ(DisplayWidth("ﾃ"), 1u) << "half-width katakana";
  EXPECT_EQ(DisplayWidth("テ"), 2u);
  EXPECT_EQ(DisplayWidth("한국"), 4u);
  EXPECT_EQ(DisplayWidth("Ａ"), 2u) << "full-width A";
  EXPECT_EQ(DisplayWidth("→"), 1u);
  EXPECT_EQ(DisplayWidth("🚗"), 2u);
  EXPECT_EQ(DisplayWidth("\xff\xfe"), 2u) << "bytes that are no UTF-8";
}

TEST(TableTest, AlignsByCells) {
  Table table({{"name"}, {"kg", Align::kRight}, {"flags"}});
  table.Row({"瑞狮", "1.5", ""});
  table.Row({"Köln", "10", "x"});
  table.Rule();
  table.Row({"abcdef", "", ""});
  EXPECT_EQ(table.Format(),
            "name     kg  flags\n"
            "瑞狮    1.5\n"
            "Köln     10  x\n"
            "------------------\n"
            "abcdef\n");
}

TEST(TableTest, HeadingsDoNotWidenColumns) {
  Table table({{"a"}, {"b"}});
  table.Heading("a heading that is long");
  table.Row({"1", "2"});
  EXPECT_EQ(table.Format(), "a  b\na heading that is long\n1  2\n");
}

TEST(TableTest, NamesCanNotSteerTheTerminal) {
  EXPECT_EQ(Printable("a\x1b[2Jb"), "a\xef\xbf\xbd[2Jb");
  EXPECT_EQ(Printable("a\nb\tc"),
            "a\xef\xbf\xbd"
            "b\xef\xbf\xbd"
            "c");
  EXPECT_EQ(Printable("\xe2\x80\xaegnp.exe"), "\xef\xbf\xbdgnp.exe") << "right-to-left override";
  EXPECT_EQ(Printable("\xc2\x9b"), "\xef\xbf\xbd") << "C1 control sequence introducer";
  EXPECT_EQ(Printable("\xc0\xaf"), "\xef\xbf\xbd\xef\xbf\xbd") << "overlong";
  EXPECT_EQ(Printable("瑞狮 Köln"), "瑞狮 Köln");
  Table table({{"a"}});
  table.Row({"x\ny"});
  EXPECT_EQ(table.Format(), "a\nx\xef\xbf\xbdy\n");
}

TEST(TableTest, FieldsLeaveOutWhatIsEmpty) {
  Fields fields;
  fields.Add("Name", "Köln");
  fields.Add("Nothing", "");
  fields.Add("Longer name", "2");
  EXPECT_EQ(fields.Format(), "Name         Köln\nLonger name  2\n");
}

}  // namespace
}  // namespace ingot::cli
