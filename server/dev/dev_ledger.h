// `ingotd --dev`: a ledger of one's own in one command. Makes a directory with throw-away authority, certificates, keys
// and a signed genesis; a second start uses what is there.
//
//   DIR/ca.pem ca.key               authority of server and clients
//   DIR/server.pem server.key       TLS, for localhost and the address listened on
//   DIR/checkpoint.key service.key  the ledger's own keys
//   DIR/genesis.pb                  signed by DIR/orgs/bank/signing.key, the operator's key
//   DIR/db/ anchor                  the ledger
//   DIR/keystore/                   the keys of sealed parts
//   DIR/address                     what the running server listens on
//   DIR/orgs/<organisation>/        client.pem client.key signing.key profile: what a client needs
//
// Everything lies in one place and unencrypted: for trying things, never for a ledger that anyone relies on.
#ifndef INGOT_SERVER_DEV_DEV_LEDGER_H_
#define INGOT_SERVER_DEV_DEV_LEDGER_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "ledger/base/hash.h"
#include "server/config/options.h"

namespace ingot::dev {

inline constexpr std::string_view kOperatorId = "bank";
inline constexpr std::string_view kOrigin = "dev.ingot.example";

// Makes what is missing and sets the paths in `options`; the clock is taken as confirmed, since a ledger for trying
// things rests for days. `now` dates certificates and genesis.
absl::Status Prepare(absl::Time now, config::Options* options);

// Writes the operator's profile, and the server's address into every other profile below DIR/orgs.
absl::Status WriteProfiles(const std::string& dir, const std::string& address, const Hash& ledger_id,
                           const std::string& verifier_key);

}  // namespace ingot::dev

#endif  // INGOT_SERVER_DEV_DEV_LEDGER_H_
