// ingot init: the ceremony that begins a ledger, offline.
#include <arpa/inet.h>

#include <memory>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "clients/cli/commands/ceremony.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/installation.h"
#include "clients/cli/text/json_document.h"
#include "clients/cli/text/table.h"
#include "clients/cpp/files.h"
#include "clients/cpp/random.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/rules/decide.h"

namespace ingot::cli {
namespace {

struct InitOptions {
  std::string dir, origin, operator_id, name, country, predecessor;
  int rules_version = rules::kNewestRulesVersion;
  std::string listen = "127.0.0.1:7443";
  std::string server;
  std::vector<std::string> hosts = {"localhost", "127.0.0.1", "::1"};
  int ca_days = 3650;
  int days = 825;
};

bool IsIpAddress(const std::string& text) {
  unsigned char buffer[sizeof(struct in6_addr)];
  return inet_pton(AF_INET, text.c_str(), buffer) == 1 || inet_pton(AF_INET6, text.c_str(), buffer) == 1;
}

absl::StatusOr<pki::Identity> IssueServer(const pki::Identity& ca, const InitOptions& options, absl::Time now) {
  pki::CertificateRequest request;
  request.usage = pki::Usage::kServer;
  request.common_name = "ingotd";
  request.validity = {now - kClockSkew, now + absl::Hours(24) * options.days};
  request.serial = client::RandomBytes(pki::kSerialBytes);
  for (const std::string& host : options.hosts) {
    (IsIpAddress(host) ? request.ip_addresses : request.dns_names).push_back(host);
  }
  return pki::IssueCertificate(ca, request);
}

std::string ServerConfig(const InitOptions& options) {
  return Cat("# Configuration of ingotd: ingotd --config FILE. Paths are relative to this folder.\n", "listen = \"",
             options.listen,
             "\"\ndb = \"db\"\nanchor = \"anchor\"\nca = \"ca.pem\"\ncert = \"server.pem\"\nkey = \"server.key\"\n"
             "checkpoint-key = \"checkpoint.key\"\nservice-key = \"service.key\"\nkeystore = \"keystore\"\n"
             "genesis = \"genesis.pb\"\n");
}

absl::StatusOr<Genesis> WriteInstallation(const InitOptions& options, const std::string& folder, absl::Time now) {
  v1::LedgerCreated description;
  description.set_origin(options.origin);
  description.set_rules_version(options.rules_version);
  description.set_operator_id(options.operator_id);
  description.set_operator_name(options.name);
  description.set_operator_country(options.country);
  if (!options.predecessor.empty()) {
    INGOT_ASSIGN_OR_RETURN(*description.mutable_predecessor_checkpoint(), client::ReadFile(options.predecessor, 4096));
  }
  const crypto::PrivateKey operator_key = NewKey();
  const crypto::PrivateKey service_key = NewKey();
  const crypto::PrivateKey checkpoint_key = NewKey();
  INGOT_ASSIGN_OR_RETURN(Genesis genesis, MakeGenesis(std::move(description), operator_key, service_key, checkpoint_key,
                                                      client::RandomBytes(32), now));

  pki::CaRequest ca_request;
  ca_request.common_name = "Ingot installation";
  ca_request.validity = {now - kClockSkew, now + absl::Hours(24) * options.ca_days};
  ca_request.serial = client::RandomBytes(pki::kSerialBytes);
  INGOT_ASSIGN_OR_RETURN(const pki::Identity ca, pki::IssueCa(ca_request));
  INGOT_ASSIGN_OR_RETURN(const pki::Identity server, IssueServer(ca, options, now));
  INGOT_ASSIGN_OR_RETURN(const pki::Identity operator_identity,
                         IssueClient(ca, options.operator_id, now, absl::Hours(24) * options.days));

  const std::string own = Cat(folder, "/orgs/", options.operator_id);
  const std::string ledger_id = ToHex(genesis.ledger_id);
  const auto write = [&](std::string_view name, std::string_view bytes) {
    return client::WriteFile(Cat(folder, "/", name), bytes, client::kPublicFile, client::Existing::kRefuse);
  };
  INGOT_RETURN_IF_ERROR(client::MakeFolder(own, 0700));
  INGOT_RETURN_IF_ERROR(WriteIdentity(folder, "ca", ca, false));
  INGOT_RETURN_IF_ERROR(WriteIdentity(folder, "server", server, false));
  INGOT_RETURN_IF_ERROR(WriteIdentity(own, "client", operator_identity, false));
  INGOT_RETURN_IF_ERROR(WriteKey(own + "/signing.key", operator_key));
  INGOT_RETURN_IF_ERROR(WriteKey(folder + "/service.key", service_key));
  INGOT_RETURN_IF_ERROR(WriteKey(folder + "/checkpoint.key", checkpoint_key));
  INGOT_RETURN_IF_ERROR(write("genesis.pb", genesis.submission));
  INGOT_RETURN_IF_ERROR(write("vkey", genesis.vkey + "\n"));
  INGOT_RETURN_IF_ERROR(write("ledger-id", ledger_id + "\n"));
  INGOT_RETURN_IF_ERROR(write("ingotd.conf", ServerConfig(options)));
  INGOT_RETURN_IF_ERROR(write(Cat("orgs/", options.operator_id, "/profile"),
                              ProfileText(options.server.empty() ? options.listen : options.server, options.operator_id,
                                          ledger_id, {genesis.vkey})));
  return genesis;
}

absl::Status Init(Context& context, const InitOptions& options) {
  if (!pki::IsOrganisationId(options.operator_id)) {
    return UsageError("--operator", "needs an organisation id: 2 to 20 bytes of [a-z0-9] and inner '-'");
  }
  INGOT_ASSIGN_OR_RETURN(const std::unique_ptr<client::PendingFolder> folder,
                         client::PendingFolder::Create(options.dir));
  // Certificates and times count whole seconds.
  const absl::Time now = absl::FromUnixSeconds(absl::ToUnixSeconds(absl::Now()));
  INGOT_ASSIGN_OR_RETURN(const Genesis genesis, WriteInstallation(options, folder->path(), now));
  INGOT_RETURN_IF_ERROR(folder->Commit());
  const std::string profile = Cat(options.dir, "/orgs/", options.operator_id, "/profile");
  if (context.json) {
    context.PrintJson(Cat("{\"ledgerId\":\"", ToHex(genesis.ledger_id), "\",\"vkey\":", JsonQuote(genesis.vkey),
                          ",\"profile\":", JsonQuote(profile), "}"));
    return absl::OkStatus();
  }
  Fields fields;
  fields.Add("Ledger id", ToHex(genesis.ledger_id));
  fields.Add("Verifier key", genesis.vkey);
  fields.Add("Operator's profile", profile);
  context.Print(fields.Format());
  context.Remark(
      Cat("\nNext:\n",
          "  1. Publish the verifier key and the ledger id: with them anybody can verify receipts and the ledger.\n"
          "  2. Start the server:        ingotd --config ",
          options.dir, "/ingotd.conf\n", "  3. Look at the ledger:      ingot --profile ", profile, " checkpoint\n",
          "  4. Issue a certificate:     ingot cert issue --dir ", options.dir, " ORGANISATION\n",
          "  5. Enrol the organisation:  ingot --profile ", profile,
          " org enrol ORGANISATION ...\n"
          "Keep ca.key and orgs/",
          options.operator_id, "/signing.key (the operator's key) offline; back up every *.key.\n"));
  return absl::OkStatus();
}

}  // namespace

void AddInitCommand(CLI::App& app, Context& context) {
  const auto options = std::make_shared<InitOptions>();
  CLI::App* const command = AddCommand(
      app, "init", "Begin a ledger, offline: keys, signed genesis, certificate authority, configuration, profile",
      {"ingot init --dir /etc/ingot --origin bank.example/aluminium --operator bank --name \"Aluminium Bank\" "
       "--country DE",
       "ingot init --dir bank --origin bank.example/al --operator bank --name Bank --country DE \\",
       "    --listen 0.0.0.0:7443 --server ledger.bank.example:7443 --host ledger.bank.example"});
  command->add_option("--dir", options->dir, "New folder for everything; it must not exist, or be empty")->required();
  command
      ->add_option("--origin", options->origin, "Name of the ledger in its checkpoints: a host and path that you own")
      ->required();
  command->add_option("--operator", options->operator_id, "The operator's organisation id")->required();
  command->add_option("--name", options->name, "The operator's name")->required();
  command->add_option("--country", options->country, "The operator's country, ISO 3166-1 alpha-2")->required();
  command->add_option("--rules-version", options->rules_version,
                      Cat("Rules in force from entry 1 on (", rules::kNewestRulesVersion, ")"));
  command
      ->add_option("--predecessor", options->predecessor, "Last known checkpoint of the ledger that this one continues")
      ->type_name("FILE");
  command->add_option("--listen", options->listen, "Address of the server (127.0.0.1:7443)");
  command->add_option("--server", options->server, "Address in profiles; --listen where not given");
  command->add_option("--host", options->hosts,
                      "Names and IP addresses of the server, for its certificate "
                      "(localhost, 127.0.0.1, ::1)");
  command->add_option("--ca-days", options->ca_days, "Days that the authority is valid (3650)")
      ->check(CLI::Range(1, 36500));
  command->add_option("--days", options->days, "Days that certificates are valid (825)")->check(CLI::Range(1, 3650));
  SetAction(command, context, [&context, options] { return Init(context, *options); });
}

}  // namespace ingot::cli
