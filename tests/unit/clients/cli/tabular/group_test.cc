#include "clients/cli/tabular/group.h"

#include <algorithm>
#include <random>
#include <set>
#include <string>

#include "clients/cli/tabular/csv_reader.h"
#include "clients/cli/tabular/event_table.h"
#include "clients/cli/tabular/sheet.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"
#include "ingot/v1/event.pb.h"
#include "ledger/base/strings.h"

namespace ingot::cli {
namespace {

using ::google::protobuf::util::MessageDifferencer;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<std::vector<std::string>> Rows(std::string_view csv) {
  std::vector<std::vector<std::string>> rows;
  CsvReader reader(',', CsvLimits(), [&rows](const CsvRow& row) {
    rows.push_back(row.cells);
    return absl::OkStatus();
  });
  EXPECT_TRUE(reader.Push(csv).ok());
  EXPECT_TRUE(reader.Finish().ok());
  return rows;
}

SheetOptions Options() { return {{'.', DateOrder::kIso, 60}, "my-organisation", {}, false}; }

TEST(GroupTest, EveryEventOfSitesVehiclesContractsAndMetalHasAGroup) {
  // What members do not import: the operator's, keys, auditors' findings, seals, and the service's own.
  const std::set<std::string> others = {"ledger_created",
                                        "organisation_enrolled",
                                        "organisation_succeeded",
                                        "role_granted",
                                        "role_revoked",
                                        "key_added",
                                        "key_revoked",
                                        "yield_standard_published",
                                        "flag_cleared",
                                        "rules_activated",
                                        "seal_revealed",
                                        "emission_factor_published",
                                        "destruction_refuted",
                                        "commitment_published",
                                        "seal_erased"};
  int events = 0;
  const auto* const type = v1::Event::descriptor();
  const auto* const body = type->FindOneofByName("body");
  for (int i = 0; i < body->field_count(); ++i) {
    const auto* const field = body->field(i);
    EXPECT_NE(GroupOfEvent(field->name()) != nullptr, others.contains(field->name())) << field->name();
    events += GroupOfEvent(field->name()) != nullptr;
  }
  EXPECT_EQ(events, body->field_count() - static_cast<int>(others.size()));
}

TEST(GroupTest, AReversalIsReadWithItsTarget) {
  const absl::StatusOr<Sheet> sheet =
      Sheet::Open(*FindGroup("reversals"), {"occurred_at", "target_seq", "reason"}, Options());
  ASSERT_TRUE(sheet.ok()) << sheet.status();
  const RowReading row = sheet->Read({"2026-05-01 10:00", "4711", "incorrect_data"});
  EXPECT_THAT(row.problems, IsEmpty());
  EXPECT_EQ(row.draft.event.entry_reversed().target_seq(), 4711u);
  EXPECT_EQ(row.draft.event.entry_reversed().reason(), v1::REVERSAL_REASON_INCORRECT_DATA);
  EXPECT_FALSE(sheet->Read({"2026-05-01 10:00", "-1", "incorrect_data"}).problems.empty());
}

TEST(GroupTest, ACountNamesFamiliesAndNothing) {
  const absl::StatusOr<Sheet> sheet = Sheet::Open(
      *FindGroup("counts"),
      {"occurred_at", "site_id", "account_class", "counted_family", "counted_kg", "counted2_family", "counted2_t"},
      Options());
  ASSERT_TRUE(sheet.ok()) << sheet.status();
  const RowReading row = sheet->Read({"2026-05-01 10:00", "yard", "scrap_stock", "5xxx", "12.5", "6xxx", "1.25"});
  EXPECT_THAT(row.problems, IsEmpty());
  const v1::InventoryCounted& counted = row.draft.event.inventory_counted();
  EXPECT_EQ(counted.site_id(), "my-organisation/yard");
  ASSERT_EQ(counted.counted_size(), 2);
  EXPECT_EQ(counted.counted(0).grams(), 12'500);
  EXPECT_EQ(counted.counted(1).family(), v1::ALLOY_FAMILY_6XXX);
  EXPECT_EQ(counted.counted(1).grams(), 1'250'000);
}

TEST(GroupTest, NamesOfColumnsAreUnambiguous) {
  for (const Group& group : Groups()) {
    EXPECT_EQ(FindGroup(group.name), &group);
    std::set<std::string> words;
    for (const GroupEvent& event : group.events) {
      EXPECT_TRUE(words.insert(event.word).second) << group.name << " " << event.word;
      std::set<std::string> names = {std::string(kEventColumn)};
      for (const std::vector<FieldColumn>* columns : {&CommonColumns(), &event.columns}) {
        for (const FieldColumn& column : *columns) {
          for (const ColumnName& name : column.names) {
            EXPECT_TRUE(names.insert(name.name).second) << event.field->name() << " " << name.name;
            EXPECT_EQ(HeaderName(name.name), name.name);
          }
        }
      }
    }
  }
}

TEST(GroupTest, ATemplatesRowsCanBeImported) {
  for (const Group& group : Groups()) {
    const auto rows = Rows(TemplateOf(group, "my-organisation", ','));
    ASSERT_EQ(rows.size(), 1 + group.events.size());
    const absl::StatusOr<Sheet> sheet = Sheet::Open(group, rows[0], Options());
    ASSERT_TRUE(sheet.ok()) << sheet.status();
    for (size_t i = 1; i < rows.size(); ++i) {
      const RowReading row = sheet->Read(rows[i]);
      for (const Problem& problem : row.problems) {
        ADD_FAILURE() << group.name << " " << group.events[i - 1].word << ": " << problem.column << " \""
                      << problem.value << "\": " << problem.message;
      }
      EXPECT_EQ(row.event, &group.events[i - 1]);
    }
    for (const std::string& name : rows[0]) EXPECT_THAT(ExplanationOf(group), HasSubstr(name));
  }
}

// Fills every column with random values that it takes; what is read must come out of EventTable as the same event.
class RandomCell {
 public:
  explicit RandomCell(std::mt19937& random) : random_(random) {}

  std::string operator()(const FieldColumn& column) {
    switch (column.kind == ColumnKind::kList ? column.element : column.kind) {
      case ColumnKind::kText:
        return Cat("T-", random_() % 1000);
      case ColumnKind::kVin:
        return "5GZCZ43D13S812715";
      case ColumnKind::kId:
        return Cat("other-1/x", random_() % 1000);
      case ColumnKind::kOrganisation:
        return Cat("org-", random_() % 10);
      case ColumnKind::kCountry:
        return random_() % 2 == 0 ? "DE" : "CN";
      case ColumnKind::kCurrency:
        return std::string(std::vector<std::string>{"EUR", "JPY", "BHD", "CLF"}[random_() % 4]);  // 2, 0, 3, 4 decimals
      case ColumnKind::kEnum: {
        const auto* const type = column.last()->enum_type();
        return type->value(1 + static_cast<int>(random_() % static_cast<unsigned>(type->value_count() - 1)))->name();
      }
      case ColumnKind::kBool:
        return random_() % 2 == 0 ? "yes" : "no";
      case ColumnKind::kNumber:
      case ColumnKind::kMoney:
        return std::to_string(1 + random_() % 200);
      case ColumnKind::kDate:
        return Cat("20", 10 + random_() % 80, "-0", 1 + random_() % 9, "-", 10 + random_() % 18);
      case ColumnKind::kMoment:
        return Cat("20", 10 + random_() % 80, "-0", 1 + random_() % 9, "-", 10 + random_() % 18, " 0", random_() % 10,
                   ":30");
      case ColumnKind::kHash:
        return std::string(64, static_cast<char>('0' + random_() % 10));
      case ColumnKind::kList:
        break;
    }
    return "";
  }

 private:
  std::mt19937& random_;
};

TEST(EventTableTest, WritesWhatASheetReads) {
  std::mt19937 random(1);
  RandomCell cell(random);
  int rows = 0;
  for (const Group& group : Groups()) {
    const EventTable table(&group);
    const absl::StatusOr<Sheet> sheet = Sheet::Open(group, table.Header(), Options());
    ASSERT_TRUE(sheet.ok()) << sheet.status();
    for (const GroupEvent& event : group.events) {
      for (int round = 0; round < 20; ++round) {
        std::vector<std::string> cells(table.Header().size());
        const auto set = [&](std::string_view name, const std::string& value) {
          cells[static_cast<size_t>(std::find(table.Header().begin(), table.Header().end(), name) -
                                    table.Header().begin())] = value;
        };
        if (group.events.size() > 1) set(kEventColumn, event.word);
        for (const std::vector<FieldColumn>* columns : {&CommonColumns(), &event.columns}) {
          for (const FieldColumn& column : *columns) {
            const bool money = column.kind == ColumnKind::kMoney || column.kind == ColumnKind::kCurrency;
            if (column.required || money || random() % 2 == 0) set(column.name(), cell(column));
          }
        }
        const RowReading read = sheet->Read(cells);
        // Random sums and weights do not agree; every cell by itself must be read.
        for (const Problem& problem : read.problems) {
          EXPECT_THAT(std::string("total gross_kg tare_kg moisture_percent metal_content_percent body_basis vin"),
                      HasSubstr(problem.column))
              << event.field->name() << ": " << problem.message;
        }
        TabledEvent tabled{read.draft.event, read.draft.terms, 7, 0, ""};
        const auto currency = std::find(table.Header().begin(), table.Header().end(), "currency");
        if (currency != table.Header().end())
          tabled.currency = cells[static_cast<size_t>(currency - table.Header().begin())];
        ASSERT_TRUE(table.Has(tabled.event));
        const RowReading back = sheet->Read(table.Cells(tabled));
        EXPECT_TRUE(MessageDifferencer::Equals(back.draft.event, read.draft.event))
            << back.draft.event.DebugString() << read.draft.event.DebugString();
        ASSERT_EQ(back.draft.terms.has_value(), read.draft.terms.has_value());
        if (back.draft.terms) {
          EXPECT_TRUE(MessageDifferencer::Equals(*back.draft.terms, *read.draft.terms))
              << back.draft.terms->DebugString() << read.draft.terms->DebugString();
        }
        ++rows;
      }
    }
  }
  EXPECT_GT(rows, 1000);
}

}  // namespace
}  // namespace ingot::cli
