// StreamReport: the pages of one of the reports' lists.
#ifndef INGOT_SERVER_QUERY_REPORT_PAGES_H_
#define INGOT_SERVER_QUERY_REPORT_PAGES_H_

#include "absl/status/statusor.h"
#include "ingot/v1/report_service.pb.h"
#include "server/query/context.h"

namespace ingot::query {

// One stream's; not thread-safe.
class ReportPages {
 public:
  using Request = v1::StreamReportRequest;
  using Response = v1::StreamReportResponse;

  explicit ReportPages(Request request) : request_(std::move(request)) {}

  // Fills the next message; false (and an untouched message) where the stream is over. FIELD_MISSING where the request
  // names no report; the list's own refusals.
  absl::StatusOr<bool> Next(const Context& context, Response* response);

 private:
  // The request, with the token of the page to come.
  Request request_;
  bool over_ = false;
};

}  // namespace ingot::query

#endif  // INGOT_SERVER_QUERY_REPORT_PAGES_H_
