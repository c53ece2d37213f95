// ingot countersign: consent to another organisation's reversal of an entry; offline.
#include <memory>

#include "clients/cli/commands/commands.h"
#include "clients/cli/text/format.h"
#include "clients/cli/text/message_json.h"
#include "ingot/v1/correction_events.pb.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/entry/submission.h"

namespace ingot::cli {

void AddCountersignCommand(CLI::App& app, Context& context) {
  struct Options {
    uint64_t target_seq = 0;
    std::string actor, reason;
  };
  const auto options = std::make_shared<Options>();
  CLI::App* const command = AddCommand(
      app, "countersign",
      "Consent, with the profile's key, to one reversal of an entry by another organisation. Prints the element of "
      "entryReversed.countersignatures as JSON; offline",
      {"ingot countersign 4711 --actor rhein-mobil --reason incorrect-data"});
  command->add_option("seq", options->target_seq, "Number of the entry to be reversed")
      ->required()
      ->check(EntryNumber());
  command->add_option("--actor", options->actor, "The organisation that submits the reversal")->required();
  command->add_option("--reason", options->reason, "did-not-occur or incorrect-data, as the reversal states")
      ->required();
  SetAction(command, context, [&context, options]() -> absl::Status {
    const auto reason = ParseEnum<v1::ReversalReason>(options->reason);
    if (!reason.ok()) return UsageError("--reason", FromAbsl(reason.status().message()));
    if (options->actor.size() > 255) return UsageError("--actor", "is too long for an organisation's id");
    INGOT_ASSIGN_OR_RETURN(const client::Profile* const profile, context.profile());
    INGOT_ASSIGN_OR_RETURN(const client::Signer* const signer, context.signer());
    v1::Countersignature consent;
    consent.set_organisation_id(signer->organisation_id());
    consent.set_key_id(ToBytes(crypto::KeyId(signer->key().public_key())));
    consent.set_signature(
        signer->key().Sign(entry::ReversalMessage(profile->ledger_id, options->target_seq, *reason, options->actor)));
    context.PrintJson(MessageJson(consent));
    return absl::OkStatus();
  });
}

}  // namespace ingot::cli
