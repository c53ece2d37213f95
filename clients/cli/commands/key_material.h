// Public halves of keys and proofs that their holders have the private ones: for enrolling and adding keys.
#ifndef INGOT_CLIENTS_CLI_COMMANDS_KEY_MATERIAL_H_
#define INGOT_CLIENTS_CLI_COMMANDS_KEY_MATERIAL_H_

#include <string>

#include "absl/status/statusor.h"
#include "clients/cli/commands/context.h"
#include "ingot/v1/directory_events.pb.h"

namespace ingot::cli {

// Options of a new key: the private key itself, or what its holder printed with `ingot key prove`.
struct NewKeyOptions {
  std::string key_path;
  std::string public_key;
  std::string possession;

  bool given() const { return !key_path.empty() || !public_key.empty() || !possession.empty(); }
};

void AddNewKeyOptions(CLI::App* command, NewKeyOptions* options);

// The event that adds the key to the organisation.
absl::StatusOr<v1::KeyAdded> MakeKeyAdded(const NewKeyOptions& options, const Hash& ledger_id,
                                          const std::string& organisation_id, v1::KeyKind kind);

}  // namespace ingot::cli

#endif  // INGOT_CLIENTS_CLI_COMMANDS_KEY_MATERIAL_H_
