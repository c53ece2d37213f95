// ingot org: enrol, list, show, grant, revoke, succeed.
#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/key_material.h"
#include "clients/cli/commands/listing.h"
#include "clients/cli/commands/submitting.h"
#include "clients/cli/text/format.h"
#include "clients/cli/text/message_json.h"
#include "clients/cli/text/table.h"
#include "ledger/base/status.h"

namespace ingot::cli {
namespace {

using DirectoryStub = v1::DirectoryService::Stub;

std::string RolesText(const v1::OrganisationState& organisation) {
  std::string text;
  for (const int role : organisation.roles()) {
    text += Cat(text.empty() ? "" : ", ", EnumText(static_cast<v1::Role>(role)));
  }
  return text;
}

void AddEnrol(CLI::App& group, Context& context) {
  struct Options {
    std::string id, name, country, group;
    std::vector<std::string> roles;
    NewKeyOptions key;
  };
  const auto options = std::make_shared<Options>();
  CLI::App* const command = AddCommand(
      group, "enrol", "Operator: an organisation joins, with its first key where one is given (one submission)",
      {"ingot org enrol rhein-mobil --name \"Rhein-Mobil GmbH\" --country DE --roles dealer,lessor --key signing.key"});
  command->add_option("id", options->id, "[a-z0-9] and inner '-', 2 to 20 bytes")->required();
  command->add_option("--name", options->name, "Its name")->required();
  command->add_option("--country", options->country, "ISO 3166-1 alpha-2")->required();
  command
      ->add_option("--roles", options->roles,
                   "manufacturer, lessor, dealer, workshop, insurer, recycler, smelter, group, auditor")
      ->required()
      ->delimiter(',');
  command->add_option("--group", options->group, "The group organisation that may read what it may read");
  AddNewKeyOptions(command, &options->key);
  SetAction(command, context, [&context, options]() -> absl::Status {
    INGOT_ASSIGN_OR_RETURN(const client::Profile* const profile, context.profile());
    std::vector<v1::Role> roles;
    for (const std::string& text : options->roles) {
      const auto role = ParseEnum<v1::Role>(text);
      if (!role.ok()) return UsageError("--roles", FromAbsl(role.status().message()));
      roles.push_back(*role);
    }
    std::sort(roles.begin(), roles.end());
    std::vector<v1::Event> events;
    v1::OrganisationEnrolled& enrolled = *events.emplace_back(EventNow()).mutable_organisation_enrolled();
    enrolled.set_organisation_id(options->id);
    enrolled.set_name(options->name);
    enrolled.set_country(options->country);
    enrolled.set_group_id(options->group);
    for (const v1::Role role : roles) enrolled.add_roles(role);
    if (options->key.given()) {
      v1::Event event = EventNow();
      INGOT_ASSIGN_OR_RETURN(*event.mutable_key_added(),
                             MakeKeyAdded(options->key, profile->ledger_id, options->id, v1::KEY_KIND_ORGANISATION));
      events.push_back(std::move(event));
    }
    return SubmitAll(context, std::move(events));
  });
}

std::string ListedOrganisations(const v1::ListOrganisationsResponse& response) {
  Table table({{"organisation"}, {"name"}, {"country"}, {"roles"}, {"valid keys", Align::kRight}, {"succeeded by"}});
  for (const v1::OrganisationState& organisation : response.organisations()) {
    table.Row({organisation.organisation_id(), organisation.name(), organisation.country(), RolesText(organisation),
               std::to_string(organisation.valid_keys()), organisation.successor_id()});
  }
  return table.empty() ? "No organisations.\n" : table.Format();
}

void AddOrgList(CLI::App& group, Context& context) {
  const auto page = std::make_shared<PageOptions>();
  CLI::App* const command = AddCommand(group, "list", "All organisations", {"ingot org list --all"});
  AddPageOptions(command, page.get());
  SetAction(command, context, [&context, page]() -> absl::Status {
    INGOT_ASSIGN_OR_RETURN(client::LedgerClient* const ledger, context.ledger());
    return PrintPages<DirectoryStub, v1::ListOrganisationsRequest, v1::ListOrganisationsResponse>(
        context, *ledger, ledger->channel().directory(), &DirectoryStub::ListOrganisations, {}, *page,
        [](const auto& response) { return response.organisations_size(); }, ListedOrganisations);
  });
}

void AddOrgShow(CLI::App& group, Context& context) {
  const auto id = std::make_shared<std::string>();
  CLI::App* const command = AddCommand(group, "show", "State of an organisation", {"ingot org show rhein-mobil"});
  command->add_option("id", *id, "Organisation; the profile's where not given");
  SetAction(command, context, [&context, id]() -> absl::Status {
    INGOT_ASSIGN_OR_RETURN(client::LedgerClient* const ledger, context.ledger());
    v1::GetOrganisationRequest request;
    request.set_organisation_id(id->empty() ? ledger->profile().organisation : *id);
    INGOT_ASSIGN_OR_RETURN(const v1::GetOrganisationResponse response,
                           ledger->Query(ledger->channel().directory(), &DirectoryStub::GetOrganisation, request));
    if (context.json) {
      context.PrintJson(MessageJson(response));
      return absl::OkStatus();
    }
    const v1::OrganisationState& organisation = response.organisation();
    Fields fields;
    fields.Add("Organisation", organisation.organisation_id());
    fields.Add("Name", organisation.name());
    fields.Add("Country", organisation.country());
    fields.Add("Roles", RolesText(organisation));
    fields.Add("Group", organisation.group_id());
    fields.Add("Keys", Cat(organisation.valid_keys(), " valid of ", organisation.keys_added()));
    fields.Add("Succeeded by", organisation.successor_id());
    fields.Add("Flags", FlagsText(organisation.flags()));
    context.Print(fields.Format());
    return absl::OkStatus();
  });
}

// grant and revoke.
void AddRoleCommand(CLI::App& group, Context& context, const std::string& name, const std::string& description,
                    std::string_view example, bool grant) {
  struct Options {
    std::string id, role;
  };
  const auto options = std::make_shared<Options>();
  CLI::App* const command = AddCommand(group, name, description, {example});
  command->add_option("id", options->id, "Organisation")->required();
  command->add_option("role", options->role, "Role")->required();
  SetAction(command, context, [&context, options, grant]() -> absl::Status {
    const auto role = ParseEnum<v1::Role>(options->role);
    if (!role.ok()) return UsageError("role", FromAbsl(role.status().message()));
    v1::Event event = EventNow();
    if (grant) {
      event.mutable_role_granted()->set_organisation_id(options->id);
      event.mutable_role_granted()->set_role(*role);
    } else {
      event.mutable_role_revoked()->set_organisation_id(options->id);
      event.mutable_role_revoked()->set_role(*role);
    }
    return SubmitOne(context, std::move(event));
  });
}

void AddSucceed(CLI::App& group, Context& context) {
  struct Options {
    std::string id, successor;
  };
  const auto options = std::make_shared<Options>();
  CLI::App* const command =
      AddCommand(group, "succeed", "Operator: a successor takes over everything that an organisation holds",
                 {"ingot org succeed old-dealer new-dealer"});
  command->add_option("id", options->id, "The organisation that ends")->required();
  command->add_option("successor", options->successor, "The organisation that takes over")->required();
  SetAction(command, context, [&context, options]() -> absl::Status {
    v1::Event event = EventNow();
    event.mutable_organisation_succeeded()->set_organisation_id(options->id);
    event.mutable_organisation_succeeded()->set_successor_id(options->successor);
    return SubmitOne(context, std::move(event));
  });
}

}  // namespace

void AddOrganisationCommands(CLI::App& app, Context& context) {
  CLI::App* const group = AddGroup(app, "org", "Organisations: enrol, roles, successors");
  AddEnrol(*group, context);
  AddOrgList(*group, context);
  AddOrgShow(*group, context);
  AddRoleCommand(*group, context, "grant", "Operator: give a role", "ingot org grant rhein-mobil workshop", true);
  AddRoleCommand(*group, context, "revoke", "Operator: take a role away", "ingot org revoke rhein-mobil workshop",
                 false);
  AddSucceed(*group, context);
}

}  // namespace ingot::cli
