#include "clients/cli/import/import_row.h"

#include "ledger/base/strings.h"

namespace ingot::cli {

std::string_view StateWord(RowState state) {
  switch (state) {
    case RowState::kGood:
      return "good";
    case RowState::kWrong:
      return "wrong";
    case RowState::kAlready:
      return "already";
    case RowState::kRecorded:
      return "recorded";
    case RowState::kRefused:
      return "refused";
    case RowState::kWaits:
      return "waits";
    case RowState::kNotSent:
      return "not sent";
    case RowState::kUnknown:
      return "unknown";
  }
  return "";
}

std::string RowMessage(const ImportRow& row) {
  std::string text;
  for (const Problem& problem : row.reading.problems) {
    text += Cat(text.empty() ? "" : "; ", problem.note ? "note: " : "", problem.column,
                problem.column.empty() ? "" : ": ", problem.message);
  }
  return text;
}

}  // namespace ingot::cli
