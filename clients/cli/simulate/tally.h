// What a simulation came to, in counts.
#ifndef INGOT_CLIENTS_CLI_SIMULATE_TALLY_H_
#define INGOT_CLIENTS_CLI_SIMULATE_TALLY_H_

#include <cstdint>
#include <map>
#include <string>

#include "clients/cli/simulate/book.h"
#include "clients/simulate/outbox.h"

namespace ingot::cli {

struct Tally {
  uint64_t submissions = 0;
  uint64_t events = 0;
  // By the event's field name; refusals by reason.
  std::map<std::string, uint64_t> by_event, refused;
  // From the ledger's state, where it is at hand: vehicles by custody, grams by class of account, flags by kind.
  std::map<std::string, uint64_t> vehicles, flags;
  std::map<std::string, int64_t> grams;

  void Note(const simulate::Submission& submission);
  void Read(const Shelf& shelf);

  // For people; and one JSON object without its braces.
  std::string Text() const;
  std::string Json() const;
};

}  // namespace ingot::cli

#endif  // INGOT_CLIENTS_CLI_SIMULATE_TALLY_H_
