// Entries as the exchange documents need them, and the checks that make a list of them a history.
#ifndef INGOT_CLIENTS_EXCHANGE_LEDGER_ENTRY_H_
#define INGOT_CLIENTS_EXCHANGE_LEDGER_ENTRY_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/protobuf/message.h"
#include "ingot/v1/entry.pb.h"
#include "ingot/v1/event.pb.h"
#include "ledger/base/hash.h"

namespace ingot::exchange {

struct LedgerEntry {
  std::string bytes;
  v1::Entry entry;
  v1::Event event;
  Hash leaf{};

  uint64_t seq() const { return entry.seq(); }
};

// Strict parse of an entry's stored bytes and of the event in them. INVALID_ARGUMENT.
absl::StatusOr<LedgerEntry> ReadLedgerEntry(std::string bytes);

// The set member of the event's body. REQUIRES: one is set (ReadLedgerEntry refuses others).
const google::protobuf::Message& BodyOf(const v1::Event& event);
// "vehicle_registered" and "VehicleRegistered".
std::string FieldNameOf(const v1::Event& event);
std::string TypeNameOf(const v1::Event& event);

// The entry's link to a subject, or nullptr.
const v1::SubjectLink* LinkOf(const v1::Entry& entry, v1::SubjectKind kind, std::string_view id);

// Whether `entries`, ascending, are a subject's whole history up to the last of them: each names the one before by
// number and leaf hash, and the first is the subject's first. FAILED_PRECONDITION says which entry breaks it. So one
// proof for the last entry proves all of them.
absl::Status CheckHistory(v1::SubjectKind kind, std::string_view id, const std::vector<LedgerEntry>& entries);

// Whether `entries` stand one after the other in the ledger: consecutive numbers, each holding the leaf hash of the one
// before. FAILED_PRECONDITION.
absl::Status CheckConsecutive(const std::vector<LedgerEntry>& entries);

// Ids of the entry's subjects of a kind, in its order.
std::vector<std::string> SubjectsOf(const v1::Entry& entry, v1::SubjectKind kind);

// Sum of the entry's postings to accounts of a class, over parties, families and origins; grams.
int64_t PostedTo(const v1::Entry& entry, v1::AccountClass account_class);

}  // namespace ingot::exchange

#endif  // INGOT_CLIENTS_EXCHANGE_LEDGER_ENTRY_H_
