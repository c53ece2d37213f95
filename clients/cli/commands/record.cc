// ingot contract show, ingot lot show, ingot batch show, ingot heat show, ingot claim show.
#include <memory>
#include <utility>

#include "clients/cli/commands/at_entry.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/commands/describe.h"
#include "clients/cli/text/format.h"
#include "clients/cli/text/message_json.h"
#include "clients/cli/text/table.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"

namespace ingot::cli {
namespace {

using QueryStub = v1::QueryService::Stub;

std::string AmountsTable(const google::protobuf::RepeatedPtrField<v1::Amount>& amounts) {
  Table table({{"family"}, {"origin"}, {"grams", Align::kRight}, {"kg", Align::kRight}});
  int64_t total = 0;
  for (const v1::Amount& amount : amounts) {
    const std::string origin = amount.origin() == v1::ORIGIN_UNSPECIFIED ? "" : EnumText(amount.origin());
    table.Row({EnumText(amount.family()), origin, Thousands(amount.grams()), Kilograms(amount.grams())});
    total += amount.grams();
  }
  table.Rule();
  table.Row({"total", "", Thousands(total), Kilograms(total)});
  return table.Format();
}

std::string ShowContract(const v1::GetContractResponse& response) {
  const v1::ContractState& contract = response.contract();
  Fields fields;
  fields.Add("Contract", contract.contract_id());
  fields.Add("Kind", EnumText(contract.kind()));
  fields.Add("Stage", Cat(EnumText(contract.stage()), contract.return_due() ? ", return due" : ""));
  fields.Add("Vehicle", contract.vin());
  fields.Add("Organisation", contract.organisation_id());
  fields.Add("Counterparty", contract.counterparty_organisation().empty() ? EnumText(contract.counterparty())
                                                                          : contract.counterparty_organisation());
  fields.Add("Starts on", DateText(contract.starts_on()));
  fields.Add("Term", contract.term_months() == 0 ? "" : Cat(contract.term_months(), " months"));
  if (contract.end_reason() != v1::CONTRACT_END_REASON_UNSPECIFIED) {
    fields.Add("Ended by", EnumText(contract.end_reason()));
  }
  if (contract.terms_unexamined()) {
    fields.Add("Amounts", "not examined");
  } else if (!contract.currency().empty()) {
    const auto money = [&](int64_t minor_units) { return MoneyText(contract.currency(), minor_units); };
    fields.Add("Total", money(contract.total_minor_units()));
    if (contract.settlement_stated()) fields.Add("Settled total", money(contract.settled_total_minor_units()));
    fields.Add("Paid", money(contract.paid_minor_units()));
    const auto add = [&](std::string_view name, int64_t minor_units) {
      if (minor_units != 0) fields.Add(name, money(minor_units));
    };
    add("Waived", contract.waived_minor_units());
    add("Fees", contract.fees_minor_units());
    add("Refunded", contract.refunded_minor_units());
    add("Deposit held", contract.deposit_held_minor_units());
    if (contract.option_fee_minor_units() != 0) {
      fields.Add("Option fee", Cat(money(contract.option_fee_minor_units()),
                                   contract.option_exercised() ? ", option exercised" : ""));
    }
  }
  fields.Add("Flags", FlagsText(contract.flags()));
  fields.Add("Entries", HeadText(response.head()));
  return fields.Format();
}

std::string ShowLot(const v1::GetLotResponse& response) {
  const v1::LotState& lot = response.lot();
  Fields fields;
  fields.Add("Lot", lot.lot_id());
  fields.Add("Holder", lot.holder());
  fields.Add("Batch", lot.batch_id());
  fields.Add("Grade", Cat(EnumText(lot.grade_scheme()), ":", lot.grade_code()));
  fields.Add("Ticket", Cat(lot.ticket().number(), " of ", lot.ticket().instrument_id()));
  fields.Add("Net", lot.net_g() == 0 ? "tare not known yet" : Cat(Kilograms(lot.net_g()), " kg"));
  if (lot.assayed()) {
    const v1::LotAssayed& assay = lot.assay();
    fields.Add("Assay", Cat("moisture ", PerCent(assay.moisture_ppm()), ", foreign ", PerCent(assay.foreign_ppm()),
                            ", metal ", PerCent(assay.metal_content_ppm()), ", by ", assay.laboratory()));
    fields.Add("Contained", Cat(Kilograms(lot.contained_g()), " kg"));
  }
  if (lot.excess_g() != 0) fields.Add("Beyond its sources", Cat(Kilograms(lot.excess_g()), " kg, never claimable"));
  fields.Add("Claimable", lot.claimable() ? "yes" : "no");
  fields.Add("Site", lot.site_id());
  fields.Add("On its way in", lot.transfer_id());
  fields.Add("Consumed", !lot.consumed() ? "" : lot.consumed_by().empty() ? "sold" : Cat("by ", lot.consumed_by()));
  fields.Add("Flags", FlagsText(lot.flags()));
  fields.Add("Entries", HeadText(response.head()));
  return Cat(fields.Format(), lot.content_size() == 0 ? "" : Cat("\nIn it:\n", AmountsTable(lot.content())));
}

std::string ShowBatch(const v1::GetBatchResponse& response) {
  const v1::BatchState& batch = response.batch();
  Fields fields;
  fields.Add("Batch", batch.batch_id());
  fields.Add("Site", batch.site_id());
  fields.Add("State", batch.closed() ? "closed" : "open");
  fields.Add("Standard", batch.yield_standard_id());
  fields.Add("Hulks", std::to_string(batch.hulks_size()));
  fields.Add("Lots",
             Cat(batch.lots(), batch.lots_unassayed() == 0 ? "" : Cat(", not assayed ", batch.lots_unassayed())));
  fields.Add("Own body recovered", Cat(Kilograms(batch.own_body_recovered_g()), " kg"));
  if (batch.excess_g() != 0) fields.Add("Beyond its sources", Cat(Kilograms(batch.excess_g()), " kg, never claimable"));
  fields.Add("Flags", FlagsText(batch.flags()));
  fields.Add("Entries", HeadText(response.head()));
  std::string text = Cat(fields.Format(), "\nEntered:\n", AmountsTable(batch.inputs()));
  if (response.in_process_size() > 0) text += Cat("\nStill in process:\n", AmountsTable(response.in_process()));
  return text;
}

std::string ShowHeat(const v1::GetHeatResponse& response) {
  const v1::HeatState& heat = response.heat();
  const auto kilograms = [](int64_t grams) { return Cat(Kilograms(grams), " kg"); };
  Fields fields;
  fields.Add("Heat", heat.heat_id());
  fields.Add("Site", heat.site_id());
  fields.Add("Standard", heat.yield_standard_id());
  fields.Add("Went in", Cat(kilograms(heat.input_g()), ", heel ", kilograms(heat.melted().heel_before_g())));
  fields.Add("Came out",
             Cat(kilograms(heat.melted().tapped_g()), " tapped, heel ", kilograms(heat.melted().heel_after_g()),
                 ", in the dross ", kilograms(heat.melted().dross_metal_g())));
  fields.Add("Lost", kilograms(heat.loss_g()));
  if (heat.excess_g() != 0) fields.Add("Beyond its inputs", Cat(kilograms(heat.excess_g()), ", never claimable"));
  fields.Add("Strongest model", EnumText(heat.strongest_model()));
  for (const v1::HeatReturn& returned : heat.returned()) {
    fields.Add("Returned", Cat(kilograms(returned.returned_g()), " to ", returned.brand_id()));
  }
  fields.Add("Flags", FlagsText(heat.flags()));
  fields.Add("Entries", HeadText(response.head()));
  std::string text = Cat(fields.Format(), "\nTapped:\n", AmountsTable(heat.tapped()));
  if (heat.content_size() > 0) text += Cat("\nStill at the plant:\n", AmountsTable(heat.content()));
  if (heat.claimed_size() > 0) text += Cat("\nClaimed:\n", AmountsTable(heat.claimed()));
  return text;
}

std::string ShowClaim(const v1::GetClaimResponse& response) {
  const v1::ClaimState& claim = response.claim();
  Fields fields;
  fields.Add("Claim", claim.claim_id());
  fields.Add("State", claim.cancelled() ? "cancelled" : "in force");
  fields.Add("Kind", EnumText(claim.claim().kind()));
  fields.Add("Model", EnumText(claim.claim().model()));
  fields.Add("Period", Cat(DateText(claim.claim().from()), " to ", DateText(claim.claim().until())));
  fields.Add("Flags", FlagsText(claim.flags()));
  fields.Add("Entries", HeadText(response.head()));
  std::string text = fields.Format();
  for (const v1::ClaimedHeat& heat : claim.heats()) {
    text += Cat("\nOf ", heat.heat_id(), ":\n", AmountsTable(heat.amounts()));
  }
  return text;
}

// A group with one command: `<name> show ID`.
template <typename Request, typename Response>
void AddShow(CLI::App& app, Context& context, const std::string& name, const std::string& description,
             std::string_view example,
             grpc::Status (QueryStub::*method)(grpc::ClientContext*, const Request&, Response*),
             void (*set_id)(Request*, const std::string&), std::string (*format)(const Response&)) {
  const auto id = std::make_shared<std::string>();
  CLI::App* const group = AddGroup(app, name, description);
  CLI::App* const command = AddCommand(*group, "show", Cat("State of a ", name), {example});
  command->add_option("id", *id, "<organisation>/<name>")->required();
  AddAtOptions(command, context);
  SetAction(command, context, [&context, id, method, set_id, format]() -> absl::Status {
    INGOT_ASSIGN_OR_RETURN(client::LedgerClient* const ledger, context.ledger());
    Request request;
    set_id(&request, *id);
    INGOT_ASSIGN_OR_RETURN(const Response response, ledger->Query(ledger->channel().query(), method, request));
    if (context.json) {
      context.PrintJson(MessageJson(response));
    } else {
      context.Print(format(response));
    }
    return absl::OkStatus();
  });
}

}  // namespace

void AddRecordCommands(CLI::App& app, Context& context) {
  AddShow<v1::GetContractRequest, v1::GetContractResponse>(
      app, context, "contract", "Contracts", "ingot contract show rhein-mobil/c-17", &QueryStub::GetContract,
      [](v1::GetContractRequest* request, const std::string& id) { request->set_contract_id(id); }, ShowContract);
  AddShow<v1::GetLotRequest, v1::GetLotResponse>(
      app, context, "lot", "Lots of recovered metal", "ingot lot show ruhr-metall/lot-3", &QueryStub::GetLot,
      [](v1::GetLotRequest* request, const std::string& id) { request->set_lot_id(id); }, ShowLot);
  AddShow<v1::GetBatchRequest, v1::GetBatchResponse>(
      app, context, "batch", "Shredder batches", "ingot batch show ruhr-metall/b-1", &QueryStub::GetBatch,
      [](v1::GetBatchRequest* request, const std::string& id) { request->set_batch_id(id); }, ShowBatch);
  AddShow<v1::GetHeatRequest, v1::GetHeatResponse>(
      app, context, "heat", "Heats of a furnace", "ingot heat show ruhr-metall/h-1", &QueryStub::GetHeat,
      [](v1::GetHeatRequest* request, const std::string& id) { request->set_heat_id(id); }, ShowHeat);
  AddShow<v1::GetClaimRequest, v1::GetClaimResponse>(
      app, context, "claim", "Claims of recycled content", "ingot claim show ruhr-metall/q-1", &QueryStub::GetClaim,
      [](v1::GetClaimRequest* request, const std::string& id) { request->set_claim_id(id); }, ShowClaim);
}

}  // namespace ingot::cli
