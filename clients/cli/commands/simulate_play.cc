// ingot simulate --into: a fleet played into a running server.
#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "absl/time/clock.h"
#include "clients/cli/commands/interrupt.h"
#include "clients/cli/commands/progress.h"
#include "clients/cli/commands/simulate_run.h"
#include "clients/cli/commands/simulate_world.h"
#include "clients/cli/simulate/outline.h"
#include "clients/cli/simulate/patience.h"
#include "clients/cli/simulate/player.h"
#include "clients/cli/text/format.h"
#include "clients/cpp/error.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/iso/date.h"

namespace ingot::cli {
namespace {

class Play {
 public:
  Play(Context& context, const SimulateOptions& options) : context_(context), options_(options) {}

  absl::Status Run() {
    absl::Status status = Begin();
    if (!status.ok() && client::ErrorOf(status).kind == client::ErrorKind::kUnavailable) context_.Remark(kAgain);
    return status;
  }

 private:
  absl::Status Begin() {
    INGOT_ASSIGN_OR_RETURN(SimulatedWorld world, SimulatedWorld::Open(options_.into));
    simulate::Parameters parameters = options_.parameters;
    parameters.operator_id = world.operator_profile().organisation;
    simulate::Simulation simulation(parameters);
    INGOT_RETURN_IF_ERROR(CheckIsPast(simulation));
    INGOT_ASSIGN_OR_RETURN(crypto::PrivateKey operator_key, world.OperatorKey());
    Keyring keyring(simulation.cast(), parameters.seed, world.operator_profile().ledger_id, std::move(operator_key));

    context_.Remark("Counting what will be said ...\n");
    absl::StatusOr<Outline> outline = MakeOutline(parameters, interrupted_);
    if (absl::IsCancelled(outline.status())) return Interrupted(kNothingSent);
    INGOT_RETURN_IF_ERROR(outline.status());
    context_.Remark(Cat("Enrolling ", simulation.cast().all.size() - 1, " organisations ...\n"));
    const absl::Status enrolled = Enrol(world, simulation, parameters, keyring);
    if (absl::IsCancelled(enrolled)) return Interrupted(kNothingSent);
    INGOT_RETURN_IF_ERROR(enrolled);
    INGOT_RETURN_IF_ERROR(world.Furnish(simulation.cast(), parameters.seed));
    const absl::StatusOr<std::optional<size_t>> done = LastRecorded(
        *outline, [&](const Milestone& milestone) { return IsRecorded(world, simulation.cast(), milestone); });
    if (absl::IsCancelled(done.status())) return Interrupted(kNothingSent);
    INGOT_RETURN_IF_ERROR(done.status());
    return PlayFrom(*done, world, simulation, keyring, *outline);
  }

  // The server's clock is what it is: a future occurred_at is refused.
  static absl::Status CheckIsPast(const simulate::Simulation& simulation) {
    const int64_t end_us = simulation.calendar().UnixUs(simulation.days(), 0);
    if (end_us <= absl::ToUnixMicros(absl::Now())) return absl::OkStatus();
    return UsageError(
        "--first-year",
        Cat("the last simulated day is ", iso::ToString(simulation.calendar().DateOf(simulation.days() - 1)),
            ": a server refuses what has not happened yet; begin earlier or simulate fewer --years"));
  }

  absl::Status Enrol(SimulatedWorld& world, const simulate::Simulation& simulation,
                     const simulate::Parameters& parameters, Keyring& keyring) {
    absl::Status status = world.Enrol(simulation, parameters, keyring, interrupted_);
    if (!status.ok() && client::ErrorOf(status).reason == "ALREADY_EXISTS") {
      context_.Remark(
          "One of the simulated organisations is on this ledger already, and not from this fleet: every fleet (seed, "
          "vehicles a year, first year, mistakes) needs a ledger of its own.\n");
    }
    return status;
  }

  absl::StatusOr<bool> IsRecorded(const SimulatedWorld& world, const simulate::Cast& cast,
                                  const Milestone& milestone) const {
    INGOT_ASSIGN_OR_RETURN(const client::Profile profile, world.ProfileOf(cast[milestone.who]));
    INGOT_ASSIGN_OR_RETURN(const std::unique_ptr<client::LedgerClient> ledger, client::LedgerClient::Open(profile));
    const absl::Status found =
        Patiently(*ledger, interrupted_, [&] { return ledger->GetReceiptByKey(milestone.idempotency_key).status(); });
    if (found.ok()) return true;
    if (client::ErrorOf(found).reason == "NOT_FOUND") return false;
    return found;
  }

  absl::Status PlayFrom(std::optional<size_t> done, SimulatedWorld& world, simulate::Simulation& simulation,
                        Keyring& keyring, const Outline& outline) {
    const absl::Time began = absl::Now();
    Progress progress("events", !context_.quiet && !context_.json);
    PlayerSinks sinks;
    sinks.profile = [&](simulate::Who who) { return world.ProfileOf(simulation.cast()[who]); };
    sinks.progress = [&](uint64_t events) { progress.Show(events, outline.events); };
    sinks.interrupted = interrupted_;
    Player player(simulation, keyring, outline, done, std::move(sinks));
    const absl::Status played = player.Play();
    progress.Hide();
    INGOT_RETURN_IF_ERROR(world.WriteKeys(simulation.cast(), options_.parameters.seed, player.keys()));
    if (absl::IsCancelled(played) && interruptible_.signal() != 0) {
      return Interrupted(
          Cat("On the ledger: everything before ", iso::ToString(simulation.calendar().DateOf(player.day())), "."));
    }
    INGOT_RETURN_IF_ERROR(played);
    Report(player, world, absl::Now() - began);
    return absl::OkStatus();
  }

  void Report(const Player& player, const SimulatedWorld& world, absl::Duration took) {
    const uint64_t sent = player.tally().events - player.passed_over();
    const int64_t took_ms = std::max<int64_t>(1, absl::ToInt64Milliseconds(took));
    std::vector<std::pair<std::string, std::string>> facts = {
        {"server", world.operator_profile().server},
        {"ledger", ToHex(world.operator_profile().ledger_id)},
        {"sentEvents", std::to_string(sent)},
        {"recordedBefore", std::to_string(player.passed_over())},
        {"eventsASecond", std::to_string(static_cast<int64_t>(sent) * 1'000 / took_ms)}};
    if (options_.parameters.mistakes_ppm > 0) {
      facts.emplace_back("mistakesLeftOut", std::to_string(player.mistakes_left_out()));
    }
    PrintSimulation(context_, options_, player.tally(), facts);
    context_.Remark(Cat("\nLook at it as its auditor: ingot --profile ", options_.into,
                        "/orgs/aurora-audit/profile report trial\nThe organisations' keys are made from the seed: no "
                        "secret protects what they sign.\n"));
  }

  absl::Status Interrupted(std::string_view state) {
    context_.Remark(Cat("Interrupted. ", state, "\n", kAgain));
    context_.set_exit_code(128 + interruptible_.signal());
    return absl::OkStatus();
  }

  static constexpr std::string_view kNothingSent = "Nothing new of the fleet's life is on the ledger.";
  static constexpr std::string_view kAgain = "Run the same command again: it goes on where this one stopped.\n";

  Context& context_;
  const SimulateOptions& options_;
  Interruptible interruptible_;
  const std::function<bool()> interrupted_ = [this] { return interruptible_.signal() != 0; };
};

}  // namespace

absl::Status SimulateIntoServer(Context& context, const SimulateOptions& options) {
  return Play(context, options).Run();
}

}  // namespace ingot::cli
