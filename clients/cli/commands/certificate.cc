// ingot cert: issue.
#include <memory>

#include "absl/time/clock.h"
#include "clients/cli/commands/ceremony.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/installation.h"
#include "clients/cli/text/json_document.h"
#include "clients/cli/text/table.h"
#include "ledger/base/bytes.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/crypto/pem.h"

namespace ingot::cli {
namespace {

struct IssueOptions {
  std::string dir, organisation, server;
  int days = 825;
  bool renew = false;
};

absl::Status Issue(Context& context, const IssueOptions& options) {
  INGOT_ASSIGN_OR_RETURN(pki::Identity ca, ReadAuthority(options.dir));
  const absl::Time now = absl::FromUnixSeconds(absl::ToUnixSeconds(absl::Now()));
  INGOT_ASSIGN_OR_RETURN(const pki::Identity identity,
                         IssueClient(ca, options.organisation, now, absl::Hours(24) * options.days));
  crypto::WipeString(&ca.private_key_pem);
  const std::string folder = Cat(options.dir, "/orgs/", options.organisation);
  if (options.renew) {
    INGOT_RETURN_IF_ERROR(WriteIdentity(folder, "client", identity, true));
    context.Remark(Cat("Renewed ", folder, "/client.pem and client.key\n"));
    return absl::OkStatus();
  }
  INGOT_ASSIGN_OR_RETURN(const client::Profile like, OperatorProfile(options.dir));
  const crypto::PrivateKey signing_key = NewKey();
  INGOT_RETURN_IF_ERROR(WriteMember(options.dir, options.organisation, identity, signing_key, like,
                                    options.server.empty() ? like.server : options.server));
  if (context.json) {
    context.PrintJson(Cat("{\"organisation\":", JsonQuote(options.organisation), ",\"folder\":", JsonQuote(folder),
                          ",\"publicKey\":\"", HexEncode(signing_key.public_key().bytes()), "\"}"));
    return absl::OkStatus();
  }
  Fields fields;
  fields.Add("Organisation", options.organisation);
  fields.Add("Profile", folder + "/profile");
  fields.Add("Public key", HexEncode(signing_key.public_key().bytes()));
  context.Print(fields.Format());
  context.Remark(Cat("Next, as the operator: ingot org enrol ", options.organisation, " --key ", folder,
                     "/signing.key --name ... --country ... --roles ...\n"));
  return absl::OkStatus();
}

}  // namespace

void AddCertificateCommands(CLI::App& app, Context& context) {
  const auto options = std::make_shared<IssueOptions>();
  CLI::App* const group = AddGroup(app, "cert", "Certificates of a small installation");
  CLI::App* const command = AddCommand(
      *group, "issue", "Issue an organisation's client certificate, with a new signing key and a profile",
      {"ingot cert issue --dir /etc/ingot rhein-mobil", "ingot cert issue --dir /etc/ingot rhein-mobil --renew"});
  command->add_option("organisation", options->organisation, "Organisation id")->required();
  command->add_option("--dir", options->dir, "Folder that `ingot init` made, with ca.key")->required();
  command->add_option("--server", options->server, "Address of the server; the operator's profile's where not given");
  command->add_option("--days", options->days, "Days that it is valid (825)")->check(CLI::Range(1, 3650));
  command->add_flag("--renew", options->renew, "Replace the certificate and its key; keep signing key and profile");
  SetAction(command, context, [&context, options] { return Issue(context, *options); });
}

}  // namespace ingot::cli
