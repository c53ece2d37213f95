// ingot report ancestry.
#include <memory>
#include <string>

#include "clients/cli/commands/at_entry.h"
#include "clients/cli/commands/describe.h"
#include "clients/cli/commands/report.h"
#include "clients/cli/commands/report_output.h"
#include "clients/cli/text/format.h"
#include "clients/cli/text/message_json.h"
#include "clients/cpp/server_stream.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"

namespace ingot::cli {
namespace {

constexpr int kMaxDepth = 64;
constexpr int kMaxNodes = 20'000;

struct AncestryOptions {
  std::string vin;
  bool forward = false;
  int depth = 0;
  int nodes = 0;
  ReportOptions output;
};

std::string_view KindText(v1::AncestryKind kind) {
  switch (kind) {
    case v1::ANCESTRY_KIND_VEHICLE:
      return "vehicle";
    case v1::ANCESTRY_KIND_HEAT:
      return "heat";
    case v1::ANCESTRY_KIND_LOT:
      return "lot";
    case v1::ANCESTRY_KIND_BATCH:
      return "batch";
    case v1::ANCESTRY_KIND_PRODUCTION:
      return "new metal";
    case v1::ANCESTRY_KIND_PRIMARY:
      return "primary metal";
    case v1::ANCESTRY_KIND_THIRD_PARTY_SCRAP:
      return "third parties' scrap";
    case v1::ANCESTRY_KIND_CASTINGS:
      return "wheels and castings";
    case v1::ANCESTRY_KIND_REPAIR_SCRAP:
      return "scrap of repairs";
    case v1::ANCESTRY_KIND_UNDOCUMENTED:
      return "of no known origin";
    case v1::ANCESTRY_KIND_ACCOUNT:
      return "lies in";
    case v1::ANCESTRY_KIND_NOT_FOLLOWED:
      return "not followed";
    default:
      return "unknown to this program";
  }
}

std::string NameOf(const v1::AncestryNode& node) {
  if (node.has_account()) return AccountText(node.account());
  if (!node.id().empty()) return node.id();
  // Hidden ones have no total, whole ones of no name are one.
  const bool hidden = node.kind() <= v1::ANCESTRY_KIND_BATCH || node.kind() == v1::ANCESTRY_KIND_ACCOUNT;
  if (hidden || node.nodes() > 1) return Cat("(", node.nodes(), " not yours to see)");
  return "";
}

absl::Status AddNode(const v1::AncestryNode& node, ReportRows& rows) {
  const std::string indent(static_cast<size_t>(2 * node.depth()), ' ');
  return rows.Row({NumberCell(node.depth()),
                   {.text = Cat(indent, KindText(node.kind())), .plain = EnumText(node.kind())},
                   TextCell(NameOf(node)),
                   MassCell(node.at_least_g()),
                   MassCell(node.pro_rata_g()),
                   MassCell(node.at_most_g()),
                   {.text = node.total_g() == 0 ? "" : Kilograms(node.total_g()), .plain = Cat(node.total_g())}});
}

absl::Status ReportAncestry(Context& context, const AncestryOptions& options) {
  v1::StreamAncestryRequest request;
  request.set_vin(options.vin);
  request.set_direction(options.forward ? v1::ANCESTRY_DIRECTION_FORWARD : v1::ANCESTRY_DIRECTION_BACK);
  request.set_max_depth(options.depth);
  request.set_max_nodes(options.nodes);
  INGOT_ASSIGN_OR_RETURN(client::LedgerClient* const ledger, context.ledger());
  v1::StreamAncestryResponse answer;
  INGOT_RETURN_IF_ERROR(
      (client::QueryStream<v1::BalanceService::Stub, v1::StreamAncestryRequest, v1::StreamAncestryResponse>(
          *ledger, ledger->channel().balance(), &v1::BalanceService::Stub::StreamAncestry, request,
          ledger->channel().timeout(), [&](const v1::StreamAncestryResponse& message) {
            if (context.json) context.PrintJson(MessageJson(message));
            answer.mutable_nodes()->MergeFrom(message.nodes());
            answer.set_grams(message.grams());
            answer.set_not_followed_g(message.not_followed_g());
            answer.set_checkpoint(message.checkpoint());
            return absl::OkStatus();
          })));
  if (context.json) return absl::OkStatus();
  ReportRows rows(context, options.output,
                  {{"step", "step", Align::kRight},
                   {options.forward ? "went to" : "came from", "kind"},
                   {"", "name"},
                   {"at least, kg", "at_least_grams", Align::kRight},
                   {"pro rata, kg", "pro_rata_grams", Align::kRight},
                   {"at most, kg", "at_most_grams", Align::kRight},
                   {"of in all, kg", "total_grams", Align::kRight}});
  for (const v1::AncestryNode& node : answer.nodes()) INGOT_RETURN_IF_ERROR(AddNode(node, rows));
  const std::string not_followed =
      answer.not_followed_g() == 0
          ? ""
          : Cat("\n", Kilograms(answer.not_followed_g()),
                " kg were not followed to the end: every figure under \"at most\" may be higher by as much.\n");
  rows.Finish(Cat(options.forward ? "Where the metal of " : "Where the metal in ", options.vin,
                  options.forward ? " is now: " : " came from: ", Kilograms(answer.grams()), " kg\n\n"),
              Cat(not_followed, "\n", CheckpointText(answer.checkpoint())));
  return absl::OkStatus();
}

}  // namespace

void AddAncestryReport(CLI::App& report, Context& context) {
  const auto options = std::make_shared<AncestryOptions>();
  CLI::App* const command = AddCommand(
      report, "ancestry",
      "Where the metal in a vehicle's body came from, or (--forward) where a retired vehicle's metal went: what mixing "
      "allows at least and at most, and pro rata as the rules divide",
      {"ingot report ancestry 5GZCZ43D13S812715", "ingot report ancestry 5GZCZ43D13S812715 --forward --json"});
  command->add_option("vin", options->vin, "The vehicle")->required()->type_name("VIN");
  command->add_flag("--forward", options->forward, "From this vehicle on, to where its metal is now");
  command->add_option("--depth", options->depth, "Steps to follow, 1 to 64 (32)")->check(CLI::Range(1, kMaxDepth));
  command->add_option("--nodes", options->nodes, "At most so many sources or places, 1 to 20000 (5000)")
      ->check(CLI::Range(1, kMaxNodes));
  AddAtOptions(command, context);
  AddReportOptions(command, &options->output);
  SetAction(command, context, [&context, options] { return ReportAncestry(context, *options); });
}

}  // namespace ingot::cli
