#include "clients/cli/commands/key_material.h"

#include <optional>

#include "clients/cpp/signer.h"
#include "ledger/base/bytes.h"
#include "ledger/base/status.h"

namespace ingot::cli {

void AddNewKeyOptions(CLI::App* command, NewKeyOptions* options) {
  CLI::Option* const key =
      command->add_option("--key", options->key_path, "Private key of the new key (PEM): proves possession by itself")
          ->type_name("FILE");
  command->add_option("--public", options->public_key, "Public key (hex), as `ingot key prove` prints it")
      ->excludes(key);
  command->add_option("--possession", options->possession, "Proof of possession (hex), as `ingot key prove` prints it")
      ->excludes(key);
}

absl::StatusOr<v1::KeyAdded> MakeKeyAdded(const NewKeyOptions& options, const Hash& ledger_id,
                                          const std::string& organisation_id, v1::KeyKind kind) {
  v1::KeyAdded added;
  added.set_organisation_id(organisation_id);
  added.set_algorithm(v1::KEY_ALGORITHM_ED25519);
  added.set_kind(kind);
  if (!options.key_path.empty()) {
    INGOT_ASSIGN_OR_RETURN(const crypto::PrivateKey key, LoadKey(options.key_path));
    added.set_public_key(std::string(key.public_key().bytes()));
    added.set_possession_signature(client::Signer::ProvePossession(ledger_id, organisation_id, key));
    return added;
  }
  const std::optional<std::string> public_key = HexDecode(options.public_key);
  if (!public_key || public_key->size() != crypto::kPublicKeySize) {
    return UsageError("--public", "needs 64 lower-case hexadecimal digits, with --possession; or pass --key FILE");
  }
  const std::optional<std::string> possession = HexDecode(options.possession);
  if (!possession || possession->size() != crypto::kSignatureSize) {
    return UsageError("--possession", "needs 128 lower-case hexadecimal digits");
  }
  added.set_public_key(*public_key);
  added.set_possession_signature(*possession);
  return added;
}

}  // namespace ingot::cli
