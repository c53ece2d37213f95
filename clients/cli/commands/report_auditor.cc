#include "clients/cli/commands/report_list.h"

namespace ingot::cli {
namespace {

void AddVariances(CLI::App& group, Context& context, const std::string& name, const std::string& description,
                  v1::AccountClass account_class) {
  AddReport<v1::ListVariancesRequest, v1::ListVariancesResponse>(
      group, context, name, description, {Cat("ingot report auditor ", name)}, &ReportStub::ListVariances,
      {"party", "organisation_id", "grams", "expected_loss_g", "last_seq"},
      [account_class](CLI::App*, v1::ListVariancesRequest* request) { request->set_account_class(account_class); });
}

}  // namespace

void AddAuditorReports(CLI::App& group, Context& context) {
  AddReport<v1::ListFlagsRequest, v1::ListFlagsResponse>(
      group, context, "flags", "Flags that stand, by kind and subject",
      {"ingot report auditor flags --kind excess", "ingot report auditor flags --subject instrument --all --json"},
      &ReportStub::ListFlags,
      {"kind", "subject_kind", "subject_id", "organisation_id", "seq", "recorded_at_us", "count"},
      [](CLI::App* command, v1::ListFlagsRequest* request) {
        AddEnumFilter<v1::FlagKind>(command, "--kind", "Of this kind, for example ticket_gap",
                                    [request](v1::FlagKind kind) { request->set_kind(kind); });
        AddEnumFilter<v1::SubjectKind>(command, "--subject", "On this kind of subject, for example lot",
                                       [request](v1::SubjectKind kind) { request->set_subject_kind(kind); });
      });
  AddReport<v1::ListReversalsRequest, v1::ListReversalsResponse>(
      group, context, "reversals", "Entries that were reversed, the newest reversal first",
      {"ingot report auditor reversals"}, &ReportStub::ListReversals,
      {"seq", "event", "organisation_id", "recorded_at_us", "reversed_by", "reversed_by_organisation", "reversed_at_us",
       "reason"},
      [](CLI::App*, v1::ListReversalsRequest*) {});
  AddVariances(group, context, "variances", "Sites by what was measured short of what was expected, the largest first",
               v1::ACCOUNT_CLASS_VARIANCE);
  AddVariances(group, context, "excesses", "Recyclers by metal measured beyond its sources, the largest first",
               v1::ACCOUNT_CLASS_EXCESS);
  AddReport<v1::ListRefusedRequest, v1::ListRefusedResponse>(
      group, context, "refused", "Signed submissions that the rules refused, the newest first",
      {"ingot report auditor refused", "ingot report auditor refused --reason not_holder --events --json"},
      &ReportStub::ListRefused,
      {"number", "refused_at_us", "organisation_id", "key_id", "reason", "field", "message", "event_count"},
      [](CLI::App* command, v1::ListRefusedRequest* request) {
        AddEnumFilter<v1::RefusalReason>(command, "--reason", "For this reason",
                                         [request](v1::RefusalReason reason) { request->set_reason(reason); });
        command->add_flag_function(
            "--events", [request](int64_t count) { request->set_events(count > 0); },
            "With the events' bytes (in --json)");
      });
  AddReport<v1::ListErasuresRequest, v1::ListErasuresResponse>(
      group, context, "erasures", "Sealed parts that were erased, the newest first", {"ingot report auditor erasures"},
      &ReportStub::ListErasures, {"seq", "organisation_id", "counterparty_organisation", "erased_seq"},
      [](CLI::App*, v1::ListErasuresRequest*) {});
  AddReport<v1::ListHolderAssaysRequest, v1::ListHolderAssaysResponse>(
      group, context, "assays", "Assays that the lot's holder made itself", {"ingot report auditor assays"},
      &ReportStub::ListHolderAssays,
      {"lot_id", "holder", "laboratory", "method", "seq", "net_g", "moisture_ppm", "foreign_ppm", "metal_content_ppm",
       "contained_g", "excess_g"},
      [](CLI::App*, v1::ListHolderAssaysRequest*) {});
}

}  // namespace ingot::cli
