// docs/EVENTS.md against the protocol and the rules: every event in force has its row, in order, with the roles of the
// role table, a chapter that exists, and a test that knows it.
#include <algorithm>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "gtest/gtest.h"
#include "ledger/rules/role_table.h"

namespace ingot::rules {
namespace {

// As ctest starts the program: in the source folder.
std::string TextOf(const std::string& path) {
  std::ifstream file(path);
  EXPECT_TRUE(file) << path;
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// The cells of the table's rows, trimmed.
std::vector<std::vector<std::string>> Rows(const std::string& text) {
  std::vector<std::vector<std::string>> rows;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("| ")) continue;
    std::vector<std::string> cells;
    std::istringstream row(line.substr(2));
    for (std::string cell; std::getline(row, cell, '|');) {
      cells.push_back(cell.substr(cell.find_first_not_of(' '), cell.find_last_not_of(' ') + 1));
      while (!cells.back().empty() && cells.back().back() == ' ') cells.back().pop_back();
    }
    rows.push_back(cells);
  }
  return rows;
}

std::string NameOfRole(v1::Role role) {
  std::string name = v1::Role_Name(role).substr(5);
  for (char& c : name) c = static_cast<char>(c - 'A' + 'a');
  return name;
}

// "dealer, lessor", "all but group, auditor", "everyone".
std::string RolesText(v1::Event::BodyCase event) {
  const std::vector<v1::Role> allowed = RolesFor(event);
  std::string names;
  std::string others;
  int missing = 0;
  for (int number = v1::ROLE_MANUFACTURER; number <= v1::ROLE_OPERATOR; ++number) {
    const auto role = static_cast<v1::Role>(number);
    const bool may = std::find(allowed.begin(), allowed.end(), role) != allowed.end();
    std::string& list = may ? names : others;
    list += (list.empty() ? "" : ", ") + NameOfRole(role);
    missing += !may;
  }
  if (missing == 0) return "everyone";
  return missing <= 4 ? "all but " + others : names;
}

TEST(EventTableTest, EveryEventHasItsRow) {
  std::vector<std::vector<std::string>> rows = Rows(TextOf("docs/EVENTS.md"));
  ASSERT_FALSE(rows.empty());
  ASSERT_EQ(rows.front().front(), "event");
  rows.erase(rows.begin());
  const std::string domain = TextOf("docs/DOMAIN.md");
  size_t row = 0;
  const auto* const body = v1::Event::descriptor()->oneof_decl(0);
  for (int i = 0; i < body->field_count(); ++i) {
    const auto* const field = body->field(i);
    const auto event = static_cast<v1::Event::BodyCase>(field->number());
    if (!IsInForce(event)) continue;
    const std::string& name = field->message_type()->name();
    ASSERT_LT(row, rows.size()) << name << " has no row";
    const std::vector<std::string>& cells = rows[row++];
    ASSERT_EQ(cells.size(), 5u) << name;
    ASSERT_EQ(cells[0], name) << "rows are in the order of event.proto";
    EXPECT_EQ(cells[1], RolesText(event)) << name;
    const std::string chapter = cells[2].substr(1, cells[2].find(']') - 1);
    EXPECT_NE(domain.find("# " + chapter + "\n"), std::string::npos) << name << ": no chapter " << chapter;
    EXPECT_NE(domain.find(name), std::string::npos) << name << " is not explained in docs/DOMAIN.md";
    EXPECT_FALSE(cells[3].empty()) << name;
    ASSERT_GT(cells[4].size(), 2u) << name;
    const std::string test = TextOf("tests/unit/ledger/rules/" + cells[4].substr(1, cells[4].size() - 2) + ".cc");
    EXPECT_TRUE(test.find(name) != std::string::npos || test.find(field->name()) != std::string::npos)
        << name << ": " << cells[4] << " does not know it";
  }
  EXPECT_EQ(row, rows.size()) << "a row too many";
}

}  // namespace
}  // namespace ingot::rules
