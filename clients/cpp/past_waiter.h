// Waiting for a state of the ledger's past, which a server makes when it is first asked for.
#ifndef INGOT_CLIENTS_CPP_PAST_WAITER_H_
#define INGOT_CLIENTS_CPP_PAST_WAITER_H_

#include "absl/status/status.h"
#include "clients/cpp/error.h"

namespace ingot::client {

// Metadata of a call that is to be answered as if the ledger had only so many entries, in decimal.
inline constexpr char kAtSizeMetadata[] = "ingot-at-size";

// Whether an error says that the state is still being made: PAST_STATE_NOT_READY.
inline bool IsPastNotReady(const absl::Status& status) {
  return !status.ok() && ErrorOf(status).reason == "PAST_STATE_NOT_READY";
}

// Decides how long to wait. Called on the thread that asks.
class PastWaiter {
 public:
  virtual ~PastWaiter() = default;

  // `not_ready` says how far the state is. Returns OK after a while, to ask again, or the error to end with.
  virtual absl::Status Wait(const absl::Status& not_ready) = 0;
  // An answer came, or another error.
  virtual void End() {}
};

}  // namespace ingot::client

#endif  // INGOT_CLIENTS_CPP_PAST_WAITER_H_
