// Weighbridge tickets: readings, numbers, and what is odd about them.
#ifndef INGOT_LEDGER_RULES_WEIGH_TICKET_H_
#define INGOT_LEDGER_RULES_WEIGH_TICKET_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ledger/rules/transaction.h"

namespace ingot::rules {

// What a ticket says and how it looks. Odd facts are for the caller to flag on the lot, batch or transfer weighed.
struct Weighing {
  // gross - tare; 0 until the tare is known.
  int64_t net_g = 0;
  int64_t division_g = 0;
  // The instrument's certificate had expired on the day of a reading (in the reading's own offset).
  bool expired = false;
  // Another instrument gave the same net, within 0.1 % and 24 h (CompareNet).
  bool same_net = false;
};

enum class TareRule { kNow, kMayFollow };

// Whether a load's net is compared with the organisation's others. Material is (lots, third-party scrap); hulks in
// transfer are not, since a load is weighed by its sender and again by its receiver.
enum class NetRule { kCompare, kAlone };

// Checks a new ticket of the actor's instrument and uses up its number. The instrument becomes a subject of the entry;
// TICKET_GAP is raised on it where running numbers are missing before this one. Refuses: FIELD_MISSING, TOO_LARGE,
// INVALID_VALUE (form of the number), NOT_FOUND (instrument), FUTURE, WEIGHT_INVALID, DUPLICATE_NUMBER.
absl::StatusOr<Weighing> TakeTicket(Transaction& t, const v1::WeighTicket& ticket, TareRule tare_rule, NetRule net_rule,
                                    std::string_view field);

// The same ticket again, now with its tare. `before` is the ticket as first taken (without tare); everything but the
// tare must be equal (INVALID_VALUE).
absl::StatusOr<Weighing> CompleteTicket(Transaction& t, const v1::WeighTicket& before, const v1::WeighTicket& ticket,
                                        std::string_view field);

// A ticket that does not count: its number is used up and takes its place among the running numbers, as a weighing
// would. Refuses: FIELD_MISSING, TOO_LARGE, INVALID_VALUE, NOT_FOUND (instrument), DUPLICATE_NUMBER.
absl::Status VoidTicket(Transaction& t, const std::string& instrument_id, const std::string& number,
                        std::string_view field);

// The same ticket with other readings, complete: instrument and number must be equal (INVALID_VALUE). Its net is
// compared with no other: the load was weighed before.
absl::StatusOr<Weighing> CorrectTicket(const Transaction& t, const v1::WeighTicket& before,
                                       const v1::WeighTicket& ticket, std::string_view field);

}  // namespace ingot::rules

#endif  // INGOT_LEDGER_RULES_WEIGH_TICKET_H_
