// ingot simulate.
#include <memory>
#include <utility>
#include <vector>

#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/simulate_run.h"
#include "clients/cli/text/json_document.h"
#include "clients/cli/text/table.h"
#include "ledger/base/strings.h"

namespace ingot::cli {
namespace {

absl::Status Simulate(Context& context, const SimulateOptions& options) {
  if (options.parameters.vehicles < static_cast<uint64_t>(options.parameters.years)) {
    return UsageError("--vehicles", "needs at least one vehicle a year");
  }
  if (options.dump.empty() && options.out.empty() && options.into.empty()) {
    return UsageError("--dump", "say where it goes: --into DIR, --dump FILE or --out FILE");
  }
  if (!options.into.empty()) return SimulateIntoServer(context, options);
  if (!options.dump.empty()) return SimulateToDump(context, options);
  return SimulateToFiles(context, options);
}

}  // namespace

void PrintSimulation(Context& context, const SimulateOptions& options, const Tally& tally,
                     const std::vector<std::pair<std::string, std::string>>& facts) {
  if (context.json) {
    std::string json;
    for (const auto& [name, value] : facts) json += Cat(JsonQuote(name), ":", JsonQuote(value), ",");
    context.PrintJson(Cat("{", json, tally.Json(), "}"));
    return;
  }
  Fields fields;
  for (const auto& [name, value] : facts) fields.Add(name, value);
  fields.Add("Vehicles", Cat(options.parameters.vehicles, " in ", options.parameters.years, " years from ",
                             options.parameters.first_year, " on, seed ", options.parameters.seed));
  context.Print(Cat(fields.Format(), tally.Text()));
}

void AddSimulateCommand(CLI::App& app, Context& context) {
  const auto o = std::make_shared<SimulateOptions>();
  CLI::App* const command = AddCommand(
      app, "simulate",
      "Make a fleet's years: vehicles, contracts, money, trouble, ends and recovered aluminium, the same for "
      "the same seed. For demonstrations and benchmarks",
      {"ingot simulate --vehicles 1000 --into ingot-dev", "ingot simulate --vehicles 1000 --dump fleet.dump",
       "ingot simulate --vehicles 1000 --seed 7 --years 5 --out fleet.d",
       "ingot simulate --vehicles 10000000 --years 12 --out - | gzip > fleet.jsonl.gz"});
  command->add_option("--vehicles", o->parameters.vehicles, "Vehicles born, in equal parts a year (1000)")
      ->check(CLI::Range(uint64_t{1}, simulate::kMaxVehicles));
  command->add_option("--seed", o->parameters.seed, "Another seed is another fleet (1)")
      ->check(CLI::Range(uint64_t{0}, uint64_t{1} << 62));
  command->add_option("--years", o->parameters.years, "Years (10)")->check(CLI::Range(1, simulate::kMaxYears));
  command->add_option("--first-year", o->parameters.first_year, "The first one (2016)")->check(CLI::Range(1990, 2100));
  command
      ->add_option("--mistakes", o->parameters.mistakes_ppm,
                   "Deliberate mistakes, which the ledger must refuse, in a million steps of vehicles (0)")
      ->check(CLI::Range(0, 1'000'000));
  CLI::Option* const dump =
      command->add_option("--dump", o->dump, "Write a whole ledger, signed with throw-away keys; no server is needed")
          ->type_name("FILE");
  CLI::Option* const into =
      command
          ->add_option(
              "--into", o->into,
              "Play it into the running server of this installation, made by ingotd --dev or ingot init: enrols "
              "the organisations, then submits as each of them; goes on after an interruption")
          ->type_name("DIR")
          ->excludes(dump);
  command
      ->add_option(
          "--out", o->out,
          "Write the events as JSON Lines: a new file, - for standard output, or, for a name that ends with .d, "
          "a folder with a file an organisation and a manifest")
      ->type_name("FILE|-|DIR.d")
      ->excludes(dump, into);
  SetAction(command, context, [&context, o] { return Simulate(context, *o); });
}

}  // namespace ingot::cli
