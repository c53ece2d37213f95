// What can be said about a row without the ledger: sums, weights, and which rows of a file belong or collide.
#ifndef INGOT_CLIENTS_CLI_TABULAR_ROW_CHECKS_H_
#define INGOT_CLIENTS_CLI_TABULAR_ROW_CHECKS_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "clients/cpp/signer.h"
#include "ingot/v1/event.pb.h"

namespace ingot::cli {

// A finding of these checks, by the column's usual name.
struct RowFinding {
  std::string column;
  std::string message;
  bool note = false;
};

// What is wrong with a VIN's length or alphabet, and the way out; empty for nothing.
std::string VinFault(std::string_view vin);

// Checks an event and its terms as a whole: VINs and their check characters, the schedule's sum, weights, percentages.
// Cells that could not be read are reported elsewhere; REQUIRES: everything else is filled in.
std::vector<RowFinding> CheckEvent(const client::Draft& draft);

// 16 bytes by which a fact is known again: event and terms as they say it, without salts and without the submitter. Two
// rows with equal fingerprints state the same fact.
std::string Fingerprint(const client::Draft& draft);
// The same of an event that was signed; `terms` empty for none. nullopt for bytes that are no event.
std::optional<std::string> FingerprintOf(std::string_view event, std::string_view terms);

// Vehicles, contracts, lots, batches and heats that the event is about: rows that share one keep their order.
std::vector<std::string> SubjectsOf(const v1::Event& event);

// What may stand once in a file, with the column that says it: a VIN born, a contract's number, a payment's reference.
struct UniqueValue {
  std::string column;
  std::string key;
};
std::vector<UniqueValue> UniqueValuesOf(const v1::Event& event);

// Remembers rows by a hash of what they say: some 50 bytes for each, so that a file's bound of rows bounds it. Not
// thread-safe.
class Repetitions {
 public:
  // The first row that said the same; nullopt where `row` is the first.
  std::optional<uint64_t> Meet(std::string_view what, uint64_t row);

 private:
  absl::flat_hash_map<std::pair<uint64_t, uint64_t>, uint64_t> first_;
};

}  // namespace ingot::cli

#endif  // INGOT_CLIENTS_CLI_TABULAR_ROW_CHECKS_H_
