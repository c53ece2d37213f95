// ingot evidence: one file that proves a vehicle's end of life, and its verification offline.
#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/exchange_fetch.h"
#include "clients/cli/commands/exchange_files.h"
#include "clients/cli/text/json_document.h"
#include "clients/cpp/files.h"
#include "clients/exchange/evidence.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"

namespace ingot::cli {
namespace {

using exchange::Json;

struct MakeOptions {
  std::string vin, output, html, details;
  std::string scheme = "all";
  std::vector<uint64_t> with_entries;
};

std::vector<exchange::Scheme> SchemesOf(const std::string& name) {
  if (const auto one = exchange::ParseScheme(name)) return {*one};
  return {exchange::Scheme::kEu, exchange::Scheme::kCn, exchange::Scheme::kCatenaX};
}

absl::StatusOr<exchange::EvidenceSource> Collect(client::LedgerClient& ledger, const MakeOptions& options) {
  exchange::EvidenceSource source;
  source.vehicle.vin = options.vin;
  INGOT_ASSIGN_OR_RETURN(source.vehicle.details, ReadDetails(options.details));
  INGOT_ASSIGN_OR_RETURN(source.vehicle.history, FetchVehicle(ledger, options.vin));
  uint64_t last = source.vehicle.history.back().seq();
  std::vector<uint64_t> further = options.with_entries;
  std::sort(further.begin(), further.end());
  further.erase(std::unique(further.begin(), further.end()), further.end());
  for (const uint64_t seq : further) {
    INGOT_ASSIGN_OR_RETURN(exchange::LedgerEntry entry, FetchEntry(ledger, seq));
    source.vehicle.further.push_back(std::move(entry));
    last = std::max(last, seq);
  }
  INGOT_ASSIGN_OR_RETURN(source.vehicle.directory, FetchDirectory(ledger, source.vehicle.history));
  INGOT_ASSIGN_OR_RETURN(ProofSource proofs, ProofSource::Open(ledger, last + 1));
  source.ledger_id = ledger.profile().ledger_id;
  source.checkpoint = proofs.note();
  source.schemes = SchemesOf(options.scheme);
  INGOT_ASSIGN_OR_RETURN(source.proofs[0], proofs.Prove(0, source.ledger_id));
  for (const auto* const list : {&source.vehicle.history, &source.vehicle.further}) {
    for (const exchange::LedgerEntry& entry : *list) {
      INGOT_ASSIGN_OR_RETURN(source.proofs[entry.seq()], proofs.Prove(entry.seq(), entry.leaf));
    }
  }
  return source;
}

// What will be checked by others is checked first by ourselves, from the file's own text.
absl::Status Make(Context& context, const MakeOptions& options) {
  INGOT_ASSIGN_OR_RETURN(client::LedgerClient* const ledger, context.ledger());
  INGOT_ASSIGN_OR_RETURN(const exchange::EvidenceSource source, Collect(*ledger, options));
  INGOT_ASSIGN_OR_RETURN(const Json made, exchange::MakeEvidence(source));
  INGOT_ASSIGN_OR_RETURN(const Json file, exchange::ParseJson(exchange::Dump(made), "the evidence"));
  INGOT_ASSIGN_OR_RETURN(const exchange::VerifiedEvidence verified,
                         exchange::VerifyEvidence(file, ledger->profile().verifier_keys));
  if (!options.html.empty()) {
    INGOT_RETURN_IF_ERROR(
        client::WriteFile(options.html, exchange::EvidenceHtml(file), client::kPublicFile, client::Existing::kReplace));
  }
  if (!options.output.empty() || options.html.empty()) INGOT_RETURN_IF_ERROR(Deliver(context, options.output, file));
  if (const Json* const catena_x = exchange::Find(file.at("schemes"), "catena-x")) {
    const size_t missing = catena_x->at("missing").size();
    if (missing > 0) {
      context.Remark(Cat("catena-x lacks ", missing,
                         " values that are not on the ledger: ingot export catena-x "
                         "certificate ",
                         verified.vin, " --missing prints a form for --details\n"));
    }
  }
  context.Remark(Cat("Verified: ", verified.entries, " entries of ", verified.origin, ", checkpoint of size ",
                     verified.tree_size, "\n"));
  return absl::OkStatus();
}

struct VerifyOptions {
  std::string file;
  std::vector<std::string> vkeys;
};

absl::StatusOr<std::vector<note::VerifierKey>> KeysOf(Context& context, const VerifyOptions& options) {
  if (options.vkeys.empty()) {
    INGOT_ASSIGN_OR_RETURN(const client::Profile* const profile, context.profile());
    return profile->verifier_keys;
  }
  absl::StatusOr<std::vector<note::VerifierKey>> keys = client::ParseVerifierKeys(options.vkeys);
  if (!keys.ok()) return UsageError("--vkey", FromAbsl(keys.status().message()));
  return keys;
}

void PrintVerified(Context& context, const exchange::VerifiedEvidence& verified) {
  std::string schemes;
  for (const std::string& name : verified.schemes) schemes += Cat(schemes.empty() ? "" : ", ", name);
  if (context.json) {
    context.PrintJson(Cat("{\"verified\":true,\"vin\":", JsonQuote(verified.vin), ",\"ledgerId\":\"",
                          ToHex(verified.ledger_id), "\",\"origin\":", JsonQuote(verified.origin),
                          ",\"checkpointSize\":\"", verified.tree_size, "\",\"certificateSeq\":\"",
                          verified.certificate_seq, "\",\"entries\":", verified.entries,
                          ",\"schemes\":", JsonQuote(schemes), "}"));
  } else if (!context.quiet) {
    context.Print(Cat("Verified: the certificate of destruction of ", verified.vin, " is entry ",
                      verified.certificate_seq, " of ", verified.origin, ", ledger ", ToHex(verified.ledger_id),
                      ", checkpoint of size ", verified.tree_size, "; ", verified.entries, " entries, schemes ",
                      schemes,
                      "\nNot examined: what happened later, the rules of the domain, and what is marked as from the "
                      "directory or stated by the issuer\n"));
  }
}

absl::Status Verify(Context& context, const VerifyOptions& options) {
  INGOT_ASSIGN_OR_RETURN(const std::string text, client::ReadFile(options.file, exchange::kMaxEvidenceBytes));
  INGOT_ASSIGN_OR_RETURN(const Json file, exchange::ParseJson(text, options.file));
  INGOT_ASSIGN_OR_RETURN(const std::vector<note::VerifierKey> keys, KeysOf(context, options));
  const absl::StatusOr<exchange::VerifiedEvidence> verified = exchange::VerifyEvidence(file, keys);
  if (verified.ok()) {
    PrintVerified(context, *verified);
    return absl::OkStatus();
  }
  if (absl::IsInvalidArgument(verified.status())) {
    return absl::InvalidArgumentError(Cat(options.file, ": ", verified.status().message()));
  }
  const std::string why(FromAbsl(verified.status().message()));
  if (context.json) {
    context.PrintJson(Cat("{\"verified\":false,\"why\":", JsonQuote(why), "}"));
  } else {
    context.Print(Cat("REFUTED: ", options.file, ": ", why, "\n"));
  }
  context.set_exit_code(kExitRefused);
  return absl::OkStatus();
}

}  // namespace

namespace {

// Options of `ingot evidence VIN` beside `verify` would be taken for its own and do nothing.
absl::Status RefuseStrayOptions(const CLI::App& make) {
  for (const CLI::Option* const option : make.get_options()) {
    if (option->count() > 0) return UsageError(option->get_name(), "does not belong to evidence verify");
  }
  return absl::OkStatus();
}

}  // namespace

void AddEvidenceCommands(CLI::App& app, Context& context) {
  const auto options = std::make_shared<MakeOptions>();
  CLI::App* const make = AddCommand(
      app, "evidence", "Evidence of a vehicle's end of life: one file with its proof; verify checks one offline",
      {"ingot evidence 5GZCZ43D13S812715 --output car.evidence --html car.html",
       "ingot evidence 5GZCZ43D13S812715 --scheme eu --details owner.json --with-entry 17",
       "ingot evidence verify car.evidence --vkey \"$(cat vkey)\""});
  make->add_option("vin", options->vin, "VIN");
  AddOutput(make, &options->output);
  make->add_option("--html", options->html, "Also a page to print")->type_name("FILE");
  make->add_option("--scheme", options->scheme, "eu, cn, catena-x or all (all)")
      ->check(CLI::IsMember({"eu", "cn", "catena-x", "all"}));
  AddDetails(make, &options->details);
  make->add_option("--with-entry", options->with_entries, "Further entries: of the site, the brand, the issuer")
      ->type_name("SEQ")
      ->expected(1, 100);
  SetAction(make, context, [&context, make, options]() -> absl::Status {
    if (!make->get_subcommands().empty()) return absl::OkStatus();
    if (options->vin.empty()) return UsageError("evidence", "needs a VIN, or verify and a file");
    return Make(context, *options);
  });

  const auto verify = std::make_shared<VerifyOptions>();
  CLI::App* const check =
      AddCommand(*make, "verify", "Verify an evidence file offline, with the ledger's public key alone",
                 {"ingot evidence verify car.evidence --vkey \"$(cat vkey)\""});
  check->add_option("file", verify->file, "Evidence")->required()->type_name("FILE");
  check->add_option("--vkey", verify->vkeys, "Verifier key; the profile's where not given")->type_name("KEY");
  SetAction(check, context, [&context, make, verify]() -> absl::Status {
    INGOT_RETURN_IF_ERROR(RefuseStrayOptions(*make));
    return Verify(context, *verify);
  });
}

}  // namespace ingot::cli
