// ingot key: new, prove, add, revoke, list.
#include <memory>
#include <utility>

#include "clients/cli/commands/ceremony.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/key_material.h"
#include "clients/cli/commands/listing.h"
#include "clients/cli/commands/submitting.h"
#include "clients/cli/text/format.h"
#include "clients/cli/text/json_document.h"
#include "clients/cli/text/table.h"
#include "clients/cpp/files.h"
#include "ledger/base/bytes.h"
#include "ledger/base/status.h"
#include "ledger/crypto/pem.h"

namespace ingot::cli {
namespace {

using DirectoryStub = v1::DirectoryService::Stub;

void PrintPairs(Context& context, std::initializer_list<std::pair<std::string_view, std::string>> pairs,
                std::initializer_list<std::string_view> json_names) {
  Fields fields;
  std::string json = "{";
  auto name = json_names.begin();
  for (const auto& [title, value] : pairs) {
    fields.Add(title, value);
    json += Cat(json.size() == 1 ? "" : ",", "\"", *name++, "\":", JsonQuote(value));
  }
  if (context.json) {
    context.PrintJson(json + "}");
  } else {
    context.Print(fields.Format());
  }
}

void AddNew(CLI::App& group, Context& context) {
  const auto out = std::make_shared<std::string>();
  CLI::App* const command = AddCommand(group, "new", "Make a new Ed25519 key in a file, which must not exist yet",
                                       {"ingot key new --out signing.key"});
  command->add_option("--out", *out, "Where to write the private key (PEM, readable by you alone)")
      ->required()
      ->type_name("FILE");
  SetAction(command, context, [&context, out]() -> absl::Status {
    const crypto::PrivateKey key = NewKey();
    std::string pem = crypto::PrivateKeyToPem(key);
    const absl::Status written = client::WriteFile(*out, pem, client::kSecretFile, client::Existing::kRefuse);
    crypto::WipeString(&pem);
    INGOT_RETURN_IF_ERROR(written);
    PrintPairs(context,
               {{"Written to", *out},
                {"Public key", HexEncode(key.public_key().bytes())},
                {"Key id", ToHex(crypto::KeyId(key.public_key()))}},
               {"file", "publicKey", "keyId"});
    return absl::OkStatus();
  });
}

void AddProve(CLI::App& group, Context& context) {
  struct Options {
    std::string key, organisation, ledger_id;
  };
  const auto options = std::make_shared<Options>();
  CLI::App* const command =
      AddCommand(group, "prove", "Print a key's public half and the proof that you hold it, for `ingot key add`",
                 {"ingot key prove --key signing.key --organisation rhein-mobil --ledger-id $(cat ledger-id)"});
  command->add_option("--key", options->key, "Private key (PEM)")->required()->type_name("FILE");
  command->add_option("--organisation", options->organisation, "Whose key it will be; the profile's where not given");
  command->add_option("--ledger-id", options->ledger_id, "Ledger (hex); the profile's where not given");
  SetAction(command, context, [&context, options]() -> absl::Status {
    if (options->organisation.empty() || options->ledger_id.empty()) {
      INGOT_ASSIGN_OR_RETURN(const client::Profile* const profile, context.profile());
      if (options->organisation.empty()) options->organisation = profile->organisation;
      if (options->ledger_id.empty()) options->ledger_id = ToHex(profile->ledger_id);
    }
    const absl::StatusOr<Hash> ledger_id = HashFromHex(options->ledger_id);
    if (!ledger_id.ok()) return UsageError("--ledger-id", "needs 64 lower-case hexadecimal digits");
    if (options->organisation.size() > 255) return UsageError("--organisation", "is too long for an organisation's id");
    INGOT_ASSIGN_OR_RETURN(const crypto::PrivateKey key, LoadKey(options->key));
    PrintPairs(context,
               {{"Public key", HexEncode(key.public_key().bytes())},
                {"Possession", HexEncode(client::Signer::ProvePossession(*ledger_id, options->organisation, key))}},
               {"publicKey", "possession"});
    return absl::OkStatus();
  });
}

void AddAdd(CLI::App& group, Context& context) {
  struct Options {
    std::string organisation, kind = "organisation";
    NewKeyOptions key;
  };
  const auto options = std::make_shared<Options>();
  CLI::App* const command = AddCommand(
      group, "add",
      "Record a new key, signed with the profile's key: of your own organisation; the operator also of another",
      {"ingot key add --key new-signing.key",
       "ingot key add --organisation rhein-mobil --public 3b6a27... --possession e5564300..."});
  command->add_option("--organisation", options->organisation, "Whose key; the profile's where not given");
  command->add_option("--kind", options->kind, "organisation, operator, service or checkpoint");
  AddNewKeyOptions(command, &options->key);
  SetAction(command, context, [&context, options]() -> absl::Status {
    const auto kind = ParseEnum<v1::KeyKind>(options->kind);
    if (!kind.ok()) return UsageError("--kind", FromAbsl(kind.status().message()));
    INGOT_ASSIGN_OR_RETURN(const client::Profile* const profile, context.profile());
    const std::string& organisation = options->organisation.empty() ? profile->organisation : options->organisation;
    v1::Event event = EventNow();
    INGOT_ASSIGN_OR_RETURN(*event.mutable_key_added(),
                           MakeKeyAdded(options->key, profile->ledger_id, organisation, *kind));
    return SubmitOne(context, std::move(event));
  });
}

void AddRevoke(CLI::App& group, Context& context) {
  struct Options {
    std::string key_id, organisation, compromised_since;
  };
  const auto options = std::make_shared<Options>();
  CLI::App* const command = AddCommand(group, "revoke", "Revoke a key: of your own organisation; the operator any",
                                       {"ingot key revoke 0f3c... --compromised-since 2026-05-01T00:00:00Z"});
  command->add_option("key-id", options->key_id, "Key id (hex), as `ingot key list` prints it")->required();
  command->add_option("--organisation", options->organisation, "Whose key; the profile's where not given");
  command->add_option("--compromised-since", options->compromised_since,
                      "From when on others may have used it (RFC 3339): flags what it signed since");
  SetAction(command, context, [&context, options]() -> absl::Status {
    const absl::StatusOr<Hash> key_id = HashFromHex(options->key_id);
    if (!key_id.ok()) return UsageError("key-id", "needs 64 lower-case hexadecimal digits");
    INGOT_ASSIGN_OR_RETURN(const client::Profile* const profile, context.profile());
    v1::Event event = EventNow();
    v1::KeyRevoked& revoked = *event.mutable_key_revoked();
    revoked.set_organisation_id(options->organisation.empty() ? profile->organisation : options->organisation);
    revoked.set_key_id(ToBytes(*key_id));
    if (!options->compromised_since.empty()) {
      const absl::StatusOr<v1::LocalTime> since = ParseTime(options->compromised_since);
      if (!since.ok()) return UsageError("--compromised-since", FromAbsl(since.status().message()));
      revoked.set_compromised_since_us(since->unix_us());
    }
    return SubmitOne(context, std::move(event));
  });
}

std::string ListedKeys(const v1::ListKeysResponse& response) {
  Table table({{"key id"}, {"organisation"}, {"kind"}, {"added by entry", Align::kRight}, {"state"}});
  for (const v1::KeyState& key : response.keys()) {
    std::string state = key.revoked() ? Cat("revoked by entry ", key.revoked_seq()) : "valid";
    if (key.compromised_since_us() != 0) state += Cat(", compromised since ", TimeText(key.compromised_since_us()));
    table.Row(
        {HexEncode(key.key_id()), key.organisation_id(), EnumText(key.kind()), std::to_string(key.added_seq()), state});
  }
  return table.empty() ? "No keys.\n" : table.Format();
}

void AddKeyList(CLI::App& group, Context& context) {
  struct Options {
    std::string organisation;
    PageOptions page;
  };
  const auto options = std::make_shared<Options>();
  CLI::App* const command = AddCommand(group, "list", "Keys of an organisation, revoked ones too",
                                       {"ingot key list", "ingot key list --organisation rhein-mobil"});
  command->add_option("--organisation", options->organisation, "Whose keys; the profile's where not given");
  AddPageOptions(command, &options->page);
  SetAction(command, context, [&context, options]() -> absl::Status {
    INGOT_ASSIGN_OR_RETURN(client::LedgerClient* const ledger, context.ledger());
    v1::ListKeysRequest request;
    request.set_organisation_id(options->organisation.empty() ? ledger->profile().organisation : options->organisation);
    return PrintPages<DirectoryStub, v1::ListKeysRequest, v1::ListKeysResponse>(
        context, *ledger, ledger->channel().directory(), &DirectoryStub::ListKeys, request, options->page,
        [](const auto& response) { return response.keys_size(); }, ListedKeys);
  });
}

}  // namespace

void AddKeyCommands(CLI::App& app, Context& context) {
  CLI::App* const group = AddGroup(app, "key", "Signing keys: make, prove, add, revoke, list");
  AddNew(*group, context);
  AddProve(*group, context);
  AddAdd(*group, context);
  AddRevoke(*group, context);
  AddKeyList(*group, context);
}

}  // namespace ingot::cli
