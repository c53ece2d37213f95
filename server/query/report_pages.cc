#include "server/query/report_pages.h"

#include <string>

#include "ledger/base/status.h"
#include "ledger/refusal/refusal.h"
#include "server/query/queries.h"

namespace ingot::query {
namespace {

// Answers one page and moves the request on to the next; whether there is one.
template <typename ListRequest, typename ListResponse>
absl::StatusOr<bool> Turn(const Context& context, ListRequest* request, ListResponse* response) {
  INGOT_RETURN_IF_ERROR(Answer(context, *request, response));
  request->set_page_token(response->next_page_token());
  return !response->next_page_token().empty();
}

absl::StatusOr<bool> TurnReport(const Context& context, v1::StreamReportRequest* request,
                                v1::StreamReportResponse* response) {
  using Request = v1::StreamReportRequest;
  switch (request->report_case()) {
    case Request::kStock:
      return Turn(context, request->mutable_stock(), response->mutable_stock());
    case Request::kExpiries:
      return Turn(context, request->mutable_expiries(), response->mutable_expiries());
    case Request::kArrears:
      return Turn(context, request->mutable_arrears(), response->mutable_arrears());
    case Request::kReturnsDue:
      return Turn(context, request->mutable_returns_due(), response->mutable_returns_due());
    case Request::kMileage:
      return Turn(context, request->mutable_mileage(), response->mutable_mileage());
    case Request::kHulks:
      return Turn(context, request->mutable_hulks(), response->mutable_hulks());
    case Request::kOpenBatches:
      return Turn(context, request->mutable_open_batches(), response->mutable_open_batches());
    case Request::kLots:
      return Turn(context, request->mutable_lots(), response->mutable_lots());
    case Request::kTicketGaps:
      return Turn(context, request->mutable_ticket_gaps(), response->mutable_ticket_gaps());
    case Request::kYields:
      return Turn(context, request->mutable_yields(), response->mutable_yields());
    case Request::kFlags:
      return Turn(context, request->mutable_flags(), response->mutable_flags());
    case Request::kReversals:
      return Turn(context, request->mutable_reversals(), response->mutable_reversals());
    case Request::kVariances:
      return Turn(context, request->mutable_variances(), response->mutable_variances());
    case Request::kRefused:
      return Turn(context, request->mutable_refused(), response->mutable_refused());
    case Request::kErasures:
      return Turn(context, request->mutable_erasures(), response->mutable_erasures());
    case Request::kHolderAssays:
      return Turn(context, request->mutable_holder_assays(), response->mutable_holder_assays());
    default:
      return refusal::Refuse(v1::REFUSAL_REASON_FIELD_MISSING, "report", "names no report that this server knows");
  }
}

}  // namespace

absl::StatusOr<bool> ReportPages::Next(const Context& context, Response* response) {
  if (over_) return false;
  INGOT_ASSIGN_OR_RETURN(const bool more, TurnReport(context, &request_, response));
  over_ = !more;
  return true;
}

}  // namespace ingot::query
