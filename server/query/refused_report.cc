// Refused submissions, for auditors. They are no state of the ledger, so the page is what is kept at its moment. Asked
// for an earlier state, it leaves out what was refused later; what is no longer kept stays away.
#include "ledger/base/bytes.h"
#include "ledger/base/strings.h"
#include "server/query/index_list.h"
#include "server/query/queries.h"
#include "storage/refused/refused_reader.h"

namespace ingot::query {
namespace {

v1::RefusedRow RowOfRefused(uint64_t number, const storage::v1::RefusedRecord& record, bool events) {
  v1::RefusedRow row;
  row.set_number(number);
  row.set_refused_at_us(record.refused_at_us());
  row.set_organisation_id(record.header().organisation_id());
  row.set_key_id(record.header().key_id());
  row.set_reason(record.refusal().reason());
  row.set_field(record.refusal().field());
  row.set_message(record.refusal().message());
  row.set_ledger_size(record.ledger_size());
  row.set_event_count(static_cast<uint32_t>(record.events_size()));
  *row.mutable_header() = record.header();
  if (events) *row.mutable_events() = record.events();
  return row;
}

}  // namespace

absl::Status Answer(const Context& context, const v1::ListRefusedRequest& request, v1::ListRefusedResponse* response) {
  INGOT_RETURN_IF_ERROR(CheckSeesEverything(context));
  INGOT_RETURN_IF_ERROR(CheckKnown(v1::RefusalReason_IsValid(request.reason()), "reason"));
  INGOT_ASSIGN_OR_RETURN(const size_t page_size, PageSize(request.page_size()));
  const PageScope scope = context.Scope(
      {"ListRefused", request.organisation(), Cat(static_cast<int>(request.reason())), Cat(request.events())});
  INGOT_ASSIGN_OR_RETURN(const std::string cursor, ReadPageToken(scope, request.page_token()));
  if (!cursor.empty() && cursor.size() != sizeof(uint64_t)) return ReadPageToken(scope, "-").status();
  response->set_checkpoint(context.checkpoint());
  const storage::RefusedReader* const refused = context.refused();
  if (refused == nullptr || request.organisation().size() > storage::kMaxIndexedIdBytes) return absl::OkStatus();
  INGOT_ASSIGN_OR_RETURN(const storage::v1::RefusedCounts counts, refused->Counts(request.organisation()));
  response->set_kept(counts.kept());
  response->set_dropped(counts.dropped());
  response->set_not_kept(counts.not_kept());

  size_t bytes = 0;
  size_t examined = 0;
  uint64_t last = 0;
  bool more = false;
  INGOT_RETURN_IF_ERROR(refused->Scan(request.organisation(), cursor.empty() ? 0 : ReadBe64(cursor),
                                      [&](uint64_t number, const storage::v1::RefusedRecord& record) {
                                        more = static_cast<size_t>(response->rows_size()) == page_size ||
                                               bytes >= kMaxPageBytes || examined == kMaxExaminedRecords;
                                        if (more) return false;
                                        ++examined;
                                        last = number;
                                        // Refused when the ledger already had more than was asked for.
                                        if (record.ledger_size() > context.size()) return true;
                                        if (request.reason() != v1::REFUSAL_REASON_UNSPECIFIED &&
                                            request.reason() != record.refusal().reason()) {
                                          return true;
                                        }
                                        *response->add_rows() = RowOfRefused(number, record, request.events());
                                        bytes += response->rows(response->rows_size() - 1).ByteSizeLong();
                                        return true;
                                      }));
  if (more) {
    std::string next;
    AppendBe64(last, &next);
    response->set_next_page_token(MakePageToken(scope, next));
  }
  return absl::OkStatus();
}

}  // namespace ingot::query
