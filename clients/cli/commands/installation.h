// The folder of a small installation, which `ingot init` makes and `ingot cert issue` extends:
//
//   ca.pem ca.key          authority of server and clients (ca.key: keep it off the server)
//   server.pem server.key  of ingotd
//   checkpoint.key         of ingotd: signs checkpoints
//   service.key            of ingotd: signs the service's own entries
//   genesis.pb             the signed creation of the ledger
//   ledger-id vkey         what everybody may know
//   ingotd.conf            configuration of ingotd
//   orgs/<organisation>/   client.pem client.key signing.key profile
#ifndef INGOT_CLIENTS_CLI_COMMANDS_INSTALLATION_H_
#define INGOT_CLIENTS_CLI_COMMANDS_INSTALLATION_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "clients/cpp/profile.h"
#include "ledger/crypto/ed25519.h"
#include "ledger/pki/certificate.h"

namespace ingot::cli {

// Certificates begin this much earlier, for peers whose clocks are behind.
inline constexpr absl::Duration kClockSkew = absl::Hours(1);

// The text of a profile (clients/cpp/profile.h) that lies in orgs/<organisation>/.
std::string ProfileText(std::string_view server, std::string_view organisation, std::string_view ledger_id,
                        const std::vector<std::string>& vkeys);

// The authority of the installation in `dir`, with its private key.
absl::StatusOr<pki::Identity> ReadAuthority(const std::string& dir);

// The operator's profile in `dir`: names server and ledger.
absl::StatusOr<client::Profile> OperatorProfile(const std::string& dir);

// A client certificate of the authority, valid from now on for `validity` (within the authority's own).
absl::StatusOr<pki::Identity> IssueClient(const pki::Identity& ca, const std::string& organisation, absl::Time now,
                                          absl::Duration validity);

// Writes a private key as PEM, readable by its owner alone; the file must not exist.
absl::Status WriteKey(const std::string& path, const crypto::PrivateKey& key);

// Makes orgs/<organisation>/ whole or not at all: certificate, signing key, and a profile like `like` for `server`.
// ALREADY_EXISTS where it is there.
absl::Status WriteMember(const std::string& dir, const std::string& organisation, const pki::Identity& identity,
                         const crypto::PrivateKey& signing_key, const client::Profile& like, const std::string& server);

// Writes certificate and key as <folder>/<name>.pem and .key.
absl::Status WriteIdentity(const std::string& folder, std::string_view name, const pki::Identity& identity,
                           bool replace);

}  // namespace ingot::cli

#endif  // INGOT_CLIENTS_CLI_COMMANDS_INSTALLATION_H_
