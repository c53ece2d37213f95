// ingot import: spreadsheets into the ledger.
#include <memory>

#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/import_run.h"
#include "clients/cli/tabular/group.h"
#include "clients/cli/text/json_document.h"
#include "clients/cli/text/table.h"
#include "ledger/base/strings.h"
#include "ledger/entry/limits.h"

namespace ingot::cli {
namespace {

void AddTemplates(CLI::App& import, Context& context) {
  CLI::App* const command = AddCommand(import, "templates", "List what can be imported", {"ingot import templates"});
  SetAction(command, context, [&context] {
    Table table({{"group"}, {"events"}, {"what"}});
    for (const Group& group : Groups()) {
      std::string words;
      for (const GroupEvent& event : group.events) words += Cat(words.empty() ? "" : ", ", event.word);
      if (context.json) {
        context.PrintJson(Cat("{\"group\":", JsonQuote(group.name), ",\"events\":", JsonQuote(words),
                              ",\"description\":", JsonQuote(group.description), "}"));
      } else {
        table.Row({group.name, words, group.description});
      }
    }
    if (!context.json) context.Print(table.Format());
    return absl::OkStatus();
  });
}

void AddTemplate(CLI::App& import, Context& context) {
  struct Options {
    std::string group;
    bool explain = false;
    std::string delimiter = ",";
  };
  const auto options = std::make_shared<Options>();
  CLI::App* const command =
      AddCommand(import, "template", "Print a header with example rows, to begin a spreadsheet with",
                 {"ingot import template payments > payments.csv", "ingot import template lots --explain"});
  command->add_option("group", options->group, "A group of ingot import templates")->required();
  command->add_flag("--explain", options->explain, "Explain the columns, with their units and allowed values, instead");
  command->add_option("--delimiter", options->delimiter, "',', ';' or tab")->type_name("CHARACTER");
  SetAction(command, context, [&context, options]() -> absl::Status {
    const Group* const group = FindGroup(options->group);
    if (group == nullptr) return UsageError("group", "is none of those that ingot import templates lists");
    if (options->explain) {
      context.Print(ExplanationOf(*group));
      return absl::OkStatus();
    }
    const std::string& delimiter = options->delimiter;
    if (delimiter != "," && delimiter != ";" && delimiter != "tab") {
      return UsageError("--delimiter", "is ',', ';' or tab");
    }
    // Ids of examples are the reader's own where a profile says who that is.
    std::string organisation = "my-organisation";
    if (!context.profile_path.empty()) {
      const absl::StatusOr<const client::Profile*> profile = context.profile();
      if (!profile.ok()) return profile.status();
      organisation = (*profile)->organisation;
    }
    context.Print(TemplateOf(*group, organisation, delimiter == "tab" ? '\t' : delimiter.front()));
    context.Remark(ExplanationOf(*group));
    return absl::OkStatus();
  });
}

void AddOptions(CLI::App* command, ImportOptions* o) {
  command->add_option("file", o->file, "CSV (UTF-8, or UTF-16 with a byte order mark), or JSON Lines")
      ->required()
      ->type_name("FILE");
  CLI::Option* const dry_run =
      command->add_flag("--dry-run", o->dry_run, "Check every row, as far as that is possible here; send nothing");
  CLI::Option* const whole = command->add_flag("--all-or-nothing", o->all_or_nothing,
                                               "Send nothing unless every row passes the checks made here");
  command->add_option("--delimiter", o->delimiter, "What separates columns: auto, ',', ';' or tab (auto)")
      ->type_name("CHARACTER");
  command->add_option("--decimal", o->decimal, "Decimal sign, '.' or ',' (.)")->type_name("CHARACTER");
  command
      ->add_option("--date-format", o->date_format,
                   "How dates are written: iso (2026-05-01), dmy (1.5.2026), mdy (5/1/2026), ymd (2026/5/1) (iso)")
      ->type_name("ORDER");
  command->add_option("--time-zone", o->time_zone, "Offset of times that do not state one, like +08:00")
      ->type_name("OFFSET");
  command->add_option("--batch", o->batch, "Rows a submission, 1 to 1000 (100)")
      ->check(CLI::Range(1, static_cast<int>(entry::kMaxSubmissionEvents)))
      ->type_name("N");
  command->add_flag("--jsonl", o->jsonl, "The file holds JSON Lines, as ingot submit reads them");
  command->add_option("--ignore", o->ignored, "Pass over this column; may come several times")
      ->type_name("COLUMN")
      ->expected(1)
      ->take_all();
  command->add_flag("--ignore-unknown", o->ignore_unknown, "Pass over all columns that the group does not have");
  command->add_option("--report", o->report, "Write the rows with what became of each, as CSV")->type_name("FILE");
  command
      ->add_option("--drafts", o->drafts,
                   "Write the rows that are not on the ledger, in the file's own form: complete them and import that")
      ->type_name("FILE")
      ->excludes(dry_run, whole);
}

}  // namespace

void AddImportCommands(CLI::App& app, Context& context) {
  CLI::App* const import = AddGroup(app, "import", "Record the rows of a spreadsheet, one event a row");
  AddTemplates(*import, context);
  AddTemplate(*import, context);
  for (const Group& group : Groups()) {
    const auto options = std::make_shared<ImportOptions>();
    CLI::App* const command =
        AddCommand(*import, group.name, group.description,
                   {Cat("ingot import ", group.name, " ", group.name, ".csv --dry-run --time-zone +01:00"),
                    Cat("ingot import ", group.name, " ", group.name,
                        ".csv --decimal , --date-format dmy --time-zone +01:00 --report report.csv")});
    AddOptions(command, options.get());
    SetAction(command, context, [&context, &group, options] { return RunImport(context, group, *options); });
  }
}

}  // namespace ingot::cli
