// Commands that list a report.
#ifndef INGOT_CLIENTS_CLI_COMMANDS_REPORT_LIST_H_
#define INGOT_CLIENTS_CLI_COMMANDS_REPORT_LIST_H_

#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "clients/cli/commands/at_entry.h"
#include "clients/cli/commands/listing.h"
#include "clients/cli/tabular/csv_reader.h"
#include "clients/cli/text/format.h"
#include "clients/cli/text/message_json.h"
#include "clients/cli/text/row_order.h"
#include "clients/cli/text/row_table.h"
#include "ledger/base/status.h"
#include "ledger/iso/date.h"

namespace ingot::cli {

using ReportStub = v1::ReportService::Stub;

void AddDealerReports(CLI::App& group, Context& context);
void AddRecyclerReports(CLI::App& group, Context& context);
void AddAuditorReports(CLI::App& group, Context& context);

// Options of a report's command that set a field of its request.
template <typename Value, typename Set>
void AddFilter(CLI::App* command, const std::string& name, const std::string& description, Set set) {
  command->add_option_function<Value>(
      name, [set](const Value& value) { set(value); }, description);
}

// As above for what `parse` reads (absl::StatusOr of it); usage says what is expected.
template <typename Parse, typename Set>
void AddParsedFilter(CLI::App* command, const std::string& name, const std::string& description, Parse parse, Set set) {
  const std::function<std::string(const std::string&)> check = [parse](const std::string& text) {
    const auto parsed = parse(text);
    return parsed.ok() ? std::string() : std::string(FromAbsl(parsed.status().message()));
  };
  command
      ->add_option_function<std::string>(
          name, [parse, set](const std::string& text) { set(*parse(text)); }, description)
      ->check(check, "");
}

template <typename Enum, typename Set>
void AddEnumFilter(CLI::App* command, const std::string& name, const std::string& description, Set set) {
  AddParsedFilter(
      command, name, description, [](const std::string& text) { return ParseEnum<Enum>(text); }, set);
}

// A page as a table with the named columns, or as CSV with all.
template <typename Response>
class RowPrinter {
 public:
  RowPrinter(std::vector<std::string> fields, bool csv) : fields_(std::move(fields)), csv_(csv) {}

  std::string operator()(const Response& response) {
    if (!csv_) {
      std::vector<const google::protobuf::Message*> rows;
      for (const auto& row : response.rows()) rows.push_back(&row);
      return RowTable(fields_, rows);
    }
    std::string text;
    if (!begun_) text = CsvLine(RowNames(Type()), ',');
    begun_ = true;
    for (const auto& row : response.rows()) {
      std::vector<std::string> cells = RowValues(row);
      for (std::string& cell : cells) cell = ProtectCell(cell);
      text += CsvLine(cells, ',');
    }
    return text;
  }

 private:
  static const google::protobuf::Descriptor* Type() {
    return Response::descriptor()->FindFieldByName("rows")->message_type();
  }

  std::vector<std::string> fields_;
  bool csv_;
  bool begun_ = false;
};

// The second line of a checkpoint: how many entries it covers.
inline std::string SizeOf(const std::string& checkpoint) {
  const size_t begin = checkpoint.find('\n') + 1;
  return checkpoint.substr(begin, checkpoint.find('\n', begin) - begin);
}

template <typename Response>
using RowOf = std::remove_cvref_t<decltype(*std::declval<const Response&>().rows().begin())>;

// So many rows are sorted at most.
inline constexpr size_t kMaxSortedRows = 100'000;

// One answer with the rows of all pages in the order of a column (RowOrder): the first page.limit of them, or with
// --all every one. InvalidArgument beyond kMaxSortedRows.
template <typename Request, typename Response>
absl::StatusOr<Response> SortedRows(client::LedgerClient& ledger,
                                    grpc::Status (ReportStub::*method)(grpc::ClientContext*, const Request&, Response*),
                                    Request request, const std::string& column, const PageOptions& page) {
  INGOT_ASSIGN_OR_RETURN(const RowOrder order, RowOrder::Parse(RowOf<Response>::descriptor(), column));
  FirstRows<RowOf<Response>> first(order, page.all ? kMaxSortedRows : static_cast<size_t>(page.limit));
  Response sorted;
  request.set_page_size(kMaxPageSize);
  const auto add = [&](Response response) -> absl::Status {
    for (RowOf<Response>& row : *response.mutable_rows()) {
      if (first.Add(std::move(row)) && page.all) {
        return absl::InvalidArgumentError(
            Cat("more than ", kMaxSortedRows, " rows to sort: use a filter or --limit, or sort what --csv prints"));
      }
    }
    response.clear_rows();
    sorted = std::move(response);
    return absl::OkStatus();
  };
  INGOT_RETURN_IF_ERROR(
      (ledger.QueryPages<ReportStub, Request, Response>(ledger.channel().report(), method, std::move(request), add)));
  for (RowOf<Response>& row : first.Take()) *sorted.add_rows() = std::move(row);
  return sorted;
}

// Adds `name` below `group`. `filters` adds options that set fields of the request; `fields` are the table's columns.
template <typename Request, typename Response>
void AddReport(CLI::App& group, Context& context, const std::string& name, const std::string& description,
               std::initializer_list<std::string_view> examples,
               grpc::Status (ReportStub::*method)(grpc::ClientContext*, const Request&, Response*),
               std::vector<std::string> fields, const std::function<void(CLI::App*, Request*)>& filters) {
  struct Options {
    Request request;
    PageOptions page;
    std::string sort;
    bool csv = false;
  };
  const auto options = std::make_shared<Options>();
  CLI::App* const command = AddCommand(group, name, description, examples);
  AddFilter<std::string>(command, "--organisation", "Of this organisation (groups, successors, auditors)",
                         [options](const std::string& id) { options->request.set_organisation(id); });
  filters(command, &options->request);
  if constexpr (requires(Request request) { request.mutable_on(); }) {
    AddParsedFilter(command, "--on", "Days are counted to this one (today; with --at that of the entry)", ParseDate,
                    [options](const v1::Date& on) { *options->request.mutable_on() = on; });
  }
  AddAtOptions(command, context);
  AddPageOptions(command, &options->page);
  const auto check_column = [](const std::string& column) {
    const absl::Status status = RowOrder::Parse(RowOf<Response>::descriptor(), column).status();
    return status.ok() ? std::string() : std::string(FromAbsl(status.message()));
  };
  command->add_option("--sort", options->sort, "By this column of --csv; COLUMN:desc for the largest first")
      ->check(check_column, "")
      ->excludes("--page");
  command->add_flag("--csv", options->csv, "CSV with all columns, exact values");
  SetAction(command, context, [&context, options, method, fields = std::move(fields)]() -> absl::Status {
    Request& request = options->request;
    if constexpr (requires { request.mutable_on(); }) {
      if (!request.has_on() && !context.at_seq.has_value()) {
        *request.mutable_on() = iso::DateOf(LocalTimeOf(absl::Now()));
      }
    }
    INGOT_ASSIGN_OR_RETURN(client::LedgerClient* const ledger, context.ledger());
    uint64_t rows = 0;
    std::string checkpoint;
    RowPrinter<Response> print(fields, options->csv);
    const auto show = [&](const Response& response) {
      rows += static_cast<uint64_t>(response.rows_size());
      checkpoint = response.checkpoint();
      return print(response);
    };
    if (!options->sort.empty()) {
      INGOT_ASSIGN_OR_RETURN(const Response sorted,
                             (SortedRows<Request, Response>(*ledger, method, request, options->sort, options->page)));
      const std::string text = show(sorted);
      context.json ? context.PrintJson(MessageJson(sorted)) : context.Print(text);
    } else {
      INGOT_RETURN_IF_ERROR((PrintPages<ReportStub, Request, Response>(
          context, *ledger, ledger->channel().report(), method, request, options->page,
          [](const Response& response) { return response.rows_size(); }, show)));
    }
    if (!context.json) context.Remark(Cat(rows, " rows, from the state of ", SizeOf(checkpoint), " entries\n"));
    return absl::OkStatus();
  });
}

}  // namespace ingot::cli

#endif  // INGOT_CLIENTS_CLI_COMMANDS_REPORT_LIST_H_
