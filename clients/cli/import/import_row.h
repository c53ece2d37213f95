// A row on its way through an import.
#ifndef INGOT_CLIENTS_CLI_IMPORT_IMPORT_ROW_H_
#define INGOT_CLIENTS_CLI_IMPORT_IMPORT_ROW_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "clients/cli/tabular/sheet.h"

namespace ingot::cli {

enum class RowState {
  // Checked and good; after an import no row is left in it.
  kGood,
  // Something in the row is wrong: not sent.
  kWrong,
  // An earlier import recorded it.
  kAlready,
  kRecorded,
  // The ledger refused it.
  kRefused,
  // An earlier row of the same vehicle or contract is not recorded: not sent.
  kWaits,
  // The import ended before its turn: not sent.
  kNotSent,
  // Sent, but no answer came: the next run learns what became of it.
  kUnknown,
};

// As reports say it: "recorded".
std::string_view StateWord(RowState state);

struct ImportRow {
  // As the spreadsheet counts, or the line of a JSON Lines file.
  uint64_t number = 0;
  // As they stand in the file.
  std::vector<std::string> cells;
  RowReading reading;
  RowState state = RowState::kGood;
  // Of kRefused: the ledger's stable reason.
  std::string reason;
  // Of kRecorded and kAlready, where it is known.
  uint64_t seq = 0;
};

// Everything that is to say of a row, in one line.
std::string RowMessage(const ImportRow& row);

}  // namespace ingot::cli

#endif  // INGOT_CLIENTS_CLI_IMPORT_IMPORT_ROW_H_
