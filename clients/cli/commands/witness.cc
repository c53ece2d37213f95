// ingot witness: serve, vkey, list.
#include "clients/witness/witness.h"

#include <memory>
#include <utility>

#include "absl/time/clock.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/interrupt.h"
#include "clients/cli/text/format.h"
#include "clients/cli/text/json_document.h"
#include "clients/cli/text/message_json.h"
#include "clients/cli/text/table.h"
#include "clients/cpp/files.h"
#include "clients/witness/http_server.h"
#include "ingot/v1/witness_service.pb.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/witness/policy.h"

namespace ingot::cli {
namespace {

constexpr absl::Duration kSignalPoll = absl::Milliseconds(100);

struct WitnessKeyOptions {
  std::string key;
  std::string name;
};

void AddWitnessKeyOptions(CLI::App* command, WitnessKeyOptions* options) {
  command->add_option("--key", options->key, "The witness's private key, used for nothing else (ingot key new)")
      ->required()
      ->type_name("FILE");
  command->add_option("--name", options->name, "The witness's name, for example witness.example/w1")->required();
}

struct ServeOptions {
  WitnessKeyOptions key;
  std::string logs, state;
  std::string listen = "127.0.0.1:7480";
};

absl::Status Serve(Context& context, const ServeOptions& options) {
  INGOT_ASSIGN_OR_RETURN(const std::string text, client::ReadFile(options.logs, witness::kMaxPolicyBytes));
  const absl::StatusOr<witness::Policy> policy = witness::Policy::Parse(text);
  if (!policy.ok()) return UsageError(options.logs, FromAbsl(policy.status().message()));
  INGOT_ASSIGN_OR_RETURN(crypto::PrivateKey key, LoadKey(options.key.key));
  INGOT_ASSIGN_OR_RETURN(const std::unique_ptr<witness::Witness> served,
                         witness::Witness::Open(options.key.name, std::move(key), policy->logs(), options.state));
  const Interruptible interruptible;
  INGOT_ASSIGN_OR_RETURN(const std::unique_ptr<witness::HttpServer> server,
                         witness::HttpServer::Start(options.listen, *served));
  context.Print(Cat("ingot witness listens on http://", server->address(), " as ", served->key().Format(), "\n"));
  for (const std::string& origin : served->Origins()) {
    const std::optional<note::Checkpoint> latest = served->Latest(origin);
    context.Remark(Cat("  watches ", Printable(origin), ", ",
                       latest.has_value() ? Cat("from size ", latest->size, " on") : "from its first checkpoint on",
                       "\n"));
  }
  std::fflush(stdout);
  while (interruptible.signal() == 0) absl::SleepFor(kSignalPoll);
  server->Stop();
  return absl::OkStatus();
}

void AddServe(CLI::App& group, Context& context) {
  const auto options = std::make_shared<ServeOptions>();
  CLI::App* const command = AddCommand(
      group, "serve", "Run a witness: cosign checkpoints that continue what was cosigned before",
      {"ingot witness serve --key witness.pem --name witness.example/w1 --logs logs.policy --state /var/lib/witness"});
  AddWitnessKeyOptions(command, &options->key);
  command->add_option("--logs", options->logs, "Whom to watch: lines log <vkey> (tlog-policy)")
      ->required()
      ->type_name("FILE");
  command->add_option("--state", options->state, "Folder of what was cosigned; it must never be lost or restored")
      ->required()
      ->type_name("DIR");
  command->add_option("--listen", options->listen, "host:port, plain HTTP (127.0.0.1:7480)");
  SetAction(command, context, [&context, options] { return Serve(context, *options); });
}

void AddVkey(CLI::App& group, Context& context) {
  const auto options = std::make_shared<WitnessKeyOptions>();
  CLI::App* const command = AddCommand(group, "vkey", "Print the witness's verifier key, for policies",
                                       {"ingot witness vkey --key witness.pem --name witness.example/w1"});
  AddWitnessKeyOptions(command, options.get());
  SetAction(command, context, [&context, options]() -> absl::Status {
    INGOT_ASSIGN_OR_RETURN(const crypto::PrivateKey key, LoadKey(options->key));
    INGOT_ASSIGN_OR_RETURN(
        const note::VerifierKey verifier,
        note::VerifierKey::Create(options->name, note::SignatureType::kCosignatureV1, key.public_key()));
    if (context.json) {
      context.PrintJson(Cat("{\"vkey\":", JsonQuote(verifier.Format()), "}"));
    } else {
      context.Print(verifier.Format() + "\n");
    }
    return absl::OkStatus();
  });
}

void AddWitnessList(CLI::App& group, Context& context) {
  CLI::App* const command = AddCommand(group, "list", "The witnesses that the ledger's server asks, and their answers",
                                       {"ingot witness list"});
  SetAction(command, context, [&context]() -> absl::Status {
    INGOT_ASSIGN_OR_RETURN(client::LedgerClient* const ledger, context.ledger());
    INGOT_ASSIGN_OR_RETURN(const v1::ListWitnessesResponse response,
                           ledger->Read(ledger->channel().witness(), &v1::WitnessService::Stub::ListWitnesses,
                                        v1::ListWitnessesRequest()));
    if (context.json) {
      context.PrintJson(MessageJson(response));
      return absl::OkStatus();
    }
    Table table({{"witness"}, {"key"}, {"answered"}, {"cosigned size", Align::kRight}, {"asked"}});
    for (const v1::Witness& one : response.witnesses()) {
      table.Row({one.name(), one.vkey(), EnumText(one.state()), Thousands(static_cast<int64_t>(one.cosigned_size())),
                 one.asked_at_us() == 0 ? "" : TimeText(one.asked_at_us())});
    }
    if (!context.quiet) {
      context.Print(table.Format());
      context.Print(
          response.cosigned_size() == 0
              ? std::string("No quorum has cosigned a checkpoint yet.\n")
              : Cat("A quorum has cosigned size ", Thousands(static_cast<int64_t>(response.cosigned_size())), ".\n"));
    }
    return absl::OkStatus();
  });
}

}  // namespace

void AddWitnessCommands(CLI::App& app, Context& context) {
  CLI::App* const group = AddGroup(app, "witness", "Witnesses: run one, see those of the ledger");
  AddServe(*group, context);
  AddVkey(*group, context);
  AddWitnessList(*group, context);
}

}  // namespace ingot::cli
